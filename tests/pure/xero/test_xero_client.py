"""A payload on its way to Xero: what leaves, what is kept of the answers, what stops the rest, and the library."""

import gzip
import http.client
import json
import logging
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
import urllib3
from online_wire import Wire, after, broken, dripping, hang_up, reply, reset, says, unused_port

from odoo.addons.accounting_bridge.ledgers import http as calls_by_http
from odoo.addons.accounting_bridge.ledgers import json_text
from odoo.addons.accounting_bridge.ledgers.protocol import Access, Unanswered, Unreachable
from odoo.addons.accounting_bridge.ledgers.xero import client, limits, rest

SOON = 30.0
TENANT = "45e4708e-d862-4111-ab3a-dd8cd03913e1"
EXPIRED = json.dumps({"Type": None, "Title": "Unauthorized", "Status": 401, "Detail": "TokenExpired: token expired"})
NOT_LET_IN = json.dumps({"Title": "Forbidden", "Status": 403, "Detail": "AuthenticationUnsuccessful"})


class Purse(Access):
    """A sign-in and a budget in memory. ``asked`` holds what was asked of it."""

    company_id = TENANT
    environment = "production"

    def __init__(self, wire, *, grants=None, tokens=("T1", "T2"), trouble=None):
        self.api_url = wire.url if isinstance(wire, Wire) else wire
        self.tokens = list(tokens)
        self.grants = grants
        self.trouble = trouble or {}
        self.asked = []
        self.quiet = []
        self.left = []

    def token(self):
        return self._give("token")

    def renew(self, failed):
        assert failed == self.tokens[0]
        self.tokens.pop(0)
        return self._give("renew")

    def _give(self, name):
        self.asked.append(name)
        if name in self.trouble:
            raise self.trouble[name]
        return self.tokens[0]

    def grant(self, calls, *, metered=0, batches=0):
        self.asked.append((calls, metered, batches))
        return calls if self.grants is None else min(calls, self.grants.pop(0) if self.grants else 0)

    def throttled(self, seconds):
        self.quiet.append(seconds)

    def note_left(self, *, day=None, minute=None):
        self.left.append((day, minute))


def calls(count=1, **values):
    """Return that many writes, or whatever is given instead."""
    one = {"method": "PUT", "path": "Invoices", "parameters": {}, "key": "k", "text": '{"Invoices":[]}', **values}
    return [{"id": str(number), **one} for number in range(1, count + 1)]


def perform(access, asked, seconds=SOON):
    payload = json_text.write({"calls": asked})
    return json.loads(client.perform(payload, time.monotonic() + seconds, access))


def run(steps, asked, seconds=SOON, **purse):
    """Return ``(answer, requests, access)`` of a payload that met these steps."""
    with Wire(list(steps)) as wire:
        access = Purse(wire, **purse)
        return perform(access, asked, seconds), wire.requests, access


def ids(answer, key):
    return [each["id"] for each in answer["answers"] if key in each]


# === WHAT LEAVES === #


def test_a_write():
    text = '{"Invoices":[{"UnitAmount":0.1000000000000000000001,"Name":"Zo\\u00eb ł"}]}'
    asked = calls(parameters={"summarizeErrors": "false", "unitdp": "4"}, key="odoo-1", text=text)
    _answer, (request,), access = run([], asked)
    assert (request.method, request.path) == ("PUT", "/api.xro/2.0/Invoices")
    assert request.target.partition("?")[2] == "summarizeErrors=false&unitdp=4"
    assert request.headers["authorization"] == "Bearer T1"
    assert request.headers["xero-tenant-id"] == TENANT
    assert request.headers["idempotency-key"] == "odoo-1"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept-encoding"] == "gzip"
    assert "if-modified-since" not in request.headers
    assert request.body == text.encode(), "the very bytes: no float was ever near them"
    assert access.asked == ["token", (1, 0, 0)]


def test_a_reading():
    where = 'Date>=DateTime(2026,1,1) AND Name=="a&b"'
    asked = calls(
        method="GET", path="Contacts", key="", text="", since="2026-11-20T10:00:00", parameters={"where": where}
    )
    _answer, (request,), _access = run([], asked)
    assert request.headers["if-modified-since"] == "2026-11-20T10:00:00"
    assert request.target.endswith("Contacts?where=Date%3E%3DDateTime%282026%2C1%2C1%29%20AND%20Name%3D%3D%22a%26b%22")
    assert not request.body
    assert not {"content-type", "idempotency-key"} & request.headers.keys()


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_paths_with_several_parts(method):
    _answer, (request,), _access = run([], calls(method=method, path="CreditNotes/a b/Allocations/1?x=../y"))
    assert request.method == method
    assert request.path == "/api.xro/2.0/CreditNotes/a%20b/Allocations/1%3Fx%3D../y"


def test_the_same_payload_leaves_the_same_way():
    """A replay under the same key must be the same request."""
    asked = calls(2, parameters={"unitdp": "4"})
    _answer, first, _access = run([], asked)
    _answer, second, _access = run([], asked)
    assert [(each.target, each.body) for each in first] == [(each.target, each.body) for each in second]


def custom(steps):
    """Return ``(answer, requests)`` of a custom connection of which nothing was read yet."""
    with Wire(steps) as wire:
        access = Purse(wire)
        access.company_id, access.needs_company = "", False
        return perform(access, calls()), wire.requests


def test_a_custom_connection_asks_which_organisation_it_is_for():
    rows = [{"id": "c", "tenantId": TENANT, "tenantType": "ORGANISATION", "tenantName": "Acme"}]
    answer, (asked, written) = custom([reply(200, json.dumps(rows))])
    assert (asked.method, asked.target, written.headers["xero-tenant-id"]) == ("GET", "/connections", TENANT)
    assert answer["tenant"] == TENANT


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (reply(200, "[]"), "sign_in_needed"),
        (reply(401, "{}"), "sign_in_needed"),
        (reply(500, ""), "unreachable"),
        (reply(200, "<html/>"), "unreachable"),
        (hang_up, "unreachable"),
    ],
)
def test_a_custom_connection_of_nobody_knows_what(step, reason):
    with pytest.raises(Unreachable) as caught:
        custom([step])
    assert caught.value.reason == reason


# === WHAT IS KEPT === #


def test_answers_keep_their_digits():
    text = '{"Invoices":[{"Total":100.10,"Rate":0.30000000000000000004,"Status":"QUITE_NEW"}]}'
    with Wire([reply(200, text, Date="Sun, 22 Nov 2026 08:01:02 GMT")]) as wire:
        answer = client.perform(json_text.write({"calls": calls()}), time.monotonic() + SOON, Purse(wire))
    assert text in answer
    (said,) = json_text.read(answer)["answers"]
    assert said["body"]["Invoices"][0]["Rate"] == Decimal("0.30000000000000000004")
    assert said["date"] == "2026-11-22T08:01:02Z"


def test_packed_answers_are_unpacked():
    packed = gzip.compress(b'{"Contacts":[]}')
    answer, _requests, _access = run([reply(200, packed, Content_Encoding="gzip")], calls())
    assert answer["answers"][0]["body"] == {"Contacts": []}


def test_answers_in_every_shape():
    steps = [
        says(200, Invoices=[]),
        reply(400, '{"ErrorNumber":10,"Type":"ValidationException"}'),
        reply(500, "<html>Ouch</html>", "text/html"),
        reply(404, ""),
        reply(304, ""),
        reply(200, "<html>Login</html>", "text/html"),
    ]
    answer, requests, _access = run(steps, calls(6))
    assert len(requests) == 6
    assert answer == {
        "tenant": TENANT,
        "answers": [
            {"id": "1", "status": 200, "body": {"Invoices": []}},
            {"id": "2", "status": 400, "body": {"ErrorNumber": 10, "Type": "ValidationException"}},
            {"id": "3", "status": 500, "text": "<html>Ouch</html>"},
            {"id": "4", "status": 404, "text": ""},
            {"id": "5", "status": 304, "text": ""},
            {"id": "6", "status": 200, "text": "<html>Login</html>"},
        ],
    }


def test_no_calls_no_answers():
    answer, requests, _access = run([], [])
    assert answer == {"tenant": TENANT, "answers": []}
    assert not requests


def test_what_is_left_is_noted_once():
    first = reply(200, "{}", X_DayLimit_Remaining="941", X_MinLimit_Remaining="58")
    second = reply(200, "{}", X_MinLimit_Remaining="57")
    _answer, _requests, access = run([first, second], calls(2))
    assert access.left == [(941, 57)]
    _answer, _requests, access = run([], calls())
    assert access.left == []


# === NOTHING LEFT === #


def test_nobody_there():
    with pytest.raises(Unreachable, match="No connection") as caught:
        perform(Purse(f"http://127.0.0.1:{unused_port()}"), calls(2))
    assert caught.value.reason == "unreachable"


def test_no_such_name():
    with pytest.raises(Unreachable, match="could not be found"):
        perform(Purse("https://nowhere.invalid"), calls())


def test_an_unsafe_address():
    with pytest.raises(calls_by_http.UnsafeAddress):
        perform(Purse("http://example.com"), calls())


def test_nobody_is_signed_in():
    with Wire([]) as wire, pytest.raises(Unreachable) as caught:
        perform(Purse(wire, trouble={"token": Unreachable("It ended.", "sign_in_needed")}), calls(2))
    assert (str(caught.value), caught.value.reason, wire.requests) == ("It ended.", "sign_in_needed", [])


def test_no_organisation():
    access = Purse("http://127.0.0.1:9")
    access.company_id = ""
    with pytest.raises(Unreachable) as caught:
        perform(access, calls())
    assert caught.value.reason == "sign_in_needed"


def test_nothing_is_granted():
    for reason in ("throttled", "budget_used_up"):
        with Wire([]) as wire:
            access = Purse(wire, grants=[0])
            access.short_of = reason
            with pytest.raises(Unreachable) as caught:
                perform(access, calls(2))
            assert (caught.value.reason, wire.requests) == (reason, [])


@pytest.mark.parametrize(("method", "seconds"), [("GET", calls_by_http.LEAST_SECONDS), ("PUT", client.WRITE_SECONDS)])
def test_too_late(method, seconds):
    with Wire([]) as wire, pytest.raises(Unreachable, match="no time"):
        perform(Purse(wire), calls(2, method=method), seconds - 0.5)
    assert wire.connections == 0


# === SOME LEFT === #


def test_as_many_as_are_granted():
    answer, requests, _access = run([], calls(5), grants=[3])
    assert len(requests) == 3
    assert (ids(answer, "status"), ids(answer, "unsent")) == (["1", "2", "3"], ["4", "5"])
    assert (answer["pause"], answer["words"]) == ("throttled", client.NO_GRANT)


@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE", "POST"])
@pytest.mark.parametrize("step", [reset, hang_up, broken(says(Invoices=[]), 60)])
def test_a_lost_answer_ends_it(step, method):
    """Xero's library by itself would send it three times more (facts 1.7)."""
    answer, requests, _access = run([says(Invoices=[]), step], calls(4, method=method))
    assert len(requests) == 2
    assert (ids(answer, "status"), ids(answer, "lost"), ids(answer, "unsent")) == (["1"], ["2"], ["3", "4"])
    assert "pause" not in answer


def test_all_are_lost():
    with Wire([hang_up]) as wire, pytest.raises(Unanswered, match="broke off"):
        perform(Purse(wire), calls(1))
    assert len(wire.requests) == 1


def test_json_that_breaks_off_although_all_came():
    answer, _requests, _access = run([says(), reply(200, '{"Invoices":[{"Type":"ACCREC"')], calls(3))
    assert (ids(answer, "lost"), ids(answer, "unsent")) == (["2"], ["3"])


def test_it_has_an_end(monkeypatch):
    """Xero's library by itself waits for ever, and takes no time-out that is no whole number (facts 1.7)."""
    monkeypatch.setattr(client, "WRITE_SECONDS", 0.1)

    def drop_by_drop(sock):
        sock.sendall(reply(200, "x" * 400)[:-400])
        dripping(b"x" * 400, 0.05)(sock)

    for step in (after(3.0, says()), drop_by_drop):
        began = time.monotonic()
        with Wire([step]) as wire, pytest.raises(Unanswered, match="in time"):
            perform(Purse(wire), calls(), 1.0)
        assert time.monotonic() - began < 2.5
        assert len(wire.requests) == 1


def test_the_time_is_up_between_two_calls(monkeypatch):
    monkeypatch.setattr(client, "WRITE_SECONDS", 1.0)
    steps = [after(0.6, says()), after(0.6, says())]
    answer, requests, _access = run(steps, calls(5), 2.0)
    assert (ids(answer, "status"), ids(answer, "unsent"), len(requests)) == (["1", "2"], ["3", "4", "5"], 2)
    assert "pause" not in answer


def test_the_gateway_has_nobody_behind_it():
    for status in (502, 503, 504):
        answer, requests, access = run([says(), reply(status, "<html/>", "text/html")], calls(3))
        assert (ids(answer, "status"), ids(answer, "unsent"), len(requests)) == (["1", "2"], ["3"], 2)
        assert access.quiet == []
    step = reply(503, "The organisation is offline", "text/plain", Retry_After="90")
    _answer, requests, access = run([step], calls(3))
    assert (len(requests), access.quiet) == (1, [90.0])


def test_redirects_are_not_followed():
    answer, requests, _access = run([reply(302, "", Location="https://example.com/")], calls(1))
    assert (len(requests), answer["answers"][0]["status"]) == (1, 302)


# === THROTTLED === #


@pytest.mark.parametrize(
    ("headers", "problem", "seconds"),
    [
        ({"X_Rate_Limit_Problem": "minute", "Retry_After": "17"}, "minute", 17.0),
        ({"X_Rate_Limit_Problem": "day", "Retry_After": "66975"}, "day", 66975.0),
        ({"X_Rate_Limit_Problem": "day", "Retry_After": "99999999"}, "day", limits.LONGEST_QUIET),
        ({"X_Rate_Limit_Problem": "day"}, "day", 3600.0),
        ({"X_Rate_Limit_Problem": "Concurrent"}, "concurrent", 5.0),
        ({"X_Rate_Limit_Problem": "app-minute"}, "appminute", 60.0),
        ({"X_Rate_Limit_Problem": "appMinute"}, "appminute", 60.0),
        ({"X_DayLimit_Remaining": "0"}, "day", 3600.0),
        ({}, "minute", 60.0),
    ],
)
def test_throttled(headers, problem, seconds):
    """Some days end in nineteen hours: the worker is not held, and nobody asks again before (facts 1.7, 4.2)."""
    began = time.monotonic()
    answer, requests, access = run([says(), reply(429, "", **headers)], calls(4))
    assert time.monotonic() - began < 2.0
    assert (len(requests), access.quiet, answer["pause"]) == (2, [seconds], "throttled")
    assert (ids(answer, "status"), ids(answer, "unsent")) == (["1", "2"], ["3", "4"])
    said = answer["answers"][1]
    assert (said["problem"], said["retry_after"]) == (problem, round(seconds))


# === SIGNED OUT === #


def test_a_token_that_died():
    answer, requests, access = run([reply(401, EXPIRED), says()], calls(2))
    assert [request.headers["authorization"] for request in requests] == ["Bearer T1", "Bearer T2", "Bearer T2"]
    assert requests[0].target == requests[1].target
    assert ids(answer, "status") == ["1", "2"]
    assert access.asked == ["token", (2, 0, 0), "renew"]


def test_renewed_once_and_no_more():
    answer, requests, access = run([says(), reply(401, EXPIRED), reply(401, EXPIRED)], calls(4))
    assert (len(requests), access.asked.count("renew")) == (3, 1)
    assert (ids(answer, "status"), ids(answer, "unsent"), answer["pause"]) == (["1"], ["2", "3", "4"], "sign_in_needed")


@pytest.mark.parametrize("spelling", ["insufficient_scope", "insufficent_scope"])
def test_a_permission_that_is_missing(spelling):
    """No token has what its consent had not: a person signs in again (facts 1.3)."""
    step = reply(401, '{"Title":"Unauthorized"}', WWW_Authenticate=f'Bearer error="{spelling}"')
    answer, requests, access = run([says(), step], calls(4))
    assert (len(requests), access.asked.count("renew"), answer["pause"]) == (2, 0, "update_permissions")
    assert ids(answer, "unsent") == ["2", "3", "4"]
    with Wire([step]) as wire, pytest.raises(Unreachable) as caught:
        perform(Purse(wire), calls())
    assert caught.value.reason == "update_permissions"


def test_a_role_that_is_missing():
    unsuccessful = reply(401, '{"Detail":"AuthorizationUnsuccessful"}')
    with Wire([unsuccessful, unsuccessful]) as wire, pytest.raises(Unreachable) as caught:
        perform(Purse(wire), calls())
    assert caught.value.reason == "update_permissions"


def test_an_organisation_that_was_disconnected_there():
    answer, requests, _access = run([reply(403, NOT_LET_IN)], calls(3))
    assert (len(requests), answer["pause"], ids(answer, "unsent")) == (1, "app_not_authorised", ["2", "3"])


@pytest.mark.parametrize("reason", ["sign_in_needed", "unreachable"])
def test_no_other_token(reason):
    """What was refused at the door has done nothing, whatever became of the sign-in."""
    trouble = {"renew": Unreachable("Nobody could say.", reason)}
    answer, requests, _access = run([says(), reply(401, EXPIRED)], calls(3), trouble=trouble)
    assert (len(requests), answer["pause"]) == (2, reason)
    assert (ids(answer, "status"), ids(answer, "unsent")) == (["1"], ["2", "3"])


def test_lost_after_the_renewal():
    answer, requests, _access = run([reply(401, EXPIRED), hang_up], calls(2))
    assert (ids(answer, "lost"), ids(answer, "unsent"), len(requests)) == (["1"], ["2"], 2)


# === THE LIBRARY'S TRAPS === #


def test_two_companies_share_nothing():
    """Its settings are one object for the whole process (facts 1.6)."""
    with Wire([]) as one, Wire([]) as two:
        first, second = Purse(one, tokens=("A1",)), Purse(two, tokens=("B1",))
        second.company_id = "another"
        for access in (first, second, first):
            perform(access, calls())
        assert {request.headers["authorization"] for request in one.requests} == {"Bearer A1"}
        assert [(r.headers["authorization"], r.headers["xero-tenant-id"]) for r in two.requests] == [
            ("Bearer B1", "another")
        ]


def test_nothing_is_printed(capsys):
    run([], calls())
    assert http.client.HTTPConnection.debuglevel == 0
    assert "Bearer" not in capsys.readouterr().out


def test_the_broken_library_is_not_used(monkeypatch):
    monkeypatch.setattr(urllib3, "__version__", rest.BROKEN_URLLIB3)
    with Wire([]) as wire, pytest.raises(Unreachable, match="2.6.0") as caught:
        perform(Purse(wire), calls())
    assert (caught.value.reason, wire.requests) == ("unreachable", [])


def test_a_server_without_it(monkeypatch):
    monkeypatch.setattr(client.importlib.util, "find_spec", lambda name: None)
    with Wire([]) as wire, pytest.raises(Unreachable, match="xero-python"):
        perform(Purse(wire), calls())
    assert wire.requests == []


def test_it_is_imported_where_a_call_is_made():
    """Workers that never call Xero do not pay for its library (facts 1.8)."""
    names = ("client", "cloud", "oauth", "webhooks", "limits")
    imports = "; ".join(f"import odoo.addons.accounting_bridge.ledgers.xero.{name}" for name in names)
    code = f"import conftest, sys; {imports}; assert 'xero_python' not in sys.modules"
    pure = Path(__file__).resolve().parents[1]
    subprocess.run([sys.executable, "-c", code], cwd=pure, check=True)


def test_a_proxy_of_the_server(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Wire([]) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        perform(Purse("http://localhost:9"), calls())
        assert proxy.requests[0].target.startswith("http://localhost:9/api.xro/2.0/")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{unused_port()}")
    with pytest.raises(Unreachable):
        perform(Purse("http://localhost:9"), calls())


# === LOGS === #


def test_logs_name_the_call_and_nothing_in_it(caplog):
    caplog.set_level(logging.DEBUG)
    run([reply(200, '{"Name":"Baker Bros"}', xero_correlation_id="c-1")], calls(text='{"Name":"Baker Bros"}'))
    assert "PUT Invoices: 200" in caplog.text
    assert "c-1" in caplog.text
    for word in ("T1", "Baker", "Bearer"):
        assert word not in caplog.text
