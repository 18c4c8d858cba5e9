"""The accounts and items to begin with in Xero, against strict books."""

import dataclasses

import pytest
from test_xero_simulated import Office

from odoo.addons.accounting_bridge.ledgers.defaults import TABLE, Role
from odoo.addons.accounting_bridge.ledgers.documents import Account, AccountDetail, AccountType, Item, Kind, Reference
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Push, Unwritable, Verdict
from odoo.addons.accounting_bridge.ledgers.xero import Xero

from tests.simulators.xero.books.switches import Switches

# Name, code and type there: rows 68 to 72 of the contract; a credit card is no account that a bill may name.
ROWS = [
    (Role.WAGES, "OD Direct Wages", "OD-3000", "EXPENSE"),
    (Role.WAGES_LIABILITY, "OD Direct Wages Liability", "OD-9000", "CURRLIAB"),
    (Role.SERVICE_INCOME, "OD Service Income", "OD-2000", "REVENUE"),
    (Role.TAX, "OD 10% GST", "OD-8101", "CURRLIAB"),
    (Role.AUTOMATED_TAX, "OD Automated Calculated Tax", "OD-8000", "CURRLIAB"),
]


def account(role, name, code):
    row = TABLE[role]
    kind = AccountType.CURRENT_LIABILITY if role is Role.WAGES_LIABILITY else row.type
    return Account(name, kind, f"trace-{role}", code, row.detail)


def pushes():
    return [
        Push(f"k{code}", Kind.ACCOUNT, Operation.CREATE, account(role, name, code), trace=f"trace-{role}")
        for role, name, code, _type in ROWS
    ]


@pytest.fixture
def office():
    found = Office("au", Switches(several_in_single="refused"))
    with found.service:
        pages = found.read(Kind.COMPANY, Kind.ACCOUNT)
        found.details.update(pages[Kind.COMPANY].records[0].details)
        yield found
    assert found.service.mistakes == []


def test_each_row_is_taken_as_it_is_promised_each_in_a_call_of_its_own(office):
    before = office.calls
    made = office.write(*pushes())
    assert office.calls - before == len(ROWS)
    told = [(record.name, record.details["number"], record.details["type"]) for record in made]
    assert told == [(name, code, kind) for _role, name, code, kind in ROWS]
    assert [record.details["role"] for record in made] == [account(*row[:3]).type.role for row in ROWS]


def test_an_item_names_an_account_that_was_made_a_moment_ago(office):
    made = office.write(*pushes())
    office.details.update(office.ledger.company_with(made))
    items = [
        Item(code, name, f"item-{code}", sku=code, is_service=False, income_account=Reference(Kind.ACCOUNT, record.id))
        for (role, name, code, _type), record in zip(ROWS, made, strict=True)
        if TABLE[role].has_item
    ]
    written = office.write(
        *(Push(f"i{item.sku}", Kind.ITEM, Operation.CREATE, item, trace=item.trace) for item in items)
    )
    assert [(record.sku, record.details["title"], record.details["keeps_stock"]) for record in written] == [
        ("OD-2000", "OD Service Income", False),
        ("OD-8101", "OD 10% GST", False),
        ("OD-8000", "OD Automated Calculated Tax", False),
    ]
    assert [record.details["income_account"]["id"] for record in written] == [record.id for record in made[2:]]


def test_a_set_made_once_more_makes_no_second_account(office):
    payload = office.ledger.encode_writes(pushes(), "b1", "")
    first = office.ask(pushes(), payload)
    again = office.ask(pushes(), office.ledger.encode_recovery(payload, "b1"))
    assert {outcome.verdict for outcome in (*first.outcomes, *again.outcomes)} == {Verdict.ACCEPTED}
    assert [outcome.record.id for outcome in first.outcomes] == [outcome.record.id for outcome in again.outcomes]


def test_a_code_or_a_name_that_is_there_is_refused(office):
    office.write(pushes()[0])
    push = pushes()[0]
    for name, code in (("OD Other", "OD-3000"), ("OD Direct Wages", "OD-3001")):
        other = dataclasses.replace(push.document, name=name, code=code)
        (outcome,) = office.ask([dataclasses.replace(push, key=f"other{code}{name[-1]}", document=other)]).outcomes
        assert (outcome.verdict, outcome.record) == (Verdict.REFUSED, None), outcome


def test_a_credit_card_and_an_account_without_a_code_cannot_be_written():
    ledger = Xero({})
    for role, code in ((Role.WAGES_LIABILITY, "OD-9000"), (Role.WAGES, ""), (Role.WAGES, "OD-30000000")):
        document = Account("OD", TABLE[role].type, "t", code, TABLE[role].detail)
        with pytest.raises(Unwritable):
            ledger.encode_writes([Push("k", Kind.ACCOUNT, Operation.CREATE, document, trace="t")], "b", "")
    assert ledger.account_words(AccountType.CREDIT_CARD, AccountDetail.NONE) == ("", "")
    assert ledger.account_words(AccountType.CURRENT_LIABILITY, AccountDetail.NONE) == ("Current Liability", "")
    assert ledger.account_name("OD <b>", "OD-8101") == "OD (b)"
