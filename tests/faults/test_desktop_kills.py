"""SIGKILL of the server before and after every commit of a visit; it is started again, and then it converges."""

import pytest

from . import desktop_checks
from .desktop_run import desk
from .kill_points import must_hit

SUITE = "desktop kills"


def _kill_at(desktop, number):
    """Let the server die at one point of a visit. :return bool: whether the point was met"""
    with desk(desktop) as here:
        here.serve(number)
        here.visit()
        is_dead = here.server_is_dead()
        if not is_dead:
            return False
        desktop_checks.check(here)
        here.serve()
        desktop_checks.assert_whole(here)
    must_hit(SUITE, number, is_dead)
    return True


@pytest.fixture(scope="module")
def points(desktop):
    """The points that the server passes in an undisturbed visit."""
    with desk(desktop) as here:
        here.serve(0)
        assert here.visit().progress == 100
        return here.stop()


def test_an_undisturbed_visit_commits(points):
    assert points.count("before commit") == points.count("after commit") >= 15


@pytest.mark.slow
def test_every_point(desktop, points):
    """The points are generated: n goes on until a visit ends with the server alive."""
    number = 1
    while _kill_at(desktop, number):
        number += 1
    assert number - 1 == len(points)


def test_a_few_points(desktop, points):
    """What fits a quick run: the first, the last, and some in between."""
    for number in sorted({1, len(points) // 3, len(points) // 2, 2 * len(points) // 3, len(points)}):
        assert _kill_at(desktop, number), f"point {number} was never hit"
