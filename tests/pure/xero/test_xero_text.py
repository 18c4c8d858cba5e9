"""Texts as Xero keeps them: names, numbers, references, links."""

import pytest
from xero_samples import ledger

from odoo.addons.accounting_bridge.ledgers.protocol import Unwritable
from odoo.addons.accounting_bridge.ledgers.xero import text

TRACE = "0123456789abcdef0123"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Acme Ltd", "Acme Ltd"),
        ("  Acme \t  Ltd ", "Acme Ltd"),
        ("Acme <b> Ltd", "Acme (b) Ltd"),
        ("Söhne & Co 日本 🌻", "Söhne & Co 日本 🌻"),
        ("a\u200bb\x07", "ab"),
        ("x" * 255, "x" * 255),
        ("x" * 256, "x" * 252 + " #7"),
        ("<>", ""),
        (" -- ", ""),
        ("", ""),
    ],
)
def test_names_of_contacts(name, kept):
    assert ledger().party_name(name, 7) == kept
    assert len(kept) <= 255


def test_a_name_that_is_taken_bears_the_number_of_the_record():
    assert ledger().party_name("Acme", 7, taken=True) == "Acme #7"
    assert ledger().party_name("x" * 255, 123, taken=True) == "x" * 250 + " #123"


def test_codes_of_items_are_shortened_in_one_way():
    assert ledger().item_name("WID-1", 5) == "WID-1"
    long = ledger().item_name("A-VERY-LONG-CODE-OF-MORE-THAN-THIRTY", 12345)
    assert long == ledger().item_name("A-VERY-LONG-CODE-OF-MORE-THAN-THIRTY", 12345)
    assert long == "A-VERY-LONG-CODE-OF-MOR #12345" and len(long) == 30
    assert ledger().item_name("A-VERY-LONG-CODE-OF-MORE-THAN-THIRTY", 12346) != long


@pytest.mark.parametrize("number", ["INV/2026/00017", "a b~!", "x" * 255])
def test_numbers_that_are_taken(number):
    assert text.number(number) == number


@pytest.mark.parametrize("number", ["INV–1", "Ü1", "a\tb", " a", "x" * 256])
def test_numbers_that_are_none(number):
    with pytest.raises(Unwritable):
        text.number(number)


def test_no_number_is_none():
    assert text.number("") is None


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("a@x.example", "a@x.example"),
        ("a@x.example, b@x.example", "a@x.example"),
        ("nobody", ""),
        ("ü@x.example; b@x.example", "b@x.example"),
        ("", ""),
    ],
)
def test_one_address_of_mail(words, kept):
    assert text.email(words, 255) == kept


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Australia", "Australia"),
        ("Côte d'Ivoire", "Cote dIvoire"),
        ("Bosnia & Herzegovina", "Bosnia Herzegovina"),
        ("日本", ""),
    ],
)
def test_countries_are_of_plain_letters(words, kept):
    assert text.country(words, 50) == kept


def test_a_reference_ends_with_our_mark():
    assert text.marked("PO 7\nurgent", TRACE, 255) == f"PO 7 urgent odoo:{TRACE}"
    long = text.marked("x" * 500, TRACE, 255)
    assert len(long) == 255 and text.mark_of(long) == TRACE
    assert text.unmarked(f"PO 7 odoo:{TRACE}") == "PO 7"
    assert text.mark_of("PO 7") == ""
    assert text.marked("", TRACE, 255) == f"odoo:{TRACE}"


def test_a_mark_fits_into_eighteen_characters():
    packed = text.packed(TRACE)
    assert len(packed) == 18 and text.unpacked(packed) == TRACE
    assert text.packed("res.partner,17") is None
    for other in ("", "odoo", "Rent of May", "odoo:" + TRACE, "odoo" + "=" * 14):
        assert text.unpacked(other) == ""


@pytest.mark.parametrize("trace", [TRACE, "account.move,17", "a/b?c#d"])
@pytest.mark.parametrize("base", ["https://odoo.example", "http://localhost:8069/", "https://odoo.example/x"])
def test_a_link_bears_our_mark(base, trace):
    link = text.link(base, trace)
    assert link.startswith(base.rstrip("/") + "/accounting_bridge/document/")
    assert text.linked(link) == trace


@pytest.mark.parametrize(
    "base", ["", "ftp://x", "https://xero.example", "https://my-XERO.example", "javascript:alert(1)"]
)
def test_a_link_names_neither_xero_nor_nothing(base):
    assert text.link(base, TRACE) == f"https://localhost/accounting_bridge/document/{TRACE}"


def test_a_link_of_somebody_else_is_none_of_ours():
    assert text.linked("https://shop.example/orders/17") == ""
    assert text.linked("") == ""
