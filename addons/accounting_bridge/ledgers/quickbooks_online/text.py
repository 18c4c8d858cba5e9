"""Texts as QuickBooks Online can keep them: its characters, its lengths, its names (facts 2.1, 2.2, 2.4).

A company of the US keeps ISO-8859-1: what lies outside is written with the letters at its root where it has some
(``ő`` is ``o``, a curly quote is a straight one) and is left out where it has none (emoji, Chinese). Other companies
keep everything but control characters.
"""

import unicodedata

from ..texts import BLANKS, email, ended, many_lines, nearest, one_line, repertoire
from .fields import length

__all__ = ("email", "ended", "many_lines", "one_line", "repertoire", "unique_name")

CUSTOMER_NAME = length("Customer", "DisplayName")
VENDOR_NAME = length("Vendor", "DisplayName")
ITEM_NAME = length("Item", "Name")
NUMBER = length("Invoice", "DocNumber")
PAYMENT_NUMBER = length("Payment", "PaymentRefNum")


def unique_name(name: str, identity: int, limit: int, *, latin: bool, taken: bool = False) -> str:
    """Return the name under which a record can stand in a list, the same in every run (facts 2.4).

    A colon parts the names of parent and child there. The number of the record joins the name where that alone no
    longer tells it from others: it was cut, letters of it were left out, or it is taken.
    """
    seen = BLANKS.sub(" ", (name or "").replace(":", " "))
    kept = BLANKS.sub(" ", repertoire(seen, latin=latin)).strip()
    if not any(character.isalnum() for character in kept):
        return ""
    ending = f" #{identity}"
    if not taken and len(kept) <= limit and not (latin and _lost_letters(seen)):
        return kept
    return kept[: limit - len(ending)].rstrip() + ending


def _lost_letters(text: str) -> bool:
    return not text.isascii() and any(
        character.isalnum() and character > "\xff" and not nearest(character)
        for character in unicodedata.normalize("NFC", text)
    )
