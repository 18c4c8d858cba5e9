"""Payments received: create, delete (facts 2.1, 2.7).

A payment has a line for every document that it is tied to: an invoice by what is paid of it, a credit memo by what is
used up of it. The lines of invoices less those of credits are the money that is applied; one without money has lines
of both that come to the same, and QuickBooks keeps it as a document like any other. What is left of the total stays
unapplied, unless the company applies payments by itself (a preference, read with the company).

QuickBooks knows no discount on a payment. What was granted or written off is another document there, a credit memo or
a journal entry on the receivable of the customer, which the payment then uses up like a credit; a discount that comes
as such is refused here. A credit may therefore name a journal entry.

A payment is deleted where what it paid was taken back: voided it would stay on the invoice as a payment of zero.
QuickBooks refuses that once it is deposited, matched with the bank or closed. A payment that was sent is never
changed, so its full update, which is the only one that QuickBooks knows, is not needed.
"""

from decimal import Decimal

from ..documents import Kind
from ..protocol import Unwritable
from . import documents, reading
from .kinds import NAMES, kind_named
from .settings import filled, reference
from .text import PAYMENT_NUMBER

NAME = "Payment"


def create(push, settings) -> dict:
    payment = push.document
    rows = _lines(payment, push.key)
    if not payment.total and not rows:
        raise Unwritable("a payment without money must apply something", push.key)
    return filled(
        {
            "CustomerRef": reference(payment.customer),
            "TotalAmt": payment.total,
            "TxnDate": payment.date.isoformat(),
            "PaymentRefNum": payment.number or _own_number(payment, settings),
            "PaymentMethodRef": reference(payment.method) if payment.total else None,
            # Left out the money lies among the funds that are not deposited, for ever (facts 8.6).
            "DepositToAccountRef": reference(payment.deposit_account) if payment.total else None,
            "ARAccountRef": reference(payment.receivable),
            "CurrencyRef": settings.currency(payment.currency),
            "ExchangeRate": settings.rate(payment),
            "PrivateNote": documents.marked_note(payment, NAME, settings),
            "Line": rows or None,
        }
    )


def _own_number(payment, settings):
    """Return Odoo's number where it fits as it is, so that a person finds the payment by it."""
    number = settings.line(payment.source_number, PAYMENT_NUMBER + 1)
    return number if 0 < len(number) <= PAYMENT_NUMBER else None


def _lines(payment, key):
    if payment.total < 0:
        raise Unwritable("a payment cannot be negative", key)
    invoices, credits = {}, {}
    for application in payment.applications:
        if application.discount:
            raise Unwritable(
                "QuickBooks Online knows no discount and no write-off on a payment: it takes a credit memo or a journal"
                " entry for them, made there",
                key,
            )
        used = sum((use.amount for use in application.credits), Decimal(0))
        if application.amount < 0 or any(use.amount <= 0 for use in application.credits):
            raise Unwritable("what is applied to an invoice cannot be negative", key)
        _add(invoices, application.invoice, application.amount + used)
        for use in application.credits:
            _add(credits, use.credit_note, use.amount)
    if sum(invoices.values(), Decimal(0)) - sum(credits.values(), Decimal(0)) > payment.total:
        raise Unwritable("a payment cannot pay more than its total", key)
    return [_line(tied, amount) for tied, amount in (*invoices.items(), *credits.items()) if amount]


def _add(amounts, record, amount):
    """Sum up by entry: what is named twice is one line. Names are for people and tell nothing apart."""
    place = record.kind, record.id
    amounts[place] = amounts.get(place, Decimal(0)) + amount


def _line(tied, amount):
    kind, identity = tied
    return {"Amount": amount, "LinkedTxn": [{"TxnId": identity, "TxnType": NAMES[kind]}]}


def read(found, settings):
    """Return a payment; its ``balance`` is the money that is not applied."""
    details = {
        "method": reading.reference(found, "PaymentMethodRef"),
        "deposit_account": reading.reference(found, "DepositToAccountRef"),
        "applications": [
            {
                "kind": kind_named(reading.text(link, "TxnType")),
                "id": reading.text(link, "TxnId"),
                "amount": reading.money(line, "Amount"),
                "discount": None,
                # What QuickBooks dumps beside a line is of an unclear moment; the invoice itself tells its balance.
                "balance": None,
            }
            for line in reading.rows(found, "Line")
            for link in reading.rows(line, "LinkedTxn")[:1]
        ],
        # A deposit that it lies in is among these; it cannot be deleted then.
        "links": documents.links(found),
    }
    return documents.read(
        Kind.PAYMENT,
        found,
        settings,
        party="CustomerRef",
        details=details,
        number="PaymentRefNum",
        total=reading.number(found, "TotalAmt"),
        balance=reading.number(found, "UnappliedAmt"),
    )
