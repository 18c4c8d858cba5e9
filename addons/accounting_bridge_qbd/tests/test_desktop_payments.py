from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.accounting_bridge.tests.payment_stories import PaymentStories

from .payments_case import PaymentsCase


@tagged("post_install", "-at_install")
class TestDesktopPayments(PaymentStories, PaymentsCase):
    """What pays an invoice in Odoo reaches the company file with the right applications."""

    def test_early_payment_discount(self):
        move = self.processed(100.0, invoice_payment_term_id=self.two_ten().id)
        payment = self.pay(move)
        self.assertEqual(payment.amount, 98.0)
        self.turn(self.link)
        there = self.assert_paid_there(payment, {move: "98.00"}, total="98.00")
        self.assertEqual([row["discount"] for row in there["applied_to"]], [Decimal("2.00")])
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])

    def test_write_off(self):
        move = self.processed(100.0)
        account = self.company_data["default_account_expense"]
        payment = self.pay(move, 95.0, payment_difference_handling="reconcile", writeoff_account_id=account.id)
        self.turn(self.link)
        there = self.assert_paid_there(payment, {move: "95.00"}, total="95.00")
        self.assertEqual([row["discount"] for row in there["applied_to"]], [Decimal("5.00")])

    def test_write_off_without_an_account(self):
        self.link.discount_account_id = False
        move = self.processed(100.0)
        account = self.company_data["default_account_expense"]
        self.pay(move, 95.0, payment_difference_handling="reconcile", writeoff_account_id=account.id)
        self.turn(self.link)
        self.assertEqual(self.open_issue(self.link).reason, "discount_account_missing")
        self.assertEqual(self.screen.payments(), [])
