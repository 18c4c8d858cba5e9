"""What needs a person, in numbers: for the people who are here, and for a monitor that knows nobody.

A thing that needs a person is an open issue that the bridge or the ledger will not settle by themselves, and a
connection that has stopped until somebody presses something.
"""

from odoo.exceptions import AccessError

from ..ledgers.reason import Actor

# A connection in one of these has stopped for a person; invoices keep queueing.
STOPPED = ("needs_sign_in", "wrong_company", "copied")
PEOPLE = (Actor.USER.value, Actor.BOOKKEEPER.value, Actor.ADMINISTRATOR.value)
# What everybody of the bridge hears on the bus when it may have changed; each asks for their own number.
CHANGED = "accounting_bridge/attention"

# What is told of a connection whose technical user may not read its books any more.
_NOBODY_READS = {"last_good_session_seconds": None, "waiting": None, "rejected": None, "needs_person": 1}


def issues_of_people(connections):
    """Return the domain of open issues that a person must settle."""
    return [("connection_id", "in", connections.ids), ("state", "=", "open"), ("next_actor", "in", PEOPLE)]


def counts(connections):
    """Return ``{connection id: things that need a person}`` as the reader may see them; those without are left out."""
    found = {
        connection.id: count
        for connection, count in connections.env["bridge.issue"]._read_group(
            issues_of_people(connections), ["connection_id"], ["__count"]
        )
    }
    for connection in connections:
        if connection.state in STOPPED:
            found[connection.id] = found.get(connection.id, 0) + 1
    return found


def tell_changed(env):
    """Let every page that is open ask again, once this transaction is written; it is told nothing but that."""
    told = env.cr.precommit.data
    if CHANGED not in told:
        told[CHANGED] = True
        group = env.ref("accounting_bridge.group_bridge_user", raise_if_not_found=False)
        if group:
            group.sudo()._bus_send(CHANGED, {})


def health(company):
    """Return what a monitor is told of the connections of a company: no names, no amounts.

    :return dict: ``ok`` (nothing needs a person), ``at``, and ``connections``: dicts with ``id``, ``ledger``,
        ``state``, ``last_good_session_seconds`` (its age, None where there was none), ``waiting``, ``rejected`` and
        ``needs_person``.
    """
    told = []
    for connection in company.env["bridge.connection"].sudo().search([("company_id", "=", company.id)], order="id"):
        # The technical user of the connection reads, in this company: no rule is passed over for a stranger.
        try:
            env = connection._technical_env()
            told.append(_health_of(env["bridge.connection"].browse(connection.id)))
        except AccessError:
            # It was put out of the company: nothing runs until somebody lets it in again.
            told.append(_NOBODY_READS | {"id": connection.id, "ledger": connection.ledger, "state": connection.state})
    needing = any(one["needs_person"] for one in told)
    return {"ok": not needing, "at": _moment(company.env.cr.now().replace(microsecond=0)), "connections": told}


def _health_of(connection):
    env = connection.env
    good = env["bridge.session"].search(
        [("connection_id", "=", connection.id), ("state", "=", "done")], order="id desc", limit=1
    )
    age = (env.cr.now() - good.ended_at).total_seconds() if good.ended_at else None
    return {
        "id": connection.id,
        "ledger": connection.ledger,
        "state": connection.state,
        "last_good_session_seconds": None if age is None else max(0, int(age)),
        "waiting": connection.waiting_count,
        "rejected": connection.rejected_count,
        "needs_person": counts(connection).get(connection.id, 0),
    }


def _moment(moment):
    return f"{moment.isoformat()}Z"
