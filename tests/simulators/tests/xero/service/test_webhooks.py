"""Webhooks (facts 5): intent to receive, signatures, retries, giving up and being taken up again."""

import json
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.simulators.xero.books import Bookkeeper, samples
from tests.simulators.xero.service import App, Event, signature

from .caller import OTHER, TENANT, Caller


class Receiver:
    """The address of an app: checks signatures as it should, unless ``statuses`` say otherwise."""

    def __init__(self):
        self.key = ""
        self.statuses: list[int] = []
        self.received: list[tuple] = []
        #: What a 200 has besides: a body, headers.
        self.body = b""
        self.headers: dict = {}
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                right = self.headers["x-xero-signature"] == signature(body, receiver.key)
                receiver.received.append((self.headers, body))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200 if right else 401)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(receiver.body)))
                self.end_headers()
                self.wfile.write(receiver.body)

            def log_message(self, *_arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/webhook"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    @property
    def events(self) -> list:
        return [event for _headers, body in self.received for event in json.loads(body)["events"]]


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def told(service, app, receiver):
    """An app whose intent was received, connected."""
    service.change_app(app.client_id, webhook_url=receiver.url)
    receiver.key = app.webhook_key
    assert service.webhooks.intent(app) == [200, 401, 200, 401] and app.webhook_status == "ok"
    receiver.received.clear()
    return Caller(service, app)


def test_intent_to_receive(service, app, receiver):
    service.change_app(app.client_id, webhook_url=receiver.url)
    assert app.webhook_status == "intent required"
    # It takes all for good.
    receiver.statuses = [200] * 4
    service.webhooks.intent(app)
    assert app.webhook_status == "intent failed"
    for _headers, body in receiver.received:
        value = json.loads(body)
        assert value["events"] == [] and value["firstEventSequence"] == value["lastEventSequence"] == 0
        assert value["entropy"]
    receiver.key = app.webhook_key
    service.webhooks.intent(app)
    assert app.webhook_status == "ok"


@pytest.mark.parametrize("flaw", [{"body": b"ok"}, {"headers": {"Set-Cookie": "session_id=1"}}])
def test_a_body_or_a_cookie_is_a_failure(service, app, receiver, flaw):
    service.change_app(app.client_id, webhook_url=receiver.url)
    receiver.key = app.webhook_key
    vars(receiver).update(flaw)
    service.webhooks.intent(app)
    assert app.webhook_status == "intent failed"


def test_by_itself_where_the_address_is_new(service, app, receiver):
    service.change_app(app.client_id, webhook_url=receiver.url)
    receiver.key = app.webhook_key
    assert service.webhooks.tick(service.apps.values()) == 4 and app.webhook_status == "ok"
    assert service.webhooks.tick(service.apps.values()) == 0
    service.change_app(app.client_id, webhook_url=f"{receiver.url}/2")
    assert app.webhook_status == "intent required"


def test_what_an_event_looks_like(service, told, receiver):
    made = told.contact("New One")
    service.webhooks.tick()
    (event,) = receiver.events
    assert event["resourceId"] == made["ContactID"] and event["tenantId"] == TENANT
    assert event["resourceUrl"] == f"{service.addresses.accounting}/Contacts/{made['ContactID']}"
    assert (event["eventCategory"], event["eventType"], event["tenantType"]) == ("CONTACT", "CREATE", "ORGANISATION")
    assert datetime.fromisoformat(event["eventDateUtc"]).tzinfo is None and "data" not in event
    headers, body = receiver.received[0]
    assert headers["x-xero-signature"] == signature(body, told.app.webhook_key)
    value = json.loads(body)
    assert value["firstEventSequence"] == value["lastEventSequence"] == 1
    service.switches.set(event_case="title")
    told.post(f"Contacts/{made['ContactID']}", {"EmailAddress": "a@b.example"})
    service.webhooks.tick()
    assert receiver.events[-1]["eventType"] == "Update"


def test_documents(service, told, receiver):
    told.invoices(told.invoice("W-1"))
    note = told.invoice()
    note |= {"Type": "ACCRECCREDIT", "CreditNoteNumber": "C-1"}
    del note["DueDate"]
    assert told.put("CreditNotes", {"CreditNotes": [note]}).status == 200
    told.put("Items", {"Items": [{"Code": "NO-EVENT"}]})
    service.webhooks.tick()
    events = {one["eventCategory"]: one for one in receiver.events}
    assert {"INVOICE", "CREDITNOTE"} <= set(events) <= {"INVOICE", "CREDITNOTE", "CONTACT"}
    assert events["CREDITNOTE"]["data"] == {"Type": "ACCRECCREDIT", "Status": "AUTHORISED"}


def test_only_what_is_wanted(service, told, receiver):
    service.change_app(told.app.client_id, webhook_categories=["INVOICE"])
    told.contact("New One")
    service.webhooks.tick()
    assert receiver.events == []


def test_only_of_connected_organisations(service, told, receiver, clock):
    other = service.add_organisation(samples.bare("nz", OTHER, clock))
    Bookkeeper(other.books).add_contact("Elsewhere")
    service.disconnect(TENANT)
    Bookkeeper(service.organisations[TENANT].books).add_contact("Not ours any more")
    service.webhooks.tick()
    assert receiver.events == []


def test_what_a_person_does_is_told_too(service, told, receiver, books):
    Bookkeeper(books).rename_contact("Azure Interior", "Azure Ltd")
    service.webhooks.tick()
    assert [one["eventType"] for one in receiver.events] == ["UPDATE"]


def test_retries_at_once_and_every_quarter_of_an_hour(service, told, receiver, clock):
    receiver.statuses = [500, 503, 500]
    told.contact("New One")
    assert service.webhooks.tick() == 1
    assert service.webhooks.tick() == 1, "at once"
    assert service.webhooks.tick() == 0
    clock.advance(15 * 60)
    assert service.webhooks.tick() == 1
    clock.advance(15 * 60)
    service.webhooks.tick()
    assert service.webhooks.pending() == []
    bodies = {body for _headers, body in receiver.received}
    assert len(bodies) == 1, "byte for byte"
    assert [one["attempt"] for one in service.webhooks.sent if not one["intent"]] == [1, 2, 3, 4]


def test_later_events_wait_their_turn(service, told, receiver, clock):
    receiver.statuses = [500, 500]
    told.contact("First")
    service.webhooks.tick()
    told.contact("Second")
    service.webhooks.tick()
    service.webhooks.tick()
    clock.advance(15 * 60)
    while service.webhooks.tick():
        pass
    sequences = [json.loads(body)["firstEventSequence"] for _headers, body in receiver.received]
    assert sequences == [1, 1, 1, 2]


def test_after_a_day_it_is_disabled_and_events_are_kept(service, told, receiver, clock):
    receiver.statuses = [500] * 200
    told.contact("First")
    for _ in range(100):
        service.webhooks.tick()
        clock.advance(15 * 60)
    assert told.app.webhook_status == "disabled"
    told.token = service.connect(told.app, TENANT).last_access
    told.contact("Second")
    assert service.webhooks.tick() == 0 and len(service.webhooks.pending()) == 2
    receiver.statuses.clear()
    receiver.received.clear()
    service.webhooks.intent(told.app)
    while service.webhooks.tick():
        pass
    assert len(receiver.events) == 2 and service.webhooks.pending() == []


def test_events_are_kept_a_month(service, told, receiver, clock):
    receiver.statuses = [500] * 200
    told.contact("First")
    service.webhooks.tick()
    clock.advance(32 * 86400)
    assert service.webhooks.pending() == []


def test_senders_for_tests(service, told, receiver):
    event = Event(TENANT, "Contacts", "11111111-1111-4111-8111-111111111111", "UPDATE", service.clock.now())
    assert service.webhooks.forged(told.app, [event]) == service.webhooks.unsigned(told.app, [event]) == 401
    assert service.webhooks.of_stranger(told.app) == service.webhooks.oversized(told.app) == 200
    told.contact("A")
    told.contact("B")
    assert service.webhooks.out_of_order() == [200, 200]
    last = receiver.received[-1][1]
    assert service.webhooks.repeated(told.app) == 200 and receiver.received[-1][1] == last


def test_a_thread_of_its_own(service, told, receiver):
    service.webhooks.start(lambda: service.apps.values(), every=0.01)
    told.contact("New One")
    for _ in range(200):
        if receiver.events:
            break
        threading.Event().wait(0.02)
    assert receiver.events
    assert isinstance(told.app, App)
