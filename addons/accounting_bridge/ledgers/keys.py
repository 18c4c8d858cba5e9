"""What who is who is told by: the keys under which records of both sides are compared, and words that two names share.

Pure: text in, text out. A key is equal on both sides or it is not; nothing here guesses.
"""

import re

# Words that say nothing of who somebody is: kinds of company, and what joins names.
_HOLLOW = frozenset(
    "a ag and bv co company corp corporation de et gmbh inc incorporated kg la limited llc llp ltd mr mrs ms nv of plc"
    " pte pty sa sarl sas srl the und y".split()
)
_ADDRESS = re.compile(r"[^\s<>,;\"']+@[^\s<>,;\"']+")
_WORD = re.compile(r"\w+")


def name_key(text: str | None) -> str:
    """Return what two names are compared by: without case and without double spaces."""
    return " ".join((text or "").casefold().split())


def email_key(text: str | None) -> str:
    """Return what two e-mail addresses are compared by, "" where there is none; of several the first one counts."""
    found = _ADDRESS.search(text or "")
    return found.group().strip(".").casefold() if found else ""


def sku_key(text: str | None) -> str:
    """Return what two SKUs are compared by: without case and without any space."""
    return "".join((text or "").casefold().split())


def share_a_word(one: str | None, other: str | None) -> bool:
    """Return whether two names have anything in common: a word, or the beginning of one that has four letters.

    *Baker Bros* and *Baker Brothers Ltd* have, *Baker Bros* and *Smith Ltd* have not. Kinds of company do not count.
    """
    mine, theirs = _words(one), _words(other)
    if not (mine and theirs):
        return name_key(one) == name_key(other)
    return any(_alike(word, another) for word in mine for another in theirs)


def words_of(text: str | None) -> frozenset[str]:
    """Return the words of a name by which it can be compared with another, folded; kinds of company do not count."""
    return frozenset(_words(text))


def number_key(text: str | None) -> str:
    """Return what two numbers of accounts are compared by: without signs, and without the zeros that fill them up.

    One side writes *400000* where the other writes *4000*.
    """
    return "".join(_WORD.findall(text or "")).casefold().rstrip("0")


def _words(text):
    words = set(_WORD.findall((text or "").casefold()))
    return {word for word in words if len(word) > 1} - _HOLLOW or words - _HOLLOW


def _alike(one, other):
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or (len(shorter) >= 4 and longer.startswith(shorter))
