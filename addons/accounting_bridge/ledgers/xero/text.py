"""Texts as Xero can keep them: its lengths, its names, its numbers (facts 2.2, 2.3, 2.4).

A name bears no ``<`` and no ``>`` and no double blanks; a number is of printable ASCII.
"""

import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import quote, unquote, urlsplit

from .. import texts
from ..protocol import Unwritable
from .fields import length

CONTACT_NAME = length("Contact", "Name")
ITEM_CODE = length("Item", "Code")
NUMBER = length("Invoice", "InvoiceNumber")

# A link back ends so, and a reference: our mark on a document (facts 2.4, 2.7).
_PATH = "/accounting_bridge/document/"
_LINKED = re.compile(r"/accounting_bridge/document/([^/?#\s]+)")
_MARK = re.compile(r"\s*\bodoo:([^\s\]]+)")
# Ten bytes in fourteen characters.
_PACKED = "odoo"
_PACKABLE, _PACKED_MARK = re.compile(r"[0-9a-f]{20}"), re.compile(r"odoo[A-Za-z0-9_-]{14}")
_BRACKETS = str.maketrans({"<": "(", ">": ")"})
_NO_LETTER = re.compile(r"[^A-Za-z]+")
_NO_LINK = "https://localhost"
# A link that names Xero is refused (facts 2.4).
_FORBIDDEN = "xero"
# Room for the mark behind whatever stands in a reference.
PAYMENT_NUMBER = length("Payment", "Reference") - 55


def one_line(words: str, limit: int) -> str:
    return texts.one_line(words, limit, latin=False)


def many_lines(words: str, limit: int) -> str:
    return texts.many_lines(words, limit, latin=False)


def name(words: str, limit: int) -> str:
    """Return a name in a list. It was made to fit before, mostly.

    :raise Unwritable: nothing of it can be written.
    """
    result = one_line(bare(words), limit)
    if not result:
        raise Unwritable("nothing of the name can be written")
    return result


def number(words: str, limit: int = NUMBER) -> str | None:
    """Return a number, ``None`` where there is none.

    :raise Unwritable: it is none that Xero takes; shortened or changed it would stand for another document.
    """
    if not words:
        return None
    if len(words) > limit or not words.isascii() or not words.isprintable() or words != words.strip():
        raise Unwritable(f"Xero takes no number like {words[:60]}: printable ASCII, up to {limit} characters")
    return words


def bare(words: str) -> str:
    """Return a name without the two characters that no name bears."""
    return (words or "").translate(_BRACKETS)


def unique_name(words: str, identity: int, limit: int, *, taken: bool = False) -> str:
    """Return the name under which a record can stand in a list, the same in every run (facts 2.2, 2.3).

    The number of the record joins it where that alone no longer tells it from others: it was cut, or it is taken.
    """
    kept = texts.BLANKS.sub(" ", texts.repertoire(bare(words), latin=False)).strip()
    if not any(character.isalnum() for character in kept):
        return ""
    ending = f" #{identity}"
    if not taken and len(kept) <= limit:
        return kept
    return kept[: limit - len(ending)].rstrip() + ending


def country(words: str, limit: int) -> str:
    """Return the name of a country in plain letters and blanks, which is all that may stand there (facts 2.2)."""
    plain = texts.repertoire(words or "", latin=True)
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return one_line(_NO_LETTER.sub(" ", letters.replace("'", "")), limit)


def email(words: str, limit: int) -> str:
    """Return the first address of a text that Xero takes, "" where there is none: it keeps one, without umlauts."""
    return texts.email(words, limit).partition(",")[0]


# === OUR MARK === #


def marked(words: str, trace: str, limit: int) -> str:
    """Return a text that ends with our mark, however long the rest is."""
    return texts.ended(texts.BLANKS.sub(" ", words), f"odoo:{trace}", limit, latin=False)


def mark_of(words: str) -> str:
    """Return the trace that a reference bears, "" where it bears none."""
    found = _MARK.findall(words)
    return found[-1] if found else ""


def packed(trace: str) -> str | None:
    """Return our mark for a field of eighteen characters, ``None`` where it is none that fits (facts 2.7)."""
    if not _PACKABLE.fullmatch(trace):
        return None
    return _PACKED + urlsafe_b64encode(bytes.fromhex(trace)).decode().rstrip("=")


def unpacked(words: str) -> str:
    """Return the trace that such a mark stands for, "" where it is none."""
    if not _PACKED_MARK.fullmatch(words):
        return ""
    return urlsafe_b64decode(words.removeprefix(_PACKED) + "==").hex()


def unmarked(words: str) -> str:
    """Return a reference without our mark."""
    return _MARK.sub("", words).strip()


def link(base: str, trace: str) -> str:
    """Return the link back to a record of ours, which is our mark on what has room for one.

    :param base: where our server is; Xero takes none that bears its own name.
    """
    where = base if urlsplit(base).scheme in ("http", "https") and _FORBIDDEN not in base.lower() else _NO_LINK
    return where.rstrip("/") + _PATH + quote(trace, safe="")


def linked(url: str) -> str:
    """Return the trace that a link back bears, "" where it is none of ours."""
    found = _LINKED.search(url)
    return unquote(found[1]) if found else ""
