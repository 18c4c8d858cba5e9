from odoo.tests import tagged

from ..ledgers import json_text
from ..ledgers.documents import Kind
from .first_day_stories import FirstDayStories
from .online_company_case import OnlineCompanyCase
from .online_documents_case import Screen


@tagged("post_install", "-at_install", "slow")
class TestOnlineFirstDay(FirstDayStories, OnlineCompanyCase):
    """A company that has been in use for years meets Odoo for the first time."""

    def setUp(self):
        # Before the company is read for the first time.
        self.screen = Screen(self)
        super().setUp()

    def choose_accounts(self):
        for name, account in (("income", "Sales"), ("expense", "Materials")):
            self.first[f"{name}_account_id"] = self.mirrored(self.first, Kind.ACCOUNT, account)

    def test_first_reading_writes_nothing(self):
        """No call of the first sessions writes: queries, and batches of nothing but queries."""
        self.release(self.invoice())
        self.turn(self.first)
        self.turn(self.first)
        for payload in self.sent:
            for call in json_text.read(payload)["calls"]:
                items = (call.get("body") or {}).get("BatchItemRequest") or ()
                self.assertIn(call["path"], ("query", "batch", "cdc"))
                self.assertTrue(all("Query" in item for item in items))
        self.assertFalse(self.book.objects("Invoice"))

    def test_no_backup_is_asked_for(self):
        """The company's books lie with Intuit: there is no file that somebody could copy."""
        self.turn(self.first)
        self.choose_accounts()
        self.assertNotIn("backup", self.first.readiness_text or "")
        self.first.action_enable()
        self.assertEqual(self.first.state, "connected")
