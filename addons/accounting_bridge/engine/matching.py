"""Who is who: links made by the leading key on the mirror, and what happens where there is no match.

One query per kind, whatever the number of records. What is exact and unique on both sides by the leading key of
the flow binds by itself; where one side has no such key, the name leads in its place. Everything else is one
issue per root cause, with every document that waits for it behind it.
"""

from dataclasses import dataclass

from odoo.tools import SQL

from ..ledgers.documents import PARTIES, Kind
from ..ledgers.reasons import Level
from . import creating
from .findings import Finding
from .invoicing import KIND_OF, kind_of
from .judging import judge_all
from .preparation import Preparation

# Verdicts of what could be there already: created only where a person said so.
UNCERTAIN = ("ambiguous", "probable", "name_taken", "unlinked", "key_missing", "key_shared")
# Verdicts that found nothing there.
NOTHING_THERE = ("missing", "key_missing")
# Names that a sentence lists, and candidates that an issue keeps.
SHOWN, KEPT = 5, 50
KIND_OF_MODEL = {"res.partner": Kind.CUSTOMER, "product.product": Kind.ITEM}


def match_needed(session):
    """Bind every customer and item that a queued transfer needs, or decide what happens without. Engine
    tables only.
    """
    env, connection = session.env, session.connection_id
    _reject_unknown_kinds(session)
    for kind in (Kind.CUSTOMER, Kind.ITEM, *((Kind.VENDOR,) if connection.sends_bills else ())):
        bindings = _needed(env, connection.id, kind)
        if bindings:
            _match(session, bindings, kind)
    env["bridge.issue"]._close_stale(connection.id)


def _reject_unknown_kinds(session):
    """Reject documents of a kind that the ledger does not take: no flow of it would ever send them."""
    connection = session.connection_id
    strange = {kind.value for kind in KIND_OF.values()} - set(connection.flow_ids.mapped("kind"))
    stranded = session.env["bridge.transfer"].search(
        [("connection_id", "=", connection.id), ("state", "=", "queued"), ("kind", "in", list(strange))]
    )
    if stranded:
        reader = Preparation(connection.with_env(connection._technical_env()))
        refused = reader.refused_at_sight(reader.env["account.move"].browse(stranded.move_id.ids))
        reject(session, [(each, refused[each.move_id.id]) for each in stranded if each.move_id.id in refused])


def _needed(env, connection_id, kind):
    """Return the empty links of a kind that a queued transfer needs and that no transfer of its own will fill."""
    env["bridge.transfer"].flush_model()
    env["bridge.binding"].flush_model()
    env.cr.execute(
        SQL(
            """
            -- Step by step: of a queue that was filled a moment ago the database knows no statistics.
            WITH needed AS MATERIALIZED (
                SELECT DISTINCT COALESCE(l.alias_of_id, l.id) AS id
                  FROM bridge_transfer t JOIN bridge_transfer_need n ON n.transfer_id = t.id
                  JOIN bridge_binding l ON l.id = n.binding_id
                 WHERE t.connection_id = %(connection)s AND t.state = 'queued'
            )
            SELECT b.id FROM needed JOIN bridge_binding b ON b.id = needed.id
             WHERE b.kind = %(kind)s AND b.external_id IS NULL
               AND b.id NOT IN (SELECT own.binding_id FROM bridge_transfer own
                                 WHERE own.connection_id = %(connection)s
                                   AND own.state IN ('queued', 'sending', 'uncertain'))
             ORDER BY b.id
            """,
            connection=connection_id,
            kind=kind.value,
        )
    )
    return env["bridge.binding"].browse(row[0] for row in env.cr.fetchall())


def _match(session, bindings, kind):
    connection = session.connection_id
    reader = Preparation(connection.with_env(connection._technical_env()))
    # A job is looked for below its customer: that one comes first.
    jobs = bindings.browse()
    if kind is Kind.CUSTOMER:
        jobs = bindings.filtered(lambda link: link.partner_id.commercial_partner_id != link.partner_id)
    unmatched = []
    for subjects in filter(None, (bindings - jobs, jobs)):
        for binding, verdict, candidates in judge_all(reader, kind, subjects):
            if verdict == "bind":
                binding._bind(candidates[0], "key")
            else:
                unmatched.append((binding, verdict, candidates))
    _settle_unmatched(session, reader, kind, unmatched)


@dataclass(frozen=True, slots=True)
class Unreserved:
    """Stands in for the link of a record that was never released, so that a preview need not write one."""

    kind: str
    partner_id: object
    product_id: object
    record_name: str
    currency_name: str = ""
    id: int = 0
    trace: str = ""
    may_create: bool = False
    use_other_name: bool = False
    stock_confirmed: bool = False
    bound_at: object = None
    refused_ids: object = None

    def __getitem__(self, column):
        return getattr(self, column)

    def __hash__(self):
        # Of who it is: they are keys by the thousand, and hashing all fields took a tenth of matching ahead.
        return hash((self.kind, self.partner_id, self.product_id, self.currency_name))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the next run would decide about a record that has no link yet.

    ``row`` is the entry that it would be linked to, ``None`` where it would not; then ``finding`` says what else.
    ``link`` is its empty link, or what stands in for it.
    """

    link: object
    row: object = None
    finding: Finding | None = None


def foresee(preparation, missing):
    """Say what the next run would decide about records that have no link yet. Writes nothing.

    :param missing: set of ``Missing``.
    :return dict: ``{Missing: Outlook}``
    """
    result = {}
    for kind, model in ((Kind.CUSTOMER, "res.partner"), (Kind.ITEM, "product.product")):
        subjects = _subjects(preparation, kind, sorted(one for one in missing if one.model == model))
        judged = judge_all(preparation, kind, list(subjects.values())) if subjects else ()
        for one, (subject, verdict, candidates) in zip(subjects, judged, strict=True):
            if verdict == "bind":
                result[one] = Outlook(subject, candidates[0])
            else:
                result[one] = Outlook(subject, finding=finding(preparation, kind, subject, verdict, candidates))
    return result


def _subjects(preparation, kind, missing):
    """Return ``{Missing: the link of its record, or what stands in for it}``."""
    if not missing:
        return {}
    column = "partner_id" if kind is Kind.CUSTOMER else "product_id"
    records = preparation.env[missing[0].model].browse(one.record_id for one in missing)
    reserved = preparation.links(records, column, (kind,))
    empty = {"partner_id": preparation.env["res.partner"], "product_id": preparation.env["product.product"]}
    return {
        one: reserved.get((one.record_id, one.currency))
        or Unreserved(kind=kind.value, record_name=record.name, currency_name=one.currency, **{**empty, column: record})
        for one, record in zip(missing, records, strict=True)
    }


def finding(reader, kind, subject, verdict, candidates):
    """Return what is said about a record that is not linked: created, asked about, or in the way."""
    connection = reader.engine
    policy = connection._creation_policy(kind)
    if verdict in NOTHING_THERE and subject.bound_at and not subject.may_create and _is_gone(connection, subject):
        # Somebody took it away there, or merged it into another one: only a person knows which.
        verdict = "gone"
    creatable = verdict == "missing" or (subject.may_create and verdict in UNCERTAIN)
    if creatable and (subject.may_create or policy == "always"):
        verdict = "created"
    elif verdict == "missing" and policy == "ask":
        verdict = "asked"
    name = reader.party_name(subject) if kind in PARTIES else reader.item_name(subject)
    if not name and verdict in ("created", "asked", "missing"):
        verdict = "name_empty"
    arguments = {
        "name": name or subject.record_name,
        "candidates": listed([row.full_name or row.name or "" for row in candidates]),
    }
    if verdict == "key_shared":
        arguments |= _sharers(reader, kind, subject)
    return Finding(f"{kind.value}_{verdict}", f"binding:{subject.id}", kind.value, arguments, subject.id or None)


def listed(names):
    """Return names in one text: the first ones, and how many there are besides."""
    names = sorted(names)
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" (+{more})" if more > 0 else "")


def _sharers(reader, kind, subject):
    """Return which leading key a record has in common with others of Odoo, and with whom."""
    census, record = reader.census(kind), subject.partner_id if kind is Kind.CUSTOMER else subject.product_id
    key = census.key_of.get(record.id, "")
    return {"key": key, "others": listed([name for other, name in census.leads.get(key, ()) if other != record.id])}


def _is_gone(connection, subject):
    """Return whether the entry that somebody was linked to is there no more; one of another company never was there."""
    row = subject.remote_record_id
    return row.is_gone and row.connection_id == connection


def _settle_unmatched(session, reader, kind, unmatched):
    """Create what may be created, ask about what may be asked, reject the rest."""
    _reject_hopeless(session, reader, [binding.id for binding, _verdict, _candidates in unmatched])
    wanted = set(_batches_waiting(session.env, [binding.id for binding, _verdict, _candidates in unmatched]))
    to_create = []
    for binding, verdict, candidates in unmatched:
        if binding.id not in wanted:
            continue
        found = finding(reader, kind, binding, verdict, candidates)
        if found.reason == f"{kind.value}_created":
            to_create.append(binding)
            continue
        pairs = [(transfer, found) for transfer in _waiting_for(session.env, [binding.id])]
        if found.level is Level.WAITING:
            ask(session, pairs, candidates=candidates)
        else:
            reject(session, pairs, candidates=candidates)
    _queue_creation(session, to_create)


def _reject_hopeless(session, reader, binding_ids):
    """Reject documents for a fault of their own before anything is created or asked for their sake."""
    documents = [kind.value for kind in KIND_OF.values()]
    waiting = _waiting_for(session.env, binding_ids).filtered(lambda transfer: transfer.kind in documents)
    refused = reader.refused_at_sight(reader.env["account.move"].browse(waiting.move_id.ids))
    reject(
        session, [(transfer, refused[transfer.move_id.id]) for transfer in waiting if transfer.move_id.id in refused]
    )


def _queue_creation(session, bindings):
    """Write the creation of customers and items into the outbox, in the batch of what waits for them."""
    links = session.env["bridge.binding"].union(*bindings)
    creating.create(session, links, _batches_waiting(session.env, links.ids))


def _batches_waiting(env, binding_ids):
    """Return ``{binding id: newest batch}`` of the links that something in the queue still waits for."""
    env.cr.execute(
        SQL(
            """
            SELECT COALESCE(l.alias_of_id, l.id), max(t.batch_id)
              FROM bridge_transfer_need n
              JOIN bridge_transfer t ON t.id = n.transfer_id
              JOIN bridge_binding l ON l.id = n.binding_id
             WHERE COALESCE(l.alias_of_id, l.id) = ANY(%s) AND t.state = 'queued' GROUP BY 1
            """,
            list(binding_ids),
        )
    )
    return dict(env.cr.fetchall())


def _waiting_for(env, binding_ids):
    """Return the queued transfers that need one of these links."""
    env["bridge.transfer"].flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT DISTINCT t.id FROM bridge_transfer t JOIN bridge_transfer_need n ON n.transfer_id = t.id
              JOIN bridge_binding l ON l.id = n.binding_id
             WHERE COALESCE(l.alias_of_id, l.id) = ANY(%s) AND t.state = 'queued' ORDER BY t.id
            """,
            list(binding_ids),
        )
    )
    return env["bridge.transfer"].browse(row[0] for row in env.cr.fetchall())


def add_needs(session, waiting):
    """A document turned out to need links that were not noted at release: note them and let it wait.

    :param waiting: ``{transfer: {Missing: name}}``
    """
    for transfer, missing in waiting.items():
        connection = transfer.connection_id
        bindings = session.env["bridge.binding"]
        for one in missing:
            record = session.env[one.model].browse(one.record_id)
            kind = Kind(one.kind) if one.kind else _kind_of(record)
            bindings |= bindings._reserve(connection, record, kind, one.currency)
        transfer.need_ids |= bindings
    if waiting:
        match_needed(session)


def _kind_of(record):
    return kind_of(record) if record._name == "account.move" else KIND_OF_MODEL[record._name]


# === HOLDING UP === #


def reject(session, pairs, candidates=()):
    """Reject transfers with what stands against them, one issue per root cause, and with a creation what depends on
    it; where the record is there already, what depends on it goes all the same.

    :param pairs: list of ``(transfer, Finding)``.
    """
    if not pairs:
        return
    issues = _file(session, pairs, candidates)
    rows = {}
    for transfer, finding in pairs:
        values = {
            "reason": finding.reason,
            "arguments": finding.arguments,
            "words": finding.arguments.get("words"),
            "issue_id": issues[finding.reason, finding.root],
        }
        rows[transfer.id] = values
        link = transfer.binding_id
        if not (transfer.is_document or (link.alias_of_id or link).external_id):
            for dependent in _waiting_for(session.env, [transfer.binding_id.id]):
                rows.setdefault(dependent.id, values)
    moved = session.env["bridge.transfer"]._move_to("rejected", rows, session_id=session.id)
    session.done += len(moved)


def ask(session, pairs, candidates=()):
    """Let transfers wait where they are, with a question to a person."""
    if not pairs:
        return
    issues = _file(session, pairs, candidates)
    for state in ("queued", "uncertain"):
        rows = {
            transfer.id: {
                "reason": finding.reason,
                "arguments": finding.arguments,
                "issue_id": issues[finding.reason, finding.root],
                "sources": (state,),
            }
            for transfer, finding in pairs
            if transfer.state == state
            and not transfer.issue_id.filtered(lambda issue: issue.state == "open")
            and transfer.issue_id.id != issues[finding.reason, finding.root]
        }
        session.env["bridge.transfer"]._move_to(state, rows, session_id=session.id)


def _file(session, pairs, candidates):
    issues = session.env["bridge.issue"]._file(
        session.connection_id.id,
        [
            {
                "reason": finding.reason,
                "root": finding.root,
                "kind": finding.kind,
                "binding_id": finding.binding_id,
                "arguments": finding.arguments,
                "words": finding.arguments.get("words"),
            }
            for _transfer, finding in pairs
        ],
    )
    held = [(transfer, issues[finding.reason, finding.root]) for transfer, finding in pairs]
    session.env["bridge.issue"]._come_back(held)
    if candidates:
        session.env["bridge.issue"].browse(issues.values()).write(
            {"candidate_ids": [(6, 0, [row.id for row in candidates[:KEPT]])]}
        )
    return issues
