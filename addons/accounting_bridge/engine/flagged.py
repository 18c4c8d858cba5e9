"""Customers flagged for integration that no ledger entry stands for yet: linked by their key, asked about, or created.

The flag says that the customer shall be there, so that nobody is asked whether it may be created.
"""

from odoo.tools import SQL

from ..ledgers.documents import Kind
from . import creating, matching
from .creating import NEXT_RUN, STOPPED
from .findings import Finding
from .preparation import Preparation


def queue(session, after, limit):
    """Look at the next flagged customers.

    :return: id of the last partner that was looked at, 0 for none, and the links that were made.
    """
    env, connection = session.env, session.connection_id
    partner_ids = _unlinked(env, connection, after, limit)
    if not partner_ids:
        return 0, env["bridge.binding"]
    return partner_ids[-1], queue_these(session, partner_ids)


def queue_these(session, partner_ids):
    """Link flagged customers that have no link, or write their creation into the outbox.

    A creation that came to nothing before is the same intention: it is tried once more, and with it what waited for it.

    :return: the links that were made.
    """
    env, connection = session.env, session.connection_id
    partners = env["res.partner"].browse(partner_ids)
    links = (
        env["bridge.binding"]._reserve(connection, partners, Kind.CUSTOMER).filtered(lambda link: not link.alias_of_id)
    )
    # Who was linked once and is gone there is not made anew in silence.
    gone = links.filtered("bound_at")
    reader = Preparation(connection.with_env(connection._technical_env()))
    judged = matching.judge_all(reader, Kind.CUSTOMER, links - gone)
    bound = {rows[0]: link for link, verdict, rows in judged if verdict == "bind"}
    _leave_uncreated(links.browse(link.id for link in bound.values()))
    links._bind_all(bound, "key")
    open_ones = [(link, verdict, rows) for link, verdict, rows in judged if verdict != "bind"]
    missing = links.browse(link.id for link, _verdict, _rows in open_ones) | gone
    asked = env["bridge.transfer"].union(*creating.stopped(missing).values())._open_issue()
    transfers = creating.create(session, missing)
    asked._answer_themselves()
    for link, verdict, rows in open_ones:
        finding = matching.finding(reader, Kind.CUSTOMER, link, verdict, rows)
        if finding.reason not in ("customer_created", "customer_asked", "customer_missing"):
            matching.reject(session, [(transfers[link], finding)], candidates=rows)
    matching.reject(session, [(transfers[link], _gone(link)) for link in gone])
    return links.browse(link.id for link in bound.values())


def _leave_uncreated(links):
    """Who is about to be linked needs no creation any more."""
    refused = [each.id for each in creating.stopped(links).values() if each.state == "rejected"]
    links.env["bridge.transfer"]._move_to("withdrawn", {transfer_id: {} for transfer_id in refused})


def _unlinked(env, connection, after, limit):
    """Return the ids of flagged customers of this company that have no link and nothing on its way or refused."""
    for model in ("res.partner", "bridge.binding", "bridge.transfer"):
        env[model].flush_model()
    env.cr.execute(SQL("SELECT p.id %s AND p.id > %s ORDER BY p.id LIMIT %s", unlinked(connection), after, limit))
    return [row[0] for row in env.cr.fetchall()]


def unlinked(connection, stopped=STOPPED):
    """Return the part of a query that finds flagged customers of a company without a link, as ``p``.

    :param stopped: in which states a creation, beside one on its way, keeps a customer out of it: no run tries again
        by itself what was refused, held or taken back.
    """
    return SQL(
        """
        FROM res_partner p
       WHERE p.bridge_sync AND p.active AND p.commercial_partner_id = p.id
         AND (p.company_id IS NULL OR p.company_id = %(company)s)
         AND NOT EXISTS (SELECT FROM bridge_binding b
                          WHERE b.connection_id = %(connection)s AND b.partner_id = p.id AND b.kind = 'customer'
                            AND (b.external_id IS NOT NULL OR b.alias_of_id IS NOT NULL
                                 OR EXISTS (SELECT FROM bridge_transfer t WHERE t.binding_id = b.id
                                               AND (b.bound_at IS NULL OR t.released_at >= b.bound_at)
                                               AND t.state = ANY(%(states)s)
                                               AND NOT (t.state = 'withdrawn'
                                                        AND COALESCE(t.reason, '') = %(next_run)s))))
        """,
        company=connection.company_id.id,
        connection=connection.id,
        states=["queued", "sending", "uncertain", *stopped],
        next_run=NEXT_RUN,
    )


def unlinked_ids(env, session_id, after, limit):
    """Return the ids of the next flagged customers, as ``queue`` takes them."""
    return _unlinked(env, env["bridge.session"].browse(session_id).connection_id, after, limit)


def give_up(env, session_id, partner_id, words):
    """A flagged customer cannot be looked at: a person is told, and its neighbours go on."""
    session = env["bridge.session"].browse(session_id)
    link = env["bridge.binding"]._reserve(session.connection_id, env["res.partner"].browse(partner_id), Kind.CUSTOMER)
    transfers = creating.create(session, link)
    arguments = {"name": link.record_name, "words": words}
    finding = Finding("customer_not_prepared", f"binding:{link.id}", link.kind, arguments, link.id)
    matching.reject(session, [(transfers[link], finding)])


def _gone(link):
    return Finding("customer_gone", f"binding:{link.id}", link.kind, {"name": link.record_name}, link.id)
