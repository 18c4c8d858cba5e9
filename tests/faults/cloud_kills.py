"""SIGKILL at the points of a run on a ledger in the cloud; then it converges. Points are those of ``kill_points``."""

import random

from . import notebook_checks
from .kill_points import must_hit

PAIRS = 20
QUICK = 6


def at_point(start, suite, number, second=0) -> bool:
    """Die at one point, and perhaps at another of the run after it. :return: whether the point was met"""
    connection = start.facts["connection"]
    with start.copy() as (database, book):
        ended = start.odoo.run(database, start.runs.turn, connection, number, book=book)
        if not ended.was_killed:
            return False
        notebook_checks.check(start, database, book)
        if second:
            again = start.odoo.run(database, start.runs.turn_after_a_while, connection, second, book=book)
            notebook_checks.check(start, database, book)
            if again.was_killed:
                must_hit(f"{suite}, second", (number, second), again.was_killed)
        notebook_checks.assert_whole(start, database, book)
    must_hit(suite, number, ended.was_killed)
    return True


def around_the_calls(start, suite, points) -> None:
    """Die around the last calls, which are those that write, and at some of the commits in between."""
    calls = [number for number, name in enumerate(points, 1) if name.endswith("call")][-QUICK // 2 :]
    commits = [number for number, name in enumerate(points, 1) if name.endswith("commit")]
    for number in sorted({*calls, *commits[:: len(commits) // (QUICK // 2)]}):
        assert at_point(start, suite, number), f"point {number} was never hit"


def at_every_point(start, suite, points) -> None:
    """The points are generated: n goes on until a run completes untouched."""
    number = 1
    while at_point(start, suite, number):
        number += 1
    assert number - 1 == len(points), f"the run that went through passed {number - 1} points, the first {len(points)}"


def in_pairs(start, suite, points) -> None:
    """Die at two points, one in the run after the other."""
    chosen = random.Random(1)
    for _pair in range(PAIRS):
        assert at_point(start, suite, chosen.randint(1, len(points)), chosen.randint(1, len(points)))
