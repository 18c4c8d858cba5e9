"""The answer to a payload: what came back of each call (facts 3.2, 6).

``{"tenant": "...", "answers": [{"id", "status", "date", "body" | "text", "problem", "retry_after"} | {"id", "lost"} |
{"id", "unsent"} | {"id", "moved"}], "pause": "...", "words": "..."}``
"""

from functools import cached_property

from .. import json_text
from . import faults, reading
from .faults import Fault
from .moments import utc

# Before the id of a call that is made once more because nobody knows what became of it.
AGAIN = "again:"
# What If-Modified-Since may be answered with where nothing changed: the same as an empty list.
_UNCHANGED = 304


class Said:
    """What came back of one call. ``lost`` and ``unsent`` are words, "" where it is not so."""

    def __init__(self, found: dict):
        self.id = reading.text(found, "id").removeprefix(AGAIN)
        self.is_again = reading.text(found, "id").startswith(AGAIN)
        self.lost = reading.text(found, "lost") or ("?" if "lost" in found else "")
        self.unsent = reading.text(found, "unsent") or ("?" if "unsent" in found else "")
        # Of a call that changes several: which of them moved, so that none of them left.
        self.moved_ids = frozenset(str(each).lower() for each in _several(found.get("moved")))
        self.moved = reading.flag(found, "moved") or bool(self.moved_ids)
        self.status = reading.whole(found, "status") or 0
        self.body = found["body"] if isinstance(found.get("body"), dict) else None
        if self.status == _UNCHANGED:
            self.body = {}
        self._date = reading.text(found, "date")
        self._text = reading.text(found, "text")

    @property
    def is_answered(self) -> bool:
        return not (self.lost or self.unsent or self.moved)

    @cached_property
    def fault(self) -> Fault | None:
        """The fault of the call as a whole; elements of a list have their own."""
        return faults.of(self.status, self.body, self._text) if self.is_answered else None

    @property
    def is_readable(self) -> bool:
        """Whether there is something to be read in it."""
        return self.is_answered and self.fault is None and self.body is not None

    @cached_property
    def time(self) -> str:
        """The ledger's own time of the answer."""
        return utc(self._date) or utc((self.body or {}).get("DateTimeUTC"))

    def objects(self, name: str) -> list[dict]:
        """Return the objects of a list in the body."""
        return reading.rows(self.body or {}, name)


def _several(value) -> list:
    return value if isinstance(value, list) else []


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
        self.tenant = reading.text(found, "tenant")
        self.said = [Said(each) for each in reading.rows(found, "answers")]
        self.by_id = {said.id: said for said in self.said}
        self._pause, self._words = reading.text(found, "pause"), reading.text(found, "words")

    @cached_property
    def pause(self) -> tuple[str, str]:
        """Why the session ends although what was answered is sound, and the words of it."""
        found = [said.fault for said in self.said if said.fault and said.fault.pause]
        if self._pause:
            words = next((fault.words for fault in found if fault.pause == self._pause), "")
            return self._pause, self._words or words or next((said.unsent for said in self.said if said.unsent), "")
        return (found[0].pause, found[0].words) if found else ("", "")

    def of(self, start: str) -> list[Said]:
        """Return what came back of the calls whose id begins so, in their order."""
        return [said for said in self.said if said.id.startswith(start)]

    @cached_property
    def time(self) -> str:
        """The time of the first call that was answered."""
        return next((said.time for said in self.said if said.time), "")
