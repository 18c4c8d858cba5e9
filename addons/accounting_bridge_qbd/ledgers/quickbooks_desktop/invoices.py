"""Invoices in qbXML: InvoiceAdd, InvoiceMod, TxnVoid and InvoiceRet (facts 4.5, 4.9, 5.2, 5.3, 5.5).

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
price including tax          nothing of its own: the amount is before tax
section, note, comment       Desc alone: no item, no amount, no tax code
empty comment                left out
line without tax             the code of the file for what is not taxed, where sales tax is switched on
amount without an item       refused here (Unwritable): it would vanish from the total
===========================  ===============================================================================

Tax (US): the code of a line says *whether*, ItemSalesTaxRef of the invoice says *how much*, and QuickBooks
computes. Both are sent, since the defaults of customer, item and company would otherwise decide. Where sales
tax is switched off in the file nothing about tax is sent.
"""

import re
from decimal import Decimal

from odoo.addons.accounting_bridge.ledgers.documents import Kind, Reference, guid_of
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord, Unwritable

from . import reading
from .company import currency_code
from .customers import address
from .elements import length
from .text import many_lines, memo, one_line

RETURNED = (
    "TxnID",
    "TimeModified",
    "EditSequence",
    "CustomerRef",
    "TxnDate",
    "RefNumber",
    "PONumber",
    "DueDate",
    "Subtotal",
    "SalesTaxTotal",
    "BalanceRemaining",
    "CurrencyRef",
    "Memo",
    "IsPaid",
    "IsPending",
    "Other",
    "ExternalGUID",
)

_LENGTH = {name: length("InvoiceAdd", name) for name in ("Memo", "PONumber", "Other")}
_DESCRIPTION = length("InvoiceLineAdd", "Desc")
_MARKER = re.compile(r"\[odoo:([^\]\s]+)\]")
_SMALLEST = Decimal("0.000005")  # anything below is zero in the five decimals of a quantity
_NOT_TAXED = Reference(
    Kind.TAX_CODE, "", "Non"
)  # its name in every US file whose preferences do not say otherwise


def create(push, settings) -> dict:
    invoice = push.document
    values = _header(invoice, settings, whole=False)
    values["ExternalGUID"] = f"{{{guid_of(invoice.trace)}}}"
    values["InvoiceLineAdd"] = _lines(invoice, settings, push.key)
    return {"InvoiceAdd": values}


def update(push, settings) -> dict:
    """Say the whole document again: lines not listed are deleted there, -1 makes a new one (facts 4.9)."""
    invoice = push.document
    values = _header(invoice, settings, whole=True)
    lines = _lines(invoice, settings, push.key)
    values |= {"TxnID": push.remote_id, "EditSequence": push.version}
    values["InvoiceLineMod"] = [{"TxnLineID": "-1"} | line for line in lines]
    return {"InvoiceMod": values}


def void(push, _settings) -> dict:
    return {"TxnVoidType": "Invoice", "TxnID": push.remote_id}


def _header(invoice, settings, *, whole):
    values = {
        "CustomerRef": invoice.customer,
        # Left out it would be the date that was last typed into the form there.
        "TxnDate": invoice.date,
        # Left out QuickBooks numbers; sent empty the number would stay blank.
        "RefNumber": invoice.number or None,
        "BillAddress": invoice.billing
        and address(invoice.billing, invoice.customer_name, whole=whole)
        or None,
        "ShipAddress": invoice.delivery
        and address(invoice.delivery, invoice.customer_name, whole=whole)
        or None,
        "PONumber": one_line(invoice.purchase_order, _LENGTH["PONumber"]) or None,
        "TermsRef": invoice.term,
        "DueDate": invoice.due_date,
        "Memo": memo(f"{invoice.source_number} {invoice.note}", f"[odoo:{invoice.trace}]", _LENGTH["Memo"]),
        "IsToBePrinted": False,
        "IsToBeEmailed": False,
        "Other": one_line(invoice.source_number, _LENGTH["Other"]) or None,
    }
    if settings.sales_tax is not False:
        values["ItemSalesTaxRef"] = invoice.tax
        # A customer who is not taxed there would silently make a taxed invoice untaxed.
        values["CustomerSalesTaxCodeRef"] = invoice.customer_tax_code or (invoice.tax and settings.taxable)
    return values


def _lines(invoice, settings, key):
    return [values for values in (_line(line, settings, key) for line in invoice.lines) if values]


def _line(line, settings, key):
    description = many_lines(line.description, _DESCRIPTION) or None
    if line.item is None:
        if line.amount:
            raise Unwritable("a line without an item cannot carry an amount", key)
        return {"Desc": description} if description else None
    if line.amount is None:
        raise Unwritable("a line with an item needs its amount", key)
    values = {"ItemRef": line.item, "Desc": description, "Amount": line.amount}
    if line.quantity and abs(line.quantity) >= _SMALLEST:
        values["Quantity"] = line.quantity
    if settings.sales_tax:
        values["SalesTaxCodeRef"] = line.tax_code or settings.nontaxable or _NOT_TAXED
    elif settings.sales_tax is None:
        values["SalesTaxCodeRef"] = line.tax_code
    return values


def read(ret, settings) -> RemoteRecord | None:
    if ret.tag != "InvoiceRet":
        return None
    found = reading.kids(ret)
    text = reading.text
    customer = reading.reference(found, "CustomerRef") or {"id": "", "name": ""}
    currency = reading.reference(found, "CurrencyRef")
    subtotal, tax_amount = reading.number(found, "Subtotal"), reading.number(found, "SalesTaxTotal")
    total = subtotal if tax_amount is None or subtotal is None else subtotal + tax_amount
    remark = text(found, "Memo")
    traces = _MARKER.findall(remark)
    return RemoteRecord(
        Kind.INVOICE,
        text(found, "TxnID"),
        name=text(found, "RefNumber"),
        version=text(found, "EditSequence"),
        modified=reading.wall_clock(found, "TimeModified"),
        number=text(found, "RefNumber"),
        customer_id=customer["id"],
        date=text(found, "TxnDate"),
        currency=currency_code(currency["name"] if currency else "", settings.home),
        total=total,
        tax_amount=tax_amount,
        balance=reading.number(found, "BalanceRemaining"),
        trace=traces[-1] if traces else "",
        guid=reading.guid(found, "ExternalGUID"),
        details={
            "customer_name": customer["name"],
            "due_date": text(found, "DueDate"),
            "source_number": text(found, "Other"),
            "purchase_order": text(found, "PONumber"),
            "paid": reading.flag(found, "IsPaid"),
            "pending": reading.flag(found, "IsPending"),
            "memo": remark,
        },
    )
