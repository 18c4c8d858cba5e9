"""The accounts and items to begin with in QuickBooks Desktop."""

from collections import Counter

from odoo.tests import tagged

from odoo.addons.accounting_bridge.tests.default_stories import DefaultStories

from .desktop_case import DesktopCase


@tagged("post_install", "-at_install")
class TestDesktopDefaults(DefaultStories, DesktopCase):
    """A company file that uses account numbers and tracks no tax."""

    book_options = {"account_numbers": True, "sales_tax": False}
    types = {
        "wages": "Expense",
        "wages_liability": "CreditCard",
        "service_income": "Income",
        "tax": "OtherCurrentLiability",
        "automated_tax": "OtherCurrentLiability",
    }
    shown = {
        "wages": ("Expense", ""),
        "wages_liability": ("Credit Card", ""),
        "service_income": ("Income", ""),
        "tax": ("Other Current Liability", ""),
        "automated_tax": ("Other Current Liability", ""),
    }

    def setUp(self):
        super().setUp()
        if "Materials" not in {row["name"] for row in self.book.accounts()}:
            self.book.add_account("Materials", "CostOfGoodsSold")

    def chart(self):
        rows = [row for row in self.book.accounts() if row["name"].startswith("OD ")]
        self.assertFalse([name for name, count in Counter(row["name"] for row in rows).items() if count > 1])
        return {row["name"]: (row["number"], row["type"]) for row in rows}

    def stock(self):
        rows = [row for row in self.book.items() if row["name"].startswith("OD ")]
        self.assertEqual({row["kind"] for row in rows}, {"ItemNonInventory"} if rows else set())
        return {row["name"]: (row["kind"], row["account"]) for row in rows}

    def type_account(self, role, name, number=""):
        self.book.add_account(name, self.types[role], number)
