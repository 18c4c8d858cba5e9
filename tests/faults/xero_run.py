"""Runs of the engine on the simulated Xero: how it starts, what is there, one turn with a point to die at.

The counterpart of ``notebook_run``: both are called, so both are judged by ``notebook_checks``.
"""

import json
import re
from datetime import UTC, datetime, timedelta

from . import cloud_run
from .cloud_run import DOCUMENTS as DOCUMENTS
from .cloud_run import KNOWN as KNOWN
from .invariants import Entry

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
# Sums that the books make of what others do with an entry.
_SUMS = ("Balances", "IsCustomer", "IsSupplier", "UpdatedDateUTC")


def connect(env, company, code: str) -> dict:
    """Sign in, read, choose accounts, enable, make documents and release them. :return: plain facts"""
    return cloud_run.connect(env, "xero", company, code)


# === THE BOOKS === #


def entries(xero) -> list[Entry]:
    """Return customers, items and invoices as the organisation has them."""
    return [
        *(_entry("customer", row, "ContactID", "Name", "ContactNumber") for row in _rows(xero, "Contacts")),
        *(_entry("item", row, "Code", "Code") for row in _rows(xero, "Items")),
        *(_entry("invoice", row, "InvoiceID", "InvoiceNumber", "Url") for row in _rows(xero, "Invoices")),
    ]


def _rows(xero, endpoint):
    return xero.company.objects(endpoint, {"includeArchived": True, "unitdp": 4})


def _entry(kind, row, identity, name, mark=""):
    modified = utc(row["UpdatedDateUTC"])
    trace = row.get(mark, "").rpartition("/")[2]
    return Entry(kind, row[identity], row[name], modified, modified, row.get("Total"), trace, _content(row))


def _content(row):
    """What a person typed."""
    typed = {name: value for name, value in row.items() if name not in _SUMS}
    return json.dumps(typed, default=str, sort_keys=True)


def utc(text: str) -> str:
    """A time of the API as it compares with a watermark: UTC, milliseconds."""
    written = re.fullmatch(r"/Date\((\d+)\+0000\)/", text)
    moment = _BEGINNING + timedelta(milliseconds=int(written[1]))
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


# === A RUN, in a process of its own === #


def turn(env, connection: int, number: int = 0, sign: int = 9, in_time: float = 0) -> list[str]:
    """Turn the crank once and end at point ``number``. :return: the names of all points, where it lived

    :param in_time: how many seconds calls may take to leave; a test does not wait as long as life does.
    """
    from odoo.addons.accounting_bridge.ledgers.xero import client
    from odoo.addons.accounting_bridge.ledgers.xero.ledger import Xero

    return cloud_run.turn(env, connection, Xero, client, number, sign, in_time, "WRITE_SECONDS")


def turn_after_a_while(env, connection: int, number: int = 0) -> list[str]:
    """The same when time has gone by: the lease is over, and what waited for a minute may go."""
    cloud_run.let_time_go_by(env)
    return turn(env, connection, number)
