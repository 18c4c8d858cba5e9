"""Customers that somebody merged into another one in the ledger.

No ledger says so: one customer is gone or put away, and its documents have become those of another. Where documents of
ours moved so, all to the same one, whoever stood for the first here stands for the second from now on, and nobody is
asked about every document.
"""

from collections import defaultdict

from odoo.tools import SQL

from ..ledgers.documents import Kind
from .bulk import update_rows


def follow(session):
    """Let links follow the customers that were merged away since the session began to read.

    :return list: ids of the rows of documents that moved with them.
    """
    moved = _moved_documents(session)
    rows = session.env["bridge.remote.record"].browse({row_id for found in moved.values() for row_id, _link in found})
    by_loser = defaultdict(set)
    for loser, survivor in moved:
        by_loser[loser].add(survivor)
    followed = []
    for loser, survivors in by_loser.items():
        survivor = _row(session, next(iter(survivors)))
        if len(survivors) != 1 or not survivor.is_active or survivor.is_gone:
            continue
        _bind_to(session, _row(session, loser), survivor)
        documents = moved[loser, survivor.remote_id]
        _agree(session, [link_id for _row_id, link_id in documents], survivor)
        followed += [row_id for row_id, _link in documents]
    return rows.browse(followed).ids


def _moved_documents(session):
    """Return ``{(customer agreed on, customer there now): [(row, link) of each document]}`` of customers put away."""
    env, connection = session.env, session.connection_id
    for model in ("bridge.binding", "bridge.remote.record"):
        env[model].flush_model()
    away = env["bridge.remote.record"].search(
        [
            ("connection_id", "=", connection.id),
            ("kind", "=", Kind.CUSTOMER.value),
            ("write_date", ">=", session.reads_since),
            "|",
            ("is_gone", "=", True),
            ("is_active", "=", False),
        ]
    )
    moved = defaultdict(list)
    if away:
        env.cr.execute(
            SQL(
                """
                SELECT l.agreed ->> 'customer', r.customer_remote_id, r.id, l.id
                  FROM bridge_binding l JOIN bridge_remote_record r ON r.id = l.remote_record_id
                 WHERE l.connection_id = %s AND l.kind = ANY(%s) AND l.external_id IS NOT NULL AND NOT r.is_gone
                   AND l.agreed ->> 'customer' = ANY(%s) AND r.customer_remote_id <> l.agreed ->> 'customer'
                 ORDER BY r.id
                """,
                connection.id,
                [Kind.INVOICE.value, Kind.CREDIT_NOTE.value, Kind.PAYMENT.value],
                away.mapped("remote_id"),
            )
        )
        for loser, survivor, row_id, link_id in env.cr.fetchall():
            moved[loser, survivor].append((row_id, link_id))
    return moved


def _row(session, remote_id):
    return session.env["bridge.remote.record"].search(
        [
            ("connection_id", "=", session.connection_id.id),
            ("kind", "=", Kind.CUSTOMER.value),
            ("remote_id", "=", remote_id),
        ]
    )


def _bind_to(session, loser, survivor):
    """Bind who stood for the one to the other; who is bound to that one already is the one they are."""
    links = session.env["bridge.binding"].search(
        [("remote_record_id", "=", loser.id), ("alias_of_id", "=", False), ("partner_id", "!=", False)]
    )
    for link in links:
        link._bind(survivor, "merged")


def _agree(session, link_ids, survivor):
    """The customer that documents moved to is the one that both sides agree on."""
    links = session.env["bridge.binding"].browse(link_ids)
    name = survivor.full_name or survivor.name or ""
    agreed = {"customer": survivor.remote_id, "customer_name": name}
    update_rows(links.browse(), {link.id: {"agreed": {**link.agreed, **agreed}} for link in links})
