"""The accounts and items to begin with in QuickBooks Desktop, in a company file that is strict."""

import dataclasses

import pytest
from desktop_samples import element, ledger

from odoo.addons.accounting_bridge.ledgers.defaults import TABLE, Role
from odoo.addons.accounting_bridge.ledgers.documents import Account, AccountDetail, AccountType, Item, Kind, Reference
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Push, Unwritable

# Name, number and type there: rows 68 to 72 of the contract.
ROWS = [
    (Role.WAGES, "OD Direct Wages", "OD-3000", "Expense"),
    (Role.WAGES_LIABILITY, "OD Direct Wages Liability", "OD-9000", "CreditCard"),
    (Role.SERVICE_INCOME, "OD Service Income", "OD-2000", "Income"),
    (Role.TAX, "OD 8.25% County", "OD-8101", "OtherCurrentLiability"),
    (Role.AUTOMATED_TAX, "OD Automated Calculated Tax", "OD-8000", "OtherCurrentLiability"),
]


def account(role, name, code):
    return Account(name, TABLE[role].type, f"trace-{role}", code, TABLE[role].detail)


def written(document, **settings):
    return element(document, "AccountAdd", kind=Kind.ACCOUNT, settings=settings)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].value)
def test_each_row_is_written_as_it_is_promised(row):
    role, name, code, kind = row
    found = written(account(role, name, code), account_numbers=True)
    assert [(each.tag, each.text) for each in found] == [
        ("Name", name),
        ("IsActive", "true"),
        ("AccountType", kind),
        ("AccountNumber", code),
    ]
    without = written(account(role, name, code), account_numbers=False)
    assert without.find("AccountNumber") is None


def test_an_item_keeps_no_stock_and_is_sold_from_its_account():
    item = Item(
        "OD Service Income",
        "OD Service Income",
        "item",
        sku="OD-2000",
        is_service=False,
        income_account=Reference(Kind.ACCOUNT, "8000-1"),
    )
    found = element(item, "ItemNonInventoryAdd")
    assert found.findtext("Name") == "OD Service Income"
    assert found.findtext("ManufacturerPartNumber") == "OD-2000"
    assert found.findtext("SalesOrPurchase/AccountRef/ListID") == "8000-1"


def test_a_name_is_short_and_tells_itself_apart_where_it_is_cut():
    desktop = ledger()
    assert desktop.account_name("OD Automated Calculated Tax", "OD-8000") == "OD Automated Calculated Tax"
    assert desktop.account_name("TrackTik Automated Calculated Tax", "OD-8000") == "TrackTik Automated Calc OD-8000"
    assert desktop.account_name('OD Tax: "A"\tB', "OD-8101") == "OD Tax A B"
    assert desktop.account_words(AccountType.CREDIT_CARD, AccountDetail.NONE) == ("Credit Card", "")


def test_a_number_has_seven_characters():
    document = dataclasses.replace(account(Role.WAGES, "OD Wages", "OD-30000"))
    push = Push("k", Kind.ACCOUNT, Operation.CREATE, document, trace="t")
    with pytest.raises(Unwritable, match="OD-30000"):
        ledger(account_numbers=True).encode_writes([push], "b", "")
    assert ledger(account_numbers=False).encode_writes([push], "b", "")
