"""Faults of HTTP calls to QuickBooks Online, however the service remembers a request."""

import pytest

from . import notebook_checks, online_run
from .kill_points import must_hit
from .online_company import MEMORIES

SUITE = "online calls"
# What may become of any call.
KINDS = ("drop_before_commit",)
# And of a batch: it is half done, or its answer is not whole.
BATCH = (
    {"kind": "half_batch", "items": 5},
    {"kind": "missing_bid"},
    {"kind": "missing_item"},
    {"kind": "duplicated_item"},
)
WHERE = "batch?requestid="


@pytest.fixture(scope="module", autouse=True)
def calls(online):
    """How many calls an undisturbed run makes."""
    return notebook_checks.learn(online).count("before call")


def _strike(online, memory, kind, **values):
    """Let one call be struck, once. :return bool: whether it was met"""
    with online.copy() as (database, book):
        book.intuit.switches.set(**MEMORIES[memory])
        order = book.order(kind, **values)
        online.odoo.run(database, online_run.turn, online.facts["connection"], book=book)
        if not order.struck:
            return False
        notebook_checks.check(online, database, book)
        notebook_checks.assert_whole(online, database, book)
    must_hit(f"{SUITE}, {kind}", values, order.struck == 1)
    return True


@pytest.mark.parametrize("memory", range(len(MEMORIES)))
def test_a_batch_is_lost(online, memory):
    """Whole, with its answer, or after five of its items."""
    assert _strike(online, memory, "drop_after_commit", where=WHERE)
    assert _strike(online, memory, **BATCH[0], where=WHERE)


@pytest.mark.parametrize("memory", range(len(MEMORIES)))
def test_a_single_write_is_lost(online, memory):
    assert _strike(online, memory, "drop_after_commit", call="create", entity="Customer", skip=memory)


@pytest.mark.slow
@pytest.mark.parametrize("memory", range(len(MEMORIES)))
@pytest.mark.parametrize("order", BATCH, ids=lambda order: order["kind"])
def test_a_batch_in_every_way(online, order, memory):
    assert _strike(online, memory, **order, where=WHERE)


@pytest.mark.slow
@pytest.mark.parametrize("memory", range(len(MEMORIES)))
@pytest.mark.parametrize("kind", KINDS)
def test_every_call(online, calls, kind, memory):
    """One point for each call; n goes on until a run ends untouched."""
    number = 0
    while _strike(online, memory, kind, skip=number):
        number += 1
    assert number == calls
