"""The order of the calls and every way a visit can end: facts/quickbooks_desktop.md 1.3 to 1.5."""

import json

import pytest

from tests.simulators.quickbooks_desktop import ConnectorKilled, QuickBooksError
from tests.simulators.web_connector import Faults, Habits, Journal, QwcRefused, Reply, WebConnector, together

from .fake_books import HOST, FakeBooks, refusal
from .soap_server import SoapServer, answer

START = ("serverVersion", "clientVersion", "authenticate")
ROUND = ("sendRequestXML", "receiveResponseXML")


@pytest.fixture
def server():
    with SoapServer(sendRequestXML=["<one/>", "<two/>", ""], receiveResponseXML=[40, 100]) as server:
        yield server
        assert server.complaints == []


def connect(server, book=None, *, password="secret", faults=None, journal=None, changes=None, **habits):
    habits.setdefault("noop_wait", 0)
    return WebConnector(
        server.qwc(**changes or {}), password, book or FakeBooks(), journal, faults, habits=Habits(**habits)
    )


# === Normal visits === #


def test_a_normal_visit(server):
    book = FakeBooks()
    result = connect(server, book).update_selected()
    assert result.operations == (*START, *ROUND, *ROUND, "closeConnection")
    assert (result.progress, result.last_result, result.ended_by) == (100, "OK", "closeConnection")
    assert result.clean
    assert book.requests == ["<one/>", "<two/>"] and not book.open
    assert [lock.partition(":")[0] for lock in book.locks] == ["LOCKED", ""]
    assert book.sessions == [
        (
            "Odoo - Test to QuickBooks",
            "{57F3B9B6-86F1-4FCC-B1FF-966DE1813D20}",
            "{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}",
        )
    ]
    assert dict(server.calls)["authenticate"] == {"strUserName": "demo", "strPassword": "secret"}
    sent = [arguments for name, arguments in server.calls if name == "sendRequestXML"]
    assert [arguments["strHCPResponse"] for arguments in sent] == [HOST, ""]
    assert sent[0]["strCompanyFileName"] == book.windows_path
    assert [sent[0][name] for name in ("qbXMLCountry", "qbXMLMajorVers", "qbXMLMinorVers")] == [
        "US",
        "13",
        "0",
    ]


def test_a_visit_that_ends_with_an_empty_request(server):
    server.script["receiveResponseXML"] = [40, 99]
    result = connect(server).update_selected()
    assert result.operations[-3:] == ("sendRequestXML", "getLastError", "closeConnection")
    assert (result.progress, result.last_error, result.last_result) == (99, "No more requests", "OK")


@pytest.mark.parametrize(
    ("word", "shown"), [("none", "No Data Exchange"), ("busy", "Application Busy"), ("nvu", "QBWC1040")]
)
def test_the_service_turns_the_visit_away(server, word, shown):
    server.script["authenticate"] = [["t" * 32, word]]
    book = FakeBooks()
    result = connect(server, book).update_selected()
    assert result.ended_by == word and result.last_result.startswith(shown)
    assert book.sessions == [], "QuickBooks is not opened"
    assert result.operations == (START if word == "busy" else (*START, "closeConnection"))
    assert (result.error is None) == (word != "nvu")


def test_it_does_not_always_close_when_turned_away(server):
    server.script["authenticate"] = [["t" * 32, "none"]]
    assert connect(server, closes_when_refused=False).update_selected().operations == START


def test_without_a_password_nothing_is_sent(server):
    result = connect(server, password="").update_selected()
    assert result.error.startswith("QBWC1030") and server.calls == []


@pytest.mark.parametrize("style", ["Document", "DocWrapped"])
def test_the_envelope_is_the_real_one(server, style):
    connect(server, changes={"Style": style}).update_selected()
    head = (
        b'<?xml version="1.0" encoding="utf-8"?><soap:Envelope '
        b'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" '
        b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
    )
    assert server.bodies[0] == head + (
        b'<soap:Body><serverVersion xmlns="http://developer.intuit.com/" /></soap:Body></soap:Envelope>'
    )
    received = next(body for body in server.bodies if b"receiveResponseXML" in body)
    assert b"<response>answer to &lt;one/&gt;</response><hresult /><message />" in received


def test_control_characters_travel_as_references(server):
    connect(server, FakeBooks({"<one/>": 'a\x1fb\r\n"é"'})).update_selected()
    received = next(body for body in server.bodies if b"receiveResponseXML" in body)
    assert '<response>a&#x1F;b&#xD;\n"é"</response>'.encode() in received
    server.complaints.clear()


def test_cookies_are_kept_within_a_visit_only(server):
    reply = answer("serverVersion", "1.0")
    server.script["serverVersion"] = Reply(200, {**reply.headers, "Set-Cookie": "session=abc; Path=/"}, reply.body)
    connector = connect(server)
    connector.update_selected()
    connector.update_selected()
    firsts = [index for index, (name, _arguments) in enumerate(server.calls) if name == "serverVersion"]
    assert all("Cookie" not in server.headers[index] for index in firsts)
    assert server.headers[1]["Cookie"] == "session=abc"


# === Versions and failures of the service === #

BROKEN = Reply(500, {"Content-Type": "text/html"}, b"<html>oops</html>")


def test_a_failing_server_version_is_logged_only(server):
    server.script["serverVersion"] = BROKEN
    result = connect(server).update_selected()
    assert result.error is None and result.ended_by == "closeConnection"
    assert [found.rule.id for found in result.findings] == ["answer.status"]


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("clientVersion", "QBWC1036"),
        ("authenticate", "QBWC1012"),
        ("sendRequestXML", "QBWC1041"),
        ("receiveResponseXML", "QBWC1042"),
        ("getLastError", "QBWC1043"),
        ("closeConnection", "QBWC1044"),
        ("connectionError", "QBWC1045"),
    ],
)
def test_a_failing_call_ends_the_visit_with_its_code(server, operation, code):
    server.script |= {
        operation: BROKEN,
        "sendRequestXML": BROKEN if operation == "sendRequestXML" else ["<one/>", ""],
    }
    server.script |= {"receiveResponseXML": BROKEN if operation == "receiveResponseXML" else 50}
    book = FakeBooks(refusals=[refusal()] * 2 if operation == "connectionError" else ())
    result = connect(server, book).update_selected()
    assert result.error.startswith(code) and result.last_result == result.error and result.ended_by == "error"
    assert result.operations[-1] == operation and not book.open


@pytest.mark.parametrize(
    ("text", "habits", "goes_on"),
    [
        ("", {}, True),
        ("W:old", {}, True),
        ("W:old", {"attended": False}, False),
        ("W:old", {"goes_on_after_warning": False}, False),
        ("E:too old", {}, False),
        ("O:3.0", {}, False),
    ],
)
def test_what_client_version_may_answer(server, text, habits, goes_on):
    server.script["clientVersion"] = text
    result = connect(server, **habits).update_selected()
    assert (result.ended_by == "closeConnection") is goes_on
    assert goes_on or (result.error.startswith("QBWC1037") and result.operations == START[:2])


def test_nobody_listens(server):
    connector = connect(server)
    connector.application.values["AppURL"] = "http://localhost:1/soap"
    result = connector.update_selected()
    assert result.error.startswith("QBWC1036") and "Unable to connect" in result.error


# === QuickBooks === #


def test_quickbooks_refuses_a_request(server):
    words = "QuickBooks found an error when parsing the provided XML text stream."
    book = FakeBooks({"<one/>": QuickBooksError("0x80040400", words)})
    server.script["receiveResponseXML"] = [-1]
    result = connect(server, book).update_selected()
    assert dict(server.calls)["receiveResponseXML"] == {
        "ticket": result.ticket,
        "response": "",
        "hresult": "0x80040400",
        "message": words,
    }
    assert result.operations[-3:] == ("receiveResponseXML", "getLastError", "closeConnection")
    assert result.last_error == "No more requests" and result.progress == 0


def test_a_refused_request_need_not_stop_the_queue(server):
    book = FakeBooks({"<one/>": QuickBooksError("0x80040400", "no")})
    assert connect(server, book).update_selected().progress == 100
    assert book.requests == ["<one/>", "<two/>"]


def test_quickbooks_cannot_be_opened(server):
    book = FakeBooks(refusals=[refusal()] * 2)
    result = connect(server, book).update_selected()
    assert result.operations == (*START, "connectionError", "closeConnection")
    assert dict(server.calls)["connectionError"] == {
        "ticket": result.ticket,
        "hresult": "0x80040408",
        "message": "Could not start QuickBooks.",
    }
    assert result.ended_by == "connectionError" and result.error.startswith("QBWC1013")


def test_it_tries_twice_before_it_complains(server):
    assert connect(server, FakeBooks(refusals=[refusal()])).update_selected().progress == 100


def test_another_file_may_be_named(server):
    server.script["connectionError"] = FakeBooks.windows_path.upper()
    book = FakeBooks(refusals=[refusal()] * 2)
    result = connect(server, book).update_selected()
    assert result.ended_by == "closeConnection" and book.requests == ["<one/>", "<two/>"] and result.clean


@pytest.mark.parametrize(
    ("word", "habits", "hresult"),
    [("", {"quickbooks_open": False}, "0x80040416"), (r"D:\other.qbw", {}, "0x8004040A")],
)
def test_which_file_is_opened(server, word, habits, hresult):
    server.script["authenticate"] = [["t" * 32, word]]
    connect(server, **habits).update_selected()
    assert dict(server.calls)["connectionError"]["hresult"] == hresult


@pytest.mark.parametrize("host", [QuickBooksError("0x80040402", "no"), "<QBXML/>", "no XML"])
def test_the_first_queries_fail(server, host):
    book = FakeBooks(host=host)
    result = connect(server, book).update_selected()
    assert result.error.startswith("QBWC1014") and result.operations == START and not book.open


# === Waiting, interaction, the clock === #


def test_noop_waits_five_seconds_and_asks_again(server):
    waited = []
    server.script |= {"sendRequestXML": ["", "NoOp", "<one/>"], "getLastError": "NoOp"}
    server.script["receiveResponseXML"] = 100
    result = connect(server, sleep=waited.append, noop_wait=5.0).update_selected()
    assert waited == [5.0, 5.0] and result.clean
    assert result.operations[3:] == ("sendRequestXML", "getLastError") * 2 + ROUND + ("closeConnection",)


@pytest.mark.parametrize(
    ("attended", "calls"),
    [
        (True, ("getInteractiveURL", "interactiveDone", "interactiveDone", *ROUND, "closeConnection")),
        (False, ("interactiveRejected", "closeConnection")),
    ],
)
def test_interactive_mode(server, attended, calls):
    server.script |= {
        "sendRequestXML": ["", "<one/>"],
        "getLastError": "Interactive mode",
        "receiveResponseXML": 100,
        "getInteractiveURL": "https://example.com/ask",
        "interactiveRejected": "rejected",
        "interactiveDone": ["", "CONTINUE"],
    }
    result = connect(server, attended=attended).update_selected()
    assert result.operations[5:] == calls


def test_postponing_and_the_floor_work_with_auto_run_only(server):
    server.script["authenticate"] = lambda _arguments: [f"{len(server.calls):032}", "", "7200", "1800"]
    server.script |= {"sendRequestXML": "<one/>", "receiveResponseXML": 100}
    waited = []
    connector = connect(server, sleep=waited.append)
    assert connector.update_selected().ended_by == "closeConnection"
    results = []
    connector.auto_run(visits=2, on_result=results.append)
    assert [result.ended_by for result in results] == ["postponed"] * 2
    assert results[0].last_result == "Update postponed by application" and waited == [7200]
    server.script["authenticate"] = lambda _arguments: [f"{len(server.calls):032}", "", "", "1800"]
    connector.auto_run(visits=2)
    assert waited == [7200, 1800], "the file says 900 s, the floor 1800 s"


def test_what_is_added_must_be_a_qwc(server):
    with pytest.raises(QwcRefused, match="QBWC1010"):
        connect(server, changes={"AppURL": "http://books.example.com/", "AppSupport": "http://books.example.com/"})


# === Faults and single steps === #


def test_every_fault_at_every_message(server):
    server.script |= {"sendRequestXML": "<one/>", "receiveResponseXML": 100}
    messages = len(connect(server).update_selected().calls)
    assert messages == 6
    for plan in Faults.of_every_kind(messages):
        ((kind, number),) = plan.planned
        server.calls.clear()
        book = FakeBooks()
        connector = connect(server, book, faults=plan)
        result = connector.update_selected()
        assert result.faults_hit == plan.planned
        reached = {"lost_before": number - 1, "dies_before": number - 1, "repeated": messages + 1}.get(kind, number)
        # A failing serverVersion does not stop the visit.
        if kind.startswith("lost") and number == 1:
            reached = messages - (kind == "lost_before")
        assert len(server.calls) == reached, plan
        assert (result.ended_by == "power cut") == kind.startswith("dies"), plan
        if kind.startswith("dies"):
            # The receiving message is number 5: QuickBooks works between the answer to 4 and sending 5.
            assert bool(book.requests) == (number >= 5)
            assert book.open == (number >= 4), "the lock on the company file stays"
        assert connector.update_selected().clean, "the power is back"


def test_a_fault_beyond_the_visit_is_not_hit(server):
    assert connect(server, faults=Faults(dies_before=(99,))).update_selected().faults_hit == frozenset()


def test_the_machine_dies_as_the_books_say(server):
    book = FakeBooks({"<two/>": ConnectorKilled("after commit")})
    result = connect(server, book).update_selected()
    assert result.ended_by == "power cut" and result.operations[-1] == "sendRequestXML"
    assert book.open and len(book.locks) == 1, "the lock on the company stays"


def test_two_visits_interleave_and_an_answer_comes_late(server):
    server.script |= {"sendRequestXML": "<one/>", "receiveResponseXML": 100}
    connector = connect(server)
    first = connector.visit()
    for _message in range(4):
        first.step()
    assert first.next_message().operation == "receiveResponseXML"
    second = connector.update_selected()
    late = first.step()
    assert late.value == 100 and late.message.arguments["ticket"] == first.ticket != second.ticket
    assert first.run().ended_by == "closeConnection"


def test_messages_apart_from_the_course(server):
    server.script["sendRequestXML"] = "<one/>"
    visit = connect(server, journal=(journal := Journal())).visit()
    while visit.next_message().operation != "sendRequestXML":
        visit.step()
    message = visit.next_message()
    once, again = together(visit.step, lambda: visit.deliver(message))
    assert once.value == again.value == "<one/>" and again.extra
    received = visit.step()
    assert visit.deliver(received.message).value == 100
    assert visit.deliver(received.message.with_(ticket="old")).value == 100
    assert server.calls[-1][1]["ticket"] == "old"
    assert len(journal.exchanges) == len(server.calls)


def test_the_journal_holds_whole_bodies(server, tmp_path):
    path = tmp_path / "journal.jsonl"
    connect(server, journal=Journal(path)).update_selected()
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["operation"] for line in lines] == server.operations
    assert lines[2]["request"].encode() == server.bodies[2] and "authenticateResult" in lines[2]["answer"]
    assert lines[0]["status"] == 200 and lines[0]["time"] and lines[0]["error"] is None
