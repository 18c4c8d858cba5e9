"""Every rule is broken by a document that breaks only it, and the corrected document passes."""

import pytest

from tests.simulators.quickbooks_desktop.qbxml import models
from tests.simulators.quickbooks_desktop.rules import RULES, run, table
from tests.simulators.quickbooks_desktop.statuses import severity_of


def books_of(book):
    """Everything that a refused document must not have changed."""
    tables = ("entry", "txn", "link", "deleted", "extension", "extension_kind")
    return {name: [tuple(row) for row in book.store.all(f"SELECT * FROM {name}")] for name in tables}


def fresh(open_book, rule):
    book = open_book(switches=rule.switches, read_only=rule.read_only, **rule.options)
    rule.setup(book)
    return book


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_breaking_it_brings_exactly_this_refusal(open_book, rule):
    assert run(fresh(open_book, rule), rule.breaks) == rule.outcome


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_corrected_document_passes(open_book, rule):
    assert run(fresh(open_book, rule), rule.mends) == rule.mended


def is_refusal(rule) -> bool:
    """Rules whose only document has one request, so that nothing at all may have been written."""
    whole = str(rule.outcome).startswith("0x")
    status = isinstance(rule.outcome, int) and severity_of(rule.outcome) == "Error"
    single = isinstance(rule.breaks, str) and rule.breaks.count("Rq>") == 2 + 2
    return whole or (status and single)


@pytest.mark.parametrize("rule", list(filter(is_refusal, RULES)), ids=lambda rule: rule.id)
def test_a_refusal_leaves_the_books_alone(open_book, rule):
    book = fresh(open_book, rule)
    before = books_of(book)
    run(book, rule.breaks)
    assert books_of(book) == before


def test_every_rule_has_its_own_id_and_a_source():
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids)) == len(table())
    assert all(rule.source[0].isdigit() and rule.meaning for rule in RULES)


def test_the_tables_can_be_read():
    assert all(models.request_model(name) for name in models.request_names())
    assert not models.not_simulated() & set(models.request_names())
