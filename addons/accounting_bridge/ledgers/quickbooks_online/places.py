"""Where a reading has come to: what a cursor says.

==========  ===================================================================================================
cursor      what is asked next
==========  ===================================================================================================
again       the same as without a cursor: it was not asked, or not answered
scan        the page of everything that begins at a position
changes     the page of what changed since a time: one answer of change data capture could not hold it all
deletions   what was deleted, entity by entity, for the same reason
==========  ===================================================================================================

A cursor is its word, position, ``through``, ``since`` and ``count``, parted by blanks. ``through`` is the time at which
the reading began: what changes while it goes on is read again afterwards. ``count`` is how many there were then, 0
where nobody said. Deletions name last the entities of the answer that could not hold them all, parted by commas: only
they say whether purchases are read.
"""

from typing import NamedTuple

AGAIN, SCAN, CHANGES, DELETIONS = "again", "scan", "changes", "deletions"
_NOTHING = "-"


class Place(NamedTuple):
    way: str
    position: int = 1
    through: str = ""
    since: str = ""
    count: int = 0
    entities: tuple[str, ...] = ()

    @property
    def cursor(self) -> str:
        values = (self.way, str(self.position), self.through or _NOTHING, self.since or _NOTHING, str(self.count))
        named = (",".join(self.entities),) if self.entities else ()
        return AGAIN if self.way == AGAIN else " ".join(values + named)


def place_of(cursor: str) -> Place | None:
    """Return where a reading has come to, ``None`` at its beginning and for a cursor that is none of ours."""
    words = cursor.split(" ")
    if len(words) not in (5, 6) or words[0] not in (SCAN, CHANGES, DELETIONS):
        return None
    if not (words[1] + words[4]).isdecimal():
        return None
    through, since = ("" if word == _NOTHING else word for word in words[2:4])
    entities = tuple(words[5].split(",")) if len(words) == 6 else ()
    return Place(words[0], int(words[1]), through, since, int(words[4]), entities)
