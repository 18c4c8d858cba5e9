"""The accounts and items to begin with in QuickBooks Online, against strict books."""

import pytest
from test_online_simulated import Office

from odoo.addons.accounting_bridge.ledgers.defaults import TABLE, Role
from odoo.addons.accounting_bridge.ledgers.documents import Account, AccountDetail, AccountType, Item, Kind, Reference
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Push, Unwritable, Verdict
from odoo.addons.accounting_bridge.ledgers.quickbooks_online import QuickBooksOnline

from tests.simulators.quickbooks_online.books.switches import Switches

NUMBERED = {"preferences": {"AccountingInfoPrefs": {"UseAccountNumbers": True}}}
# Name, number, type and detail type there: rows 68 to 72 of the contract.
ROWS = [
    (Role.WAGES, "OD Direct Wages", "OD-3000", "Expense", "PayrollWageExpenses"),
    (Role.WAGES_LIABILITY, "OD Direct Wages Liability", "OD-9000", "Credit Card", "CreditCard"),
    (Role.SERVICE_INCOME, "OD Service Income", "OD-2000", "Income", "ServiceFeeIncome"),
    (Role.TAX, "OD 8.25% County", "OD-8101", "Other Current Liability", "OtherCurrentLiabilities"),
    (
        Role.AUTOMATED_TAX,
        "OD Automated Calculated Tax",
        "OD-8000",
        "Other Current Liability",
        "OtherCurrentLiabilities",
    ),
]


def account(role, name, code):
    row = TABLE[role]
    return Account(name, row.type, f"trace-{role}", code, row.detail)


def pushes():
    return [
        Push(f"k{code}", Kind.ACCOUNT, Operation.CREATE, account(role, name, code), trace=f"trace-{role}")
        for role, name, code, _type, _subtype in ROWS
    ]


@pytest.fixture(params=[NUMBERED, {}], ids=["numbers", "no-numbers"])
def office(request):
    found = Office("us", Switches(), **request.param)
    with found.service:
        found.details.update(found.read(Kind.COMPANY)[Kind.COMPANY].records[0].details)
        yield found
    assert found.service.mistakes == []


def test_each_row_is_taken_as_it_is_promised(office):
    made = office.write(*pushes())
    numbers = office.details["account_numbers"]
    assert [
        (record.name, record.details["number"], record.details["type"], record.details["subtype"]) for record in made
    ] == [(name, code if numbers else "", kind, subtype) for _role, name, code, kind, subtype in ROWS]
    assert [record.details["role"] for record in made] == [account(*row[:3]).type.role for row in ROWS]


def test_an_item_keeps_no_stock_and_is_sold_from_its_account(office):
    made = office.write(*pushes())
    items = [
        Item(name, name, f"item-{code}", sku=code, is_service=False, income_account=Reference(Kind.ACCOUNT, record.id))
        for (role, name, code, *_type), record in zip(ROWS, made, strict=True)
        if TABLE[role].has_item
    ]
    written = office.write(
        *(Push(f"i{item.sku}", Kind.ITEM, Operation.CREATE, item, trace=item.trace) for item in items)
    )
    assert [(record.name, record.sku, record.details["type"]) for record in written] == [
        ("OD Service Income", "OD-2000", "NonInventory"),
        ("OD 8.25% County", "OD-8101", "NonInventory"),
        ("OD Automated Calculated Tax", "OD-8000", "NonInventory"),
    ]
    assert [record.details["income_account"]["id"] for record in written] == [record.id for record in made[2:]]


def test_a_set_made_once_more_makes_no_second_account(office):
    payload = office.ledger.encode_writes(pushes(), "b1", "")
    first = office.ask(pushes(), payload)
    again = office.ask(pushes(), office.ledger.encode_recovery(payload, "b1"))
    assert {outcome.verdict for outcome in (*first.outcomes, *again.outcomes)} == {Verdict.ACCEPTED}
    assert [outcome.record.id for outcome in first.outcomes] == [outcome.record.id for outcome in again.outcomes]


def test_many_are_one_batch(office):
    rows = [account(Role.TAX, f"OD Tax {number}", f"OD-81{number:02}") for number in range(1, 15)]
    made = office.write(*(Push(f"k{row.code}", Kind.ACCOUNT, Operation.CREATE, row, trace=row.code) for row in rows))
    assert [record.name for record in made] == [row.name for row in rows]


def test_a_name_that_is_there_is_refused(office):
    office.write(pushes()[0])
    (outcome,) = office.ask(
        [
            Push(
                "other",
                Kind.ACCOUNT,
                Operation.CREATE,
                account(Role.WAGES, "od direct wages", "OD-3001"),
                trace="other",
            )
        ]
    ).outcomes
    assert (outcome.verdict, outcome.reason) == (Verdict.REFUSED, "name_taken")


def test_a_number_has_seven_characters_but_in_two_countries():
    push = Push("k", Kind.ACCOUNT, Operation.CREATE, account(Role.WAGES, "OD Wages", "ODOO-3000"), trace="t")
    with pytest.raises(Unwritable, match="ODOO-3000"):
        QuickBooksOnline({"account_numbers": True}).encode_writes([push], "b", "")
    for settings in ({"account_numbers": True, "country": "AU"}, {"account_numbers": False}):
        assert QuickBooksOnline(settings).encode_writes([push], "b", "")


def test_in_two_countries_an_item_says_both_sides():
    wanted = {
        country: QuickBooksOnline({"country": country}).items_have_both_sides for country in ("US", "GB", "CA", "AU")
    }
    assert wanted == {"US": False, "GB": True, "CA": True, "AU": False}


def test_a_name_bears_no_colon_and_no_quotes_and_tells_itself_apart_where_it_is_cut():
    ledger = QuickBooksOnline({})
    assert ledger.account_name('OD Tax: "A"', "OD-8101") == "OD Tax A"
    long = ledger.account_name("OD " + "x" * 120, "OD-8101")
    assert len(long) == 100 and long.endswith(" OD-8101")
    assert ledger.account_words(AccountType.EXPENSE, AccountDetail.WAGES) == ("Expense", "Payroll Wage Expenses")
    assert ledger.account_words(AccountType.INCOME, AccountDetail.SERVICES) == ("Income", "Service/Fee Income")
    assert ledger.account_words(AccountType.CREDIT_CARD, AccountDetail.NONE) == ("Credit Card", "Credit Card")
