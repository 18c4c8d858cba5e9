"""The line between the Web Connector and Odoo breaks before and after every message of a visit; then it converges."""

import pytest

from tests.simulators.web_connector import Faults

from . import desktop_checks, invariants
from .desktop_run import desk
from .kill_points import must_hit

SUITE = "desktop messages"
MORE_THAN_A_PAGE = 510


@pytest.fixture(scope="module")
def messages(desktop):
    """How many messages an undisturbed visit has."""
    with desk(desktop) as here:
        visit = here.visit()
        assert visit.clean, visit.findings
        assert visit.progress == 100 and visit.last_result == "OK - 6 processed, 1 rejected"
        desktop_checks.assert_whole(here)
    return len(visit.calls)


def _strike(desktop, kind, messages):
    """One point for each message; n goes on until a visit ends untouched."""
    number = 0
    while True:
        number += 1
        with desk(desktop) as here:
            visit = here.visit(Faults(**{kind: (number,)}))
            desktop_checks.check(here)
            if not visit.faults_hit:
                break
            must_hit(f"{SUITE}, {kind}", number, visit.faults_hit == {(kind, number)})
            desktop_checks.assert_whole(here)
    return number - 1


def test_an_undisturbed_visit_comes_to_what_it_should(messages):
    assert messages >= 10


@pytest.mark.slow
def test_every_message(desktop, messages):
    assert _strike(desktop, "dies_before", messages) == messages


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["dies_after", "lost_before", "lost_after", "repeated"])
def test_every_message_in_other_ways(desktop, messages, kind):
    assert _strike(desktop, kind, messages) == messages


@pytest.mark.parametrize("number", [5, 6, 7])
def test_the_line_breaks_between_two_pages(desktop, number):
    """Pages come by name: what changed last stands on the first one, and the watermark waits for the last page."""
    with desk(desktop) as here:
        here.enter_customers(MORE_THAN_A_PAGE)
        visit = here.visit(Faults(dies_after=(number,)))
        must_hit(f"{SUITE}, pages", number, bool(visit.faults_hit))
        desktop_checks.check(here)
        desktop_checks.assert_whole(here)
        known = invariants.rows(here.database, "SELECT 1 FROM bridge_remote_record WHERE name LIKE 'Many %%'")
        assert len(known) == MORE_THAN_A_PAGE
