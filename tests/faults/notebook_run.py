"""Runs of the engine on the Notebook: how it starts, what is in its book, one turn with a point to die at."""

import json
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

from .invariants import Entry
from .kill_points import Killer

DAY = "2026-11-20"


# === THE START, made once === #


def connect(env) -> dict:
    """Connect; nothing has been read. :return: plain facts"""
    env = env(user=env.ref("base.user_admin").id)
    connection = env["bridge.connection"].create(
        {
            "ledger": "notebook",
            "create_missing_customer": "always",
            "create_missing_item": "always",
            "date_from": "2020-01-01",
        }
    )
    connection.action_connect()
    env.cr.commit()
    return {"connection": connection.id, "moves": []}


def enable(env, connection_id: int, documents: int) -> dict:
    """Choose accounts, enable, make documents and release them. :return: plain facts"""
    env = env(user=env.ref("base.user_admin").id)
    connection = env["bridge.connection"].browse(connection_id)
    account = env["bridge.remote.record"].search([("connection_id", "=", connection.id), ("kind", "=", "account")])
    connection.write({"income_account_id": account.id, "expense_account_id": account.id, "backup_confirmed": True})
    connection.action_enable()
    moves = make_invoices(env, documents, ["Known Customer", "Twins", "New One", "New Two", "New Three"])
    foreign = make_foreign_invoice(env, moves[0].partner_id)
    env["bridge.batch"]._release(connection, moves + foreign)
    env.cr.commit()
    return {"connection": connection.id, "moves": (moves + foreign).ids, "foreign": foreign.id}


def make_invoices(env, documents, names):
    """Make and post invoices over these customers, in turn, with two items."""
    partners = env["res.partner"].create([{"name": name, "is_company": True} for name in names])
    products = env["product.product"].search([("name", "in", ("Service A", "Service B"))]) or env[
        "product.product"
    ].create([{"name": f"Service {letter}", "type": "service", "list_price": 10, "taxes_id": False} for letter in "AB"])
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partners[number % len(partners)].id,
                "invoice_date": DAY,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {"product_id": products[number % 2].id, "quantity": 2, "price_unit": 12.5 + number},
                    )
                ],
            }
            for number in range(documents)
        ]
    )
    moves.action_post()
    return moves


def make_foreign_invoice(env, partner):
    """Make the one document that can never go: it is in another currency than the books there."""
    euro = env.ref("base.EUR")
    euro.active = True
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": DAY,
            "currency_id": euro.id,
            "invoice_line_ids": [(0, 0, {"name": "x", "quantity": 1, "price_unit": 5, "tax_ids": False})],
        }
    )
    move.action_post()
    return move


def make_book(path: Path) -> None:
    """Make a book in which a bookkeeper has been at work: one known customer, and two of the same name."""
    with closing(sqlite3.connect(path)) as book, book:
        book.executescript(
            "CREATE TABLE entry (kind TEXT, id TEXT, changed INTEGER, body TEXT, PRIMARY KEY (kind, id));"
            "CREATE TABLE answered (key TEXT PRIMARY KEY, answer TEXT);"
        )
        book.execute("INSERT INTO entry VALUES ('company', 'acme', 1, ?)", [json.dumps({"name": "Acme"})])
        for number, name in enumerate(("Known Customer", "Twins", "twins", "Nobody"), 2):
            write_by_hand(book, "customer", f"theirs-{number}", number, {"name": name})
        write_by_hand(book, "account", "theirs-6", 6, {"name": "Sales"})


def write_by_hand(book, kind, id_, changed, body) -> None:
    """Write an entry as the bookkeeper would."""
    book.execute("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?)", [kind, id_, changed, json.dumps(body)])


def fill(path: Path, customers: int) -> None:
    """Write more customers into a book than one page of a reading holds."""
    with closing(sqlite3.connect(path)) as book, book:
        for number in range(100, 100 + customers):
            write_by_hand(book, "customer", f"theirs-{number}", number, {"name": f"Customer {number}"})


# === THE BOOK === #


def entries(path: Path) -> list[Entry]:
    """Return what is in the book."""
    with closing(sqlite3.connect(path)) as book:
        found = book.execute("SELECT kind, id, changed, body FROM entry ORDER BY changed, kind, id").fetchall()
    return [_entry(kind, id_, changed, json.loads(body)) for kind, id_, changed, body in found]


def _entry(kind, id_, changed, body):
    total = None
    if kind == "invoice":
        total = sum((Decimal(line) for line in body["lines"]), Decimal(body["tax"]))
    return Entry(
        kind,
        id_,
        body.get("number") or body["name"],
        str(changed),
        f"{changed:012d}",
        total,
        body.get("trace", ""),
        json.dumps(body, sort_keys=True),
    )


def forget(path: Path) -> None:
    """The ledger forgets the keys of everything that it was sent."""
    with closing(sqlite3.connect(path)) as book, book:
        book.execute("DELETE FROM answered")


# === A RUN, in a process of its own === #


def turn(env, connection: int, number: int = 0, sign: int = 9, in_time: float = 0) -> list[str]:
    """Turn the crank once and end at point ``number``. :return: the names of all points, where it lived

    :param in_time: how many seconds bytes may take to leave; a test does not wait as long as life does.
    """
    from odoo.addons.accounting_bridge.engine import crank
    from odoo.addons.test_accounting_bridge.ledgers.notebook import NotebookLedger

    crank.PERFORM_SECONDS = in_time or crank.PERFORM_SECONDS
    killer = Killer(number, sign)
    NotebookLedger.perform = killer.around("perform", NotebookLedger.perform)
    killer.watch_commits()
    crank.turn(env, connection)
    return killer.names


def turn_after_a_while(env, connection: int, number: int = 0) -> list[str]:
    """The same when time has gone by: whoever held the lease is taken for gone."""
    env.cr.execute("UPDATE bridge_lease SET expires_at = now() AT TIME ZONE 'UTC' - interval '1 second'")
    env.cr.commit()
    return turn(env, connection, number)


def turn_losing_an_answer(env, connection: int, nth: int) -> bool:
    """Turn the crank; of the n-th bytes that are carried the answer is lost. :return bool: whether it came to that"""
    from odoo.addons.accounting_bridge.ledgers.protocol import Unanswered

    return _turn_with(env, connection, nth, after=Unanswered("the line broke"))


def turn_unreached(env, connection: int, nth: int) -> bool:
    """Turn the crank; the n-th time the ledger cannot be reached. :return bool: whether it came to that"""
    from odoo.addons.accounting_bridge.ledgers.protocol import Unreachable

    return _turn_with(env, connection, nth, before=Unreachable("nobody is there"))


def _turn_with(env, connection, nth, before=None, after=None):
    from odoo.addons.accounting_bridge.engine import crank
    from odoo.addons.test_accounting_bridge.ledgers.notebook import NotebookLedger

    carried, real = [], NotebookLedger.perform

    def perform(self, payload, not_after, access=None):
        carried.append(payload)
        if len(carried) == nth and before:
            raise before
        answer = real(self, payload, not_after)
        if len(carried) == nth and after:
            raise after
        return answer

    NotebookLedger.perform = perform
    crank.turn(env, connection)
    return len(carried) == nth


def edit(env, move: int) -> float:
    """A person changes a posted invoice. :return: its total"""
    env = env(user=env.ref("base.user_admin").id)
    invoice = env["account.move"].browse(move)
    invoice.button_draft()
    invoice.invoice_line_ids[:1].price_unit += 1
    invoice.action_post()
    env.cr.commit()
    return invoice.amount_total


def limits(_env) -> list:
    """Return how long bytes may take to leave, and how long a lease lasts."""
    from odoo.addons.accounting_bridge.engine import crank

    return [crank.PERFORM_SECONDS, crank.LEASE_SECONDS]
