"""Payments and credit notes of QuickBooks Desktop: what leaves, what comes back, what leaves no document there."""

import dataclasses
from decimal import Decimal

import desktop_samples as sample
import pytest
from desktop_samples import answer, element, ledger, pages, push, response

from odoo.addons.accounting_bridge.ledgers.documents import Application, CreditUse, Kind, guid_of
from odoo.addons.accounting_bridge.ledgers.protocol import Find, Operation, Pull, Push, Unwritable, Verdict

CREATE = push(sample.PAYMENT)
LATER = Push("k1", Kind.PAYMENT, Operation.CREATE, None, trace="account.payment,9")
DELETE = Push("k1", Kind.PAYMENT, Operation.DELETE, None, "B7-1", trace="account.payment,9")
RET = (
    "<ReceivePaymentRet><TxnID>B7-1</TxnID><TimeModified>2026-05-10T10:00:00-06:00</TimeModified>"
    "<EditSequence>3</EditSequence><CustomerRef><ListID>80000013-1416570432</ListID><FullName>Acme Ltd</FullName>"
    "</CustomerRef><TxnDate>2026-05-10</TxnDate><RefNumber>1234</RefNumber><TotalAmount>75.00</TotalAmount>"
    "<Memo>PBNK1/2026/00009 thanks [odoo:account.payment,9]</Memo><DepositToAccountRef><ListID>80000044-1</ListID>"
    "<FullName>Checking</FullName></DepositToAccountRef><UnusedPayment>5.00</UnusedPayment>{}</ReceivePaymentRet>"
)
APPLIED = (
    "<AppliedToTxnRet><TxnID>C5-1417118624</TxnID><TxnType>Invoice</TxnType><TxnDate>2026-05-06</TxnDate>"
    "<BalanceRemaining>6.19</BalanceRemaining><Amount>70.00</Amount><DiscountAmount>1.00</DiscountAmount>"
    "</AppliedToTxnRet>"
)
CREDITS_ONLY = (
    "<ReceivePaymentRet><CustomerRef><ListID>1</ListID></CustomerRef><TotalAmount>0.00</TotalAmount>{}"
    "</ReceivePaymentRet>"
)


def payment(**changes):
    return dataclasses.replace(sample.PAYMENT, **changes)


def outcome(content, one, code=0, severity="Info", name="ReceivePaymentAddRs"):
    reading = ledger().decode(answer(response(name, content, code, severity)), [one])
    return reading.outcomes[0]


# --- what leaves ---


def test_a_payment():
    found = element(sample.PAYMENT, "ReceivePaymentAdd")
    assert found.findtext("CustomerRef/ListID") == sample.ACME.id
    assert found.findtext("ARAccountRef/ListID") == sample.RECEIVABLE.id
    assert found.findtext("RefNumber") == "1234"
    assert found.findtext("TotalAmount") == "75.00"
    assert found.findtext("PaymentMethodRef/ListID") == sample.CHECK.id
    assert found.findtext("DepositToAccountRef/ListID") == sample.BANK.id
    assert found.findtext("Memo") == "PBNK1/2026/00009 thanks [odoo:account.payment,9]"
    assert found.findtext("ExternalGUID") == "{" + guid_of("account.payment,9") + "}"
    assert found.findtext("AppliedToTxnAdd/TxnID") == sample.BILLED.id
    assert found.findtext("AppliedToTxnAdd/PaymentAmount") == "75.00"
    assert found.find("IsAutoApply") is None


def test_a_payment_that_pays_nothing_yet_is_applied_to_nothing():
    found = element(payment(applications=()), "ReceivePaymentAdd")
    assert found.findtext("IsAutoApply") == "false"
    assert found.find("AppliedToTxnAdd") is None


@pytest.mark.parametrize(
    ("number", "source", "sent"),
    [("", "PBNK1/2026/00009", "PBNK1/2026/00009"), ("", "PBNK1/2026/00009/0001/7", None), ("7", "x", "7")],
)
def test_a_payment_bears_a_number_of_ours_where_it_fits_uncut(number, source, sent):
    found = element(payment(number=number, source_number=source), "ReceivePaymentAdd")
    assert found.findtext("RefNumber") == sent


def test_money_discount_and_credit_of_one_invoice_are_one_application():
    uses = (CreditUse(sample.CREDITED, Decimal("10.00")),)
    applications = (
        Application(sample.OLDER, Decimal("20.00")),
        Application(sample.BILLED, Decimal("50.00"), Decimal("1.50"), sample.DISCOUNTS, uses),
        Application(sample.BILLED, Decimal("5.00"), credits=uses),
        Application(sample.BILLED),
    )
    older, billed = element(payment(applications=applications), "ReceivePaymentAdd").iterchildren("AppliedToTxnAdd")
    assert (older.findtext("TxnID"), older.findtext("PaymentAmount")) == (sample.OLDER.id, "20.00")
    assert [child.tag for child in billed] == [
        "TxnID",
        "PaymentAmount",
        "SetCredit",
        "DiscountAmount",
        "DiscountAccountRef",
    ]
    assert (billed.findtext("PaymentAmount"), billed.findtext("DiscountAmount")) == ("55.00", "1.50")
    assert billed.findtext("SetCredit/CreditTxnID") == sample.CREDITED.id
    assert billed.findtext("SetCredit/AppliedAmount") == "20.00"


def test_credits_alone_are_applied_by_a_payment_without_money():
    found = element(sample.CREDIT_USE, "ReceivePaymentAdd")
    assert found.findtext("TotalAmount") == "0.00"
    assert found.find("DepositToAccountRef") is None
    assert found.find("PaymentMethodRef") is None
    applied = found.find("AppliedToTxnAdd")
    assert applied.find("PaymentAmount") is None
    assert applied.findtext("SetCredit/AppliedAmount") == "76.19"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"total": Decimal("-1.00")}, "negative"),
        ({"total": Decimal("74.99")}, "more than its total"),
        ({"total": Decimal(0), "applications": ()}, "apply something"),
        ({"applications": (Application(sample.BILLED, Decimal("-1.00")),)}, "negative"),
        ({"applications": (Application(sample.BILLED, discount=Decimal("1.00")),)}, "one account"),
        (
            {"applications": (Application(sample.BILLED, credits=(CreditUse(sample.CREDITED, Decimal(0)),)),)},
            "negative",
        ),
        ({"number": "x" * 21}, "RefNumber takes 20"),
    ],
)
def test_payments_that_do_not_leave(changes, words):
    with pytest.raises(Unwritable, match=words) as error:
        element(payment(**changes), "ReceivePaymentAdd", key="k7")
    assert error.value.key == "k7"


def test_a_payment_is_deleted_and_never_voided():
    found = element(sample.PAYMENT, "TxnDelRq", Operation.DELETE)
    assert (found.findtext("TxnDelType"), found.findtext("TxnID")) == ("ReceivePayment", "C5-1417118624")
    operations = ledger().capabilities.operations
    assert operations[Kind.PAYMENT] == {Operation.CREATE, Operation.DELETE}
    assert all(Operation.DELETE not in every for kind, every in operations.items() if kind is not Kind.PAYMENT)


def test_a_credit_note_is_an_invoice_by_another_name():
    found = element(sample.CREDIT, "CreditMemoAdd")
    invoice = element(sample.invoice(), "InvoiceAdd")
    assert found.findtext("Memo") == "RINV/2026/00003 [odoo:account.move,1050]"
    assert found.findtext("ItemSalesTaxRef/ListID") == sample.RATE.id
    lines = [[child.tag for child in line] for line in found.iterchildren("CreditMemoLineAdd")]
    assert lines == [[child.tag for child in line] for line in invoice.iterchildren("InvoiceLineAdd")]
    void = element(sample.CREDIT, "TxnVoidRq", Operation.VOID)
    assert void.findtext("TxnVoidType") == "CreditMemo"
    with pytest.raises(Unwritable, match="CreditMemoLineAdd"):
        element(dataclasses.replace(sample.CREDIT, lines=()), "CreditMemoAdd")


# --- what comes back ---


def test_an_accepted_payment():
    result = outcome(RET.format(APPLIED), CREATE)
    record = result.record
    assert (result.verdict, record.kind, record.id, record.version) == (
        Verdict.ACCEPTED,
        Kind.PAYMENT,
        "B7-1",
        "3",
    )
    assert (record.total, record.balance, record.tax_amount) == (Decimal("75.00"), Decimal("5.00"), None)
    assert (record.customer_id, record.date, record.number) == (sample.ACME.id, "2026-05-10", "1234")
    assert record.trace == "account.payment,9"
    assert record.details["deposit_account"] == {"id": "80000044-1", "name": "Checking"}
    assert record.details["applications"] == [
        {"kind": "invoice", "id": "C5-1417118624", "amount": "70.00", "discount": "1.00", "balance": "6.19"}
    ]


@pytest.mark.parametrize(
    ("asked", "used", "content", "pays"),
    [
        (Pull(Kind.PAYMENT, "2026-05-06T10:00:00"), "5.00", APPLIED, ["C5-1417118624"]),
        (Find(Kind.PAYMENT, ("1234",)), "5.00", APPLIED, ["C5-1417118624"]),
        # All of its money is unused: it pays nothing.
        (Pull(Kind.PAYMENT, "2026-05-06T10:00:00"), "75.00", "", []),
        (Find(Kind.PAYMENT, ("1234",)), "75.00", "", []),
        # Its money is used and nobody says what for: nothing is known.
        (Pull(Kind.PAYMENT, "2026-05-06T10:00:00"), "5.00", "", None),
        # Nobody was asked.
        (Pull(Kind.PAYMENT), "75.00", "", None),
    ],
)
def test_what_a_payment_pays_there(asked, used, content, pays):
    ret = RET.format(content).replace("<UnusedPayment>5.00<", f"<UnusedPayment>{used}<")
    record = pages([asked], response("ReceivePaymentQueryRs", ret, key="r0"))[0].records[0]
    applications = record.details.get("applications")
    assert (None if applications is None else [one["id"] for one in applications]) == pays


@pytest.mark.parametrize("one", [push(sample.CREDIT_USE), LATER])
@pytest.mark.parametrize("applied", ["", APPLIED])
def test_credits_alone_leave_no_document_and_are_accepted(one, applied):
    result = outcome(CREDITS_ONLY.format(applied), one)
    assert result.verdict is Verdict.ACCEPTED
    assert (result.record.id, result.record.total) == ("", Decimal(0))
    assert result.record.details["credits_only"] is True
    assert ("applications" in result.record.details) is bool(applied)


def test_silence_about_the_id_is_a_success_of_credits_only():
    empty = "<ReceivePaymentRet/>"
    assert outcome("", push(sample.CREDIT_USE)).verdict is Verdict.ACCEPTED
    known = dataclasses.replace(LATER, details={"credits_only": True})
    assert outcome("", known).verdict is Verdict.ACCEPTED
    for content, one in (
        ("", LATER),
        ("", CREATE),
        (empty, CREATE),
        ("<ReceivePaymentRet><TotalAmount>75.00</TotalAmount></ReceivePaymentRet>", LATER),
    ):
        assert outcome(content, one).verdict is Verdict.UNKNOWN
    refused = outcome("", push(sample.CREDIT_USE), 3210, "Error")
    assert (refused.verdict, refused.record) == (Verdict.REFUSED, None)


def test_a_deletion():
    content = (
        "<TxnDelType>ReceivePayment</TxnDelType><TxnID>B7-1</TxnID>"
        "<TimeDeleted>2026-05-12T09:00:00-06:00</TimeDeleted><RefNumber>1234</RefNumber>"
    )
    result = outcome(content, DELETE, name="TxnDelRs")
    assert (result.verdict, result.record.id, result.record.active) == (Verdict.ACCEPTED, "B7-1", False)
    assert (result.record.modified, result.record.number) == ("2026-05-12T09:00:00", "1234")
    refused = outcome("", DELETE, 3160, "Error", "TxnDelRs")
    assert (refused.verdict, refused.reason) == (Verdict.REFUSED, "in_use_there")


def test_to_delete_what_is_not_there_is_done():
    result = outcome("", DELETE, 3120, "Error", "TxnDelRs")
    assert (result.verdict, result.record.id, result.record.active) == (Verdict.ACCEPTED, "B7-1", False)


CREDIT_RET = (
    "<CreditMemoRet><TxnID>D5-1</TxnID><EditSequence>4</EditSequence><CustomerRef><ListID>7</ListID></CustomerRef>"
    "<TxnDate>2026-05-08</TxnDate><RefNumber>2600018</RefNumber><Subtotal>70.00</Subtotal>"
    "<SalesTaxTotal>6.19</SalesTaxTotal><TotalAmount>{total}</TotalAmount><CreditRemaining>26.19</CreditRemaining>"
    "<Memo>{memo}</Memo>{more}</CreditMemoRet>"
)
LINKED = (
    "<LinkedTxn><TxnID>C5-1</TxnID><TxnType>Invoice</TxnType><TxnDate>2026-05-06</TxnDate><LinkType>AMTTYPE</LinkType>"
    "<Amount>-50.00</Amount></LinkedTxn>"
    "<LinkedTxn><TxnID>E5-1</TxnID><TxnType>Check</TxnType><TxnDate>2026-05-06</TxnDate><Amount>0.50</Amount></LinkedTxn>"
)


def credit(memo="x [odoo:account.move,1050]", total="76.19", more="", request=None):
    content = CREDIT_RET.format(memo=memo, total=total, more=more)
    asked = request or Pull(Kind.CREDIT_NOTE)
    return pages([asked], response("CreditMemoQueryRs", content, key="r0"))[0].records[0]


def test_a_credit_note_tells_what_is_left_of_it_and_what_it_was_applied_to():
    record = credit(more=LINKED)
    assert (record.kind, record.total, record.tax_amount) == (Kind.CREDIT_NOTE, Decimal("76.19"), Decimal("6.19"))
    assert (record.balance, record.trace) == (Decimal("26.19"), "account.move,1050")
    assert record.details["links"] == [
        {"kind": "invoice", "id": "C5-1", "amount": "50.00"},
        {"kind": "Check", "id": "E5-1", "amount": "0.50"},
    ]
    assert record.details["is_void"] is False
    assert "lines" not in record.details


def test_that_there_are_no_links_is_said_by_who_was_asked_for_them():
    assert credit().details["links"] == []
    content = CREDIT_RET.format(memo="", total="1.00", more="")
    text = answer(response("CreditMemoAddRs", content))
    assert "links" not in ledger().decode(text, [push(sample.CREDIT)]).outcomes[0].record.details


@pytest.mark.parametrize(
    ("memo", "total", "is_void"),
    [
        ("VOID: x [odoo:account.move,1050]", "0.00", True),
        ("VOID: x", "76.19", False),
        ("a VOID: x", "0.00", False),
        ("", "0.00", False),
    ],
)
def test_a_voided_document_has_nothing_in_it_and_says_so(memo, total, is_void):
    record = credit(memo, total)
    assert record.details["is_void"] is is_void
    assert (record.trace == "account.move,1050") is memo.endswith("]")


def test_what_is_found_by_its_number_comes_with_its_lines():
    line = (
        "<CreditMemoLineRet><TxnLineID>L1</TxnLineID><ItemRef><ListID>80000034-1415899267</ListID></ItemRef>"
        "<Desc>Widget</Desc><Quantity>3</Quantity><ClassRef><ListID>7</ListID></ClassRef><Amount>75.00</Amount>"
        "</CreditMemoLineRet><CreditMemoLineGroupRet><TxnLineID>L2</TxnLineID><TotalAmount>1.00</TotalAmount>"
        "<CreditMemoLineRet><TxnLineID>L3</TxnLineID></CreditMemoLineRet></CreditMemoLineGroupRet>"
    )
    record = credit(more=line, request=Find(Kind.CREDIT_NOTE, ("2600018",)))
    first, group = record.details["lines"]
    assert first == {
        "id": "L1",
        "item": "80000034-1415899267",
        "description": "Widget",
        "quantity": "3",
        "amount": "75.00",
        "tracking": "7",
    }
    assert (group["id"], group["item"]) == ("L2", "")
    assert record.details["lines_version"] == "4"
