"""Faults of HTTP calls to a ledger in the cloud, and runners that freeze, however the service remembers a request."""

import signal
import time

from . import notebook_checks
from .kill_points import must_hit

# A frozen runner wakes when its calls may not leave any more.
IN_TIME = 4.0


def strike(start, suite, memory, kind, **values) -> bool:
    """Let one call be struck, once. :return: whether it was met"""
    with start.copy() as (database, book):
        book.remember(book.memories[memory])
        order = book.order(kind, **values)
        start.odoo.run(database, start.runs.turn, start.facts["connection"], book=book)
        if not order.struck:
            return False
        notebook_checks.check(start, database, book)
        notebook_checks.assert_whole(start, database, book)
    must_hit(f"{suite}, {kind}", values, order.struck == 1)
    return True


def strike_every_call(start, suite, memory, kind, **values) -> int:
    """One point for each call; n goes on until a run ends untouched. :return: how many calls there were"""
    number = 0
    while strike(start, suite, memory, kind, skip=number, **values):
        number += 1
    return number


def freeze(start, suite, memory, number) -> None:
    """Freeze a runner at a point, let another one take over, and wake it when that one is done."""
    connection = start.facts["connection"]
    with start.copy() as (database, book):
        book.remember(book.memories[memory])
        sleeper = start.odoo.start(
            database, start.runs.turn, connection, number, int(signal.SIGSTOP), IN_TIME, book=book
        )
        must_hit(f"{suite}, frozen", number, sleeper.wait_until_stopped())
        slept = time.monotonic()
        notebook_checks.converge(start, database, book)
        time.sleep(max(0, slept + IN_TIME - time.monotonic()))
        sleeper.signal(signal.SIGCONT)
        sleeper.wait()
        notebook_checks.assert_whole(start, database, book)


def around_calls(start) -> list[int]:
    """The numbers of the points around calls and round trips; the last ones are around those that write."""
    names = notebook_checks.learn(start)
    return [number for number, name in enumerate(names, 1) if name.endswith(("call", "perform"))]


def two_runners(start, suite) -> None:
    """Whoever is frozen holds the lease; nobody comes in as long as it lasts."""
    with start.copy() as (database, book):
        number = around_calls(start)[-3]
        connection = start.facts["connection"]
        first = start.odoo.start(database, start.runs.turn, connection, number, int(signal.SIGSTOP), book=book)
        must_hit(f"{suite}, two runners", number, first.wait_until_stopped())
        second = start.odoo.run(database, start.runs.turn, connection, book=book).result
        assert "before call" not in second
        first.signal(signal.SIGCONT)
        first.wait()
        notebook_checks.assert_whole(start, database, book)
