"""The book on disk: one SQLite file, one transaction per qbXML request.

Amounts are integers of cents, times are wall-clock texts that sort, everything that QuickBooks merely
keeps is JSON by element name.  ``link`` says which payment or credit memo (``payment_id``) settles which
document, and in which payment a credit was set (``via``); ``share`` what a journal entry moves on a customer
or vendor; ``mark`` what was deposited or reconciled.  Write-ahead logging makes a commit survive the death of
the process, which is the fault that is simulated.
"""

import json
import sqlite3
import threading
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entry (
    family TEXT NOT NULL, list_id TEXT NOT NULL, kind TEXT NOT NULL,
    name TEXT NOT NULL, full_name TEXT NOT NULL, full_key TEXT NOT NULL,
    parent_id TEXT, sublevel INTEGER NOT NULL DEFAULT 0, is_active INTEGER NOT NULL DEFAULT 1,
    created TEXT NOT NULL, modified TEXT NOT NULL, edit_sequence TEXT NOT NULL,
    external_guid TEXT, data TEXT NOT NULL,
    PRIMARY KEY (family, list_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX entry_name ON entry (family, full_key);
CREATE INDEX entry_kind ON entry (kind, full_key);
CREATE INDEX entry_modified ON entry (family, modified);
CREATE INDEX entry_parent ON entry (family, parent_id);
CREATE TABLE txn (
    txn_id TEXT PRIMARY KEY, kind TEXT NOT NULL, txn_number INTEGER NOT NULL,
    created TEXT NOT NULL, modified TEXT NOT NULL, edit_sequence TEXT NOT NULL,
    entity_id TEXT NOT NULL, ref_number TEXT NOT NULL DEFAULT '', ref_key TEXT NOT NULL DEFAULT '',
    txn_date TEXT NOT NULL, external_guid TEXT, is_void INTEGER NOT NULL DEFAULT 0,
    subtotal INTEGER NOT NULL DEFAULT 0, tax INTEGER NOT NULL DEFAULT 0, applied INTEGER NOT NULL DEFAULT 0,
    owed INTEGER NOT NULL DEFAULT 0, data TEXT NOT NULL, lines TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX txn_ref ON txn (kind, ref_number);
CREATE INDEX txn_ref_key ON txn (kind, ref_key);
CREATE INDEX txn_entity ON txn (entity_id, kind);
CREATE INDEX txn_modified ON txn (kind, modified);
CREATE INDEX txn_date ON txn (kind, txn_date);
CREATE TABLE used (
    family TEXT NOT NULL, list_id TEXT NOT NULL, txn_id TEXT NOT NULL, PRIMARY KEY (family, list_id, txn_id)
) WITHOUT ROWID;
CREATE INDEX used_txn ON used (txn_id);
CREATE TABLE link (
    payment_id TEXT NOT NULL, txn_id TEXT NOT NULL, via TEXT NOT NULL DEFAULT '', amount INTEGER NOT NULL,
    discount INTEGER NOT NULL DEFAULT 0, discount_data TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (payment_id, txn_id, via)
) WITHOUT ROWID;
CREATE INDEX link_txn ON link (txn_id);
CREATE INDEX link_via ON link (via);
CREATE TABLE share (
    txn_id TEXT NOT NULL, entity_id TEXT NOT NULL, owed INTEGER NOT NULL, PRIMARY KEY (txn_id, entity_id)
) WITHOUT ROWID;
CREATE INDEX share_entity ON share (entity_id);
CREATE TABLE mark (
    txn_id TEXT NOT NULL, mark TEXT NOT NULL, by_id TEXT NOT NULL DEFAULT '', PRIMARY KEY (txn_id, mark)
) WITHOUT ROWID;
CREATE INDEX mark_by ON mark (by_id);
CREATE TABLE deleted (
    scope TEXT NOT NULL, kind TEXT NOT NULL, object_id TEXT NOT NULL, created TEXT NOT NULL,
    deleted TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT ''
);
CREATE INDEX deleted_kind ON deleted (scope, kind, deleted);
CREATE TABLE extension_kind (
    owner TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, objects TEXT NOT NULL,
    PRIMARY KEY (owner, name)
) WITHOUT ROWID;
CREATE TABLE extension (
    object TEXT NOT NULL, object_id TEXT NOT NULL, owner TEXT NOT NULL, name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (object, object_id, owner, name)
) WITHOUT ROWID;
CREATE TABLE message_set (
    scope TEXT NOT NULL, set_id TEXT NOT NULL, checksum TEXT NOT NULL, requests TEXT NOT NULL,
    is_stored INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (scope, set_id)
) WITHOUT ROWID;
CREATE TABLE message_set_answer (
    scope TEXT NOT NULL, set_id TEXT NOT NULL, position INTEGER NOT NULL, answer TEXT NOT NULL,
    PRIMARY KEY (scope, set_id, position)
) WITHOUT ROWID;
"""


#: Counts the shapes that the tables have had; a file of another shape is not opened.
SHAPE = 2


class Store:
    """A connection to the book with counters and small settings; knows no business rule."""

    def __init__(self, path):
        self.path = Path(path)
        if not self.path.exists():
            raise FileNotFoundError(f"no company file at {self.path}")
        self.lock = threading.RLock()
        self._db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=10)
        self._db.row_factory = sqlite3.Row
        shape = self._db.execute("PRAGMA user_version").fetchone()[0]
        if shape != SHAPE:
            self._db.close()
            raise sqlite3.DatabaseError(f"{path} has tables of shape {shape}, not {SHAPE}: make it anew")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.create_function("casefold", 1, lambda text: (text or "").casefold(), deterministic=True)

    @classmethod
    def make(cls, path):
        path = Path(path)
        if path.exists():
            raise FileExistsError(f"{path} exists")
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path)
        db.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {SHAPE}; COMMIT;")
        db.close()
        return cls(path)

    def close(self):
        with self.lock:
            self._db.close()

    def copy_to(self, target: sqlite3.Connection):
        self._db.backup(target)

    def copy_from(self, source: sqlite3.Connection):
        source.backup(self._db)

    # --- transactions ---

    @contextmanager
    def transaction(self):
        """All or nothing, committed when the block ends; a block inside another one joins it."""
        with self.lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    @contextmanager
    def attempt(self):
        """A part of a transaction that can be undone by itself."""
        self._db.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK TO attempt")
            self._db.execute("RELEASE attempt")
            raise
        self._db.execute("RELEASE attempt")

    # --- rows ---

    def all(self, sql: str, *values) -> list:
        with self.lock:
            return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, *values):
        with self.lock:
            return self._db.execute(sql, values).fetchone()

    def run(self, sql: str, *values) -> int:
        with self.lock:
            return self._db.execute(sql, values).rowcount

    def many(self, sql: str, rows):
        with self.lock:
            self._db.executemany(sql, rows)

    def insert(self, table: str, row: dict, replace: bool = False):
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        verb = "INSERT OR REPLACE" if replace else "INSERT"
        self.run(f"{verb} INTO {table} ({names}) VALUES ({marks})", *row.values())

    # --- settings and counters ---

    def get(self, key: str, default=None):
        row = self.one("SELECT value FROM meta WHERE key = ?", key)
        return json.loads(row["value"]) if row else default

    def put(self, key: str, value):
        self.insert("meta", {"key": key, "value": json.dumps(value)}, replace=True)

    def count(self, key: str) -> int:
        """The next number of a series."""
        number = self.get(f"count:{key}", 0) + 1
        self.put(f"count:{key}", number)
        return number
