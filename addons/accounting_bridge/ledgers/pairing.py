"""Which line of a changed document was which line before, for ledgers that keep an id for every line."""

from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher


def partners(before: Sequence[Hashable], now: Sequence[Hashable]) -> dict[int, int]:
    """Return ``{place of a line now: its place before}``; lines that are new are not in it.

    Lines at the begin and at the end that stayed as they were keep their places. Where lines were put between others
    or taken out, those that stayed keep their places to each other; what lies between them is taken one by one.
    """
    shorter = min(len(before), len(now))
    head = next((place for place in range(shorter) if before[place] != now[place]), shorter)
    rest = shorter - head
    tail = next((place for place in range(rest) if before[-1 - place] != now[-1 - place]), rest)
    found = {place: place for place in range(head)}
    middle = before[head : len(before) - tail], now[head : len(now) - tail]
    for _what, first, last, start, end in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
        found |= dict(zip(range(head + start, head + end), range(head + first, head + last), strict=False))
    return found | {len(now) - place: len(before) - place for place in range(1, tail + 1)}
