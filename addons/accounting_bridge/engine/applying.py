"""Transaction 3: what an answer changes. Repeatable, and the first one to apply it wins.

Only tables of the bridge are written here, never one of the host: a person who edits an invoice meanwhile
is not held up and holds up nothing.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from odoo import fields
from odoo.tools import SQL

from ..ledgers.documents import LISTED, Kind
from ..ledgers.protocol import Find, Memory, Operation, Outcome, Pull, Push, Verdict
from ..ledgers.reasons import BACK_OFF_MINUTES, Level, Retry, reason_of
from . import agreed, agreeing, defaulting, matching, paying, reading, removing, rereading, resuming
from .bulk import update_rows
from .choosing import REMOVALS
from .findings import Finding
from .values import exact

# A problem of the whole set after which it is certain that nothing of it was executed.
NOT_EXECUTED = ("not_understood",)
# Documents that name a vendor.
PURCHASED = (Kind.BILL.value, Kind.JOURNAL_ENTRY.value)


def apply_answer(env, exchange_id):
    """Apply the stored answer of an exchange.

    :return bool: False where somebody else has applied it already.
    """
    env.cr.execute(
        SQL(
            """
            UPDATE bridge_exchange SET state = 'applied', applied_at = clock_timestamp() AT TIME ZONE 'UTC'
             WHERE id = %s AND state IN ('answered', 'late') RETURNING id
            """,
            exchange_id,
        )
    )
    if not env.cr.fetchone():
        return False
    exchange = env["bridge.exchange"].browse(exchange_id)
    exchange.invalidate_recordset()
    session = exchange.asked_by_id or exchange.session_id
    requests = [_request(values) for values in exchange.requests]
    if exchange.purpose == "read":
        _apply_read(exchange, session, requests)
    else:
        _apply_write(exchange, session, requests)
    return True


def _request(values):
    if values["type"] == "push":
        return Push(
            values["key"],
            Kind(values["kind"]),
            Operation(values["operation"]),
            None,
            remote_id=values.get("remote_id") or "",
            version=values["version"],
            trace=values["trace"],
            details=values.get("details") or {},
        )
    if values["type"] == "find":
        return Find(Kind(values["kind"]), tuple(values["names"]), tuple(values.get("keys") or ()))
    place = (values["since"], values["from_date"], values["cursor"], values["limit"], values.get("from_name", ""))
    return Pull(Kind(values["kind"]), *place)


# === READS === #


def _apply_read(exchange, session, requests):
    if exchange.problem:
        if not rereading.goes_on_without(session, exchange.requests, exchange.problem):
            _fail_session(session, exchange.problem)
        return
    answer = session.connection_id._ledger().decode(exchange.answer, requests)
    if answer.problem and rereading.goes_on_without(session, exchange.requests, answer.problem):
        return
    if answer.problem:
        _fail_session(session, answer.problem)
        session.connection_id._stop_for(answer.problem, {"words": answer.words})
        return
    unasked = rereading.left_of(session, exchange.requests)
    if reading.absorb(session, requests, rereading.without_refusals(exchange.requests, answer)):
        rereading.note_answers(session, exchange.requests, answer, unasked)
    _pause(session, answer)


def _fail_session(session, problem):
    """A read that failed ends its session; the next one reads again from where the watermarks stand, or from a name."""
    session.write({"problem": problem, "to_read": resuming.outliving(session.to_read)})


# === WRITES === #


def _apply_write(exchange, session, requests):
    lines = {line.key: line for line in exchange.line_ids}
    # Of a set that was only asked about it was the question that nobody understood: no verdict on what was sent.
    if exchange.problem in NOT_EXECUTED and not exchange.asked_by_id:
        _bisect(exchange, session, lines)
        return
    if exchange.problem:
        _leave_uncertain(exchange, session, lines)
        return
    answer = session.connection_id._ledger().decode(exchange.answer, requests)
    if answer.problem in NOT_EXECUTED and not exchange.asked_by_id:
        _bisect(exchange, session, lines)
        return
    if answer.memory is Memory.FORGOTTEN or answer.problem:
        _leave_uncertain(exchange, session, lines)
        # Sent again at once it would be answered in the same way: the next session looks at what is there.
        session.problem = answer.problem or session.problem
        return
    outcomes = {outcome.key: outcome for outcome in answer.outcomes if outcome.key in lines}
    unknown = [key for key in lines if key not in outcomes or outcomes[key].verdict is Verdict.UNKNOWN]
    _note_outcomes(exchange, lines, outcomes)
    by_verdict = {verdict: [] for verdict in Verdict}
    for key, outcome in outcomes.items():
        by_verdict[outcome.verdict].append((lines[key], outcome))
    accepted = by_verdict[Verdict.ACCEPTED]
    # A late answer tells of what was sent then: what is to be done by now may be another thing.
    sent = {request.key: request.operation for request in requests}
    removed = [line.transfer_id for line, _outcome in accepted if sent[line.key] in REMOVALS]
    removing.open_again(session, removed)
    removing.settle_removed(session, removed)
    written = [(line, outcome) for line, outcome in accepted if line.transfer_id not in removed]
    seen, unseen = _split_by_total(written)
    _accept(session, seen)
    _refuse(session, by_verdict[Verdict.REFUSED])
    env = exchange.env
    # In the same session it would be put off in the same way, again and again.
    next_run = fields.Datetime.now() + timedelta(minutes=1)
    env["bridge.transfer"]._move_to(
        "queued",
        {
            line.transfer_id.id: {"reason": "not_run", "due_at": next_run, "sources": ("sending", "uncertain")}
            for line, _ in by_verdict[Verdict.NOT_RUN]
        },
        session_id=session.id,
    )
    if unknown or unseen:
        _to_uncertain(session, [*(lines[key] for key in unknown), *unseen])
        _read_again(session)
    session.done += len(outcomes) - len(unseen)
    _pause(session, answer)


def _pause(session, answer):
    """End a session whose answers are sound and whose next question would not be answered."""
    if answer.pause:
        session.write({"problem": answer.pause, "result": answer.words})
        session.connection_id._stop_for(answer.pause, {"words": answer.words})


def _split_by_total(accepted):
    """Part what was accepted into what can be judged and what must be read first.

    A ledger that only gives back an identifier has said nothing of the total that it holds.
    """
    seen, unseen = [], []
    for line, outcome in accepted:
        if not line.total or (outcome.record and outcome.record.total is not None):
            seen.append((line, outcome))
        else:
            unseen.append(line)
    return seen, unseen


def _note_outcomes(exchange, lines, outcomes):
    update_rows(
        exchange.env["bridge.exchange.line"],
        {
            lines[key].id: {
                "outcome": outcome.verdict.value,
                "reason": outcome.reason or None,
                "words": outcome.words or None,
                "remote_id": outcome.record.id if outcome.record else None,
            }
            for key, outcome in outcomes.items()
        },
    )
    verdicts = [outcome.verdict for outcome in outcomes.values()]
    exchange.write(
        {"accepted_count": verdicts.count(Verdict.ACCEPTED), "refused_count": verdicts.count(Verdict.REFUSED)}
    )


def _accept(session, accepted):
    """Fill the links, keep what the ledger now holds, compare the totals."""
    if not accepted:
        return
    env, connection = session.env, session.connection_id
    answered = [outcome.record for _line, outcome in accepted if outcome.record]
    records = [record for record in answered if record.id]
    mirror = reading.mirror(connection, records, news=False)
    _note_accounts(connection, records)
    customers = agreeing.reader_of(connection)
    _note_balances(connection, answered)
    rows, links, nameless = {}, {}, {}
    _note_late(session, [line.transfer_id for line, _outcome in accepted])
    for line, outcome in accepted:
        binding = line.transfer_id.binding_id
        record = outcome.record
        if not (record and record.id):
            rows[line.transfer_id.id] = {}
            if not line.total:
                # Credit notes applied: the ledger keeps no document of it, and only our own key names it.
                nameless[binding.id] = {
                    "external_id": f"applied:{line.key}",
                    "digest": line.digest,
                    "field_digests": line.field_digests,
                    "bound_by": "created",
                    "bound_at": fields.Datetime.to_string(fields.Datetime.now()),
                    "match_state": "matched",
                    "totals_agree": True,
                    "update_confirmed": False,
                }
            continue
        agrees, arguments = _compare(line, record)
        rows[line.transfer_id.id] = {} if agrees else {"reason": "total_differs", "arguments": arguments}
        links[binding.id] = {
            "digest": line.digest,
            "field_digests": line.field_digests,
            "agreed": agreed.content_after(binding, line, record)
            if record.kind.is_document
            else agreeing.agreed_after(customers, binding, line, record),
            "bound_at": fields.Datetime.to_string(binding.bound_at or fields.Datetime.now()),
            "bound_by": binding.bound_by or "created",
            "external_id": record.id,
            "match_state": "matched",
            "version": record.version,
            "remote_record_id": mirror.get((record.kind.value, record.id)),
            "remote_number": record.number,
            "remote_total": "" if record.total is None else str(record.total),
            "remote_tax": "" if record.tax_amount is None else str(record.tax_amount),
            "totals_agree": agrees,
            "difference_accepted_by_id": None,
            "send_anyway": False,
            "money_alone": False,
            "update_confirmed": False,
        }
    update_rows(env["bridge.binding"], links)
    update_rows(env["bridge.binding"], nameless)
    # A late answer may find its transfer back in the queue: it is the truth all the same.
    env["bridge.transfer"]._move_to("processed", rows, session_id=session.id)
    settled = env["bridge.transfer"].browse(rows)
    paying.look_again(env, settled)
    defaulting.settle(settled.binding_id)
    reading.note_applied(session, settled)
    env["bridge.issue"]._close_stale(connection.id)


def _note_accounts(connection, records):
    """What is made with the next set may name accounts that were made with this one."""
    made = [record for record in records if record.kind is Kind.ACCOUNT]
    changes = connection._ledger().company_with(made) if made else {}
    if changes:
        connection.company_details = {**(connection.company_details or {}), **changes}


def _note_balances(connection, records):
    """The answer to a payment tells what is open now of what it paid: the mirror need not wait for the next reading.

    Some ledgers tell only how much was applied; of what was read with that payment on it, it is taken off already.

    :param records: as they were answered, in their order; several may pay one document. Applied credit notes have no id
        in every ledger.
    """
    parts = defaultdict(list)
    for record in records:
        for part in record.details.get("applications") or ():
            parts[part["kind"], part["id"]].append((record.id, part))
    rows = connection.env["bridge.remote.record"].search(
        [("connection_id", "=", connection.id), ("remote_id", "in", [remote_id for _kind, remote_id in parts])]
    )
    balances = {
        row.id: balance
        for row in rows
        if (balance := _balance_after(row, parts.get((row.kind, row.remote_id), ()))) is not None
    }
    values = {}
    for row in rows.browse(balances):
        # A ledger that does not tell what is open has none either: that nothing is left has to be said.
        is_paid = {"paid": True} if row.total and not balances[row.id] else {}
        values[row.id] = {"balance": str(balances[row.id]), "details": {**(row.details or {}), **is_paid}}
    update_rows(connection.env["bridge.remote.record"], values)


def _balance_after(row, parts):
    """Return what is open of a document after these payments, ``None`` where they do not tell it.

    :param parts: list of ``(id of the payment, what it says of the document)``
    """
    details = row.details or {}
    # None: nobody told what is open. An empty column reads as zero, too.
    balance = exact(row.balance, 2) if row.balance or details.get("paid") else None
    is_told = False
    for payment_id, part in parts:
        if part.get("balance") not in (None, ""):
            balance, is_told = Decimal(part["balance"]), True
            continue
        is_counted = payment_id and any(tie.get("id") == payment_id for tie in details.get("links") or ())
        if is_counted or balance is None or part.get("amount") in (None, ""):
            continue
        balance, is_told = max(balance - Decimal(part["amount"]), Decimal(0)), True
    return balance if is_told else None


def _note_late(session, transfers):
    """A late answer tells of the document as it was then: have it compared with what it is now."""
    session.env["bridge.change"].create(
        [
            {
                "binding_id": transfer.binding_id.id,
                "connection_id": transfer.connection_id.id,
                "user_id": transfer.released_by_id.id or session.env.uid,
            }
            for transfer in transfers
            if transfer.move_id and transfer.state not in ("sending", "uncertain")
        ]
    )


def _compare(line, record):
    """Compare the ledger's total and tax with what was sent. :return: ``(agrees, arguments of the reason)``"""
    if not line.total or record.total is None:
        return True, {}
    try:
        total, tax_amount = Decimal(line.total), Decimal(line.tax_amount or "0")
    except InvalidOperation:
        return True, {}
    agrees = record.total == total and (record.tax_amount is None or record.tax_amount == tax_amount)
    return agrees, {"theirs": str(record.total), "ours": str(total)}


def _refuse(session, refused):
    """Put what was refused where it belongs: tried again later, or rejected with its issue."""
    later, stale, rejected = {}, {}, []
    for line, outcome in refused:
        transfer = line.transfer_id
        reason = reason_of(outcome.reason)
        if _goes_another_way(session, transfer, outcome):
            continue
        if _may_have_changed(transfer, outcome):
            # Its version moved, or it is gone: read once what it is now; only what concerns us is a person's.
            stale[transfer.id] = {"attempt": True, "renew": True, "sources": ("sending", "uncertain")}
            continue
        if outcome.reason == "changed_there" and (transfer.is_document or _is_changed_customer(transfer)):
            # It moved once more and nothing of ours is different there: somebody is at work on it.
            outcome = replace(outcome, reason="busy_there")
            reason = reason_of(outcome.reason)
        patience = BACK_OFF_MINUTES[transfer.attempts] if transfer.attempts < len(BACK_OFF_MINUTES) else None
        if reason.retry is Retry.BACK_OFF and patience:
            later[transfer.id] = {
                "reason": outcome.reason,
                "arguments": dict(outcome.arguments),
                "words": outcome.words,
                "due_at": fields.Datetime.now() + timedelta(minutes=patience),
                "attempt": True,
                "renew": True,
                "sources": ("sending", "uncertain"),
            }
        else:
            rejected.append((transfer, _finding(transfer, outcome)))
    session.env["bridge.transfer"]._move_to("queued", later, session_id=session.id)
    if stale:
        session.env["bridge.transfer"]._move_to("queued", stale, session_id=session.id)
        _read_again(session)
    matching.reject(session, rejected)


def _goes_another_way(session, transfer, outcome):
    """Return whether the model of a document has found another way to send what the ledger refused."""
    if not transfer.is_document or transfer.move_id:
        return False
    return transfer.env[transfer.binding_id.res_model]._bridge_refused(session, transfer, outcome)


def _may_have_changed(transfer, outcome):
    """Return whether the ledger refused a change of what is not as it was read; asked once."""
    moved = outcome.reason == "changed_there" or (
        outcome.reason == "reference_gone" and transfer.operation != Operation.CREATE.value
    )
    return moved and (transfer.is_document or _is_changed_customer(transfer)) and not transfer.attempts


def _is_changed_customer(transfer):
    return transfer.kind == Kind.CUSTOMER.value and transfer.operation == Operation.UPDATE.value


def _finding(transfer, outcome: Outcome):
    """File a refusal under the record at its root, as far as the ledger named it."""
    reason = outcome.reason
    binding = transfer.binding_id
    arguments = {
        "document": binding.record_name,
        "name": binding.record_name,
        "words": outcome.words,
        **outcome.arguments,
    }
    if reason_of(reason).level is Level.WAITING:
        # It was tried as often as makes sense; from here it is a person's.
        reason = "refused"
    if reason in ("customer_missing", "vendor_missing", "item_missing") and transfer.is_document:
        kind = reason.partition("_")[0]
        # Some ledgers know only names: of a bill it is the vendor's.
        is_vendor = kind == Kind.CUSTOMER.value and transfer.kind in PURCHASED
        return _gone_dependency(transfer, Kind.VENDOR.value if is_vendor else kind, arguments)
    if binding.default_id:
        return Finding("default_refused", f"binding:{binding.id}", transfer.kind, arguments, binding.id)
    # Refusals of entries of lists read in words of their own.
    if reason in ("name_taken", "value_refused") and transfer.kind in LISTED:
        reason = f"{transfer.kind}_{reason}"
    return Finding(reason, f"binding:{binding.id}", transfer.kind, arguments, binding.id)


def _gone_dependency(transfer, kind, arguments):
    """The ledger no longer knows a customer or an item that we are linked to: undo that link, and file it there.

    The link is undone with the first document that it refuses; the others of the set are filed there too, by the
    entry that it stood for.
    """
    links = transfer.need_ids.mapped(lambda link: link.alias_of_id or link)
    named = (arguments["name"], arguments.get("id"))
    root = links.filtered(
        lambda link: link.kind == kind and (link.external_id or link.remote_record_id.remote_id) in named
    )
    if len(root) != 1:
        return Finding(
            "reference_gone", f"binding:{transfer.binding_id.id}", transfer.kind, arguments, transfer.binding_id.id
        )
    root.remote_record_id.is_gone = True
    root.write({"external_id": False, "version": False, "digest": False})
    return Finding(f"{kind}_gone", f"binding:{root.id}", kind, {**arguments, "name": root.record_name}, root.id)


# === NO OUTCOME === #


def _bisect(exchange, session, lines):
    """The ledger did not understand the set and executed nothing of it: halve it until the one document is
    found.
    """
    transfers = session.env["bridge.transfer"].browse(line.transfer_id.id for line in lines.values())
    if len(transfers) == 1:
        matching.reject(
            session,
            [
                (
                    transfers,
                    _finding(transfers, Outcome(next(iter(lines)), Verdict.REFUSED, reason="not_understood")),
                )
            ],
        )
        session.done += 1
        return
    half = (len(transfers) + 1) // 2
    transfers._move_to(
        "queued",
        {transfer.id: {"suspect_size": half, "sources": ("sending", "uncertain")} for transfer in transfers},
        session_id=session.id,
    )


def _leave_uncertain(exchange, session, lines):
    """The ledger does not remember, or cannot be read: what it holds decides, after the next reading."""
    exchange.write({"state": "forgotten"})
    _to_uncertain(session, lines.values())
    _read_again(session)


def _read_again(session):
    """Evidence must be younger than the loss: the session reads again before it goes on."""
    session.write({"read_done": False, "to_read": reading.plan(session.connection_id)})


def _to_uncertain(session, lines):
    session.env["bridge.transfer"]._move_to(
        "uncertain",
        {line.transfer_id.id: {"reason": "outcome_unknown"} for line in lines},
        session_id=session.id,
    )
