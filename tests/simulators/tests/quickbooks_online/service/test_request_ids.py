"""requestid: a write under an id that was used is not done again (facts 4.4)."""

import threading

import pytest

from tests.simulators.quickbooks_online.books import Profile
from tests.simulators.quickbooks_online.service import App

from .caller import Caller

BODY = {"DisplayName": "Acme"}


def count(caller):
    return caller.found("select count(*) from Customer")["totalCount"]


def test_a_repeat_gives_the_first_result(caller):
    first = caller.post("customer", BODY, requestid="r-1")
    other = caller.post("customer", {"DisplayName": "Another"}, requestid="r-1")
    assert other["Customer"] == first["Customer"] and count(caller) == 1


def test_a_repeat_may_be_an_error(service, caller):
    service.switches.set(requestid_answer="600")
    assert caller.post("customer", BODY, requestid="r-1").status == 200
    answer = caller.post("customer", BODY, requestid="r-1")
    assert answer.status == 400 and answer.code == "600" and count(caller) == 1


def test_ids_are_per_company_and_not_per_app(service, caller):
    caller.post("customer", BODY, requestid="r-1")
    service.found("123", Profile(name="Second & Sons"))
    assert Caller(service, caller.app, "123").post("customer", BODY, requestid="r-1").status == 200
    other = Caller(service, service.add_app(App("Other", ["http://localhost/callback"])))
    other.post("customer", {"DisplayName": "Another"}, requestid="r-1")
    assert count(caller) == 1


def test_updates_and_voids_too(caller):
    made = caller.customer("Acme")
    change = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "CompanyName": "Acme Ltd"}
    first = caller.post("customer", change, requestid="r-2")
    assert caller.post("customer", change, requestid="r-2")["Customer"] == first["Customer"], "no 5010"


def test_the_memory_has_an_end(service, caller, clock):
    caller.post("customer", BODY, requestid="r-1")
    service.switches.set(requestid_lifetime=3600, access_lifetime=100_000)
    caller.token = list(service.connect(caller.app, caller.realm).access)[-1]
    clock.advance(3599)
    assert caller.post("customer", BODY, requestid="r-1").status == 200
    clock.advance(1)
    assert caller.post("customer", BODY, requestid="r-1").code == "6240"


def test_no_memory_at_all(service, caller):
    service.switches.set(requestid_lifetime=0)
    caller.post("customer", BODY, requestid="r-1")
    assert caller.post("customer", BODY, requestid="r-1").code == "6240"


def test_refusals_are_remembered_or_not(service, caller):
    caller.customer("Acme")
    assert caller.post("customer", BODY, requestid="r-1").code == "6240"
    assert caller.post("customer", {"DisplayName": "Free"}, requestid="r-1").code == "6240"
    service.switches.set(requestid_keeps="successes")
    assert caller.post("customer", BODY, requestid="r-2").code == "6240"
    assert caller.post("customer", {"DisplayName": "Free"}, requestid="r-2").status == 200


def test_fifty_characters(caller):
    assert caller.post("customer", BODY, requestid="r" * 50).status == 200
    answer = caller.post("customer", {"DisplayName": "Other"}, requestid="r" * 51)
    assert answer.code == "6000" and "50 characters in the request_id field" in answer.fault[1]
    assert count(caller) == 1


def test_two_at_once(caller, service):
    """The same id from two workers: one document."""
    results = []

    def work():
        mine = Caller(service, caller.app)
        results.append(mine.post("customer", BODY, requestid="r-1")["Customer"]["Id"])

    threads = [threading.Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(set(results)) == 1 and count(caller) == 1


# --- batches ---


def item(bid, name):
    return {"bId": bid, "operation": "create", "Customer": {"DisplayName": name}}


def test_the_key_of_an_item_is_requestid_and_bid(caller):
    caller.batch(item("1", "One"), requestid="b-1")
    answer = caller.batch(item("1", "Not One"), item("2", "Two"), requestid="b-1")
    assert [one["Customer"]["DisplayName"] for one in answer["BatchItemResponse"]] == ["One", "Two"]
    assert caller.post("customer", {"DisplayName": "Three"}, requestid="b-11")["Customer"]["DisplayName"] == "One"


@pytest.mark.parametrize(
    "requestid, bid, sum_fits, parts_fit",
    [
        ("r" * 36, "b" * 10, True, True),
        ("r" * 14, "b" * 36, True, False),
        ("r" * 15, "b" * 36, False, False),
        ("r" * 40, "1", True, False),
    ],
)
def test_the_length_of_keys(service, caller, requestid, bid, sum_fits, parts_fit):
    def is_done(name):
        one = caller.batch(item(bid, name), requestid=requestid)["BatchItemResponse"][0]
        return "Customer" in one or one["Fault"]["Error"][0]["code"]

    assert is_done("By sum") == (True if sum_fits else "6000")
    service.switches.set(batch_keys="parts")
    service.companies[caller.realm].request_ids.forget()
    assert is_done("By parts") == (True if parts_fit else "6000")


def test_queries_of_a_batch_are_asked_anew(caller):
    ask = {"bId": "q", "Query": "select count(*) from Customer"}
    assert caller.batch(ask, requestid="b-1")["BatchItemResponse"][0]["QueryResponse"]["totalCount"] == 0
    caller.customer("Acme")
    assert caller.batch(ask, requestid="b-1")["BatchItemResponse"][0]["QueryResponse"]["totalCount"] == 1
