"""Credit notes: create, update, void (facts 2.6); ``sales`` writes them.

A credit note is made without a tie to an invoice; it is ``payments`` that applies it afterwards. It has no link back,
so its reference ends with our mark.
"""

from decimal import Decimal

from ..documents import Kind
from ..protocol import RemoteRecord
from . import documents, reading, sales, text
from .fields import length

NAME = "CreditNote"


def create(push, settings) -> dict:
    return sales.create(push, settings, _own(push))


def update(push, settings) -> dict:
    return {"CreditNoteID": push.remote_id} | sales.change(push, settings, _own(push))


def _own(push):
    document = push.document
    return {
        "Type": "ACCRECCREDIT",
        "CreditNoteNumber": text.number(document.number),
        "Reference": text.marked(sales.reference(document), document.trace, length(NAME, "Reference")),
    }


def void(push, _settings) -> dict:
    return {"CreditNoteID": push.remote_id, "Status": documents.VOIDED}


def read(found, settings):
    links = [
        {"kind": Kind.INVOICE.value, "id": invoice, "amount": reading.money(row, "Amount")}
        for row in _allocations(found)
        if (invoice := reading.text(reading.inner(row, "Invoice"), "InvoiceID"))
    ]
    return sales.read(
        found,
        settings,
        Kind.CREDIT_NOTE,
        identity="CreditNoteID",
        number="CreditNoteNumber",
        balance="RemainingCredit",
        trace=text.mark_of(reading.text(found, "Reference")),
        # What it pays is told with it and nowhere else: an allocation that was taken off leaves no trace (facts 2.6).
        details={"links": links, "holds": [record.id for record in allocations(found)]},
    )


def _allocations(found):
    return [row for row in reading.rows(found, "Allocations") if not reading.flag(row, "IsDeleted")]


def allocations(found) -> list[RemoteRecord]:
    """Return what a credit note pays, one record each: Xero keeps no document of it, only the tie."""
    note = reading.text(found, "CreditNoteID")
    return [allocation(note, row) for row in _allocations(found) if note and reading.text(row, "AllocationID")]


def allocation(note: str, row: dict) -> RemoteRecord:
    """Return the record of one allocation; whose it is and when are those of its credit note."""
    identity = f"allocation:{note}:{reading.text(row, 'AllocationID')}"
    invoice = reading.text(reading.inner(row, "Invoice"), "InvoiceID")
    amount = reading.money(row, "Amount")
    applied = ((Kind.INVOICE, invoice), (Kind.CREDIT_NOTE, note))
    details = {
        "is_void": False,
        "held_by": note,
        "applications": [
            {"kind": kind.value, "id": each, "amount": amount, "discount": None, "balance": None}
            for kind, each in applied
            if each
        ],
    }
    return RemoteRecord(Kind.PAYMENT, identity, total=Decimal(0), balance=Decimal(0), details=details)
