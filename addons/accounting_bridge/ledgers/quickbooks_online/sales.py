"""Invoices and credit memos: one builder for both (facts 2.6, 2.10, 2.11).

They differ in little more than their names: a credit memo is given positive amounts, has no date that it is due and
knows no sparse update.

What each kind of line becomes. QuickBooks is never asked to multiply: it is given the amount that Odoo rounded, and a
price only where price and quantity come to that amount exactly, since it refuses any other (6070).

===========================  ===============================================================================
line of the neutral invoice  line in QuickBooks Online
===========================  ===============================================================================
product with quantity        SalesItemLineDetail: ItemRef, Qty (up to five decimals), Amount, Description, tax
                             code; UnitPrice where it is exact in five decimals
product without quantity     the same without Qty and UnitPrice
discount, down payment       the same with a negative amount; the quantity keeps its sign
  deducted, rounding
discount of a line           nothing of its own: it is in the amount of the line; a line of the type discount is
                             never written, since it would need a preference and stands for the whole document
price including tax          nothing of its own: the amount is before tax (TaxInclusiveAmt is never sent)
tax as a line                an item like any other; every line of the document is then coded not taxed
analytic account             ClassRef of the line, or of the document where the company keeps one for that
section, note, comment       DescriptionOnly: the text alone
empty comment                left out
a comment "Subtotal:"        loses its colon, with which QuickBooks would add up there
line without tax             NON in the US, else the code of the company for what is not taxed
amount without an item       refused here (Unwritable): QuickBooks would book it to an item of its own choice
===========================  ===============================================================================

Nothing is ever put into a queue of the printer or of the mail, and nothing is said of paying online. Where the customer
gets mail (BillEmail) is written, so that a person who sends a document from there finds it; by itself it sends nothing
as long as EmailStatus is NotSet (facts 2.6). One location (DepartmentRef) stands for the whole document.
"""

from decimal import Decimal

from ..documents import Kind
from ..protocol import RemoteRecord, Unwritable
from . import changes, documents, lines, reading
from .customers import NO_ADDRESS, address
from .fields import length
from .settings import filled, reference
from .taxing import Taxing
from .text import email

_DESCRIPTION, _EMAIL = (length("Invoice", name) for name in ("Description", "BillEmail"))
_FINEST = Decimal("0.00001")
_SMALLEST = Decimal("0.000005")  # anything below is zero in the five decimals of a quantity
# More lines are refused (facts 5).
_MOST_LINES, _MOST_TAXED_LINES = 10_000, 750

# What tax is made of. Where the bookkeeper made it, it is said again only where one of these has changed.
_TAXED_BY = ("lines", "tax", "tax_amount", "tax_in_lines")
# What each field is made of. The terms set the date that is due there, and the date of the document moves it.
SOURCES = {
    "CustomerRef": ("customer",),
    "TxnDate": ("date",),
    # In the queues of the printer and of the mail it is the customer there who may put a document, or a person.
    "PrintStatus": ("customer",),
    "EmailStatus": ("customer",),
    "DocNumber": ("number",),
    "BillAddr": ("billing", "customer_name"),
    "ShipAddr": ("delivery", "billing"),
    "SalesTermRef": ("term", "date", "due_date"),
    "DueDate": ("term", "date", "due_date"),
    "PrivateNote": ("source_number", "note", "trace", "purchase_order"),
    "CurrencyRef": ("currency",),
    "ExchangeRate": ("exchange_rate", "date"),
    "ClassRef": ("lines",),
    "BillEmail": ("email",),
    "DepartmentRef": ("location",),
    "Line": ("lines", "tax_in_lines"),
    "GlobalTaxCalculation": ("lines", "tax_in_lines"),
    # Of another day or another address QuickBooks computes tax anew, unless it is said (facts 2.10).
    "TxnTaxDetail": (*_TAXED_BY, "date", "billing", "delivery"),
}
# What empties a field, by the field of the document that it is made of; a reference is emptied by nothing.
_BLANKS = {
    "BillAddr": ("billing", NO_ADDRESS),
    "ShipAddr": ("delivery", NO_ADDRESS),
    "BillEmail": ("email", {"Address": ""}),
}


def create(push, settings, name: str) -> dict:
    return filled(_values(push, settings, name, whole=False))


def change(push, settings, name: str) -> dict:
    """Return what changed. Of lines all are said or none: those not listed are deleted there."""
    values = changes.left_alone(push, _values(push, settings, name, whole=True))
    values["Line"] = lines.keep(push, values["Line"], lines.SALES)
    if "customer" in (push.changed or ()):
        # Of another customer QuickBooks would fill in what is left out.
        return filled(changes.emptied(push, values, _BLANKS))
    sources = SOURCES | ({"TxnTaxDetail": _TAXED_BY} if push.details.get("tax_is_theirs") else {})
    return filled(changes.emptied(push, changes.said(push, values, sources), _BLANKS))


def _values(push, settings, name, *, whole):
    document = push.document
    if document.total < 0:
        raise Unwritable("a document with a total below zero is one of the other kind", push.key)
    taxing = Taxing(document, settings, push.key)
    values = {
        "CustomerRef": reference(document.customer),
        "DocNumber": settings.number(document.number),
        "TxnDate": document.date.isoformat(),
        "DueDate": document.due_date.isoformat() if document.due_date and name == "Invoice" else None,
        "SalesTermRef": reference(document.term),
        "BillAddr": address(document.billing, settings, document.customer_name, whole=whole),
        "ShipAddr": _delivery(document, settings, whole=whole),
        "PrivateNote": documents.marked_note(document, name, settings),
        "CurrencyRef": settings.currency(document.currency),
        "ExchangeRate": settings.rate(document),
        "ClassRef": settings.class_of_document(document.lines),
        "DepartmentRef": settings.location(document.location),
        "BillEmail": _mail(document),
        "EmailStatus": "NotSet",
        "PrintStatus": "NotSet",
        "Line": _lines(document, settings, taxing, push.key),
    }
    return values | taxing.of_document()


def _mail(document):
    mail = email(document.email, _EMAIL)
    return {"Address": mail} if mail else None


def _delivery(document, settings, *, whole):
    """Return where the goods go. Where tax is computed from the address it is always said (facts 2.10)."""
    value = document.delivery or (document.billing if settings.automated_tax else None)
    return address(value, settings, whole=whole) if value else None


def _lines(document, settings, taxing, key):
    result = [values for values in (_line(line, settings, taxing, key) for line in document.lines) if values]
    most = _MOST_TAXED_LINES if settings.is_us and document.tax else _MOST_LINES
    if len(result) > most:
        raise Unwritable(f"QuickBooks Online takes {most} lines in such a document, not {len(result)}", key)
    return result


def _line(line, settings, taxing, key):
    description = settings.lines(line.description, _DESCRIPTION)
    if line.item is None:
        if line.amount:
            raise Unwritable("a line without an item cannot carry an amount", key)
        return _comment(description) if description else None
    if line.amount is None:
        raise Unwritable("a line with an item needs its amount", key)
    quantity = _quantity(line.quantity)
    detail = {
        "ItemRef": reference(line.item),
        "ClassRef": settings.class_of_line(line.tracking),
        "Qty": quantity,
        "UnitPrice": _exact_price(line.amount, quantity),
        "TaxCodeRef": taxing.of_line(line),
    }
    return filled(
        {
            "DetailType": lines.SALES,
            "Amount": line.amount,
            "Description": description or None,
            lines.SALES: filled(detail),
        }
    )


def _comment(description):
    if description == "Subtotal:":
        description = "Subtotal"
    return {"DetailType": lines.TEXT, "Description": description, "DescriptionLineDetail": {}}


def _quantity(quantity):
    if not quantity or abs(quantity) < _SMALLEST:
        return None
    return quantity.quantize(_FINEST).normalize()


def _exact_price(amount, quantity):
    """Return the price that comes to an amount exactly, ``None`` where five decimals do not do."""
    if not quantity:
        return None
    price = (amount / quantity).quantize(_FINEST)
    return price.normalize() if price * quantity == amount else None


def read(found, settings, kind: Kind, *, balance: str) -> RemoteRecord | None:
    """Return the record of an invoice or a credit memo.

    :param balance: name of the field that holds what is not applied yet.
    """
    details = {
        "due_date": reading.text(found, "DueDate")[:10],
        "term": reading.reference(found, "SalesTermRef"),
        "email": reading.text(reading.inner(found, "BillEmail"), "Address"),
        "email_status": reading.text(found, "EmailStatus"),
        "tax_calculation": reading.text(found, "GlobalTaxCalculation"),
        "tax": reading.reference(reading.inner(found, "TxnTaxDetail"), "TxnTaxCodeRef"),
        "links": documents.links(found),
        "paid": documents.is_paid(found),
        "lines": lines.read(found, lines.SALES),
        "lines_version": reading.text(found, "SyncToken"),
    }
    return documents.read(
        kind,
        found,
        settings,
        party="CustomerRef",
        details=details,
        total=reading.number(found, "TotalAmt"),
        tax_amount=reading.number(reading.inner(found, "TxnTaxDetail"), "TotalTax"),
        balance=reading.number(found, balance),
    )
