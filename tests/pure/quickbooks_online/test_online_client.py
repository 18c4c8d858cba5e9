"""A payload under way: what leaves, what is kept of the answers, and what stops the rest."""

import json
import logging
import time
from decimal import Decimal

import pytest
from online_wire import Wire, after, broken, hang_up, reply, reset, says, unused_port

from odoo.addons.accounting_bridge.ledgers import http, json_text
from odoo.addons.accounting_bridge.ledgers.protocol import Access, Unanswered, Unreachable
from odoo.addons.accounting_bridge.ledgers.quickbooks_online import client

SOON = 30.0
# As a throttled company answers although JSON was asked for (facts 5).
THROTTLE_XML = (
    '<?xml version="1.0"?><IntuitResponse><Fault type="SERVICE"><Error code="3001"><Message>message=ThrottleExceeded; '
    "errorCode=003001; statusCode={}</Message></Error></Fault></IntuitResponse>"
)
LOST_SIGN_IN = '{"fault":{"error":[{"message":"AuthenticationFailed; errorCode=003200; statusCode=401"}]}}'


class Purse(Access):
    """A sign-in and a budget in memory. ``asked`` holds what was asked of it."""

    company_id = "4620816365"
    environment = "production"

    def __init__(self, wire, *, grants=None, tokens=("T1", "T2"), trouble=None):
        self.api_url = wire.url if isinstance(wire, Wire) else wire
        self.tokens = list(tokens)
        self.grants = grants
        self.trouble = trouble or {}
        self.asked = []
        self.quiet = []

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


def calls(count=1, **values):
    """Return that many writes, or whatever is given instead."""
    one = {"method": "POST", "path": "invoice", "parameters": {}, "body": {"Line": []}, **values}
    return [{"id": str(number), **one} for number in range(1, count + 1)]


def perform(access, asked, seconds=SOON):
    payload = json_text.write({"calls": asked})
    return json.loads(client.perform(payload, time.monotonic() + seconds, access))


def run(steps, asked, seconds=SOON, **purse):
    """Return ``(answer, requests, access)`` of a payload that met these steps."""
    with Wire(list(steps)) as wire:
        access = Purse(wire, **purse)
        return perform(access, asked, seconds), wire.requests, access


# === WHAT LEAVES === #


def test_a_write():
    body = {"TotalAmt": Decimal("100.10"), "Qty": 3, "Rate": Decimal("0.0000001"), "Name": "Zoë's \\ ł"}
    asked = calls(parameters={"requestid": "abc", "operation": "void"}, body=body)
    _answer, (request,), _access = run([], asked)
    assert (request.method, request.path) == ("POST", "/v3/company/4620816365/invoice")
    assert request.target.partition("?")[2] == "requestid=abc&operation=void&minorversion=75"
    assert request.headers["authorization"] == "Bearer T1"
    assert (request.headers["accept"], request.headers["content-type"]) == ("application/json", "application/json")
    assert '"TotalAmt":100.10' in request.text
    assert '"Rate":0.0000001' in request.text
    assert json.loads(request.text)["Name"] == "Zoë's \\ ł"


def test_a_query():
    asked = calls(path="query", query="select * from Customer where DisplayName = 'Zoë\\'s'", body=None)
    _answer, (request,), access = run([], asked)
    assert (request.method, request.headers["content-type"]) == ("POST", "application/text")
    assert request.text == "select * from Customer where DisplayName = 'Zoë\\'s'"
    assert access.asked == ["token", (1, 1, 0)]


def test_a_read():
    asked = calls(method="GET", path="cdc", parameters={"changedSince": "2026-05-03T10:00:00+02:00"}, body=None)
    _answer, (request,), _access = run([], asked)
    assert request.target.endswith("/cdc?changedSince=2026-05-03T10%3A00%3A00%2B02%3A00&minorversion=75")
    assert not request.body
    assert "content-type" not in request.headers


def test_paths_with_several_parts():
    _answer, (first, second), _access = run([], calls(path="taxservice/taxcode") + calls(path="invoice/1?x=../y"))
    assert first.path.endswith("/taxservice/taxcode")
    assert second.path.endswith("/invoice/1%3Fx%3D../y")


def test_the_same_payload_leaves_the_same_way():
    """A replay under the same request id must be the same request."""
    asked = calls(2, parameters={"requestid": "abc"})
    _answer, first, _access = run([], asked)
    _answer, second, _access = run([], asked)
    assert [(each.target, each.body) for each in first] == [(each.target, each.body) for each in second]


# === WHAT IS KEPT === #


def test_answers_keep_their_digits():
    text = '{"Invoice":{"TotalAmt":100.10,"HomeTotalAmt":0.30000000000000000004,"SyncToken":"0"},"time":"x"}'
    with Wire([reply(200, text, intuit_tid="ignored")]) as wire:
        answer = client.perform(json_text.write({"calls": calls()}), time.monotonic() + SOON, Purse(wire))
    assert text in answer
    assert json_text.read(answer)["answers"][0]["body"]["Invoice"]["HomeTotalAmt"] == Decimal("0.30000000000000000004")


def test_answers_in_every_shape():
    steps = [
        says(200, "1-abc", Invoice={"Id": "7"}),
        reply(400, '{"Fault":{"Error":[{"code":"6240"}]}}'),
        reply(200, '{"Fault":{"Error":[{"code":"5010"}]}}'),
        reply(500, "<html>Ouch</html>", "text/html"),
        reply(404, ""),
        reply(200, "<html>Login</html>", "text/html"),
    ]
    answer, requests, _access = run(steps, calls(6))
    assert len(requests) == 6
    assert answer == {
        "realm": "4620816365",
        "answers": [
            {"id": "1", "status": 200, "tid": "1-abc", "body": {"Invoice": {"Id": "7"}}},
            {"id": "2", "status": 400, "body": {"Fault": {"Error": [{"code": "6240"}]}}},
            {"id": "3", "status": 200, "body": {"Fault": {"Error": [{"code": "5010"}]}}},
            {"id": "4", "status": 500, "text": "<html>Ouch</html>"},
            {"id": "5", "status": 404, "text": ""},
            {"id": "6", "status": 200, "text": "<html>Login</html>"},
        ],
    }


def test_no_calls_no_answers():
    answer, requests, _access = run([], [])
    assert answer == {"realm": "4620816365", "answers": []}
    assert not requests


# === NOTHING LEFT === #


def test_nobody_there():
    with pytest.raises(Unreachable, match="No connection") as caught:
        perform(Purse(f"http://127.0.0.1:{unused_port()}"), calls(2))
    assert caught.value.reason == "unreachable"


def test_nobody_is_signed_in():
    with Wire([]) as wire, pytest.raises(Unreachable) as caught:
        perform(Purse(wire, trouble={"token": Unreachable("It ended.", "sign_in_needed")}), calls(2))
    assert (str(caught.value), caught.value.reason, wire.requests) == ("It ended.", "sign_in_needed", [])


def test_no_company():
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


def test_too_late():
    with Wire([]) as wire, pytest.raises(Unreachable, match="no time"):
        perform(Purse(wire), calls(2), http.LEAST_SECONDS - 0.5)
    assert wire.connections == 0


def test_too_late_for_a_batch():
    with Wire([]) as wire, pytest.raises(Unreachable, match="no time"):
        perform(Purse(wire), calls(path="batch"), client.BATCH_SECONDS - 0.5)
    assert wire.connections == 0


# === SOME LEFT === #


def ids(answer, key):
    return [each["id"] for each in answer["answers"] if key in each]


def test_as_many_as_are_granted():
    answer, requests, _access = run([], calls(5), grants=[3])
    assert len(requests) == 3
    assert (ids(answer, "status"), ids(answer, "unsent")) == (["1", "2", "3"], ["4", "5"])
    assert answer["pause"] == "throttled"


def test_each_sort_is_granted_for_itself():
    """Reading and batches are counted; a plain write is not (facts 5)."""
    asked = calls(2) + calls(2, path="query", query="select", body=None) + calls(1, path="batch", body={})
    asked = [{**call, "id": str(place)} for place, call in enumerate(asked)]
    _answer, _requests, access = run([], asked)
    assert access.asked == ["token", (2, 0, 0), (2, 2, 0), (1, 1, 1)]
    answer, requests, _access = run([], asked, grants=[2, 1])
    assert (len(requests), ids(answer, "unsent")) == (3, ["3", "4"])


def test_a_lost_answer_ends_it():
    for step in (reset, hang_up, broken(says(Invoice={}), 60)):
        answer, requests, _access = run([says(Invoice={}), step], calls(4))
        assert len(requests) == 2
        assert (ids(answer, "status"), ids(answer, "lost"), ids(answer, "unsent")) == (["1"], ["2"], ["3", "4"])
        assert "pause" not in answer


def test_the_first_is_lost():
    answer, requests, _access = run([hang_up], calls(2))
    assert (ids(answer, "lost"), ids(answer, "unsent"), len(requests)) == (["1"], ["2"], 1)


def test_an_answer_nested_without_end():
    """It is no answer that anybody meant: whether the call did anything is not known, and the run goes on."""
    endless = reply(200, '{"a":' * 100_000)
    answer, requests, _access = run([says(Invoice={}), endless], calls(3))
    assert len(requests) == 2
    assert (ids(answer, "status"), ids(answer, "lost"), ids(answer, "unsent")) == (["1"], ["2"], ["3"])


def test_all_are_lost():
    with Wire([hang_up]) as wire, pytest.raises(Unanswered, match="broke off"):
        perform(Purse(wire), calls(1))
    assert len(wire.requests) == 1


def test_json_that_breaks_off_although_all_came():
    """Whoever sent it took it for an answer; the document may be there all the same."""
    answer, _requests, _access = run([says(Invoice={}), reply(200, '{"Invoice":{"Id":"1"')], calls(3))
    assert (ids(answer, "lost"), ids(answer, "unsent")) == (["2"], ["3"])


def test_the_time_is_up_between_two_calls():
    steps = [after(0.6, says(Invoice={})), after(0.6, says(Invoice={}))]
    answer, requests, _access = run(steps, calls(5), http.LEAST_SECONDS + 1.0)
    assert (ids(answer, "status"), ids(answer, "unsent"), len(requests)) == (["1", "2"], ["3", "4", "5"], 2)
    assert "pause" not in answer


def test_the_gateway_has_nobody_behind_it():
    for status in (502, 503, 504):
        answer, requests, _access = run([says(), reply(status, "<html/>", "text/html")], calls(3))
        assert (ids(answer, "status"), ids(answer, "unsent"), len(requests)) == (["1", "2"], ["3"], 2)


# === THROTTLED === #


@pytest.mark.parametrize(
    ("step", "seconds"),
    [
        (reply(429, THROTTLE_XML.format(429), "application/xml"), 60.0),
        (reply(429, THROTTLE_XML.format(429), "application/xml", Retry_After="17"), 17.0),
        (reply(403, THROTTLE_XML.format(403), "application/xml"), 60.0),
        (reply(403, '{"fault":{"error":[{"message":"ThrottleExceeded; errorCode=003001"}]}}'), 60.0),
        (reply(429, '{"Fault":{"Error":[{"code":"3001"}]}}', Retry_After="0"), 0.0),
    ],
)
def test_throttled(step, seconds):
    answer, requests, access = run([says(), step], calls(4))
    assert (len(requests), access.quiet, answer["pause"]) == (2, [seconds], "throttled")
    assert (ids(answer, "status"), ids(answer, "unsent")) == (["1", "2"], ["3", "4"])
    assert answer["answers"][1].get("retry_after") == (None if seconds == 60 else seconds)


def test_forbidden_is_not_throttled():
    text = '{"fault":{"error":[{"message":"ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"}]}}'
    answer, requests, access = run([reply(403, text)], calls(2))
    assert (len(requests), access.quiet) == (2, [])
    assert "pause" not in answer


# === SIGNED OUT === #


def test_a_token_that_died():
    answer, requests, access = run([reply(401, LOST_SIGN_IN), says(Invoice={"Id": "1"})], calls(2))
    assert [request.headers["authorization"] for request in requests] == ["Bearer T1", "Bearer T2", "Bearer T2"]
    assert requests[0].target == requests[1].target
    assert ids(answer, "status") == ["1", "2"]
    assert access.asked == ["token", (2, 0, 0), "renew"]


def test_renewed_once_and_no_more():
    answer, requests, access = run([says(), reply(401, LOST_SIGN_IN), reply(401, LOST_SIGN_IN)], calls(4))
    assert (len(requests), access.asked.count("renew")) == (3, 1)
    assert (answer["answers"][1]["status"], ids(answer, "unsent")) == (401, ["3", "4"])


def test_a_second_refusal_later():
    steps = [reply(401, LOST_SIGN_IN), says(), reply(401, LOST_SIGN_IN)]
    answer, requests, access = run(steps, calls(4))
    assert (len(requests), access.asked.count("renew")) == (3, 1)
    assert (answer["answers"][1]["status"], ids(answer, "unsent")) == (401, ["3", "4"])


@pytest.mark.parametrize("reason", ["sign_in_needed", "unreachable"])
def test_no_other_token(reason):
    """What was refused at the door has done nothing, whatever became of the sign-in."""
    trouble = {"renew": Unreachable("Nobody could say.", reason)}
    answer, requests, _access = run([says(), reply(401, LOST_SIGN_IN)], calls(3), trouble=trouble)
    assert (len(requests), answer["pause"]) == (2, reason)
    assert (ids(answer, "status"), ids(answer, "unsent")) == (["1"], ["2", "3"])
    with Wire([reply(401, LOST_SIGN_IN)]) as wire, pytest.raises(Unreachable) as caught:
        perform(Purse(wire, trouble=trouble), calls(3))
    assert caught.value.reason == reason


def test_lost_after_the_renewal():
    answer, requests, _access = run([reply(401, LOST_SIGN_IN), hang_up], calls(2))
    assert (ids(answer, "lost"), ids(answer, "unsent"), len(requests)) == (["1"], ["2"], 2)


# === LOGS === #


def test_logs_name_the_call_and_nothing_in_it(caplog):
    caplog.set_level(logging.DEBUG)
    run([says(200, "1-abc", Name="Baker Bros")], calls(body={"Name": "Baker Bros"}))
    assert "POST invoice: 200" in caplog.text
    assert "1-abc" in caplog.text
    for word in ("T1", "Baker", "Bearer"):
        assert word not in caplog.text
