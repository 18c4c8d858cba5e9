"""Contacts: what PUT and POST do, who is meant, archived and merged ones (XERO 2.2)."""

from decimal import Decimal

import pytest

from tests.simulators.xero.books import Fault, Invalid, balances, contacts
from tests.simulators.xero.books.call import Call
from tests.simulators.xero.books.faults import ZERO_ID


def write(desk, method, *elements, identifier=None):
    return desk.books.write(method, "Contacts", identifier, list(elements))


def one(desk, method, identifier=None, **fields):
    (result,) = write(desk, method, fields, identifier=identifier)
    return result


def shown(desk, name):
    return desk.books.read("Contacts", desk.contact(name))


# --- creating ---


def test_a_new_contact_looks_as_xero_shows_one(desk):
    made = one(
        desk,
        "PUT",
        Name="New Contact",
        ContactNumber="odoo-7",
        EmailAddress="new@contact.example",
        Phones=[{"PhoneType": "MOBILE", "PhoneNumber": "1234"}],
        Addresses=[{"AddressType": "POBOX", "City": "Perth"}],
        Website="https://ignored.example",
        IsCustomer=True,
        Balances={"AccountsReceivable": {"Outstanding": 5}},
    )["element"]
    assert made["Name"] == "New Contact"
    assert made["ContactStatus"] == "ACTIVE"
    assert [phone["PhoneType"] for phone in made["Phones"]] == ["DDI", "DEFAULT", "FAX", "MOBILE"]
    assert made["Phones"][3]["PhoneNumber"] == "1234"
    assert [address["AddressType"] for address in made["Addresses"]] == ["STREET", "POBOX"]
    assert made["Addresses"][1]["City"] == "Perth"
    assert made["UpdatedDateUTC"] == "/Date(1795136400000+0000)/"
    # What is read-only is not read (facts 2.2).
    assert made["IsCustomer"] is False
    assert "Website" not in made
    assert "Balances" not in made


def test_put_refuses_what_is_there_and_says_so_to_each(desk):
    good, bad, other = write(desk, "PUT", {"Name": "A"}, {"Name": "Azure Interior"}, {"Name": "B"})
    assert good["errors"] == other["errors"] == []
    assert bad["errors"] == [
        "The contact name Azure Interior is already assigned to another contact."
        " The contact name must be unique across all active contacts."
    ]
    assert bad["element"] == {"ContactID": ZERO_ID, "Name": "Azure Interior"}
    assert shown(desk, "A") and shown(desk, "B")


def test_several_errors_come_together(desk):
    result = one(desk, "PUT", Name="A <b>", EmailAddress="x", ContactNumber="CRM-104", FirstName="x" * 256)
    assert len(result["errors"]) == 4


def test_an_error_says_where_it_hangs(desk):
    result = one(desk, "PUT", Name="A", ContactPersons=[{}, {"EmailAddress": "x"}], Phones=[{"PhoneNumber": "1" * 51}])
    assert {error.at for error in result["errors"]} == {"ContactPersons[1]", "Phones[0]"}


def test_nothing_unreadable_lets_anything_happen(desk):
    before = desk.books.snapshot()
    with pytest.raises(Fault) as caught:
        write(desk, "PUT", {"Name": "A"}, {"Name": "B", "ContactStatus": "GONE"})
    assert (caught.value.status, caught.value.number) == (400, 14)
    assert caught.value.type == "PostDataInvalidException"
    assert "Contacts[1].ContactStatus" in caught.value.message
    assert desk.books.snapshot() == before


# --- changing ---


def test_what_is_left_out_of_a_change_stays_and_an_empty_text_goes(desk):
    desk.keeper.change_contact("Azure Interior", FirstName="Ann", LastName="Lee", TaxNumber="1")
    changed = one(desk, "POST", desk.contact("Azure Interior"), FirstName="Bo", LastName="", TaxNumber=None)["element"]
    assert (changed["FirstName"], changed["TaxNumber"]) == ("Bo", "1")
    assert "LastName" not in changed
    assert changed["EmailAddress"] == "ap@azure-interior.example"


def test_persons_are_replaced_as_a_whole(desk):
    who = desk.contact("Azure Interior")
    one(desk, "POST", who, ContactPersons=[{"FirstName": "Ann"}, {"FirstName": "Bo"}])
    assert len(one(desk, "POST", who, FirstName="C")["element"]["ContactPersons"]) == 2
    assert one(desk, "POST", who, ContactPersons=[{"FirstName": "Bo"}])["element"]["ContactPersons"] == [
        {"FirstName": "Bo"}
    ]


def test_an_address_of_another_type_stays(desk):
    who = desk.contact("Azure Interior")
    changed = one(desk, "POST", who, Addresses=[{"AddressType": "STREET", "City": "Dubbo"}])["element"]
    assert [address["City"] for address in changed["Addresses"]] == ["Dubbo", "Parramatta"]


def test_a_change_of_name_frees_the_old_one(desk):
    desk.keeper.rename_contact("Azure Interior", "Azure")
    assert one(desk, "PUT", Name="Azure Interior")["errors"] == []
    assert one(desk, "PUT", Name="azure")["errors"]


def test_updated_moves_with_every_change(desk, clock):
    before = shown(desk, "Azure Interior")["UpdatedDateUTC"]
    clock.move(seconds=1)
    after = one(desk, "POST", desk.contact("Azure Interior"), FirstName="Ann")["element"]["UpdatedDateUTC"]
    assert after > before


# --- who is meant (facts 2.2) ---


def test_a_post_to_the_list_finds_by_id_number_or_name(desk):
    azure, harbor = desk.contact("Azure Interior"), desk.contact("Harbor Dental Group")
    by_id, by_number, by_name, nobody = write(
        desk,
        "POST",
        {"ContactID": azure, "FirstName": "A"},
        {"ContactNumber": "CRM-104", "FirstName": "H"},
        {"Name": "bayview BAKERY", "FirstName": "B"},
        {"Name": "Nobody Yet"},
    )
    assert by_id["element"]["ContactID"] == azure
    assert by_number["element"]["ContactID"] == harbor
    assert by_number["element"]["Name"] == "Harbor Dental Group"
    assert by_name["element"]["Name"] == "bayview BAKERY"
    assert nobody["element"]["ContactID"] != ZERO_ID
    assert len(desk.books.contacts()) == 13


def test_a_number_that_is_found_lets_the_name_be_changed(desk):
    result = one(desk, "POST", ContactNumber="CRM-104", Name="Harbor Dental")
    assert result["element"]["Name"] == "Harbor Dental"


def test_a_contact_is_read_by_its_number_too(desk):
    assert desk.books.read("Contacts", "CRM-104")["Name"] == "Harbor Dental Group"
    with pytest.raises(Fault) as caught:
        desk.books.read("Contacts", "CRM-999")
    assert caught.value.status == 404


# --- archived and merged ---


def test_archived_ones_are_only_listed_when_asked_for(desk):
    names = {row["Name"] for row in desk.books.objects("Contacts")}
    assert "Riverbend Clinic" not in names
    every = {row["Name"] for row in desk.books.objects("Contacts", {"includeArchived": True})}
    assert every - names == {"Riverbend Clinic"}
    assert shown(desk, "Riverbend Clinic")["ContactStatus"] == "ARCHIVED"


def test_the_name_of_an_archived_one_is_free(desk):
    old = desk.contact("Riverbend Clinic")
    assert one(desk, "PUT", Name="Riverbend Clinic")["errors"] == []
    with pytest.raises(Invalid, match="already assigned"):
        desk.keeper.do("POST", "Contacts", old, {"ContactStatus": "ACTIVE"})


def test_a_person_restores_what_the_api_may_not(desk):
    assert one(desk, "POST", desk.contact("Riverbend Clinic"), ContactStatus="ACTIVE")["errors"]
    assert desk.keeper.restore_contact("Riverbend Clinic")["ContactStatus"] == "ACTIVE"


def test_a_merged_contact_tells_where_it_went(desk):
    loser, survivor = desk.contact("Café Uno"), desk.contact("Azure Interior")
    desk.keeper.merge_contacts("Café Uno", "Azure Interior")
    gone = desk.books.read("Contacts", loser)
    assert (gone["ContactStatus"], gone["MergedToContactID"]) == ("ARCHIVED", survivor)
    listed = desk.books.objects("Contacts", {"includeArchived": True, "view": "list"})
    assert "MergedToContactID" not in next(row for row in listed if row["ContactID"] == loser)
    assert one(desk, "PUT", Name="Café Uno")["errors"] == []


def test_the_number_of_a_merged_contact_stays_with_it(desk):
    desk.keeper.merge_contacts("Harbor Dental Group", "Azure Interior")
    assert one(desk, "PUT", Name="Other", ContactNumber="CRM-104")["errors"]
    assert desk.books.read("Contacts", "CRM-104")["MergedToContactID"] == desk.contact("Azure Interior")


def test_a_person_may_type_a_longer_name(desk):
    """Names beyond 255 are met in readings (facts 1.8)."""
    desk.keeper.rename_contact("Azure Interior", "A" * 263)
    assert len(desk.books.contact("A" * 263)["Name"]) == 263


# --- views and events ---


def test_a_summary_drops_what_the_sheet_says(desk):
    full = desk.books.objects("Contacts")[0]
    summary = desk.books.objects("Contacts", {"view": "summary"})[0]
    assert {"Addresses", "ContactPersons", "ContactGroups", "IsCustomer", "IsSupplier"} <= set(full) - set(summary)
    assert "ContactPersons" not in desk.books.objects("Contacts", {"view": "list"})[0]


def test_what_was_changed_since(desk, clock):
    clock.move(hours=1)
    since = clock.now
    one(desk, "POST", desk.contact("Azure Interior"), FirstName="Ann")
    assert [row["Name"] for row in desk.books.objects("Contacts", {"since": since})] == ["Azure Interior"]


def test_listeners_hear_of_what_stands(desk):
    told = []
    desk.books.listeners.append(told.append)
    made, _bad = write(desk, "PUT", {"Name": "A"}, {"Name": ""})
    one(desk, "POST", desk.contact("Azure Interior"), FirstName="Ann")
    assert [(event.endpoint, event.operation) for event in told] == [("Contacts", "CREATE"), ("Contacts", "UPDATE")]
    assert told[0].id == made["element"]["ContactID"]


def test_the_same_organisation_gives_the_same_ids(open_desk):
    first, second = (one(open_desk(), "PUT", Name="A")["element"]["ContactID"] for _time in range(2))
    assert first == second


# --- in documents (facts 2.2) ---


def in_document(desk, **given):
    call = Call("PUT", {})
    try:
        with desk.books.at_once():
            row = contacts.of_document(desk.books, given, call)
    except Invalid:
        row = None
    return row, [(str(problem), problem.at) for problem in call.problems]


def test_an_id_alone_changes_nothing(desk):
    before = desk.books.contact("Azure Interior")
    row, problems = in_document(desk, ContactID=before["ContactID"])
    assert row is before and problems == []


def test_more_than_the_id_changes_the_contact(desk):
    row, _problems = in_document(desk, ContactID=desk.contact("Azure Interior"), EmailAddress="new@azure.example")
    assert desk.books.contact("Azure Interior") is row
    assert row["EmailAddress"] == "new@azure.example"
    # The same once more is nothing new.
    assert in_document(desk, ContactID=row["ContactID"], EmailAddress="new@azure.example")[0] is row


def test_a_name_finds_or_makes_a_contact(desk):
    assert in_document(desk, Name="azure interior")[0]["ContactID"] == desk.contact("Azure Interior")
    made, problems = in_document(desk, Name="Somebody", ContactNumber="S-1")
    assert problems == []
    assert desk.books.read("Contacts", "S-1")["ContactID"] == made["ContactID"]


def test_a_number_alone_finds_but_makes_nobody(desk):
    assert in_document(desk, ContactNumber="CRM-104")[0]["Name"] == "Harbor Dental Group"
    assert in_document(desk, ContactNumber="CRM-999") == (None, [("Contact Name cannot be empty.", "Contact")])


def test_archived_and_merged_contacts_take_no_documents(desk):
    desk.keeper.merge_contacts("Café Uno", "Azure Interior")
    archived = (
        "The contact with the specified contact details has been archived."
        " The contact must be un-archived before creating new invoices or credit notes"
    )
    for name in ("Riverbend Clinic", "Café Uno"):
        assert in_document(desk, ContactID=desk.contact(name)) == (None, [(archived, "Contact")])


def test_what_a_document_says_of_its_contact_is_judged_too(desk):
    row, problems = in_document(desk, Name="New", SalesDefaultAccountCode="999", DefaultCurrency="EUR")
    assert row is None and [at for _words, at in problems] == ["Contact", "Contact"]


def test_no_contact_and_an_unknown_one(desk):
    assert in_document(desk)[1] == [("A Contact must be specified for this type of transaction", "Contact")]
    unknown = "The document with the supplied id was not found for this endpoint."
    assert in_document(desk, ContactID="00000000-0000-0000-0000-000000000001")[1] == [(unknown, "Contact")]


def test_the_first_document_makes_a_customer_and_moves_no_date(desk, clock):
    before = shown(desk, "Azure Interior")
    clock.move(hours=1)
    contacts.mark(desk.books, before["ContactID"], "IsCustomer")
    after = shown(desk, "Azure Interior")
    assert (before["IsCustomer"], after["IsCustomer"]) == (False, True)
    assert before["UpdatedDateUTC"] == after["UpdatedDateUTC"]


def test_balances_follow_what_is_open(desk, clock):
    who = desk.contact("Azure Interior")
    balances.move(desk.books, who, "1", "ACCREC", "2026-11-01", Decimal("10.00"))
    balances.move(desk.books, who, "2", "ACCREC", "2026-12-01", Decimal("5.00"))
    balances.move(desk.books, who, "3", "ACCPAY", "2026-11-01", Decimal("-2.00"))
    assert shown(desk, "Azure Interior")["Balances"] == {
        "AccountsReceivable": {"Outstanding": Decimal("15.00"), "Overdue": Decimal("10.00")},
        "AccountsPayable": {"Outstanding": Decimal("-2.00"), "Overdue": Decimal("-2.00")},
    }
    clock.move(days=30)
    assert shown(desk, "Azure Interior")["Balances"]["AccountsReceivable"]["Overdue"] == 15
    balances.move(desk.books, who, "1", "ACCREC", "", 0)
    assert shown(desk, "Azure Interior")["Balances"]["AccountsReceivable"]["Outstanding"] == 5


# --- finer points ---


def test_an_archived_contact_may_take_a_name_that_is_in_use(desk):
    result = one(desk, "POST", desk.contact("Riverbend Clinic"), Name="Azure Interior")
    assert result["errors"] == []
    assert desk.books.contact("Azure Interior")["ContactStatus"] == "ACTIVE"


def test_a_name_of_nothing_but_spaces_is_none(desk):
    assert one(desk, "PUT", Name="  ")["errors"] == ["Contact Name cannot be empty."]


def test_a_person_is_not_stopped_by_a_website(desk):
    desk.keeper.set_website("Azure Interior", "azure.example")
    assert desk.keeper.change_contact("Azure Interior", FirstName="Ann")["FirstName"] == "Ann"


def test_default_rates_and_accounts(desk):
    who = desk.contact("Azure Interior")
    changed = one(desk, "POST", who, AccountsReceivableTaxType="OUTPUT", SalesDefaultAccountCode="210")
    assert changed["errors"] == []
    assert one(desk, "POST", who, AccountsPayableTaxType="INPUT9")["errors"]
    # What was all right when it was said stops no later change.
    desk.keeper.archive_account("210")
    assert one(desk, "POST", who, FirstName="Ann")["errors"] == []
    desk.keeper.change_tax_rate("OUTPUT", Status="DELETED")
    assert one(desk, "POST", who, FirstName="Bo")["errors"] == []
    emptied = one(desk, "POST", who, SalesDefaultAccountCode="")
    assert emptied["errors"] == [] and "SalesDefaultAccountCode" not in emptied["element"]


@pytest.mark.parametrize("lost, won", [("IsCustomer", "IsSupplier"), ("IsSupplier", "IsCustomer")])
def test_a_merge_brings_together_what_both_were(desk, lost, won):
    contacts.mark(desk.books, desk.contact("Café Uno"), lost)
    contacts.mark(desk.books, desk.contact("Azure Interior"), won)
    desk.keeper.merge_contacts("Café Uno", "Azure Interior")
    row = desk.books.contact("Azure Interior")
    assert row["IsCustomer"] and row["IsSupplier"]


def test_a_merge_of_two_that_were_nothing(desk):
    desk.keeper.merge_contacts("Café Uno", "Azure Interior")
    row = desk.books.contact("Azure Interior")
    assert not row["IsCustomer"] and not row["IsSupplier"]
    assert "ContactNumber" not in row


def test_a_number_that_moves_takes_no_other_ones_place(open_desk):
    desk = open_desk(switches={"number_after_merge": "moves"})
    desk.keeper.change_contact("Azure Interior", ContactNumber="AZ-1")
    desk.keeper.merge_contacts("Harbor Dental Group", "Azure Interior")
    assert desk.books.contact("Azure Interior")["ContactNumber"] == "AZ-1"
    assert one(desk, "PUT", Name="Other", ContactNumber="CRM-104")["errors"] == []


def test_what_is_open_of_the_merged_one_is_owed_by_the_other(desk):
    lost, won = desk.contact("Café Uno"), desk.contact("Azure Interior")
    balances.move(desk.books, lost, "1", "ACCREC", "", Decimal("3.00"))
    desk.keeper.merge_contacts("Café Uno", "Azure Interior")
    assert desk.books.read("Contacts", won)["Balances"]["AccountsReceivable"]["Outstanding"] == 3
    assert desk.books.read("Contacts", lost)["Balances"]["AccountsReceivable"]["Outstanding"] == 0
