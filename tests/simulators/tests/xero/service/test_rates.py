"""Limits (facts 4.1, 4.3): fixed windows, headers, 429 with an empty body."""

import threading

import pytest
import requests

from tests.simulators.xero.books import samples
from tests.simulators.xero.service import App, Limits

from .caller import OTHER, TENANT, Caller


def statuses(caller, times):
    return [caller.get("Currencies").status for _ in range(times)]


def test_the_minute(service, caller, clock):
    service.rates.limits.per_minute = 3
    assert statuses(caller, 4) == [200, 200, 200, 429]
    refused = caller.get("Currencies")
    assert refused.text == "" and refused.headers["X-Rate-Limit-Problem"] == "minute"
    wait = int(refused.headers["Retry-After"])
    assert 1 <= wait <= 61
    clock.advance(wait)
    assert statuses(caller, 1) == [200]
    assert service.journal.counters(TENANT).throttled == 2


def test_the_headers_of_every_answer(service, caller):
    service.rates.limits = Limits()
    headers = caller.get("Currencies").headers
    assert (headers["X-MinLimit-Remaining"], headers["X-DayLimit-Remaining"]) == ("59", "999")
    assert headers["X-AppMinLimit-Remaining"] == "9999"
    assert caller.get("Nothings").headers["X-MinLimit-Remaining"] == "58"
    assert "X-MinLimit-Remaining" not in caller.connections().headers
    service.switches.set(limit_headers=False)
    assert "X-MinLimit-Remaining" not in caller.get("Currencies").headers


def test_the_day_takes_hours(service, app, caller, clock):
    service.rates.limits.per_day = 0
    caller.get("Currencies")
    service.rates.exhaust(app, TENANT)
    refused = caller.get("Currencies")
    assert refused.status == 429 and refused.headers["X-Rate-Limit-Problem"] == "day"
    wait = int(refused.headers["Retry-After"])
    assert 1 <= wait <= 86401 and refused.headers["X-DayLimit-Remaining"] == "0"
    clock.advance(wait)
    caller.token = service.connect(app, TENANT).last_access
    assert statuses(caller, 1) == [200]


@pytest.mark.parametrize(("tier", "calls"), [("starter", 1000), ("core", 5000), ("advanced", 5000)])
def test_tiers(service, tier, calls):
    service.rates.limits.per_day = 0
    caller = Caller(service, service.add_app(App("Tiered", ["http://localhost:1/x"], tier=tier)))
    assert caller.get("Currencies").headers["X-DayLimit-Remaining"] == str(calls - 1)


def test_the_app_has_its_own_minute(service, app, caller, clock):
    service.add_organisation(samples.bare("nz", OTHER, clock))
    other = Caller(service, app, OTHER)
    caller.token = other.token
    service.rates.limits.app_per_minute = 2
    assert statuses(caller, 1) + statuses(other, 1) == [200, 200]
    refused = caller.get("Currencies")
    assert refused.headers["X-Rate-Limit-Problem"] == "appminute" and "Retry-After" not in refused.headers
    service.switches.set(app_minute_problem="app-minute", retry_after="always")
    refused = caller.get("Currencies")
    assert refused.headers["X-Rate-Limit-Problem"] == "app-minute" and refused.headers["Retry-After"]
    service.switches.set(retry_after="never", problem_header=False)
    assert not {"X-Rate-Limit-Problem", "Retry-After"} & set(caller.get("Currencies").headers)


def test_organisations_have_their_own_minutes(service, app, caller, clock):
    service.add_organisation(samples.bare("nz", OTHER, clock))
    other = Caller(service, app, OTHER)
    caller.token = other.token
    service.rates.limits.per_minute = 1
    assert statuses(caller, 2) == [200, 429] and statuses(other, 2) == [200, 429]


def test_five_at_once(service, caller):
    service.rates.limits.concurrent = 5
    ready, go = threading.Semaphore(0), threading.Event()

    def wait(_seconds):
        ready.release()
        go.wait(10)

    service.misbehaviour.sleep = wait
    tenant = service.organisations[TENANT]
    real = tenant.books.objects

    def slow(endpoint, options=None):
        if endpoint == "Currencies":
            wait(0)
        return real(endpoint, options)

    tenant.books.objects = slow
    callers = [Caller.__new__(Caller) for _ in range(5)]
    for one in callers:
        vars(one).update(vars(caller), session=requests.Session())
    threads = [threading.Thread(target=one.get, args=("Currencies",)) for one in callers]
    for one in threads:
        one.start()
    for _ in threads:
        assert ready.acquire(timeout=10)
    refused = caller.get("Accounts")
    go.set()
    for one in threads:
        one.join()
    assert refused.status == 429 and refused.headers["X-Rate-Limit-Problem"] == "concurrent"
    assert "Retry-After" not in refused.headers
    assert caller.get("Accounts").status == 200


def test_rapid_sync(service, caller, clock):
    app = service.add_app(App("Certified", ["http://localhost:1/x"], tier="plus", certified=True, rapid_sync=True))
    fast = Caller(service, app)
    service.rates.limits = Limits(per_minute=2)
    assert statuses(fast, 4) == [200] * 4
    assert fast.get("Currencies").headers["X-MinLimit-Remaining"] == "2", "the headers stay at full"
    clock.advance(31 * 60)
    fast.token = service.connect(app, TENANT).last_access
    assert statuses(fast, 3) == [200, 200, 429]


def test_what_was_refused_does_not_count(service, caller, clock):
    service.rates.limits.per_minute = 1
    statuses(caller, 3)
    assert service.journal.counters().by_status == {"200": 1, "429": 2}
