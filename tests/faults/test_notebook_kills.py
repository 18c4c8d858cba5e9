"""SIGKILL before and after every commit and every carrying of bytes of a run on the Notebook; then it converges.

What stands in the database before a commit is what stood there after the one before it: the quick run takes the points
behind each commit and both sides of each carrying, the whole run every point, and deaths in pairs.
"""

import random

import pytest

from . import invariants, notebook_checks, notebook_run
from .kill_points import must_hit

SUITE = "notebook kills"
PAIRS = 40
MORE_THAN_A_PAGE = 250


@pytest.fixture(scope="module")
def points(notebook):
    """The names of the points that an undisturbed run passes."""
    return notebook_checks.learn(notebook)


def test_an_undisturbed_run_comes_to_what_it_should(notebook, points):
    assert notebook.facts["tally"] == {"processed": 5, "rejected": 3}
    assert points.count("before perform") == 3, points
    assert points.count("before commit") > 12, points


def _kill_at(notebook, number, second=0):
    """Die at one point, and perhaps at another of the run after it. :return bool: whether the point was met"""
    with notebook.copy() as (database, book):
        ended = notebook.odoo.run(database, notebook_run.turn, notebook.facts["connection"], number, book=book)
        if not ended.was_killed:
            return False
        notebook_checks.check(notebook, database, book)
        if second:
            again = notebook.odoo.run(
                database, notebook_run.turn_after_a_while, notebook.facts["connection"], second, book=book
            )
            notebook_checks.check(notebook, database, book)
            if again.was_killed:
                must_hit(f"{SUITE}, second", (number, second), again.was_killed)
        notebook_checks.assert_whole(notebook, database, book)
    must_hit(SUITE, number, ended.was_killed)
    return True


@pytest.mark.slow
def test_every_point_at_which_something_changed(notebook, points):
    numbers = [number for number, name in enumerate(points, 1) if name != "before commit"]
    assert len(numbers) > 15
    for number in numbers:
        assert _kill_at(notebook, number), f"point {number} was never hit"


@pytest.mark.slow
def test_every_point(notebook, points):
    """The points are generated: n goes on until a run completes untouched."""
    number = 1
    while _kill_at(notebook, number):
        number += 1
    assert number - 1 == len(points), "the run that went through passed other points than the first one"


@pytest.mark.slow
def test_deaths_in_pairs(notebook, points):
    chosen = random.Random(1)
    for _pair in range(PAIRS):
        assert _kill_at(notebook, chosen.randint(1, len(points)), chosen.randint(1, len(points)))


@pytest.mark.slow
def test_every_point_of_the_first_reading(unread_notebook):
    """Nothing is taken for read that was not: the watermarks, and the sentence that the ledger was read."""
    start, number = unread_notebook, 0
    while True:
        number += 1
        with start.copy() as (database, book):
            notebook_run.fill(book, MORE_THAN_A_PAGE)
            ended = start.odoo.run(database, notebook_run.turn, start.facts["connection"], number, book=book)
            if ended.was_killed:
                must_hit(f"{SUITE}, first reading", number, ended.was_killed)
                invariants.check(database, notebook_run.entries(book), [], [])
                start.odoo.run(database, notebook_run.turn_after_a_while, start.facts["connection"], book=book)
            _assert_read(database, notebook_run.entries(book))
            if not ended.was_killed:
                break
    assert number > 16


def _assert_read(database, entries):
    invariants.check(database, entries, entries, [])
    known = {
        (row["kind"], row["remote_id"])
        for row in invariants.rows(database, "SELECT kind, remote_id FROM bridge_remote_record")
    }
    assert {(entry.kind, entry.id) for entry in entries if entry.kind in ("customer", "account")} <= known
    row = invariants.rows(database, "SELECT state, first_read_at FROM bridge_connection")[0]
    assert (row["state"], bool(row["first_read_at"])) == ("connecting", True), invariants.story(database)
    marks = invariants.rows(database, "SELECT watermark FROM bridge_flow WHERE kind = 'customer'")
    assert marks[0]["watermark"] == max(entry.modified for entry in entries if entry.kind == "customer")
