"""Faults on order: what a caller sees, and what was done all the same."""

import pytest
import requests

from tests.simulators.xero.service import Order

from .caller import TENANT


def there(caller, name="New One"):
    return name in {one["Name"] for one in caller.found("Contacts")}


def make(caller):
    return caller.put("Contacts", {"Contacts": [{"Name": "New One"}]}, summarizeErrors="false")


@pytest.mark.parametrize(("kind", "done"), [("drop_before_commit", False), ("drop_after_commit", True)])
def test_lost(service, caller, kind, done):
    service.misbehaviour.order(kind, call="create")
    with pytest.raises(requests.ConnectionError):
        make(caller)
    assert there(caller) is done
    assert service.journal.entries(kind="create")[0].status == 0


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize(("kind", "done"), [("broken", False), ("broken_after_commit", True)])
def test_a_broken_gateway(service, caller, kind, done, status):
    service.misbehaviour.order(kind, status=status)
    answer = make(caller)
    assert answer.status == status and answer.kind == "text/html"
    assert there(caller) is done


@pytest.mark.parametrize(
    ("kind", "status", "done"),
    [
        ("html", 200, False),
        ("html_after_commit", 200, True),
        ("empty", 204, False),
        ("empty_after_commit", 204, True),
        ("offline", 503, False),
        ("cached_error", 500, False),
        ("cached_error_after_commit", 500, True),
        ("unauthorised", 401, False),
        ("insufficient_scope", 401, False),
        ("forbidden", 403, False),
    ],
)
def test_other_answers(service, caller, kind, status, done):
    service.misbehaviour.order(kind)
    answer = make(caller)
    assert answer.status == status
    with pytest.raises(ValueError):
        if answer.kind == "application/json":
            raise ValueError
        assert answer.value
    assert there(caller) is done


def test_a_fault(service, caller):
    service.misbehaviour.order("fault", number=14, fault_type="PostDataInvalidException", message="No", status=400)
    answer = make(caller)
    assert answer.refusal == (14, "PostDataInvalidException") and answer["Message"] == "No"


@pytest.mark.parametrize(
    ("problem", "waits"), [("minute", True), ("day", True), ("concurrent", False), ("appminute", False)]
)
def test_throttled(service, caller, problem, waits):
    service.misbehaviour.order("throttled", problem=problem, retry_after=66975)
    answer = make(caller)
    assert answer.status == 429 and answer.text == "" and answer.headers["X-Rate-Limit-Problem"] == problem
    assert answer.headers.get("Retry-After") == ("66975" if waits else None)


def test_throttled_for_a_while(service, caller, clock):
    service.misbehaviour.order("throttled", seconds=60)
    refused = [make(caller) for _ in range(3)]
    assert [one.status for one in refused] == [429] * 3
    assert 50 < int(refused[-1].headers["Retry-After"]) <= 60
    clock.advance(60)
    assert make(caller).status == 200


def test_cut_off_and_cut_short(service, caller):
    service.misbehaviour.order("truncated", call="create")
    with pytest.raises(ValueError):
        assert make(caller).value
    service.misbehaviour.order("broken_off", call="list")
    with pytest.raises(requests.RequestException):
        caller.get("Contacts")
    assert there(caller)


def test_half_a_list(service, caller):
    service.misbehaviour.order("half_list", items=2)
    names = [{"Name": f"Half {number}"} for number in range(4)]
    with pytest.raises(requests.ConnectionError):
        caller.put("Contacts", {"Contacts": names})
    assert [there(caller, f"Half {number}") for number in range(4)] == [True, True, False, False]


def test_elements_that_are_not_as_sent(service, caller):
    def names():
        return [one["Code"] for one in caller.found("Items")]

    real = names()
    for kind, expected in (
        ("missing_element", real[1:]),
        ("duplicated_element", [*real, real[0]]),
        ("reversed_elements", real[::-1]),
    ):
        service.misbehaviour.order(kind, entity="Items")
        assert names() == expected


def test_next_years_words(service, caller):
    service.misbehaviour.order("unknown_enums")
    assert {one["ContactStatus"] for one in caller.found("Contacts")} == {"INTRODUCEDNEXTYEAR"}
    service.misbehaviour.order("unknown_fields")
    assert caller.found("Contacts")[0]["IntroducedNextYear"]


def test_huge_and_xml(service, caller):
    service.misbehaviour.order("huge", megabytes=1)
    assert len(caller.get("Currencies").text) > 1024 * 1024
    service.misbehaviour.order("xml")
    assert caller.get("Currencies").kind == "text/xml"


def test_delays(service, caller):
    slept = []
    service.misbehaviour.sleep = slept.append
    service.misbehaviour.order("delay", seconds=70)
    service.misbehaviour.order("delay_before", seconds=5)
    make(caller)
    assert sorted(slept) == [5, 70]


def test_which_calls_it_strikes(service, caller):
    service.misbehaviour.order("broken", entity="Items", call="list", times=2, skip=1)
    service.misbehaviour.order("offline", tenant="99999999-9999-4999-8999-999999999999")
    assert [caller.get("Items").status for _ in range(4)] == [200, 503, 503, 200]
    service.misbehaviour.order("broken", body="Needle", times=-1)
    assert make(caller).status == 200
    assert caller.put("Contacts", {"Contacts": [{"Name": "A Needle"}]}).status == 503
    service.misbehaviour.clear()
    assert caller.put("Contacts", {"Contacts": [{"Name": "A Needle"}]}).status == 200


def test_other_hosts_by_their_address(service, app, caller):
    service.misbehaviour.order("drop_after_commit", where="/connect/token")
    form = {"grant_type": "refresh_token", "refresh_token": caller.grant.refresh_token}
    form |= {"client_id": app.client_id, "client_secret": app.client_secret}
    with pytest.raises(requests.ConnectionError):
        requests.post(service.addresses.token, data=form, timeout=10)
    assert caller.grant.refresh_token not in form.values(), "rotated, and nobody heard of it"
    assert requests.post(service.addresses.token, data=form, timeout=10).status_code == 200
    service.misbehaviour.order("broken", where="/connections")
    assert caller.connections().status == 503


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "earthquake"},
        {"kind": "broken", "status": 200},
        {"kind": "throttled", "problem": "x"},
        {"kind": "html", "x": 1},
        {},
    ],
)
def test_orders_that_cannot_be(wrong):
    with pytest.raises(ValueError):
        Order.from_dict(wrong)
    assert Order.from_dict({"kind": "delay", "seconds": 1, "tenant": TENANT}).seconds == 1.0
