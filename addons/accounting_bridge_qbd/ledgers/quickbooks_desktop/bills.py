"""Bills in qbXML: BillAdd, BillMod, TxnVoid and BillRet (facts 4.6, 4.9).

Every line is an expense line: an account and an amount, which may be negative; QuickBooks adds them up. A line for a
customer is sent as not billable, since QuickBooks would offer it for that customer's next invoice. In the editions of
Canada and the UK a line without a code is coded not taxed, so that nothing is added to what Odoo has.
"""

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord, Unwritable

from . import changes, documents, lines, reading
from .elements import length
from .text import many_lines

NAME = "Bill"
RETURNED = (
    *documents.HEAD,
    "VendorRef",
    "DueDate",
    "AmountDue",
    "OpenAmount",
    "CurrencyRef",
    "ExchangeRate",
    "Memo",
    "IsPaid",
    "LinkedTxn",
)
LINES = ("ExpenseLineRet",)

_MEMO = length("BillAdd", "Memo")
_DESCRIPTION = length("ExpenseLineAdd", "Memo")
_LINE = {
    "account": (lines.reference_id, "AccountRef"),
    "description": (reading.text, "Memo"),
    "amount": (reading.plain, "Amount"),
    "customer": (lines.reference_id, "CustomerRef"),
    "tracking": (lines.reference_id, "ClassRef"),
}
_OPTIONAL = {word: element for word, (_how, element) in _LINE.items()}

_SOURCES = {
    "APAccountRef": ("payable",),
    "RefNumber": ("number",),
    "TermsRef": ("term", "date", "due_date"),
    "DueDate": ("term", "date", "due_date"),
    "Memo": ("source_number", "note", "trace"),
    "IsTaxIncluded": ("lines",),
    "ExchangeRate": ("exchange_rate", "date"),
    "ExpenseLineMod": ("lines",),
}


def create(push, settings) -> dict:
    values = _header(push, settings)
    values["ExternalGUID"] = documents.guid_element(push.document.trace)
    values["ExpenseLineAdd"] = _lines(push.document, settings)
    return {"BillAdd": values}


def update(push, settings) -> dict:
    values = _header(push, settings)
    values["ExpenseLineMod"] = lines.keep(push, _lines(push.document, settings), "AccountRef", _OPTIONAL)
    if "vendor" not in (push.changed or ()):
        values = changes.said(push, values, _SOURCES)
    values |= {"TxnID": push.remote_id, "EditSequence": push.version}
    return {"BillMod": values}


def void(push, _settings) -> dict:
    return documents.void(push, NAME)


def _header(push, settings):
    bill = push.document
    if bill.total < 0:
        raise Unwritable("a bill cannot be negative", push.key)
    return {
        "VendorRef": bill.vendor,
        "APAccountRef": bill.payable,
        "TxnDate": bill.date,
        "DueDate": bill.due_date,
        "RefNumber": bill.number or None,
        "TermsRef": bill.term,
        "Memo": documents.marked_memo(bill, _MEMO),
        "IsTaxIncluded": settings.tax_included,
        "ExchangeRate": settings.rate(bill),
    }


def _lines(bill, settings):
    return [
        {
            "AccountRef": line.account,
            "Amount": line.amount,
            "Memo": many_lines(line.description, _DESCRIPTION) or None,
            "CustomerRef": line.customer,
            "ClassRef": settings.tracked(line.tracking),
            "SalesTaxCodeRef": (line.tax_code or settings.nontaxable) if settings.sales_tax else None,
            "BillableStatus": "NotBillable" if line.customer else None,
        }
        for line in bill.lines
    ]


def read(ret, settings) -> RemoteRecord | None:
    """Return a bill; its ``customer_id`` is the id of the vendor."""
    if ret.tag != "BillRet":
        return None
    found = reading.kids(ret)
    details = {
        "due_date": reading.text(found, "DueDate"),
        "paid": reading.flag(found, "IsPaid"),
        "links": documents.links(ret),
    }
    rows = lines.read(ret, LINES, _LINE)
    if rows:
        details |= {"lines": rows, "lines_version": reading.text(found, "EditSequence")}
    return documents.read(
        Kind.BILL,
        found,
        settings,
        party="VendorRef",
        total=reading.number(found, "AmountDue"),
        balance=reading.number(found, "OpenAmount"),
        details=details,
    )
