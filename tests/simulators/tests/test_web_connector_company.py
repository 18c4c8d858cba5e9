"""The Web Connector in front of the company file simulator: both halves of the wire together."""

import pytest
from lxml import etree

from tests.simulators.quickbooks_desktop import CompanyFile, Misbehaviour
from tests.simulators.web_connector import Faults, Habits, WebConnector

from .soap_server import SoapServer

OWNER = "{57F3B9B6-86F1-4FCC-B1FF-966DE1813D20}"
START = ("serverVersion", "clientVersion", "authenticate")


def add_customer(name, set_id="set1"):
    return (
        f'<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError"'
        f' newMessageSetID="{set_id}"><CustomerAddRq requestID="1">'
        f"<CustomerAdd><Name>{name}</Name></CustomerAdd>"
        "</CustomerAddRq></QBXMLMsgsRq></QBXML>"
    )


@pytest.fixture
def server():
    script = {"sendRequestXML": add_customer("Brook Caf&#233;"), "receiveResponseXML": 100}
    with SoapServer(**script) as server:
        yield server


@pytest.fixture
def book(tmp_path):
    book = CompanyFile.create(tmp_path / "acme.qbw")
    yield book
    book.close()


def connect(server, book, faults=None, **habits):
    return WebConnector(server.qwc(), "secret", book, faults=faults, habits=Habits(**habits))


def named(book, name="Brook Café"):
    return [customer for customer in book.customers() if customer["name"] == name]


def arguments(server, operation):
    return next(arguments for name, arguments in server.calls if name == operation)


def test_a_customer_reaches_the_books(server, book):
    result = connect(server, book).update_selected()
    assert result.clean and result.progress == 100
    assert len(named(book)) == 1
    sent = arguments(server, "sendRequestXML")
    queries = etree.fromstring(sent["strHCPResponse"].encode())[0]
    assert [answer.tag for answer in queries] == ["HostQueryRs", "CompanyQueryRs", "PreferencesQueryRs"]
    assert sent["strCompanyFileName"].endswith(r"\acme.qbw") and sent["qbXMLMajorVers"] == "13"
    answer = etree.fromstring(arguments(server, "receiveResponseXML")["response"].encode())
    assert answer.find(".//CustomerAddRs").get("statusCode") == "0"


def test_the_connector_marks_the_company_while_it_works(server, book):
    connector = connect(server, book)
    visit = connector.visit()
    while visit.next_message().operation != "sendRequestXML":
        visit.step()
    held = book.company_data(OWNER)
    assert held["FileID"] == connector.application.FileID and held["AppLock"].startswith("LOCKED:")
    visit.run()
    assert not book.company_data(OWNER)["AppLock"]


def test_a_power_cut_after_the_commit(server, book):
    book.misbehaviour = Misbehaviour(die={"set": "set1", "request": 1})
    connector = connect(server, book)
    result = connector.update_selected()
    assert result.ended_by == "power cut" and result.operations == (*START, "sendRequestXML")
    assert len(named(book)) == 1, "QuickBooks has it, nobody was told"
    # The same set again is answered from memory.
    assert connector.update_selected().clean
    assert len(named(book)) == 1


def test_a_bad_document_comes_back_as_an_hresult(server, book):
    server.script["sendRequestXML"] = add_customer("x").replace("<Name>", "<Nam>")
    server.script["receiveResponseXML"] = -1
    result = connect(server, book).update_selected()
    received = arguments(server, "receiveResponseXML")
    assert received["hresult"] == "0x80040400" and received["response"] == "" and received["message"]
    assert result.operations[-3:] == ("receiveResponseXML", "getLastError", "closeConnection")


def test_a_dialog_is_open_in_quickbooks(server, book):
    # The connector tries twice by itself, so a dialog must outlast both tries.
    book.misbehaviour = Misbehaviour(modal_dialog=2)
    result = connect(server, book).update_selected()
    assert arguments(server, "connectionError")["hresult"] == "0x80040414"
    assert result.ended_by == "connectionError"


def test_the_name_that_windows_knows(server, book):
    book.set_windows_path(r"D:\Books\acme.qbw")
    server.script["authenticate"] = [["t" * 32, r"d:\books\ACME.qbw"]]
    assert connect(server, book, quickbooks_open=False).update_selected().ended_by == "closeConnection"
    assert arguments(server, "sendRequestXML")["strCompanyFileName"] == r"D:\Books\acme.qbw"


def test_the_answer_was_lost_and_the_books_have_it(server, book):
    messages = len(START) + 1
    connect(server, book, Faults(lost_before=(messages + 1,))).update_selected()
    assert "receiveResponseXML" not in server.operations and len(named(book)) == 1
