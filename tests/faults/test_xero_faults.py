"""Faults of HTTP calls to Xero and runners that freeze, however the service remembers a request.

Points are generated: each call of an undisturbed run is struck once, and a runner is frozen around each of them. A
quick run takes some of the calls that write, the whole one every point.
"""

import pytest

from . import cloud_strikes, notebook_checks
from .xero_company import MEMORIES

SUITE = "xero calls"
# What may become of any call: it never arrives, or its answer does not.
KINDS = ("drop_before_commit", "drop_after_commit")
# And of a list: it is half done, its answer is not whole, or an error is remembered under its key.
LISTS = (
    {"kind": "half_list", "items": 5},
    {"kind": "missing_element"},
    {"kind": "duplicated_element"},
    {"kind": "reversed_elements"},
    {"kind": "cached_error"},
    {"kind": "cached_error_after_commit"},
    {"kind": "broken_after_commit"},
    {"kind": "truncated"},
)
INVOICES = {"call": "create", "entity": "Invoices"}


@pytest.fixture(scope="module", autouse=True)
def calls(xero):
    """How many calls an undisturbed run makes."""
    return notebook_checks.learn(xero).count("before call")


def _strike(xero, memory, kind, **values):
    return cloud_strikes.strike(xero, SUITE, memory, kind, **values)


@pytest.mark.parametrize("memory", range(len(MEMORIES)))
def test_a_list_is_lost(xero, memory):
    """Whole, with its answer, or after five of its elements."""
    assert _strike(xero, memory, "drop_after_commit", **INVOICES)
    assert _strike(xero, memory, **LISTS[0], **INVOICES)


@pytest.mark.parametrize("memory", range(len(MEMORIES)))
@pytest.mark.parametrize("entity", ["Contacts", "Items"])
def test_a_list_of_what_is_new_is_lost(xero, entity, memory):
    assert _strike(xero, memory, "drop_after_commit", call="create", entity=entity)


def test_an_error_is_remembered_under_the_key(xero):
    """Though all was done: Xero answers the same error as long as it knows the key."""
    assert _strike(xero, 0, "cached_error_after_commit", **INVOICES)


@pytest.mark.slow
@pytest.mark.parametrize("memory", range(len(MEMORIES)))
@pytest.mark.parametrize("entity", ["Contacts", "Items", "Invoices"])
@pytest.mark.parametrize("order", LISTS, ids=lambda order: order["kind"])
def test_a_list_in_every_way(xero, order, entity, memory):
    assert _strike(xero, memory, **order, call="create", entity=entity)


@pytest.mark.slow
@pytest.mark.parametrize("memory", range(len(MEMORIES)))
@pytest.mark.parametrize("kind", KINDS)
def test_every_call(xero, calls, kind, memory):
    assert cloud_strikes.strike_every_call(xero, SUITE, memory, kind) == calls


@pytest.mark.slow
def test_an_answer_is_lost(xero, calls):
    """Of the last call of the run, which carries the invoices, and of one that only reads."""
    for number in (0, calls - 1):
        assert _strike(xero, 0, "drop_after_commit", skip=number)


@pytest.mark.slow
def test_a_frozen_runner_wakes_after_a_take_over(xero):
    """Once frozen before the invoices left, once with their answer in hand, where the service forgets at once."""
    *_rest, before, after, _carried = cloud_strikes.around_calls(xero)
    for number, memory in ((before, 1), (after, 0)):
        cloud_strikes.freeze(xero, SUITE, memory, number)


@pytest.mark.slow
@pytest.mark.parametrize("memory", range(len(MEMORIES)))
def test_a_runner_frozen_around_every_call(xero, memory):
    for number in cloud_strikes.around_calls(xero):
        cloud_strikes.freeze(xero, SUITE, memory, number)


def test_a_second_runner_leaves_at_once(xero):
    cloud_strikes.two_runners(xero, SUITE)
