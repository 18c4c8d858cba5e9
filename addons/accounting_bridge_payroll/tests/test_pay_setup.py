"""What is read of pay runs is confirmed before a connection is set up."""

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPaySetup(TransactionCase):
    def test_pay_runs_are_in_the_list_that_is_confirmed(self):
        connection = self.env["bridge.connection"].new({"ledger": "quickbooks_online"})
        codes = connection._consent_codes()
        self.assertLessEqual({"here.pay_run.reads", "here.pay_run.writes"}, set(codes))
        self.assertIn("amounts of pay codes", connection.consent_table)
        self.assertIn("bill", connection._setup_kinds(), "bills are a switch where something makes them")
