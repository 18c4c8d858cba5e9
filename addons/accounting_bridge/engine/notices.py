"""What ledgers say by themselves: believed under a signature, kept once, answered by reading what changed."""

from dataclasses import asdict

from odoo.tools import SQL

from ..ledgers.clouds import CLOUDS
from ..models.bridge_connection import LIVE_STATES
from . import vault

# A webhook is answered within three seconds; whoever holds a row for longer makes it come again.
LOCK_TIMEOUT = "800ms"


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
