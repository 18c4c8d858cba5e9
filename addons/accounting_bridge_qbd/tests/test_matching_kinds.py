"""Each kind of disagreement on who or what is meant, in QuickBooks Desktop, where the keys are settings of the flow."""

from importlib.util import find_spec

from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.tests.no_scenarios import NoScenarios

from .desktop_case import DesktopCase

if find_spec("odoo.addons.test_accounting_bridge"):
    from odoo.addons.test_accounting_bridge.tests.kind_scenarios import EveryKind
else:
    EveryKind = NoScenarios

STOCK = {
    "IncomeAccountRef": {"FullName": "Sales"},
    "COGSAccountRef": {"FullName": "Cost of Goods Sold"},
    "AssetAccountRef": {"FullName": "Inventory Asset"},
}


@tagged("post_install", "-at_install")
class TestDesktopKinds(EveryKind, DesktopCase):
    """A service has no SKU there; what keeps no stock has a part number."""

    book_options = {"inventory": True}

    def customer_there(self, name, email="", *, active=True):
        return self.book.add_customer(name, IsActive=active, **({"Email": email} if email else {}))

    def item_there(self, name, sku=""):
        if not sku:
            return self.book.add_item(name)
        return self.book.add_item(name, kind="ItemNonInventory", ManufacturerPartNumber=sku)

    def stock_item_there(self, name):
        return self.book._do("ItemInventoryAddRq", {"Name": name, **STOCK})

    def unsellable_there(self, name):
        return self.book._do("ItemDiscountAddRq", {"Name": name, "AccountRef": {"FullName": "Discounts Given"}})

    def set_active_there(self, kind, id_, active):
        self.book.set_active(self._list_of(kind), self._full_name(id_), active)

    def items_named(self, invoice_id):
        ids = {row["full_name"]: row["list_id"] for row in self.book.items()}
        (row,) = (row for row in self.book.invoices() if row["txn_id"] == invoice_id)
        return [ids[line["item"]] for line in row["lines"]]

    def take_away(self, kind, name, id_):
        self.book.delete_entry(self._list_of(kind), name)

    def _list_of(self, kind):
        return "Customer" if kind is Kind.CUSTOMER else "ItemNonInventory"
