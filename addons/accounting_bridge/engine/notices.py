"""What ledgers say by themselves: believed under a signature, kept once, answered by reading what changed."""

from dataclasses import asdict
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..ledgers.clouds import CLOUDS
from ..ledgers.documents import Kind
from ..models.bridge_connection import LIVE_STATES
from . import syncing, vault

# A webhook is answered within three seconds; whoever holds a row for longer makes it come again.
LOCK_TIMEOUT = "800ms"
# How long what was read of all kinds is enough for runs that only look at what a ledger told of.
ALL_LASTS = timedelta(hours=1)
ABOUT = timedelta(seconds=10)


def verified(env, ledger, body, signature):
    """Return the ids of the credentials whose verifier token a body was signed with; none for a forged one.

    :param ledger: code of the ledger that says it, of whose credentials it may be.
    """
    credentials = env["bridge.credential"].search([("ledger", "=", ledger), ("verifier_sealed", "!=", False)])
    tokens = {credential.id: vault.unseal(env, credential.verifier_sealed) for credential in credentials}
    fitting = CLOUDS[ledger].verified_by(body, signature, set(tokens.values()))
    return [id_ for id_, token in tokens.items() if token in fitting]


def plain(event):
    """Return an event as plain values."""
    return asdict(event)


def file(env, credential_ids, events):
    """Keep events of companies that are connected under one of these credentials, and wake the engine once.

    An unknown company is nobody's business, and neither is one of somebody else's application.

    :return int: how many were not kept before.
    """
    env.cr.execute(SQL("SELECT set_config('lock_timeout', %s, true)", LOCK_TIMEOUT))
    connections = env["bridge.connection"].search(
        [
            ("credential_id", "in", credential_ids),
            ("remote_company_id", "in", list({event["company_id"] for event in events})),
            ("state", "in", LIVE_STATES),
        ]
    )
    new = 0
    for connection in connections:
        theirs = [event for event in events if event["company_id"] == connection.remote_company_id]
        new += env["bridge.notice"]._file(connection.id, theirs)
    if new:
        connections._wake_once()
    return new


def part_of(connection, last, plan):
    """Return what of a plan is to be read by a session that is there for notices alone, empty where all of it is.

    Such a session sends nothing: before anything is sent, everything is read. Where the ledger answers every kind in
    one call nothing is left out.

    :param last: the session before.
    """
    cloud = connection._cloud() if connection.is_called else None
    if not (cloud and last and last.state == "done" and last.read_done and connection.state == "connected"):
        return []
    connection.env.cr.execute(
        SQL(
            "SELECT DISTINCT kind FROM bridge_notice WHERE connection_id = %s AND create_date > %s",
            connection.id,
            # Who was being told when that one began is asked about once more.
            last.started_at - ABOUT,
        )
    )
    told = [cloud.kinds_told(kind or "") for (kind,) in connection.env.cr.fetchall()]
    if not told or not all(told) or not _is_fresh(connection, plan) or _has_work(connection):
        return []
    kinds = {Kind.COMPANY.value, *(kind.value for several in told for kind in several)}
    return [entry for entry in plan if entry["kind"] in kinds]


def _is_fresh(connection, plan):
    """Return whether everything that a plan reads was read not long ago."""
    since = fields.Datetime.now() - ALL_LASTS
    read_at = {flow.kind: flow.last_read_at for flow in connection.flow_ids}
    return all(read_at.get(entry["kind"]) and read_at[entry["kind"]] >= since for entry in plan)


def _has_work(connection):
    """Return whether anything is to be sent, or is in doubt, or was changed in Odoo."""
    mine = [("connection_id", "=", connection.id)]
    unsettled = [*mine, ("state", "in", ("queued", "sending", "uncertain")), ("issue_id", "=", False)]
    return bool(
        connection.env["bridge.transfer"].search_count(unsettled, limit=1)
        or connection.env["bridge.change"].search_count(connection._changes_of_concern(), limit=1)
        or syncing.is_left(connection.env, connection.id)
    )
