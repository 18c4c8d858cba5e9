"""Transaction 1: choose what is due, prepare it, and commit the exact bytes before they leave.

One exchange at a time stands open on a connection. What an earlier session left open is settled before
anything new: what never left goes back into the queue, what was only read is dropped, what left and was
not answered is asked about.
"""

import secrets
from dataclasses import dataclass

from odoo import fields
from odoo.tools import SQL

from ..ledgers.documents import Kind, digest_of_fields
from ..ledgers.protocol import PAGE, Find, Pull
from ..models.bridge_exchange import EXCHANGE_UNFINISHED
from . import lease, looking, matching, matching_ahead, meeting, rereading, settling
from .bulk import insert_rows
from .choosing import Chosen, due_count


@dataclass(frozen=True, slots=True)
class Opened:
    """What ``open_exchange`` came to, in plain values.

    ``exchange_id`` is 0 where nothing is due; ``fenced`` means that another runner holds the connection;
    ``answered_id`` names an exchange whose answer waits to be applied first, ``meets`` says that customers of both
    sides are to meet before anything is written, ``matches`` that nothing is left to be written and who is who is to be
    settled ahead of what comes next.
    """

    exchange_id: int = 0
    fenced: bool = False
    answered_id: int = 0
    meets: bool = False
    matches: bool = False


def open_exchange(env, session_id, lease_seconds):
    """Open the next exchange of a session, or give back the one that it has open already.

    :return Opened:
    """
    session = env["bridge.session"].browse(session_id)
    connection = session.connection_id
    if not lease.renew(env, connection.id, session.holder, lease_seconds):
        return Opened(fenced=True)
    unfinished = env["bridge.exchange"].search(
        [("connection_id", "=", connection.id), ("state", "in", EXCHANGE_UNFINISHED)], limit=1
    )
    if unfinished.state == "answered":
        return Opened(answered_id=unfinished.id)
    if unfinished and session in (unfinished.session_id, unfinished.asked_by_id):
        return Opened(unfinished.id)
    if unfinished and not settling.take_over(unfinished, session):
        return Opened(unfinished.id)
    if session.problem:
        return Opened()
    if session.to_read:
        return Opened(_open_read(session).id)
    if not connection._may_write():
        return Opened(matches=_is_to_match(session))
    if not session.read_done:
        _after_reading(session)
    if not session.met and connection.state == "connected":
        if _knows_customers(session) and meeting.is_due(connection):
            return Opened(meets=True)
        session.met = True
    return _open_last(session)


def _open_last(session):
    """Open a look at what is to be changed, else a set of writes; where nothing is due who is who is settled ahead.

    Before anything is sent, and before it is decided who is who, everything is read: a session that read a part of it
    leaves both to the next one.
    """
    if session.reads_part:
        return Opened()
    session.to_read = looking.plan(session)
    if session.to_read:
        return Opened(_open_read(session).id)
    exchange_id = _open_write(session).id
    return Opened(exchange_id, matches=not exchange_id and _is_to_match(session))


def _is_to_match(session):
    """Return whether who is who is to be settled ahead; once in a session."""
    if not session.matched and not matching_ahead.is_due(session.connection_id):
        session.matched = True
    return not session.matched


def mark_sent(env, exchange_id):
    """Note that the bytes leave now. :return str: the exact text to carry, "" where it must not leave any more."""
    env.cr.execute(
        SQL(
            """
            UPDATE bridge_exchange
               SET first_sent_at = COALESCE(first_sent_at, clock_timestamp() AT TIME ZONE 'UTC'),
                   sent_again_at = CASE WHEN first_sent_at IS NOT NULL THEN clock_timestamp() AT TIME ZONE 'UTC' END
             WHERE id = %s AND state IN ('open', 'uncertain')
         RETURNING CASE WHEN state = 'uncertain' THEN recovery_payload ELSE payload END
            """,
            exchange_id,
        )
    )
    row = env.cr.fetchone()
    return (row and row[0]) or ""


# === READING === #


def _open_read(session):
    """Open one round trip for every kind that is still to be read, each at its place; what is an extra goes after."""
    connection = session.connection_id
    entries = rereading.next_of(session.to_read)
    requests = [_question(connection, entry) for entry in entries]
    return _create(
        session,
        "read",
        requests=[
            _as_values(request) | rereading.for_whom(entry) for request, entry in zip(requests, entries, strict=True)
        ],
        payload=connection._ledger().encode_reads(requests),
    )


def _as_values(request):
    if isinstance(request, Find):
        return {
            "type": "find",
            "kind": request.kind.value,
            "names": list(request.names),
            "keys": list(request.keys),
        }
    return {
        "type": "pull",
        "kind": request.kind.value,
        "since": request.since,
        "cursor": request.cursor,
        "from_date": request.from_date,
        "limit": request.limit,
        "from_name": request.from_name,
    }


def _question(connection, entry):
    if "names" in entry:
        return Find(Kind(entry["kind"]), tuple(entry["names"]), tuple(entry.get("keys") or ()))
    return Pull(
        kind=Kind(entry["kind"]),
        since=entry.get("since") or "",
        cursor=entry.get("cursor") or "",
        from_date=connection.date_from.isoformat() if Kind(entry["kind"]).is_document else "",
        limit=PAGE,
        from_name=entry.get("from_name") or "",
    )


def _after_reading(session):
    """What the mirror now knows: settle what was uncertain, decide who is who. Engine tables only.

    Who is missing in lists that were not read may be there all the same.
    """
    env, connection = session.env, session.connection_id
    session.write({"read_done": True, "met": False})
    if not session.reads_part:
        settling.settle_by_evidence(session)
        matching.match_needed(session)
    session.total = session.done + due_count(env, connection.id)


def _knows_customers(session):
    """Return whether the customers were read: all was, or they were among what a notice named."""
    return not session.reads_part or Kind.CUSTOMER.value in (session.read_through or {})


# === WRITING === #


def _open_write(session):
    """Choose up to a set of due transfers, dependencies first, and commit the text that carries them."""
    env, connection = session.env, session.connection_id
    ledger = connection._ledger()
    chosen = Chosen(session, ledger.capabilities)
    while chosen.room and (candidates := chosen.next_candidates()):
        chosen.prepare(candidates)
    key = "b" + secrets.token_hex(10)
    payload = chosen.encode(ledger, key, _previous_key(connection))
    if not chosen.pushes:
        return env["bridge.exchange"]
    exchange = _create(
        session,
        "write",
        key=key,
        requests=[
            {
                "type": "push",
                "key": push.key,
                "kind": push.kind.value,
                "operation": push.operation.value,
                "trace": push.trace,
                "remote_id": push.remote_id,
                "version": push.version,
                "details": _details_for_reading(push),
            }
            for push, _transfer, _digests in chosen.pushes
        ],
        payload=payload,
    )
    exchange.flush_recordset()
    insert_rows(
        env["bridge.exchange.line"],
        [
            {
                "exchange_id": exchange.id,
                "connection_id": connection.id,
                "transfer_id": transfer.id,
                "position": position,
                "key": push.key,
                "digest": digest_of_fields(digests) if digests else "",
                "field_digests": digests or None,
                "said": chosen.said.get(push.key),
                "number": getattr(push.document, "number", None) or getattr(push.document, "name", ""),
                "total": str(getattr(push.document, "total", "") or ""),
                "tax_amount": str(getattr(push.document, "tax_amount", "")),
            }
            for position, (push, transfer, digests) in enumerate(chosen.pushes)
        ],
    )
    env["bridge.transfer"]._move_to(
        "sending", {transfer.id: {} for _push, transfer, _digests in chosen.pushes}, session_id=session.id
    )
    return exchange


def _details_for_reading(push):
    """Return what the answer cannot be read without: of credit notes that are only applied nothing may come back."""
    credits_only = push.kind is Kind.PAYMENT and push.document and not push.document.total
    return {"credits_only": True} if credits_only else {}


def _previous_key(connection):
    """Return the key of the last set of writes, if it was applied: the ledger may forget that one, and no
    later one.

    A set that the ledger does not remember is not named again: a file may refuse to work behind an
    unknown one.
    """
    connection.env.cr.execute(
        SQL(
            """
            SELECT CASE WHEN state = 'applied' THEN key ELSE '' END FROM bridge_exchange
             WHERE connection_id = %s AND purpose = 'write' AND state IN ('applied', 'forgotten')
             ORDER BY id DESC LIMIT 1
            """,
            connection.id,
        )
    )
    row = connection.env.cr.fetchone()
    return row[0] if row else ""


def _create(session, purpose, *, requests, payload, key=""):
    return session.env["bridge.exchange"].create(
        {
            "connection_id": session.connection_id.id,
            # Said here, it is not worked out and written once more.
            "company_id": session.connection_id.company_id.id,
            "session_id": session.id,
            "purpose": purpose,
            "key": key or "r" + secrets.token_hex(10),
            "requests": requests,
            "request_count": len(requests),
            "payload": payload,
            "opened_at": fields.Datetime.now(),
        }
    )
