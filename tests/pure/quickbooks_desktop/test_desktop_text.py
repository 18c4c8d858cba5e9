"""Texts and names as QuickBooks can keep them."""

import pytest
from desktop_samples import ledger

from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop import text

MARKUP = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plain", "plain"),
        ("Café – “€”", "Café – “€”"),  # all in the code page
        ("Cafe\u0301", "Café"),
        ("Łódź Őrség Šimůnek", "Lódz Orség Šimunek"),
        ("ﬁne ½ №", "fine ½ No"),
        ("a\u2212b\u2010c\u2003d", "a-b-c d"),
        ("ı", "i"),
        ("日本 \U0001f600 ok", "ok"),
        ("\x00\x07\x1f\x7f\x85\u200b\ud800\ufffe", ""),
        (MARKUP, MARKUP),
        (" a \r\n b\t c ", "a b c"),
    ],
)
def test_one_line(given, kept):
    assert text.one_line(given, 100) == kept


def test_lines_and_cuts():
    assert text.many_lines("a\r\nb\rc\u2028d\te\x0b", 100) == "a\nb\nc\nd e"
    assert text.many_lines("abc  d", 4) == "abc"
    assert text.one_line("abc d", 4) == "abc"
    assert text.one_line(None, 4) == text.many_lines(None, 4) == ""


def test_the_ending_of_a_memo_is_whole():
    assert text.memo("start", "[end]", 100) == "start [end]"
    assert text.memo("start", "[end]", 8) == "st [end]"
    assert text.memo("", "[end]", 100) == "[end]"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Acme Ltd", "Acme Ltd"),
        ("  Acme   Ltd ", "Acme Ltd"),
        ("Acme\tLtd\n", "Acme Ltd"),
        ("Acme: North", "Acme North"),
        ('The "Best"', "The Best"),
        (MARKUP, MARKUP),
        ("Łódź", "Lódz"),
        ("Acme \U0001f600", "Acme"),  # a picture is not what tells two customers apart
        ("株式会社 Acme", "Acme #7"),  # but letters are
        ("x" * 41, "x" * 41),
        ("x" * 42, "x" * 38 + " #7"),
        ("x" * 37 + " " + "y" * 9, "x" * 37 + " #7"),
        ("\U0001f600\U0001f680", ""),
        ("株式会社", ""),
        (" - : ", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_names(name, expected):
    assert ledger().party_name(name, 7) == expected


def test_a_name_that_is_taken_gets_the_number_and_so_stays_unique():
    assert ledger().party_name("Acme", 7, taken=True) == "Acme #7"
    assert ledger().item_name("Acme", 7, taken=True) == "Acme #7"
    assert ledger().party_name("x" * 41, 123456, taken=True) == "x" * 33 + " #123456"


def test_items_have_shorter_names():
    name = "A widget with a long and telling name"
    assert ledger().item_name(name, 12) == "A widget with a long and te #12"
    assert len(ledger().item_name(name, 12)) == 31


def test_names_that_are_the_same_in_their_first_letters_stay_apart():
    names = {
        ledger().party_name("The Very Long Name Of A Company In Town " + end, identity)
        for identity, end in enumerate(("North", "South", "East"))
    }
    assert len(names) == 3
