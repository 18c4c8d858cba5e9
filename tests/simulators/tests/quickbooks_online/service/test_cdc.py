"""Change data capture (facts 4.1)."""

from datetime import timedelta

import pytest

from tests.simulators.quickbooks_online.service.clock import stamp


@pytest.fixture
def changes(caller, clock):
    def changes(entities, seconds_ago=3600):
        since = stamp(clock.now() - timedelta(seconds=seconds_ago))
        answer = caller.get("cdc", entities=entities, changedSince=since)
        assert answer.status == 200, answer.text
        return answer["CDCResponse"][0]["QueryResponse"]

    return changes


def test_one_part_for_each_entity_and_empty_ones(caller, changes):
    made = caller.customer("Acme")
    customers, invoices = changes("Customer,Invoice")
    assert [one["Id"] for one in customers["Customer"]] == [made["Id"]]
    assert (customers["startPosition"], customers["maxResults"]) == (1, 1) and invoices == {}


def test_only_what_changed_since(caller, changes, clock):
    caller.customer("Old")
    clock.advance(600)
    new = caller.customer("New")
    (customers,) = changes("customer", 60)
    assert [one["Id"] for one in customers["Customer"]] == [new["Id"]]


def test_deleted_ones_are_stubs_and_inactive_ones_whole(caller, changes):
    made = caller.customer("Acme")
    payment = caller.post("payment", {"CustomerRef": {"value": made["Id"]}, "TotalAmt": 10})["Payment"]
    caller.post("payment", {"Id": payment["Id"], "SyncToken": payment["SyncToken"]}, operation="delete")
    token = caller.get(f"customer/{made['Id']}")["Customer"]["SyncToken"]
    gone = caller.post("customer", {"Id": made["Id"], "SyncToken": token, "sparse": True, "Active": False})
    assert gone.status == 200, gone.text
    payments, customers = changes("Payment,Customer")
    (stub,) = payments["Payment"]
    assert stub["status"] == "Deleted" and set(stub) == {"status", "Id", "MetaData", "domain"}
    assert customers["Customer"][0]["Active"] is False and "(deleted)" in customers["Customer"][0]["DisplayName"]


def test_thirty_days(caller, clock):
    def ask(days):
        since = stamp(clock.now() - timedelta(days=days) + timedelta(seconds=30))
        return caller.get("cdc", entities="Customer", changedSince=since)

    assert ask(30).status == 200
    assert ask(31).code == "2190"


@pytest.mark.parametrize("entity", ["TaxCode", "TaxRate", "TaxAgency"])
def test_what_it_does_not_cover(caller, entity):
    answer = caller.get("cdc", entities=f"Customer,{entity}", changedSince=stamp(caller.service.clock.now()))
    assert answer.code == "500" and entity in answer.fault[1]


def test_what_is_asked_badly(caller):
    now = stamp(caller.service.clock.now())
    assert caller.get("cdc", entities="Nonsense", changedSince=now).code == "2000"
    assert caller.get("cdc", changedSince=now).code == "2020"
    assert caller.get("cdc", entities="Customer").code == "2020"
    assert caller.get("cdc", entities="Customer", changedSince="yesterday").code == "2060"


def enter(company, customers):
    for number in range(customers):
        company.execute("create", "Customer", {"DisplayName": f"Number {number}"})


def test_a_thousand_in_all_or_of_each(service, company, changes):
    enter(company, 1100)
    for number in range(10):
        account = company.objects("Item")[0]["IncomeAccountRef"]
        company.execute("create", "Item", {"Name": f"I {number}", "Type": "Service", "IncomeAccountRef": account})

    def counts():
        return [part.get("maxResults", 0) for part in changes("Customer,Item")]

    assert sum(counts()) == 1000
    service.switches.set(cdc_cap="each")
    assert counts() == [1000, 12], "two items are there from the beginning"


def test_the_newest_thousand_is_kept(service, caller, company, changes, clock):
    enter(company, 1000)
    clock.advance(10)
    late = caller.customer("Late")
    (customers,) = changes("Customer")
    assert len(customers["Customer"]) == 1000 and late["Id"] in [one["Id"] for one in customers["Customer"]]
