"""Payments: what becomes of what, what is refused before it leaves, what is told of them."""

import dataclasses
from decimal import Decimal

import pytest
from xero_samples import (
    BATCH,
    BILLED,
    CREDIT_USE,
    CREDITED,
    OLDER,
    PAYMENT,
    answer,
    body,
    call,
    calls,
    guid,
    ledger,
    push,
    refused,
    said,
)

from odoo.addons.accounting_bridge.ledgers.documents import Application, CreditUse, Kind, Reference
from odoo.addons.accounting_bridge.ledgers.protocol import Unwritable, Verdict

HALF = Decimal("37.50")


def why(**changes):
    with pytest.raises(Unwritable) as caught:
        ledger().encode_writes([push(dataclasses.replace(PAYMENT, **changes))], "b1", "")
    assert caught.value.key == "k1"
    return str(caught.value)


def use(amount, note=CREDITED, invoice=BILLED):
    return Application(invoice, credits=(CreditUse(note, Decimal(amount)),))


def test_money_for_one_invoice():
    assert body(PAYMENT) == {
        "Invoice": {"InvoiceID": BILLED.id},
        "Account": {"AccountID": PAYMENT.deposit_account.id},
        "Date": "2026-05-10",
        "Amount": Decimal("75.00"),
        "Reference": f"1234 odoo:{PAYMENT.trace}",
    }


def test_an_invoice_that_is_named_twice_is_one():
    twice = dataclasses.replace(PAYMENT, applications=(Application(BILLED, HALF), Application(BILLED, HALF)))
    assert call(twice)["path"] == "Payments" and body(twice)["Amount"] == 75


@pytest.mark.parametrize(
    ("country", "said_"),
    [
        ("NZ", {"Reference": f"1234 odoo:{BATCH.trace}"}),
        ("AU", {"Details": "odooASNFZ4mrze8AAw"}),
        ("GB", {"Details": "odooASNFZ4mrze8AAw", "Narrative": "1234"}),
    ],
)
def test_money_for_several_invoices_is_one_line_of_the_bank(country, said_):
    found = body(BATCH, settings={"country": country})
    assert found == {
        "Account": {"AccountID": BATCH.deposit_account.id},
        "Date": "2026-05-10",
        "Payments": [
            {"Invoice": {"InvoiceID": BILLED.id}, "Amount": Decimal("45.00")},
            {"Invoice": {"InvoiceID": OLDER.id}, "Amount": Decimal("30.00")},
        ],
        **said_,
    }


def test_a_credit_note_is_applied_to_several_invoices_at_once():
    both = dataclasses.replace(CREDIT_USE, applications=(use("50"), use("27", invoice=OLDER)))
    made = call(both)
    assert made["path"] == f"CreditNotes/{CREDITED.id}/Allocations"
    assert made["body"] == {
        "Allocations": [
            {"Invoice": {"InvoiceID": BILLED.id}, "Amount": 50, "Date": "2026-05-10"},
            {"Invoice": {"InvoiceID": OLDER.id}, "Amount": 27, "Date": "2026-05-10"},
        ]
    }


def test_payments_of_one_set_are_two_calls():
    text = ledger().encode_writes([push(PAYMENT, key="a"), push(BATCH, key="b"), push(PAYMENT, key="c")], "b1", "")
    assert [(each["path"], len(next(iter(each["body"].values())))) for each in calls(text)] == [
        ("Payments", 2),
        ("BatchPayments", 1),
    ]


def test_what_cannot_travel_as_one_write():
    assert "overpayment" in why(total=Decimal(100))
    assert "25" in why(total=Decimal(100))
    assert "more than its total" in why(total=Decimal(70))
    assert "discount" in why(applications=(Application(BILLED, Decimal(74), Decimal(1)),))
    assert "two steps" in why(
        applications=(Application(BILLED, Decimal(74), credits=(CreditUse(CREDITED, Decimal(1)),)),)
    )
    assert "one credit note" in why(
        total=Decimal(0), applications=(use("1"), use("1", Reference(Kind.CREDIT_NOTE, guid(74))))
    )
    assert "apply something" in why(applications=())
    assert "negative" in why(total=Decimal(-1))
    assert "negative" in why(applications=(Application(BILLED, Decimal(-1)), Application(OLDER, Decimal(76))))
    assert "negative" in why(total=Decimal(0), applications=(use("-5"),))
    assert "bank account" in why(deposit_account=None)
    thirds = dataclasses.replace(PAYMENT.applications[0], amount=Decimal("74.999"))
    assert "two decimals" in why(currency="KWD", total=Decimal("74.999"), applications=(thirds,))


def test_a_foreign_payment_has_a_rate():
    found = body(dataclasses.replace(PAYMENT, currency="USD", exchange_rate=Decimal("1.6")))
    assert found["CurrencyRate"] == Decimal("0.625")


def test_each_payment_of_a_foreign_batch_has_the_rate():
    found = body(dataclasses.replace(BATCH, currency="USD", exchange_rate=Decimal("1.6")))
    assert [row["CurrencyRate"] for row in found["Payments"]] == [Decimal("0.625")] * 2
    assert "CurrencyRate" not in found


# === WHAT BECAME OF IT === #


def outcome(document, endpoint, *elements, status=200):
    one = push(document)
    (made,) = calls(ledger().encode_writes([one], "b1", ""))
    bare = dataclasses.replace(one, document=None, details={"credits_only": not document.total})
    return ledger().decode(answer(said(made["id"], {endpoint: list(elements)}, status)), [bare]).outcomes[0]


def test_a_payment_that_was_taken():
    found = outcome(
        PAYMENT,
        "Payments",
        {
            "PaymentID": guid(5),
            "Amount": Decimal("75.00"),
            "Reference": f"1234 odoo:{PAYMENT.trace}",
            "PaymentType": "ACCRECPAYMENT",
            "Invoice": {"InvoiceID": BILLED.id, "Contact": {"ContactID": PAYMENT.customer.id}},
            "StatusAttributeString": "OK",
        },
    )
    assert found.verdict is Verdict.ACCEPTED
    record = found.record
    assert (record.id, record.total, record.trace, record.number) == (
        f"payment:{guid(5)}", Decimal("75.00"), PAYMENT.trace, "1234",
    )  # fmt: skip
    assert record.details["applications"] == [
        {"kind": "invoice", "id": BILLED.id, "amount": "75.00", "discount": None, "balance": None}
    ]


def test_a_batch_that_was_taken():
    found = outcome(
        BATCH,
        "BatchPayments",
        {
            "BatchPaymentID": guid(7),
            "TotalAmount": Decimal("75.00"),
            "Details": "odooASNFZ4mrze8AAw",
            "Type": "RECBATCH",
        },
    )
    assert (found.record.id, found.record.total, found.record.trace) == (
        f"batch:{guid(7)}",
        Decimal("75.00"),
        BATCH.trace,
    )


def allocated(number, amount="77.00", **more):
    invoice = {"InvoiceID": BILLED.id}
    row = {"Amount": Decimal(amount), "Invoice": invoice, "CreditNote": {"CreditNoteID": CREDITED.id}, **more}
    return row | ({"AllocationID": guid(number)} if number else {})


def test_an_allocation_that_was_taken():
    found = outcome(CREDIT_USE, "Allocations", allocated(9))
    assert (found.verdict, found.record.id) == (Verdict.ACCEPTED, f"allocation:{CREDITED.id}:{guid(9)}")
    assert found.record.total == 0


def test_allocations_that_nothing_names_were_taken_all_the_same():
    both = dataclasses.replace(CREDIT_USE, applications=(use("50"), use("27", invoice=OLDER)))
    for rows in ([allocated(9), allocated(10)], [allocated(0)]):
        found = outcome(both, "Allocations", *rows)
        assert (found.verdict, found.record) == (Verdict.ACCEPTED, None)
    assert outcome(both, "Allocations").verdict is Verdict.UNKNOWN


def test_allocations_that_were_refused():
    words = "Payment amount exceeds the amount outstanding on this document"
    found = outcome(CREDIT_USE, "Allocations", refused(words))
    assert (found.verdict, found.reason) == (Verdict.REFUSED, "paid_more_than_due")
    # One was taken and one was not: what is there decides.
    assert outcome(CREDIT_USE, "Allocations", allocated(9), refused(words)).verdict is Verdict.UNKNOWN
