from odoo.tests import tagged

from .online_company_case import OnlineCompanyCase


@tagged("post_install", "-at_install")
class TestOnlineClashes(OnlineCompanyCase):
    """Settings of the company there that do not go with what is done here are said."""

    def test_nothing_to_say(self):
        self.assertFalse(self.connection().clash_text)

    def test_numbers_that_the_ledger_gives(self):
        self.desk.set_preference("SalesFormsPrefs", "CustomTxnNumbers", False)
        connection = self.connection()
        self.assertIn("custom transaction numbers", connection.clash_text)
        connection.number_rule = "ledger"
        self.assertFalse(connection.clash_text)

    def test_what_is_applied_by_itself(self):
        for name in ("AutoApplyCredit", "AutoApplyPayments"):
            self.desk.set_preference("SalesFormsPrefs", name, True)
        connection = self.connection()
        self.assertIn("applies credits by itself", connection.clash_text)
        self.assertNotIn("payments by itself", connection.clash_text)
        connection.sends_payments = True
        self.assertIn("payments by itself", connection.clash_text)

    def test_sales_tax_is_switched_off(self):
        self.company_a.account_sale_tax_id = self._tax("Tax 8.25%", 8.25)
        connection = self.connection()
        self.assertFalse(connection.clash_text)
        connection.company_details = {**(connection.company_details or {}), "sales_tax": False}
        self.assertIn("Sales tax is switched off", connection.clash_text)
        self.company_a.account_sale_tax_id = False
        connection.invalidate_recordset()
        self.assertFalse(connection.clash_text)

    def test_customers_come_and_go(self):
        """As the settings page of the ledger has it from the first day, before anything travels."""
        self.assertEqual(self.connection(enabled=False).customer_direction, "both")
