"""Pages of the ledger into the mirror.

A watermark moves in the transaction that absorbed the last page of its kind, never before, and never by
our own clock: it is the last change that was met, in the ledger's own words.
"""

from collections import defaultdict
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..ledgers.documents import Kind
from ..ledgers.keys import email_key, name_key, sku_key
from ..ledgers.protocol import Find, Operation
from . import agreed, applied, looking, matching_ahead, merged, removing, resuming

# By how much the time there may be ahead of ours: as far as time zones lie apart.
AHEAD = timedelta(hours=26)


def plan(connection):
    """Return what a session reads, as plain values: everything the first time, then what changed since."""
    capabilities = connection._ledger().capabilities
    kinds = capabilities.refreshed_reads if connection.first_read_at else capabilities.first_reads
    unasked = not_asked_for(connection)
    kinds = (*kinds, *(kind for kind in capabilities.purchase_reads if kind not in unasked))
    flows = {flow.kind: flow for flow in connection.flow_ids}
    entries = []
    for kind in kinds:
        flow = flows.get(kind.value, connection.flow_ids.browse())
        age = fields.Datetime.now() - flow.last_read_at if flow.last_read_at else None
        patience = capabilities.whole_reads.get(kind)
        if not is_read(connection, kind) or (patience and age is not None and age < patience):
            continue
        forgotten = capabilities.change_memory and age is not None and age > capabilities.change_memory
        since = "" if patience or forgotten else _sound(flow.watermark)
        entries.append({"kind": kind.value, "since": since})
    return entries


def not_asked_for(connection):
    """Return the kinds of purchases that no session reads now: what became of them there is not known.

    What the plan there lacks is not asked for either: one such question may spoil all those that go with it.
    """
    ledger = connection._ledger()
    purchases = ledger.capabilities.purchase_reads
    return tuple(
        kind for kind in purchases if not connection.sends_bills or (kind is Kind.BILL and not ledger.has_bills)
    )


def is_read(connection, kind):
    """Return whether a kind is of use: payments only where they are sent, and what a switched-off feature holds not."""
    company = connection.company_details or {}
    if kind is Kind.PAYMENT:
        return connection.sends_payments
    if kind is Kind.CURRENCY:
        return company.get("multicurrency", True)
    if kind is Kind.TRACKING:
        return company.get("class_tracking", True)
    if kind is Kind.LOCATION:
        return company.get("locations", True)
    return True


def mirror(connection, records, *, news=True):
    """Write entries into the mirror. :return dict: ``{(kind, ledger id): id of the row}``

    :param news: whether what is new or changed there is to be looked at; the answer to a write of ours is no news.
    """
    rows = {}
    for record in records:
        rows[record.kind.value, record.id] = {
            "kind": record.kind.value,
            "remote_id": record.id,
            "version": record.version,
            "changed_there": record.modified,
            "name": record.name,
            "full_name": record.full_name or record.name or record.number,
            "match_key": name_key(record.full_name or record.name),
            "email_key": email_key(record.email) or None,
            "sku_key": sku_key(record.sku) or None,
            "number": record.number or None,
            "email": record.email or None,
            "sku": record.sku or None,
            "is_active": record.active,
            "is_gone": False,
            "customer_remote_id": record.customer_id or None,
            "document_date": record.date or None,
            "currency_name": record.currency or None,
            "total": None if record.total is None else str(record.total),
            "tax_amount": None if record.tax_amount is None else str(record.tax_amount),
            "balance": None if record.balance is None else str(record.balance),
            "trace": record.trace or None,
            "guid": record.guid or None,
            "details": dict(record.details),
        }
    matching_ahead.note_reading(connection, list(rows.values()))
    return connection.env["bridge.remote.record"]._write_mirror(connection.id, list(rows.values()), news=news)


def absorb(session, requests, pages):
    """Take the pages of one round trip into the mirror and note what is left to read.

    :param requests: the questions that were asked; pages answer them in their order.
    :return bool: False where it is another company's answer, of which nothing is taken in.
    """
    connection = session.connection_id
    through, counts = dict(session.read_through or {}), dict(session.read_counts or {})
    left, untold, documents = [], set(), defaultdict(list)
    for request, page in zip(requests, pages, strict=True):
        if page.reason:
            session.problem = page.reason
            continue
        if isinstance(request, Find):
            met = mirror(connection, page.records)
            if request.kind.is_document:
                looking.note_not_met(connection, request)
                note_changed(session, met.values())
            continue
        if page.kind is Kind.COMPANY:
            for record in page.records:
                connection._meet_company(record, session)
            if session.problem:
                session.to_read = []
                return False
        if page.kind is Kind.DELETION:
            _note_deleted(session, page.records)
            untold.update(kind.value for kind in page.untold)
        else:
            met = mirror(connection, page.records)
            _note_taken_off(session, page.records)
            if page.kind.is_document:
                documents[page.kind] += met.values()
        session.records_read += len(page.records)
        left += _note_page(session, request, page, counts, through)
    # Whether documents are as they were is looked at once everything is known that came with them.
    for kind, row_ids in documents.items():
        left += looking.entries(kind, note_changed(session, row_ids))
    left = [entry for entry in left if entry["kind"] not in untold]
    left += [{"kind": kind, "since": ""} for kind in sorted(untold)]
    session.write({"to_read": left, "read_through": through, "read_counts": counts})
    if not left and not session.problem:
        note_changed(session, merged.follow(session))
        _note_read(connection)
    return True


def _note_page(session, request, page, counts, through):
    """Note how far a kind is read; with its last page its watermark moves.

    :param counts: ``{kind: counts}`` of the session, and ``through`` the last change met in each; both are changed.
    :return list: what is left of it, as entries of ``to_read``.
    """
    kind, connection = page.kind.value, session.connection_id
    counts[kind] = resuming.count(counts.get(kind), request, page)
    latest = _sound(page.through) or max((_sound(record.modified) for record in page.records), default="")
    # What was met before a list was gone on with is known as it was then, and no later.
    if not request.from_name:
        through[kind] = max(through.get(kind, ""), latest)
    entry = {"kind": kind, "since": request.since}
    if page.cursor:
        begun = {"from_name": request.from_name} if request.from_name else {}
        return [entry | begun | {"cursor": page.cursor} | resuming.place_in(connection, page)]
    if resuming.falls_short(session, request, counts[kind]):
        counts[kind] = {"read": 0, "left": counts[kind]["whole"]}
        return [entry]
    if not request.since and page.kind is not Kind.DELETION:
        note_gone(session, page.kind)
    _move_watermark(connection, page.kind, through[kind])
    return []


def note_gone(session, kind):
    """After everything of a kind was read: what this session did not meet is not there any more.

    A link to it is undone, so that a customer or an item is looked for again, and a document that we sent reads
    *gone*: a person says whether it goes once more.
    """
    env, connection = session.env, session.connection_id
    domain = [
        ("connection_id", "=", connection.id),
        ("kind", "=", kind.value),
        ("is_gone", "=", False),
        # Both by the clock of the database.
        ("write_date", "<", session.reads_since),
    ]
    if kind.is_document:
        # Older ones were not asked for, so that they were not met says nothing.
        domain += ["|", ("document_date", "=", False), ("document_date", ">=", connection.date_from)]
    rows = env["bridge.remote.record"].search(domain)
    _let_go(session, rows)


def _note_deleted(session, records):
    """What the ledger remembers as deleted is not there any more."""
    connection = session.connection_id
    ids = defaultdict(list)
    for record in records:
        ids[record.kind.value].append(record.id)
    for kind, remote_ids in ids.items():
        rows = connection.env["bridge.remote.record"].search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", kind),
                ("remote_id", "in", remote_ids),
                ("is_gone", "=", False),
            ]
        )
        _let_go(session, rows)


def _note_taken_off(session, records):
    """What an entry holds is told with it: what it held before and does not any more is not there any more."""
    env, connection = session.env, session.connection_id
    holding = {record.id: record.details["holds"] for record in records if "holds" in record.details}
    if not holding:
        return
    rows = env["bridge.remote.record"]
    rows.flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT id FROM bridge_remote_record
             WHERE connection_id = %(connection)s AND kind = %(kind)s AND NOT COALESCE(is_gone, false)
               AND details ->> 'held_by' = ANY(%(holders)s) AND NOT remote_id = ANY(%(held)s)
            """,
            connection=connection.id,
            kind=Kind.PAYMENT.value,
            holders=list(holding),
            held=[remote_id for held in holding.values() for remote_id in held],
        )
    )
    _let_go(session, rows.browse(row[0] for row in env.cr.fetchall()))


def _let_go(session, rows, reason=None):
    """Entries are gone, or hold nothing any more: links to them are undone, and documents of ours read *gone*."""
    env = session.env
    if not rows:
        return
    if not reason:
        rows.write({"is_gone": True})
        matching_ahead.note_news(session.connection_id, rows)
    links = env["bridge.binding"].search([("remote_record_id", "in", rows.ids), ("external_id", "!=", False)])
    newest = env["bridge.transfer"].union(*env["bridge.transfer"]._newest(links.filtered("is_document")).values())
    lost = newest.filtered(lambda transfer: transfer.state == "processed")
    _let_wait_no_longer(session, newest.filtered(lambda transfer: transfer.state in ("queued", "rejected")), reason)
    _read_gone(session, lost, reason)
    links.write({"external_id": False, "version": False, "digest": False, "totals_agree": False})
    # Who is linked anew is agreed on anew.
    links.filtered("partner_id").write({"agreed": False, "field_digests": False})


def _let_wait_no_longer(session, transfers, reason):
    """What was still to be done to entries that are gone: their removal is done, and nothing is left to be changed."""
    env = session.env
    removals = transfers.filtered(lambda transfer: transfer.operation in (Operation.VOID, Operation.DELETE))
    removing.settle_removed(session, list(removals))
    changes = transfers.filtered(lambda transfer: transfer.operation == Operation.UPDATE)
    _read_gone(session, changes, reason)
    if transfers:
        env["bridge.issue"]._close_stale(session.connection_id.id)


def _read_gone(session, transfers, reason):
    """Documents of ours that are gone: each is a question to a person, who releases it again or leaves it."""
    env = session.env
    reason = reason or "gone_there"
    findings = [
        {
            "reason": reason,
            "root": f"binding:{transfer.binding_id.id}",
            "kind": transfer.kind,
            "binding_id": transfer.binding_id.id,
            "arguments": {"document": transfer.binding_id.record_name},
        }
        for transfer in transfers
    ]
    issues = env["bridge.issue"]._file(session.connection_id.id, findings)
    rows = {
        transfer.id: {
            "reason": reason,
            "arguments": finding["arguments"],
            "issue_id": issues[reason, finding["root"]],
        }
        for transfer, finding in zip(transfers, findings, strict=True)
    }
    env["bridge.transfer"]._move_to("gone", rows, session_id=session.id)


def note_changed(session, row_ids):
    """Say of documents of ours what somebody changed in them there, and of payments of theirs what they pay now.

    :param row_ids: of the mirror: what was just read, or what turned out to have nothing to be sent.
    :return list: numbers of documents that somebody moved and whose lines, or what they pay, are not known as they are
        now.
    """
    env, unknown = session.env, []
    by_look = session.connection_id._ledger().capabilities.lines_by_look
    links = env["bridge.binding"].search(
        [("remote_record_id", "in", list(row_ids)), ("external_id", "!=", False), ("alias_of_id", "=", False)]
    )
    payments = links.filtered(lambda link: link.kind == Kind.PAYMENT.value)
    newest = env["bridge.transfer"]._newest(links)
    changed, restored = [], {}
    for link in links - payments:
        transfer = newest.get(link, env["bridge.transfer"])
        if transfer.state in ("sending", "uncertain"):
            continue
        if (link.remote_record_id.details or {}).get("is_void"):
            _let_go(session, link.remote_record_id, "voided_there")
            continue
        if transfer.state != "processed":
            continue
        row = link.remote_record_id
        differences = agreed.differences(link, row) + agreed.lines_unaccepted(link, row)
        if by_look and looking.is_unknown(row) and (link.agreed or {}).get("lines"):
            unknown.append(row.number)
        if differences:
            changed.append((transfer, link, differences))
        elif transfer.reason == "changed_after":
            restored[transfer.id] = {"sources": ("processed",)}
    _tell_changed(session, changed, restored)
    _note_payments(session, payments | applied.payments_of(links))
    if by_look:
        numbers = (link.remote_record_id.number for link in payments if applied.is_unknown(link))
        unknown += [number for number in numbers if number]
    return unknown


def note_applied(session, transfers):
    """Say of payments what they pay otherwise there: of those that were just made, and of changed documents."""
    payments = transfers.filtered(lambda transfer: transfer.kind == Kind.PAYMENT.value)
    changes = transfers.filtered(lambda transfer: transfer.is_document and transfer.operation == Operation.UPDATE.value)
    _note_payments(session, payments.binding_id | applied.payments_of(changes.binding_id))


def _note_payments(session, links):
    """Say of payments of ours what somebody changed in them there, or in what they pay."""
    if not links:
        return
    newest = session.env["bridge.transfer"]._newest(links)
    voided = links.filtered(lambda link: (link.remote_record_id.details or {}).get("is_void"))
    for link in voided.filtered(lambda link: link in newest and newest[link].state not in ("sending", "uncertain")):
        _let_go(session, link.remote_record_id, "voided_there")
    standing = (links - voided).filtered(lambda link: link in newest and newest[link].state == "processed")
    # Where something else is asked about what it pays, that is the question.
    otherwise = applied.differences(standing.filtered(lambda link: newest[link].reason in (False, "changed_after")))
    changed, restored = [], {}
    for link in standing:
        differences = agreed.differences(link, link.remote_record_id) + otherwise.get(link, [])
        if differences:
            changed.append((newest[link], link, differences))
        elif newest[link].reason == "changed_after" and not _is_still_told(newest[link], link):
            restored[newest[link].id] = {"sources": ("processed",)}
    _tell_changed(session, changed, restored)


def _is_still_told(transfer, link):
    """Return whether it was told that a payment pays otherwise there, and nobody says what it pays by now."""
    told = (transfer.reason_arguments or {}).get("changes") or ()
    return applied.is_unknown(link) and any(change[0] == "applied" for change in told)


def _tell_changed(session, changed, restored):
    """File what was changed, and take back what was said of documents that are as they were."""
    _file_changed(session, changed)
    if session.env["bridge.transfer"]._move_to("processed", restored, session_id=session.id):
        session.env["bridge.issue"]._close_stale(session.connection_id.id)


def _file_changed(session, changed):
    """File one issue for each document that was changed there after it was processed."""
    env = session.env
    findings = [
        {
            "reason": "changed_after",
            "root": f"binding:{link.id}",
            "kind": link.kind,
            "binding_id": link.id,
            "arguments": {"document": link.record_name, "changes": changes},
        }
        for _transfer, link, changes in changed
    ]
    issues = env["bridge.issue"]._file(session.connection_id.id, findings)
    env["bridge.transfer"]._move_to(
        "processed",
        {
            transfer.id: {
                "reason": "changed_after",
                "arguments": {"document": link.record_name, "changes": changes},
                "issue_id": issues["changed_after", f"binding:{link.id}"],
                "sources": ("processed",),
            }
            for transfer, link, changes in changed
            if (transfer.reason_arguments or {}).get("changes") != changes
        },
        session_id=session.id,
    )


def _move_watermark(connection, kind, through):
    flow = connection.flow_ids.filtered(lambda flow: flow.kind == kind.value)
    # What a session before this one had met may be no time, either.
    known, met = _sound(flow.watermark), _sound(through)
    flow.write({"last_read_at": fields.Datetime.now(), "watermark": max(known, met) or False})


def _sound(moment):
    """Return a time of the ledger, "" where it has not come yet anywhere in the world.

    A record that was saved while a clock there was wrong would hide every later change: what is read begins there.
    """
    latest = (fields.Datetime.now() + AHEAD).isoformat()
    return moment if moment and moment[: len(latest)] <= latest else ""


def _note_read(connection):
    if not connection.first_read_at:
        connection.first_read_at = fields.Datetime.now()
