from odoo.tests import tagged

from ..ledgers.documents import Kind
from .reinvoice_stories import ForceStories, ReinvoiceStories
from .xero_documents_case import XeroDocumentsCase


@tagged("post_install", "-at_install")
class TestXeroForced(ForceStories, XeroDocumentsCase):
    """*Set Flags* forces into the next run what was sent before."""


@tagged("post_install", "-at_install", "slow")
class TestXeroReinvoice(ReinvoiceStories, XeroDocumentsCase):
    """*Credit and re-invoice* leaves both sides equal."""

    def setUp(self):
        super().setUp()
        self.link.deposit_account_id = self.mirrored(self.link, Kind.ACCOUNT, "Business Bank Account")

    def close_books(self):
        self.desk.lock_period(self.last_month().isoformat())

    def test_amounts_stay_once_something_is_paid(self):
        """Xero refuses by itself (facts 2.4), which is told before."""
        move = self.processed(*self.lines(300.0, 200.0))
        self.screen.receive_payment(self.number(move), "100.00")
        self.later()
        dialog = self.ask(move)
        self.assertTrue(dialog.is_forbidden)
        self.assertIn("does not change the amounts of what is paid", dialog.next_text)
        self.edit(move, price=350.0)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "not_changeable"))
        credit, new = self.reinvoice(self.the_issue("not_changeable"))
        self.turn(self.link)
        self.assert_equal_sides(move | credit | new)
        self.assertEqual(self.open_there(move | credit | new), ["400.00", "0.00", "50.00"])
