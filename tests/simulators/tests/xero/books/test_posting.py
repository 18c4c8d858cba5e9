"""The accounts balance, and receivables and payables are what contacts owe."""

from decimal import Decimal

import pytest

from tests.simulators.xero.books import samples

from .test_document_schema import DATE, busy

D = Decimal


@pytest.mark.parametrize("kind", samples.PROFILES)
def test_everything_balances(open_desk, kind):
    desk = open_desk(kind)
    busy(desk)
    balance = desk.books.trial_balance()
    assert sum(balance.values()) == 0
    rows = desk.books.contacts()
    # What is owed is reckoned document by document: with other rates a cent may be left between them.
    spare = D("0.02") if desk.books.profile.currencies else 0
    assert abs(balance["Accounts Receivable"] - sum(row["receivable"] for row in rows)) <= spare
    assert abs(balance["Accounts Payable"] + sum(row["payable"] for row in rows)) <= spare


def test_account_by_account(desk):
    keeper = desk.keeper
    keeper.enter_invoice("Azure Interior", [("Sales", 1, 100)], "A1", DATE)
    keeper.pay("A1", 30, DATE)
    keeper.enter_credit_note("Azure Interior", [("Sales", 1, 10)], "C1", DATE)
    keeper.allocate("C1", "A1", 5)
    keeper.enter_bill("Wood Corner", [("Office Expenses", 1, 50)], "B1", DATE)
    keeper.pay("B1", None, DATE)
    keeper.overpay("Wood Corner", 7, DATE, spent=True)
    keeper.enter_journal("Wages", [("Wages and Salaries", 20), ("Wages Payable", -20)], DATE)
    assert desk.books.trial_balance() == {
        "Accounts Receivable": D("69.00"),
        "Sales": D("-90.00"),
        "GST": D("-4.00"),
        "Business Bank Account": D("-32.00"),
        "Office Expenses": D("50.00"),
        "Accounts Payable": D("7.00"),
        "Wages and Salaries": D("20.00"),
        "Wages Payable": D("-20.00"),
    }


def test_rates_make_gains(open_desk):
    desk = open_desk("many")
    desk.keeper.enter_invoice(
        "Azure Interior", [("Sales", 1, 100, "BASEXCLUDED")], "E1", DATE, CurrencyCode="EUR", CurrencyRate="0.5"
    )
    desk.keeper.pay("E1", None, DATE, account="Bank EUR", CurrencyRate="0.625")
    assert desk.books.trial_balance() == {
        "Sales": D("-200.00"),
        "Bank EUR": D("160.00"),
        "Realised Currency Gains": D("40.00"),
    }


def test_what_is_voided_or_a_draft_does_not_count(desk):
    desk.keeper.enter_invoice("Azure Interior", [("Sales", 1, 100)], "A1", DATE)
    desk.keeper.void("Invoices", "A1")
    desk.keeper.enter_invoice("Azure Interior", [("Sales", 1, 100)], "A2", DATE, Status="DRAFT")
    assert desk.books.trial_balance() == {}


def test_lines_typed_into_a_form(desk):
    desk.keeper.enter_invoice("Azure Interior", "SRV-1, 2, 125.00; Sales, 1, 9.99, BASEXCLUDED", "A1", DATE)
    desk.keeper.enter_journal("Wages", "Advertising, 5; Sales, -5", DATE)
    assert desk.books.invoices("A1")[0]["subtotal"] == D("259.99") and desk.books.invoices("A1")[0]["tax"] == 25
    assert desk.books.journals()[0]["lines"] == [("400", 5), ("200", -5)]


def test_what_invoices_are_paid_with(desk):
    desk.keeper.enter_invoice("Azure Interior", [("Sales", 1, 100)], "A1", DATE)
    desk.keeper.pay("A1", 30, DATE, reference="P1")
    desk.keeper.enter_credit_note("Azure Interior", [("Sales", 1, 10)], "C1", DATE)
    desk.keeper.allocate("C1", "A1", 5)
    found = [(one["by"], one["number"], one["amount"], one["reference"]) for one in desk.books.applications()]
    assert found == [("Payments", "A1", 30, "P1"), ("CreditNotes", "A1", 5, "C1")]
