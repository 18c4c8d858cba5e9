"""The answer to a payload: what came back of each call (facts 2.1, 4.1, 4.3, 5).

``{"realm": "...", "answers": [{"id", "status", "body" | "text"} | {"id", "lost"} | {"id", "unsent"}], "pause": "..."}``
"""

from functools import cached_property

from .. import json_text
from . import faults, reading
from .faults import Fault
from .moments import utc

# Before the id of a call that is made once more because nobody knows what became of it.
AGAIN = "again:"


class Said:
    """What came back of one call. ``lost`` and ``unsent`` are words, "" where it is not so."""

    def __init__(self, found: dict):
        self.id = reading.text(found, "id").removeprefix(AGAIN)
        self.is_again = reading.text(found, "id").startswith(AGAIN)
        self.lost = reading.text(found, "lost") or ("?" if "lost" in found else "")
        self.unsent = reading.text(found, "unsent") or ("?" if "unsent" in found else "")
        self.status = reading.whole(found, "status") or 0
        self.body = found["body"] if isinstance(found.get("body"), dict) else None
        self._text = reading.text(found, "text")

    @property
    def is_answered(self) -> bool:
        return not (self.lost or self.unsent)

    @cached_property
    def fault(self) -> Fault | None:
        """The fault of the call as a whole; items of a batch have their own."""
        return faults.of(self.status, self.body, self._text) if self.is_answered else None

    @property
    def is_readable(self) -> bool:
        """Whether there is something to be read in it."""
        return self.is_answered and self.fault is None and self.body is not None

    @property
    def time(self) -> str:
        """The ledger's own time of the answer."""
        return utc((self.body or {}).get("time"))

    @cached_property
    def items(self) -> dict[str, "Item"]:
        """What a batch says of its items, by their bId; order means nothing there and strangers are not looked at."""
        found = {}
        for row in reading.rows(self.body or {}, "BatchItemResponse"):
            found.setdefault(reading.text(row, "bId"), Item(row))
        return found


class Item:
    """What a batch says of one item."""

    def __init__(self, found: dict):
        self.body = found

    @cached_property
    def fault(self) -> Fault | None:
        return faults.of(200, self.body)


class Answer:
    """A whole answer.

    :raise ValueError: the text is none.
    """

    def __init__(self, text: str):
        try:
            found = json_text.read(text)
        except (TypeError, RecursionError) as error:
            raise ValueError(str(error)) from error
        if not isinstance(found, dict) or not isinstance(found.get("answers"), list):
            raise ValueError("no list of answers")
        self.realm = reading.text(found, "realm")
        self.said = [Said(each) for each in reading.rows(found, "answers")]
        self.by_id = {said.id: said for said in self.said}
        self._pause = reading.text(found, "pause")

    @cached_property
    def pause(self) -> tuple[str, str]:
        """Why the session ends although what was answered is sound, and the words of it."""
        found = [fault for said in self.said for fault in self._faults(said) if fault.pause]
        if self._pause:
            words = next((fault.words for fault in found if fault.pause == self._pause), "")
            return self._pause, words or next((said.unsent for said in self.said if said.unsent), "")
        return (found[0].pause, found[0].words) if found else ("", "")

    def _faults(self, said):
        if said.fault:
            return [said.fault]
        return [item.fault for item in said.items.values() if item.fault] if said.body else []

    def of(self, start: str) -> list[Said]:
        """Return what came back of the calls whose id begins so, in their order."""
        return [said for said in self.said if said.id.startswith(start)]

    def named(self, name: str) -> tuple[Said | None, tuple[str, ...]]:
        """Return the call whose id names what it asks (``name:one,another``), and what that is."""
        for said in self.of(f"{name}:"):
            return said, tuple(said.id.partition(":")[2].split(","))
        return None, ()
