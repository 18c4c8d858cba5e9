from odoo.tests import tagged

from .online_documents_case import OnlineDocumentsCase
from .reinvoice_stories import ForceStories, ReinvoiceStories


@tagged("post_install", "-at_install", "slow")
class TestOnlineForced(ForceStories, OnlineDocumentsCase):
    """*Set Flags* forces into the next run what was sent before."""

    def test_terms_of_the_bookkeeper_stay(self):
        """They are not compared: what is forced must not put ours back."""
        ours = self.env.ref("account.account_payment_term_30days")
        for name in ("Ours", "Theirs"):
            self.desk.add_term(name, 30)
        self.turn(self.link)
        self.map_there("term", ours, "Ours")
        moves = self.processed(invoice_payment_term_id=ours.id)
        moves |= self.sent_off(self.credit_note(invoice_payment_term_id=ours.id))
        for move, entity in zip(moves, ("Invoice", "CreditMemo"), strict=True):
            row = self.desk.document(entity, self.number(move))
            term = {"value": self.desk.record("Term", "Theirs")["Id"]}
            self.desk.edit(entity, self.number(move), SalesTermRef=term, DueDate=row.get("DueDate"))
        before = [(row["terms"], row["due_date"]) for row in map(self.on_the_screen, moves)]
        self.assertEqual(before[0][0], "Theirs")
        self.set_flags(moves)
        self.turn(self.link)
        self.assertEqual([self.where(move) for move in moves], [("processed", "")] * 2)
        self.assertEqual(self.updates_sent(), 1)
        self.assertEqual([(row["terms"], row["due_date"]) for row in map(self.on_the_screen, moves)], before)


@tagged("post_install", "-at_install")
class TestOnlineReinvoice(ReinvoiceStories, OnlineDocumentsCase):
    """*Credit and re-invoice* leaves both sides equal."""

    def close_books(self):
        self.desk.close_books(self.last_month().isoformat(), password=True)
