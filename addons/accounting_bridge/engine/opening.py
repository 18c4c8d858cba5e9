"""Transaction 1: choose what is due, prepare it, and commit the exact bytes before they leave.

One exchange at a time stands open on a connection. What an earlier session left open is settled before
anything new: what never left goes back into the queue, what was only read is dropped, what left and was
not answered is asked about.
"""

import hashlib
import secrets
from dataclasses import dataclass

from odoo import fields
from odoo.tools import SQL

from ..ledgers.documents import Kind, digest_of
from ..ledgers.protocol import Operation, Pull, Push, Unwritable
from ..models.bridge_exchange import EXCHANGE_UNFINISHED
from . import lease, matching, settling
from .bulk import insert_rows
from .preparation import Finding, Preparation


@dataclass(frozen=True, slots=True)
class Opened:
    """What ``open_exchange`` came to, in plain values.

    ``exchange_id`` is 0 where nothing is due; ``fenced`` means that another runner holds the connection;
    ``answered_id`` names an exchange whose answer waits to be applied first.
    """

    exchange_id: int = 0
    fenced: bool = False
    answered_id: int = 0


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
    if connection.state != "connected":
        return Opened()
    if not session.read_done:
        _after_reading(session)
    return Opened(_open_write(session).id)


def mark_sent(env, exchange_id):
    """Note that the bytes leave now. :return str: the exact text to carry, "" where it must not leave any more."""
    env.cr.execute(
        SQL(
            """
            UPDATE bridge_exchange SET first_sent_at = COALESCE(first_sent_at, clock_timestamp() AT TIME ZONE 'UTC')
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
    """Open one round trip for every kind that is still to be read, each at its place."""
    connection = session.connection_id
    requests = [_pull(connection, entry) for entry in session.to_read]
    return _create(
        session,
        "read",
        requests=[
            {
                "type": "pull",
                "kind": request.kind.value,
                "since": request.since,
                "cursor": request.cursor,
                "from_date": request.from_date,
                "limit": request.limit,
            }
            for request in requests
        ],
        payload=connection._ledger().encode_reads(requests),
    )


def _pull(connection, entry):
    return Pull(
        kind=Kind(entry["kind"]),
        since=entry.get("since") or "",
        cursor=entry.get("cursor") or "",
        from_date=connection.date_from.isoformat() if Kind(entry["kind"]).is_document else "",
    )


def _after_reading(session):
    """What the mirror now knows: settle what was uncertain, decide who is who. Engine tables only."""
    env, connection = session.env, session.connection_id
    session.read_done = True
    settling.settle_by_evidence(session)
    matching.match_needed(session)
    session.total = session.done + due_count(env, connection.id)


# === WRITING === #


def _open_write(session):
    """Choose up to a set of due transfers, dependencies first, and commit the text that carries them."""
    env, connection = session.env, session.connection_id
    ledger = connection._ledger()
    chosen = _Chosen(session, ledger.capabilities)
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
            }
            for push, _transfer in chosen.pushes
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
                "digest": digest_of(push.document) if push.document else "",
                "number": getattr(push.document, "number", None) or getattr(push.document, "name", ""),
                "total": str(getattr(push.document, "total", "")),
                "tax_amount": str(getattr(push.document, "tax_amount", "")),
            }
            for position, (push, transfer) in enumerate(chosen.pushes)
        ],
    )
    env["bridge.transfer"]._move_to(
        "sending", {transfer.id: {} for _push, transfer in chosen.pushes}, session_id=session.id
    )
    return exchange


class _Chosen:
    """Collects one set of writes: what is due, what it has become, what had to be rejected on the way."""

    def __init__(self, session, capabilities):
        self.session, self.env, self.connection = session, session.env, session.connection_id
        self.capabilities = capabilities
        self.size = capabilities.writes_per_exchange
        self.seen = set()
        self.pushes = []
        self.reader = self.connection.with_env(self.connection._technical_env())
        self.uuid = self.env["ir.config_parameter"].get_param("database.uuid")

    @property
    def room(self):
        return self.size - len(self.pushes)

    def next_candidates(self):
        """Return due transfers not looked at yet: lists before documents, oldest first.

        Transfers of a set that was not understood go first and in smaller sets, until the one that spoils
        it is alone.
        """
        suspects = self._select("t.suspect_size > 0", self.size)
        if suspects and not self.pushes:
            self.size = min(suspects.mapped("suspect_size"))
            return suspects[: self.size]
        if suspects:
            return suspects[: self.room]
        return self._select("COALESCE(t.suspect_size, 0) = 0", self.room)

    def _select(self, condition, limit):
        self.env["bridge.transfer"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT t.id %(sendable)s AND NOT (t.id = ANY(%(seen)s)) AND %(condition)s
                 ORDER BY (t.move_id IS NOT NULL), t.id
                 LIMIT %(limit)s FOR NO KEY UPDATE OF t
                """,
                sendable=_sendable(self.connection.id),
                seen=list(self.seen),
                condition=SQL(condition),
                limit=limit,
            )
        )
        return self.env["bridge.transfer"].browse(row[0] for row in self.env.cr.fetchall())

    def prepare(self, transfers):
        """Turn transfers into writes; those that something stands against are rejected with it, their issue filed."""
        self.seen.update(transfers.ids)
        preparation = Preparation(self.reader)
        moves = self.reader.env["account.move"].browse(transfers.move_id.ids)
        invoices = preparation.invoices(moves) if moves else {}
        lists = preparation.lists(transfers.filtered(lambda transfer: not transfer.move_id).binding_id)
        rejected, unchanged, waiting = [], {}, {}
        for transfer in transfers:
            binding = transfer.binding_id
            prepared = invoices[transfer.move_id.id] if transfer.move_id else lists[binding.id]
            if transfer.operation == Operation.CREATE.value and binding.external_id:
                # Linked meanwhile, by a person or by a late answer: what exists is never created.
                if prepared.document and binding.digest and binding.digest != digest_of(prepared.document):
                    transfer.operation = Operation.UPDATE.value
                    self._add(transfer, prepared.document)
                else:
                    unchanged[transfer.id] = {}
            elif not self.capabilities.can(Kind(transfer.kind), Operation(transfer.operation)):
                arguments = {"document": binding.record_name}
                finding = Finding("operation_unknown", f"binding:{binding.id}", transfer.kind, arguments, binding.id)
                rejected.append((transfer, finding))
            elif transfer.operation == Operation.VOID.value:
                self._add(transfer, None)
            elif prepared.blocked_by:
                rejected.append((transfer, prepared.blocked_by))
            elif prepared.missing:
                waiting[transfer] = prepared.missing
            elif binding.external_id and binding.digest == digest_of(prepared.document):
                unchanged[transfer.id] = {}
            else:
                self._add(transfer, prepared.document)
        matching.reject(self.session, rejected)
        self.env["bridge.transfer"]._move_to("processed", unchanged, session_id=self.session.id)
        matching.add_needs(self.session, waiting)

    def _add(self, transfer, document):
        binding = transfer.binding_id
        push = Push(
            key=self._key(transfer),
            kind=Kind(transfer.kind),
            operation=Operation(transfer.operation),
            document=document,
            remote_id=binding.external_id or "",
            # A person said to overwrite what was changed there: the lock is the one that was read last.
            version=(binding.send_anyway and binding.remote_record_id.version) or binding.version or "",
            trace=binding.trace,
            details=binding.remote_record_id.details or {},
        )
        self.pushes.append((push, transfer))

    def encode(self, ledger, key, previous_key):
        """Return the text of the set. A document that cannot be written is rejected, and its neighbours go on."""
        while self.pushes:
            try:
                return ledger.encode_writes([push for push, _transfer in self.pushes], key, previous_key)
            except Unwritable as problem:
                bad = [(push, transfer) for push, transfer in self.pushes if push.key == problem.key]
                if not bad:
                    raise
                self.pushes = [pair for pair in self.pushes if pair not in bad]
                matching.reject(
                    self.session,
                    [
                        (
                            transfer,
                            Finding(
                                "unwritable",
                                f"binding:{transfer.binding_id.id}",
                                transfer.kind,
                                {"words": str(problem), "document": transfer.binding_id.record_name},
                                transfer.binding_id.id,
                            ),
                        )
                        for _push, transfer in bad
                    ],
                )
        return ""

    def _key(self, transfer):
        """A key is a function of intent: database, connection, record, action, generation."""
        trace = transfer.binding_id.trace
        intent = f"{self.uuid}:{self.connection.id}:{trace}:{transfer.operation}:{transfer.generation}"
        return "t" + hashlib.sha1(intent.encode(), usedforsecurity=False).hexdigest()[:22]


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
            "session_id": session.id,
            "purpose": purpose,
            "key": key or "r" + secrets.token_hex(10),
            "requests": requests,
            "request_count": len(requests),
            "payload": payload,
            "opened_at": fields.Datetime.now(),
        }
    )


def due_count(env, connection_id):
    """Return how many transfers could still leave in this session."""
    env["bridge.transfer"].flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT count(*) FROM bridge_transfer t
              JOIN bridge_flow f ON f.connection_id = t.connection_id AND f.kind = t.kind AND f.enabled
             WHERE t.connection_id = %s AND t.state = 'queued' AND t.issue_id IS NULL
               AND (t.due_at IS NULL OR t.due_at <= now() AT TIME ZONE 'UTC')
            """,
            connection_id,
        )
    )
    return env.cr.fetchone()[0]


def sendable_count(env, connection_id):
    """Return how many transfers could leave at once: what is due and waits neither for a record nor for a switch."""
    env["bridge.transfer"].flush_model()
    env.cr.execute(SQL("SELECT count(*) %s", _sendable(connection_id)))
    return env.cr.fetchone()[0]


def _sendable(connection_id):
    return SQL(
        """
        FROM bridge_transfer t JOIN bridge_flow f
             ON f.connection_id = t.connection_id AND f.kind = t.kind AND f.enabled
        WHERE t.connection_id = %s AND t.state = 'queued' AND t.issue_id IS NULL
          AND (t.due_at IS NULL OR t.due_at <= now() AT TIME ZONE 'UTC')
          AND NOT EXISTS (SELECT 1 FROM bridge_transfer_need n
                            JOIN bridge_binding l ON l.id = n.binding_id
                            JOIN bridge_binding b ON b.id = COALESCE(l.alias_of_id, l.id)
                           WHERE n.transfer_id = t.id AND b.external_id IS NULL)
        """,
        connection_id,
    )
