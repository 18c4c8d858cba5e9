"""Work counted in calls of functions: the same on every machine, however busy it is. Seconds are for benchmarks."""

import sys


def steps(work) -> int:
    """Do some work, and return how many functions were called for it."""
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
