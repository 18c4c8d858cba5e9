"""Customers of the ledger and customers of Odoo meet, after a session has read and before it writes.

In chunks, each a transaction of its own, and durable: what is still to be looked at is marked on the mirror
(``is_to_meet``) and in notes of people's changes, so that a run that ends in the middle is gone on with by the next.

    what a person ticked in Compare (``syncing.py``)         done, or refused where it was changed since
    entries that are new or changed there (flows that pull)      linked, asked about, made partners, merged
    links on which nothing is agreed yet                         agreed on as they are
    partners that people changed                                 merged: what was changed here only is an update
    partners flagged for integration, no link (flows that push)  linked, asked about, created there

Host tables are written here and nowhere else in the engine, by ``partners.py`` and as the technical user. Nothing that
happens in a ledger deletes or archives anything in Odoo.
"""

import logging
import time
from collections import Counter
from contextlib import suppress

from psycopg2 import DataError, IntegrityError, InterfaceError, OperationalError

from odoo.exceptions import ConcurrencyError, LockError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..ledgers.documents import Kind
from . import agreeing, choosing, flagged, lease, syncing
from .bulk import update_rows
from .partners import Partners
from .strangers import Strangers
from .transaction import in_own_transaction

_logger = logging.getLogger(__name__)

# Customers that one transaction looks at.
CHUNK = 300
PULLS, PUSHES = ("pull", "both"), ("push", "both")
# What makes Odoo refuse one customer, and not its neighbours.
REFUSALS = (UserError, DataError, IntegrityError)
CONFLICTS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError, LockError)
NO_DATABASE = (OperationalError, InterfaceError)


def meet(env, session_id, lease_seconds, deadline):
    """Let both sides meet until nothing is left, or until the deadline on the monotonic clock.

    :return bool: False where another runner holds the connection, or time is up.
    """
    is_time = in_own_transaction(env, _begin, session_id)
    # Who is linked is met at once, whatever the pace: without what both sides agreed on no change could be told.
    steps = (meet_entries, agree_first, follow_changes, queue_flagged) if is_time else (agree_first,)
    for step in (syncing.go_on, *steps):
        after = 0
        while True:
            if time.monotonic() >= deadline:
                in_own_transaction(env, _end, session_id)
                return False
            after = _guarded(env, session_id, lease_seconds, step, after)
            if after is None:
                return False
            if not after:
                break
    in_own_transaction(env, _end, session_id, is_time)
    return True


def _guarded(env, session_id, lease_seconds, step, after):
    """Run one chunk; where Odoo refuses one customer of it, smaller ones, until that one is alone."""
    if step is syncing.go_on:
        return _lines(env, session_id, lease_seconds, after)
    with suppress(*REFUSALS):
        return in_own_transaction(env, _run, session_id, lease_seconds, step, after, CHUNK)
    if step is queue_flagged:
        return _flagged_one_by_one(env, session_id, lease_seconds, after)
    if step is meet_entries:
        return _one_by_one(env, session_id, lease_seconds, after)
    try:
        return in_own_transaction(env, _run, session_id, lease_seconds, step, after, 1)
    except REFUSALS as refusal:
        return in_own_transaction(env, _give_up_link, session_id, step is follow_changes, after, str(refusal))


def _one_by_one(env, session_id, lease_seconds, after):
    """Take the entries of a chunk one at a time; who is refused becomes an issue of its own."""
    for entry_id in in_own_transaction(env, _entry_ids, session_id, after, CHUNK):
        try:
            if in_own_transaction(env, _run, session_id, lease_seconds, meet_entries, entry_id - 1, 1) is None:
                return None
        except REFUSALS as refusal:
            in_own_transaction(env, _give_up, session_id, entry_id, str(refusal))
        after = entry_id
    return after


def _flagged_one_by_one(env, session_id, lease_seconds, after):
    """Take flagged customers of a chunk one at a time; who is refused is rejected with an issue of its own."""
    for partner_id in in_own_transaction(env, flagged.unlinked_ids, session_id, after, CHUNK):
        try:
            if in_own_transaction(env, _run, session_id, lease_seconds, queue_flagged, partner_id - 1, 1) is None:
                return None
        except REFUSALS as refusal:
            in_own_transaction(env, flagged.give_up, session_id, partner_id, str(refusal))
        after = partner_id
    return after


def _lines(env, session_id, lease_seconds, after):
    """Do a chunk of ticked lines of plans, else one line at a time.

    Nobody can take a line of a started plan out of the way: whatever is wrong with one says so in that line, and its
    neighbours go on. What somebody else has at hand is left to the next run; without the database nothing goes on.
    """
    try:
        return in_own_transaction(env, _run, session_id, lease_seconds, syncing.go_on, after, CHUNK)
    except CONFLICTS:
        _logger.info("Lines of a plan are done one by one: somebody else has some of it at hand")
    except NO_DATABASE:
        raise
    except Exception:
        _logger.info("Lines of a plan are done one by one: one of them cannot be done", exc_info=True)
    for line_id in in_own_transaction(env, syncing.line_ids, session_id, after, CHUNK):
        try:
            if in_own_transaction(env, _run, session_id, lease_seconds, syncing.go_on, line_id - 1, 1) is None:
                return None
        except CONFLICTS:
            _logger.info("Line %s of a plan is left to the next run", line_id)
        except NO_DATABASE:
            raise
        except Exception as refusal:
            if not isinstance(refusal, REFUSALS):
                _logger.exception("Line %s of a plan could not be done", line_id)
            in_own_transaction(env, syncing.give_up, line_id, str(refusal) or type(refusal).__name__)
        after = line_id
    return after


# === STEPS, each run in a transaction of its own === #


def _run(env, session_id, lease_seconds, step, after, limit):
    """Run one chunk of a step. :return: where it ended, 0 where nothing is left, None where we are fenced out."""
    session = env["bridge.session"].browse(session_id)
    if not lease.renew(env, session.connection_id.id, session.holder, lease_seconds):
        return None
    return step(session, after, limit)


def _begin(env, session_id):
    """Say how many there are, before the first of them is looked at. :return: whether it is time to look at them."""
    session = env["bridge.session"].browse(session_id)
    session.meeting_left = _waiting(session.connection_id)
    return session.connection_id._customer_flow()._meets_now()


def _waiting(connection):
    """Return how many entries are to be looked at."""
    pulls = _direction(connection) in PULLS and connection._customer_flow()._meets_now()
    return connection.env["bridge.remote.record"].search_count(_to_meet(connection)) if pulls else 0


def _end(env, session_id, have_met=False):
    session = env["bridge.session"].browse(session_id)
    connection = session.connection_id
    counts = dict(session.meeting_counts or {})
    left = _waiting(connection)
    session.write(
        {
            "met": True,
            # Who is being written by somebody else is met in a later session, for which nobody is woken.
            "meeting_left": max(0, left - counts.pop("busy", 0)),
            "meeting_counts": counts,
            "total": session.done + choosing.due_count(env, connection.id),
        }
    )
    if have_met:
        connection._customer_flow()._note_met()
    env["bridge.issue"]._close_stale(connection.id)


def left_of(session):
    """Return how much a session left to the next one; of one that ended in trouble nothing is said."""
    if session.state != "done" or not session.read_done:
        return session.meeting_left if session.state == "done" else 0
    return session.meeting_left if session.met else max(1, session.meeting_left)


def counts_before(session):
    """Return what the next session says of customers that were looked at already: a bar goes on where it was."""
    counts = session.meeting_counts or {}
    return {"before": counts.get("met", 0) + counts.get("before", 0)} if left_of(session) and counts else None


def is_due(connection):
    """Return whether there is anybody to be looked at; most sessions meet nobody, and know it after one query."""
    env, direction = connection.env, _direction(connection)
    for model in (
        "res.partner", "bridge.remote.record", "bridge.binding", "bridge.change", "bridge.transfer", "bridge.plan.line",
    ):  # fmt: skip
        env[model].flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT EXISTS (SELECT FROM bridge_binding
                            WHERE connection_id = %(connection)s AND kind = 'customer' AND agreed IS NULL
                              AND external_id IS NOT NULL AND alias_of_id IS NULL)
                OR %(is_time)s AND (
                   %(pulls)s AND EXISTS (SELECT FROM bridge_remote_record
                                          WHERE connection_id = %(connection)s AND kind = 'customer' AND is_to_meet)
                OR EXISTS (SELECT FROM bridge_change c JOIN bridge_binding b ON b.id = c.binding_id
                            WHERE c.connection_id = %(connection)s AND b.kind = 'customer' AND c.of_match IS NOT TRUE)
                OR %(pushes)s AND EXISTS (SELECT %(flagged)s))
                OR EXISTS (SELECT %(ticked)s)
            """,
            connection=connection.id,
            is_time=connection._customer_flow()._meets_now(),
            pulls=direction in PULLS,
            pushes=direction in PUSHES,
            flagged=flagged.unlinked(connection),
            ticked=syncing.ticked(connection),
        )
    )
    return env.cr.fetchone()[0]


def _direction(connection):
    flow = connection.flow_ids.filtered(lambda flow: flow.kind == Kind.CUSTOMER.value)
    return flow.direction if flow.enabled else ""


def _count(session, **counts):
    """Add to what the session says of its customers."""
    session.meeting_counts = dict(Counter(session.meeting_counts or {}) + Counter(counts))


# === WHAT IS NEW OR CHANGED THERE === #


def _to_meet(connection):
    return [("connection_id", "=", connection.id), ("kind", "=", Kind.CUSTOMER.value), ("is_to_meet", "=", True)]


def _entry_ids(env, session_id, after, limit):
    connection = env["bridge.session"].browse(session_id).connection_id
    domain = [*_to_meet(connection), ("id", ">", after)]
    return env["bridge.remote.record"].search(domain, order="id", limit=limit).ids


def meet_entries(session, after, limit):
    """Take the next entries: link or create those that nobody knows, merge those that are linked."""
    env, connection = session.env, session.connection_id
    if _direction(connection) not in PULLS:
        return 0
    rows = env["bridge.remote.record"].browse(_entry_ids(env, session.id, after, limit))
    if not rows:
        return 0
    meeting = Meeting(session)
    if not _is_allowed(session, meeting):
        return 0
    known = meeting.links_of(rows)
    second = meeting.second_of(rows)
    strangers = [row for row in rows if row.remote_id not in known | second and _is_somebody(row)]
    linked, waiting = meeting.introduce(strangers)
    links = env["bridge.binding"].union(*known.values(), linked)
    busy = agreeing.reconcile(meeting, links)
    kept = {row.id for row in waiting} | set(busy.remote_record_id.ids)
    settled = rows.filtered(lambda row: row.id not in kept)
    update_rows(env["bridge.remote.record"], {row.id: {"is_to_meet": False} for row in settled})
    _close_refusals(connection, settled)
    _count(session, met=len(rows), busy=len(kept))
    session.meeting_left = max(0, session.meeting_left - len(rows))
    return rows[-1].id


def _is_allowed(session, meeting):
    """Return whether the technical user may write partners; where not, that is one issue, and nobody is refused."""
    env, connection = session.env, session.connection_id
    allowed = meeting.partners.may_write()
    if allowed:
        domain = [
            ("connection_id", "=", connection.id),
            ("reason", "=", "contacts_not_allowed"),
            ("state", "=", "open"),
        ]
        env["bridge.issue"].search(domain)._answer_themselves()
    else:
        arguments = {"user": connection.user_id.name}
        finding = {"reason": "contacts_not_allowed", "root": "connection", "kind": "connection", "arguments": arguments}
        env["bridge.issue"]._file(connection.id, [finding])
        _count(session, busy=env["bridge.remote.record"].search_count(_to_meet(connection)))
    return allowed


def _is_somebody(row):
    """Return whether an entry is a customer of its own that people use, and that nobody said to leave there."""
    is_job = ((row.details or {}).get("party") or {}).get("parent")
    return row.is_active and not row.is_gone and not row.stays_there and bool(row.name) and not is_job


def _give_up(env, session_id, entry_id, words):
    """Odoo refuses an entry: a person is told, and its neighbours go on."""
    session = env["bridge.session"].browse(session_id)
    row = env["bridge.remote.record"].browse(entry_id)
    _file_entries(session, "customer_not_taken", {row: []}, words=words)
    row.is_to_meet = False
    _count(session, met=1, asked=1)


def _close_refusals(connection, rows):
    """What Odoo refused it has taken now."""
    domain = [
        ("connection_id", "=", connection.id),
        ("reason", "=", "customer_not_taken"),
        ("state", "=", "open"),
        ("remote_record_id", "in", rows.ids),
    ]
    connection.env["bridge.issue"].search(domain)._answer_themselves()


def _give_up_link(env, session_id, is_noted, after, words):
    """Odoo refuses what the first link after this one brings: as ``_give_up``. :return int: the link."""
    session = env["bridge.session"].browse(session_id)
    if is_noted:
        ((link_id, _user_id, notes),) = _noted(session, after, 1)
        env["bridge.change"].browse(notes).unlink()
    else:
        (link_id,) = _without_agreement(session, after, 1)
    _file_entries(
        session, "customer_not_taken", {env["bridge.binding"].browse(link_id).remote_record_id: []}, words=words
    )
    return link_id


def _file_entries(session, reason, candidates, words=""):
    """File an issue about each of these entries. :param candidates: ``{row: ids of partners that it could be}``"""
    env = session.env
    names = env["res.partner"].browse({each for ids in candidates.values() for each in ids})
    shown = {partner.id: partner.display_name for partner in names}
    issues = env["bridge.issue"]._file(
        session.connection_id.id,
        [
            {
                "reason": reason,
                "root": f"entry:{row.id}",
                "kind": row.kind,
                "remote_record_id": row.id,
                "arguments": {"name": row.name, "candidates": ", ".join(shown[each] for each in ids)},
                "words": words,
            }
            for row, ids in candidates.items()
        ],
    )
    env["bridge.issue"]._set_partners({issues[reason, f"entry:{row.id}"]: ids for row, ids in candidates.items()})


class Meeting:
    """What a chunk needs to know of its connection, read once.

    :param session: None where a person settles something, outside any session.
    """

    def __init__(self, session, connection=None):
        self.session, self.connection = session, connection or session.connection_id
        self.env = self.connection.env
        self.direction = _direction(self.connection)
        self.pulls, self.pushes = self.direction in PULLS, self.direction in PUSHES
        self.customers = agreeing.reader_of(self.connection)
        self.partners = Partners(self.customers)

    def count(self, **counts):
        if self.session:
            _count(self.session, **counts)

    def links_of(self, rows):
        """Return ``{id there: link}`` of the entries that are linked."""
        links = self.env["bridge.binding"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("kind", "=", Kind.CUSTOMER.value),
                ("external_id", "in", rows.mapped("remote_id")),
                ("alias_of_id", "=", False),
            ]
        )
        return {link.external_id: link for link in links}

    def second_of(self, rows):
        """Return ``{id there: link}`` of entries that somebody is besides another one: two were merged in Odoo."""
        links = self.env["bridge.binding"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("kind", "=", Kind.CUSTOMER.value),
                ("external_id", "in", rows.mapped("remote_id")),
                ("alias_of_id", "!=", False),
            ]
        )
        return {link.external_id: link for link in links}

    def introduce(self, rows):
        """Link entries that nobody knows, or make partners of them, or ask.

        :return: the links that were made with partners of Odoo, and the rows that wait.
        """
        if not rows:
            return self.env["bridge.binding"], []
        judged = Strangers(self.connection, rows).judge()
        if judged.asked:
            _file_entries(self.session, "customer_unclear", dict(judged.asked))
        if judged.new:
            self.make(judged.new)
        partners = self.env["res.partner"].browse(partner_id for _row, partner_id in judged.linked)
        self.count(asked=len(judged.asked), created=len(judged.new), linked=len(judged.linked))
        return self.link([row for row, _partner_id in judged.linked], partners, "key"), judged.waiting

    def make(self, rows):
        """Make partners of entries, and link them. :return: the partners."""
        contents = [self.customers.theirs(row.name, row.details) for row in rows]
        told = [(row.details or {}).get("party") or {} for row in rows]
        partners = self.partners.make(list(zip(contents, told, strict=True))).with_env(self.env)
        partners.flush_model()
        links = self.link(rows, partners, "pulled")
        agreeing.agree_as_it_is(self, links)
        return partners

    def link(self, rows, partners, why):
        """Link entries with partners, one each. :return: the links, in their order."""
        links = self.env["bridge.binding"]
        by_currency = {}
        for row, partner in zip(rows, partners, strict=True):
            by_currency.setdefault(self.connection._customer_currency_there(row.currency_name), []).append(
                (row, partner)
            )
        made = {}
        for currency, pairs in by_currency.items():
            owners = partners.browse(partner.id for _row, partner in pairs)
            reserved = links._reserve(self.connection, owners, Kind.CUSTOMER, currency)
            for (row, _partner), link in zip(pairs, reserved, strict=True):
                made[row] = link.alias_of_id or link
        links._bind_all(made, why)
        return links.browse(made[row].id for row in rows)


# === WHAT IS LINKED, WHAT PEOPLE CHANGED, WHAT THEY FLAGGED === #


def agree_first(session, after, limit):
    """What was linked by whomever has to be agreed on once, or nobody could tell what is changed later."""
    links = session.env["bridge.binding"].browse(_without_agreement(session, after, limit))
    if links:
        agreeing.reconcile(Meeting(session), links)
    return links[-1:].id or 0


def _without_agreement(session, after, limit):
    """Return the ids of the next links on which nothing is agreed yet."""
    env, connection = session.env, session.connection_id
    env["bridge.binding"].flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT id FROM bridge_binding
             WHERE connection_id = %s AND kind = 'customer' AND external_id IS NOT NULL AND alias_of_id IS NULL
               AND agreed IS NULL AND id > %s
             ORDER BY id LIMIT %s
            """,
            connection.id,
            after,
            limit,
        )
    )
    return [row[0] for row in env.cr.fetchall()]


def follow_changes(session, after, limit):
    """Turn the notes that people's changes left into updates, or into whatever the merge makes of them."""
    env, noted = session.env, _noted(session, after, limit)
    if not noted:
        return 0
    authors = {link_id: user_id for link_id, user_id, _notes in noted}
    env["bridge.change"].browse(note for _link, _user, notes in noted for note in notes).unlink()
    links = env["bridge.binding"].browse(authors).filtered(lambda link: link.external_id and not link.alias_of_id)
    agreeing.reconcile(Meeting(session), links, authors)
    return noted[-1][0]


def _noted(session, after, limit):
    """Return the next links that people changed: ``(id, one of these people, ids of the notes)``."""
    env, connection = session.env, session.connection_id
    env["bridge.change"].flush_model()
    env["bridge.transfer"].flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT c.binding_id, min(c.user_id), array_agg(c.id)
              FROM bridge_change c JOIN bridge_binding b ON b.id = c.binding_id
             WHERE c.connection_id = %s AND b.kind = 'customer' AND c.of_match IS NOT TRUE AND b.id > %s
               -- What is on its way is looked at when it is known what became of it.
               AND NOT EXISTS (SELECT FROM bridge_transfer t
                                WHERE t.binding_id = b.id AND t.state IN ('sending', 'uncertain'))
             GROUP BY c.binding_id ORDER BY c.binding_id LIMIT %s
            """,
            connection.id,
            after,
            limit,
        )
    )
    return env.cr.fetchall()


def queue_flagged(session, after, limit):
    """Write the creation of flagged customers that the ledger does not have yet into the outbox."""
    if _direction(session.connection_id) not in PUSHES:
        return 0
    last, links = flagged.queue(session, after, limit)
    if links:
        _count(session, linked=len(links))
        agreeing.reconcile(Meeting(session), links)
    return last
