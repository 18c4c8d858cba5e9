"""The step *Connect* of the set-up: the Web Connector is given a file, and visits us."""

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDesktopSetup(TransactionCase):
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
