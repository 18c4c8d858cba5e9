"""Faults of a visit that are more than a broken line: two at once, late answers, a forgetful or stubborn QuickBooks."""

import threading
import time

import pytest

from tests.simulators.quickbooks_desktop import QuickBooksError
from tests.simulators.web_connector import Faults, together
from tests.simulators.web_connector.journal import Message

from . import desktop_checks, desktop_run, invariants, notebook_run
from .desktop_run import desk
from .kill_points import must_hit

SUITE = "desktop faults"


@pytest.fixture
def here(desktop):
    with desk(desktop) as one:
        yield one


def _step_until(visit, operation, word=""):
    """Play a visit until a message of this kind is next; ``word`` stands in what QuickBooks was asked last."""
    while True:
        message = visit.next_message()
        assert message, f"the visit was over before {operation}: {visit.result}"
        if message.operation == operation and word in (visit._book.texts[-1:] or [""])[0]:
            return message
        visit.step()


def _answer_in_hand(here, word="<InvoiceAddRq"):
    """A visit whose QuickBooks has just executed a set of writes; the answer has not left yet."""
    visit = here.web_connector().visit()
    return visit, _step_until(visit, "receiveResponseXML", word)


# === TWICE AND AT ONCE === #


@pytest.mark.parametrize("number", [5, 9])
def test_the_same_answer_twice(here, number):
    visit = here.visit(Faults(repeated=(number,)))
    must_hit(SUITE, f"repeated {number}", bool(visit.faults_hit))
    assert visit.progress == 100
    desktop_checks.assert_whole(here)


def test_the_same_answer_long_after(here):
    visit, message = _answer_in_hand(here)
    must_hit(SUITE, "answer long after", "InvoiceAddRs" in message.arguments["response"])
    assert visit.run().progress == 100
    before = invariants.story(here.database)
    assert visit.deliver(message).value == -1
    assert invariants.story(here.database) == before
    desktop_checks.assert_whole(here)


@pytest.mark.parametrize("word", ["CompanyQueryRq", "CustomerAddRq"])
def test_an_answer_comes_again_when_the_next_set_is_out(here, word):
    """A proxy repeats what it thinks was lost; by then QuickBooks works on something else."""
    visit, message = _answer_in_hand(here, word)
    visit.step()
    _step_until(visit, "receiveResponseXML")
    visit.deliver(message)
    must_hit(SUITE, f"out of turn {word}", word not in here.book.texts[-1])
    desktop_checks.check(here)
    visit.run()
    desktop_checks.assert_whole(here)


def test_the_same_answer_twice_at_once(here):
    visit, message = _answer_in_hand(here)
    first, second = together(lambda: visit.deliver(message), lambda: visit.deliver(message))
    must_hit(SUITE, "two answers at once", {first.value, second.value} <= {100, -1})
    desktop_checks.check(here)
    assert invariants.tally(here.database) == desktop_checks.TALLY
    events = invariants.rows(
        here.database,
        "SELECT transfer_id FROM bridge_transfer_event WHERE state = 'processed' GROUP BY 1 HAVING count(*) > 1",
    )
    assert not events, "an answer was applied twice"
    visit.run()
    desktop_checks.assert_whole(here)


def test_two_requests_of_one_visit_at_once(here):
    """Both are given one and the same text, of a reading as of a set of writes."""
    visit, sets = here.web_connector().visit(), []
    while visit.next_message():
        message = visit.next_message()
        if message.operation == "sendRequestXML":
            first, second = together(lambda m=message: visit.deliver(m), lambda m=message: visit.deliver(m))
            assert first.value == second.value and "<QBXML>" in first.value
            sets.append(first.value)
            must_hit(SUITE, "two requests at once", visit.step().value == first.value)
        else:
            visit.step()
    assert len(sets) == 3 and len(set(sets)) == 3
    assert visit.result.progress == 100
    desktop_checks.assert_whole(here)


def test_two_computers_ask_to_be_let_in_at_once(here):
    facts = here.start.facts
    message = Message("authenticate", {"strUserName": facts["user_name"], "strPassword": facts["password"]})
    visits = [here.web_connector(applications=None).visit() for _visit in range(2)]
    answers = together(*[lambda v=visit: v.deliver(message) for visit in visits])
    words = [answer.value[1] for answer in answers]
    tickets = {answer.value[0] for answer in answers}
    assert len(tickets) == 2
    assert set(words) <= {desktop_run.WINDOWS_PATH, "busy"} and desktop_run.WINDOWS_PATH in words
    running = invariants.rows(here.database, "SELECT 1 FROM bridge_session WHERE state = 'running'")
    assert len(running) == 1
    must_hit(SUITE, "two authenticate at once", len(words) == 2)
    desktop_checks.assert_whole(here)


def test_a_second_visit_while_a_set_is_under_way(here):
    visit, _message = _answer_in_hand(here)
    second = here.visit()
    must_hit(SUITE, "second visit", second.ended_by == "busy")
    assert visit.run().progress == 100
    desktop_checks.assert_whole(here)


# === LATE === #


def test_a_late_answer_under_a_dead_ticket_before_anybody_asked(here):
    """The computer was given up, but its answer comes before the next visit: it is still the truth."""
    visit, message = _answer_in_hand(here)
    here.five_minutes_go_by()
    late = visit.deliver(message)
    must_hit(SUITE, "late answer, nobody asked", late.status == 200)
    desktop_checks.check(here)
    assert invariants.tally(here.database) == desktop_checks.TALLY
    desktop_checks.assert_whole(here)


def test_a_late_answer_while_the_next_visit_asks(here):
    visit, message = _answer_in_hand(here)
    here.five_minutes_go_by()
    second = here.web_connector().visit()
    _step_until(second, "receiveResponseXML")
    assert "oldMessageSetID" in here.book.texts[-1] and "AddRq" not in here.book.texts[-1]
    late = visit.deliver(message)
    must_hit(SUITE, "late answer, being asked", late.value == -1)
    desktop_checks.check(here)
    assert second.run().progress == 100
    desktop_checks.assert_whole(here)


def test_a_late_answer_after_everything_was_settled_without_it(here):
    visit, message = _answer_in_hand(here)
    here.five_minutes_go_by()
    here.misbehave(forget_message_sets=True)
    assert here.visit().progress == 100
    before = invariants.tally(here.database)
    late = visit.deliver(message)
    must_hit(SUITE, "late answer, settled", late.value == -1)
    assert invariants.tally(here.database) == before == desktop_checks.TALLY
    desktop_checks.assert_whole(here)


def test_a_late_answer_while_the_next_visit_reads_again(here):
    """QuickBooks has forgotten the set, so the mirror is read for evidence; in the middle of it the answer comes."""
    visit, message = _answer_in_hand(here)
    here.five_minutes_go_by()
    here.misbehave(forget_message_sets=True)
    second = here.web_connector().visit()
    _step_until(second, "receiveResponseXML")
    second.step()
    _step_until(second, "receiveResponseXML", "InvoiceQueryRq")
    late = visit.deliver(message)
    must_hit(SUITE, "late answer, reading again", late.value == -1)
    kept = invariants.rows(here.database, "SELECT 1 FROM bridge_exchange WHERE answer LIKE '%%InvoiceAddRs%%'")
    assert kept, "the answer came and was not kept"
    desktop_checks.check(here)
    second.run()
    desktop_checks.assert_whole(here)


# === DEATH IN THE MIDDLE OF APPLYING === #


def test_the_server_dies_while_it_applies_an_answer(here):
    """Frozen by somebody's row lock, seen in the host's own view of activity, then killed."""
    visit, _message = _answer_in_hand(here)
    holding = here.line()
    holding.cursor().execute("SELECT id FROM bridge_transfer WHERE state = 'sending' FOR UPDATE")
    caller = threading.Thread(target=visit.step)
    caller.start()
    waits = _wait_for_lock(here)
    must_hit(SUITE, "killed in apply", waits)
    here.kill()
    caller.join(30)
    holding.rollback()
    holding.close()
    state = invariants.rows(here.database, "SELECT state FROM bridge_exchange ORDER BY id DESC LIMIT 1")[0]["state"]
    assert state == "answered", "the raw answer was not kept before it was applied"
    desktop_checks.check(here)
    here.serve()
    asked = len(here.book.texts)
    desktop_checks.assert_whole(here)
    assert not any("InvoiceAddRq" in text for text in here.book.texts[asked:])


def _wait_for_lock(here, seconds=10):
    sql = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if invariants.rows(here.database, sql):
            return True
        time.sleep(0.02)
    return False


# === PEOPLE === #


def test_a_user_holds_invoices_open_while_their_answer_is_applied(here):
    visit, _message = _answer_in_hand(here)
    holding = here.line()
    holding.cursor().execute("SELECT id FROM account_move FOR UPDATE")
    start = time.monotonic()
    exchange = visit.step()
    seconds = time.monotonic() - start
    holding.rollback()
    holding.close()
    must_hit(SUITE, "invoices held open", exchange.value == 100)
    assert seconds < 4
    desktop_checks.assert_whole(here)


def test_a_user_edits_an_invoice_while_it_is_being_sent(here):
    visit, _message = _answer_in_hand(here)
    move = here.start.facts["moves"][0]
    total = here.odoo.run(here.database, notebook_run.edit, move).result
    must_hit(SUITE, "edited while sent", bool(total))
    visit.run()
    desktop_checks.check(here)
    desktop_checks.converge(here)
    row = invariants.rows(here.database, f"{invariants.NEWEST} AND t.move_id = %s", move)[0]
    assert (row["state"], row["operation"]) == ("processed", "update"), invariants.story(here.database)
    assert float(row["remote_total"]) == total
    desktop_checks.assert_whole(here)


# === QUICKBOOKS === #


@pytest.mark.parametrize(
    ("done", "forgets"),
    [
        (1, False),
        (1, True),
        *(pytest.param(done, forgets, marks=pytest.mark.slow) for done in (0, 3) for forgets in (False, True)),
    ],
)
def test_quickbooks_dies_in_the_middle_of_a_set(here, done, forgets):
    """Some of the set was committed; then QuickBooks remembers the set, or does not."""
    visit = here.web_connector().visit()
    _step_until(visit, "sendRequestXML")
    while "InvoiceAddRq" not in str(visit.step().value):
        visit.next_message()
    here.misbehave(die={"set": 1, "request": done})
    result = visit.run()
    must_hit(SUITE, f"QuickBooks died after {done}", result.ended_by == "power cut")
    here.misbehave(forget_message_sets=forgets)
    desktop_checks.check(here)
    desktop_checks.assert_whole(here)


@pytest.mark.parametrize(
    "how", ["truncated", *(pytest.param(how, marks=pytest.mark.slow) for how in ("not_xml", "empty"))]
)
def test_an_answer_that_cannot_be_read(here, how):
    visit = here.web_connector().visit()
    _step_until(visit, "sendRequestXML")
    while "InvoiceAddRq" not in str(visit.step().value):
        visit.next_message()
    here.misbehave(spoil_answers=1, spoil_how=how)
    visit.run()
    must_hit(SUITE, f"answer {how}", here.book.misbehaviour.spoil_answers == 0)
    desktop_checks.check(here)
    desktop_checks.assert_whole(here)


def test_a_question_that_quickbooks_does_not_understand_is_no_verdict_on_the_set(here):
    """What is refused is the asking; the set itself was executed long ago."""
    _answer_in_hand(here)
    here.five_minutes_go_by()
    second = here.web_connector().visit()
    message = _step_until(second, "receiveResponseXML")
    assert "oldMessageSetID" in here.book.texts[-1]
    error = QuickBooksError("0x80040400")
    refused = message.with_(response="", hresult=error.hresult, message=error.message)
    must_hit(SUITE, "asking refused", second.deliver(refused).status == 200)
    desktop_checks.check(here)
    desktop_checks.assert_whole(here)


def test_one_bad_document_among_25_and_the_line_breaks(here):
    """QuickBooks does not understand a set that holds it; sets are halved until it is alone, also over losses."""
    facts = here.start.facts
    more = here.odoo.run(
        here.database, desktop_run.release_more, facts["connection"], 25, ["Late One", "Late Two"]
    ).result
    moves = [*facts["moves"], *more]
    name = invariants.rows(here.database, "SELECT name FROM account_move WHERE id = %s", more[11])[0]["name"]
    _series, year, sequence = name.split("/")
    refused, process = [], here.book.process_request

    def process_or_refuse(text):
        if f"<RefNumber>{year[2:]}{sequence}</RefNumber>" in text and "InvoiceAddRq" in text:
            refused.append(text.count("<InvoiceAddRq"))
            raise QuickBooksError("0x80040400")
        return process(text)

    here.book.process_request = process_or_refuse
    for number in (9, 11, 13):
        here.visit(Faults(lost_after=(number,)))
        desktop_checks.check(here, moves)
        here.five_minutes_go_by()
    desktop_checks.assert_whole(here, {"processed": 30, "rejected": 2}, moves)
    must_hit(SUITE, "one of 25 was not understood", len(refused) > 3 and refused[-1] == 1)
    row = invariants.rows(here.database, f"{invariants.NEWEST} AND t.move_id = %s", more[11])[0]
    assert (row["state"], row["reason"]) == ("rejected", "not_understood")


@pytest.mark.parametrize("code", [3175, 3176])
def test_a_record_that_somebody_has_open(here, code):
    known = here.start.facts["known"][0]
    here.misbehave(locked={known: {"code": code, "tries": 1}})
    here.visit()
    must_hit(SUITE, f"locked {code}", here.book.misbehaviour.locked[known]["tries"] == 0)
    desktop_checks.check(here)
    waits = "state = 'queued' AND due_at IS NOT NULL"
    later = invariants.rows(here.database, f"SELECT 1 FROM bridge_transfer WHERE {waits}")
    assert later, "what was locked waits for its next try"
    here.sql(f"UPDATE bridge_transfer SET due_at = now() AT TIME ZONE 'UTC' WHERE {waits}")
    desktop_checks.assert_whole(here)


def test_control_characters_in_what_is_read_for_evidence(here):
    here.misbehave(control_character_in_memo=True)
    _answer_in_hand(here)
    here.five_minutes_go_by()
    here.misbehave(control_character_in_memo=True, forget_message_sets=True)
    must_hit(SUITE, "control character", here.book.misbehaviour.control_character_in_memo)
    desktop_checks.assert_whole(here)


# === THE DOOR === #


def test_a_body_of_200_megabytes_is_refused_while_it_comes(here):
    from tests.simulators.web_connector.raw import flood

    url = f"http://localhost:{here.port}/accounting_bridge_qbd/{here.start.facts['token']}"
    before = _memory(here)
    must_hit(SUITE, "200 MB", flood(url, 200).reply.status == 413)
    # Of a body that does not say how long it is the host reads nothing, or no more than the limit.
    must_hit(SUITE, "200 MB in pieces", flood(url, 200, chunked=True).reply.status in (400, 413))
    # Twice the limit of a body and what is loaded at the first call; the body itself would be 200.
    assert _memory(here) - before < 150, "the body was held in memory"
    desktop_checks.assert_whole(here)


def _memory(here):
    """The most memory that the server ever held, in MB."""
    with open(f"/proc/{here.server.pid}/status", encoding="utf-8") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024
