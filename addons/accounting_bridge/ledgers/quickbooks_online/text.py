"""Texts as QuickBooks Online can keep them: its characters, its lengths, its names (facts 2.1, 2.2, 2.4).

A company of the US keeps ISO-8859-1: what lies outside is written with the letters at its root where it has some
(``ő`` is ``o``, a curly quote is a straight one) and is left out where it has none (emoji, Chinese). Other companies
keep everything but control characters.
"""

import re
import unicodedata

from .fields import length

CUSTOMER_NAME = length("Customer", "DisplayName")
VENDOR_NAME = length("Vendor", "DisplayName")
ITEM_NAME = length("Item", "Name")
NUMBER = length("Invoice", "DocNumber")
PAYMENT_NUMBER = length("Payment", "PaymentRefNum")

_BLANKS = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff\ufffe\uffff\ud800-\udfff]")
_ROOT = re.compile(r"LATIN (SMALL|CAPITAL) LETTER (?:DOTLESS )?([A-Z])\b")
# Written as in a letter; Unicode knows no simpler form of these.
_PLAINER = {
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{SINGLE LOW-9 QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
    "\N{EURO SIGN}": "EUR",
    "\N{BULLET}": "*",
    "\N{MINUS SIGN}": "-",
    "\N{LATIN SMALL LIGATURE OE}": "oe",
    "\N{LATIN CAPITAL LIGATURE OE}": "OE",
}
_EMAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@,;<>()]+")


def _is_latin(text: str) -> bool:
    return all(character <= "\xff" for character in text)


def _nearest(character: str) -> str:
    """Return what stands for one character that is not in ISO-8859-1, "" where nothing can."""
    if character in _PLAINER:
        return _PLAINER[character]
    category = unicodedata.category(character)
    if category == "Pd":
        return "-"
    if category == "Zs":
        return " "
    kept = "".join(piece for piece in unicodedata.normalize("NFKD", character) if piece <= "\xff")
    if kept:
        return kept
    # Stroked letters (Polish l) have no decomposition; their Unicode name tells the letter.
    root = _ROOT.match(unicodedata.name(character, ""))
    if not root:
        return ""
    return root[2] if root[1] == "CAPITAL" else root[2].lower()


def repertoire(text: str, *, latin: bool) -> str:
    """Return the text in characters that the company can keep; line ends and blanks are left alone.

    :param latin: the company keeps ISO-8859-1 only.
    """
    if text.isascii():
        return _UNSEEN.sub("", text)
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    if not latin or _is_latin(text):
        return text
    return "".join(character if character <= "\xff" else _nearest(character) for character in text)


def one_line(text: str, limit: int, *, latin: bool) -> str:
    """Return the text for a field of one line: blanks and line ends become single blanks, then it is cut."""
    return repertoire(_BLANKS.sub(" ", text or ""), latin=latin).strip()[:limit].rstrip()


def many_lines(text: str, limit: int, *, latin: bool) -> str:
    """Return the text for a field of several lines: line ends stay, other blanks become plain ones."""
    text = _LINE_ENDS.sub("\n", text or "").replace("\t", " ")
    return repertoire(text, latin=latin).strip()[:limit].rstrip()


def ended(text: str, ending: str, limit: int, *, latin: bool) -> str:
    """Return a text of several lines that keeps its ending whole, whatever has to be cut before it."""
    ending = one_line(ending, limit, latin=latin)
    start = many_lines(text, max(0, limit - len(ending) - 1), latin=latin)
    return f"{start} {ending}".strip()


def email(text: str, limit: int) -> str:
    """Return the addresses of a text, "" where none of them is one: a bad address spoils the whole entry (2210)."""
    kept = []
    for address in re.split(r"[,;\s]+", text or ""):
        if address.isascii() and _EMAIL.fullmatch(address) and len(",".join([*kept, address])) <= limit:
            kept.append(address)
    return ",".join(kept)


def unique_name(name: str, identity: int, limit: int, *, latin: bool, taken: bool = False) -> str:
    """Return the name under which a record can stand in a list, the same in every run (facts 2.4).

    A colon parts the names of parent and child there. The number of the record joins the name where that alone no
    longer tells it from others: it was cut, letters of it were left out, or it is taken.
    """
    seen = _BLANKS.sub(" ", (name or "").replace(":", " "))
    kept = _BLANKS.sub(" ", repertoire(seen, latin=latin)).strip()
    if not any(character.isalnum() for character in kept):
        return ""
    ending = f" #{identity}"
    if not taken and len(kept) <= limit and not (latin and _lost_letters(seen)):
        return kept
    return kept[: limit - len(ending)].rstrip() + ending


def _lost_letters(text: str) -> bool:
    return any(
        character.isalnum() and character > "\xff" and not _nearest(character)
        for character in unicodedata.normalize("NFC", text)
    )
