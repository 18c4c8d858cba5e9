"""Texts as ledgers in the cloud can keep them: their characters, their lengths, their lines.

What no ledger keeps is left out: control characters, marks that nobody sees. A ledger that keeps ISO-8859-1 only is
given the letters at the root of others.
"""

import re
import unicodedata

BLANKS = re.compile(r"\s+")
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


def nearest(character: str) -> str:
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
    return "".join(character if character <= "\xff" else nearest(character) for character in text)


def one_line(text: str, limit: int, *, latin: bool) -> str:
    """Return the text for a field of one line: blanks and line ends become single blanks, then it is cut."""
    return repertoire(BLANKS.sub(" ", text or ""), latin=latin).strip()[:limit].rstrip()


def to_ask_for(several, limit: int) -> list[str]:
    """Return names or keys as a question holds them: in one line, cut, each once."""
    return list(dict.fromkeys(text for text in (" ".join(each.split())[:limit] for each in several) if text))


def shortened(name: str, ending: str, limit: int) -> str:
    """Return a name in one line; one that is too long keeps this ending, which tells it from others cut like it."""
    name = BLANKS.sub(" ", name).strip()
    return name if len(name) <= limit else f"{name[: limit - len(ending) - 1].rstrip()} {ending}".strip()


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
    """Return the addresses of a text, "" where none of them is one."""
    kept = []
    for address in re.split(r"[,;\s]+", text or ""):
        if address.isascii() and _EMAIL.fullmatch(address) and len(",".join([*kept, address])) <= limit:
            kept.append(address)
    return ",".join(kept)
