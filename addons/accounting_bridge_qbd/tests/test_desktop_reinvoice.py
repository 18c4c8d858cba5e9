from odoo.tests import tagged

from odoo.addons.accounting_bridge.tests.reinvoice_stories import (
    ForceStories,
    ReconciledStories,
    ReinvoiceStories,
)

from .documents_case import DocumentsCase


@tagged("post_install", "-at_install", "slow")
class TestDesktopForced(ForceStories, DocumentsCase):
    """*Set Flags* forces into the next run what was sent before."""

    def test_terms_of_the_bookkeeper_stay(self):
        """They are not compared: what is forced must not put ours back."""
        ours = self.env.ref("account.account_payment_term_30days")
        self.map_there("term", ours, "Net 30")
        moves = self.processed(invoice_payment_term_id=ours.id)
        moves |= self.sent_off(self.credit_note(invoice_payment_term_id=ours.id))
        self.assertEqual([self.on_the_screen(move)["terms"] for move in moves], ["Net 30"] * 2)
        for move, edit in zip(moves, (self.book.edit_invoice, self.book.edit_credit_memo), strict=True):
            due = self.on_the_screen(move)["due_date"]
            edit(self.number(move), TermsRef={"FullName": "Net 15"}, **({"DueDate": due} if due else {}))
        before = [self.on_the_screen(move)["due_date"] for move in moves]
        self.set_flags(moves)
        self.turn(self.link)
        self.assertEqual([self.where(move) for move in moves], [("processed", "")] * 2)
        self.assertEqual(self.updates_sent(), 1)
        self.assertEqual([self.on_the_screen(move)["terms"] for move in moves], ["Net 15"] * 2)
        self.assertEqual([self.on_the_screen(move)["due_date"] for move in moves], before)


@tagged("post_install", "-at_install", "slow")
class TestDesktopReinvoice(ReconciledStories, ReinvoiceStories, DocumentsCase):
    """*Credit and re-invoice* leaves both sides equal."""

    def close_books(self):
        self.book.set_closing_date(self.last_month().isoformat())

    def reconcile_there(self, move):
        self.book.reconcile(self.on_the_screen(move)["id"])
