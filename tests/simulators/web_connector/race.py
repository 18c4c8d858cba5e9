"""Calls at the same moment, for tests of two visits or of one message sent twice."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


def together(*calls: Callable[[], object]) -> list:
    """Run the calls at once, each in its own thread; their results in order. An exception is raised here."""
    start = threading.Barrier(len(calls))

    def run(call):
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
