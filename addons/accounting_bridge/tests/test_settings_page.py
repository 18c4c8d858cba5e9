"""Settings > Accounting Bridge, and which ledgers a connection can be made for."""

from unittest.mock import patch

from odoo.tests import tagged

from .common import BridgeCommon
from .double import DoubleLedger


@tagged("post_install", "-at_install")
class TestSettingsPage(BridgeCommon):
    def test_it_leads_to_the_connections(self):
        connection = self.connection()
        settings = self.as_("manager", self.env["res.config.settings"])
        self.assertIn("action_open_bridge_connections", self.env["res.config.settings"].get_view()["arch"])
        action = settings.action_open_bridge_connections()
        self.assertEqual(action["res_model"], "bridge.connection")
        found = self.as_("manager", self.env["bridge.connection"]).search(action.get("domain") or [])
        self.assertIn(connection, found)

    def test_every_ledger_is_offered_or_says_what_brings_it(self):
        connection = self.env["bridge.connection"].create({"ledger": self.ledger_code})
        offered = dict(connection._fields["ledger"]._description_selection(self.env))
        self.assertLessEqual({"quickbooks_online", "xero"}, set(offered))
        missing = [(DoubleLedger.code, "Double"), ("xero", "Xero")]
        with patch.object(type(connection)._fields["ledger"], "_description_selection", lambda env: missing):
            connection.invalidate_recordset()
            self.assertIn("install the QuickBooks Desktop addon", connection.more_ledgers_text)
        with patch.object(
            type(connection)._fields["ledger"],
            "_description_selection",
            lambda env: [*missing, ("quickbooks_desktop", "QuickBooks Desktop")],
        ):
            connection.invalidate_recordset()
            self.assertFalse(connection.more_ledgers_text)
