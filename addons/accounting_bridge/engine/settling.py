"""What became of an exchange that nobody answered.

First the ledger is asked about the set under its own key. Where it does not remember, what it holds
decides: the mirror is read again *after* the loss, and a document of ours is known by its trace, or by
number, customer, total and currency together, a payment also by its day, its account and what it pays.
One hit is adopted, none is sent again, several are a person's choice.
"""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import fields

from ..ledgers.documents import PARTIES, Kind, guid_of
from ..ledgers.keys import name_key
from ..ledgers.protocol import Operation
from ..ledgers.reasons import BACK_OFF_MINUTES
from . import agreed, applied, defaulting, matching, paying, reading, removing
from .choosing import REMOVALS
from .findings import Finding

# Whose a document is.
WHOSE = tuple(kind.value for kind in PARTIES)


def take_over(exchange, session):
    """Take over an exchange that an earlier session left unfinished.

    :return bool: True where nothing is left to ask and the session may go on; False where the exchange is now this
        session's, with the text that asks what became of it.
    """
    if exchange.purpose == "read" or not exchange.first_sent_at:
        drop(exchange, session)
        return True
    transfers = exchange.env["bridge.transfer"].browse(exchange.line_ids.transfer_id.ids)
    transfers._move_to(
        "uncertain",
        {transfer.id: {"reason": "outcome_unknown"} for transfer in transfers},
        session_id=session.id,
    )
    connection = session.connection_id
    ledger = connection._ledger()
    if fields.Datetime.now() - exchange.first_sent_at > ledger.capabilities.key_lifetime:
        exchange.state = "forgotten"
        exchange.flush_recordset()
        session.write({"read_done": False, "to_read": reading.plan(connection)})
        return True
    exchange.write(
        {
            "state": "uncertain",
            "asked_by_id": session.id,
            "recovery_payload": ledger.encode_recovery(exchange.payload, exchange.key),
        }
    )
    return False


def drop(exchange, session):
    """Nothing can have happened there: what an exchange carried goes back into the queue."""
    exchange.state = "dropped"
    # The next exchange is inserted at once, and the index knows only what has been written.
    exchange.flush_recordset()
    transfers = exchange.env["bridge.transfer"].browse(exchange.line_ids.transfer_id.ids)
    transfers._move_to(
        "queued", {transfer.id: {"sources": ("sending",)} for transfer in transfers}, session_id=session.id
    )


def settle_by_evidence(session):
    """Decide every uncertain transfer of a connection by what the ledger holds now. Engine tables only.

    Called when the session has read the mirror afresh, that is, after the loss.
    """
    env, connection = session.env, session.connection_id
    transfers = env["bridge.transfer"].search([("connection_id", "=", connection.id), ("state", "=", "uncertain")])
    # Of a kind that was not read the mirror says nothing.
    unread = reading.not_asked_for(connection)
    transfers = transfers.filtered(
        lambda transfer: transfer.kind not in unread and reading.is_read(connection, Kind(transfer.kind))
    )
    removals = transfers.filtered(lambda transfer: transfer.operation in REMOVALS)
    unanswered = [(removal, removal.binding_id.browse()) for removal in removing.settle_lost(session, removals)]
    transfers -= removals
    if not (transfers or unanswered):
        return
    transfers -= _settle_credits(session, transfers)
    adopted, missing, several = [], {}, []
    for transfer, hits in (*unanswered, *_evidence(connection, transfers).items()):
        if len(hits) == 1 and _has_arrived(transfer, hits):
            adopted.append((transfer, hits))
        elif len(hits) > 1:
            several.append((transfer, hits))
        elif not _may_still_arrive(connection, transfer):
            missing[transfer] = {"sources": ("uncertain",), "attempt": True}
    _adopt(session, adopted)
    _send_again(session, missing)
    _ask_about(session, several)


def _may_still_arrive(connection, transfer):
    """Return whether what was lost may be carried out there yet: then a run some minutes later decides."""
    patience = connection._ledger().capabilities.may_arrive_for
    exchange = transfer.line_ids.exchange_id.sorted("id")[-1:]
    # What was made once more may be under way as long as what was made first.
    left_at = exchange.sent_again_at or exchange.first_sent_at
    if not (patience and left_at and fields.Datetime.now() - left_at < patience):
        return False
    connection._wake_at(left_at + patience)
    return True


def _settle_credits(session, transfers):
    """Decide credit notes whose application was not answered: the ledger keeps no document of it, only the tie.

    :return: the transfers that are decided.
    """
    env = session.env
    tied = [transfer for transfer in transfers if _is_tied(transfer)]
    for transfer in tied:
        line = transfer.line_ids.sorted("id")[-1:]
        tie = _tie_of(transfer, line)
        transfer.binding_id.write(
            {
                "external_id": tie.remote_id or f"applied:{line.key}",
                "version": tie.version,
                "remote_record_id": tie.id,
                "digest": line.digest,
                "field_digests": line.field_digests,
                "agreed": agreed.content_adopted(tie, line, transfer.move_id) if tie else False,
                "bound_by": "evidence",
                "bound_at": fields.Datetime.now(),
                "totals_agree": True,
            }
        )
    env["bridge.transfer"]._move_to("processed", {transfer.id: {} for transfer in tied}, session_id=session.id)
    session.done += len(tied)
    return env["bridge.transfer"].browse(transfer.id for transfer in tied)


def _is_tied(transfer):
    """Return whether a credit note is applied to everything that it was to pay, as the mirror has it now."""
    needs = transfer.need_ids
    notes = needs.filtered(lambda link: link.kind == Kind.CREDIT_NOTE.value)
    if transfer.kind != Kind.PAYMENT.value or not notes:
        return False
    ids = set(notes.mapped("external_id"))
    invoices = needs.filtered(lambda link: link.kind == Kind.INVOICE.value)
    return bool(invoices) and all(
        any(tie.get("id") in ids for tie in (link.remote_record_id.details or {}).get("links") or ())
        for link in invoices
    )


def _tie_of(transfer, line):
    """Return the entry of the mirror that is the application itself, where the ledger names such; it can be undone."""
    said = (line.said or {}).get("applied") or {}
    notes = transfer.need_ids.filtered(lambda link: link.kind == Kind.CREDIT_NOTE.value)
    ties = transfer.env["bridge.remote.record"].search(
        [
            ("connection_id", "=", transfer.connection_id.id),
            ("kind", "=", Kind.PAYMENT.value),
            ("is_gone", "=", False),
            ("create_date", ">=", line.exchange_id.create_date),
        ]
    )
    mine = ties.filtered(
        lambda row: (
            (row.details or {}).get("held_by") in notes.mapped("external_id") and applied.there(row.details) == said
        )
    )
    found = _free(_newer(mine, line.exchange_id), transfer)
    return found if len(found) == 1 else found.browse()


def _send_again(session, missing):
    """Queue what the ledger does not hold, later each time; what never gets a definite answer becomes a person's.

    No answer never ended their generation: they travel under the key they had.
    """
    endless = []
    for transfer, values in missing.items():
        if transfer.attempts >= len(BACK_OFF_MINUTES):
            words = session.env._("there was never a definite answer")
            arguments = {"document": transfer.binding_id.record_name, "words": words}
            root = f"binding:{transfer.binding_id.id}"
            endless.append((transfer, Finding("refused", root, transfer.kind, arguments, transfer.binding_id.id)))
        elif transfer.attempts:
            patience = timedelta(minutes=BACK_OFF_MINUTES[transfer.attempts - 1])
            values["due_at"] = fields.Datetime.now() + patience
    hopeless = {transfer for transfer, _finding in endless}
    rows = {transfer.id: values for transfer, values in missing.items() if transfer not in hopeless}
    session.env["bridge.transfer"]._move_to("queued", rows, session_id=session.id)
    matching.reject(session, endless)


def _evidence(connection, transfers):
    """Return ``{transfer: mirror rows that could be what it became}``."""
    mirror = connection.env["bridge.remote.record"]
    traces = {transfer.binding_id.trace for transfer in transfers}
    guids = {guid_of(trace): trace for trace in traces}
    rows = mirror.search(
        [
            ("connection_id", "=", connection.id),
            ("is_gone", "=", False),
            "|",
            ("trace", "in", list(traces)),
            ("guid", "in", list(guids)),
        ]
    )
    by_trace = defaultdict(set)
    # What was voided is what an earlier intention became.
    for row in rows.filtered(lambda row: not (row.details or {}).get("is_void")):
        by_trace[row.trace or guids.get(row.guid)].add(row.id)
    return {
        transfer: mirror.browse(sorted(by_trace.get(transfer.binding_id.trace, ())))
        or _changed_one(transfer)
        or _look_alike(mirror, transfer)
        for transfer in transfers
    }


def _changed_one(transfer):
    """Return the entry that an update was to change: it is known by its id, also where it bears no trace of ours."""
    row = transfer.binding_id.remote_record_id
    is_update = transfer.operation == Operation.UPDATE.value and transfer.binding_id.external_id == row.remote_id
    return row if is_update and not row.is_gone and not (row.details or {}).get("is_void") else row.browse()


def _look_alike(mirror, transfer):
    """Return entries without a trace of ours that agree in everything the record is known by."""
    line = transfer.line_ids.sorted("id")[-1:]
    if same := _same_payment(mirror, transfer, line):
        return same
    if transfer.operation != Operation.CREATE.value or not line.number or transfer.binding_id.send_anyway:
        return mirror
    domain = [
        ("connection_id", "=", transfer.connection_id.id),
        ("kind", "=", transfer.kind),
        ("is_gone", "=", False),
        ("trace", "=", False),
    ]
    if not transfer.is_document:
        # It was created because no entry had that name; the one that has it now is the one.
        alike = mirror.search([*domain, ("match_key", "=", name_key(line.number))])
        return _free(_newer(alike, line.exchange_id), transfer)
    customers = set(transfer.need_ids.filtered(lambda binding: binding.kind in WHOSE).mapped("external_id"))
    alike = mirror.search([*domain, ("number", "=", line.number)]).filtered(
        lambda row: row.customer_remote_id in customers and Decimal(str(row.total)) == Decimal(line.total)
    )
    return _free(_newer(alike, line.exchange_id), transfer)


def _same_payment(mirror, transfer, line):
    """Return payments without a trace of ours that are of the same day, into the same account and pay just the same.

    No invoice is paid twice: who lost the answer to a payment need not have any mark on it.
    """
    if transfer.kind != Kind.PAYMENT.value or transfer.operation != Operation.CREATE.value or not line.said:
        return mirror
    rows = mirror.search(
        [
            ("connection_id", "=", transfer.connection_id.id),
            ("kind", "=", transfer.kind),
            ("is_gone", "=", False),
            ("trace", "=", False),
            ("document_date", "=", line.said.get("date")),
            ("create_date", ">=", line.exchange_id.create_date),
        ]
    )
    alike = rows.filtered(
        lambda row: applied.is_evident(line.said, row) and Decimal(str(row.total)) == Decimal(line.total or "0")
    )
    return _free(_newer(alike, line.exchange_id), transfer)


def _newer(rows, exchange):
    """Return the entries first met after the bytes left: what we knew before cannot be what they became.

    To the fraction of a second, which a search would round away.
    """
    return rows.filtered(lambda row: row.create_date > exchange.create_date)


def _free(rows, transfer):
    """Return the entries that no other record is linked to."""
    held = transfer.env["bridge.binding"].search(
        [
            ("connection_id", "=", transfer.connection_id.id),
            ("kind", "=", transfer.kind),
            ("external_id", "in", rows.mapped("remote_id")),
            ("id", "!=", transfer.binding_id.id),
        ]
    )
    return rows.filtered(lambda row: row.remote_id not in held.mapped("external_id"))


def _adopt(session, adopted):
    """What the ledger holds is what became of them."""
    rows = {}
    for transfer, hit in adopted:
        binding = transfer.binding_id
        line = transfer.line_ids.sorted("id")[-1:]
        agrees = not line.total or Decimal(str(hit.total)) == Decimal(line.total)
        binding.write(
            {
                "external_id": hit.remote_id,
                "version": hit.version,
                "remote_record_id": hit.id,
                "remote_number": hit.number,
                "remote_total": f"{hit.total:.2f}" if line.total else "",
                "remote_tax": f"{hit.tax_amount:.2f}" if line.total else "",
                "totals_agree": agrees,
                "digest": line.digest,
                "field_digests": line.field_digests,
                # A customer is compared anew, by what was agreed on before.
                "agreed": agreed.content_adopted(hit, line, transfer.move_id)
                if transfer.is_document
                else binding.agreed,
                "bound_by": binding.bound_by or "evidence",
                "bound_at": binding.bound_at or fields.Datetime.now(),
            }
        )
        rows[transfer.id] = (
            {}
            if agrees
            else {"reason": "total_differs", "arguments": {"theirs": f"{hit.total:.2f}", "ours": line.total}}
        )
    session.env["bridge.transfer"]._move_to("processed", rows, session_id=session.id)
    settled = session.env["bridge.transfer"].browse(rows)
    paying.look_again(session.env, settled)
    defaulting.settle(settled.binding_id)
    # That an entry moved does not tell that it was by us: whether it says what we say is seen when both are merged.
    settled.filtered("binding_id.partner_id").binding_id._note_changed(session.env.uid)
    told = settled.filtered(lambda transfer: transfer.is_document and transfer.reason != "total_differs")
    reading.note_changed(session, told.binding_id.remote_record_id.ids)
    session.done += len(rows)


def _has_arrived(transfer, hit):
    """Return whether an entry is what a lost write made of it.

    A document that was created bears its trace. An update leaves none but the version, and somebody else may have
    moved that: what can be compared with what was sent must agree. Sent once more it changes nothing that it changed.
    """
    if transfer.operation == Operation.CREATE.value:
        return True
    line = transfer.line_ids.sorted("id")[-1:]
    sent = {request.get("key"): request for request in line.exchange_id.requests or ()}
    if hit.version == sent.get(line.key, {}).get("version"):
        return False
    # Customers are compared field by field when both sides meet.
    return not transfer.is_document or agreed.says(hit, line, transfer.binding_id)


def _ask_about(session, several):
    for transfer, hits in several:
        binding = transfer.binding_id
        finding = Finding(
            "several_found",
            f"binding:{binding.id}",
            transfer.kind,
            {"candidates": ", ".join(hit.display_name for hit in hits), "document": binding.record_name},
            binding.id,
        )
        matching.ask(session, [(transfer, finding)], candidates=hits)
