"""Bills: create, update, void (facts 2.4).

A bill is an invoice of the other direction: its number is the vendor's, not unique, and what people see as its
reference. Every line is one of an account and an amount, which may be negative. Customers on lines are not named, since
Xero would make a billable expense of it. Our mark is the link back, the only thing that tells two bills apart.
"""

from ..documents import Kind
from ..protocol import Unwritable
from . import changes, documents, invoices, lines, reading, sales, text
from .fields import length
from .settings import contact, filled, tracking
from .taxing import EXCLUSIVE, NO_TAX

NAME = "Bill"

_DESCRIPTION = length("LineItem", "Description")
_SOURCES = {
    "Contact": ("vendor",),
    "Date": ("date",),
    "DueDate": ("due_date", "date"),
    "InvoiceNumber": ("number", "source_number"),
    "Url": ("trace",),
    "CurrencyCode": ("currency",),
    "CurrencyRate": ("exchange_rate",),
    "LineAmountTypes": ("lines",),
    "LineItems": ("lines",),
}


def create(push, settings) -> dict:
    return filled(_values(push, settings) | {"Status": documents.APPROVED})


def update(push, settings) -> dict:
    values = _values(push, settings)
    values["LineItems"] = lines.keep(push, values["LineItems"])
    values = changes.said(push, values, _SOURCES)
    values.pop("Type", None)
    return {"InvoiceID": push.remote_id} | filled(values)


def void(push, settings) -> dict:
    return invoices.void(push, settings)


def _values(push, settings):
    bill = push.document
    if bill.total < 0:
        raise Unwritable("a bill cannot be negative", push.key)
    lines.check_cents((*(line.amount for line in bill.lines), bill.total), bill.currency, push.key)
    codes = [_tax_code(line, settings) for line in bill.lines]
    is_taxed = any(line.tax_code for line in bill.lines) and settings.sales_tax is not False
    if is_taxed and not all(codes):
        raise Unwritable("no tax rate is known there for lines without tax", push.key)
    return {
        "Type": "ACCPAY",
        "Contact": contact(bill.vendor),
        "Date": bill.date.isoformat(),
        "DueDate": (bill.due_date or bill.date).isoformat(),
        "InvoiceNumber": text.one_line(bill.number or bill.source_number, text.NUMBER) or None,
        "Url": text.link(settings.link, bill.trace) if bill.trace else None,
        "CurrencyCode": settings.currency(bill.currency),
        "CurrencyRate": settings.rate(bill),
        "LineAmountTypes": EXCLUSIVE if is_taxed else NO_TAX,
        "LineItems": [
            _line(line, code if is_taxed else "", settings) for line, code in zip(bill.lines, codes, strict=True)
        ],
    }


def _tax_code(line, settings):
    return line.tax_code.id if line.tax_code else settings.nontaxable


def _line(line, code, settings):
    return filled(
        {
            "Description": text.many_lines(line.description, _DESCRIPTION) or line.account.name or ".",
            **lines.amount(line.amount, None)[0],
            "AccountCode": settings.account_code(line.account),
            "TaxType": code or None,
            "Tracking": tracking(line.tracking),
        }
    )


def read(found, settings):
    """Return a bill; its ``customer_id`` is the id of the vendor."""
    return sales.read(
        found,
        settings,
        Kind.BILL,
        identity="InvoiceID",
        number="InvoiceNumber",
        balance="AmountDue",
        trace=text.linked(reading.text(found, "Url")),
        details={"links": invoices.links(found)},
    )
