"""Faults of HTTP calls to QuickBooks Online and runners that freeze, however the service remembers a request.

Points are generated: each call of an undisturbed run is struck once, and a runner is frozen around each of them. A
quick run takes some of the calls that write, the whole one every point.
"""

import pytest

from . import cloud_strikes, notebook_checks
from .online_company import MEMORIES

SUITE = "online calls"
# What may become of any call: it never arrives, or its answer does not.
KINDS = ("drop_before_commit", "drop_after_commit")
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
    return cloud_strikes.strike(online, SUITE, memory, kind, **values)


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
    assert cloud_strikes.strike_every_call(online, SUITE, memory, kind) == calls


def test_an_answer_is_lost(online, calls):
    """Of the last call of the run, which carries the invoices, and of one that only reads."""
    for number in (0, calls - 1):
        assert _strike(online, 0, "drop_after_commit", skip=number)


def test_a_frozen_runner_wakes_after_a_take_over(online):
    """Once frozen before the invoices left, once with their answer in hand, where the service forgets at once."""
    *_rest, before, after, _carried = cloud_strikes.around_calls(online)
    for number, memory in ((before, len(MEMORIES) - 1), (after, 0)):
        cloud_strikes.freeze(online, SUITE, memory, number)


@pytest.mark.slow
@pytest.mark.parametrize("memory", range(len(MEMORIES)))
def test_a_runner_frozen_around_every_call(online, memory):
    for number in cloud_strikes.around_calls(online):
        cloud_strikes.freeze(online, SUITE, memory, number)


def test_a_second_runner_leaves_at_once(online):
    cloud_strikes.two_runners(online, SUITE)
