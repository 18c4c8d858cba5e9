"""Message sets: what QuickBooks remembers, chains, forgets (facts 6.1, 3.1)."""

from tests.simulators.quickbooks_desktop import CompanyFile
from tests.simulators.quickbooks_desktop.rules.recovery import BOTH, CHECK, FIRST, NEW
from tests.simulators.quickbooks_desktop.rules.rule import GUID, customer, doc, invoice, query

from .talk import ask, codes, message_set, one


def test_the_same_set_again_is_answered_and_not_executed(book):
    first = book.process_request(FIRST)
    assert book.process_request(FIRST) == first
    assert [row["name"] for row in book.customers()].count("First") == 1
    assert message_set(book, FIRST).get("messageSetStatusCode") == "0"


def test_only_the_content_counts_not_the_bytes(book):
    book.process_request(FIRST)
    assert message_set(book, FIRST.replace("<CustomerAddRq>", "<CustomerAddRq >")).get("messageSetStatusCode") == "0"


def test_a_status_check_returns_the_answers_and_keeps_the_state(book):
    book.process_request(doc(customer("First") + customer("Azure Interior") + query("Terms"), NEW.format("set-1")))
    for _again in range(2):
        assert codes(message_set(book, CHECK)) == [0, 3100, 0]


def test_a_set_without_an_id_is_not_remembered(book):
    assert message_set(book, doc(customer())).get("newMessageSetID") is None
    assert book.message_set_ids() == []


def test_the_normal_chain(book):
    for number in range(1, 4):
        attributes = BOTH.format(f"set-{number}", f"set-{number - 1}") if number > 1 else NEW.format("set-1")
        assert message_set(book, doc(customer(f"Customer {number}"), attributes)).get("messageSetStatusCode") == "0"
    assert book.message_set_ids() == ["set-3"]


def test_another_content_is_not_executed(book):
    book.process_request(FIRST)
    answer = message_set(book, doc(customer("Second"), NEW.format("set-1")))
    assert answer.get("messageSetStatusCode") == "9001" and len(answer) == 0
    assert "Second" not in [row["name"] for row in book.customers()]
    assert codes(message_set(book, CHECK)) == [0], "the stored answers are still there"


def test_refusals_of_form_leave_no_state(book):
    text = doc(customer("First") + "<Nonsense/>", NEW.format("set-1"))
    try:
        book.process_request(text)
    except Exception as error:  # noqa: BLE001
        assert error.hresult == "0x80040400"
    assert message_set(book, CHECK).get("messageSetStatusCode") == "600"


def test_memory_belongs_to_an_application(book):
    book.process_request(FIRST)
    book.end_session()
    book.begin_session("Another program")
    assert message_set(book, CHECK).get("messageSetStatusCode") == "600"


def test_memory_outlives_session_and_process(book):
    first = book.process_request(FIRST)
    book.end_session()
    again = CompanyFile(book.path, clock=lambda: book.clock.now())
    again.begin_session("Odoo - Acme to QuickBooks")
    assert again.process_request(FIRST) == first
    again.close()


def test_a_backup_takes_the_memory_back_with_it(book, tmp_path, clock):
    book.back_up(tmp_path / "backup")
    book.process_request(FIRST)
    clock.move(hours=1)
    book.restore_backup(tmp_path / "backup")
    book.begin_session("Odoo - Acme to QuickBooks")
    assert message_set(book, CHECK).get("messageSetStatusCode") == "600"
    assert "First" not in [row["name"] for row in book.customers()]
    restored = one(book, query("CompanyActivity")).findtext("*/LastRestoreTime")
    assert restored.startswith("2024-07-10T10:00:00")


def test_stop_on_error_leaves_the_rest_for_later(book):
    body = customer("First") + customer("Azure Interior") + customer("Third") + query("Terms")
    answers = ask(book, body, 'onError="stopOnError" newMessageSetID="set-1"')
    assert codes(answers) == [0, 3100, 3231, 3231]
    assert codes(message_set(book, CHECK)) == [0, 3100, 3231, 3231]
    known = [row["name"] for row in book.customers()]
    assert "First" in known and "Third" not in known


def test_a_warning_does_not_stop(book):
    body = query("Customer", "<FullName>Nobody</FullName>") + customer("Third")
    assert codes(ask(book, body, 'onError="stopOnError"')) == [500, 0]


def test_request_ids_are_echoed_or_absent(book):
    answers = ask(book, query("Terms", "", 'requestID="a&quot;b"') + query("Terms"))
    assert [answer.get("requestID") for answer in answers] == ['a"b', None]


def test_a_request_id_that_is_too_long_is_echoed_all_the_same(book):
    answer = one(book, query("Terms", "", f'requestID="{"r" * 51}"'), code=1060)
    assert answer.get("requestID") == "r" * 51


def test_an_error_recovery_names_the_record(open_book):
    book = open_book(switches={"recovered_answer": "error_recovery"})
    body = customer("First", f"<ExternalGUID>{GUID}</ExternalGUID>") + invoice() + query("Terms")
    direct = ask(book, body, NEW.format("set-1"))
    assert direct[0].find("CustomerRet") is not None and direct[0].find("ErrorRecovery") is None
    checked = message_set(book, CHECK)
    assert checked[0].findtext("ErrorRecovery/ExternalGUID") == GUID and checked[0].find("CustomerRet") is None
    assert checked[1].findtext("ErrorRecovery/TxnID") == book.invoices()[0]["txn_id"]
    assert len(checked[2]) == 0
