"""The control page: what other processes and people do with the service."""

import pytest
import requests

from .caller import REALM, Caller


@pytest.fixture
def control(service):
    def control(path, value=None):
        url = f"{service.addresses.control}/{path}"
        if value is None:
            return requests.get(url, timeout=10)
        return requests.post(url, json=value, timeout=10)

    return control


def test_what_a_test_needs_to_begin(service, app, control):
    status = control("status").json()
    assert status["addresses"]["token"] == service.addresses.token
    assert status["companies"] == [{"realm": REALM, "name": "Acme Field Services", "environment": "sandbox"}]
    assert status["apps"][0]["client_secret"] == app.client_secret


def test_orders_from_outside(caller, control):
    assert control("misbehave", {"kind": "broken", "status": 504, "call": "read"}).json()["kind"] == "broken"
    assert control("orders").json()[0]["status"] == 504
    assert caller.get("preferences").status == 504
    control("misbehave", {"kind": "throttled", "seconds": 3600})
    assert caller.get("preferences").status == 429
    assert control("clear", {"what": "orders"}).status_code == 200
    assert caller.get("preferences").status == 200
    assert control("misbehave", {"kind": "earthquake"}).status_code == 400


def test_log_and_counters(caller, control):
    caller.customer("Acme")
    caller.get("preferences")
    log = control("log").json()
    assert [entry["kind"] for entry in log] == ["create", "read"]
    assert log[0]["body"] == '{"DisplayName":"Acme"}' and '"DisplayName":"Acme"' in log[0]["answer"]
    assert log[0]["query"] == "minorversion=75" and log[0]["app"] == "Accounting Bridge" and log[0]["tid"]
    assert [entry["kind"] for entry in control(f"log?since={log[0]['number']}").json()] == ["read"]
    assert [entry["entity"] for entry in control("log?kind=create").json()] == ["Customer"]
    counters = control("counters").json()
    assert counters[REALM]["by_class"] == {"Core": 1, "CorePlus": 1} == counters["all"]["by_class"]
    control("clear", {"what": "log"})
    assert control("log").json() == [] and control("counters").json()["all"]["calls"] == 0


def test_the_books_for_people_and_programs(caller, control):
    caller.customer("<b>Acme</b>")
    page = control(f"books/{REALM}")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "&lt;b&gt;Acme" in page.text and "<b>Acme" not in page.text
    books = control(f"books/{REALM}.json").json()
    assert [one["DisplayName"] for one in books["Customer"]] == ["<b>Acme</b>"] and "Invoice" in books
    assert list(control(f"books/{REALM}.json?entities=Term,Class").json()) == ["Term", "Class"]
    assert control("books/99").status_code == 400
    overview = control("")
    assert "Acme Field Services" in overview.text and "create Customer" in overview.text


def test_switches_limits_and_the_clock(service, caller, control):
    assert control("switches", {"cdc_cap": "each"}).json()["cdc_cap"] == "each"
    assert control("switches", {"cdc_cap": "some"}).status_code == 400
    assert control("switches", {"nothing": 1}).status_code == 400
    assert control("limits", {"realm_per_minute": 1}).json()["realm_per_minute"] == 1
    assert [caller.get("preferences").status for _ in range(2)] == [200, 429]
    assert control("limits", {"none": True}).json()["realm_per_minute"] is None
    assert control("limits", {"nothing": 1}).status_code == 400
    before = service.clock.now()
    control("clock", {"seconds": 86400})
    assert (service.clock.now() - before).total_seconds() >= 86400


def test_consents_and_their_ends(service, app, caller, control):
    given = control("consent", {"client_id": app.client_id, "realm": REALM}).json()
    form = {"grant_type": "authorization_code", "code": given["code"], "redirect_uri": given["redirect_uri"]}
    auth = (app.client_id, app.client_secret)
    assert requests.post(service.addresses.token, data=form, auth=auth, timeout=10).status_code == 200
    control("administrator", {"realm": REALM, "is_one": False})
    assert caller.get("preferences").code == "120"
    control("administrator", {"realm": REALM, "is_one": True})
    control("expire", {"realm": REALM})
    assert caller.get("preferences").status == 401
    control("disconnect", {"realm": REALM})
    assert service.grants.of(REALM) == []


def test_apps(service, app, control):
    changed = control("app", {"client_id": app.client_id, "redirect_uris": ["http://localhost:1/x"]}).json()
    assert changed["redirect_uris"] == app.redirect_uris == ["http://localhost:1/x"]
    made = control("app", {"name": "Second", "redirect_uris": [], "client_id": "chosen"}).json()
    assert service.apps["chosen"].client_secret == made["client_secret"]
    assert control("app", {"name": "Bad", "redirect_uris": ["nowhere"]}).status_code == 400


def test_views_of_an_accountant(caller, control):
    assert control(f"books/{REALM}/invoices.json").json() == []
    assert control(f"books/{REALM}/find.json?entity=Item&name=Hours").json()["Name"] == "Hours"
    assert control(f"books/{REALM}/_document.json").status_code == 400
    assert control(f"books/{REALM}/execute.json").status_code == 400


def test_the_hands_of_the_bookkeeper(service, caller, control):
    made = control("do", {"realm": REALM, "hand": "add_customer", "arguments": {"name": "Acme"}}).json()["done"]
    control("do", {"realm": REALM, "hand": "rename", "positional": ["Customer", "Acme", "Acme Ltd"]})
    assert caller.get(f"customer/{made['Id']}")["Customer"]["DisplayName"] == "Acme Ltd"
    refused = control("do", {"realm": REALM, "hand": "add_customer", "arguments": {"name": "acme ltd"}})
    assert refused.status_code == 409 and refused.json()["errors"][0]["code"] == "6240"
    assert control("do", {"realm": REALM, "hand": "rename", "positional": ["Customer", "X", "Y"]}).status_code == 400
    assert control("do", {"realm": REALM, "hand": "_nothing"}).status_code == 400
    assert control("do", {"realm": REALM, "hand": "company"}).status_code == 400
    assert control("do", {"realm": "99", "hand": "rename"}).status_code == 400


def test_webhooks_from_outside(service, app, control):
    from .receiver import Receiver

    with Receiver() as receiver:
        service.change_app(app.client_id, webhook_url=receiver.url)
        Caller(service, app).customer("Acme")
        for what in ("out_of_order", "forged", "unsigned", "repeated", "of_stranger", "oversized"):
            answer = control("webhook", {"client_id": app.client_id, "what": what, "realm": REALM})
            assert answer.status_code == 200, answer.text
        assert len(receiver.received) == 6
    assert len(control("webhooks").json()["sent"]) == 6
    assert control("webhook", {"client_id": app.client_id, "what": "nothing"}).status_code == 400


def test_only_this_machine(service):
    url = f"{service.addresses.control}/status"
    assert requests.get(url, headers={"Host": "evil.example:80"}, timeout=10).status_code == 403
    assert requests.post(f"{service.addresses.control}/clear", data="{}", timeout=10).status_code == 400
    assert service.url.startswith("http://127.0.0.1:")
