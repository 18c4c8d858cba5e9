"""Items: services, goods, stock, categories (facts 2.5)."""

from decimal import Decimal

from .. import naming, references
from ..faults import business, refuse, required
from ..money import places

KINDS = ("Service", "NonInventory", "Inventory", "Category")
_LARGEST_PRICE = Decimal(99999999999)
_INCOME = ("Income", "Other Income")
#: What keeps no stock may be booked to what is owed as well: a retainer, a tax that somebody else computed.
_PROCEEDS = (*_INCOME, "Other Current Liability")
_EXPENSE = ("Expense", "Cost of Goods Sold", "Other Expense")


def create(company, entity, new, options):
    new["Id"] = company.next_id("item")
    _settle(company, new, None)
    return company.write(entity, new, None)


def update(company, entity, new, old, options):
    _settle(company, new, old)
    row = company.write(entity, new, old)
    naming.spread(company, entity, row, old)
    return row


def _settle(company, new, old):
    kind = new.setdefault("Type", old["Type"] if old else "Service")
    if kind not in KINDS:
        raise refuse(2170, f"items of type {kind} are not made by programs", "Type")
    if old is not None and old["Type"] in ("Inventory", "Category") and kind != old["Type"]:
        raise business(f"an item of type {old['Type']} stays one")
    if old is not None and old["Type"] != kind == "Category":
        raise business("an item does not become a category")
    naming.settle(company, "Item", new, old)
    if kind == "Category":
        for field in ("UnitPrice", "IncomeAccountRef", "ExpenseAccountRef", "Sku", "Taxable", "TrackQtyOnHand"):
            new.pop(field, None)
        return
    _check_parent(company, new)
    for field in ("UnitPrice", "PurchaseCost"):
        if new.get(field) is not None:
            if abs(new[field]) > _LARGEST_PRICE:
                raise refuse(2240, f"{field} is larger than {_LARGEST_PRICE}", field)
            new[field] = places(new[field], company.switches.unit_price_decimals)
    new.setdefault("UnitPrice", Decimal(0))
    _settle_accounts(company, new, kind)
    references.resolve_all(company, new, ("SalesTaxCodeRef", "PurchaseTaxCodeRef", "PrefVendorRef"))
    if company.profile.american:
        new.setdefault("Taxable", False)
    _settle_stock(company, new, old, kind)


def _check_parent(company, new):
    """Only categories have children since minor version 4."""
    if new.get("ParentRef") and company.row("Item", new["ParentRef"]["value"])["Type"] != "Category":
        raise business("the parent of an item is a category")


def _settle_accounts(company, new, kind):
    stock = kind == "Inventory"
    if company.profile.country in ("GB", "CA") and company.switches.item_accounts == "required":
        for field in ("IncomeAccountRef", "ExpenseAccountRef"):
            if new.get(field) is None:
                raise required(field)
    if new.get("IncomeAccountRef") is None and (stock or new.get("ExpenseAccountRef") is None):
        raise required("IncomeAccountRef")
    references.account_of(company, new, "IncomeAccountRef", _INCOME if stock else _PROCEEDS)
    references.account_of(company, new, "ExpenseAccountRef", ("Cost of Goods Sold",) if stock else _EXPENSE)


def _settle_stock(company, new, old, kind):
    if kind != "Inventory":
        if new.get("TrackQtyOnHand"):
            raise business(f"an item of type {kind} is not tracked")
        new["TrackQtyOnHand"] = False
        for field in ("QtyOnHand", "InvStartDate", "AssetAccountRef"):
            new.pop(field, None)
        return
    company.check_plan(company.profile.plan in ("plus", "advanced"), "inventory")
    if new.get("TrackQtyOnHand") is False:
        raise business("an inventory item is tracked")
    new["TrackQtyOnHand"] = True
    if old is not None:
        # What an update leaves out of these is not taken away: stock is no text.
        for field in ("QtyOnHand", "InvStartDate"):
            new.setdefault(field, old[field])
    for field in ("QtyOnHand", "InvStartDate", "ExpenseAccountRef", "AssetAccountRef"):
        if new.get(field) is None:
            raise required(field)
    references.account_of(company, new, "AssetAccountRef", ("Other Current Asset",))
    new["QtyOnHand"] = places(new["QtyOnHand"], 7)
