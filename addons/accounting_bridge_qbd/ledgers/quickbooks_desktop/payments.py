"""Payments received in qbXML: ReceivePaymentAdd, TxnDel and ReceivePaymentRet (facts 4.6, 4.9).

A payment names every invoice that it pays; it is never applied by QuickBooks itself, whatever the preference says:
where it pays nothing yet it is sent with IsAutoApply false, which leaves it unapplied. QuickBooks takes each invoice
once and refuses more than is open on it.

Credits are applied by a payment, too. One without money that only applies credits makes no document there: QuickBooks
links the two and returns no TxnID. It is accepted all the same, as a record whose ``id`` is "". Applying again would
apply twice, so whether it arrived is told by the links of invoice and credit memo, never by trying.

A payment cannot be voided. It is deleted, which QuickBooks refuses once it is deposited, reconciled or closed.
"""

import dataclasses
from decimal import Decimal

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord, Unwritable

from . import documents, reading
from .elements import length
from .kinds import kind_named
from .text import LONG_NUMBER, one_line

NAME = "ReceivePayment"
RETURNED = (
    *documents.HEAD,
    "CustomerRef",
    "TotalAmount",
    "UnusedPayment",
    "UnusedCredits",
    "CurrencyRef",
    "ExchangeRate",
    "PaymentMethodRef",
    "DepositToAccountRef",
    "Memo",
)
LINES = ("AppliedToTxnRet",)

_MEMO = length("ReceivePaymentAdd", "Memo")


def create(push, settings) -> dict:
    payment = push.document
    applied = _applied(payment, push.key)
    values = {
        "CustomerRef": payment.customer,
        "ARAccountRef": payment.receivable,
        "TxnDate": payment.date,
        "RefNumber": payment.number or _own_number(payment),
        "TotalAmount": payment.total,
        "ExchangeRate": settings.rate(payment),
        "Memo": documents.marked_memo(payment, _MEMO),
        "ExternalGUID": documents.guid_element(payment.trace),
    }
    if payment.total:
        values |= {"PaymentMethodRef": payment.method, "DepositToAccountRef": payment.deposit_account}
    if applied:
        values["AppliedToTxnAdd"] = applied
    elif payment.total:
        values["IsAutoApply"] = False
    else:
        raise Unwritable("a payment without money must apply something", push.key)
    return {"ReceivePaymentAdd": values}


def delete(push, _settings) -> dict:
    return {"TxnDelType": NAME, "TxnID": push.remote_id}


def _own_number(payment):
    """Return Odoo's number where it fits as it is, so that a person finds the payment by it (facts 6.2)."""
    number = one_line(payment.source_number, LONG_NUMBER + 1)
    return number if 0 < len(number) <= LONG_NUMBER else None


def _applied(payment, key) -> list[dict]:
    """Return what the payment does to each invoice; QuickBooks refuses an invoice that is named twice."""
    if payment.total < 0:
        raise Unwritable("a payment cannot be negative", key)
    merged = {}
    for application in payment.applications:
        merged.setdefault(application.invoice.id, []).append(application)
    rows = [row for several in merged.values() if (row := _one_invoice(several, key))]
    if sum((row.get("PaymentAmount") or Decimal(0) for row in rows), Decimal(0)) > payment.total:
        raise Unwritable("a payment cannot pay more than its total", key)
    return rows


def _one_invoice(applications, key):
    amount = sum((each.amount for each in applications), Decimal(0))
    discount = sum((each.discount for each in applications), Decimal(0))
    accounts = {each.discount_account for each in applications if each.discount}
    credits = {}
    for use in (use for each in applications for use in each.credits):
        credits[use.credit_note.id] = credits.get(use.credit_note.id, Decimal(0)) + use.amount
    if amount < 0 or discount < 0 or any(each <= 0 for each in credits.values()):
        raise Unwritable("what is applied to an invoice cannot be negative", key)
    if discount and (len(accounts) > 1 or None in accounts):
        raise Unwritable("a discount needs one account", key)
    if not (amount or discount or credits):
        return None
    return {
        "TxnID": applications[0].invoice.id,
        "PaymentAmount": amount or None,
        "SetCredit": [{"CreditTxnID": each, "AppliedAmount": used} for each, used in credits.items()],
        "DiscountAmount": discount or None,
        "DiscountAccountRef": accounts.pop() if discount else None,
    }


def read(ret, settings) -> RemoteRecord | None:
    """Return a payment; its ``balance`` is the money that is not applied. ``id`` is "" where only credits were."""
    if ret.tag != "ReceivePaymentRet":
        return None
    found = reading.kids(ret)
    details = {
        "method": reading.reference(found, "PaymentMethodRef"),
        "deposit_account": reading.reference(found, "DepositToAccountRef"),
        "unused_credits": reading.plain(found, "UnusedCredits"),
    }
    applications = [_application(each) for each in ret.iterchildren("AppliedToTxnRet")]
    if applications:
        details["applications"] = applications
    return documents.read(
        Kind.PAYMENT,
        found,
        settings,
        party="CustomerRef",
        total=reading.number(found, "TotalAmount"),
        balance=reading.number(found, "UnusedPayment"),
        details=details,
    )


def _application(element):
    found = reading.kids(element)
    return {
        "kind": kind_named(reading.text(found, "TxnType")),
        "id": reading.text(found, "TxnID"),
        "amount": reading.plain(found, "Amount"),
        "discount": reading.plain(found, "DiscountAmount"),
        "balance": reading.plain(found, "BalanceRemaining"),
    }


def with_silence(record: RemoteRecord) -> RemoteRecord:
    """Return a payment whose applications were asked for: where none are told it pays nothing.

    But where money of it is used all the same nobody told what for, so that nothing is known.
    """
    if "applications" in record.details or record.total != record.balance:
        return record
    return dataclasses.replace(record, details=record.details | {"applications": []})


def credits_applied(push, element, settings) -> RemoteRecord | None:
    """Return what stands for a success that left no document, ``None`` where it is none.

    Without the document (an answer that is read later) an answer without id and without money must say so itself,
    or ``push.details["credits_only"]`` does: of a payment with money silence about its id is no success.
    """
    payment = push.document
    ret = element.find("ReceivePaymentRet")
    record = None if ret is None else read(ret, settings)
    if record is not None and (record.id or record.total):
        return None
    if payment is not None:
        is_credit = not payment.total and not any(each.discount for each in payment.applications)
    else:
        is_credit = record is not None or bool(push.details.get("credits_only"))
    if not is_credit:
        return None
    details = {"credits_only": True}
    if record is not None and "applications" in record.details:
        details["applications"] = record.details["applications"]
    return RemoteRecord(Kind.PAYMENT, "", total=Decimal(0), trace=push.trace, details=details)
