"""Every open question of the facts sheet is a switch, and every position of it shows."""

from dataclasses import fields
from decimal import Decimal

import pytest

from tests.simulators.xero.books import Switches, money
from tests.simulators.xero.books import contacts as contacts_of
from tests.simulators.xero.books.call import Call
from tests.simulators.xero.books.rules.rule import change, contact, post, put, run

from .switch_cases import DOCUMENT_CASES


def matched(desk):
    """Who is changed by a POST whose name, number and account number are three different contacts'."""
    for name, fields_of in (("A", {"ContactNumber": "N"}), ("B", {"AccountNumber": "K"}), ("C", {})):
        desk.keeper.add_contact(name, **fields_of)
    found = contacts_of.meant(desk.books, {"ContactNumber": "N?", "AccountNumber": "K", "Name": "C"}, Call("POST", {}))
    first = contacts_of.meant(desk.books, {"ContactNumber": "N", "AccountNumber": "K", "Name": "C"}, Call("POST", {}))
    return first["Name"] + found["Name"]


def same_name(desk):
    return run(desk, put("Contacts", {"Name": "Azure Interior"})) == ""


def other_case(desk):
    return run(desk, put("Contacts", {"Name": "AZURE interior"})) == ""


def spaces(desk):
    result = put("Contacts", {"Name": " New  Contact "})(desk)
    return result["errors"] == [] and result["element"]["Name"]


def archived_name(desk):
    with desk.books.at_once():
        row = contacts_of.of_document(desk.books, {"Name": "Riverbend Clinic"}, Call("PUT", {}))
    return row and row["ContactStatus"]


def restored(desk):
    return run(desk, change("Contacts", contact("Riverbend Clinic"), {"ContactStatus": "ACTIVE"})) == ""


def persons(desk):
    desk.keeper.change_contact("Azure Interior", ContactPersons=[{"FirstName": "Ann"}])
    given = {"ContactID": desk.contact("Azure Interior"), "FirstName": "New"}
    with desk.books.at_once():
        row = contacts_of.of_document(desk.books, given, Call("PUT", {}))
    return len(row.get("ContactPersons", ()))


def city(desk):
    address = {"AddressType": "POBOX", "AddressLine1": "1 New Road"}
    result = change("Contacts", contact("Azure Interior"), {"Addresses": [address]})(desk)
    return result["element"]["Addresses"][1]["City"]


def country(desk):
    return run(desk, put("Contacts", {"Name": "A", "Addresses": [{"AddressType": "POBOX", "Country": "Åland"}]})) == ""


def number_after(desk):
    desk.keeper.merge_contacts("Harbor Dental Group", "Azure Interior")
    return desk.books.read("Contacts", "CRM-104")["Name"]


def website(desk):
    desk.keeper.set_website("Azure Interior", "azure.example")
    return run(desk, change("Contacts", contact("Azure Interior"), {"FirstName": "Ann"})) == ""


def item_case(desk):
    return run(desk, put("Items", {"Code": "srv-1"})) == ""


def two_rates(desk):
    one, two = ({"Name": name, "TaxComponents": [{"Name": "T", "Rate": 1}]} for name in "AB")
    made = run(desk, put("TaxRates", one, two)) == ""
    return made and sum(row["Name"] in "AB" for row in desk.books.rows("TaxRates"))


def half(desk):
    return desk.books.round(Decimal("0.125"))


#: switch: what to look at, and what each position shows
CASES = {
    "contact_matching": (matched, {"number_name": "AC", "name_number": "CC", "number_account_name": "AB"}),
    "unique_names": (same_name, {"active": False, "none": True}),
    "name_case": (other_case, {"ignored": False, "matters": True}),
    "name_spaces": (spaces, {"refused": False, "trimmed": "New Contact"}),
    "archived_names": (archived_name, {"found": None, "passed_over": "ACTIVE"}),
    "unarchive_by_api": (restored, {"refused": False, "allowed": True}),
    "persons_in_documents": (persons, {"deleted": 0, "kept": 1}),
    "address_fields": (city, {"emptied": "", "kept": "Parramatta"}),
    "address_country": (country, {"letters": False, "any": True}),
    "number_after_merge": (number_after, {"stays": "Harbor Dental Group", "moves": "Azure Interior"}),
    "website_of_people": (website, {"refused": False, "tolerated": True}),
    "item_code_case": (item_case, {"matters": True, "ignored": False}),
    "several_in_single": (two_rates, {"refused": False, "first_only": 1}),
    "half_cents": (half, {"half_up": Decimal("0.13"), "half_even": Decimal("0.12")}),
    **DOCUMENT_CASES,
}


@pytest.mark.parametrize("name, position", [(name, one) for name, (_look, seen) in CASES.items() for one in seen])
def test_every_position_shows(open_desk, name, position):
    look, seen = CASES[name]
    kind = getattr(look, "kind", "au")
    assert look(open_desk(kind, {name: position}, **getattr(look, "profile", {}))) == seen[position]


@pytest.mark.parametrize("name", [one.name for one in fields(Switches)])
def test_every_switch_has_a_case_for_every_position(name):
    one = Switches.__dataclass_fields__[name]
    assert set(CASES[name][1]) == set(one.metadata["positions"])
    assert one.default in one.metadata["positions"]
    assert one.metadata["source"] and one.metadata["meaning"]


def test_a_position_that_is_none_is_refused():
    with pytest.raises(ValueError, match="half_cents"):
        Switches(half_cents="down")


def test_matching_by_case(open_desk):
    desk = open_desk(switches={"item_code_case": "ignored"})
    assert run(desk, post("Items", {"Code": "srv-1", "Name": "Call"})) == ""
    assert desk.books.read("Items", "SRV-1")["Name"] == "Call"


def test_numbers_are_shown_with_at_least_two_places():
    shown = [str(money.tidy(Decimal(text))) for text in ("1", "1.5", "1.2300", "1.2345", "1E+3")]
    assert shown == ["1.00", "1.50", "1.23", "1.2345", "1000.00"]
