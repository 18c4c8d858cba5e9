"""Kill points that nobody listed: before and after every commit and every carrying of bytes, in the order
they come.

A fork is told a number and counts; at that number it ends itself with SIGKILL. A run that was told no
number reports how many points it passed, and the suite goes through all of them. Where a test expected a
point and the fork ended without having met it, ``must_hit`` fails: a point that is never hit proves
nothing.
"""

import os
import signal
from collections import Counter

HITS: Counter = Counter()


class Killer:
    """Counts points in this process and dies at one of them.

    :param number: the point to die at, 0 for none.
    :param sign: how to end; SIGSTOP freezes instead.
    """

    def __init__(self, number: int = 0, sign: int = signal.SIGKILL):
        self.number = number
        self.sign = sign
        self.names: list[str] = []

    def point(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.number:
            os.kill(os.getpid(), self.sign)

    def around(self, name: str, function):
        """Wrap a function between two points."""

        def wrapped(*args, **kwargs):
            self.point(f"before {name}")
            result = function(*args, **kwargs)
            self.point(f"after {name}")
            return result

        return wrapped

    def watch_commits(self) -> None:
        """Count around every commit of the host's cursors that has something to commit; the others change nothing."""
        from odoo.sql_db import Cursor

        commit = Cursor.commit
        counted = self.around("commit", commit)

        def commit_and_count(cursor):
            cursor.flush()
            cursor.execute("SELECT pg_current_xact_id_if_assigned()")
            (counted if cursor.fetchone()[0] else commit)(cursor)

        Cursor.commit = commit_and_count


def must_hit(suite: str, point, hit: bool) -> None:
    """Count a point that was hit. :raise AssertionError: it never was."""
    assert hit, f"{suite}: point {point} was never hit"
    HITS[suite] += 1
