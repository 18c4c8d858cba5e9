"""The set-up, in the browser: begun, closed on the way, found again, activated."""

from odoo.tests import HttpCase, tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .common import BridgeCase


@tagged("post_install", "-at_install")
class TestSetupInTheBrowser(BridgeCase, HttpCase):
    # Entered for each test by the common class.
    registry_test_mode = False

    def test_closed_on_the_way_and_activated(self):
        self.put_there(Kind.ACCOUNT, "Sales")
        self.start_tour("/odoo/accounting-bridge", "accounting_bridge_setup_begin", login="manager_a")
        self.env.invalidate_all()
        connection = self.env["bridge.connection"].search([("company_id", "=", self.company_a.id)])
        self.assertEqual((connection.setup_step, connection.state), ("mapping", "connecting"))
        self.assertEqual(connection.consent_by_id, self.people["manager", "a"])
        self.turn(connection)
        self.assertTrue(connection.first_read_at)
        self.start_tour("/odoo/accounting-bridge", "accounting_bridge_setup_activate", login="manager_a")
        self.env.invalidate_all()
        self.assertEqual(connection.state, "connected")
        self.assertEqual(connection.income_account_id.name, "Sales")
