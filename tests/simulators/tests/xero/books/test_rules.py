"""Every rule is broken by a request that breaks only it, and the corrected request passes."""

import pytest

from tests.simulators.xero.books import Fault
from tests.simulators.xero.books.rules import RULES, run, table


def fresh(open_desk, rule):
    desk = open_desk(rule.kind, rule.switches, **rule.profile)
    rule.setup(desk)
    return desk


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_breaking_it_brings_exactly_these_words(open_desk, rule):
    assert run(fresh(open_desk, rule), rule.breaks) == rule.text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_corrected_request_passes(open_desk, rule):
    assert run(fresh(open_desk, rule), rule.mends) == ""


@pytest.mark.parametrize("rule", [one for one in RULES if not isinstance(one.breaks, list)], ids=lambda rule: rule.id)
def test_what_is_refused_leaves_no_trace(open_desk, rule):
    """The element that is refused does nothing; the others of its list stand (facts 3.2)."""
    desk = fresh(open_desk, rule)
    before, told = desk.books.snapshot(), []
    desk.books.listeners.append(told.append)
    good = 0
    try:
        results = rule.breaks.results(desk)
        good = sum(not result["errors"] for result in results)
        assert results[-1]["errors"]
    except Fault:
        pass
    if not good:
        assert desk.books.snapshot() == before
        assert told == []


def test_every_rule_has_its_own_id_and_a_source():
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids)) == len(table())
    assert all(rule.source and rule.meaning and rule.text for rule in RULES)
