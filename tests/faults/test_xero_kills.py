"""SIGKILL before and after every commit and every HTTP call of a run on Xero; then it converges.

The run sends each kind as one list. A quick run takes the points around the calls that write, the whole one every
point, and deaths in pairs.
"""

import pytest

from . import cloud_kills, notebook_checks, xero_run

SUITE = "xero kills"


@pytest.fixture(scope="module")
def points(xero):
    """The names of the points that an undisturbed run passes."""
    return notebook_checks.learn(xero)


def test_an_undisturbed_run_comes_to_what_it_should(xero, points):
    assert xero.facts["tally"] == {"processed": xero_run.DOCUMENTS, "rejected": 1}
    assert points.count("before call") == points.count("after call") >= 4, points
    assert points.count("before commit") > 12, points


def test_what_is_new_goes_as_lists(xero):
    with xero.copy() as (database, book):
        journal = book.service.journal
        before = max((entry.number for entry in journal.entries()), default=0)
        xero.odoo.run(database, xero_run.turn, xero.facts["connection"], book=book)
        written = [entry.entity for entry in journal.entries(before, method="PUT")]
    assert written == ["Contacts", "Items", "Invoices"]


def test_points_around_the_calls(xero, points):
    cloud_kills.around_the_calls(xero, SUITE, points)


@pytest.mark.slow
def test_every_point(xero, points):
    cloud_kills.at_every_point(xero, SUITE, points)


@pytest.mark.slow
def test_deaths_in_pairs(xero, points):
    cloud_kills.in_pairs(xero, SUITE, points)
