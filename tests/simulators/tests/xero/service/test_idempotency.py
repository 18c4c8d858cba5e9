"""Idempotency-Key (facts 3.3)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.simulators.xero.books import samples
from tests.simulators.xero.service import App

from .caller import OTHER, TENANT, Caller


def numbers(caller):
    return sorted(one["InvoiceNumber"] for one in caller.found("Invoices"))


def bill(caller):
    """Its number may be there twice: only the key keeps it from it."""
    return caller.invoice("B-1", Type="ACCPAY")


def test_a_repeat_gets_the_first_answer(service, caller):
    first = caller.invoices(bill(caller), key="k")
    again = caller.invoices(bill(caller), key="k")
    assert again.text == first.text and again.status == 200 and numbers(caller) == ["B-1"]
    assert service.journal.entries()[1].note == "replayed from the memory of keys"
    assert service.journal.counters().writes["Invoices"] == 1


def test_without_or_with_another_key_it_is_done_again(caller):
    caller.invoices(bill(caller))
    caller.invoices(bill(caller))
    caller.invoices(bill(caller), key="a")
    caller.invoices(bill(caller), key="b")
    assert numbers(caller) == ["B-1"] * 4


def test_six_minutes_from_the_first_call(caller, clock):
    caller.invoices(bill(caller), key="k")
    clock.advance(200)
    caller.invoices(bill(caller), key="k")
    clock.advance(155)
    caller.invoices(bill(caller), key="k")
    assert numbers(caller) == ["B-1"]
    clock.advance(10)
    caller.invoices(bill(caller), key="k")
    assert numbers(caller) == ["B-1", "B-1"]


def test_another_request_under_the_same_key(caller):
    caller.invoices(bill(caller), key="k")
    words = "Idempotency Key: k is used with a different request."
    for answer in (
        caller.invoices(caller.invoice("B-2", Type="ACCPAY"), key="k"),
        caller.invoices(bill(caller), key="k", summarizeErrors="false"),
        caller.post("Invoices", {"Invoices": [bill(caller)]}, key="k"),
    ):
        assert answer.status == 400 and answer["Message"] == words
    assert numbers(caller) == ["B-1"]


def test_refusals_are_kept_too(caller):
    first = caller.put("Contacts", {"Contacts": [{"Name": "Azure Interior"}]}, key="k")
    caller.post(f"Contacts/{caller.id_of('Azure Interior')}", {"Contacts": [{"Name": "Azure Ltd"}]})
    again = caller.put("Contacts", {"Contacts": [{"Name": "Azure Interior"}]}, key="k")
    assert first.status == 400 and again.text == first.text


def test_it_is_of_the_app_whatever_the_organisation(service, app, caller, clock):
    """The trap: without the organisation in the key the other one's answer comes back."""
    service.add_organisation(samples.create("nz", OTHER, clock))
    other = Caller(service, app, OTHER)
    body = {"Contacts": [{"Name": "Same"}]}
    caller.token = other.token
    first = caller.put("Contacts", body, key="k")
    assert other.put("Contacts", body, key="k").text == first.text
    assert "Same" not in {one["Name"] for one in other.found("Contacts")}
    stranger = Caller(service, service.add_app(App("Second", ["http://localhost:1/x"])), OTHER)
    assert stranger.put("Contacts", body, key="k").text != first.text


def test_how_long_a_key_may_be(caller):
    assert caller.invoices(bill(caller), key="k" * 128).status == 200
    refused = caller.invoices(bill(caller), key="k" * 129)
    assert refused.status == 400 and numbers(caller) == ["B-1"]


def test_it_is_of_no_use_to_a_get(caller):
    for _ in range(2):
        assert caller.get("Currencies", headers={"Idempotency-Key": "g"}).status == 200
    caller.put("Contacts", {"Contacts": [{"Name": "New"}]}, key="g")


def test_the_store_is_down(service, caller):
    service.switches.set(idempotency_store="down")
    assert caller.invoices(bill(caller), key="k").status == 500
    assert caller.invoices(bill(caller)).status == 200, "without a key it works"
    assert numbers(caller) == ["B-1"]


def test_an_error_stays_under_its_key(service, caller):
    service.misbehaviour.order("cached_error")
    assert caller.invoices(bill(caller), key="k").status == 500
    assert caller.invoices(bill(caller), key="k").status == 500, "the same key will not do"
    assert numbers(caller) == []
    assert caller.invoices(bill(caller), key="other").status == 200


def test_an_error_after_the_work_stays_under_its_key(service, caller):
    service.misbehaviour.order("cached_error_after_commit")
    assert [caller.invoices(bill(caller), key="k").status for _ in range(2)] == [500, 500]
    assert numbers(caller) == ["B-1"]


def test_a_lost_answer_is_there_for_the_repeat(service, caller):
    service.misbehaviour.order("drop_after_commit", call="create")
    with pytest.raises(requests.ConnectionError):
        caller.invoices(bill(caller), key="k")
    assert caller.invoices(bill(caller), key="k")["Invoices"][0]["InvoiceNumber"] == "B-1"
    assert numbers(caller) == ["B-1"]


def test_a_repeat_is_counted_by_the_limits(service, caller):
    service.rates.limits.per_minute = 2
    body = bill(caller)
    assert [caller.invoices(body, key="k").status for _ in range(3)] == [200, 200, 429]


def test_two_at_once_do_it_once(service, app, caller):
    body = bill(caller)
    others = [Caller.__new__(Caller) for _ in range(4)]
    for one in others:
        vars(one).update(vars(caller), session=requests.Session())
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: one.invoices(body, key="k").text, others))
    assert len(set(answers)) == 1 and numbers(caller) == ["B-1"]


def test_what_is_forgotten(service, caller):
    caller.invoices(bill(caller), key="k")
    service.memory.forget()
    caller.invoices(bill(caller), key="k")
    assert numbers(caller) == ["B-1", "B-1"]
    assert TENANT in service.organisations
