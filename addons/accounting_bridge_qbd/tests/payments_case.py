"""What the tests of payments and credit notes stand on."""

from odoo.addons.accounting_bridge.tests.bookkeeping import Payments

from .desktop_case import DesktopCase
from .documents_case import Screen


class PaymentsCase(Payments, DesktopCase):
    """A company file that holds invoices of ours, and people who pay them in Odoo."""

    def setUp(self):
        super().setUp()
        self.screen = Screen(self)
        self.link.discount_account_id = self.account_there("Discounts Given")

    def account_there(self, name):
        return self.env["bridge.remote.record"].search(
            [("connection_id", "=", self.link.id), ("kind", "=", "account"), ("name", "=", name)]
        )
