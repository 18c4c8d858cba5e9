"""Runs of the engine on the simulated QuickBooks Online: how it starts, what is there, one turn with a point to die at.

The counterpart of ``notebook_run``: both are called, so both are judged by ``notebook_checks``.
"""

import json
from datetime import UTC, datetime

from . import cloud_run
from .cloud_run import DOCUMENTS as DOCUMENTS
from .cloud_run import KNOWN as KNOWN
from .invariants import Entry


def connect(env, company, code: str) -> dict:
    """Sign in, read, choose accounts, enable, make documents and release them. :return: plain facts"""
    return cloud_run.connect(env, "quickbooks_online", company, code)


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


def turn(env, connection: int, number: int = 0, sign: int = 9, in_time: float = 0) -> list[str]:
    """Turn the crank once and end at point ``number``. :return: the names of all points, where it lived

    :param in_time: how many seconds calls may take to leave; a test does not wait as long as life does.
    """
    from odoo.addons.accounting_bridge.ledgers.quickbooks_online import client
    from odoo.addons.accounting_bridge.ledgers.quickbooks_online.ledger import QuickBooksOnline

    return cloud_run.turn(env, connection, QuickBooksOnline, client, number, sign, in_time, "BATCH_SECONDS")


def turn_after_a_while(env, connection: int, number: int = 0) -> list[str]:
    """The same when time has gone by: the lease is over, and what waited for a minute may go."""
    cloud_run.let_time_go_by(env)
    return turn(env, connection, number)
