"""Customers, vendors and items that somebody merged into another one in the ledger.

Who is left of the two is believed where the ledger says so by itself (``bridge.notice``). No reading says it: one entry
is gone or put away, and what was its own has become another's, silently, without a new version (facts of QuickBooks
Online 4.6). So documents of ours are looked at: where those that bore the one all bear the same other one now, that is
who is left. Whoever stood for the first here stands for the second from now on, what was agreed on of documents is told
in the second's name, and nobody is asked about every document.

Who was merged away without either is a question to a person, and never made anew unasked (``matching.finding``).
"""

from collections import defaultdict

from odoo.tools import SQL

from ..ledgers.documents import Kind
from . import agreed

# Documents that name an entry, by its kind; those with lines name items.
_OF_PARTY = {
    Kind.CUSTOMER.value: (Kind.INVOICE.value, Kind.CREDIT_NOTE.value, Kind.PAYMENT.value),
    Kind.VENDOR.value: (Kind.BILL.value,),
}
_WITH_ITEMS = (Kind.INVOICE.value, Kind.CREDIT_NOTE.value)
FOLLOWED = (*_OF_PARTY, Kind.ITEM.value)
# In the words of both shapes of webhooks.
_MERGES = ("merge", "merged")


def follow(session):
    """Let links and documents follow what was merged away, as far as it is known into what.

    :return list: ids of the rows of documents that read as changed there, and may not any more.
    """
    for model in ("bridge.binding", "bridge.remote.record", "bridge.issue"):
        session.env[model].flush_model()
    met_again = []
    for found in (_told, _said_there, _seen_on_documents, _seen_on_lines):
        for kind, loser, survivor in found(session):
            met_again += _let_follow(session, _row(session, kind, loser), _who_is_left(session, kind, survivor))
    return met_again


def _row(session, kind, remote_id):
    return session.env["bridge.remote.record"].search(
        [("connection_id", "=", session.connection_id.id), ("kind", "=", kind), ("remote_id", "=", remote_id)]
    )


def _who_is_left(session, kind, remote_id):
    """Return the row of who is left, who may have been merged away since; an empty one where that is not known yet."""
    row, passed = _row(session, kind, remote_id), set()
    while row.merged_into and row not in passed:
        passed.add(row)
        row = _row(session, kind, row.merged_into)
    return row if row.is_active and not row.is_gone else row.browse()


def _let_follow(session, loser, survivor):
    """Let everything follow one merge. :return list: as ``follow``"""
    if not survivor or loser == survivor:
        return []
    loser.write({"merged_into": survivor.remote_id, "is_gone": True, "is_to_meet": False})
    _bind_to(session, loser, survivor)
    if loser.kind == Kind.ITEM.value:
        changed = _name_item(session, loser, survivor)
    else:
        changed = _name_party(session, loser, survivor)
    issues = session.env["bridge.issue"].search(
        [("binding_id", "in", changed), ("reason", "=", "changed_after"), ("state", "=", "open")]
    )
    return issues.binding_id.remote_record_id.ids


def _bind_to(session, loser, survivor):
    """Bind who stood for the one to the other; who is bound to that one already is the one they are."""
    links = session.env["bridge.binding"].search([("remote_record_id", "=", loser.id)])
    # The others stand behind one of these.
    for link in links.sorted(lambda link: bool(link.alias_of_id)):
        link._bind(survivor, "merged")
    # What lines were mapped to is the other one now.
    mapped = session.env["bridge.mapping"].search([("remote_record_id", "=", loser.id)])
    if mapped:
        mapped.remote_record_id = survivor
    _set_to(session.connection_id, loser, survivor)
    creations = links.transfer_ids.filtered(
        lambda transfer: transfer.state in ("queued", "rejected") and transfer.operation == "create"
    )
    creations._move_to("withdrawn", {transfer.id: {"sources": ("queued", "rejected")} for transfer in creations})


def _set_to(connection, loser, survivor):
    """What the connection is set to follows, whichever setting that is: addons have some of their own."""
    settings = [
        name
        for name, field in connection._fields.items()
        if field.type == "many2one" and field.comodel_name == loser._name and field.store
    ]
    followed = {name: survivor.id for name in settings if connection[name] == loser}
    if followed:
        connection.write(followed)


# === WHO IS LEFT === #


def _told(session):
    """Return the merges that the ledger told of and that were not followed yet: ``(kind, loser, survivor)``, ids."""
    session.env.cr.execute(
        SQL(
            """
            SELECT n.kind, n.deleted_id, n.remote_id
              FROM bridge_notice n JOIN bridge_remote_record r
                ON r.connection_id = n.connection_id AND r.kind = n.kind AND r.remote_id = n.deleted_id
             WHERE n.connection_id = %s AND n.deleted_id IS NOT NULL AND n.operation = ANY(%s) AND n.kind = ANY(%s)
               AND r.merged_into IS NULL
             ORDER BY n.id
            """,
            session.connection_id.id,
            list(_MERGES),
            list(FOLLOWED),
        )
    )
    return session.env.cr.fetchall()


def _said_there(session):
    """Return the merges that entries tell, as ``_told``: some ledgers keep who was merged away, and say into whom."""
    session.env.cr.execute(
        SQL(
            """
            SELECT kind, remote_id, details ->> 'merged_into' FROM bridge_remote_record
             WHERE connection_id = %s AND kind = ANY(%s) AND merged_into IS NULL AND details ->> 'merged_into' <> ''
             ORDER BY id
            """,
            session.connection_id.id,
            list(FOLLOWED),
        )
    )
    return session.env.cr.fetchall()


def _away(session, kind):
    """Return the entries of a kind that are gone or put away, into whatever: list of ``(id, is gone, met lately)``."""
    session.env.cr.execute(
        SQL(
            """
            SELECT remote_id, is_gone IS TRUE, write_date >= %s FROM bridge_remote_record
             WHERE connection_id = %s AND kind = %s AND (is_gone OR NOT is_active) AND merged_into IS NULL
            """,
            session.reads_since,
            session.connection_id.id,
            kind,
        )
    )
    return session.env.cr.fetchall()


def _seen_on_documents(session):
    """Return the merges of customers that documents of ours tell, as ``_told``: those that moved did so together."""
    env, connection, kind = session.env, session.connection_id, Kind.CUSTOMER.value
    away = _away(session, kind)
    if not away:
        return []
    env.cr.execute(
        SQL(
            """
            SELECT DISTINCT l.agreed ->> 'customer', r.customer_remote_id
              FROM bridge_binding l JOIN bridge_remote_record r ON r.id = l.remote_record_id
             WHERE l.connection_id = %(connection)s AND l.kind = ANY(%(kinds)s) AND l.external_id IS NOT NULL
               AND NOT r.is_gone AND (r.write_date >= %(since)s OR l.agreed ->> 'customer' = ANY(%(lately)s))
               AND l.agreed ->> 'customer' = ANY(%(away)s) AND r.customer_remote_id <> l.agreed ->> 'customer'
            """,
            connection=connection.id,
            kinds=list(_OF_PARTY[kind]),
            since=session.reads_since,
            lately=[remote_id for remote_id, _is_gone, is_late in away if is_late],
            away=[remote_id for remote_id, *_rest in away],
        )
    )
    return _unanimous(kind, env.cr.fetchall())


def _seen_on_lines(session):
    """Return the merges of items that lines of documents of ours tell, as ``_told``.

    A person who gives a line another item makes a new version of the document, and an item that documents name cannot
    be deleted: so that it is gone, or that the version is the same one, tells a merge.
    """
    env, connection, kind = session.env, session.connection_id, Kind.ITEM.value
    away = {remote_id: is_gone for remote_id, is_gone, _is_late in _away(session, kind)}
    if not away:
        return []
    env.cr.execute(
        SQL(
            """
            SELECT l.agreed -> 'lines', r.details, r.version, r.version = l.version
              FROM bridge_binding l JOIN bridge_remote_record r ON r.id = l.remote_record_id
             WHERE l.connection_id = %(connection)s AND l.kind = ANY(%(kinds)s) AND l.external_id IS NOT NULL
               AND NOT r.is_gone AND r.write_date >= %(since)s
               AND EXISTS (SELECT FROM jsonb_path_query(l.agreed, '$.lines[*].item') item
                            WHERE item #>> '{}' = ANY(%(away)s))
            """,
            connection=connection.id,
            kinds=list(_WITH_ITEMS),
            since=session.reads_since,
            away=list(away),
        )
    )
    pairs = set()
    for said, details, version, is_unmoved in env.cr.fetchall():
        there = agreed.lines_known(version, details or {})
        if len(said) != len(there):
            continue
        pairs |= {
            (ours["item"], theirs["item"])
            for ours, theirs in zip(said, there, strict=True)
            if ours.get("item") in away
            and theirs.get("item") not in ("", None, ours["item"])
            and (is_unmoved or away[ours["item"]])
            and all((ours.get(name) or "") == (theirs.get(name) or "") for name in ("quantity", "amount"))
        }
    return _unanimous(kind, pairs)


def _unanimous(kind, pairs):
    survivors = defaultdict(set)
    for loser, survivor in pairs:
        survivors[loser].add(survivor)
    return [(kind, loser, *theirs) for loser, theirs in survivors.items() if len(theirs) == 1]


# === WHAT DOCUMENTS SAY === #


def _name_party(session, loser, survivor):
    """Tell documents in the name of who is left. :return list: ids of the links of ours that told the other one"""
    kinds, name = list(_OF_PARTY[loser.kind]), survivor.full_name or survivor.name or ""
    session.env.cr.execute(
        SQL(
            """
            UPDATE bridge_remote_record
               SET customer_remote_id = %(survivor)s,
                   details = COALESCE(details, '{}') || jsonb_build_object('customer_name', %(name)s::text)
             WHERE connection_id = %(connection)s AND kind = ANY(%(kinds)s) AND customer_remote_id = %(loser)s
            """,
            connection=session.connection_id.id,
            kinds=kinds,
            loser=loser.remote_id,
            survivor=survivor.remote_id,
            name=name,
        )
    )
    session.env.cr.execute(
        SQL(
            """
            UPDATE bridge_binding
               SET agreed = agreed
                   || jsonb_build_object('customer', %(survivor)s::text, 'customer_name', %(name)s::text)
             WHERE connection_id = %(connection)s AND kind = ANY(%(kinds)s) AND agreed ->> 'customer' = %(loser)s
         RETURNING id
            """,
            connection=session.connection_id.id,
            kinds=kinds,
            loser=loser.remote_id,
            survivor=survivor.remote_id,
            name=name,
        )
    )
    return _changed(session)


def _name_item(session, loser, survivor):
    """Tell lines in the name of the item that is left. :return list: as ``_name_party``"""
    env, changed = session.env, []
    for table, column, member in (
        ("bridge_remote_record", "details", "lines"),
        ("bridge_binding", "agreed", "accepted_lines"),
        ("bridge_binding", "agreed", "lines"),
    ):
        env.cr.execute(
            SQL(
                """
                UPDATE %(table)s SET %(column)s = jsonb_set(%(column)s, ARRAY[%(member)s], (
                           SELECT jsonb_agg(CASE WHEN line ->> 'item' = %(loser)s
                                                 THEN line || jsonb_build_object('item', %(survivor)s::text)
                                                 ELSE line END ORDER BY place)
                             FROM jsonb_array_elements(%(column)s -> %(member)s) WITH ORDINALITY AS l(line, place)))
                 WHERE connection_id = %(connection)s AND kind = ANY(%(kinds)s)
                   AND %(column)s @> jsonb_build_object(
                           %(member)s::text, jsonb_build_array(jsonb_build_object('item', %(loser)s::text)))
             RETURNING id
                """,
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                member=member,
                connection=session.connection_id.id,
                kinds=list(_WITH_ITEMS),
                loser=loser.remote_id,
                survivor=survivor.remote_id,
            )
        )
        found = _changed(session)
        changed += found if table == "bridge_binding" else []
    return changed


def _changed(session):
    ids = [row[0] for row in session.env.cr.fetchall()]
    session.env["bridge.remote.record"].invalidate_model()
    session.env["bridge.binding"].invalidate_model()
    return ids
