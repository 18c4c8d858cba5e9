"""Texts that QuickBooks Online can keep, names, and literals of its query language."""

import online_samples as sample
import pytest

from odoo.addons.accounting_bridge.ledgers.quickbooks_online import queries, text


@pytest.mark.parametrize(
    ("given", "latin", "kept"),
    [
        ("Zażółć gęślą", True, "Zazólc gesla"),
        ("Zażółć gęślą", False, "Zażółć gęślą"),
        ("Müller & Söhne", True, "Müller & Söhne"),
        ("“Curly” ‘quotes’ – €5 …", True, "\"Curly\" 'quotes' - EUR5 ..."),
        ("東京 Tower \N{GRINNING FACE}", True, "Tower"),
        ("東京 Tower \N{GRINNING FACE}", False, "東京 Tower \N{GRINNING FACE}"),
        ("a\x00b\x07\u200bc", False, "abc"),
        ("e\u0301", True, "é"),
        ("line\nbreak\ttab", True, "line break tab"),
    ],
)
def test_one_line(given, latin, kept):
    assert text.one_line(given, 100, latin=latin) == kept


def test_a_text_of_several_lines():
    assert text.many_lines("a\r\nb\u2028c\td", 100, latin=True) == "a\nb\nc d"
    assert text.many_lines("x" * 5000, 4000, latin=True) == "x" * 4000


def test_an_ending_is_never_cut():
    assert text.ended("x" * 30, "odoo:1", 20, latin=True) == "x" * 13 + " odoo:1"


@pytest.mark.parametrize(
    ("given", "taken", "kept"),
    [
        ("Acme", False, "Acme"),
        ("Acme", True, "Acme #17"),
        ("Acme: North\tBranch\n", False, "Acme North Branch"),
        ("x" * 501, False, "x" * 496 + " #17"),
        ("東京商事", False, ""),
        ("東京 Trading", False, "Trading #17"),
        ('O\'Brien & "Sons" (US)', False, 'O\'Brien & "Sons" (US)'),
        ("", False, ""),
        ("---", True, ""),
    ],
)
def test_names_are_the_same_in_every_run(given, taken, kept):
    assert sample.ledger().party_name(given, 17, taken=taken) == kept


def test_names_abroad_keep_their_letters():
    assert sample.ledger(country="GB").party_name("東京商事", 17) == "東京商事"
    assert len(sample.ledger().item_name("y" * 101, 5)) == 100


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a@x.example", "a@x.example"),
        (" a@x.example , b@y.example ", "a@x.example,b@y.example"),
        ("nobody", ""),
        ("a@x", ""),
        ("é@x.example", ""),
        ("", ""),
        (f"{'a' * 95}@x.example,b@y.example", "b@y.example"),
    ],
)
def test_addresses_of_mail(given, kept):
    assert text.email(given, 100) == kept


@pytest.mark.parametrize(
    ("given", "literal"),
    [
        ("plain", "'plain'"),
        ("O'Brien", r"'O\'Brien'"),
        ("back\\", r"'back\\'"),
        ("\\' or Id = '1", r"'\\\' or Id = \'1'"),
    ],
)
def test_a_value_cannot_leave_its_literal(given, literal):
    assert queries.literal(given) == literal


def test_only_what_can_be_asked_by_is_asked_by():
    with pytest.raises(ValueError, match="PrivateNote"):
        queries.among("Invoice", "PrivateNote", ["x"])
