"""Payments of QuickBooks Online as they leave: money, credits, what it does not know."""

import dataclasses
from decimal import Decimal

import online_samples as sample
import pytest
from online_samples import body, call

from odoo.addons.accounting_bridge.ledgers.documents import Application, CreditUse, Kind, Reference
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Unwritable


def payment(**changes):
    return dataclasses.replace(sample.PAYMENT, **changes)


def ties(document):
    """Return what a payment is tied to, in short."""
    return [
        (row["Amount"], tie["TxnType"], tie["TxnId"])
        for row in body(document).get("Line", ())
        for tie in row["LinkedTxn"]
    ]


def test_a_payment():
    made = call(sample.PAYMENT)
    assert made["path"] == "payment"
    assert made["body"] == {
        "CustomerRef": {"value": "42"},
        "TotalAmt": Decimal("75.00"),
        "TxnDate": "2026-05-10",
        "PaymentRefNum": "1234",
        "PaymentMethodRef": {"value": "2"},
        "DepositToAccountRef": {"value": "35"},
        "ARAccountRef": {"value": "84"},
        "PrivateNote": "PBNK1/2026/00009 thanks odoo:account.payment,9",
        "Line": [{"Amount": Decimal("75.00"), "LinkedTxn": [{"TxnId": "130", "TxnType": "Invoice"}]}],
    }


@pytest.mark.parametrize(
    ("number", "source", "sent"),
    [("", "PBNK1/2026/00009", "PBNK1/2026/00009"), ("", "PBNK1/2026/00009/0001/7", None), ("7", "x", "7")],
)
def test_a_payment_bears_a_number_of_ours_where_it_fits_uncut(number, source, sent):
    assert body(payment(number=number, source_number=source)).get("PaymentRefNum") == sent


def test_a_payment_that_pays_nothing_yet_has_no_lines():
    assert "Line" not in body(payment(applications=()))


def test_a_credit_is_used_up_by_a_payment_without_money():
    made = body(sample.CREDIT_USE)
    assert made["TotalAmt"] == 0
    assert not {"DepositToAccountRef", "PaymentMethodRef"} & made.keys()
    assert ties(sample.CREDIT_USE) == [
        (Decimal("76.19"), "Invoice", "130"),
        (Decimal("76.19"), "CreditMemo", "73"),
    ]


def test_a_payment_that_applies_something_is_not_void_whatever_its_note_ends_with():
    document = dataclasses.replace(sample.CREDIT_USE, note="Reversal of: INV/2026/00017, order voided")
    found = body(document) | {"Id": "11", "SyncToken": "0"}
    (outcome,) = (
        sample.ledger().decode(sample.answer(sample.said("k1", {"Payment": found})), [sample.push(document)]).outcomes
    )
    assert outcome.record.details["is_void"] is False
    lines_of_nothing = [line | {"Amount": Decimal("0.00")} for line in found["Line"]]
    for lines in ([], lines_of_nothing):
        voided = sample.answer(sample.said("k1", {"Payment": found | {"Line": lines}}))
        (outcome,) = sample.ledger().decode(voided, [sample.push(document)]).outcomes
        assert outcome.record.details["is_void"] is True


def test_money_and_credits_of_several_invoices():
    uses = (CreditUse(sample.CREDITED, Decimal("10.00")),)
    journal = (CreditUse(Reference(Kind.JOURNAL_ENTRY, "88"), Decimal("2.00")),)
    applications = (
        Application(sample.OLDER, Decimal("20.00"), credits=uses),
        Application(sample.BILLED, Decimal("50.00"), credits=(*uses, *journal)),
        Application(sample.BILLED, Decimal("5.00")),
    )
    assert ties(payment(applications=applications)) == [
        (Decimal("30.00"), "Invoice", "129"),
        (Decimal("67.00"), "Invoice", "130"),
        (Decimal("20.00"), "CreditMemo", "73"),
        (Decimal("2.00"), "JournalEntry", "88"),
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"total": Decimal(-1)}, "negative"),
        ({"total": Decimal("74.99")}, "more than its total"),
        ({"total": Decimal(0), "applications": ()}, "must apply"),
        ({"applications": (Application(sample.BILLED, Decimal(-1)),)}, "negative"),
        (
            {"applications": (Application(sample.BILLED, credits=(CreditUse(sample.CREDITED, Decimal(0)),)),)},
            "negative",
        ),
        (
            {"applications": (Application(sample.BILLED, Decimal(70), Decimal(5), sample.EXPENSE),)},
            "no discount and no write-off",
        ),
    ],
)
def test_what_no_payment_can_be(changes, words):
    with pytest.raises(Unwritable, match=words):
        body(payment(**changes))


def test_a_payment_is_deleted():
    made = call(sample.PAYMENT, Operation.DELETE)
    assert made["parameters"] == {"requestid": "k1", "operation": "delete"}
    assert made["body"] == {"Id": "130", "SyncToken": "4"}
