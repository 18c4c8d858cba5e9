"""Payments, batches, refunds, overpayments, prepayments (facts 2.7)."""

from decimal import Decimal

from tests.simulators.xero.books.rules.papers import (
    DATE,
    allocation,
    batch,
    billed,
    credited,
    edit,
    entered,
    id_of,
    line,
    overpaid,
    paid,
    part,
    payment,
    payment_of,
    transaction,
)
from tests.simulators.xero.books.rules.rule import account, change, post, put, run

from .switch_cases import first_of, made

D = Decimal


def shown(desk, number="A1"):
    return desk.books.read("Invoices", number)


def status(desk, number="A1"):
    return desk.keeper.document("Invoices", number)["Status"]


# --- payments ---


def test_paying_in_parts(desk):
    entered()(desk)
    first = made(desk, payment(amount="60", Reference="odoo-1"))
    assert (first["PaymentType"], first["Status"], first["BankAmount"]) == ("ACCRECPAYMENT", "AUTHORISED", 60)
    assert first["Invoice"]["AmountDue"] == 50 and first["Invoice"]["LineItems"]
    assert status(desk) == "AUTHORISED" and "FullyPaidOnDate" not in shown(desk)
    made(desk, payment(amount="50", Date="2026-11-21"))
    whole = shown(desk)
    assert (whole["Status"], whole["AmountPaid"], whole["AmountDue"]) == ("PAID", 110, 0)
    assert whole["FullyPaidOnDate"] == "/Date(1795219200000+0000)/"
    assert [one.get("Reference") for one in whole["Payments"]] == ["odoo-1", None]


def test_deleting_a_payment(desk, clock):
    paid()(desk)
    clock.move(minutes=1)
    before = desk.keeper.document("Invoices", "A1")["UpdatedDateUTC"]
    gone = made(desk, change("Payments", id_of("Payments", "P1"), {"Status": "DELETED"}))
    assert gone["Status"] == "DELETED"
    assert (status(desk), shown(desk)["AmountDue"], shown(desk)["Payments"]) == ("AUTHORISED", 110, [])
    assert desk.keeper.document("Invoices", "A1")["UpdatedDateUTC"] > before
    # It stays readable, and comes back in the changes.
    assert desk.books.read("Payments", gone["PaymentID"])["Status"] == "DELETED"
    assert [one["Status"] for one in desk.books.objects("Payments", {"since": clock.now})] == ["DELETED"]
    made(desk, payment(amount="110"))


def test_paying_again_what_is_paid(desk):
    paid()(desk)
    assert run(desk, payment(amount="110")) == (
        "Payments can only be made against Authorised documents"
        " | Payment amount exceeds the amount outstanding on this document"
    )


def test_one_after_the_other_in_one_request(desk):
    entered()(desk)
    results = put("Payments", payment_of(amount="100"), payment_of(amount="100"), payment_of(amount="10")).results(desk)
    assert [len(result["errors"]) for result in results] == [0, 1, 0]
    assert status(desk) == "PAID"


def test_naming_the_invoice_by_its_number(desk):
    entered()(desk)
    made(desk, put("Payments", {**payment_of(None), "InvoiceNumber": "A1"}))
    made(desk, post("Payments", {**payment_of(None), "Invoice": {"InvoiceNumber": "A1"}, "Code": "090"}))
    assert shown(desk)["AmountPaid"] == 20


def test_a_payment_moves_no_contact(desk, clock):
    entered()(desk)
    clock.move(minutes=1)
    before = desk.books.contact("Azure Interior")["UpdatedDateUTC"]
    made(desk, payment())
    assert desk.books.contact("Azure Interior")["UpdatedDateUTC"] == before
    assert (
        desk.books.read("Contacts", desk.contact("Azure Interior"))["Balances"]["AccountsReceivable"]["Outstanding"]
        == 100
    )


def test_a_bill_is_paid(desk):
    billed()(desk)
    bill_id = id_of("Invoices", "B1")(desk)
    one = made(desk, put("Payments", {**payment_of(None, "110"), "Invoice": {"InvoiceID": bill_id}}))
    assert one["PaymentType"] == "ACCPAYPAYMENT" and status(desk, "B1") == "PAID"


def test_reconciled_ones_stay(desk):
    paid()(desk)
    desk.keeper.reconcile("P1")
    gone = change("Payments", id_of("Payments", "P1"), {"Status": "DELETED"})
    assert run(desk, gone) != ""
    assert desk.books.read("Payments", id_of("Payments", "P1")(desk))["IsReconciled"] is True
    desk.keeper.unreconcile("P1")
    assert run(desk, gone) == ""


def test_other_currencies(open_desk):
    desk = open_desk("many")
    desk.keeper.enter_invoice("Azure Interior", [("Sales", 1, 100)], "E1", DATE, CurrencyCode="EUR", CurrencyRate="0.5")
    own = made(desk, payment("E1", Account={"AccountID": account("Bank EUR")}))
    assert (own["Amount"], own["BankAmount"]) == (10, 10)
    rated = made(desk, payment("E1", CurrencyRate=D("0.5")))
    assert (rated["Amount"], rated["BankAmount"], rated["CurrencyRate"]) == (10, 20, D("0.5"))
    told = made(desk, payment("E1", BankAmount=20))
    assert (told["BankAmount"], told["CurrencyRate"]) == (20, D("0.5"))
    assert shown(desk, "E1")["AmountDue"] == 80


# --- refunds ---


def test_a_refund(desk):
    credited()(desk)
    note = {"CreditNote": {"CreditNoteID": id_of("CreditNotes", "C1")}}
    one = made(desk, payment(None, "44", **note))
    assert (one["PaymentType"], one["Invoice"]["Type"]) == ("ARCREDITPAYMENT", "ACCRECCREDIT")
    assert one["Invoice"]["InvoiceID"] == id_of("CreditNotes", "C1")(desk)
    whole = desk.books.read("CreditNotes", "C1")
    assert (whole["Status"], whole["RemainingCredit"], whole["Payments"][0]["Amount"]) == ("PAID", 0, 44)
    desk.keeper.remove_payment(one["PaymentID"])
    assert desk.books.read("CreditNotes", "C1")["RemainingCredit"] == 44


# --- batches ---


def test_a_batch(desk):
    entered("A1")(desk)
    entered("A2")(desk)
    one = made(desk, batch(part("A1", "110"), part("A2", "60"), Reference="not kept here", Details="D1"))
    assert (one["Type"], one["TotalAmount"], one["Status"], one["Details"]) == ("RECBATCH", 170, "AUTHORISED", "D1")
    assert "Reference" not in one and (status(desk, "A1"), status(desk, "A2")) == ("PAID", "AUTHORISED")
    parts = desk.books.objects("Payments")
    assert {part["BatchPaymentID"] for part in parts} == {one["BatchPaymentID"]}
    assert shown(desk, "A1")["Payments"][0]["BatchPaymentID"] == one["BatchPaymentID"]
    gone = made(desk, post("BatchPayments", {"BatchPaymentID": one["BatchPaymentID"], "Status": "DELETED"}))
    assert (gone["Status"], gone["Payments"]) == ("DELETED", [])
    assert (status(desk, "A1"), status(desk, "A2")) == ("AUTHORISED", "AUTHORISED")
    assert {part["Status"] for part in desk.books.objects("Payments")} == {"DELETED"}


def test_a_batch_is_whole_or_nothing(desk):
    entered("A1")(desk)
    entered("A2")(desk)
    assert run(desk, batch(part("A1", "110"), part("A2", "110.01"))) != ""
    assert desk.books.payments() == [] and status(desk, "A1") == "AUTHORISED"


def test_a_batch_of_bills_in_new_zealand(open_desk):
    desk = open_desk("nz")
    billed()(desk)
    one = made(desk, batch(part("B1", "115"), Reference="R1", Particulars="P1", Code="C1"))
    assert (one["Type"], one["Reference"], one["Particulars"], one["Code"]) == ("PAYBATCH", "R1", "P1", "C1")


# --- overpayments ---


def test_an_overpayment(desk):
    entered()(desk)
    one = made(desk, transaction(LineItems=[line(UnitAmount=150, AccountCode=None)], Url="https://odoo.example/1"))
    assert (one["Total"], one["TotalTax"], one["LineAmountTypes"], one["Url"]) == (
        150,
        0,
        "NoTax",
        "https://odoo.example/1",
    )
    assert one["LineItems"][0]["AccountCode"] == "610"
    credit = desk.books.read("Overpayments", one["OverpaymentID"])
    assert (credit["Type"], credit["RemainingCredit"], credit["Status"]) == ("RECEIVE-OVERPAYMENT", 150, "AUTHORISED")
    assert {row["name"]: row["receivable"] for row in desk.books.contacts()}["Azure Interior"] == -40
    made(desk, allocation(credit_id=one["OverpaymentID"], amount="110", endpoint="Overpayments"))
    assert status(desk) == "PAID" and shown(desk)["Overpayments"][0]["AppliedAmount"] == 110
    assert shown(desk)["AmountCredited"] == 110
    assert desk.books.read("Overpayments", one["OverpaymentID"])["RemainingCredit"] == 40
    desk.keeper.remove_allocation(one["OverpaymentID"], 0, "Overpayments")
    assert status(desk) == "AUTHORISED"


def test_an_overpayment_is_refunded_and_deleted(desk):
    overpaid(desk)
    credit = first_of("Overpayments")
    one = made(desk, payment(None, "50", Overpayment={"OverpaymentID": credit}))
    assert one["PaymentType"] == "AROVERPAYMENTPAYMENT"
    assert desk.books.read("Overpayments", credit(desk))["Status"] == "PAID"
    desk.keeper.remove_payment(one["PaymentID"])
    made(desk, change("BankTransactions", first_of("BankTransactions"), {"Status": "DELETED"}))
    assert desk.books.read("Overpayments", credit(desk))["Status"] == "VOIDED"
    assert {row["receivable"] for row in desk.books.contacts()} == {0}


def test_a_prepayment_has_tax(desk):
    entered()(desk)
    one = made(desk, transaction("RECEIVE-PREPAYMENT", Reference="PRE-1", LineItems=[line(UnitAmount=100)]))
    credit = desk.books.read("Prepayments", one["PrepaymentID"])
    assert (credit["Total"], credit["TotalTax"], credit["Reference"]) == (110, 10, "")
    made(desk, allocation(credit_id=one["PrepaymentID"], amount="110", endpoint="Prepayments"))
    assert status(desk) == "PAID" and shown(desk)["Prepayments"][0]["AppliedAmount"] == 110


def test_money_without_a_document(desk):
    one = made(desk, transaction("SPEND", LineItems=[line(AccountCode="453")], Reference="R1"))
    assert (one["Reference"], one["Total"]) == ("R1", 110) and "OverpaymentID" not in one
    assert desk.books.contact("Azure Interior")["IsSupplier"]


def test_an_edit_of_what_an_overpayment_paid(desk):
    overpaid(desk)
    entered()(desk)
    made(desk, allocation(credit_id=first_of("Overpayments"), amount="10", endpoint="Overpayments"))
    assert run(desk, edit("A1", Date="2026-11-19")) != ""
