"""Invoices and credit memos in qbXML: one builder for both (facts 4.5, 4.9, 5.2, 5.3, 5.4, 5.5).

They differ in their names alone: a credit memo is given positive amounts, and it is QuickBooks that turns them round.

What each kind of line becomes. QuickBooks is never asked to multiply: it is given the amount that Odoo
rounded and works the rate out for itself.

===========================  ===============================================================================
line of the neutral invoice  line in QuickBooks
===========================  ===============================================================================
product with quantity        ItemRef, Desc, Quantity (up to five decimals), Amount, tax code; no Rate
product without quantity     ItemRef, Desc, Amount, tax code. QuickBooks allows no quantity on discount items
                             (``details["takes_quantity"]`` of the mirror is false: leave it out) and cannot
                             divide by zero
discount, down payment       the same with a negative amount; the quantity keeps its sign
  deducted, rounding
discount of a line           nothing of its own: it is in the amount of the line
price including tax          nothing of its own: the amount is before tax (IsTaxIncluded is false or silent)
tax as a line                an item like any other; every line of the document is then coded not taxed
analytic account             ClassRef, where the file tracks classes
section, note, comment       Desc alone: no item, no amount, no tax code
empty comment                left out
line without tax             the code of the file for what is not taxed, where sales tax is switched on
amount without an item       refused here (Unwritable): it would vanish from the total
===========================  ===============================================================================

Tax in the US edition: the code of a line says *whether*, ItemSalesTaxRef of the document says *how much*, and
QuickBooks computes. Both are sent, since the defaults of customer, item and company would otherwise decide. In the
editions of Canada and the UK the code of a line says both, and the document has no tax of its own. Where tax travels
in lines nothing is taxable there, so that whatever default rate steps in computes nothing. Where sales tax is
switched off in the file nothing about tax is sent.
"""

from decimal import Decimal

from odoo.addons.accounting_bridge.ledgers.documents import Address, Kind, Reference
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord, Unwritable

from . import changes, documents, lines, reading
from .customers import address
from .elements import length
from .text import many_lines, one_line

RETURNED = (
    *documents.HEAD,
    "CustomerRef",
    "PONumber",
    "DueDate",
    "Subtotal",
    "SalesTaxTotal",
    "CurrencyRef",
    "ExchangeRate",
    "Memo",
    "IsPending",
    "Other",
    "LinkedTxn",
)

_LENGTH = {name: length("InvoiceAdd", name) for name in ("Memo", "PONumber", "Other")}
_DESCRIPTION = length("InvoiceLineAdd", "Desc")
_SMALLEST = Decimal("0.000005")  # anything below is zero in the five decimals of a quantity
_NOT_TAXED = Reference(Kind.TAX_CODE, "", "Non")  # its name in every US file whose preferences do not say otherwise

_LINE = {
    "item": (lines.reference_id, "ItemRef"),
    "description": (reading.text, "Desc"),
    "quantity": (reading.plain, "Quantity"),
    "amount": (reading.plain, "Amount"),
    "tracking": (lines.reference_id, "ClassRef"),
}
_OPTIONAL = {word: element for word, (_how, element) in _LINE.items()}

# What each element is made of. The terms set the date that is due there, and the date of the document moves it.
_SOURCES = {
    "CustomerRef": ("customer",),
    "TxnDate": ("date",),
    # In the queues of the printer and of the mail it is the customer there who may put a document, or a person.
    "IsToBePrinted": ("customer",),
    "IsToBeEmailed": ("customer",),
    "ARAccountRef": ("receivable",),
    "RefNumber": ("number",),
    "BillAddress": ("billing", "customer_name"),
    "ShipAddress": ("delivery", "customer_name"),
    "PONumber": ("purchase_order",),
    "TermsRef": ("term", "date", "due_date"),
    "DueDate": ("term", "date", "due_date"),
    "Memo": ("source_number", "note", "trace"),
    "Other": ("source_number",),
    "ExchangeRate": ("exchange_rate", "date"),
    "IsTaxIncluded": ("lines",),
    "ItemSalesTaxRef": ("tax", "tax_in_lines"),
    "CustomerSalesTaxCodeRef": ("customer_tax_code", "tax", "tax_in_lines"),
}
_LINES_SOURCES = ("lines", "tax_in_lines")


def line_names(name: str) -> tuple[str, str]:
    """Return the elements that are lines in an answer; a group is one line with several in it."""
    return f"{name}LineRet", f"{name}LineGroupRet"


def create(push, settings, name: str) -> dict:
    document = push.document
    values = _header(document, settings, whole=False)
    values["ExternalGUID"] = documents.guid_element(document.trace)
    values[f"{name}LineAdd"] = _lines(document, settings, push.key)
    return {f"{name}Add": values}


def update(push, settings, name: str) -> dict:
    """Say what changed. Of lines all are said or none: those not listed are deleted there (facts 4.9)."""
    values = _header(push.document, settings, whole=True)
    values |= _emptied(push)
    wanted = _lines(push.document, settings, push.key)
    values[f"{name}LineMod"] = lines.keep(push, wanted, "ItemRef", _OPTIONAL)
    if "customer" not in (push.changed or ()):
        # Of another customer QuickBooks would fill in what is left out.
        values = changes.said(push, values, _SOURCES | {f"{name}LineMod": _LINES_SOURCES})
    values |= {"TxnID": push.remote_id, "EditSequence": push.version}
    return {f"{name}Mod": values}


def _emptied(push):
    """Return what is said empty because it was emptied in Odoo: what is left out stays as it is there (facts 3.4)."""
    document, changed = push.document, push.changed or ()
    emptied = {}
    if "purchase_order" in changed and not one_line(document.purchase_order, _LENGTH["PONumber"]):
        emptied["PONumber"] = ""
    if "delivery" in changed and not document.delivery:
        emptied["ShipAddress"] = address(Address(), whole=True)
    return emptied


def _header(document, settings, *, whole):
    values = {
        "CustomerRef": document.customer,
        "ARAccountRef": document.receivable,
        # Left out it would be the date that was last typed into the form there.
        "TxnDate": document.date,
        # Left out QuickBooks numbers; sent empty the number would stay blank.
        "RefNumber": document.number or None,
        "BillAddress": document.billing and address(document.billing, document.customer_name, whole=whole) or None,
        "ShipAddress": document.delivery and address(document.delivery, document.customer_name, whole=whole) or None,
        "PONumber": one_line(document.purchase_order, _LENGTH["PONumber"]) or None,
        "TermsRef": document.term,
        "DueDate": document.due_date,
        "Memo": documents.marked_memo(document, _LENGTH["Memo"]),
        "IsToBePrinted": False,
        "IsToBeEmailed": False,
        "IsTaxIncluded": settings.tax_included,
        "Other": one_line(document.source_number, _LENGTH["Other"]) or None,
        "ExchangeRate": settings.rate(document),
    }
    if settings.sales_tax is not False and not settings.taxed_by_line and not document.tax_in_lines:
        values["ItemSalesTaxRef"] = document.tax
        # A customer who is not taxed there would silently make a taxed invoice untaxed.
        values["CustomerSalesTaxCodeRef"] = document.customer_tax_code or (document.tax and settings.taxable)
    return values


def _lines(document, settings, key):
    return [values for values in (_line(line, document, settings, key) for line in document.lines) if values]


def _line(line, document, settings, key):
    description = many_lines(line.description, _DESCRIPTION) or None
    if line.item is None:
        if line.amount:
            raise Unwritable("a line without an item cannot carry an amount", key)
        return {"Desc": description} if description else None
    if line.amount is None:
        raise Unwritable("a line with an item needs its amount", key)
    values = {
        "ItemRef": line.item,
        "Desc": description,
        "Amount": line.amount,
        "ClassRef": settings.tracked(line.tracking),
    }
    if line.quantity and abs(line.quantity) >= _SMALLEST:
        values["Quantity"] = line.quantity
    code = None if document.tax_in_lines else line.tax_code
    if settings.sales_tax:
        values["SalesTaxCodeRef"] = code or settings.nontaxable or _NOT_TAXED
    elif settings.sales_tax is None:
        values["SalesTaxCodeRef"] = code
    return values


def read(ret, settings, kind: Kind, name: str, *, total: str = "", balance: str) -> RemoteRecord | None:
    """Return the record of an invoice or credit memo.

    :param total: name of the element that holds the total; an invoice has none and is the sum of two (facts 4.9).
    :param balance: name of the element that holds what is not applied yet.
    """
    if ret.tag != f"{name}Ret":
        return None
    found = reading.kids(ret)
    text = reading.text
    subtotal, tax_amount = reading.number(found, "Subtotal"), reading.number(found, "SalesTaxTotal")
    whole = reading.number(found, total) if total else None
    if whole is None:
        whole = subtotal if tax_amount is None or subtotal is None else subtotal + tax_amount
    details = {
        "due_date": text(found, "DueDate"),
        "source_number": text(found, "Other"),
        "purchase_order": text(found, "PONumber"),
        "pending": reading.flag(found, "IsPending"),
        "tax": reading.reference(found, "ItemSalesTaxRef"),
        "links": documents.links(ret),
    }
    if "IsPaid" in found:
        details["paid"] = reading.flag(found, "IsPaid")
    rows = lines.read(ret, line_names(name), _LINE)
    if rows:
        details |= {"lines": rows, "lines_version": text(found, "EditSequence")}
    return documents.read(
        kind,
        found,
        settings,
        party="CustomerRef",
        total=whole,
        tax_amount=tax_amount,
        balance=reading.number(found, balance),
        details=details,
    )
