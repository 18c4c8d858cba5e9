"""Where a reading has come to: what a cursor says.

==========  ===================================================================================================
cursor      what is asked next
==========  ===================================================================================================
again       the same as without a cursor: it was not asked, or not answered
page        the page with this number
==========  ===================================================================================================

A cursor is its word, the number and ``through``, parted by blanks. ``through`` is the time at which the reading began:
what changes while it goes on moves to its end, and is read again afterwards in any case.
"""

from typing import NamedTuple

AGAIN, PAGE = "again", "page"
_NOTHING = "-"


class Place(NamedTuple):
    number: int = 1
    through: str = ""

    @property
    def cursor(self) -> str:
        return " ".join((PAGE, str(self.number), self.through or _NOTHING))


def place_of(cursor: str) -> Place:
    """Return where a reading has come to; its beginning, too, for a cursor that is none of ours."""
    words = cursor.split(" ")
    if len(words) != 3 or words[0] != PAGE or not words[1].isdecimal() or not 0 < len(words[1]) < 8:
        return Place()
    return Place(max(int(words[1]), 1), "" if words[2] == _NOTHING else words[2])
