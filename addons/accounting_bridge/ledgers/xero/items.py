"""Items: create, update, and what is read of them (facts 2.3).

What is created keeps no stock: Xero would value that stock a second time. The code is the only key, by which lines name
an item, so it is the item's id for us; a change goes to the id behind it. An item without accounts of its own sells and
is bought nowhere, so both are said.
"""

from decimal import ROUND_HALF_UP, Decimal

from ..documents import Kind
from ..protocol import Unwritable
from . import changes, lists, reading, text
from .fields import length
from .settings import filled

NAME = "Item"

_FINEST = Decimal("0.0001")
_HIGHEST = Decimal("9999999999")
_SOURCES = {
    "Code": ("name",),
    "Name": ("full_name",),
    "Description": ("description", "full_name"),
    "SalesDetails": ("sales_price", "income_account", "tax_code"),
}


def create(push, settings) -> dict:
    item = push.document
    purchase = {"AccountCode": settings.account_code(item.expense_account)} if item.expense_account else None
    return filled(_common(push, settings) | {"PurchaseDetails": purchase})


def update(push, settings) -> dict:
    identity = push.details.get("item_id") or ""
    if push.details.get("keeps_stock"):
        raise Unwritable("items that keep stock are changed in Xero only", push.key)
    if not reading.is_guid(identity):
        raise Unwritable("what Xero holds of the item is not known yet; it is read with the next run", push.key)
    values = changes.said(push, _common(push, settings), _SOURCES)
    return filled({"ItemID": identity, "Code": text.name(push.document.name, text.ITEM_CODE)} | values)


def code_of(item) -> str:
    return text.name(item.name, text.ITEM_CODE)


def _common(push, settings):
    item = push.document
    if abs(item.sales_price) > _HIGHEST:
        raise Unwritable("the price is too high for Xero", push.key)
    sales = {
        "UnitPrice": item.sales_price.quantize(_FINEST, ROUND_HALF_UP).normalize() if item.sales_price else Decimal(0),
        "AccountCode": settings.account_code(item.income_account) if item.income_account else None,
        "TaxType": item.tax_code.id if item.tax_code and settings.sales_tax else None,
    }
    return {
        "Code": code_of(item),
        "Name": text.one_line(item.full_name, length(NAME, "Name")) or None,
        "Description": text.many_lines(item.description or item.full_name, length(NAME, "Description")) or None,
        "SalesDetails": filled(sales),
    }


def read(found, settings):
    """Return an item; its name among others is its code, what people call it stands in the details."""
    code = reading.text(found, "Code")
    sales, purchases = (reading.inner(found, name) for name in ("SalesDetails", "PurchaseDetails"))
    details = {
        "item_id": reading.text(found, "ItemID"),
        "title": reading.text(found, "Name"),
        "sellable": reading.flag(found, "IsSold", True),
        "keeps_stock": reading.flag(found, "IsTrackedAsInventory"),
        "takes_quantity": True,
        "description": reading.text(found, "Description"),
        "price": reading.plain(sales, "UnitPrice"),
        "income_account": _account(sales, settings),
        "expense_account": _account(purchases, settings),
        "tax_code": reading.text(sales, "TaxType"),
    }
    return lists.record(Kind.ITEM, found, details, identity="Code", name=code, sku=code)


def _account(found, settings):
    """Return an account of an item by its id, as other lists name it."""
    code = reading.text(found, "AccountCode")
    return {"id": settings.accounts_by_code.get(code, ""), "name": code} if code else None
