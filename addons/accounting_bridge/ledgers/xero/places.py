"""Where a reading has come to: what a cursor says.

==========  ===================================================================================================
cursor      what is asked next
==========  ===================================================================================================
again       the same as without a cursor: it was not asked, or not answered
page        the page with this number of what was changed since a time
==========  ===================================================================================================

A cursor is its word, the number, ``through`` and ``since``, parted by blanks. ``through`` is the time at which the
reading began: what changes while it goes on moves to its end, and is read again afterwards in any case.

Lists come in the order of their last changes. What is changed meanwhile leaves its place, and all behind it move up:
the first of the next page would be on the page that was read. So a reading goes on at the time of the last entry that
it met (``since``, none at its beginning), and by numbers only within a second, or where a list comes otherwise.
"""

from typing import NamedTuple

AGAIN, PAGE = "again", "page"
_NOTHING = "-"


class Place(NamedTuple):
    number: int = 1
    through: str = ""
    # As If-Modified-Since says it.
    since: str = ""

    @property
    def cursor(self) -> str:
        return " ".join((PAGE, str(self.number), self.through or _NOTHING, self.since or _NOTHING))

    @property
    def is_beginning(self) -> bool:
        return self.number == 1 and not self.since


def place_of(cursor: str) -> Place:
    """Return where a reading has come to; its beginning, too, for a cursor that is none of ours."""
    words = cursor.split(" ")
    if len(words) != 4 or words[0] != PAGE or not words[1].isdecimal() or not 0 < len(words[1]) < 8:
        return Place()
    through, since = ("" if word == _NOTHING else word for word in words[2:])
    return Place(max(int(words[1]), 1), through, since)
