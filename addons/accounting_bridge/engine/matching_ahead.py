"""Who is who before any document needs it: every customer and item in scope is linked, or asked about.

For kinds whose flow says so (``match_ahead``), after a session has read and sent, in chunks that are transactions of
their own. What is still to be looked at is marked on the link (``is_to_match``), so that a run that ends in the middle
is gone on with by the next one, and only what changed is looked at again:

    records in scope without a link      an empty link is reserved
    people's changes (``bridge.change``) the link, and the open ones that share an old or a new key with it
    news of the ledger                   the open links that were looked for by a key of the entry

The rule is that of ``judging.py``, the words are those of ``matching.finding``. Engine tables only.
"""

import time
from collections import Counter

from psycopg2 import IntegrityError

from odoo.tools import SQL

from ..ledgers.documents import Kind
from . import lease
from .judging import keys_of
from .matched import COLUMN_OF, KINDS, MODEL_OF, SETTLED_BY_TRANSFER, folded, settle, settle_strangers
from .preparation import Preparation
from .transaction import in_own_transaction

# Records that one transaction looks at; more links than these that share a key wait for the next run.
CHUNK = 1000
# What of an entry says that it is not as it was.
TOLD = ("version", "is_active", "is_gone")
# What tells who is in scope.
_READ = ("product.product", "product.template", "product.category", "bridge.mapping", "bridge.binding")
# How often a chunk is begun anew because a person has linked something of it meanwhile.
TRIES = 3


def match(env, session_id, lease_seconds, deadline):
    """Look at whatever is to be looked at, until nothing is left, or until the deadline on the monotonic clock.

    :return bool: False where another runner holds the connection, or time is up.
    """
    kinds = in_own_transaction(env, _begin, session_id)
    done = all(_match_kind(env, session_id, lease_seconds, deadline, kind) for kind in kinds)
    in_own_transaction(env, _end, session_id, done)
    return done


def _match_kind(env, session_id, lease_seconds, deadline, kind):
    counted, after = in_own_transaction(env, _count, session_id, kind), 0
    while time.monotonic() < deadline:
        after = _chunk(env, session_id, lease_seconds, kind, counted, after)
        if not after:
            return after is not None
    return False


def _chunk(env, session_id, lease_seconds, kind, counted, after):
    for left in reversed(range(TRIES)):
        try:
            return in_own_transaction(env, _run, session_id, lease_seconds, kind, counted, after, CHUNK)
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("unreachable: the last try returns or raises")


def is_due(connection):
    """Return whether anything is to be looked at: one query, and none where nothing is matched ahead."""
    return connection.env.execute_query(SQL("SELECT %s", _due(connection)))[0][0] if _kinds(connection) else False


def left_of(session):
    """Return how many records a session left to the next one."""
    return session.matching_left if session.state == "done" else 0


def note_news(connection, rows):
    """Mark the open links that were looked for by a key of these entries: they are looked at anew.

    :param rows: rows of the mirror, or dicts of their columns.
    """
    for kind in _kinds(connection):
        keys = set()
        for row in rows:
            if row["kind"] == kind.value:
                keys |= set(folded([row["match_key"]], row["email_key" if kind is Kind.CUSTOMER else "sku_key"]))
        _mark(connection, kind, keys)


def note_reading(connection, rows):
    """Mark what is of concern in a page that is about to be written into the mirror: what is new in it, or changed.

    :param rows: dicts of the columns of the mirror.
    """
    kinds = [kind.value for kind in _kinds(connection)]
    mine = [row for row in rows if row["kind"] in kinds]
    if not mine:
        return
    known = {
        (row.kind, row.remote_id): row
        for row in connection.env["bridge.remote.record"].search_fetch(
            [
                ("connection_id", "=", connection.id),
                ("kind", "in", kinds),
                ("remote_id", "in", [row["remote_id"] for row in mine]),
            ],
            (*TOLD, "kind", "remote_id", "match_key", "email_key", "sku_key"),
            order="id",
        )
    }
    news = []
    for row in mine:
        before = known.get((row["kind"], row["remote_id"]))
        if not before or any((row[name] or False) != (before[name] or False) for name in TOLD):
            news += [row, before] if before else [row]
    note_news(connection, news)


def rematch(connection, kind, links, cure):
    """Look at links at once, in the transaction of whoever changed a key of theirs; and at those that share one.

    :param links: of this connection and kind; those that are linked stay so.
    :param cure: code of what the person did: what waited goes on in a batch of theirs.
    """
    reader, own = _reader(connection), links
    if connection._matches_ahead(kind):
        links |= _mark_sharers(reader, kind, links)

    def is_free(link):
        # Whose creation was decided by a person, or is on its way, is not decided by a neighbour's key.
        busy = ("sending", "uncertain") if link in own else SETTLED_BY_TRANSFER
        return not (link.external_id or link.alias_of_id or any(one.state in busy for one in link.transfer_ids))

    links = links.filtered(is_free)
    if links:
        settle(reader, kind, links, cure)


# === STEPS, each run in a transaction of its own === #


def _begin(env, session_id):
    """Read the notes of people's changes, and say how much there is. :return: the kinds to be looked at."""
    session = env["bridge.session"].browse(session_id)
    connection = session.connection_id
    for kind in _kinds(connection):
        _read_notes(_reader(connection), kind)
    session.matching_left = sum(_count_left(connection, kind) for kind in _kinds(connection))
    return _kinds(connection)


def _count(env, session_id, kind):
    """Return who shares what in Odoo: once for all chunks."""
    return _reader(env["bridge.session"].browse(session_id).connection_id).census(kind)


def _run(env, session_id, lease_seconds, kind, counted, after, limit):
    """Look at the next records: at those whose links are marked, then at those that have no link.

    :param after: the last record without a link that was looked at.
    :return: the same, at least 1; 0 where nothing is left, None where another runner holds the connection.
    """
    session = env["bridge.session"].browse(session_id)
    connection = session.connection_id
    if not lease.renew(env, connection.id, session.holder, lease_seconds):
        return None
    reader = _reader(connection)
    reader.counted[kind] = counted
    links, outside = _next_links(connection, kind, limit)
    looked_at = len(links) + len(outside)
    said = Counter()
    if outside:
        _leave_out(connection, outside)
    if links:
        said += settle(reader, kind, links)
    if looked_at < limit:
        strangers = _next_strangers(connection, kind, after, limit - looked_at)
        if strangers:
            said += settle_strangers(reader, kind, strangers)
            looked_at, after = looked_at + len(strangers), strangers[-1]
    before = Counter(session.matching_counts or {})
    session.matching_counts = dict(before + said)
    _have_counted(env, before["looked"], looked_at)
    session.matching_left = max(0, session.matching_left - looked_at)
    return max(after, 1) if looked_at else 0


def _have_counted(env, before, more):
    """Have PostgreSQL count the links each time that a run has doubled what it looked at.

    It does so by itself within minutes. A first run makes all links within seconds: not knowing of them, it would walk
    through every link for each record that has none.
    """
    if (before // CHUNK).bit_length() != ((before + more) // CHUNK).bit_length():
        env["bridge.binding"].flush_model()
        # Whoever counts them already is not waited for.
        env.cr.execute("ANALYZE (SKIP_LOCKED) bridge_binding")


def _end(env, session_id, done):
    session = env["bridge.session"].browse(session_id)
    session.write({"matched": True, "matching_left": 0 if done else max(1, session.matching_left)})
    env["bridge.issue"]._close_stale(session.connection_id.id)


# === WHAT IS TO BE LOOKED AT === #


def _kinds(connection):
    """Return the kinds that are matched ahead; none before the ledger was read once."""
    return [kind for kind in KINDS if connection._matches_ahead(kind)] if connection.first_read_at else []


def _reader(connection):
    return Preparation(connection.with_env(connection._technical_env()))


def _due(connection):
    env = connection.env
    for model in (*_READ, "res.partner", "bridge.change"):
        env[model].flush_model()
    env["bridge.transfer"].flush_model()
    parts = [
        SQL(
            "EXISTS (SELECT FROM bridge_change WHERE connection_id = %s AND of_match)",
            connection.id,
        )
    ]
    for kind in _kinds(connection):
        parts += [
            SQL("EXISTS (SELECT %s)", _marked(connection, kind)),
            SQL("EXISTS (SELECT %s)", _unreserved(connection, kind)),
        ]
    return SQL(" OR ").join(parts)


def _count_left(connection, kind):
    for model in (MODEL_OF[kind], *_READ, "bridge.transfer"):
        connection.env[model].flush_model()
    query = SQL(
        "SELECT (SELECT count(*) %s) + (SELECT count(*) %s)",
        _marked(connection, kind),
        _unreserved(connection, kind),
    )
    return connection.env.execute_query(query)[0][0]


def _marked(connection, kind):
    """The part of a query that finds marked links, as ``b``."""
    return SQL(
        """
        FROM bridge_binding b
       WHERE b.connection_id = %(connection)s AND b.kind = %(kind)s AND b.is_to_match
         AND b.external_id IS NULL AND b.alias_of_id IS NULL
         AND NOT EXISTS (SELECT FROM bridge_transfer t WHERE t.binding_id = b.id AND t.state = ANY(%(settled)s))
        """,
        connection=connection.id,
        kind=kind.value,
        settled=list(SETTLED_BY_TRANSFER),
    )


def _in_scope(connection, kind):
    """The part of a query that finds the records in scope, as ``p``.

    A product that is mapped, or whose category is, needs no item of its own: nobody is asked about it.
    """
    company = connection.company_id.id
    if kind is Kind.CUSTOMER:
        return SQL(
            """
            FROM res_partner p
           WHERE p.active AND p.commercial_partner_id = p.id AND (p.customer_rank > 0 OR p.bridge_sync)
             AND (p.company_id IS NULL OR p.company_id = %s)
            """,
            company,
        )
    return SQL(
        """
        FROM product_product p JOIN product_template pt ON pt.id = p.product_tmpl_id
       WHERE p.active AND pt.sale_ok AND (pt.company_id IS NULL OR pt.company_id = %(company)s)
         AND NOT EXISTS (SELECT FROM bridge_mapping m
                          WHERE m.connection_id = %(connection)s AND m.kind = 'product' AND m.product_id = p.id)
         AND NOT EXISTS (SELECT FROM bridge_mapping m JOIN product_category top ON top.id = m.category_id
                           JOIN product_category own ON own.id = pt.categ_id
                          WHERE m.connection_id = %(connection)s AND m.kind = 'category'
                            AND starts_with(own.parent_path, top.parent_path))
        """,
        company=company,
        connection=connection.id,
    )


def _unreserved(connection, kind):
    """The part of a query that finds the records in scope that have no link.

    Each is looked up by the unique index of its links, in a subquery that cannot become a join: PostgreSQL takes those
    in scope for few, and would walk through all links for every one of them. Links that are aliases are not in that
    index, and few.
    """
    return SQL(
        """
        %(scope)s
         AND (SELECT o.id FROM bridge_binding o
               WHERE o.connection_id = %(connection)s AND o.kind = %(kind)s AND o.%(column)s = p.id
                 AND o.alias_of_id IS NULL LIMIT 1) IS NULL
         AND p.id NOT IN (SELECT a.%(column)s FROM bridge_binding a
                           WHERE a.connection_id = %(connection)s AND a.kind = %(kind)s
                             AND a.%(column)s IS NOT NULL AND a.alias_of_id IS NOT NULL)
        """,
        scope=_in_scope(connection, kind),
        connection=connection.id,
        kind=kind.value,
        column=SQL.identifier(COLUMN_OF[kind]),
    )


def _next_links(connection, kind, limit):
    """Return the next marked links: those whose records are in scope, and the ids of the others."""
    env = connection.env
    for model in (MODEL_OF[kind], *_READ, "bridge.transfer"):
        env[model].flush_model()
    rows = env.execute_query(
        SQL(
            "SELECT b.id, EXISTS (SELECT %(scope)s AND p.id = b.%(column)s) %(marked)s ORDER BY b.id LIMIT %(limit)s",
            scope=_in_scope(connection, kind),
            column=SQL.identifier(COLUMN_OF[kind]),
            marked=_marked(connection, kind),
            limit=limit,
        )
    )
    links = env["bridge.binding"].browse(each for each, inside in rows if inside)
    return links, [each for each, inside in rows if not inside]


def _next_strangers(connection, kind, after, limit):
    """Return the ids of the next records in scope that have no link."""
    query = SQL("SELECT p.id %s AND p.id > %s ORDER BY p.id LIMIT %s", _unreserved(connection, kind), after, limit)
    return [row[0] for row in connection.env.execute_query(query)]


def _leave_out(connection, ids):
    """Records that are no longer in scope are asked about only where a document waits for them."""
    links = connection.env["bridge.binding"].browse(ids)
    links.write({"is_to_match": False, "match_verdict": False, "match_keys": False})


# === WHAT CHANGED === #


def _read_notes(reader, kind):
    """Mark what people changed, and what shares a key with it, before or now."""
    connection = reader.engine
    env = connection.env
    env["bridge.change"].flush_model()
    rows = env.execute_query(
        SQL(
            """
            DELETE FROM bridge_change c USING bridge_binding b
             WHERE b.id = c.binding_id AND c.connection_id = %s AND c.of_match AND b.kind = %s
         RETURNING c.binding_id
            """,
            connection.id,
            kind.value,
        )
    )
    if rows:
        env["bridge.change"].invalidate_model()
        links = env["bridge.binding"].browse({row[0] for row in rows})
        links.filtered(lambda link: not link.external_id).is_to_match = True
        _mark_sharers(reader, kind, links)


def note_removed(connection, kind, keys, rows):
    """Have those looked at anew who shared a key with records that are deleted, or could have been their entries.

    :param keys: by which the removed were looked for.
    :param rows: of the mirror, for which they stood.
    """
    _mark(connection, kind, keys)
    if rows:
        note_news(connection, rows)


def _mark_sharers(reader, kind, links):
    """Mark the open links that share a key with these, as it was or as it is now.

    :return: some of them, as many as can be looked at together.
    """
    keys = {key for link in links for key in link.match_keys or ()}
    for names, lead in keys_of(reader, kind, links).values():
        keys |= set(folded(names, lead))
    return _mark(reader.engine, kind, keys)[:CHUNK]


def _mark(connection, kind, keys):
    """Mark the open links that were looked for by one of these keys. :return: the links"""
    bindings = connection.env["bridge.binding"].sudo()
    if not keys:
        return bindings
    bindings.flush_model()
    rows = bindings.env.execute_query(
        SQL(
            """
            UPDATE bridge_binding SET is_to_match = TRUE
             WHERE connection_id = %s AND kind = %s AND external_id IS NULL AND alias_of_id IS NULL
               AND match_keys ?| %s
         RETURNING id
            """,
            connection.id,
            kind.value,
            list(keys),
        )
    )
    bindings.invalidate_model(["is_to_match"])
    return bindings.browse(row[0] for row in rows)
