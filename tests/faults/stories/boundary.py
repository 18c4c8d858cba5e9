"""Transactions of a story: savepoints of one that is never committed, each commit a point at which it may be killed.

A story ends with a rollback and nothing of it is left, which costs nothing; a database for each would cost a second.
What this cannot show, that real transactions do not wait for each other, the kill points with real processes show.
"""

import sys
from collections import Counter

from odoo.sql_db import BaseCursor
from odoo.tests.test_cursor import TestCursor


class Killed(BaseException):
    """The server died; no ``except Exception`` on the way may turn that into an answer."""


class Points:
    """Counts the points that are passed, and dies at the one that was ordered."""

    def __init__(self):
        self.passed: Counter = Counter()
        self.hit: Counter = Counter()
        self.left = 0
        self._among = ""
        self._dead = False

    def order(self, number: int, among: str = "") -> None:
        """Die at the ``number``-th point from here; 0 takes the order back, and another process is at work.

        :param among: only points are counted whose names contain this
        """
        self.left, self._among, self._dead = number, among, False

    def point(self, name: str) -> None:
        if self._dead:
            # What still runs on the way out (a ``finally``) did not in life.
            raise Killed(name)
        self.passed[name] += 1
        self.left -= self._among in name
        if self.left == 0 and self._among in name:
            self.hit[name] += 1
            self._dead = True
            raise Killed(name)


class _NoLock:
    def release(self):
        """A story is alone."""


class StoryCursor(TestCursor):
    """A transaction of its own by what it may lose; time goes on with each.

    :param cursor: the real cursor underneath.
    """

    def __init__(self, cursor, clock, points):
        BaseCursor.__init__(self)
        clock.tick(seconds=1)
        self._cursor, self._clock, self._points = cursor, clock, points
        self._closed, self.readonly, self._lock = False, False, _NoLock()
        self._savepoint = None
        self._cursors_stack.append(self)

    def commit(self):
        name = self._savepoint and _work_of(sys._getframe(1))
        if not name:
            super().commit()
            return
        self.flush()
        self._points.point(f"before commit of {name}")
        super().commit()
        self._points.point(f"after commit of {name}")

    def now(self):
        return self._clock.moment


def _work_of(frame):
    """Return what is committed: the name of the work that a frame above runs in a transaction of its own."""
    while frame:
        if frame.f_code.co_name == "in_own_transaction":
            return frame.f_locals["work"].__name__.strip("_")
        frame = frame.f_back
    return "something else"


def enter(registry, cr, clock, points) -> None:
    """Let every new cursor of a registry be part of the one transaction. This process does nothing else any more."""
    registry.cursor = lambda readonly=False: StoryCursor(cr, clock, points)
    # Nobody else is to be told, and what was told is known: see ``leave``.
    registry.signal_changes = lambda: None


def leave(registry) -> None:
    """A story is taken back: so is what it put into the caches of the registry, where it touched them at all."""
    if registry.cache_invalidated:
        registry.clear_all_caches()
        registry.cache_invalidated.clear()
