"""Rates and metering (facts 5), by a clock that stands still."""

import threading
from datetime import UTC, datetime

import pytest

from tests.simulators.quickbooks_online.books import Profile
from tests.simulators.quickbooks_online.service import App, Clock, Limits

from .caller import REALM, Caller


@pytest.fixture
def clock():
    return Clock(datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
def limit(service):
    def limit(**values):
        service.rates.limits = Limits(**{**vars(Limits.none()), **values})

    return limit


def read(caller):
    return caller.get("preferences").status


def batch(caller):
    return caller.batch({"bId": "1", "Query": "select * from Term"}).status


def test_the_published_limits():
    assert vars(Limits()) == {
        "realm_per_minute": 500,
        "app_per_second": 10,
        "app_batches_per_minute": 40,
        "realm_batches_per_minute": 120,
        "everything_per_minute": 800,
        "coreplus_per_month": 500_000,
    }


def test_calls_a_minute_of_a_company(service, caller, limit, clock):
    limit(realm_per_minute=5)
    other = Caller(service, service.add_app(App("Other", ["http://localhost/callback"])))
    assert [read(one) for one in (caller, other) * 3] == [200] * 5 + [429]
    clock.advance(59)
    assert read(caller) == 429, "a window slides, and what was refused does not count"
    clock.advance(1)
    assert [read(caller) for _ in range(6)] == [200] * 5 + [429]


def test_companies_do_not_share(service, caller, limit):
    limit(realm_per_minute=1)
    service.found("123", Profile(name="Second & Sons"))
    assert read(caller) == 200 and read(caller) == 429
    assert read(Caller(service, caller.app, "123")) == 200


def test_ten_a_second_of_a_company_and_app(service, caller, limit, clock):
    limit(app_per_second=10)
    other = Caller(service, service.add_app(App("Other", ["http://localhost/callback"])))
    assert [read(caller) for _ in range(11)] == [200] * 10 + [429]
    assert read(other) == 200
    clock.advance(1)
    assert read(caller) == 200


def test_ten_at_once(service, caller, limit):
    service.switches.set(burst="concurrent")
    limit(app_per_second=1)
    assert [read(caller) for _ in range(3)] == [200] * 3, "one after the other"
    refused = []
    tenant = service.companies[REALM]
    with tenant.lock:
        # A batch that waits for the books; the next call meets it.
        waiting = threading.Thread(target=lambda: refused.append(batch_create(Caller(service, caller.app))))
        waiting.start()
        deadline = 100
        while not any(service.rates._running.values()) and deadline:
            deadline -= 1
            threading.Event().wait(0.02)
        assert caller.query("select * from Nothing").status == 429
    waiting.join()
    assert refused == [200]


def batch_create(caller):
    return caller.batch({"bId": "1", "operation": "create", "Customer": {"DisplayName": "Acme"}}).status


def test_batches_a_minute(service, caller, limit):
    limit(app_batches_per_minute=2, realm_batches_per_minute=3, realm_per_minute=1)
    other = Caller(service, service.add_app(App("Other", ["http://localhost/callback"])))
    assert [batch(caller) for _ in range(3)] == [200, 200, 429]
    assert [batch(other) for _ in range(2)] == [200, 429]
    assert read(caller) == 200, "batches are no calls of that limit"


def test_everything_together(caller, limit):
    limit(everything_per_minute=3)
    assert [read(caller), batch(caller), read(caller), batch(caller), read(caller)] == [200, 200, 200, 429, 429]


def test_core_and_coreplus(service, caller):
    made = caller.customer("Acme")
    caller.get(f"customer/{made['Id']}")
    caller.query("select * from Customer")
    caller.query("select * from Nothing")
    caller.get("cdc", entities="Customer", changedSince="2026-03-01T00:00:00Z")
    batch(caller)
    counters = service.journal.counters(REALM)
    assert counters.by_class == {"Core": 1, "CorePlus": 5} and counters.calls == 6
    assert counters.by_kind == {"create": 1, "read": 1, "query": 2, "cdc": 1, "batch": 1}
    assert counters.metered == 4, "only answers of 2xx count"
    assert counters.writes == {"Customer": 1}


def test_the_free_tier_is_of_production(service, caller, limit, clock):
    app = service.add_app(App("Live", ["https://erp.example/callback"], environment="production"))
    service.found("456", Profile(name="Real Business"), environment="production")
    live = Caller(service, app, "456", "production")
    limit(coreplus_per_month=2)
    assert [read(live) for _ in range(3)] == [200, 200, 429]
    assert live.post("customer", {"DisplayName": "Acme"}).status == 200, "Core goes on"
    assert [read(caller) for _ in range(5)] == [200] * 5, "the sandbox does not count"
    clock.advance(31 * 86400)
    live = Caller(service, app, "456", "production")
    assert read(live) == 200
