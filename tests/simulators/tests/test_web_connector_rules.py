"""Every rule of the Web Connector has a case that breaks it alone, and that case is noticed."""

import re
import time
from pathlib import Path

import pytest

from tests.simulators.web_connector import (
    RULES,
    Applications,
    Habits,
    HttpTransport,
    QwcRefused,
    Reply,
    WebConnector,
)
from tests.simulators.web_connector.rules import BY_ID

from .fake_books import FakeBooks, refusal
from .soap_server import XML, SoapServer, answer, describe
from .web_connector_breakers import (
    ALSO_BREAKS,
    ANSWERS,
    MORE_ANSWERS,
    QWC_CHANGES,
    QWC_TEXTS,
    WSDL_TEXTS,
    without_close_connection,
)

ALONE = {"qwc.pair", "wsdl.served", "wsdl.operations", "answer.arrives", "authenticate.ticket-fresh"}
FACTS = Path(__file__).resolve().parents[3].parent / "shared" / "facts" / "quickbooks_desktop.md"


@pytest.fixture
def server():
    # One request, so that receiveResponseXML is reached; then '' so that getLastError is.
    with SoapServer(sendRequestXML=["<QBXML/>", ""], receiveResponseXML=50) as server:
        yield server


def broken(findings):
    return {found.rule.id for found in findings}


def visit(server, book=None, **habits):
    habits = Habits(noop_wait=0, noop_patience=3, **habits)
    return WebConnector(server.qwc(), "secret", book or FakeBooks(), habits=habits).update_selected()


def refused(server, text):
    with pytest.raises(QwcRefused) as caught:
        WebConnector(text, "secret", FakeBooks())
    return broken(caught.value.findings)


def test_a_right_service_breaks_no_rule(server):
    result = visit(server)
    assert result.clean, result
    assert server.complaints == []


def test_every_rule_is_listed_once_with_a_case():
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    assert set(ids) == {*QWC_CHANGES, *QWC_TEXTS, *WSDL_TEXTS, *ANSWERS, *ALONE}


@pytest.mark.skipif(not FACTS.exists(), reason="the fact sheets are not beside this repository")
def test_the_source_of_every_rule_is_a_section_of_the_sheet():
    sections = set(re.findall(r"^##+ (\d(?:\.\d)?)[. ]", FACTS.read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        section
        for rule in RULES
        for section in re.findall(r"(?<![\d.])(\d(?:\.\d)?)(?= |,|$)", re.sub(r"rows? \d+( and \d+)?", "", rule.source))
    }
    assert named <= sections, named - sections


@pytest.mark.parametrize("rule_id", sorted(QWC_CHANGES))
def test_qwc_values(server, rule_id):
    changes = {
        name: value and value.replace("{port}", str(server.port)) for name, value in QWC_CHANGES[rule_id].items()
    }
    text = server.qwc(**changes)
    if not BY_ID[rule_id].fatal:
        assert broken(WebConnector(text, "secret", FakeBooks()).application.notes) == {rule_id}
        return
    assert refused(server, text) == {rule_id, *ALSO_BREAKS.get(rule_id, ())}


@pytest.mark.parametrize("rule_id", sorted(QWC_TEXTS))
def test_qwc_texts(server, rule_id):
    assert refused(server, QWC_TEXTS[rule_id](server.qwc())) == {rule_id}


@pytest.mark.parametrize(
    "name",
    ["AppName", "AppID", "AppURL", "AppDescription", "AppSupport", "UserName", "OwnerID", "FileID", "QBType"],
)
def test_each_required_element(server, name):
    # Without AppSupport the hosts cannot be compared, so nothing else is said.
    assert refused(server, server.qwc(**{name: None})) == {"qwc.required"}


def test_the_pair_of_ids_is_unique_on_one_machine(server):
    machine = Applications()
    machine.add(server.qwc(), "secret")
    with pytest.raises(QwcRefused) as caught:
        machine.add(server.qwc(AppName="Odoo - Other company to QuickBooks"), "secret")
    assert broken(caught.value.findings) == {"qwc.pair"}
    assert caught.value.code == "QBWC1039"


@pytest.mark.parametrize("rule_id", sorted(WSDL_TEXTS))
def test_descriptions(server, rule_id):
    server.description = Reply(200, XML, WSDL_TEXTS[rule_id](describe(server.url)).encode())
    result = visit(server)
    assert broken(result.findings) == {rule_id}
    assert bool(result.error) == BY_ID[rule_id].fatal


def test_a_description_that_is_not_served(server):
    server.description = Reply(404, {"Content-Type": "text/html"}, b"")
    result = visit(server)
    assert broken(result.findings) == {"wsdl.served"}
    assert server.calls == []


def test_a_description_without_an_operation(server):
    server.description = Reply(200, XML, without_close_connection(server.url).encode())
    assert broken(visit(server).findings) == {"wsdl.operations"}


@pytest.mark.parametrize(("rule_id", "case"), [*ANSWERS.items(), *MORE_ANSWERS])
def test_answers(server, rule_id, case):
    operation, reply = case
    server.script[operation] = reply
    book = FakeBooks(refusals=[refusal()] * 99) if operation == "connectionError" else FakeBooks()
    habits = {"company_file_name": r"C:\Books\another.qbw"} if operation == "connectionError" else {}
    result = visit(server, book, **habits)
    assert broken(result.findings) == {rule_id}
    # These two are merely noted, and yet QuickBooks cannot open what the service named.
    cannot_open = rule_id in ("authenticate.word", "connectionError.one-retry")
    assert (result.error is not None) == (BY_ID[rule_id].fatal or cannot_open)


def test_a_ticket_that_comes_back(server):
    server.script["authenticate"] = answer("authenticate", ["t" * 32, "none"])
    connector = WebConnector(server.qwc(), "secret", FakeBooks())
    assert connector.update_selected().clean
    assert broken(connector.update_selected().findings) == {"authenticate.ticket-fresh"}


def test_an_answer_after_the_time_out(server):
    server.script["getLastError"] = lambda _arguments: time.sleep(0.6) or "late"
    connector = WebConnector(server.qwc(), "secret", FakeBooks(), transport=HttpTransport(timeout=0.3))
    result = connector.update_selected()
    assert broken(result.findings) == {"answer.arrives"}
    assert result.error.startswith("QBWC1043: The operation has timed out")
    assert "closeConnection" not in result.operations
