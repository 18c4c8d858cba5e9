"""Payments received: create, delete (facts 2.6, 2.7).

Xero knows several things where we know one; which one it becomes is told by what is paid:

===========================================  ======================================================================
payment                                      what is written there
===========================================  ======================================================================
money for one invoice                        Payment
money for several invoices                   BatchPayment: one line of the bank for all of them
no money, one credit note                    Allocations of that credit note
money that leaves something unapplied        refused here: an overpayment is a document of its own, which Xero makes in
                                             a second step; two writes are not safe to be repeated as one
money and credit notes at once, several      refused here for the same reason
  credit notes at once
discount, write-off                          refused here: Xero takes a credit note for it
===========================================  ======================================================================

The id says what it is, so that a deletion finds its way: ``payment:<id>``, ``batch:<id>``,
``allocation:<credit note>:<id>``. A payment is never changed: it is deleted and made anew. One that was made as part of
a batch is read as that batch.
"""

from decimal import Decimal

from ..documents import Kind
from ..protocol import RemoteRecord, Unwritable
from . import documents, lines, reading, text
from .fields import length
from .settings import filled

PAYMENT, BATCH, ALLOCATION = "payment", "batch", "allocation"
_DELETED = {"Status": documents.DELETED}


def shape(payment, key: str) -> str:
    """Return what a payment becomes.

    :raise Unwritable: it cannot travel as one write that is safe to repeat.
    """
    applications = [each for each in payment.applications if each.amount or each.credits or each.discount]
    if payment.total < 0:
        raise Unwritable("a payment cannot be negative", key)
    if any(each.discount for each in applications):
        raise Unwritable("Xero knows no discount and no write-off on a payment: it takes a credit note for it", key)
    if any(each.amount < 0 or any(use.amount <= 0 for use in each.credits) for each in applications):
        raise Unwritable("what is applied to an invoice cannot be negative", key)
    uses = (use.amount for each in applications for use in each.credits)
    lines.check_cents((payment.total, *(each.amount for each in applications), *uses), payment.currency, key)
    paid = sum((each.amount for each in applications), Decimal(0))
    notes = {use.credit_note.id for each in applications for use in each.credits}
    if not applications:
        raise Unwritable("a payment must apply something: Xero keeps no money that pays nothing by itself", key)
    if notes:
        if paid or payment.total:
            raise Unwritable("Xero takes money and credit notes in two steps: apply the credit note by itself", key)
        if len(notes) > 1:
            raise Unwritable("Xero applies one credit note at a time", key)
        return ALLOCATION
    if paid > payment.total:
        raise Unwritable("a payment cannot pay more than its total", key)
    if paid < payment.total:
        raise Unwritable(
            f"Xero keeps what is left of a payment ({payment.total - paid}) as an overpayment, a document of its own:"
            " please enter it there",
            key,
        )
    return BATCH if len({each.invoice.id for each in applications}) > 1 else PAYMENT


def paid_by(payment) -> dict[str, Decimal]:
    """Return what is paid of each invoice, by its id: what is named twice is one."""
    amounts = {}
    for each in payment.applications:
        amount = each.amount + sum((use.amount for use in each.credits), Decimal(0))
        if amount:
            amounts[each.invoice.id] = amounts.get(each.invoice.id, Decimal(0)) + amount
    return amounts


# === WHAT IS WRITTEN === #


def create_payment(push, settings) -> dict:
    payment = push.document
    ((invoice, amount),) = paid_by(payment).items()
    return filled(
        {
            "Invoice": {"InvoiceID": invoice},
            "Account": _account(push),
            "Date": payment.date.isoformat(),
            "Amount": amount,
            "CurrencyRate": settings.rate(payment),
            "Reference": reference(payment),
        }
    )


def create_batch(push, settings) -> dict:
    """Return a batch. Only New Zealand has a reference for one; elsewhere there are details of eighteen characters,
    which are just enough for our mark, and in Britain a narrative that people see (facts 2.7).
    """
    payment = push.document
    if settings.country == "NZ":
        words = {"Reference": reference(payment)}
    else:
        number = text.one_line(payment.number or payment.source_number, length("BatchPayment", "Narrative") + 1)
        fits = 0 < len(number) <= length("BatchPayment", "Narrative")
        narrative = number if settings.country == "GB" and fits else None
        words = {"Details": text.packed(payment.trace), "Narrative": narrative}
    rate = settings.rate(payment)
    rows = [
        # A batch has no rate: its payments have, and without one Xero takes that of the day.
        filled({"Invoice": {"InvoiceID": invoice}, "Amount": amount, "CurrencyRate": rate})
        for invoice, amount in paid_by(payment).items()
    ]
    return filled({"Account": _account(push), "Date": payment.date.isoformat(), **words, "Payments": rows})


def allocate(push, _settings) -> list[dict]:
    """Return the allocations of one credit note."""
    payment = push.document
    return [
        {"Invoice": {"InvoiceID": invoice}, "Amount": amount, "Date": payment.date.isoformat()}
        for invoice, amount in paid_by(payment).items()
    ]


def credit_note(push) -> str:
    """Return the id of the credit note that is applied."""
    return next(use.credit_note.id for each in push.document.applications for use in each.credits)


def delete(push, _settings) -> dict:
    """Return what ends a payment or a batch; an allocation is ended by its address alone."""
    return dict(_DELETED)


def way_of(remote_id: str) -> tuple[str, ...]:
    """Return what an id says: what it is, and the ids there.

    :raise Unwritable: it is none of ours.
    """
    what, *ids = remote_id.split(":")
    if (what, len(ids)) not in ((PAYMENT, 1), (BATCH, 1), (ALLOCATION, 2)) or not all(map(reading.is_guid, ids)):
        raise Unwritable("it is not known how this payment is kept in Xero, so it has to be deleted there")
    return (what, *ids)


def reference(payment) -> str:
    """Return the reference of a payment: its number, by which it is known without our mark, too, and that mark."""
    return text.marked(payment.number or payment.source_number, payment.trace, length("Payment", "Reference"))


def _account(push):
    account = push.document.deposit_account
    if account is None:
        raise Unwritable(
            "Xero wants the bank account that the money went to, in the currency of the payment or of the organisation:"
            " choose one for the journal",
            push.key,
        )
    return {"AccountID": account.id}


# === WHAT IS READ === #


def read(found, settings) -> RemoteRecord | None:
    """Return a payment of an invoice; one that is part of a batch is told by that."""
    if part_of_batch(found):
        return None
    identity = reading.text(found, "PaymentID")
    invoice = reading.inner(found, "Invoice")
    record = _read(
        f"{PAYMENT}:{identity}" if identity else "",
        found | {"Contact": invoice.get("Contact"), "CurrencyCode": _currency(found, invoice)},
        settings,
        words=reading.text(found, "Reference"),
        rows=[found],
        total=reading.number(found, "Amount"),
    )
    return record


def part_of_batch(found) -> bool:
    inside = reading.inner(found, "BatchPayment")
    return bool(reading.text(found, "BatchPaymentID") or reading.text(inside, "BatchPaymentID"))


def read_batch(found, settings) -> RemoteRecord | None:
    """Return a batch of payments of invoices; batches of bills are none of ours."""
    if reading.text(found, "Type").upper() not in ("", "RECBATCH"):
        return None
    identity = reading.text(found, "BatchPaymentID")
    rows = reading.rows(found, "Payments")
    words, details, narrative = (reading.text(found, name) for name in ("Reference", "Details", "Narrative"))
    currency = next(filter(None, (_currency(row, reading.inner(row, "Invoice")) for row in rows)), "")
    return _read(
        f"{BATCH}:{identity}" if identity else "",
        found | {"Contact": None, "CurrencyCode": currency},
        settings,
        words=words or narrative,
        rows=rows,
        total=reading.number(found, "TotalAmount"),
        trace=text.unpacked(details),
    )


def _currency(found, invoice):
    return reading.text(invoice, "CurrencyCode") or reading.text(found, "CurrencyCode")


def _read(identity, found, settings, *, words, rows, total, trace=""):
    account = reading.inner(found, "Account")
    applications = [
        {
            "kind": Kind.INVOICE.value if "Invoice" in row else Kind.CREDIT_NOTE.value,
            "id": each,
            "amount": reading.money(row, "Amount"),
            "discount": None,
            # What stands beside a line is of an unclear moment; the invoice itself tells its balance.
            "balance": None,
        }
        for row in rows
        if (
            each := reading.text(reading.inner(row, "Invoice"), "InvoiceID")
            or reading.text(reading.inner(row, "CreditNote"), "CreditNoteID")
        )
    ]
    details = {
        "deposit_account": {"id": reading.text(account, "AccountID"), "name": reading.text(account, "Name")},
        "applications": applications,
        "memo": words,
        # Once it is matched with the bank it is not deleted any more (facts 2.7).
        "reconciled": reading.flag(found, "IsReconciled"),
        "links": [],
    }
    return documents.read(
        Kind.PAYMENT,
        found,
        settings,
        identity=identity,
        number=text.unmarked(words),
        trace=text.mark_of(words) or trace,
        details=details,
        total=total,
        balance=Decimal(0),
    )
