"""Lists: pages, order, If-Modified-Since, ids and numbers, summaries (facts 3.4, 3.5)."""

import pytest

from tests.simulators.xero.service import App, ServiceSwitches

from .caller import Caller


def stamps(answer, name="Contacts"):
    return [int(one["UpdatedDateUTC"][6:19]) for one in answer[name]]


def test_pages(caller):
    everybody = caller.found("Contacts", page=1, pageSize=1000)
    first = caller.get("Contacts", page=1, pageSize=5)
    total = len(everybody)
    assert first["pagination"] == {"page": 1, "pageSize": 5, "pageCount": -(-total // 5), "itemCount": total}
    pages = [caller.found("Contacts", page=page, pageSize=5) for page in range(1, first["pagination"]["pageCount"] + 1)]
    assert [one["ContactID"] for page in pages for one in page] == [one["ContactID"] for one in everybody]
    assert caller.found("Contacts", page=99) == []
    clamped = caller.get("Contacts", page=0, pageSize=5000)["pagination"]
    assert (clamped["page"], clamped["pageSize"]) == (1, 1000)
    assert caller.get("Contacts", page=1)["pagination"]["pageSize"] == 100
    without = caller.get("Contacts", pageSize=5)
    assert "pagination" not in without.value and len(without["Contacts"]) == total


def test_the_envelope_and_its_dates(caller, clock):
    answer = caller.get("Contacts", page=1)
    assert answer["Status"] == "OK" and answer["ProviderName"] == "Accounting Bridge" and answer["Id"]
    clock.advance(600)
    told = caller.get("Contacts", page=1)
    assert int(told["DateTimeUTC"][6:-2]) - int(answer["DateTimeUTC"][6:-2]) >= 600_000
    assert told.headers["Date"] != answer.headers["Date"]


def test_the_last_changed_come_last(caller, clock):
    clock.advance(5)
    caller.post(f"Contacts/{caller.id_of('Azure Interior')}", {"Contacts": [{"EmailAddress": "new@azure.example"}]})
    answer = caller.get("Contacts", page=1)
    assert stamps(answer) == sorted(stamps(answer)) and answer["Contacts"][-1]["Name"] == "Azure Interior"


def test_order_and_where(caller):
    names = [one["Name"] for one in caller.found("Contacts", page=1, order="Name DESC")]
    assert names == sorted(names, key=str.casefold, reverse=True)
    assert [one["Name"] for one in caller.found("Contacts", page=1, where='Name=="azure INTERIOR"')] == [
        "Azure Interior"
    ]
    refused = caller.get("Contacts", page=1, where='SearchTerm=="x"')
    assert refused.status == 400 and refused.refusal == (16, "QueryParseException")
    assert "No property or field 'SearchTerm'" in refused["Message"]
    assert caller.get("Contacts", page=1, order="Nothing").refusal == (16, "QueryParseException")
    assert {one.get("Code") for one in caller.found("Accounts", where='Type=="BANK"')} >= {"090"}


def test_changes_since(caller, clock):
    clock.advance(100)
    since = clock.now().strftime("%Y-%m-%dT%H:%M:%S")
    changed = caller.contact("Late Comer")
    caller.contact("Earlier", ContactNumber="E-1")
    for form in (since, f"{since}Z", clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT")):
        headers = {"If-Modified-Since": form}
        found = caller.get("Contacts", headers=headers, page=1)["Contacts"]
        assert {one["ContactID"] for one in found} >= {changed["ContactID"]} or form != since
    assert len(caller.get("Contacts", headers={"If-Modified-Since": since}, page=1)["Contacts"]) == 2
    clock.advance(100)
    later = {"If-Modified-Since": clock.now().strftime("%Y-%m-%dT%H:%M:%S")}
    assert caller.get("Contacts", headers=later, page=1)["Contacts"] == []
    # As a parameter, or nonsense, it is passed over.
    assert caller.get("Contacts", page=1, **later)["Contacts"]
    assert caller.get("Contacts", headers={"If-Modified-Since": "yesterday"}, page=1)["Contacts"]
    assert caller.get("TaxRates", headers=later)["TaxRates"], "no If-Modified-Since there"
    caller.service.journal.listeners.remove(caller.service.judge)
    assert caller.get("Contacts", headers={"If-Modified-Since": "1752-01-01T00:00:00"}, page=1).status == 500


def test_switches_of_changes(caller, clock, service):
    clock.advance(100)
    later = {"If-Modified-Since": clock.now().strftime("%Y-%m-%dT%H:%M:%S")}
    service.switches.set(nothing_modified="304")
    answer = caller.get("Contacts", headers=later, page=1)
    assert answer.status == 304 and not answer.text
    service.switches.set(modified_since="ignored")
    assert caller.get("Contacts", headers=later, page=1)["Contacts"]
    assert ServiceSwitches().nothing_modified == "200"


def test_archived_ones(caller):
    assert "Riverbend Clinic" not in {one["Name"] for one in caller.found("Contacts", page=1)}
    archived = {"page": 1, "includeArchived": "true"}
    assert "Riverbend Clinic" in {one["Name"] for one in caller.found("Contacts", **archived)}
    assert "Riverbend Clinic" in {one["Name"] for one in caller.found("Contacts", page=1, includeArchived="True")}
    (one,) = caller.get(f"Contacts/{caller.id_of('Riverbend Clinic')}")["Contacts"]
    assert one["ContactStatus"] == "ARCHIVED"


def test_lists_of_ids_numbers_contacts_and_statuses(caller):
    first, second = caller.invoice("L-1"), caller.invoice("L-2", contact="Café Uno", Status="DRAFT")
    made = caller.invoices(first, second, summarizeErrors="false")["Invoices"]
    ids = ",".join(one["InvoiceID"] for one in made)
    assert [one["InvoiceNumber"] for one in caller.found("Invoices", page=1, IDs=ids)] == ["L-1", "L-2"]
    assert [one["InvoiceNumber"] for one in caller.found("Invoices", page=1, InvoiceNumbers="L-2,L-9")] == ["L-2"]
    azure = caller.id_of("Azure Interior")
    assert [one["InvoiceNumber"] for one in caller.found("Invoices", page=1, ContactIDs=azure)] == ["L-1"]
    assert [one["InvoiceNumber"] for one in caller.found("Invoices", page=1, Statuses="DRAFT,VOIDED")] == ["L-2"]
    wanted = {"where": 'Type=="ACCREC" AND Contact.Name=="azure interior"', "page": 1}
    assert [one["InvoiceNumber"] for one in caller.found("Invoices", **wanted)] == ["L-1"]
    assert [one["InvoiceNumber"] for one in caller.found("Invoices", page=1, searchTerm="l-1")] == ["L-1"]
    assert [one["ContactID"] for one in caller.found("Contacts", page=1, IDs=azure)] == [azure]


def test_summaries(caller):
    caller.invoices(caller.invoice("S-1"))
    (full,) = caller.found("Invoices", page=1)
    (short,) = caller.found("Invoices")
    (summary,) = caller.found("Invoices", summaryOnly="true")
    assert full["LineItems"] and not short.get("LineItems") and not summary.get("LineItems")
    assert "Payments" not in summary
    assert "pagination" in caller.get("Invoices", summaryOnly="true").value, "a summary is always paged"
    (contact,) = caller.found("Contacts", page=1, summaryOnly="true", where='Name=="Azure Interior"')
    assert "Addresses" not in contact and "IsCustomer" not in contact


def test_unit_prices_of_four_places(caller):
    line = {"Description": "Pipe", "Quantity": 3, "UnitAmount": 3.8751, "AccountCode": "200"}
    (made,) = caller.invoices(caller.invoice("U-1", LineItems=[line]), unitdp="4")["Invoices"]
    assert str(made["LineItems"][0]["UnitAmount"]) == "3.8751"
    (four,) = caller.found("Invoices", page=1, unitdp="4")
    (two,) = caller.found("Invoices", page=1)
    assert str(four["LineItems"][0]["UnitAmount"]) == "3.8751" and str(two["LineItems"][0]["UnitAmount"]) == "3.88"


def test_created_by_my_app(service, app, caller, books):
    other = Caller(service, service.add_app(App("Other", ["http://localhost:1/x"])))
    caller.invoices(caller.invoice("MINE-1"))
    other.invoices(other.invoice("OTHERS-1"))
    caller.post("Invoices", {"Invoices": [caller.invoice("MINE-2")]})
    caller.post("Invoices", {"Invoices": [caller.invoice("OTHERS-1", Reference="touched")]})
    mine = {one["InvoiceNumber"] for one in caller.found("Invoices", page=1, createdByMyApp="true")}
    assert mine == {"MINE-1", "MINE-2"}


def test_one_record(caller):
    azure = caller.id_of("Azure Interior")
    assert caller.get(f"Contacts/{azure}")["Contacts"][0]["Name"] == "Azure Interior"
    assert caller.get("Contacts/CRM-104")["Contacts"][0]["Name"] == "Harbor Dental Group"
    assert caller.get("Items/SRV-1")["Items"][0]["Name"] == "Service call"
    caller.invoices(caller.invoice("ONE-1"))
    assert caller.get("Invoices/ONE-1")["Invoices"][0]["LineItems"]
    assert caller.get("Contacts/99999999-9999-4999-8999-999999999999").status == 404
    assert caller.get("Nothings").status == 404


def test_more_than_a_listing_gives(service, caller):
    service.listing_limit = 5
    assert caller.get("Contacts").status == 400
    assert caller.get("Contacts", page=1).status == 200
    assert caller.get("Contacts", page=1, where='Name=="Azure Interior"').status == 200
    slow = caller.get("Contacts", page=1, where='FirstName=="Azure"')
    assert slow.status == 400 and "narrow your filter" in slow["Message"]


@pytest.mark.parametrize("endpoint", ["Organisation", "Organisation/Actions", "BrandingThemes", "TrackingCategories"])
def test_settings(caller, endpoint):
    assert caller.get(endpoint).status == 200
