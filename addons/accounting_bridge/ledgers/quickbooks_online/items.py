"""Items: create, full update, and what is read of them (facts 2.5).

What is created is a service or a non-inventory item, never one that keeps stock: QuickBooks would value that stock a
second time. A change keeps the type and the accounts that the item has there. Items that keep stock, bundles and
categories are changed in QuickBooks only; a category stands on no line at all.
"""

from decimal import Decimal

from ..documents import Kind
from ..protocol import Unwritable
from . import changes, lists, reading
from .fields import length
from .settings import filled, reference
from .text import ITEM_NAME

NAME = "Item"

_LENGTH = {name: length(NAME, name) for name in ("Sku", "Description")}
_HIGHEST = Decimal(99999999999)
_FINEST = Decimal("0.00001")
_CHANGEABLE = ("Service", "NonInventory")
_SOURCES = {
    "Name": ("name",),
    "Sku": ("sku",),
    "Description": ("description", "full_name"),
    "UnitPrice": ("sales_price",),
    "Taxable": ("tax_code",),
    "SalesTaxCodeRef": ("tax_code",),
}


def create(push, settings) -> dict:
    item = push.document
    if item.income_account is None:
        raise Unwritable("an item needs an income account", push.key)
    values = {
        "Type": "Service" if item.is_service else "NonInventory",
        "IncomeAccountRef": reference(item.income_account),
        "ExpenseAccountRef": reference(item.expense_account),
    }
    return filled(_common(push, settings) | values)


def update(push, settings) -> dict:
    kind = push.details.get("type") or ""
    if kind and kind not in _CHANGEABLE:
        raise Unwritable(f"items of the type {kind} are changed in QuickBooks Online only", push.key)
    values = filled(changes.said(push, _common(push, settings), _SOURCES))
    return changes.full(push, NAME, values, {"Sku": "sku"})


def _common(push, settings):
    item = push.document
    if abs(item.sales_price) > _HIGHEST:
        raise Unwritable("the price is too high for QuickBooks Online", push.key)
    values = {
        "Name": settings.name(item.name, ITEM_NAME),
        "Sku": settings.line(item.sku, _LENGTH["Sku"]) or None,
        "Description": settings.lines(item.description or item.full_name, _LENGTH["Description"]) or None,
        "UnitPrice": item.sales_price.quantize(_FINEST).normalize() if item.sales_price else Decimal(0),
    }
    if settings.sales_tax and item.tax_code:
        if settings.is_us:
            values["Taxable"] = item.tax_code.id != "NON"
        else:
            values["SalesTaxCodeRef"] = reference(item.tax_code)
    return values


def read(found, _settings):
    """Return an item of any type; types that sell nothing still hold a name."""
    kind = reading.text(found, "Type")
    income, expense = (reading.reference(found, name) for name in ("IncomeAccountRef", "ExpenseAccountRef"))
    details = {
        "type": kind,
        # A type that is new to us is taken for what can be sold: QuickBooks says so if it cannot.
        "sellable": kind not in ("Category", "Group", "Bundle"),
        "keeps_stock": kind == "Inventory" or reading.flag(found, "TrackQtyOnHand"),
        "takes_quantity": True,
        "both_sides": bool(income and expense),
        "parent": reading.reference(found, "ParentRef"),
        "description": reading.text(found, "Description"),
        "price": reading.plain(found, "UnitPrice"),
        "income_account": income,
        "expense_account": expense,
        "taxable": reading.flag(found, "Taxable"),
        "tax_code": reading.reference(found, "SalesTaxCodeRef"),
    }
    if kind in _CHANGEABLE:
        details["kept"] = changes.keep(found, NAME)
    return lists.record(Kind.ITEM, found, details, sku=reading.text(found, "Sku"))
