"""The step *Connect* of the set-up: the Web Connector is given a file, and visits us."""

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDesktopSetup(TransactionCase):
    def test_chosen_after_another_ledger(self):
        """A draft that began with another ledger has a door, an id for its file, and the kinds of this one."""
        company = self.env["res.company"].create({"name": "Acme"})
        values = {"company_id": company.id, "setup_step": "consent"}
        connection = self.env["bridge.connection"].create({"ledger": "quickbooks_online", **values})
        self.assertFalse(connection.qbd_token)
        connection.ledger = "quickbooks_desktop"
        token, file_id = connection.qbd_token, connection.qbd_file_id
        self.assertTrue(token and file_id)
        connection.ledger = "quickbooks_online"
        connection.ledger = "quickbooks_desktop"
        self.assertEqual((connection.qbd_token, connection.qbd_file_id), (token, file_id))
        kinds = {kind.value for kind in connection._ledger().capabilities.all_reads}
        self.assertLessEqual(kinds, set(connection.flow_ids.mapped("kind")))
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", "https://odoo.example.com")
        self.assertTrue(connection.action_qbd_download()["url"].endswith(f"{token}/download"))
        self.assertEqual(connection.state, "connecting")

    def test_disconnected_on_the_way(self):
        """The file connects again: there is no other button for it in the set-up."""
        company = self.env["res.company"].create({"name": "Acme"})
        connection = self.env["bridge.connection"].create(
            {"ledger": "quickbooks_desktop", "company_id": company.id, "setup_step": "consent"}
        )
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", "https://odoo.example.com")
        connection.action_qbd_download()
        connection.action_disconnect()
        connection.action_qbd_download()
        self.assertEqual(connection.state, "connecting")

    def test_connecting_is_a_file_that_is_added(self):
        company = self.env["res.company"].create({"name": "Acme"})
        connection = self.env["bridge.connection"].create(
            {"ledger": "quickbooks_desktop", "company_id": company.id, "setup_step": "consent"}
        )
        connection.action_setup_consent()
        self.assertEqual(connection.setup_step, "connect")
        self.assertIn("press Download .qwc", connection.setup_problem_text)
        self.assertIn("Update Web Services", connection.setup_help)
        self.assertIn("there.quickbooks_desktop.invoice.writes", connection.consent_scope)
        with self.assertRaisesRegex(UserError, "press Download .qwc"):
            connection.action_setup_continue()
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", "https://odoo.example.com")
        connection.action_qbd_download()
        connection.action_setup_continue()
        self.assertEqual(connection.setup_step, "scope", "the rest is chosen while the first visit is awaited")
        connection.setup_step = "review"
        self.assertIn("the ledger must have been read once", connection.setup_problem_text)
        self.assertIn("Back Up Company", connection.setup_help)
