"""Which line of a changed document was which line before."""

import pytest

from odoo.addons.accounting_bridge.ledgers import pairing


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ("", "", {}),
        ("", "a", {}),
        ("a", "", {}),
        ("abc", "abc", {0: 0, 1: 1, 2: 2}),
        # One of several that are the same was changed: the others are not moved.
        ("aaa", "baa", {0: 0, 1: 1, 2: 2}),
        ("aaa", "aba", {0: 0, 1: 1, 2: 2}),
        ("aaa", "aab", {0: 0, 1: 1, 2: 2}),
        # Added and taken out, at every place.
        ("abc", "xabc", {1: 0, 2: 1, 3: 2}),
        ("abc", "axbc", {0: 0, 2: 1, 3: 2}),
        ("abc", "abcx", {0: 0, 1: 1, 2: 2}),
        ("abc", "bc", {0: 1, 1: 2}),
        ("abc", "ac", {0: 0, 1: 2}),
        ("abc", "ab", {0: 0, 1: 1}),
        ("aa", "aaa", {0: 0, 1: 1}),
        ("aaa", "aa", {0: 0, 1: 1}),
        # Between what stayed they are taken one by one.
        ("abcd", "axyd", {0: 0, 1: 1, 2: 2, 3: 3}),
        ("abcd", "axyzd", {0: 0, 1: 1, 2: 2, 4: 3}),
        ("abcde", "xbzde", {0: 0, 1: 1, 2: 2, 3: 3, 4: 4}),
        ("ab", "xy", {0: 0, 1: 1}),
    ],
)
def test_partners(before, now, found):
    assert pairing.partners(before, now) == found


def test_every_line_is_one_of_before_at_most():
    for before in ("abab", "aabb", "abcabc"):
        for now in ("baba", "ababab", "b", "cabcabca"):
            found = pairing.partners(before, now)
            assert len(set(found.values())) == len(found)
            assert set(found) <= set(range(len(now)))
            assert set(found.values()) <= set(range(len(before)))
