"""Payments: links, balances, side effects on both ends (QBO 2.6, 2.7, 4.6)."""

from decimal import Decimal

import pytest

from tests.simulators.quickbooks_online.books import balances
from tests.simulators.quickbooks_online.books.rules.money import till
from tests.simulators.quickbooks_online.books.rules.rule import change, delete, line, payment, sale


@pytest.fixture
def counter(desk):
    till(desk)
    yield desk
    for customer in desk.company.objects("Customer"):
        assert balances.owed_by(desk.company, customer["Id"]) == customer["Balance"]
    assert sum(desk.company.trial_balance().values()) == 0


def invoice(desk, number="7"):
    return desk.company.numbered("Invoice", number)[0]


def credit(desk):
    return desk.company.numbered("CreditMemo", "8")[0]


def only(desk):
    (row,) = desk.company.objects("Payment")
    return row


def test_a_part_is_paid(counter, clock):
    clock.move(hours=1)
    made = payment("60.00", ("7", "60.00"))(counter)
    row = invoice(counter)
    assert row["Balance"] == 40 and made["UnappliedAmt"] == 0
    assert row["LinkedTxn"] == [{"TxnId": made["Id"], "TxnType": "Payment"}]
    assert row["SyncToken"] == "1"
    assert row["MetaData"]["LastUpdatedTime"] == "2026-02-10T10:00:00-08:00" != row["MetaData"]["CreateTime"]


def test_the_rest_is_a_credit_of_the_customer(counter):
    assert payment("150.00", ("7", "100.00"))(counter)["UnappliedAmt"] == 50
    assert counter.company.balances()["Azure Interior"] == 100 + 50 - 30 - 150


def test_one_payment_pays_several(counter):
    payment("150.00", ("7", "100.00"), ("9", "50.00"))(counter)
    assert invoice(counter)["Balance"] == invoice(counter, "9")["Balance"] == 0


def test_without_an_account_the_money_waits(counter):
    assert payment("10.00")(counter)["DepositToAccountRef"]["name"] == "Undeposited Funds"
    assert counter.company.summary()["undeposited"] == 10


def test_a_reply_has_line_ex(counter):
    made = payment("60.00", ("7", "60.00"))(counter)
    pairs = {one["value"]["Name"]: one["value"]["Value"] for one in made["Line"][0]["LineEx"]["any"]}
    assert pairs == {"txnId": invoice(counter)["Id"], "txnOpenBalance": "100.00", "txnReferenceNumber": "7"}


def test_a_payment_of_nothing_uses_a_credit(counter):
    made = payment("0.00", ("7", "30.00"), ("8", "30.00", "CreditMemo"))(counter)
    assert (made["TotalAmt"], made["UnappliedAmt"]) == (0, 0)
    assert invoice(counter)["Balance"] == 70
    assert (credit(counter)["Balance"], credit(counter)["RemainingCredit"]) == (0, 0)
    assert credit(counter)["LinkedTxn"] == [{"TxnId": made["Id"], "TxnType": "Payment"}]


def test_a_void_frees_what_was_paid(counter):
    made = payment("100.00", ("7", "100.00"), PaymentRefNum="P", PrivateNote="odoo:1")(counter)
    void = delete("Payment", "P", "void")(counter)
    assert (void["TotalAmt"], void["UnappliedAmt"], void["Line"]) == (0, 0, [])
    assert void["PrivateNote"] == "Voided - odoo:1" and void["Id"] == made["Id"]
    assert invoice(counter)["Balance"] == 100 and invoice(counter)["LinkedTxn"] == []
    assert invoice(counter)["SyncToken"] == "2"


def test_a_deletion_frees_what_was_paid(counter):
    payment("0.00", ("7", "30.00"), ("8", "30.00", "CreditMemo"), PaymentRefNum="P")(counter)
    delete("Payment", "P")(counter)
    assert invoice(counter)["Balance"] == 100 and credit(counter)["Balance"] == 30


@pytest.mark.parametrize("verb", ["void", "delete"])
def test_an_invoice_that_ends_leaves_its_payment_unapplied(counter, verb):
    payment("150.00", ("7", "100.00"), ("9", "50.00"))(counter)
    delete("Invoice", "7", verb)(counter)
    row = only(counter)
    assert row["UnappliedAmt"] == 100 and row["SyncToken"] == "1"
    assert [one["Amount"] for one in row["Line"]] == [50]


def test_a_credit_used_with_money_is_free_again_as_well(counter):
    payment("70.00", ("7", "100.00"), ("8", "30.00", "CreditMemo"))(counter)
    delete("Invoice", "7", "void")(counter)
    assert only(counter)["UnappliedAmt"] == 70 and only(counter)["Line"] == []
    assert credit(counter)["Balance"] == 30


def test_a_credit_memo_that_ends_leaves_the_invoice_open(counter):
    payment("70.00", ("7", "100.00"), ("8", "30.00", "CreditMemo"))(counter)
    delete("CreditMemo", "8")(counter)
    assert invoice(counter)["Balance"] == 30 and only(counter)["UnappliedAmt"] == 0


def test_a_changed_payment_moves_only_what_it_touches(counter):
    payment("100.00", ("7", "60.00"), ("9", "40.00"), PaymentRefNum="P")(counter)
    before = invoice(counter, "9")

    def lines(desk):
        return [desk.link("7", "50.00"), desk.link("9", "40.00")]

    change("Payment", "P", sparse=False, Line=lines)(counter)
    assert invoice(counter)["Balance"] == 50 and only(counter)["UnappliedAmt"] == 10
    assert invoice(counter, "9") == before


def test_a_smaller_invoice_leaves_a_credit(counter):
    payment("100.00", ("7", "100.00"))(counter)
    change("Invoice", "7", Line=lambda desk: [line("Labor", "60.00")(desk)])(counter)
    assert invoice(counter)["Balance"] == 0 and only(counter)["UnappliedAmt"] == 40


def test_payments_that_apply_themselves(counter):
    counter.keeper.set_preference("SalesFormsPrefs", "AutoApplyPayments", True)
    made = payment("120.00")(counter)
    assert [one["Amount"] for one in made["Line"]] == [100, 20] and made["UnappliedAmt"] == 0
    assert invoice(counter)["Balance"] == 0 and invoice(counter, "9")["Balance"] == 30


def test_credits_that_apply_themselves(counter):
    counter.keeper.set_preference("SalesFormsPrefs", "AutoApplyCredit", True)
    made = sale(line("Labor", "90.00"), entity="CreditMemo", DocNumber="X")(counter)
    assert made["RemainingCredit"] == 0
    assert invoice(counter)["Balance"] == 0 and invoice(counter, "9")["Balance"] == 30
    assert all(row["TotalAmt"] == 0 for row in counter.company.objects("Payment"))


def test_an_open_credit_pays_the_next_invoice(desk):
    desk.keeper.set_preference("SalesFormsPrefs", "AutoApplyCredit", True)
    sale(line("Labor", "30.00"), entity="CreditMemo")(desk)
    assert sale(line("Labor", "100.00"))(desk)["Balance"] == 70


def test_a_refund_receipt_touches_no_balance(counter):
    before = counter.company.balances()
    account = counter.ref("Account", "Checking")
    made = sale(line("Labor", "10.00"), entity="RefundReceipt", DepositToAccountRef=account)(counter)
    assert counter.company.balances() == before and made["Balance"] == 0
    assert counter.company.trial_balance()["Checking"] == -10


def test_a_deposit_moves_the_money_and_undoing_it_unlocks(counter):
    payment("100.00", ("7", "100.00"), PaymentRefNum="P")(counter)
    made = counter.keeper.deposit("P")
    assert counter.company.trial_balance()["Checking"] == 100
    assert counter.company.payments()[0]["deposited"]
    counter.keeper.undo_deposit(made["Id"])
    assert delete("Payment", "P")(counter)["status"] == "Deleted"


def test_what_was_reconciled_has_another_token(counter):
    payment("100.00", ("7", "100.00"), PaymentRefNum="P")(counter)
    counter.keeper.reconcile("Payment", "P")
    assert only(counter)["SyncToken"] == "1"


def test_a_parent_pays_for_a_job_billed_with_it(desk):
    parent = {"Job": True, "ParentRef": desk.ref("Customer", "Azure Interior"), "BillWithParent": True}
    desk.keeper.add_customer("Kitchen", **parent)
    desk.keeper.enter_invoice("Azure Interior:Kitchen", [("Labor", 1, "10")], number="K")
    payment("10.00", ("K", "10.00"))(desk)
    assert desk.company.open_amount("K") == 0


def test_balances_of_jobs_count_for_their_parent(desk):
    desk.keeper.add_customer("Kitchen", Job=True, ParentRef=desk.ref("Customer", "Azure Interior"))
    desk.keeper.enter_invoice("Azure Interior:Kitchen", [("Labor", 1, "10")], number="K")
    parent = desk.company.find("Customer", "Azure Interior")
    assert (parent["Balance"], parent["BalanceWithJobs"]) == (0, Decimal(10))
