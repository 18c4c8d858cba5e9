"""Invoices: create, update, void (facts 2.4); ``sales`` writes them."""

from ..documents import Kind
from . import documents, reading, sales, text
from .fields import length

NAME = "Invoice"


def create(push, settings) -> dict:
    return sales.create(push, settings, _own(push, settings))


def update(push, settings) -> dict:
    """Return a change; the number is said only where it changed, or Xero would look for the invoice that has it."""
    own = _own(push, settings)
    if own["Reference"] is None and _was_said(push):
        # What was said and is no more has to be emptied.
        own["Reference"] = ""
    return {"InvoiceID": push.remote_id} | sales.change(push, settings, own)


def _was_said(push):
    """Return whether the reference there is one of ours: the customer's order, or Odoo's number while Xero numbered.

    Where only the number changed, another one there is the bookkeeper's.
    """
    if push.changed is None:
        return False
    return "purchase_order" in push.changed or push.details.get("memo") == _reference(push.document.source_number)


def _reference(words):
    return text.one_line(words, length(NAME, "Reference"))


def _own(push, settings):
    document = push.document
    return {
        "Type": "ACCREC",
        "InvoiceNumber": text.number(document.number),
        "DueDate": (document.due_date or document.date).isoformat(),
        "Reference": _reference(sales.reference(document)) or None,
        "Url": text.link(settings.link, document.trace) if document.trace else None,
    }


def void(push, _settings) -> dict:
    return {"InvoiceID": push.remote_id, "Status": documents.VOIDED}


def read(found, settings):
    details = {"links": links(found), "credited": reading.money(found, "AmountCredited")}
    return sales.read(
        found,
        settings,
        Kind.INVOICE,
        identity="InvoiceID",
        number="InvoiceNumber",
        balance="AmountDue",
        trace=documents.linked(found),
        details=details,
    )


def links(found) -> list[dict]:
    """Return what is applied to an invoice, one row each, in the words by which it is read itself."""
    paid = [(_payment_id(row), reading.money(row, "Amount")) for row in reading.rows(found, "Payments")]
    credited = [
        (reading.text(row, "CreditNoteID"), reading.money(row, "AppliedAmount"))
        for row in reading.rows(found, "CreditNotes")
    ]
    others = [
        (f"{name.lower()}:{reading.text(row, f'{name}ID')}", reading.money(row, "AppliedAmount"))
        for name in ("Overpayment", "Prepayment")
        for row in reading.rows(found, f"{name}s")
    ]
    found = (
        *((Kind.PAYMENT.value, *row) for row in paid),
        *((Kind.CREDIT_NOTE.value, *row) for row in credited),
        *(("", *row) for row in others),
    )
    return [
        {"kind": kind or identity.partition(":")[0], "id": identity, "amount": amount}
        for kind, identity, amount in found
        if identity
    ]


def _payment_id(row):
    batch = reading.text(row, "BatchPaymentID") or reading.text(reading.inner(row, "BatchPayment"), "BatchPaymentID")
    if batch:
        return f"batch:{batch}"
    payment = reading.text(row, "PaymentID")
    return f"payment:{payment}" if payment else ""
