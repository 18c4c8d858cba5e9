"""Each kind of disagreement on who or what is meant, in QuickBooks Online and in Xero."""

from dataclasses import replace
from importlib.util import find_spec

from odoo.tests import tagged

from ..ledgers.documents import Kind
from ..ledgers.quickbooks_online.kinds import NAMES
from .no_scenarios import NoScenarios
from .online_company_case import OnlineCompanyCase
from .xero_company_case import XeroCompanyCase

if find_spec("odoo.addons.test_accounting_bridge"):
    from odoo.addons.test_accounting_bridge.tests.kind_scenarios import EveryKind
else:
    EveryKind = NoScenarios


@tagged("post_install", "-at_install", "slow")
class TestOnlineKinds(EveryKind, OnlineCompanyCase):
    """What is taken away for good there was merged into another one: all else is only made inactive."""

    def customer_there(self, name, email="", *, active=True):
        entry = self.desk.add_customer(name, **({"PrimaryEmailAddr": {"Address": email}} if email else {}))
        if not active:
            self.desk.set_active("Customer", entry["Id"], False)
        return entry["Id"]

    def item_there(self, name, sku=""):
        return self.desk.add_item(name, account="Sales", **({"Sku": sku} if sku else {}))["Id"]

    def stock_item_there(self, name):
        return self.desk.add_stock_item(name, Sku=name)["Id"]

    def unsellable_there(self, name):
        return self.desk.add_category(name)["Id"]

    def set_active_there(self, kind, id_, active):
        self.desk.set_active(NAMES[kind], id_, active)

    def items_named(self, invoice_id):
        lines = self.book.read("Invoice", invoice_id)["Line"]
        details = [line["SalesItemLineDetail"] for line in lines if "SalesItemLineDetail" in line]
        return [detail["ItemRef"]["value"] for detail in details]

    def take_away(self, kind, name, id_):
        self.book.switches = replace(self.book.switches, merged_record="deleted")
        survivor = self.customer_there("Zenith") if kind is Kind.CUSTOMER else self.item_there("Zinc", "ZINC")
        self.desk.merge(NAMES[kind], id_, survivor)


@tagged("post_install", "-at_install", "slow")
class TestXeroKinds(EveryKind, XeroCompanyCase):
    """No contact is ever deleted there, and an item is either there or deleted."""

    impossible = frozenset({"item_inactive", "customer_gone"})

    def customer_there(self, name, email="", *, active=True):
        entry = self.desk.add_contact(name, **({"EmailAddress": email} if email else {}))
        if not active:
            self.desk.archive_contact(name)
        return entry["ContactID"]

    def item_there(self, name, sku=""):
        return self.desk.add_item(sku or name, name, account="200", IsSold=True)["Code"]

    def namesake_there(self, name):
        # What an item is found by is its code, which is its SKU as well.
        return self.item_there(name)

    def stock_item_there(self, name):
        self.desk.add_account("Inventory", "INVENTORY", "630")
        stock = {"InventoryAssetAccountCode": "630", "PurchaseDetails": {"COGSAccountCode": "310"}}
        code = self.desk.add_item(name, name, account="200", IsSold=True, **stock)["Code"]
        # What is not in stock cannot be invoiced there.
        self.desk.add_contact("Pump Works")
        bought = {"ItemCode": code, "Description": "Pumps", "AccountCode": "630", "Quantity": 9, "UnitAmount": 5}
        self.desk.enter_bill("Pump Works", [bought])
        return code

    def unsellable_there(self, name):
        return self.desk.add_item(name, name, IsSold=False)["Code"]

    def set_active_there(self, kind, id_, active):
        name = self.book.read("Contacts", id_)["Name"]
        if active:
            self.desk.restore_contact(name)
        else:
            self.desk.archive_contact(name)

    def items_named(self, invoice_id):
        return [line["ItemCode"] for line in self.book.read("Invoices", invoice_id)["LineItems"]]
