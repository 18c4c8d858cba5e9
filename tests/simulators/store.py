"""Everything that the books of a simulated cloud ledger know, as tables of plain values in memory.

A value that was stored is never changed in place: a change stores another one.  So a snapshot is a copy of the
tables without their contents, what was read stays as it was read, and a refused request is undone by putting the
old values back.
"""

from bisect import bisect_left, insort

_ABSENT = object()
#: (second, table, key) of every write that moved the time of its last change, in order of time.
_LOG = "#log"


class Store:
    def __init__(self):
        self.tables: dict[str, dict] = {}
        self.log: list[tuple] = []
        self._undo: list | None = None

    # --- reading ---

    def table(self, name: str) -> dict:
        return self.tables.get(name) or {}

    def get(self, table: str, key: str, default=None):
        return self.table(table).get(key, default)

    def since(self, second: int) -> list[tuple]:
        """(table, key) of what was written in this second or later, each once, in the order of its last write."""
        tail = self.log[bisect_left(self.log, (second,)) :]
        return list(dict.fromkeys((table, key) for _second, table, key in reversed(tail)))[::-1]

    # --- writing ---

    def put(self, table: str, key: str, value):
        rows = self.tables.setdefault(table, {})
        if self._undo is not None:
            self._undo.append((table, key, rows.get(key, _ABSENT)))
        rows[key] = value

    def drop(self, table: str, key: str):
        rows = self.tables.get(table, {})
        if key in rows:
            if self._undo is not None:
                self._undo.append((table, key, rows[key]))
            del rows[key]

    def stamp(self, second: int, table: str, key: str):
        """Remember when this was last written; a clock that was put back is no reason to lose it."""
        entry = (second, table, key)
        if self._undo is not None:
            self._undo.append((_LOG, entry, None))
        if self.log and entry[0] < self.log[-1][0]:
            insort(self.log, entry)
        else:
            self.log.append(entry)

    def count(self, name: str, step: int = 1) -> int:
        """The next number of a sequence; the first one is ``step``."""
        number = self.get("#counters", name, 0) + step
        self.put("#counters", name, number)
        return number

    # --- all or nothing ---

    def attempt(self) -> "_Attempt":
        """``with store.attempt():`` - an exception puts everything back."""
        return _Attempt(self)

    def snapshot(self) -> tuple:
        return {name: dict(rows) for name, rows in self.tables.items() if rows}, list(self.log)

    def restore(self, snapshot: tuple):
        tables, log = snapshot
        self.tables = {name: dict(rows) for name, rows in tables.items()}
        self.log = list(log)

    def kept(self) -> dict:
        """Everything, as it can be written into a file."""
        return {"tables": self.tables, "log": self.log}

    def take(self, kept: dict):
        self.tables = kept["tables"]
        self.log = [tuple(entry) for entry in kept["log"]]


class _Attempt:
    def __init__(self, store: Store):
        self.store = store

    def __enter__(self):
        self.outer = self.store._undo
        self.store._undo = self.undo = []
        return self

    def __exit__(self, kind, error, trace):
        self.store._undo = self.outer
        if kind is None:
            if self.outer is not None:
                self.outer.extend(self.undo)
            return
        for table, key, old in reversed(self.undo):
            if table == _LOG:
                # Stamped within this attempt, so it stands near the end.
                place = len(self.store.log) - 1 - self.store.log[::-1].index(key)
                del self.store.log[place]
            elif old is _ABSENT:
                self.store.tables[table].pop(key, None)
            else:
                self.store.tables[table][key] = old
