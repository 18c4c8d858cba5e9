"""What must always hold (design, section 8), read from the simulated ledger's book and from Odoo's tables in
SQL.

Nothing of the product is used to judge it: no model, no codec. ``check`` may be called at any moment,
``check_end`` when no fault is left and the last run is over.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

import psycopg2
import psycopg2.extras

from scripts.host import postgres


@dataclass(frozen=True)
class Entry:
    """One entry of the ledger, as its own book has it."""

    kind: str  # customer, item, invoice
    id: str
    name: str  # of an invoice: its number
    version: str
    modified: str
    total: Decimal | None = None
    trace: str = ""
    content: str = ""


def rows(database: str, sql: str, *values) -> list[dict]:
    """Read Odoo's tables in a transaction of our own."""
    settings = postgres.connection_settings()
    line = psycopg2.connect(dbname=database, host=settings["PGHOST"], port=settings["PGPORT"], user=settings["PGUSER"])
    try:
        with line, line.cursor(cursor_factory=psycopg2.extras.DictCursor) as cursor:
            cursor.execute(sql, values)
            return [dict(row) for row in cursor.fetchall()]
    finally:
        line.close()


TRANSFERS = """
SELECT t.*, b.external_id, b.remote_total, b.totals_agree, b.trace, b.bound_by,
       m.name AS number, m.amount_total, c.state AS connection_state
  FROM bridge_transfer t JOIN bridge_binding b ON b.id = t.binding_id
  JOIN bridge_connection c ON c.id = t.connection_id
  LEFT JOIN account_move m ON m.id = t.move_id
"""
NEWEST = f"{TRANSFERS} WHERE t.id = (SELECT max(id) FROM bridge_transfer n WHERE n.binding_id = t.binding_id)"


def check(database: str, entries: list[Entry], before: list[Entry], released: list[int]) -> None:
    """What holds at any moment, also in the middle of a loss.

    :param entries: the book now; ``before``: as it was when the run began.
    :param released: ids of the documents that a person released.
    """
    _never_two(database, entries)
    _processed_is_there(database, entries)
    _nothing_lost(database, released)
    _watermarks(database, entries)
    _nothing_deleted(entries, before)


def check_end(database: str, entries: list[Entry], before: list[Entry], released: list[int]) -> None:
    """What holds once no fault is left: ``check``, and everything has come to its end."""
    check(database, entries, before, released)
    under_way = rows(database, f"{NEWEST} AND t.state IN ('sending', 'uncertain')")
    assert not under_way, f"still under way: {[row['number'] for row in under_way]}\n{story(database)}"
    waits = rows(database, f"{NEWEST} AND t.state = 'queued' AND t.issue_id IS NULL AND t.due_at IS NULL")
    assert not waits, f"queued, and nobody knows for what: {[row['number'] for row in waits]}\n{story(database)}"
    open_exchanges = rows(
        database, "SELECT key, state FROM bridge_exchange WHERE state IN ('open', 'answered', 'uncertain')"
    )
    assert not open_exchanges, f"exchanges that nobody ended: {open_exchanges}"


def _never_two(database, entries):
    """1. Never two ledger documents for one Odoo document."""
    marked = Counter((entry.kind, entry.trace) for entry in entries if entry.trace)
    doubled = [mark for mark, times in marked.items() if times > 1]
    assert not doubled, f"twice in the ledger: {doubled}"
    numbered = Counter(entry.name for entry in entries if entry.kind == "invoice")
    doubled = [number for number, times in numbered.items() if times > 1]
    assert not doubled, f"two invoices of one number: {doubled}"
    shared = rows(
        database,
        "SELECT external_id, count(*) FROM bridge_binding WHERE kind = 'invoice' AND external_id IS NOT NULL"
        " GROUP BY 1 HAVING count(*) > 1",
    )
    assert not shared, f"one entry stands for two documents: {shared}"


def _processed_is_there(database, entries):
    """2. Never *processed* while the ledger does not hold it, or holds another total unseen."""
    held = {(entry.kind, entry.id): entry for entry in entries}
    for row in rows(database, f"{NEWEST} AND t.state = 'processed'"):
        entry = held.get((row["kind"], row["external_id"]))
        assert entry, f"{row['number']} is processed as {row['external_id']}, which is not in the ledger"
        if entry.total is None:
            continue
        assert Decimal(row["remote_total"]) == entry.total, f"{row['number']}: {row['remote_total']}, {entry.total}"
        same = entry.total == Decimal(str(row["amount_total"]))
        assert same or row["reason"] == "total_differs" or _changed(database, row), (
            f"{row['number']} is {row['amount_total']} here and {entry.total} there, and nothing says so"
        )


def _changed(database, row):
    """Whether it is noted that a person changed the document since."""
    return bool(rows(database, "SELECT 1 FROM bridge_change WHERE binding_id = %s", row["binding_id"]))


def _nothing_lost(database, released):
    """3. Nothing released is lost, and what waits or failed says why."""
    newest = {row["move_id"]: row for row in rows(database, NEWEST)}
    for move in released:
        row = newest.get(move)
        assert row, f"document {move} was released and has no transfer"
        state = row["state"]
        if state == "rejected":
            assert row["reason"] and row["next_actor"], f"{row['number']} was rejected and nothing says why"
        elif state in ("sending", "uncertain"):
            lines = rows(database, "SELECT 1 FROM bridge_exchange_line WHERE transfer_id = %s", row["id"])
            assert lines, f"{row['number']} is {state} without an exchange"
        else:
            assert state in ("processed", "held", "withdrawn", "queued"), f"{row['number']} is {state}"


def _watermarks(database, entries):
    """5. A watermark never moves past something not yet absorbed."""
    mirror = {
        (row["kind"], row["remote_id"]): row["version"]
        for row in rows(
            database,
            "SELECT kind, remote_id, version FROM bridge_remote_record WHERE NOT COALESCE(is_gone, false)",
        )
    }
    for flow in rows(database, "SELECT kind, watermark FROM bridge_flow WHERE watermark IS NOT NULL"):
        for entry in entries:
            if entry.kind == flow["kind"] and entry.modified < flow["watermark"]:
                known = mirror.get((entry.kind, entry.id))
                assert known == entry.version, (
                    f"the watermark of {flow['kind']} passed {entry.name} ({known} is known, {entry.version} there)"
                )


def _nothing_deleted(entries, before):
    """6. Nothing that was there is gone, and what a person made there is as it was."""
    held = {(entry.kind, entry.id): entry for entry in entries}
    for entry in before:
        now = held.get((entry.kind, entry.id))
        assert now, f"{entry.kind} {entry.name} was deleted"
        assert entry.trace or now.content == entry.content, (
            f"{entry.name} is not ours and was changed\n{entry.content}\n{now.content}"
        )


def check_idle(before: list[Entry], after: list[Entry]) -> None:
    """7. A run with nothing to do writes nothing."""
    assert before == after, "a second run wrote into the ledger"


def tally(database: str) -> dict:
    """Return how many released documents ended in which state."""
    counted = rows(database, f"SELECT state, count(*) FROM ({NEWEST} AND t.move_id IS NOT NULL) AS x GROUP BY 1")
    return {row["state"]: row["count"] for row in counted}


def story(database: str) -> str:
    """Return what happened, for a message of failure."""
    sessions = rows(database, "SELECT id, state, problem, result FROM bridge_session ORDER BY id")
    exchanges = rows(
        database,
        "SELECT id, session_id, asked_by_id, purpose, state, problem FROM bridge_exchange ORDER BY id",
    )
    transfers = rows(database, f"{NEWEST} ORDER BY t.id")
    return "\n".join(
        [
            *(f"session {list(row.values())}" for row in sessions),
            *(f"exchange {list(row.values())}" for row in exchanges),
            *(f"transfer {row['kind']} {row['number']} {row['state']} {row['reason']}" for row in transfers),
        ]
    )


def write_exchanges(database: str) -> int:
    """Return how many sets of writes were made."""
    return rows(database, "SELECT count(*) AS n FROM bridge_exchange WHERE purpose = 'write'")[0]["n"]
