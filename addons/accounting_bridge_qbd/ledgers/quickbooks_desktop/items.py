"""Items in qbXML (facts 4.4, 4.9): one query answers with a dozen kinds, each under its own element name.

What is created is a service or a non-inventory item, never one that keeps stock. An update is written in the
kind that the item has there (``Push.details["type"]``, from the mirror) and leaves its accounts alone.
"""

from odoo.addons.accounting_bridge.ledgers.documents import Kind, guid_of
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord, Unwritable

from . import changes, reading
from .elements import length
from .text import many_lines, one_line

RETURNED = (
    "ListID",
    "TimeModified",
    "EditSequence",
    "Name",
    "FullName",
    "BarCodeValue",
    "IsActive",
    "ParentRef",
    "ManufacturerPartNumber",
    "SalesTaxCodeRef",
    "SalesOrPurchase",
    "SalesAndPurchase",
    "SalesDesc",
    "SalesPrice",
    "IncomeAccountRef",
    "ItemDesc",
    "ExternalGUID",
)

_DESCRIPTION = length("SalesOrPurchase", "Desc")
_PART_NUMBER = length("ItemNonInventoryAdd", "ManufacturerPartNumber")

# Element name -> kind, whether an invoice line may be of it as of a product, whether it keeps stock, whether
# a line of it may have a quantity.
_KINDS = {
    "ItemServiceRet": ("Service", True, False, True),
    "ItemNonInventoryRet": ("NonInventory", True, False, True),
    "ItemOtherChargeRet": ("OtherCharge", True, False, True),
    "ItemInventoryRet": ("Inventory", True, True, True),
    "ItemInventoryAssemblyRet": ("InventoryAssembly", True, True, True),
    "ItemFixedAssetRet": ("FixedAsset", False, False, True),
    "ItemSubtotalRet": ("Subtotal", False, False, False),
    "ItemDiscountRet": ("Discount", False, False, False),
    "ItemPaymentRet": ("Payment", False, False, False),
    "ItemSalesTaxRet": ("SalesTax", False, False, False),
    "ItemSalesTaxGroupRet": ("SalesTaxGroup", False, False, False),
    "ItemGroupRet": ("Group", False, False, True),
}
_SOURCES = {
    "Name": ("name",),
    "SalesTaxCodeRef": ("tax_code",),
    "ManufacturerPartNumber": ("sku",),
    "SalesDesc": ("description", "full_name"),
    "Desc": ("description", "full_name"),
    "SalesPrice": ("sales_price",),
    "Price": ("sales_price",),
}
_TWO_SIDED = ("Service", "NonInventory", "OtherCharge")
_CHANGEABLE = (*_TWO_SIDED, "Inventory")


def create_name(item) -> str:
    return "ItemService" if item.is_service else "ItemNonInventory"


def update_name(push) -> str:
    kind = push.details.get("type") or ("Service" if push.document.is_service else "NonInventory")
    if kind not in _CHANGEABLE:
        raise Unwritable(f"items of the kind {kind} are changed in QuickBooks only", push.key)
    return f"Item{kind}"


def create(push, settings) -> dict:
    item = push.document
    if item.income_account is None:
        raise Unwritable("an item needs an income account", push.key)
    text = many_lines(item.description or item.full_name, _DESCRIPTION) or None
    values = {"Name": item.name, "IsActive": True, "ExternalGUID": f"{{{guid_of(item.trace)}}}"}
    if settings.sales_tax is not False:
        values["SalesTaxCodeRef"] = item.tax_code
    if not item.is_service:
        values["ManufacturerPartNumber"] = one_line(item.sku, _PART_NUMBER) or None
    if item.expense_account is None:
        values["SalesOrPurchase"] = {
            "Desc": text,
            "Price": item.sales_price,
            "AccountRef": item.income_account,
        }
    else:
        values["SalesAndPurchase"] = {
            "SalesDesc": text,
            "SalesPrice": item.sales_price,
            "IncomeAccountRef": item.income_account,
            "ExpenseAccountRef": item.expense_account,
        }
    return {f"{create_name(item)}Add": values}


def update(push, settings) -> dict:
    item, name = push.document, update_name(push)
    text = many_lines(item.description or item.full_name, _DESCRIPTION) or None
    values = {"Name": item.name}
    if settings.sales_tax is not False:
        values["SalesTaxCodeRef"] = item.tax_code
    if name in ("ItemNonInventory", "ItemInventory"):
        values["ManufacturerPartNumber"] = one_line(item.sku, _PART_NUMBER) or None
    # An item keeps the shape it was made in: the other block turns nothing into anything (facts 4.9).
    both = push.details["both_sides"] if "both_sides" in push.details else item.expense_account is not None
    if name == "ItemInventory":
        values |= {"SalesDesc": text, "SalesPrice": item.sales_price}
    elif both:
        sides = {"SalesDesc": text, "SalesPrice": item.sales_price}
        values["SalesAndPurchaseMod"] = changes.said(push, sides, _SOURCES) or None
    else:
        sides = {"Desc": text, "Price": item.sales_price}
        values["SalesOrPurchaseMod"] = changes.said(push, sides, _SOURCES) or None
    values = changes.said(push, values, _SOURCES)
    return {f"{name}Mod": values | {"ListID": push.remote_id, "EditSequence": push.version}}


def read(ret, _settings) -> RemoteRecord | None:
    """Return an item of any kind; kinds that sell nothing still hold a name. ``None`` for what is no item."""
    if ret.tag not in _KINDS:
        return None
    kind, sellable, keeps_stock, takes_quantity = _KINDS[ret.tag]
    found = reading.kids(ret)
    text = reading.text
    sides = found
    if "SalesAndPurchase" in found:
        sides = reading.kids(found["SalesAndPurchase"])
    elif "SalesOrPurchase" in found:
        sides = reading.kids(found["SalesOrPurchase"])
    part_number, bar_code = text(found, "ManufacturerPartNumber"), text(found, "BarCodeValue")
    return RemoteRecord(
        Kind.ITEM,
        text(found, "ListID"),
        name=text(found, "Name"),
        full_name=text(found, "FullName") or text(found, "Name"),
        version=text(found, "EditSequence"),
        modified=reading.wall_clock(found, "TimeModified"),
        active=reading.flag(found, "IsActive", True),
        sku=part_number or bar_code,
        guid=reading.guid(found, "ExternalGUID"),
        details={
            "type": kind,
            "sellable": sellable,
            "keeps_stock": keeps_stock,
            "takes_quantity": takes_quantity,
            "both_sides": "SalesAndPurchase" in found,
            "part_number": part_number,
            "bar_code": bar_code,
            "parent": reading.reference(found, "ParentRef"),
            "description": text(sides, "SalesDesc") or text(sides, "Desc") or text(found, "ItemDesc"),
            "price": reading.plain(sides, "SalesPrice") or reading.plain(sides, "Price"),
            "income_account": reading.reference(sides, "IncomeAccountRef") or reading.reference(sides, "AccountRef"),
            "tax_code": reading.reference(found, "SalesTaxCodeRef"),
        },
    )
