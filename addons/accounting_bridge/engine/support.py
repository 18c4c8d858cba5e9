"""What support is told of a connection, from a list of what may be told.

A field is told where it stands in a table below *and* is of a sort that cannot hold anybody's words: a choice from a
list, yes or no, how many, when. A text is told only where it is one of our own codes, or the number of a version. So a
name that is added to a table by mistake tells nothing (tests/test_around.py walks all of them). An addon adds what its
ledger has besides (``_support_fields``, ``_support_tables``).

Rows are read with the rights of who asks: what they may not see is not in their bundle either.
"""

import platform
import re
from typing import NamedTuple

from odoo import release
from odoo.tools import config

from ..ledgers.cures import CURES
from ..ledgers.reasons import REASONS

# How many of the newest rows of a table are told.
NEWEST = 20
# Fields that hold one of our own codes; every other text is passed over.
CODES = frozenset((*REASONS, *CURES, "linked", "agreed"))
# Such as 2.3.0.207: two points at least, which no amount has.
_VERSION = re.compile(r"\d+(\.\d+){2,4}")
# Sorts of fields in which nobody's words can stand. Amounts are floats or texts, and are neither.
SORTS = ("selection", "boolean", "integer", "datetime", "date")
# Modules of the host of which it matters which version is there, beside ours.
MODULES = ("account", "sale", "stock", "payroll", "queue_job", "contract", "fieldservice")


class Table(NamedTuple):
    """``fields`` of the newest rows of a model, and of all its rows how many there are by each of ``counted``."""

    fields: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()


# fmt: off
CONNECTION = (
    "ledger", "state", "reason", "active", "is_called", "is_simulated", "tz", "date_from", "first_read_at",
    "enabled_at", "create_date", "create_missing_customer", "create_missing_item", "number_rule", "tax_style",
    "tax_difference", "fill_blank_states", "jobs_for_delivery", "confirm_earlier_months", "backup_confirmed",
    "release_policy", "policy_override", "write_mode", "customers_ahead", "items_ahead", "waiting_count",
    "sending_count", "rejected_count", "processed_today_count", "issue_count", "last_session_progress",
)
CREDENTIAL = (
    "ledger", "environment", "app_type", "state", "token_expires_at", "refresh_expires_at", "hard_expires_at",
    "renewed_at", "leave_tries", "metered_limit",
)
TABLES = {
    "bridge.flow": Table(
        (
            "kind", "enabled", "direction", "leading_key", "schedule", "every_minutes", "weekday", "end_of_day",
            "next_run_at", "release_policy", "pace", "match_ahead", "met_at", "last_scheduled_at", "last_read_at",
            "record_count",
        ),
    ),
    "bridge.session": Table(
        (
            "origin", "state", "problem", "ran_out", "started_at", "last_contact_at", "ended_at", "read_done",
            "reads_part", "records_read", "met", "meeting_left", "matched", "matching_left", "total", "done",
        ),
        ("state", "problem"),
    ),
    "bridge.exchange": Table(
        (
            "purpose", "state", "problem", "opened_at", "first_sent_at", "sent_again_at", "answered_at", "applied_at",
            "request_count", "accepted_count", "refused_count",
        ),
        ("purpose", "state"),
    ),
    "bridge.batch": Table(("origin", "state", "released_at", "told_at", "reported_at"), ("origin", "state")),
    "bridge.issue": Table(
        ("reason", "kind", "state", "next_actor", "create_date", "solved_at", "solved_with"),
        ("reason", "kind", "state"),
    ),
    "bridge.transfer": Table(
        ("kind", "operation", "state", "reason", "next_actor", "attempts", "due_at", "released_at", "ended_at"),
        ("kind", "operation", "state", "reason"),
    ),
    "bridge.binding": Table((), ("kind", "bound_by", "match_state")),
    "bridge.remote.record": Table((), ("kind", "is_active", "is_gone")),
    "bridge.mapping": Table((), ("kind",)),
}
BUDGET = (
    "period", "began_at", "calls", "metered", "batches", "minute_left", "minute_at", "day_left", "day_most", "day_at",
    "quiet_until",
)
# fmt: on


def gather(connection):
    """Return what support is told, as plain values: what runs here, the connection, and a table of each model."""
    connection.ensure_one()
    env = connection.env
    credential = connection.credential_id if "credential_id" in connection else env["bridge.credential"]
    return {
        "format": 1,
        "made_at": _plain(env.cr.now().replace(microsecond=0)),
        "here": _here(env),
        "schedules": _schedules(env),
        "connection": _row(connection, connection._support_fields()),
        "missing_for_enable": len(connection._missing_for_enable()),
        "sign_in": _row(credential, CREDENTIAL) if credential else None,
        "calls": [_row(row, BUDGET) for row in env["bridge.budget"].search([("credential_id", "in", credential.ids)])],
        "tables": {model: _table(connection, model, table) for model, table in connection._support_tables().items()},
    }


def _table(connection, model, table):
    """Return ``{"newest": rows, "counts": rows}`` of what a model holds of a connection."""
    records = connection.env[model].with_context(active_test=False)
    mine = [("connection_id", "=", connection.id)]
    told = {}
    if table.fields:
        newest = records.search(mine, order="id desc", limit=NEWEST)
        told["newest"] = [_row(record, table.fields) for record in newest]
    if table.counted:
        told["counts"] = [
            {
                **{name: _told(records, name, value) for name, value in zip(table.counted, values, strict=True)},
                "count": count,
            }
            for *values, count in records._read_group(mine, table.counted, ["__count"])
        ]
    return told


def _row(record, names):
    """Return ``{field: value}`` of what may be told of a record, and its number."""
    return {"id": record.id} | {name: _told(record, name, record[name]) for name in names if name in record._fields}


def _told(model, name, value):
    """Return a value as it may be told, ``None`` for nothing and for what may not be."""
    field = model._fields[name]
    if field.type in SORTS:
        return _plain(value) if value or field.type in ("boolean", "integer") else None
    if field.type == "char" and value and (value in CODES or _VERSION.fullmatch(value)):
        return value
    return None


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def _here(env):
    """Return what runs here: programs, modules, and how many may work at once."""
    modules = (
        env["ir.module.module"]
        .sudo()
        .search(
            [("state", "=", "installed"), "|", ("name", "=like", r"accounting\_bridge%"), ("name", "in", MODULES)],
            order="name",
        )
    )
    return {
        "odoo": release.version,
        "python": platform.python_version(),
        "postgresql": env.cr._cnx.server_version,
        "modules": {module.name: module.latest_version for module in modules},
        "workers": config["workers"],
        "cron_threads": config["max_cron_threads"],
        "cron_seconds": config["limit_time_real_cron"],
    }


def _schedules(env):
    """Return when our schedules ran and run, by their external names."""
    known = env["ir.model.data"].sudo().search([("module", "=like", r"accounting\_bridge%"), ("model", "=", "ir.cron")])
    crons = env["ir.cron"].sudo().with_context(active_test=False).browse(known.mapped("res_id")).exists()
    names = {data.res_id: f"{data.module}.{data.name}" for data in known}
    fields = ("active", "interval_number", "interval_type", "lastcall", "nextcall", "failure_count")
    return [{"name": names[cron.id]} | _row(cron, fields) for cron in crons]
