"""Faults of a run on the Notebook that are no death: frozen runners, lost answers, forgotten keys, people at work."""

import json
import signal
import sqlite3
import time
from contextlib import closing

import pytest

from . import invariants, notebook_checks, notebook_run
from .kill_points import must_hit

SUITE = "notebook faults"
IN_TIME = 3.0


@pytest.fixture(scope="module")
def points(notebook):
    """The names of the points of an undisturbed run."""
    return notebook_checks.learn(notebook)


@pytest.fixture
def point(notebook, points):
    """``(database, book)`` of one point."""
    with notebook.copy() as copy:
        yield copy


def _number(points, name, nth=1):
    """The number of the n-th point of a name."""
    return [number for number, found in enumerate(points, 1) if found == name][nth - 1]


# The third carrying of bytes is that of the invoices: once frozen before they left, once with the answer in hand.
@pytest.mark.parametrize("name", ["before perform", "after perform"])
def test_a_runner_that_was_stopped_wakes_after_a_take_over(notebook, points, point, name):
    database, book = point
    facts, number = notebook.facts, _number(points, name, 3)
    sleeper = notebook.odoo.start(
        database, notebook_run.turn, facts["connection"], number, int(signal.SIGSTOP), IN_TIME, book=book
    )
    stopped = sleeper.wait_until_stopped()
    must_hit(SUITE, f"stopped {name}", stopped)
    slept = time.monotonic()
    notebook_checks.converge(notebook, database, book)
    # A lease lasts longer than bytes may take to leave: whoever was taken over has slept too long.
    time.sleep(max(0, slept + IN_TIME - time.monotonic()))
    sleeper.signal(signal.SIGCONT)
    sleeper.wait()
    notebook_checks.assert_whole(notebook, database, book)


def test_a_second_runner_leaves_at_once(notebook, points, point):
    database, book = point
    number = _number(points, "before perform", 2)
    first = notebook.odoo.start(
        database, notebook_run.turn, notebook.facts["connection"], number, int(signal.SIGSTOP), book=book
    )
    must_hit(SUITE, "two runners", first.wait_until_stopped())
    second = notebook.odoo.run(database, notebook_run.turn, notebook.facts["connection"], book=book).result
    assert "before perform" not in second
    first.signal(signal.SIGCONT)
    first.wait()
    notebook_checks.assert_whole(notebook, database, book)


def _some_slow(values, quick):
    """The same test with several values, of which a quick run takes some."""
    return [value if value in quick else pytest.param(*value, marks=pytest.mark.slow) for value in values]


@pytest.mark.parametrize(
    ("nth", "forgets"),
    _some_slow([(nth, forgets) for nth in (1, 2, 3) for forgets in (False, True)], [(3, False), (3, True)]),
)
def test_an_answer_is_lost(notebook, point, nth, forgets):
    database, book = point
    lost = notebook.odoo.run(
        database, notebook_run.turn_losing_an_answer, notebook.facts["connection"], nth, book=book
    ).result
    must_hit(SUITE, f"lost answer {nth}", lost)
    notebook_checks.check(notebook, database, book)
    if forgets:
        notebook_run.forget(book)
    notebook_checks.assert_whole(notebook, database, book)


@pytest.mark.parametrize(("nth",), _some_slow([(1,), (2,), (3,)], [(3,)]))
def test_the_ledger_cannot_be_reached(notebook, point, nth):
    database, book = point
    hit = notebook.odoo.run(database, notebook_run.turn_unreached, notebook.facts["connection"], nth, book=book).result
    must_hit(SUITE, f"unreached {nth}", hit)
    notebook_checks.assert_whole(notebook, database, book)


def test_a_ledger_that_forgot_and_holds_another_total(notebook, points, point):
    """What the bookkeeper made of it meanwhile is seen, not swallowed."""
    database, book = point
    number = _number(points, "after perform", 3)
    ended = notebook.odoo.run(database, notebook_run.turn, notebook.facts["connection"], number, book=book)
    must_hit(SUITE, "forgotten, another total", ended.was_killed)
    notebook_run.forget(book)
    with closing(sqlite3.connect(book)) as pages, pages:
        id_, body = pages.execute("SELECT id, body FROM entry WHERE kind = 'invoice' LIMIT 1").fetchone()
        changed = pages.execute("SELECT max(changed) + 1 FROM entry").fetchone()[0]
        notebook_run.write_by_hand(pages, "invoice", id_, changed, {**json.loads(body), "lines": ["1.00"]})
    notebook_checks.converge(notebook, database, book)
    differs = invariants.rows(database, "SELECT 1 FROM bridge_transfer WHERE reason = 'total_differs'")
    assert len(differs) == 1


def test_a_user_edits_an_invoice_while_it_is_being_sent(notebook, points, point):
    database, book = point
    number = _number(points, "before perform", 3)
    runner = notebook.odoo.start(
        database, notebook_run.turn, notebook.facts["connection"], number, int(signal.SIGSTOP), book=book
    )
    must_hit(SUITE, "edited while sent", runner.wait_until_stopped())
    sending = invariants.rows(
        database, "SELECT move_id FROM bridge_transfer WHERE state = 'sending' ORDER BY id LIMIT 1"
    )
    move = sending[0]["move_id"]
    total = notebook.odoo.run(database, notebook_run.edit, move, book=book).result
    runner.signal(signal.SIGCONT)
    runner.wait()
    notebook_checks.assert_whole(notebook, database, book)
    row = invariants.rows(database, f"{invariants.NEWEST} AND t.move_id = %s", move)[0]
    assert (row["state"], row["operation"]) == ("processed", "update")
    assert float(row["remote_total"]) == total


def test_a_user_holds_an_invoice_open_while_its_answer_is_applied(notebook, point):
    """A transaction of a person that holds the row of the invoice neither waits for us nor holds us up."""
    database, book = point
    holding = notebook_checks.hold_rows(database, "account_move", notebook.facts["moves"])
    try:
        names = notebook.odoo.run(
            database, notebook_run.turn, notebook.facts["connection"], book=book, deadline=20
        ).result
    finally:
        holding.rollback()
        holding.close()
    must_hit(SUITE, "invoice held open", "after perform" in names)
    notebook_checks.assert_whole(notebook, database, book)


def test_a_lease_lasts_longer_than_bytes_may_take_to_leave(notebook):
    """What the take-over of a frozen runner rests on."""
    perform, lease = notebook.odoo.run(notebook.database, notebook_run.limits).result
    assert lease > perform
    must_hit(SUITE, "limits", bool(perform))
