"""The Notebook: the smallest honest ledger. One SQLite file, named by the environment variable NOTEBOOK.

It keeps customers, items and invoices, refuses a name that it has, remembers the answer of every set of writes, and
says of a set that it does not know that it does not know it.
"""

import json
import os
import sqlite3
import time
from datetime import timedelta
from decimal import Decimal

from odoo.addons.accounting_bridge.ledgers.documents import Kind, guid_of
from odoo.addons.accounting_bridge.ledgers.protocol import (
    Capabilities,
    Ledger,
    Memory,
    Operation,
    Outcome,
    Page,
    Reading,
    RemoteRecord,
    Unreachable,
    Verdict,
)

WRITABLE = (Kind.CUSTOMER, Kind.ITEM, Kind.INVOICE)
LISTS = (Kind.COMPANY, Kind.ACCOUNT, Kind.CUSTOMER, Kind.ITEM, Kind.INVOICE)
PAGE = 200
TABLES = """
CREATE TABLE IF NOT EXISTS entry (seq INTEGER PRIMARY KEY, kind TEXT, id TEXT UNIQUE, values_ TEXT, changed INTEGER);
CREATE TABLE IF NOT EXISTS answered (key TEXT PRIMARY KEY, answer TEXT);
"""


class NotebookLedger(Ledger):
    code = "notebook"
    capabilities = Capabilities(
        writes_per_exchange=25,
        operations={kind: frozenset((Operation.CREATE, Operation.UPDATE)) for kind in WRITABLE},
        first_reads=LISTS,
        refreshed_reads=(Kind.COMPANY, *WRITABLE),
        leading_keys={Kind.CUSTOMER: "name", Kind.ITEM: "name"},
        key_lifetime=timedelta(days=1),
        name_lengths={Kind.CUSTOMER: 80, Kind.ITEM: 80},
        number_length=40,
    )

    def encode_reads(self, requests):
        pulls = [{"kind": request.kind, "since": int(request.since or 0), "after": int(request.cursor or 0)} for request in requests]
        return json.dumps({"pulls": pulls})

    def encode_writes(self, pushes, key, previous_key):
        return json.dumps({"set": key, "writes": [self._write(push) for push in pushes]})

    def encode_recovery(self, payload, key):
        return json.dumps({"ask": key})

    def _write(self, push):
        document = push.document
        values = {"trace": push.trace}
        if push.kind is Kind.INVOICE:
            lines = [str(line.amount) for line in document.lines if line.amount is not None]
            values |= {"number": document.number, "customer": document.customer.id, "lines": lines, "tax": str(document.tax_amount)}
        else:
            values["name"] = document.name
        return {"key": push.key, "kind": push.kind, "id": push.remote_id, "values": values}

    def decode(self, answer, requests):
        try:
            said = json.loads(answer)
        except ValueError:
            return Reading(problem="answer_unreadable")
        if said.get("forgotten"):
            return Reading(memory=Memory.FORGOTTEN)
        pages = tuple(Page(Kind(page["kind"]), tuple(map(_record, page["entries"])), page["after"]) for page in said.get("pages", ()))
        outcomes = tuple(
            Outcome(result["key"], Verdict.REFUSED, reason=result["reason"], words=result["words"])
            if "reason" in result
            else Outcome(result["key"], Verdict.ACCEPTED, _record(result["entry"]))
            for result in said.get("results", ())
        )
        return Reading(pages, outcomes)

    def perform(self, payload, not_after):
        if time.monotonic() > not_after or not os.environ.get("NOTEBOOK"):
            raise Unreachable("the notebook is closed")
        with sqlite3.connect(os.environ["NOTEBOOK"]) as book:
            book.executescript(TABLES)
            return json.dumps(_answer(book, json.loads(payload)))


def _answer(book, asked):
    if "pulls" in asked:
        return {"pages": [_page(book, pull) for pull in asked["pulls"]]}
    key = asked.get("ask") or asked["set"]
    kept = book.execute("SELECT answer FROM answered WHERE key = ?", [key]).fetchone()
    if kept:
        return json.loads(kept[0])
    if "ask" in asked:
        return {"forgotten": True}
    answer = {"results": [_execute(book, write) for write in asked["writes"]]}
    book.execute("INSERT INTO answered VALUES (?, ?)", [key, json.dumps(answer)])
    return answer


def _page(book, pull):
    if pull["kind"] == Kind.COMPANY:
        return {"kind": Kind.COMPANY, "after": "", "entries": [{"kind": Kind.COMPANY, "id": "book", "changed": 0, "values": {"name": "Notebook"}}]}
    rows = book.execute(
        "SELECT seq, kind, id, values_, changed FROM entry WHERE kind = ? AND changed > ? AND seq > ? ORDER BY seq LIMIT ?",
        [pull["kind"], pull["since"], pull["after"], PAGE],
    ).fetchall()
    entries = [{"kind": kind, "id": id_, "changed": changed, "values": json.loads(values)} for _seq, kind, id_, values, changed in rows]
    return {"kind": pull["kind"], "after": str(rows[-1][0]) if len(rows) == PAGE else "", "entries": entries}


def _execute(book, write):
    name = write["values"].get("name")
    same = [row[0] for row in book.execute("SELECT id FROM entry WHERE kind = ? AND json_extract(values_, '$.name') = ?", [write["kind"], name])]
    if name and same not in ([], [write["id"]]):
        return {"key": write["key"], "reason": "name_taken", "words": f"{name} is in the book already."}
    changed = book.execute("SELECT COALESCE(MAX(changed), 0) + 1 FROM entry").fetchone()[0]
    id_ = write["id"] or f"{write['kind']}-{changed}"
    book.execute("INSERT OR REPLACE INTO entry (kind, id, values_, changed) VALUES (?, ?, ?, ?)", [write["kind"], id_, json.dumps(write["values"]), changed])
    return {"key": write["key"], "entry": {"kind": write["kind"], "id": id_, "changed": changed, "values": write["values"]}}


def _record(entry):
    values, kind = entry["values"], Kind(entry["kind"])
    tax = Decimal(values.get("tax", "0"))
    return RemoteRecord(
        kind,
        entry["id"],
        name=values.get("name", ""),
        version=str(entry["changed"]),
        modified=f"{entry['changed']:012d}",
        number=values.get("number", ""),
        customer_id=values.get("customer", ""),
        total=sum(map(Decimal, values["lines"]), tax) if kind is Kind.INVOICE else None,
        tax_amount=tax if kind is Kind.INVOICE else None,
        trace=values.get("trace", ""),
        guid=guid_of(values["trace"]) if values.get("trace") else "",
        details={"currency": "USD"} if kind is Kind.COMPANY else {},
    )
