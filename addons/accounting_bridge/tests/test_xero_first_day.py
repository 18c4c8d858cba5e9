from odoo.tests import tagged

from ..ledgers import json_text
from ..ledgers.documents import Kind
from .first_day_stories import FirstDayStories
from .xero_company_case import XeroCompanyCase
from .xero_documents_case import Screen


@tagged("post_install", "-at_install")
class TestXeroFirstDay(FirstDayStories, XeroCompanyCase):
    """An organisation that has been in use for years meets Odoo for the first time."""

    def setUp(self):
        # Before the organisation is read for the first time.
        self.screen = Screen(self)
        super().setUp()

    def choose_accounts(self):
        for name, account in (("income", "Sales"), ("expense", "Materials")):
            self.first[f"{name}_account_id"] = self.mirrored(self.first, Kind.ACCOUNT, account)

    def test_first_reading_writes_nothing(self):
        """No call of the first sessions writes: each one asks."""
        self.release(self.invoice())
        self.turn(self.first)
        self.turn(self.first)
        self.assertTrue(self.sent)
        calls = [call for payload in self.sent for call in json_text.read(payload)["calls"]]
        self.assertEqual({call["method"] for call in calls}, {"GET"})
        self.assertFalse(self.book.objects("Invoices"))

    def test_no_backup_is_asked_for(self):
        """The organisation's books lie with Xero: there is no file that somebody could copy."""
        self.turn(self.first)
        self.choose_accounts()
        self.assertNotIn("backup", self.first.readiness_text or "")
        self.first.action_enable()
        self.assertEqual(self.first.state, "connected")
