"""What one request sees while it is processed: the book, the session that asks, and a memory of names
already looked up.
"""

from dataclasses import dataclass, field
from functools import cached_property

from .catalogue import KINDS, REFERENCES
from .errors import Refusal
from .qbxml.reader import MacroUse
from .qbxml.writer import Writer


@dataclass
class Answer:
    """The inside of one ...Rs element, and what an ErrorRecovery would name."""

    body: str = ""
    attributes: tuple = ()
    recovery: dict = field(default_factory=dict)
    code: int = 0
    words: tuple = ()
    message: str = ""
    #: What a macro of this request stands for.
    object_id: str = ""


class Context:
    """One per request, thrown away after it: nothing in here outlives a commit."""

    def __init__(self, book, session, version, macros):
        self.book = book
        self.store = book.store
        self.clock = book.clock
        self.switches = book.switches
        self.faults = book.faults
        self.country = book.country
        self.session = session
        self.version = version
        self.macros = macros
        self._entries = {}

    @cached_property
    def preferences(self) -> dict:
        return self.store.get("preferences", {})

    @cached_property
    def writer(self) -> Writer:
        return Writer(self.version, self.country, self.clock.offset())

    @cached_property
    def wall(self) -> str:
        return self.clock.wall()

    # --- looking up ---

    def entry(self, family: str, list_id: str):
        key = (family, list_id)
        if key not in self._entries:
            self._entries[key] = self.store.one("SELECT * FROM entry WHERE family = ? AND list_id = ?", *key)
        return self._entries[key]

    def entry_named(self, family: str, full_name: str):
        key = full_name.strip().casefold()
        row = self.store.one("SELECT * FROM entry WHERE family = ? AND full_key = ?", family, key)
        if row:
            self._entries[family, row["list_id"]] = row
        return row

    def forget(self, family: str, list_id: str):
        self._entries.pop((family, list_id), None)

    def named(self, element: str, value: dict | None, family: str = "") -> dict | None:
        """A stored reference as answers show it: the name is today's name."""
        if not value:
            return None
        family = family or KINDS[REFERENCES[element][0][0]].family
        row = self.entry(family, value["ListID"])
        return {"ListID": value["ListID"], "FullName": row["full_name"]} if row else None

    def identity(self, value) -> str:
        """An ID as sent, or the one that a macro of this message set stands for (facts 3.1)."""
        if isinstance(value, MacroUse):
            if value not in self.macros:
                raise Refusal(9100, value)
            return self.macros[value]
        return value
