from dataclasses import replace

from odoo.tests import tagged

from .online_documents_case import OnlineDocumentsCase
from .reinvoice_stories import ForceStories, ReconciledStories, ReinvoiceStories


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
class TestOnlineReinvoice(ReconciledStories, ReinvoiceStories, OnlineDocumentsCase):
    """*Credit and re-invoice* leaves both sides equal."""

    def close_books(self):
        self.desk.close_books(self.last_month().isoformat(), password=True)

    def keep_what_is_paid(self):
        self.book.switches = replace(self.book.switches, total_below_paid="refused")

    def test_payment_that_is_loosened_there(self):
        """Where the company lets an invoice fall below what is paid of it, the rest of the payment is free again."""
        move = self.processed(*self.lines(100.0, 50.0))
        self.screen.receive_payment(self.number(move), "150.00")
        self.edit(move, price=60.0)
        self.turn(self.link)
        self.assert_equal_sides(move)
        self.assertEqual(self.open_there(move), ["0.00"])
        self.assertEqual([str(row["unused"]) for row in self.screen.payments()], ["40.00"])
        self.assert_same_open(taken_there="150.00")

    def test_refused_by_an_older_version(self):
        """It said of a change, too, that more is paid than is open; the cure works for what it left."""
        self.keep_what_is_paid()
        move = self.processed(*self.lines(100.0, 50.0))
        self.screen.receive_payment(self.number(move), "150.00")
        self.edit(move, price=60.0)
        issue = self.refused_below_what_is_paid(move)
        issue.reason = self.transfer(move).reason = "paid_more_than_due"
        self.assertIn("credit_and_reinvoice", issue._offered())
        credit, new = self.reinvoice(issue)
        self.turn(self.link)
        self.assert_equal_sides(move | credit | new)

    def reconcile_there(self, move):
        self.desk.reconcile("Invoice", self.number(move))
