"""Texts as QuickBooks can keep them: its characters, its lengths, its names (facts 3.3, 5.1).

QuickBooks keeps the characters of Windows code page 1252. What lies outside is written with the letters at
its root where it has some (``ő`` is ``o``, ``ﬁ`` is ``fi``) and is left out where it has none (emoji,
Chinese).
"""

import re
import unicodedata

CUSTOMER_NAME = 41
VENDOR_NAME = 41
ITEM_NAME = 31
NUMBER = 11  # of invoices, credit memos and journal entries
LONG_NUMBER = 20  # of payments and bills (facts 5.2)

_BLANKS = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_ROOT = re.compile(r"LATIN (SMALL|CAPITAL) LETTER (?:DOTLESS )?([A-Z])\b")


def _nearest(character: str) -> str:
    """Return what stands for one character that is not in the code page, "" where nothing can."""
    category = unicodedata.category(character)
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    if category == "Zs":
        return " "
    plain = unicodedata.normalize("NFKD", character)
    kept = "".join(piece for piece in plain if _is_kept(piece))
    if kept:
        return kept
    # Stroked letters (Polish l, Danish o) have no decomposition; their Unicode name tells the letter.
    root = _ROOT.match(unicodedata.name(character, ""))
    if not root:
        return ""
    return root[2] if root[1] == "CAPITAL" else root[2].lower()


def _is_kept(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def repertoire(text: str) -> str:
    """Return the text in characters that QuickBooks can keep; line ends and blanks are left alone."""
    if text.isascii():
        return _UNSEEN.sub("", text)
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    if _is_kept(text):
        return text
    return "".join(character if _is_kept(character) else _nearest(character) for character in text)


def one_line(text: str, limit: int) -> str:
    """Return the text for a field of one line: blanks and line ends become single blanks, then it is cut."""
    return repertoire(_BLANKS.sub(" ", text or "")).strip()[:limit].rstrip()


def many_lines(text: str, limit: int) -> str:
    """Return the text for a field of several lines: line ends stay, other blanks become plain ones."""
    text = _LINE_ENDS.sub("\n", text or "").replace("\t", " ")
    return repertoire(text).strip()[:limit].rstrip()


def memo(text: str, ending: str, limit: int) -> str:
    """Return a text of several lines that keeps its ending whole, whatever has to be cut before it."""
    ending = one_line(ending, limit)
    start = many_lines(text, max(0, limit - len(ending) - 1))
    return f"{start} {ending}".strip()


def unique_name(name: str, identity: int, limit: int, *, taken: bool = False) -> str:
    """Return the name under which a record can stand in a list, the same in every run (facts 5.1).

    The number of the record joins it where the name alone no longer tells it from others: it was cut, letters
    of it were left out, or it is taken.
    """
    seen = _BLANKS.sub(" ", (name or "").replace(":", " ").replace('"', ""))
    kept = _BLANKS.sub(" ", repertoire(seen)).strip()
    if not any(character.isalnum() for character in kept):
        return ""
    ending = f" #{identity}"
    if not taken and len(kept) <= limit and not _lost_letters(seen):
        return kept
    return kept[: limit - len(ending)].rstrip() + ending


def _lost_letters(text: str) -> bool:
    return any(
        character.isalnum() and not _is_kept(character) and not _nearest(character)
        for character in unicodedata.normalize("NFC", text)
    )
