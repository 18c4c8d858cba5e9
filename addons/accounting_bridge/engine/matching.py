"""Who is who: links made by the leading key on the mirror, and what happens where there is no match.

One query per kind, whatever the number of records. What is exact and unique on both sides by the leading key of
the flow binds by itself; where one side has no such key, the name leads in its place. Everything else is one
issue per root cause, with every document that waits for it behind it.
"""

from collections import defaultdict
from dataclasses import dataclass

from odoo.tools import SQL

from ..ledgers.documents import Kind
from ..ledgers.keys import email_key, name_key, share_a_word, sku_key
from ..ledgers.protocol import Operation
from ..ledgers.reasons import Level
from .findings import Finding
from .invoicing import KIND_OF, kind_of
from .preparation import Preparation
from .warming import addresses_of

KIND_OF_MODEL = {"res.partner": Kind.CUSTOMER, "product.product": Kind.ITEM}


def match_needed(session):
    """Bind every customer and item that a queued transfer needs, or decide what happens without. Engine
    tables only.
    """
    env, connection = session.env, session.connection_id
    for kind in (Kind.CUSTOMER, Kind.ITEM):
        bindings = _needed(env, connection.id, kind)
        if bindings:
            _match(session, bindings, kind)
    env["bridge.issue"]._close_stale(connection.id)


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
class _Unreserved:
    """Stands in for the link of a record that was never released, so that a preview need not write one."""

    kind: str
    partner_id: object
    product_id: object
    record_name: str
    currency_name: str = ""
    id: int = 0
    may_create: bool = False
    use_other_name: bool = False
    stock_confirmed: bool = False
    bound_at: object = None


def foresee(preparation, missing):
    """Say what the next run would decide about records that have no link yet. Writes nothing.

    :param missing: set of ``Missing``.
    :return dict: ``{Missing: (reason, arguments)}``; a record that will simply be linked has none.
    """
    result = {}
    for kind, model in ((Kind.CUSTOMER, "res.partner"), (Kind.ITEM, "product.product")):
        subjects = _subjects(preparation, kind, sorted(one for one in missing if one.model == model))
        judged = judge_all(preparation, kind, list(subjects.values())) if subjects else ()
        for one, (subject, verdict, candidates) in zip(subjects, judged, strict=True):
            if verdict != "bind":
                found = finding(preparation, kind, subject, verdict, candidates)
                result[one] = (found.reason, found.arguments)
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
        or _Unreserved(
            kind=kind.value, record_name=record.name, currency_name=one.currency, **{**empty, column: record}
        )
        for one, record in zip(missing, records, strict=True)
    }


def judge_all(reader, kind, subjects):
    """Judge records by the mirror as it is. :return: list of ``(link, verdict, mirror rows that match)``"""
    reader.warm(subjects)
    above = _customers_above(reader, subjects) if kind is Kind.CUSTOMER else {}
    names = {subject: _names(reader, subject, kind, above) for subject in subjects}
    leads = _leads(reader, kind, subjects)
    known = _Known(reader, kind, {name for own in names.values() for name in own}, set(leads.values()))
    return [
        (subject, *_judge(reader, kind, subject, names[subject], leads.get(subject, ""), known)) for subject in subjects
    ]


class _Known:
    """What both sides know of the keys that records are looked for by."""

    def __init__(self, reader, kind, names, leads):
        connection = reader.engine
        self.leading = connection._leading_key(kind)
        self.by_name = _mirror_rows(connection, kind, "match_key", names)
        self.by_lead = _mirror_rows(connection, kind, f"{self.leading}_key", leads) if leads else {}
        self.shared_names = _homonyms(connection, kind, names)
        self.shared_leads = _sharing(connection, self.leading, leads) if leads else set()
        self.held = _holders(connection, kind, [*self.by_name.values(), *self.by_lead.values()])


def _judge(reader, kind, subject, names, lead, known):
    """Return ``(verdict, mirror rows)``: by the leading key, or by name where one side has no such key."""
    candidates = _in_currency(reader.engine, subject, known.by_lead.get(lead, ()))
    if candidates:
        verdict = _verdict(subject, kind, candidates, known.held, shared=lead in known.shared_leads)
        alike = known.leading != "email" or share_a_word(subject.partner_id.name, candidates[0].name)
        return ("bind" if verdict == "bind" and alike else "probable" if verdict == "bind" else verdict), candidates
    fitting = (_in_currency(reader.engine, subject, known.by_name.get(name, ())) for name in names)
    candidates = next(filter(None, fitting), [])
    if not candidates:
        return "missing", []
    verdict = _verdict(subject, kind, candidates, known.held, shared=candidates[0].match_key in known.shared_names)
    contradicted = lead and candidates[0][f"{known.leading}_key"]
    return ("probable" if verdict == "bind" and contradicted else verdict), candidates


def _leads(reader, kind, subjects):
    """Return ``{link: the leading key}`` of records that have one, where it is not the name."""
    leading = reader.engine._leading_key(kind)
    if leading == "email" and kind is Kind.CUSTOMER:
        partners = reader.env["res.partner"].browse(subject.partner_id.id for subject in subjects)
        # A job is known by its name below its customer.
        partners = partners.filtered(lambda partner: partner.commercial_partner_id == partner)
        addresses = addresses_of(partners)
        keys = {each.id: email_key(addresses[each].get("invoice", each).email or each.email) for each in partners}
        leads = {subject: keys.get(subject.partner_id.id, "") for subject in subjects}
    elif leading == "sku" and kind is Kind.ITEM:
        leads = {subject: sku_key(subject.product_id.default_code) for subject in subjects}
    else:
        leads = {}
    return {subject: key for subject, key in leads.items() if key}


def _in_currency(connection, binding, rows):
    """Return the entries in the currency of a link: a customer there may have only one."""
    there = connection._customer_currency_there
    wanted = there(binding.currency_name)
    return [row for row in rows if row.kind != Kind.CUSTOMER.value or there(row.currency_name) == wanted]


def _customers_above(reader, subjects):
    """Return ``{(partner id, currency): link}`` of the customers that jobs among the subjects belong to."""
    partners = reader.env["res.partner"].browse(subject.partner_id.id for subject in subjects)
    above = partners.commercial_partner_id - partners
    return reader.links(above, "partner_id", (Kind.CUSTOMER,)) if above else {}


def _names(reader, binding, kind, above):
    """Return the names that a record is looked for by, best first."""
    if kind is Kind.CUSTOMER:
        partner = reader.env["res.partner"].browse(binding.partner_id.id)
        texts = (partner.name, reader.party_name(binding))
        if partner.commercial_partner_id != partner:
            # A job is known by the names of all above it.
            owner = above.get((partner.commercial_partner_id.id, binding.currency_name or ""))
            full_name = owner and owner.remote_record_id.full_name
            texts = tuple(f"{full_name}:{text}" for text in texts) if full_name else ()
    else:
        product = reader.env["product.product"].browse(binding.product_id.id)
        texts = (product.default_code, reader.item_name(binding), product.name)
    return list(dict.fromkeys(name_key(text) for text in texts if text))


def _mirror_rows(connection, kind, column, keys):
    """Return ``{key: rows of the mirror}`` by one of its columns of keys."""
    rows = defaultdict(list)
    for row in connection.env["bridge.remote.record"].search(
        [
            ("connection_id", "=", connection.id),
            ("kind", "=", kind.value),
            (column, "in", list(keys)),
            ("is_gone", "=", False),
        ]
    ):
        rows[row[column]].append(row)
    return rows


def _homonyms(connection, kind, keys):
    """Return the keys that several customers of Odoo share: a name that is not unique here binds nothing by
    itself.
    """
    if kind is not Kind.CUSTOMER:
        return set()
    connection.env.cr.execute(
        SQL(
            """
            SELECT lower(regexp_replace(btrim(name), '\\s+', ' ', 'g')) FROM res_partner
             WHERE active AND commercial_partner_id = id AND (company_id IS NULL OR company_id = %s)
               AND lower(regexp_replace(btrim(name), '\\s+', ' ', 'g')) = ANY(%s)
             GROUP BY 1 HAVING count(*) > 1
            """,
            connection.company_id.id,
            list(keys),
        )
    )
    return {row[0] for row in connection.env.cr.fetchall()}


def _sharing(connection, leading, keys):
    """Return the leading keys that several records of Odoo share: who is meant by one binds nothing by itself."""
    if leading == "email":
        query = SQL(
            """
            SELECT email_normalized FROM (
                SELECT COALESCE(i.email_normalized, p.email_normalized) AS email_normalized
                  FROM res_partner p
                  LEFT JOIN LATERAL (SELECT email_normalized FROM res_partner
                                      WHERE parent_id = p.id AND type = 'invoice' AND active
                                      ORDER BY id LIMIT 1) i ON TRUE
                 WHERE p.active AND (p.company_id IS NULL OR p.company_id = %(company)s)
                   AND p.id IN (SELECT commercial_partner_id FROM res_partner WHERE email_normalized = ANY(%(keys)s))
            ) known WHERE email_normalized = ANY(%(keys)s) GROUP BY 1 HAVING count(*) > 1
            """,
            company=connection.company_id.id,
            keys=list(keys),
        )
    else:
        query = SQL(
            """
            SELECT lower(regexp_replace(p.default_code, '\\s', '', 'g')) FROM product_product p
              JOIN product_template t ON t.id = p.product_tmpl_id
             WHERE p.active AND (t.company_id IS NULL OR t.company_id = %(company)s)
               AND lower(regexp_replace(p.default_code, '\\s', '', 'g')) = ANY(%(keys)s)
             GROUP BY 1 HAVING count(*) > 1
            """,
            company=connection.company_id.id,
            keys=list(keys),
        )
    for model in ("res.partner", "product.product", "product.template"):
        connection.env[model].flush_model()
    connection.env.cr.execute(query)
    return {row[0] for row in connection.env.cr.fetchall()}


def _holders(connection, kind, groups):
    ids = [row.remote_id for found in groups for row in found]
    return set(
        connection.env["bridge.binding"]
        .search([("connection_id", "=", connection.id), ("kind", "=", kind.value), ("external_id", "in", ids)])
        .mapped("external_id")
    )


def _verdict(binding, kind, candidates, held, *, shared):
    """Return ``bind`` or the end of the reason's code that stands against binding.

    :param shared: several records of Odoo have the key that the candidates were found by.
    """
    first = candidates[0]
    if len(candidates) > 1 or first.remote_id in held or shared:
        return "ambiguous"
    if not first.is_active:
        return "inactive"
    if kind is Kind.ITEM and (first.details or {}).get("keeps_stock") and not binding.stock_confirmed:
        return "keeps_stock"
    if kind is Kind.ITEM and (first.details or {}).get("sellable") is False:
        return "name_taken"
    return "bind"


def finding(reader, kind, subject, verdict, candidates):
    """Return what is said about a record that is not linked: created, asked about, or in the way."""
    connection = reader.engine
    policy = connection.create_missing_customer if kind is Kind.CUSTOMER else connection.create_missing_item
    if verdict == "missing" and subject.bound_at and not subject.may_create and _is_gone(connection, subject):
        # Somebody took it away there, or merged it into another one: only a person knows which.
        verdict = "gone"
    creatable = verdict == "missing" or (subject.may_create and verdict in ("ambiguous", "probable", "name_taken"))
    if creatable and (subject.may_create or policy == "always"):
        verdict = "created"
    elif verdict == "missing" and policy == "ask":
        verdict = "asked"
    name = reader.party_name(subject) if kind is Kind.CUSTOMER else reader.item_name(subject)
    if not name and verdict in ("created", "asked", "missing"):
        verdict = "name_empty"
    arguments = {
        "name": name or subject.record_name,
        "candidates": ", ".join(row.display_name for row in candidates),
    }
    return Finding(f"{kind.value}_{verdict}", f"binding:{subject.id}", kind.value, arguments, subject.id or None)


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
    env = session.env
    batches = _batches_waiting(env, [binding.id for binding in bindings])
    created = env["bridge.transfer"].create(
        [
            {
                "connection_id": session.connection_id.id,
                "batch_id": batches.get(binding.id),
                "binding_id": binding.id,
                "operation": Operation.CREATE.value,
            }
            for binding in bindings
        ]
    )
    created._note_creation()


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
            kind = kind_of(record) if one.model == "account.move" else KIND_OF_MODEL[one.model]
            bindings |= bindings._reserve(connection, record, kind, one.currency)
        transfer.need_ids |= bindings
    if waiting:
        match_needed(session)


# === HOLDING UP === #


def reject(session, pairs, candidates=()):
    """Reject transfers with what stands against them, one issue per root cause, and what depends on them
    with it.

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
        if not transfer.move_id:
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
            if transfer.state == state and not transfer.issue_id.filtered(lambda issue: issue.state == "open")
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
    if candidates:
        session.env["bridge.issue"].browse(issues.values()).write(
            {"candidate_ids": [(6, 0, [row.id for row in candidates])]}
        )
    return issues
