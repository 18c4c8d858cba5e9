from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.accounting_bridge.tests.first_day_stories import FirstDayStories

from .desktop_case import DesktopCase
from .documents_case import Screen


@tagged("post_install", "-at_install", "slow")
class TestDesktopFirstDay(FirstDayStories, DesktopCase):
    """A company file that has been in use for years meets Odoo for the first time."""

    def setUp(self):
        # Before the company file is read for the first time.
        self.screen = Screen(self)
        super().setUp()

    def choose_accounts(self, *, backup=True):
        account = self.env["bridge.remote.record"].search(
            [("connection_id", "=", self.first.id), ("kind", "=", "account"), ("name", "=", "Sales")]
        )
        values = {"income_account_id": account.id, "expense_account_id": account.id, "backup_confirmed": backup}
        self.first.write(values)

    def test_a_backup_is_asked_for(self):
        self.turn(self.first)
        self.choose_accounts(backup=False)
        self.assertIn("backup", self.first.readiness_text)
        with self.assertRaisesRegex(UserError, "backup"):
            self.first.action_enable()
        self.first.backup_confirmed = True
        self.first.action_enable()
        self.assertEqual(self.first.state, "connected")
