"""Bills: create, full update, delete (facts 2.8).

Every line is one of an account and an amount, which may be negative. A line for a customer is sent as not billable,
since QuickBooks would offer it for that customer's next invoice. Outside the US every line has a tax code, or the bill
says that tax does not apply. The number is the vendor's own, so it is sent whatever numbers its documents get there.
QuickBooks cannot void a bill, so it is deleted.
"""

from ..documents import Kind
from ..protocol import Unwritable
from . import changes, documents, lines, reading
from .fields import length
from .settings import filled, reference
from .taxing import EXCLUDED, NOT_APPLICABLE

NAME = "Bill"

_DESCRIPTION = length(NAME, "Description")
_SOURCES = {
    "VendorRef": ("vendor",),
    "APAccountRef": ("payable",),
    "TxnDate": ("date",),
    "DocNumber": ("number",),
    "SalesTermRef": ("term", "date", "due_date"),
    "DueDate": ("term", "date", "due_date"),
    "PrivateNote": ("source_number", "note", "trace"),
    "CurrencyRef": ("currency",),
    "ExchangeRate": ("exchange_rate", "date"),
    "Line": ("lines",),
    "GlobalTaxCalculation": ("lines",),
}
_OPTIONAL = {"SalesTermRef": "term", "DocNumber": "number"}


def create(push, settings) -> dict:
    return filled(_values(push, settings))


def update(push, settings) -> dict:
    values = changes.left_alone(push, _values(push, settings))
    values["Line"] = lines.keep(push, values["Line"], lines.EXPENSE)
    if "vendor" not in (push.changed or ()):
        values = changes.said(push, values, _SOURCES)
    return changes.full(push, NAME, filled(values), _OPTIONAL)


def _values(push, settings):
    bill = push.document
    if bill.total < 0:
        raise Unwritable("a bill cannot be negative", push.key)
    codes = [_tax_code(line, settings) for line in bill.lines]
    if any(codes) and not all(codes):
        raise Unwritable("no tax code is known there for lines without tax", push.key)
    calculation = None
    if settings.sales_tax is not None and not settings.is_us:
        calculation = EXCLUDED if any(codes) else NOT_APPLICABLE
    return {
        "VendorRef": reference(bill.vendor),
        "APAccountRef": reference(bill.payable),
        "TxnDate": bill.date.isoformat(),
        "DueDate": bill.due_date.isoformat() if bill.due_date else None,
        "DocNumber": bill.number or None,
        "SalesTermRef": reference(bill.term),
        "PrivateNote": documents.marked_note(bill, NAME, settings),
        "CurrencyRef": settings.currency(bill.currency),
        "ExchangeRate": settings.rate(bill),
        "GlobalTaxCalculation": calculation,
        "Line": [_line(line, code, settings) for line, code in zip(bill.lines, codes, strict=True)],
    }


def _tax_code(line, settings):
    if settings.is_us or not settings.sales_tax:
        return ""
    return line.tax_code.id if line.tax_code else settings.nontaxable


def _line(line, code, settings):
    detail = {
        "AccountRef": reference(line.account),
        "CustomerRef": reference(line.customer),
        "BillableStatus": "NotBillable" if line.customer else None,
        "ClassRef": settings.class_of_line(line.tracking),
        "TaxCodeRef": {"value": code} if code else None,
    }
    return filled(
        {
            "DetailType": lines.EXPENSE,
            "Amount": line.amount,
            "Description": settings.lines(line.description, _DESCRIPTION) or None,
            lines.EXPENSE: filled(detail),
        }
    )


def read(found, settings):
    """Return a bill; its ``customer_id`` is the id of the vendor."""
    details = {
        "due_date": reading.text(found, "DueDate")[:10],
        "paid": documents.is_paid(found),
        "links": documents.links(found),
        "lines": lines.read(found, lines.EXPENSE),
        "lines_version": reading.text(found, "SyncToken"),
        "kept": changes.keep(found, NAME),
    }
    return documents.read(
        Kind.BILL,
        found,
        settings,
        party="VendorRef",
        details=details,
        total=reading.number(found, "TotalAmt"),
        tax_amount=reading.number(reading.inner(found, "TxnTaxDetail"), "TotalTax"),
        balance=reading.number(found, "Balance"),
    )
