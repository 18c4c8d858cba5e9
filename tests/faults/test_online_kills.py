"""SIGKILL before and after every commit and every HTTP call of a run on QuickBooks Online; then it converges.

The run sends customers and items one by one and the invoices as a batch. A quick run takes the points around the calls
that write, the whole one every point, and deaths in pairs.
"""

import random

import pytest

from . import notebook_checks, online_run
from .kill_points import must_hit

SUITE = "online kills"
PAIRS = 20
QUICK = 6


@pytest.fixture(scope="module")
def points(online):
    """The names of the points that an undisturbed run passes."""
    return notebook_checks.learn(online)


def test_an_undisturbed_run_comes_to_what_it_should(online, points):
    assert online.facts["tally"] == {"processed": online_run.DOCUMENTS, "rejected": 1}
    # What is new, three customers, two items, and the invoices at once.
    assert points.count("before call") == points.count("after call") >= 7, points
    assert points.count("before commit") > 12, points


def _kill_at(online, number, second=0):
    """Die at one point, and perhaps at another of the run after it. :return bool: whether the point was met"""
    connection = online.facts["connection"]
    with online.copy() as (database, book):
        ended = online.odoo.run(database, online_run.turn, connection, number, book=book)
        if not ended.was_killed:
            return False
        notebook_checks.check(online, database, book)
        if second:
            again = online.odoo.run(database, online_run.turn_after_a_while, connection, second, book=book)
            notebook_checks.check(online, database, book)
            if again.was_killed:
                must_hit(f"{SUITE}, second", (number, second), again.was_killed)
        notebook_checks.assert_whole(online, database, book)
    must_hit(SUITE, number, ended.was_killed)
    return True


def test_points_around_the_calls(online, points):
    """The last calls are those that write; of the commits some in between."""
    calls = [number for number, name in enumerate(points, 1) if name.endswith("call")][-QUICK // 2 :]
    commits = [number for number, name in enumerate(points, 1) if name.endswith("commit")]
    for number in sorted({*calls, *commits[:: len(commits) // (QUICK // 2)]}):
        assert _kill_at(online, number), f"point {number} was never hit"


@pytest.mark.slow
def test_every_point(online, points):
    """The points are generated: n goes on until a run completes untouched."""
    number = 1
    while _kill_at(online, number):
        number += 1
    assert number - 1 == len(points), "the run that went through passed other points than the first one"


@pytest.mark.slow
def test_deaths_in_pairs(online, points):
    chosen = random.Random(1)
    for _pair in range(PAIRS):
        assert _kill_at(online, chosen.randint(1, len(points)), chosen.randint(1, len(points)))
