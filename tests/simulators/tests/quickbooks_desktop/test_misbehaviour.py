"""Faults on order: what is left behind, and that each strikes as often as it was told to."""

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from lxml import etree

from tests.simulators.quickbooks_desktop import ConnectorKilled, Misbehaviour, QuickBooksError
from tests.simulators.quickbooks_desktop.misbehaviour import EXIT_STATUS
from tests.simulators.quickbooks_desktop.rules.recovery import CHECK, NEW
from tests.simulators.quickbooks_desktop.rules.rule import changed_invoice, customer, doc, invoice, query

from .talk import ask, codes, message_set, one

ROOT = Path(__file__).resolve().parents[4]
FIVE = doc("".join(customer(f"Number {number}") for number in range(1, 6)), NEW.format("set-1"))
APPLICATION = "Odoo - Acme to QuickBooks"


def added(book):
    return [row["name"] for row in book.customers() if row["name"].startswith("Number")]


def refused(book, text=None):
    with pytest.raises(QuickBooksError) as caught:
        book.process_request(text or doc(query("Terms")))
    return caught.value.hresult


@pytest.mark.parametrize("done", range(6))
def test_death_after_any_request_leaves_exactly_what_was_committed(book, done):
    book.misbehaviour = Misbehaviour(die={"set": "set-1", "request": done})
    with pytest.raises(ConnectorKilled):
        book.process_request(FIVE)
    assert len(added(book)) == done
    assert refused(book) == "0x8004040D", "the session died too"
    book.begin_session(APPLICATION)
    check = message_set(book, CHECK)
    if done:
        assert codes(check) == [0] * done
        assert codes(message_set(book, FIVE)) == [0] * done and len(added(book)) == done, (
            "the set is not executed again"
        )
    else:
        assert check.get("messageSetStatusCode") == "600", "it never ran: it may be sent again"
        assert codes(message_set(book, FIVE)) == [0] * 5


def test_death_is_counted_in_message_sets(book):
    book.misbehaviour = Misbehaviour(die={"set": 2, "request": 1})
    ask(book, query("Terms"))
    with pytest.raises(ConnectorKilled):
        book.process_request(FIVE)
    book.begin_session(APPLICATION)
    ask(book, query("Terms"))


def test_a_process_of_its_own_dies_for_good_and_only_once(book):
    book.end_session()
    order = Path(f"{book.path}.misbehave.json")
    order.write_text(json.dumps({"die": {"set": 1, "request": 3}, "death": "exit"}))
    program = (
        "import sys\nfrom tests.simulators.quickbooks_desktop import CompanyFile\n"
        "book = CompanyFile(sys.argv[1])\n"
        f"book.begin_session({APPLICATION!r})\nbook.process_request(sys.stdin.read())\n"
    )

    def run():
        return subprocess.run([sys.executable, "-c", program, book.path], input=FIVE, text=True, cwd=ROOT, timeout=30)

    assert run().returncode == EXIT_STATUS
    assert len(added(book)) == 3 and json.loads(order.read_text())["die"] == {}
    assert run().returncode == 0
    assert len(added(book)) == 3, "the remembered answers were returned"


def test_a_running_book_reads_its_orders_from_the_file(book):
    order = Path(f"{book.path}.misbehave.json")
    order.write_text('{"modal_')
    assert codes(ask(book, query("Terms"))) == [0], "half a file is no order"
    order.write_text('{"modal_dialog": 1}')
    assert refused(book) == "0x80040414"
    assert codes(ask(book, query("Terms"))) == [0]
    assert json.loads(order.read_text())["modal_dialog"] == 0
    order.write_text('{"spoil_answers": 1, "spoil_how": "empty"}')
    assert book.process_request(doc(query("Terms"))) == ""


def test_orders_that_make_no_sense_are_refused():
    with pytest.raises(ValueError):
        Misbehaviour.from_dict({"explode": 1})


def test_hanging(book):
    slept = []
    book.faults._sleep = slept.append
    book.misbehaviour = Misbehaviour(hang={"set": 1, "seconds": 90})
    assert codes(ask(book, customer())) == [0]
    ask(book, query("Terms"))
    assert slept == [90.0]


@pytest.mark.parametrize("how", ["not_xml", "truncated", "empty"])
def test_a_spoilt_answer_hides_what_was_done(book, how):
    book.misbehaviour = Misbehaviour(spoil_answers=1, spoil_how=how)
    answer = book.process_request(doc(customer("Number 1")))
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(answer.encode())
    assert added(book) == ["Number 1"]
    assert codes(ask(book, query("Terms"))) == [0]


def test_a_control_character_in_a_memo_breaks_strict_readers_only(book):
    book.enter_invoice("Azure Interior", [("Labor", 1, "10")], number="1", memo="words")
    book.misbehaviour = Misbehaviour(control_character_in_memo=True)
    answer = book.process_request(doc(query("Invoice")))
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(answer.encode())
    tolerant = etree.fromstring(answer.encode(), etree.XMLParser(recover=True))
    assert "words" in tolerant.findtext(".//Memo")
    assert book.invoices()[0]["memo"] == "words"


def test_forgotten_message_sets(book):
    book.process_request(FIVE)
    book.misbehaviour = Misbehaviour(forget_message_sets=True)
    assert message_set(book, CHECK).get("messageSetStatusCode") == "600"
    assert len(added(book)) == 5


def test_answers_that_were_lost_and_answers_that_cannot_be_kept(book):
    book.misbehaviour = Misbehaviour(cannot_store_answers=1)
    answer = message_set(book, FIVE)
    assert answer.get("messageSetStatusCode") == "9005" and codes(answer) == [0] * 5
    assert message_set(book, CHECK).get("messageSetStatusCode") == "9002"
    book.misbehaviour = Misbehaviour(lose_stored_answers=True)
    assert message_set(book, FIVE).get("messageSetStatusCode") == "9002" and len(added(book)) == 5


@pytest.mark.parametrize("code", [3175, 3176, 3180, 3170])
def test_a_record_that_somebody_has_open(book, code):
    book.misbehaviour = Misbehaviour(locked={"Azure Interior": {"code": code, "tries": 2}})
    answers = ask(book, invoice() + invoice(name="Bayview Bakery") + invoice() + invoice())
    assert codes(answers) == [code, 0, code, 0]
    message = answers[0].get("statusMessage")
    assert any(words in message for words in ("acquire the lock", "could not be locked", "modified by another user"))
    assert len(book.invoices()) == 2


def test_an_invoice_that_somebody_has_open(book):
    book.enter_invoice("Azure Interior", [("Labor", 1, "10")], number="7")
    book.misbehaviour = Misbehaviour(locked={"7": {"code": 3176, "tries": 1}})
    change = changed_invoice("7", "<Memo>new</Memo>")
    assert codes(message_set(book, change(book))) == [3176]
    assert codes(message_set(book, change(book))) == [0]


def test_every_write_refused(book):
    book.misbehaviour = Misbehaviour(refuse_writes={"code": 1000, "times": 1})
    assert codes(ask(book, query("Terms") + customer() + customer())) == [0, 1000, 0]


@pytest.mark.parametrize(
    "name, hresult",
    [
        ("cannot_start", "0x80040408"),
        ("other_company_open", "0x8004040A"),
        ("access_denied", "0x8004041A"),
        ("modal_dialog", "0x80040414"),
    ],
)
def test_quickbooks_cannot_be_reached(book, name, hresult):
    book.misbehaviour = Misbehaviour(**{name: 2})
    for _attempt in range(2):
        with pytest.raises(QuickBooksError) as caught:
            book.begin_session(APPLICATION)
        assert caught.value.hresult == hresult and caught.value.message
    book.begin_session(APPLICATION)
    book.misbehaviour = Misbehaviour(**{name: -1})
    for _attempt in range(3):
        with pytest.raises(QuickBooksError):
            book.begin_session(APPLICATION)


def test_the_connectors_own_requests_use_up_no_fault(book):
    book.misbehaviour = Misbehaviour(spoil_answers=1, die={"set": 1, "request": 1})
    assert "HostRet" in book.host_query()
    assert 'statusCode="0"' in book.set_app_lock("LOCKED:PC:1")
    with pytest.raises(ConnectorKilled):
        one(book, customer())


def test_every_misbehaviour_is_tested_here():
    text = Path(__file__).read_text()
    assert [one.name for one in fields(Misbehaviour) if f"{one.name}" not in text] == []
