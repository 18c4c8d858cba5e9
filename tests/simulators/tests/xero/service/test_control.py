"""The control page: what other processes and people do with the service."""

import pytest
import requests

from .caller import TENANT, Caller


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
    assert status["organisations"] == [{"tenant": TENANT, "name": "Acme Field Services Pty Ltd", "country": "AU"}]
    assert status["apps"][0]["client_secret"] == app.client_secret


def test_orders_from_outside(caller, control):
    assert control("misbehave", {"kind": "broken", "status": 504, "call": "list"}).json()["kind"] == "broken"
    assert control("orders").json()[0]["status"] == 504
    assert caller.get("Currencies").status == 504
    control("misbehave", {"kind": "throttled", "seconds": 3600})
    assert caller.get("Currencies").status == 429
    assert control("orders").json()[-1]["until"]
    assert control("clear", {"what": "orders"}).status_code == 200
    assert caller.get("Currencies").status == 200
    assert control("misbehave", {"kind": "earthquake"}).status_code == 400
    assert control("clear", {"what": "everything"}).status_code == 400


def test_log_and_counters(caller, control):
    caller.put("Contacts", {"Contacts": [{"Name": "Acme"}]}, key="k-1")
    caller.get("Currencies")
    log = control("log").json()
    assert [entry["kind"] for entry in log] == ["create", "list"]
    assert log[0]["body"] == '{"Contacts":[{"Name":"Acme"}]}' and '"Name":"Acme"' in log[0]["answer"]
    assert log[0]["key"] == "k-1" and log[0]["app"] == "Accounting Bridge" and log[0]["tenant"] == TENANT
    assert [entry["kind"] for entry in control(f"log?since={log[0]['number']}").json()] == ["list"]
    assert [entry["entity"] for entry in control("log?kind=create").json()] == ["Contacts"]
    counters = control("counters").json()
    assert counters[TENANT]["by_kind"] == {"create": 1, "list": 1} and counters["all"]["writes"] == {"Contacts": 1}
    before = counters["all"]["egress"]
    caller.get("Organisation")
    assert control("counters").json()["all"]["egress"] == before, "the organisation is not counted"
    control("clear", {"what": "log"})
    assert control("log").json() == [] and control("counters").json()["all"]["calls"] == 0


def test_the_books_for_people_and_programs(caller, control):
    caller.contact("Acme & Sons")
    caller.invoices(caller.invoice("PAGE-1"))
    page = control(f"books/{TENANT}")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "Acme &amp; Sons" in page.text and "PAGE-1" in page.text and "<textarea" in page.text
    books = control(f"books/{TENANT}.json").json()
    assert "Acme & Sons" in [one["Name"] for one in books["Contacts"]] and "Invoices" in books
    assert list(control(f"books/{TENANT}.json?entities=Currencies,TaxRates").json()) == ["Currencies", "TaxRates"]
    assert control("books/99").status_code == 400
    overview = control("")
    assert "Acme Field Services" in overview.text and "create Contacts" in overview.text


def test_a_person_presses_what_a_bookkeeper_does(service, caller, control, books):
    def press(hand, values, **headers):
        url = f"{service.addresses.control}/books/{TENANT}"
        return requests.post(url, data={"hand": hand, "values": values}, headers=headers, timeout=10)

    page = press("rename_contact", "Azure Interior\r\nAzure Ltd")
    assert page.status_code == 200 and "rename_contact: done" in page.text
    assert "EmailAddress=" not in page.text and books.contact("Azure Ltd")
    press("change_contact", "Azure Ltd\nEmailAddress=new@azure.example")
    assert books.contact("Azure Ltd")["EmailAddress"] == "new@azure.example"
    assert "there is no contact Nobody" in press("archive_contact", "Nobody").text
    assert press("do", "x").status_code == 400
    assert press("rename_contact", "A\nB", Origin="http://elsewhere.example").status_code == 403


def test_switches_limits_and_the_clock(service, caller, control):
    assert control("switches", {"nothing_modified": "304"}).json()["nothing_modified"] == "304"
    assert control("switches", {"nothing_modified": "some"}).status_code == 400
    assert control("switches", {"nothing": 1}).status_code == 400
    assert control("limits", {"per_minute": 1}).json()["per_minute"] == 1
    assert [caller.get("Currencies").status for _ in range(2)] == [200, 429]
    assert control("limits", {"none": True}).json()["per_minute"] is None
    assert control("limits", {"nothing": 1}).status_code == 400
    before = service.clock.now()
    control("clock", {"seconds": 86400})
    assert (service.clock.now() - before).total_seconds() >= 86400


def test_consents_and_their_ends(service, app, caller, control):
    given = control("consent", {"client_id": app.client_id, "tenant": TENANT}).json()
    form = {"grant_type": "authorization_code", "code": given["code"], "redirect_uri": given["redirect_uri"]}
    form |= {"client_id": app.client_id, "client_secret": app.client_secret}
    caller.token = requests.post(service.addresses.token, data=form, timeout=10).json()["access_token"]
    assert caller.get("Currencies").status == 200
    control("administrator", {"tenant": TENANT, "is_one": False})
    assert caller.get("Currencies").status == 401
    control("administrator", {"tenant": TENANT, "is_one": True})
    service.rates.limits.per_day = 0
    control("exhaust", {"client_id": app.client_id, "tenant": TENANT})
    assert caller.get("Currencies").headers["X-Rate-Limit-Problem"] == "day"
    assert control("exhaust", {"client_id": app.client_id, "tenant": TENANT, "problem": "x"}).status_code == 400
    control("limits", {"none": True})
    assert control("disconnect", {"tenant": TENANT}).json() == {"disconnected": 1}
    assert caller.get("Currencies").status == 403
    control("expire", {})
    assert caller.get("Currencies").status == 401
    assert control("demo_reset", {"tenant": TENANT}).status_code == 200


def test_apps(service, app, control):
    changed = control("app", {"client_id": app.client_id, "redirect_uris": ["http://localhost:1/x"]}).json()
    assert changed["redirect_uris"] == app.redirect_uris == ["http://localhost:1/x"]
    made = control("app", {"name": "Second", "redirect_uris": [], "client_id": "chosen"}).json()
    assert service.apps["chosen"].client_secret == made["client_secret"]
    assert control("app", {"name": "Bad", "redirect_uris": ["nowhere"]}).status_code == 400


def test_views_of_an_accountant(caller, control):
    assert {one["name"] for one in control(f"books/{TENANT}/contacts.json").json()} >= {"Azure Interior"}
    assert control(f"books/{TENANT}/contact.json?name=Azure Interior").json()["Name"] == "Azure Interior"
    assert control(f"books/{TENANT}/payments.json").json() == control(f"books/{TENANT}/allocations.json").json() == []
    assert control(f"books/{TENANT}/_contact.json").status_code == 400
    assert control(f"books/{TENANT}/write.json").status_code == 400


def test_the_hands_of_the_bookkeeper(service, caller, control):
    made = control("do", {"tenant": TENANT, "hand": "add_contact", "arguments": {"name": "Acme"}}).json()["done"]
    control("do", {"tenant": TENANT, "hand": "rename_contact", "positional": ["Acme", "Acme Ltd"]})
    assert caller.get(f"Contacts/{made['ContactID']}")["Contacts"][0]["Name"] == "Acme Ltd"
    refused = control("do", {"tenant": TENANT, "hand": "add_contact", "arguments": {"name": "acme ltd"}})
    assert refused.status_code == 409 and "already assigned" in refused.json()["error"]
    assert control("do", {"tenant": TENANT, "hand": "rename_contact", "positional": ["X", "Y"]}).status_code == 400
    assert control("do", {"tenant": TENANT, "hand": "_settle"}).status_code == 400
    assert control("do", {"tenant": TENANT, "hand": "books"}).status_code == 400
    assert control("do", {"tenant": "99", "hand": "rename_contact"}).status_code == 400


def test_webhooks_from_outside(service, app, control):
    from .test_webhooks import Receiver

    receiver = Receiver()
    try:
        control("app", {"client_id": app.client_id, "webhook_url": receiver.url})
        receiver.key = app.webhook_key
        assert control("intent", {"client_id": app.client_id}).json()["webhook_status"] == "ok"
        Caller(service, app).contact("Acme")
        for what in ("out_of_order", "forged", "unsigned", "repeated", "of_stranger", "oversized"):
            answer = control("webhook", {"client_id": app.client_id, "what": what, "tenant": TENANT})
            assert answer.status_code == 200, answer.text
        assert len(receiver.received) == 10
        assert len(control("webhooks").json()["sent"]) == 10
        assert control("webhook", {"client_id": app.client_id, "what": "nothing"}).status_code == 400
    finally:
        receiver.stop()


def test_only_for_this_machine(service):
    headers = {"Host": "elsewhere.example:80"}
    assert requests.get(service.addresses.control, headers=headers, timeout=10).status_code == 403
    assert requests.post(f"{service.addresses.control}/clock", data="x", timeout=10).status_code == 400
