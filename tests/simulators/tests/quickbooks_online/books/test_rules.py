"""Every rule is broken by a request that breaks only it, and the corrected request passes."""

import pytest

from tests.simulators.quickbooks_online.books import faults
from tests.simulators.quickbooks_online.books.rules import RULES, run, table


def fresh(open_desk, rule):
    desk = open_desk(rule.kind, rule.switches, **rule.profile)
    rule.setup(desk)
    return desk


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_breaking_it_brings_exactly_this_fault(open_desk, rule):
    assert run(fresh(open_desk, rule), rule.breaks) == rule.outcome


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_corrected_request_passes(open_desk, rule):
    assert run(fresh(open_desk, rule), rule.mends) == 0


@pytest.mark.parametrize("rule", [one for one in RULES if not isinstance(one.breaks, list)], ids=lambda rule: rule.id)
def test_a_refusal_leaves_the_books_alone(open_desk, rule):
    desk = fresh(open_desk, rule)
    body = rule.breaks.body(desk) if callable(rule.breaks.body) else rule.breaks.body
    before, told = desk.company.snapshot(), []
    desk.company.listeners.append(told.append)
    with pytest.raises((faults.Fault, faults.Faults)):
        desk.company.execute(rule.breaks.operation, rule.breaks.entity, body, rule.breaks.options)
    assert desk.company.snapshot() == before
    assert told == []


def test_every_rule_has_its_own_id_and_a_source():
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids)) == len(table())
    assert all(rule.source[0].isdigit() and rule.meaning for rule in RULES)


def test_every_code_has_its_words():
    assert {str(rule.outcome) for rule in RULES} <= set(faults.TITLES)
