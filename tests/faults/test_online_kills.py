"""SIGKILL before and after every commit and every HTTP call of a run on QuickBooks Online; then it converges.

The run sends customers and items one by one and the invoices as a batch. A quick run takes the points around the calls
that write, the whole one every point, and deaths in pairs.
"""

import pytest

from . import cloud_kills, notebook_checks, online_run

SUITE = "online kills"


@pytest.fixture(scope="module")
def points(online):
    """The names of the points that an undisturbed run passes."""
    return notebook_checks.learn(online)


def test_an_undisturbed_run_comes_to_what_it_should(online, points):
    assert online.facts["tally"] == {"processed": online_run.DOCUMENTS, "rejected": 1}
    # What is new, three customers, two items, and the invoices at once.
    assert points.count("before call") == points.count("after call") >= 7, points
    assert points.count("before commit") > 12, points


def test_points_around_the_calls(online, points):
    cloud_kills.around_the_calls(online, SUITE, points)


@pytest.mark.slow
def test_every_point(online, points):
    cloud_kills.at_every_point(online, SUITE, points)


@pytest.mark.slow
def test_deaths_in_pairs(online, points):
    cloud_kills.in_pairs(online, SUITE, points)
