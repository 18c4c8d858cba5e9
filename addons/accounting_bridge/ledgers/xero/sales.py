"""Invoices and credit notes: one builder for both (facts 2.4, 2.5, 2.6).

They differ in little: a credit note has its own number, no date that it is due and no link back, and its amounts are
positive too. Both are approved at once; nothing is ever marked as sent to the customer.

What each kind of line becomes. Xero multiplies, so a line says a quantity and a price only where they come to Odoo's
amount to the cent (``lines``).

===========================  ===============================================================================
line of the neutral invoice  line in Xero
===========================  ===============================================================================
product with quantity        ItemCode, Description, Quantity, UnitAmount (four decimals), AccountCode, TaxType,
                             TaxAmount; where no price is exact Quantity 1 and the amount, the real quantity
                             before the description
product without quantity     the same with Quantity 1
discount, down payment       the same with a negative price; quantities have no sign
  deducted, rounding
discount of a line           nothing of its own: it is in the amount of the line (a DiscountRate would be known on
                             invoices only, and rounded there)
price including tax          nothing of its own: amounts are before tax, and the tax of each line is told
two taxes on one line        one rate of Xero's that stands for both (of several components); else the engine refuses it
tax as a line                an item like any other; the document then says NoTax
analytic account             Tracking: one option of one category, by the ids of both
section, note, comment       Description alone
empty comment                left out
line without tax             the rate of the organisation for what is not taxed; NoTax where no line has one
amount without an item       its account alone, where one is named; else refused here (Unwritable)
line without a description   the name of the item: an approved document needs one
===========================  ===============================================================================
"""

from ..documents import Kind
from ..protocol import Unwritable
from . import changes, documents, lines, reading, text
from .fields import length
from .settings import contact, filled, tracking
from .taxing import Taxing

_DESCRIPTION = length("LineItem", "Description")
# A request stays below a few megabytes with fifty documents of this size (facts 3.1).
_MOST_LINES = 1000

# What each field is made of.
SOURCES = {
    "Contact": ("customer",),
    "Date": ("date",),
    "DueDate": ("due_date", "date"),
    "InvoiceNumber": ("number",),
    "CreditNoteNumber": ("number",),
    "Reference": ("purchase_order", "number", "source_number"),
    "Url": ("trace",),
    "CurrencyCode": ("currency",),
    "CurrencyRate": ("exchange_rate",),
    "LineAmountTypes": ("lines", "tax_in_lines", "tax_amount"),
    "LineItems": ("lines", "tax_in_lines", "tax_amount"),
}


def create(push, settings, own: dict) -> dict:
    """Return a new document.

    :param own: the fields that only this kind has.
    """
    return filled(own | _values(push, settings) | {"Status": documents.APPROVED})


def change(push, settings, own: dict) -> dict:
    """Return what changed. Of lines all are said or none: those not listed are deleted there."""
    values = own | _values(push, settings)
    values["LineItems"] = lines.keep(push, values["LineItems"])
    values = changes.said(push, values, SOURCES)
    values.pop("Type", None)
    return filled(values)


def _values(push, settings):
    document = push.document
    if document.total < 0:
        raise Unwritable("a document with a total below zero is one of the other kind", push.key)
    amounts = (*(line.amount for line in document.lines), document.tax_amount, document.total)
    lines.check_cents(amounts, document.currency, push.key)
    taxing = Taxing(document, settings, push.key)
    return {
        "Contact": contact(document.customer),
        "Date": document.date.isoformat(),
        "CurrencyCode": settings.currency(document.currency),
        "CurrencyRate": settings.rate(document),
        "LineAmountTypes": taxing.kind,
        "LineItems": _lines(document, settings, taxing, push.key),
    }


def reference(document) -> str:
    """Return what people find a document by beside its number: the customer's order, and Odoo's number where the
    ledger gives its own."""
    own = document.source_number if document.number != document.source_number else ""
    return " ".join(each for each in (own, document.purchase_order) if each)


def _lines(document, settings, taxing, key):
    found = (_line(line, settings, taxing.of_line, place, key) for place, line in enumerate(document.lines))
    result = [values for values in found if values]
    if len(result) > _MOST_LINES:
        raise Unwritable(f"a document goes to Xero with {_MOST_LINES} lines at most, not {len(result)}", key)
    return result


def _line(line, settings, tax_of, place, key):
    description = text.many_lines(line.description, _DESCRIPTION)
    if line.item is None and not line.amount:
        return {"Description": description} if description else None
    if line.amount is None:
        raise Unwritable("a line with an item needs its amount", key)
    account = settings.account_code(line.account)
    if line.item is None and not account:
        raise Unwritable("a line without an item cannot carry an amount", key)
    said, left_over = lines.amount(line.amount, line.quantity)
    tax = tax_of(place, said["UnitAmount"])
    if tax is None:
        said, left_over = lines.whole(line.amount, line.quantity)
        tax = tax_of(place, said["UnitAmount"]) or {}
    description = description or (line.item.name or line.item.id if line.item else document_word(line))
    return filled(
        {
            "ItemCode": line.item.id if line.item else None,
            "Description": text.many_lines(lines.described(description, left_over), _DESCRIPTION),
            **said,
            "AccountCode": account,
            **tax,
            "Tracking": tracking(line.tracking),
        }
    )


def document_word(line) -> str:
    """Return what stands on a line of which nobody said anything."""
    return line.account.name if line.account and line.account.name else "."


def read(found, settings, kind: Kind, *, identity: str, number: str, balance: str, trace: str, details: dict):
    """Return the record of an invoice, a bill or a credit note.

    :param identity: name of the field that identifies it.
    :param number: name of the field that holds its number.
    :param balance: name of the field that holds what is not applied yet.
    """
    details |= {
        "due_date": reading.day(found, "DueDate"),
        "memo": reading.text(found, "Reference"),
        "tax_calculation": reading.text(found, "LineAmountTypes"),
        "paid": documents.is_paid(found, balance),
        "lines": lines.read(found),
        "lines_version": reading.modified(found),
    }
    return documents.read(
        kind,
        found,
        settings,
        identity=reading.text(found, identity),
        number=reading.text(found, number),
        trace=trace,
        details=details,
        total=reading.number(found, "Total"),
        tax_amount=reading.number(found, "TotalTax"),
        balance=reading.number(found, balance),
    )
