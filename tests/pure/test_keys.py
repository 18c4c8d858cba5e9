"""Keys under which records of both sides are compared."""

import pytest

from odoo.addons.accounting_bridge.ledgers.keys import (
    email_key,
    name_key,
    number_key,
    share_a_word,
    sku_key,
    words_of,
)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("Ann@Example.COM", "ann@example.com"),
        ("  ann@x.com ", "ann@x.com"),
        ("Ann Lee <ann@x.com>", "ann@x.com"),
        ("a@x.com, b@x.com", "a@x.com"),
        ("a@x.com;b@x.com", "a@x.com"),
        ("nobody", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_email(given, key):
    assert email_key(given) == key


def test_name_and_sku():
    assert name_key("  Baker \n BROS ") == "baker bros"
    assert name_key(None) == sku_key(None) == ""
    assert sku_key(" ab 12-C ") == "ab12-c"


def test_numbers_of_accounts():
    """One side fills them up with zeros, or writes them with signs."""
    assert number_key("4000") == number_key("400000") == number_key("40.00")
    assert number_key("4010") != number_key("4001")
    assert number_key(None) == number_key("000") == ""


def test_words_that_tell_a_name():
    assert words_of("The Baker Bros. Ltd") == {"baker", "bros"}
    assert words_of(None) == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("Baker Bros", "Baker Brothers Ltd", True),
        ("Baker Bros", "BAKER", True),
        ("Northwind Trading", "Northwinds", True),
        ("Baker Bros", "Smith Ltd", False),
        ("Acme Ltd", "Zenith Ltd", False),  # a kind of company is nothing in common
        ("The Hut", "The Shop", False),
        ("Ann Lee", "Lee, Ann", True),
        ("Cata", "Catalogue", True),
        ("Cat", "Catalogue", False),
        ("日本", "日本", True),
        ("X", "X", True),
        ("Ltd", "Ltd", True),
        ("", "Acme", False),
    ],
)
def test_something_in_common(one, other, shared):
    assert share_a_word(one, other) is shared
    assert share_a_word(other, one) is shared
