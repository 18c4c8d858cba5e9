"""Every open question of the facts sheet is a switch, and every position of it shows."""

from dataclasses import fields
from decimal import Decimal

import pytest

from tests.simulators.quickbooks_online.books import Fault, Switches
from tests.simulators.quickbooks_online.books.rules.rule import (
    bill,
    change,
    create,
    delete,
    line,
    payment,
    run,
    sale,
    update,
)

DOUBLE = {"multicurrency": True}


def code(request, setup=None):
    """What comes of a request: 0 or a code."""

    def look(desk):
        if setup:
            setup(desk)
        return run(desk, request)

    return look


def till(desk, amount="100"):
    desk.keeper.enter_invoice("Azure Interior", [("Labor", 1, amount)], number="7")


def paid(desk):
    till(desk)
    desk.keeper.receive_payment("7")


def stored(desk, entity, name, field):
    found = desk.company.find(entity, name)
    return None if found is None else found.get(field)


def latin(desk):
    try:
        return create("Customer", {"DisplayName": "Łódź"})(desk)["DisplayName"]
    except Fault as fault:
        return fault.code


def sparse_vendor(desk):
    desk.keeper.change("Vendor", "Wood Corner", Notes="kept?", AcctNum="A-1")
    body = {**desk.own("Vendor", "Wood Corner"), "sparse": True, "DisplayName": "Wood Corner", "AcctNum": "A-2"}
    outcome = run(desk, update("Vendor", body))
    return outcome or stored(desk, "Vendor", "Wood Corner", "Notes")


def nulled(desk):
    return change("Customer", "Azure Interior", CompanyName=None)(desk).get("CompanyName")


def moved_street(desk):
    return change("Customer", "Azure Interior", BillAddr={"Line1": "2 Low St"})(desk)["BillAddr"].get("City")


def put_away(desk):
    """The names of a customer, a vendor and a term that were made inactive."""
    names = []
    for entity, name in (("Customer", "Café Uno"), ("Vendor", "Wood Corner"), ("Term", "Net 60")):
        field = "Name" if entity == "Term" else "DisplayName"
        names.append(desk.keeper.set_active(entity, name, False)[field])
    return names


def brought_back(desk):
    return desk.keeper.set_active("Customer", "Riverbend Clinic (deleted)", True)["DisplayName"]


def merged(desk):
    loser = desk.company.find("Customer", "Café Uno")["Id"]
    since = desk.company.clock.now()
    desk.keeper.merge("Customer", "Café Uno", "Azure Interior")
    (seen,) = [one for one in desk.company.changes(["Customer"], since)["Customer"] if one["Id"] == loser]
    return seen.get("status"), seen.get("Active")


def moved_by(desk, clock, entity, name, act):
    """What a document moved of a list element."""
    before = desk.company.find(entity, name)
    clock.move(hours=1)
    act()
    after = desk.company.find(entity, name)
    if after["SyncToken"] != before["SyncToken"]:
        return "token"
    return "time" if after["MetaData"] != before["MetaData"] else "nothing"


def customer_moved(desk, clock):
    return moved_by(desk, clock, "Customer", "Azure Interior", lambda: till(desk))


def stock_moved(desk, clock):
    desk.keeper.add_stock_item("Valve", "10")
    sold = [("Valve", 1, "10")]
    return moved_by(desk, clock, "Item", "Valve", lambda: desk.keeper.enter_invoice("Azure Interior", sold))


def numbered(desk):
    desk.keeper.set_preference("SalesFormsPrefs", "CustomTxnNumbers", False)
    try:
        return sale(DocNumber="X-1")(desk)["DocNumber"]
    except Fault as fault:
        return fault.code


def tracked(desk):
    try:
        return "ClassRef" in sale(line(ClassRef={"value": "1"}))(desk)["Line"][0]["SalesItemLineDetail"]
    except Fault as fault:
        return fault.code


def terms(desk):
    return (sale(TxnDate="2026-02-01")(desk).get("SalesTermRef") or {}).get("name")


def billing(desk):
    return sale()(desk)["BillAddr"].get("City")


def inclusive(desk):
    """(net of the line, gross of the line, tax, total) of 120.00 at 20 %."""
    made = sale(line("Labor", "120.00"), GlobalTaxCalculation="TaxInclusive")(desk)
    detail = made["Line"][0]
    tax = made["TxnTaxDetail"]["TotalTax"]
    return detail["Amount"], detail["SalesItemLineDetail"]["TaxInclusiveAmt"], tax, made["TotalAmt"]


def untaxed_override(desk):
    made = sale(line("Labor", "100.00", TaxCodeRef="NON"), TxnTaxDetail={"TotalTax": Decimal("1.23")})(desk)
    return made["TxnTaxDetail"]["TotalTax"], made["TotalAmt"]


def price(desk):
    return sale(line("Labor", "0.12", Qty=1, UnitPrice="0.1234567"))(desk)["Line"][0]["SalesItemLineDetail"][
        "UnitPrice"
    ]


def too_much(desk):
    till(desk)
    try:
        made = payment("200.00", ("7", "150.00"))(desk)
    except Fault as fault:
        return fault.code
    return made["Line"][0]["Amount"], made["UnappliedAmt"]


def lowered(desk):
    paid(desk)
    try:
        made = change("Invoice", "7", Line=lambda desk: [line("Labor", "60.00")(desk)])(desk)
    except Fault as fault:
        return fault.code
    return made["Balance"], desk.company.payments()[0]["unapplied"]


def other_owner(desk):
    paid(desk)
    outcome = run(desk, change("Invoice", "7", CustomerRef=lambda desk: desk.ref("Customer", "Bayview Bakery")))
    return outcome, desk.company.payments()[0]["unapplied"], desk.company.open_amount("7")


def foreign_money(desk):
    desk.keeper.enter_invoice("Brioche Paris", [("Labor", 1, "100")], number="E")
    account = {"DepositToAccountRef": lambda desk: desk.ref("Account", "Checking"), "CurrencyRef": {"value": "EUR"}}
    return run(desk, payment("100.00", ("E", "100.00"), customer="Brioche Paris", **account))


def moved_with_tax(desk):
    """Whether tax that was typed outlives another date, and another address."""
    typed = {"TxnTaxDetail": {"TotalTax": Decimal("1.23")}}
    seen = []
    for number, moved in (("8", {"TxnDate": "2026-01-15"}), ("9", {"ShipAddr": {"Line1": "2 Low St"}})):
        sale(line("Labor", "100.00", TaxCodeRef="TAX"), DocNumber=number, **typed)(desk)
        made = change("Invoice", number, **moved)(desk)
        seen.append(made["TotalAmt"] == Decimal("101.23"))
        assert made["TotalAmt"] == 100 + made["TxnTaxDetail"]["TotalTax"]
    return seen


def paid_elsewhere(desk):
    """A payment on another receivable account than the invoice, and one on the same."""
    create("Account", {"Name": "Retainage", "AccountType": "Accounts Receivable"})(desk)
    till(desk)
    names = ("Retainage", "Accounts Receivable (A/R)")
    return tuple(run(desk, payment("10.00", ("7", "10.00"), ARAccountRef=desk.ref("Account", name))) for name in names)


def home_accounts(desk):
    """An invoice, a payment and a bill in euro, on accounts that are kept in dollars."""
    euro = {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": Decimal("1.1")}
    receivable = {"ARAccountRef": desk.ref("Account", "Accounts Receivable (A/R)"), **euro}
    create("Vendor", {"DisplayName": "Bois Lyon", "CurrencyRef": {"value": "EUR"}})(desk)
    payable = {"APAccountRef": desk.ref("Account", "Accounts Payable (A/P)"), **euro}
    requests = (
        sale(customer="Brioche Paris", **receivable),
        payment("10.00", customer="Brioche Paris", **receivable),
        bill(vendor="Bois Lyon", **payable),
    )
    return [run(desk, request) for request in requests]


def resent(desk):
    paid(desk)
    (row,) = desk.company.objects("Payment")
    body = {field: value for field, value in row.items() if field not in ("domain", "sparse")}
    return run(desk, update("Payment", body))


def rate_name(desk):
    detail = {"TaxRateName": "Nevada state", "RateValue": 6, "TaxAgencyId": "1"}
    return run(desk, create("TaxService", {"TaxCode": "Nevada", "TaxRateDetails": [detail]}))


def british_item(desk):
    income = desk.ref("Account", "Services")
    return run(desk, create("Item", {"Name": "New", "Type": "Service", "IncomeAccountRef": income}))


MINUS = sale(line("Labor", "-1.00"))
#: switch -> (what to look at, what is seen in each position, kind of company, profile)
POSITIONS = {
    "empty_dates": (code(sale(DueDate="")), {"tolerated": 0, "refused": 2060}),
    "line_ex_resent": (resent, {"refused": 2010, "ignored": 0}),
    "outside_latin1": (latin, {"refused": "2040", "question_mark": "?ód?", "stored": "Łódź"}),
    "tax_rate_name_limit": (rate_name, {100: 0, 10: 2050}),
    "payment_reference_limit": (code(payment(PaymentRefNum="x" * 22)), {21: 2050, 100: 0}),
    "unit_price_decimals": (price, {5: Decimal("0.12346"), 7: Decimal("0.1234567")}),
    "undocumented_sparse": (sparse_vendor, {"full": None, "sparse": "kept?", "refused": 2010}),
    "sparse_null": (nulled, {"ignored": "Azure Interior", "clears": None}),
    "sparse_parts": (moved_street, {"replaced": None, "merged": "San Jose"}),
    "renamed_when_inactive": (
        put_away,
        {
            "all": ["Café Uno (deleted)", "Wood Corner (deleted)", "Net 60 (deleted)"],
            "people": ["Café Uno (deleted)", "Wood Corner (deleted)", "Net 60"],
            "customers": ["Café Uno (deleted)", "Wood Corner", "Net 60"],
        },
    ),
    "name_on_reactivation": (brought_back, {"kept": "Riverbend Clinic (deleted)", "restored": "Riverbend Clinic"}),
    "inactive_reference": (
        code(
            sale(SalesTermRef=lambda desk: desk.ref("Term", "Net 60 (deleted)")),
            lambda desk: desk.keeper.set_active("Term", "Net 60", False),
        ),
        {2500: 2500, 610: 610},
    ),
    "merged_record": (merged, {"deleted": ("Deleted", None), "inactive": (None, False)}),
    "item_accounts": (british_item, {"required": 2020, "optional": 0}, "gb"),
    "balance_moves_customer": (customer_moved, {"time": "time", "token": "token", "nothing": "nothing"}),
    "stock_moves_item": (stock_moved, {"time": "time", "token": "token", "nothing": "nothing"}),
    "number_while_off": (numbered, {"ignored": "1001", "kept": "X-1", "refused": "6000"}),
    "number_scope": (code(sale(entity="CreditMemo", DocNumber="7"), till), {"entity": 0, "sales_forms": 6140}),
    "tracking_when_off": (tracked, {"ignored": False, "refused": "6000"}),
    "currency_when_missing": (code(sale()), {"refused": 2020, "customer": 0}, "us", DOUBLE),
    "terms_of_customer": (terms, {"taken": "Net 30", "not_taken": None}),
    "transaction_address": (billing, {"reflowed": None, "as_sent": "San Jose"}),
    "negative_document": (code(MINUS), {2290: 2290, 6000: 6000}),
    "negative_bill_lines": (code(bill(("Fuel", "2.00"), ("Fuel", "-1.00"))), {"accepted": 0, "refused": 2290}),
    "inclusive_amount": (
        inclusive,
        {
            "net": (Decimal("120.00"), Decimal("144.00"), Decimal("24.00"), Decimal("144.00")),
            "gross": (Decimal("100.00"), Decimal("120.00"), Decimal("20.00"), Decimal("120.00")),
        },
        "gb",
    ),
    "override_without_taxable_line": (
        untaxed_override,
        {"ignored": (Decimal(0), Decimal(100)), "kept": (Decimal("1.23"), Decimal("101.23"))},
    ),
    "over_application": (too_much, {"refused": "6000", "capped": (Decimal(100), Decimal(100))}),
    "total_below_paid": (lowered, {"unapplied": (Decimal(0), Decimal(40)), "refused": "6000"}),
    "owner_of_paid_document": (other_owner, {"refused": (6000, 0, 0), "released": (0, 100, 100)}),
    "override_on_change": (moved_with_tax, {"lost": [False, False], "kept": [True, True]}),
    "payment_receivable": (paid_elsewhere, {"accepted": (0, 0), "refused": (6000, 0)}),
    "account_currency": (home_accounts, {"must_match": [6000] * 3, "any": [0] * 3}, "us", DOUBLE),
    "deposit_account_currency": (foreign_money, {"must_match": 6000, "any": 0}, "us", DOUBLE),
}


@pytest.mark.parametrize(
    "name, position", [(name, position) for name, entry in POSITIONS.items() for position in entry[1]]
)
def test_a_position_shows(open_desk, clock, name, position):
    look, seen, *company = POSITIONS[name]
    kind, profile = [*company, *("us", {})[len(company) :]]
    desk = open_desk(kind, {name: position}, **profile)
    clocked = {"clock": clock} if "clock" in look.__code__.co_varnames[: look.__code__.co_argcount] else {}
    assert look(desk, **clocked) == seen[position]


def test_every_switch_is_tested_in_every_position():
    assert {one.name: set(one.metadata["positions"]) for one in fields(Switches)} == {
        name: set(entry[1]) for name, entry in POSITIONS.items()
    }


def test_a_position_that_does_not_exist():
    with pytest.raises(ValueError):
        Switches(number_scope="sometimes")


def test_every_switch_names_its_source():
    assert all(one.metadata["source"][0].isdigit() and one.metadata["meaning"] for one in fields(Switches))


def test_an_emptied_name_stays_in_a_sparse_update(open_desk):
    desk = open_desk(switches={"sparse_null": "clears"})
    made = change("Customer", "Azure Interior", DisplayName=None, CompanyName=None)(desk)
    assert made["DisplayName"] == "Azure Interior" and "CompanyName" not in made


def test_a_blank_empties_a_field_in_either_position(open_desk):
    for position in ("ignored", "clears"):
        desk = open_desk(switches={"sparse_null": position})
        made = change("Customer", "Azure Interior", CompanyName="", PrimaryEmailAddr={"Address": ""})(desk)
        assert "CompanyName" not in made and "PrimaryEmailAddr" not in made


def test_a_deletion_is_none_of_the_switches(desk):
    till(desk)
    delete("Invoice", "7")(desk)
    assert desk.company.invoices() == []
