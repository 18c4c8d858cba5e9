"""Runs of the engine on the simulated QuickBooks Online: how it starts, what is there, one turn with a point to die at.

The counterpart of ``notebook_run``: both are called, so both are judged by ``notebook_checks``.
"""

import json
from datetime import UTC, datetime

from . import notebook_run
from .invariants import Entry
from .kill_points import Killer

# More than go one by one: the invoices are a batch, the new customers and items are not.
DOCUMENTS = 12
NAMES = ["Known Customer", "Second Customer", "New One", "New Two", "New Three"]
KNOWN = NAMES[:2]


def connect(env, online, code: str) -> dict:
    """Sign in, read, choose accounts, enable, make documents and release them. :return: plain facts

    :param online: the company as this fork has a copy of it; what it does there, it does over HTTP.
    """
    from odoo.addons.accounting_bridge.engine import crank

    env = env(user=env.ref("base.user_admin").id)
    connection = env["bridge.connection"].create(
        {
            "ledger": "quickbooks_online",
            "create_missing_customer": "always",
            "create_missing_item": "always",
            "date_from": "2020-01-01",
        }
    )
    online.sign_in(env, connection, code)
    env.cr.commit()
    crank.turn(env, connection.id)
    env.invalidate_all()
    records = env["bridge.remote.record"].search([("connection_id", "=", connection.id), ("kind", "=", "account")])
    for field, name in (("income_account_id", "Sales"), ("expense_account_id", "Materials")):
        connection[field] = records.filtered(lambda record, name=name: record.name == name)
    connection.action_enable()
    moves = notebook_run.make_invoices(env, DOCUMENTS, NAMES)
    foreign = notebook_run.make_foreign_invoice(env, moves[0].partner_id)
    env["bridge.batch"]._release(connection, moves + foreign)
    env.cr.commit()
    return {"connection": connection.id, "moves": (moves + foreign).ids}


# === THE BOOKS === #


def entries(online) -> list[Entry]:
    """Return customers, items and invoices as the company has them."""
    company, found = online.company, []
    for kind, entity in (("customer", "Customer"), ("item", "Item"), ("invoice", "Invoice")):
        for row in company.objects(entity):
            _before, mark, trace = row.get("PrivateNote", "").rpartition("odoo:")
            name = row.get("DocNumber") or row.get("DisplayName") or row.get("Name")
            version, modified = row["SyncToken"], utc(row["MetaData"]["LastUpdatedTime"])
            total, mark = row.get("TotalAmt"), trace if mark else ""
            found.append(Entry(kind, row["Id"], name, version, modified, total, mark, _content(row)))
    return found


def _content(row):
    """What a person typed: without the sums that the books make of it, and without versions."""
    typed = {name: value for name, value in row.items() if "Balance" not in name}
    return json.dumps({**typed, "MetaData": "", "SyncToken": ""}, default=str, sort_keys=True)


def utc(text: str) -> str:
    """A time of the API as it compares with a watermark: it is shown in whole seconds, of which this is the end."""
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%dT%H:%M:%S}.999Z"


# === A RUN, in a process of its own === #


def turn(env, connection: int, number: int = 0, sign: int = 9) -> list[str]:
    """Turn the crank once and end at point ``number``. :return: the names of all points, where it lived"""
    from odoo.addons.accounting_bridge.engine import crank
    from odoo.addons.accounting_bridge.ledgers.quickbooks_online.client import _RoundTrip
    from odoo.addons.accounting_bridge.ledgers.quickbooks_online.ledger import QuickBooksOnline

    killer = Killer(number, sign)
    QuickBooksOnline.perform = killer.around("perform", QuickBooksOnline.perform)
    _RoundTrip._ask = killer.around("call", _RoundTrip._ask)
    killer.watch_commits()
    crank.turn(env, connection)
    return killer.names


def turn_after_a_while(env, connection: int, number: int = 0) -> list[str]:
    """The same when time has gone by: the lease is over, and what waited for a minute may go."""
    for table, column in (
        ("bridge_lease", "expires_at"),
        ("bridge_transfer", "due_at"),
        ("bridge_budget", "quiet_until"),
    ):
        env.cr.execute(
            f"UPDATE {table} SET {column} = now() AT TIME ZONE 'UTC' - interval '1 second' WHERE {column} IS NOT NULL"
        )
    env.cr.commit()
    return turn(env, connection, number)
