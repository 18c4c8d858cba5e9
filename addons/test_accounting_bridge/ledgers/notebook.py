"""The Notebook: the smallest honest ledger. One SQLite file, named by the environment variable NOTEBOOK.

It refuses a name that it has and a change of what was changed meanwhile, adds up by itself, remembers the
answer of every set of writes, and says of a set that it does not know that it does not know it.
"""

import json
import os
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from decimal import Decimal

from odoo.addons.accounting_bridge.ledgers import protocol
from odoo.addons.accounting_bridge.ledgers.documents import Kind

WRITABLE = (Kind.CUSTOMER, Kind.ITEM, Kind.INVOICE)
PAGE = 200
TABLES = """
CREATE TABLE IF NOT EXISTS entry (kind TEXT, id TEXT, changed INTEGER, body TEXT, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS answered (key TEXT PRIMARY KEY, answer TEXT);
INSERT INTO entry SELECT 'company', hex(randomblob(8)), 1, '{"name": "Notebook"}'
 WHERE NOT EXISTS (SELECT 1 FROM entry);
"""


class NotebookLedger(protocol.Ledger):
    code = "notebook"
    capabilities = protocol.Capabilities(
        writes_per_exchange=25,
        operations={kind: frozenset((protocol.Operation.CREATE, protocol.Operation.UPDATE)) for kind in WRITABLE},
        first_reads=(Kind.COMPANY, Kind.ACCOUNT, Kind.TAX, *WRITABLE),
        refreshed_reads=(Kind.COMPANY, *WRITABLE),
        leading_keys={Kind.CUSTOMER: "name", Kind.ITEM: "name"},
        key_lifetime=timedelta(days=1),
        name_lengths={Kind.CUSTOMER: 80, Kind.ITEM: 80},
        number_length=40,
    )

    def encode_reads(self, requests):
        return json.dumps({"pulls": [_question(request) for request in requests]})

    def encode_writes(self, pushes, key, previous_key):
        return json.dumps({"set": key, "writes": [_write(push) for push in pushes]})

    def encode_recovery(self, payload, key):
        return json.dumps({"ask": key})

    def decode(self, answer, requests):
        try:
            said = json.loads(answer)
            if said.get("forgotten"):
                return protocol.Reading(memory=protocol.Memory.FORGOTTEN)
            pages = tuple(
                protocol.Page(Kind(kind), tuple(_record(kind, *entry) for entry in entries), cursor)
                for kind, entries, cursor in said.get("pages", ())
            )
            return protocol.Reading(pages, tuple(_outcome(*result) for result in said.get("results", ())))
        except (ValueError, TypeError, AttributeError, KeyError, ArithmeticError):
            return protocol.Reading(problem="answer_unreadable")

    def perform(self, payload, not_after, access=None):
        if time.monotonic() > not_after or not os.environ.get("NOTEBOOK"):
            raise protocol.Unreachable("the notebook is closed")
        with closing(sqlite3.connect(os.environ["NOTEBOOK"])) as book, book:
            book.executescript(TABLES)
            return json.dumps(_answer(book, json.loads(payload)))


def _question(request):
    if isinstance(request, protocol.Find):
        return [request.kind, 0, request.names]
    return [request.kind, int(request.cursor or request.since or 0)]


def _write(push):
    document, body = push.document, {"trace": push.trace}
    if push.kind is Kind.INVOICE:
        body |= {"number": document.number, "customer": document.customer.id, "tax": str(document.tax_amount)}
        body["lines"] = [str(line.amount) for line in document.lines if line.amount is not None]
        body["items"] = [line.item.id for line in document.lines if line.item]
    else:
        body["name"] = document.name
    if push.kind is Kind.CUSTOMER:
        body["party"] = {"email": document.email, "phone": document.phone}
    return [push.key, push.kind, push.remote_id, push.version, body]


def _answer(book, asked):
    if "pulls" in asked:
        return {"pages": [_page(book, *pull) for pull in asked["pulls"]]}
    key = asked.get("ask") or asked["set"]
    kept = book.execute("SELECT answer FROM answered WHERE key = ?", [key]).fetchone()
    if kept or "ask" in asked:
        return json.loads(kept[0]) if kept else {"forgotten": True}
    answer = {"results": [[write[0], write[1], _execute(book, *write[1:])] for write in asked["writes"]]}
    book.execute("INSERT INTO answered VALUES (?, ?)", [key, json.dumps(answer)])
    return answer


def _page(book, kind, after, names=None):
    """Entries that changed after a place, or that bear these names; who it belongs to is always told."""
    if names is not None:
        query = "SELECT id, changed, body FROM entry WHERE kind = ? AND json_extract(body, '$.name') = ? COLLATE NOCASE"
        return [kind, [row for name in names for row in book.execute(query, [kind, name])], ""]
    query = "SELECT id, changed, body FROM entry WHERE kind = ? AND (changed > ? OR kind = 'company') ORDER BY changed"
    rows = book.execute(f"{query} LIMIT {PAGE}", [kind, after]).fetchall()
    return [kind, rows, str(rows[-1][1]) if len(rows) == PAGE else ""]


def _execute(book, kind, id_, version, body):
    same = book.execute(
        "SELECT id FROM entry WHERE kind = ? AND json_extract(body, '$.name') = ?", [kind, body.get("name")]
    ).fetchall()
    if any(other != id_ for (other,) in same):
        return ["name_taken", f"{body['name']} is in the book already."]
    found = book.execute("SELECT changed FROM entry WHERE kind = ? AND id = ?", [kind, id_]).fetchone()
    if id_ and str(found and found[0]) != version:
        return ["changed_there", "Somebody wrote over it."]
    changed = book.execute("SELECT MAX(changed) + 1 FROM entry").fetchone()[0]
    entry = [id_ or f"{kind}-{changed}", changed, json.dumps(body)]
    book.execute("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?)", [kind, *entry])
    return entry


def _outcome(key, kind, said):
    if isinstance(said[1], int):
        return protocol.Outcome(key, protocol.Verdict.ACCEPTED, _record(kind, *said))
    return protocol.Outcome(key, protocol.Verdict.REFUSED, None, said[0], said[1], dict(*said[2:]))


def _record(kind, id_, changed, body):
    values = json.loads(body)
    party = values.get("party", {})
    tax = Decimal(values["tax"]) if "tax" in values else None
    return protocol.RemoteRecord(
        Kind(kind),
        id_,
        name=values.get("name", ""),
        version=str(changed),
        modified=f"{changed:012d}",
        active=values.get("active", True),
        number=values.get("number", ""),
        email=party.get("email", ""),
        sku=values.get("sku", ""),
        customer_id=values.get("customer", ""),
        total=None if tax is None else sum(map(Decimal, values["lines"]), tax),
        tax_amount=tax,
        trace=values.get("trace", ""),
        details={"currency": "USD"} if kind == Kind.COMPANY else {"party": party, **values.get("details", {})},
    )
