"""The number rules of a journal: nothing is ever cut, and who could meet is said before it happens."""

import pytest

from odoo.addons.accounting_bridge.ledgers.numbers import apply_rule, clashes

DESKTOP = 11


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("INV/2026/00017", "2600017"),
        ("INV/2026/12/0017", "26120017"),
        ("FACT2026-0017", "260017"),
        ("2026/00017", "2600017"),
        ("INV00017", "00017"),
        ("00017", "00017"),
        ("INV/1999/3", "993"),
        ("INV/2026", "2026"),  # the last number is the sequence, even if it looks like a year
        ("INV/26-27/0017", "26270017"),
        ("INV/2026/00017-A", "2600017A"),
        ("INV/2026/2027/5", "2620275"),  # only one year is shortened
        ("INV/2026/123456789", "26123456789"),
    ],
)
def test_compact(number, expected):
    assert apply_rule("compact", number, DESKTOP) == expected


@pytest.mark.parametrize("number", ["INV/2026/1234567890", "DRAFT", "", "///", "/"])
def test_compact_gives_none_where_it_does_not_fit_or_nothing_is_left(number):
    assert apply_rule("compact", number, DESKTOP) is None


def test_as_is_is_taken_or_left():
    assert apply_rule("as_is", "INV/26/0017", DESKTOP) == "INV/26/0017"
    assert apply_rule("as_is", "INV/2026/00017", DESKTOP) is None


def test_the_ledger_numbers():
    assert apply_rule("ledger", "INV/2026/00017", DESKTOP) == ""


def test_an_unknown_rule_is_a_mistake():
    with pytest.raises(ValueError, match="shorten"):
        apply_rule("shorten", "INV/2026/00017", DESKTOP)


def test_two_prefixes_meet_under_compact():
    numbers = [("compact", "INV/2026/00017"), ("compact", "SHOP/2026/00017"), ("as_is", "SHOP/17")]
    assert clashes(numbers, DESKTOP) == {"2600017": ["INV/2026/00017", "SHOP/2026/00017"]}


def test_one_number_twice_is_no_clash_and_neither_are_numbers_of_the_ledger():
    numbers = [("compact", "INV/2026/00017")] * 2 + [("ledger", "A/1"), ("ledger", "B/1")]
    assert clashes(numbers, DESKTOP) == {}


def test_compact_keeps_the_numbers_of_one_journal_apart():
    numbers = [f"INV/{year}/{count:05}" for year in (2025, 2026) for count in range(1, 300)]
    assert clashes([("compact", number) for number in numbers], DESKTOP) == {}


def test_a_credit_note_does_not_bear_the_number_of_an_invoice():
    assert apply_rule("compact", "RINV/2026/00017", 11, "R") == "R2600017"
    assert apply_rule("as_is", "RINV/26/1", 11, "R") == "RINV/26/1"
    assert apply_rule("compact", "RINV/2026/000000017", 11, "R") is None, "the mark counts"
