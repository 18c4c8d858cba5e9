"""Webhooks out (facts 4.2)."""

import time

import pytest

from tests.simulators.quickbooks_online.books import Bookkeeper, Profile
from tests.simulators.quickbooks_online.service import App, Event, Limits, Service, signature

from .caller import REALM, Caller
from .receiver import Receiver


@pytest.fixture
def receiver():
    with Receiver() as one:
        yield one


@pytest.fixture
def caller(service, app, receiver):
    service.change_app(app.client_id, webhook_url=receiver.url)
    return Caller(service, app)


def test_events_are_cloud_events_and_signed(service, caller, receiver):
    made = caller.customer("Acme")
    caller.customer("Second")
    assert service.webhooks.tick() == 1, "both in one call"
    first, second = receiver.bodies[0]
    assert first["specversion"] == "1.0" and first["type"] == "qbo.customer.created.v1"
    assert first["intuitentityid"] == made["Id"] and first["intuitaccountid"] == REALM
    assert first["id"] != second["id"] and first["time"].endswith("Z") and first["data"] == {}
    ((_headers, body),) = receiver.received
    assert receiver.signatures == [signature(body, caller.app.verifier_token)]
    assert service.webhooks.tick() == 0 and service.webhooks.pending() == []


def test_the_older_shape(service, caller, receiver):
    service.switches.set(webhook_shape="older")
    made = caller.customer("Acme")
    service.webhooks.tick()
    (notification,) = receiver.bodies[0]["eventNotifications"]
    (entity,) = notification["dataChangeEvent"]["entities"]
    assert notification["realmId"] == REALM and entity["lastUpdated"].endswith("Z")
    assert (entity["name"], entity["id"], entity["operation"]) == ("Customer", made["Id"], "Create")


def test_operations(service, caller, receiver):
    made = caller.customer("Acme")
    payment = caller.post("payment", {"CustomerRef": {"value": made["Id"]}, "TotalAmt": 10})["Payment"]
    key = {"Id": payment["Id"], "SyncToken": payment["SyncToken"], "sparse": True}
    void = caller.post("payment", key, operation="update", include="void")["Payment"]
    caller.post("payment", {"Id": void["Id"], "SyncToken": void["SyncToken"]}, operation="delete")
    service.webhooks.tick()
    kinds = [event["type"] for event in receiver.bodies[0]]
    for operation in ("created", "voided", "deleted"):
        assert f"qbo.payment.{operation}.v1" in kinds


def test_a_merge_names_survivor_and_loser(service, caller, receiver, clock):
    service.webhooks.notify(Event(REALM, "Customer", "1", "Merge", clock.now(), "2"))
    service.webhooks.tick()
    service.switches.set(webhook_shape="older")
    service.webhooks.notify(Event(REALM, "Customer", "1", "Merge", clock.now(), "2"))
    service.webhooks.tick()
    new, old = receiver.bodies
    assert new[0]["type"] == "qbo.customer.merged.v1" and new[0]["data"] == {"deletedid": "2"}
    assert old["eventNotifications"][0]["dataChangeEvent"]["entities"][0]["deletedId"] == "2"


def test_what_a_person_does_is_told_too(service, caller, company, receiver):
    survivor, loser = caller.customer("Acme")["Id"], caller.customer("Acme twice")["Id"]
    service.webhooks.tick()
    Bookkeeper(company).rename("Customer", "Acme", "Acme Ltd")
    Bookkeeper(company).merge("Customer", "Acme twice", "Acme Ltd")
    service.webhooks.tick()
    events = receiver.bodies[1]
    assert [event["intuitentityid"] for event in events if event["type"] == "qbo.customer.updated.v1"][0] == survivor
    (merged,) = [event for event in events if event["type"] == "qbo.customer.merged.v1"]
    assert merged["intuitentityid"] == survivor and merged["data"] == {"deletedid": loser}


def test_several_companies_in_one_call(service, caller, receiver):
    service.found("123", Profile(name="Second & Sons"))
    caller.customer("Acme")
    Caller(service, caller.app, "123").customer("Acme")
    service.webhooks.tick()
    assert [event["intuitaccountid"] for event in receiver.bodies[0]] == [REALM, "123"]


def test_a_hundred_events_a_call(service, caller, receiver, clock):
    for number in range(101):
        service.webhooks.notify(Event(REALM, "Customer", str(number), "Update", clock.now()))
    assert service.webhooks.tick() == 2
    assert [len(body) for body in receiver.bodies] == [100, 1]


def test_retries(service, caller, receiver, clock):
    receiver.statuses = [500, 302, 404]
    caller.customer("Acme")
    assert service.webhooks.tick() == 1
    for wait in (10, 20, 30):
        clock.advance(wait - 1)
        assert service.webhooks.tick() == 0, "too early"
        clock.advance(1)
        assert service.webhooks.tick() == 1
    assert len(set(receiver.signatures)) == 1 and len(receiver.received) == 4
    assert service.webhooks.pending() == []


def test_later_events_are_held_back_or_not(service, caller, receiver):
    receiver.statuses = [500]
    caller.customer("First")
    service.webhooks.tick()
    caller.customer("Second")
    assert service.webhooks.tick() == 0
    service.switches.set(webhook_order="any")
    assert service.webhooks.tick() == 1 and len(service.webhooks.pending()) == 1


def test_nobody_there(service, app, caller, receiver):
    service.change_app(app.client_id, webhook_url="http://127.0.0.1:9/nothing")
    caller.customer("Acme")
    service.webhooks.tick()
    assert service.webhooks.sent[-1]["status"] == 0 and len(service.webhooks.pending()) == 1


def test_who_is_told(service, caller, receiver):
    service.change_app(caller.app.client_id, webhook_entities=["Invoice"])
    caller.customer("Acme")
    assert service.webhooks.tick() == 0, "only the entities that are wanted"
    service.change_app(caller.app.client_id, webhook_entities=[])
    service.grants.disconnect(REALM)
    service.webhooks.notify(Event(REALM, "Customer", "1", "Update", service.clock.now()))
    assert service.webhooks.tick() == 0, "only who is connected"


def test_senders_that_should_not_be_believed(service, caller, receiver, clock):
    event = Event(REALM, "Customer", "1", "Update", clock.now())
    token = caller.app.verifier_token
    assert service.webhooks.forged(caller.app, [event]) == 200
    assert service.webhooks.unsigned(caller.app, [event]) == 200
    assert service.webhooks.of_stranger(caller.app) == 200
    assert service.webhooks.oversized(caller.app) == 200
    assert service.webhooks.repeated(caller.app) == 200
    right = [signature(body, token) for _headers, body in receiver.received]
    assert [given == due for given, due in zip(receiver.signatures, right, strict=True)] == [
        False,
        False,
        True,
        True,
        True,
    ]
    assert receiver.signatures[1] is None
    assert len(receiver.received[3][1]) > 5 * 1024 * 1024
    assert receiver.received[4][1] == receiver.received[3][1]
    assert receiver.bodies[2][0]["intuitaccountid"] != REALM


def test_out_of_order(service, caller, receiver):
    for name in ("First", "Second", "Third"):
        caller.customer(name)
    service.webhooks.out_of_order()
    ids = [int(body[0]["intuitentityid"]) for body in receiver.bodies]
    assert len(ids) == 3 and ids == sorted(ids, reverse=True)


def test_they_leave_by_themselves(receiver):
    with Service(limits=Limits.none()) as service:
        service.found(REALM)
        app = service.add_app(App("Bridge", ["http://localhost/callback"], webhook_url=receiver.url))
        Caller(service, app).customer("Acme")
        end = time.monotonic() + 5
        while not receiver.received and time.monotonic() < end:
            time.sleep(0.02)
    assert receiver.received
