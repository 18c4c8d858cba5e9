"""The loop: begin a session, exchange until nothing is due, finish. Each step is a transaction of its own.

A ledger that is called is driven by ``turn``; a ledger whose own program visits us calls the same steps
one by one.
"""

import logging
import secrets
import time
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..ledgers.documents import Kind
from ..ledgers.protocol import Unanswered, Unreachable
from . import (
    changes,
    choosing,
    lease,
    matching_ahead,
    meeting,
    notices,
    opening,
    reading,
    rereading,
    resuming,
    run_words,
    settling,
    storing,
    syncing,
)
from .applying import apply_answer
from .transaction import in_own_transaction

_logger = logging.getLogger(__name__)

# A run starts no exchange after this many seconds; the ledger has PERFORM_SECONDS for one. Both together stay below
# what the host's watchdog leaves of a pass of its schedules.
BUDGET_SECONDS = 8
PERFORM_SECONDS = 40
LEASE_SECONDS = PERFORM_SECONDS + 30
# How long a list may be gone on with where a run left it, so that a slow or throttled first load comes to an end.
PLACES_LAST = timedelta(hours=12)
# How long what a run has read is fresh enough for the next one that only goes on with its queue.
READING_LASTS = timedelta(minutes=2)
# Problems that are none: the ledger lets in so many calls a minute, and the next run goes on.
PAUSES = ("throttled",)


def turn(env, connection_id, origin="schedule"):
    """Run one session on a connection whose ledger is called.

    :return int: how many transfers may still be due; 0 also where another runner is at work.
    """
    session_id = in_own_transaction(env, begin, connection_id, origin, LEASE_SECONDS)
    if not session_id:
        return 0
    try:
        _exchange_all(env, session_id, time.monotonic() + BUDGET_SECONDS)
    except Exception:
        in_own_transaction(env, note_broken_off, session_id)
        raise
    finally:
        left = in_own_transaction(env, finish, session_id)
    return left


def _exchange_all(env, session_id, deadline):
    in_own_transaction(env, absorb_changes, session_id)
    if in_own_transaction(env, is_gone_on_with, session_id) and not _meet(env, session_id, deadline):
        return
    while time.monotonic() < deadline:
        opened = in_own_transaction(env, opening.open_exchange, session_id, LEASE_SECONDS)
        if opened.answered_id:
            settle_answer(env, session_id, opened.answered_id)
        elif opened.meets:
            _meet(env, session_id, deadline)
        elif opened.matches:
            matching_ahead.match(env, session_id, LEASE_SECONDS, deadline)
        elif opened.fenced or not opened.exchange_id or not _carry(env, session_id, opened.exchange_id):
            return
    in_own_transaction(env, note_ran_out, session_id)


def _meet(env, session_id, deadline):
    return meeting.meet(env, session_id, LEASE_SECONDS, deadline)


def _carry(env, session_id, exchange_id):
    """Carry one exchange to its ledger and back. :return bool: whether the session may go on."""
    ledger, company, access, payload = in_own_transaction(env, _bytes_to_carry, exchange_id)
    if not payload:
        return False
    try:
        answer = (
            env["bridge.connection"]
            ._ledger_classes()[ledger](company)
            .perform(payload, time.monotonic() + PERFORM_SECONDS, access)
        )
    except Unreachable as problem:
        in_own_transaction(env, note_unreachable, session_id, exchange_id, str(problem), problem.reason)
        return False
    except Unanswered as problem:
        in_own_transaction(env, note_unanswered, session_id, str(problem))
        return False
    in_own_transaction(env, storing.store_answer, exchange_id, answer)
    settle_answer(env, session_id, exchange_id)
    return True


def _bytes_to_carry(env, exchange_id):
    connection = env["bridge.exchange"].browse(exchange_id).connection_id
    company = dict(connection.company_details or {})
    return connection.ledger, company, connection._access(), opening.mark_sent(env, exchange_id)


def settle_answer(env, session_id, exchange_id):
    """Apply a stored answer and pick up what people changed meanwhile."""
    in_own_transaction(env, apply_answer, exchange_id)
    in_own_transaction(env, absorb_changes, session_id)


# === STEPS, each run in a transaction of its own === #


def begin(env, connection_id, origin, lease_seconds, holder=""):
    """Begin a session.

    :param str holder: what the lease is held under; a random one where the caller has none.
    :return int: its id, 0 where another runner holds the connection.
    """
    connection = env["bridge.connection"].browse(connection_id)
    holder = holder or secrets.token_hex(16)
    if not lease.take(env, connection_id, holder, lease_seconds):
        return 0
    _close_lost(env, connection_id)
    connection._ensure_flows()
    session = env["bridge.session"].create(
        {
            "connection_id": connection_id,
            "origin": origin,
            "holder": holder,
            "total": choosing.due_count(env, connection_id) if connection._may_write() else 0,
            "meeting_left": meeting.left_of(connection.last_session_id),
            "meeting_counts": meeting.counts_before(connection.last_session_id),
            **_to_read(connection),
        }
    )
    return session.id


def _to_read(connection):
    """Return what a session reads, as values of its fields; with it what somebody has put right there."""
    values = _lists_to_read(connection)
    # Who only looks at what the ledger told of decides nothing, and the last calls of a day are for what people send:
    # that is for the next one.
    if values.get("reads_part") or not values["to_read"]:
        return values
    return {**values, "to_read": [*values["to_read"], *rereading.plan(connection)]}


def _lists_to_read(connection):
    """Return the same without that: where the last session ended early, what that one had not come to yet."""
    last = connection.last_session_id
    if _only_goes_on(connection, last) or _only_sends(connection):
        return {"to_read": False}
    plan = reading.plan(connection)
    if not connection.is_called:
        return resuming.going_on(connection, last, plan)
    if part := notices.part_of(connection, last, plan):
        return {"to_read": part, "reads_part": True}
    if last.reads_part:
        return {"to_read": plan}
    # Places in a list do not last for ever.
    is_recent = last and fields.Datetime.now() - last.started_at < PLACES_LAST
    left = rereading.without(last.to_read)
    if not (is_recent and left):
        return {"to_read": plan}
    # Who answers is looked at by every session.
    home = [entry for entry in plan if entry["kind"] == Kind.COMPANY.value]
    rest = [entry for entry in left if entry["kind"] != Kind.COMPANY.value]
    kept = {name: last[name] for name in ("read_through", "read_counts", "reads_since")}
    return {"to_read": home + rest, **kept}


def _only_goes_on(connection, last):
    """Return whether a session does nothing but go on with the queue of the last one, which ran out of time.

    What that one read is not read again, since a reading may be counted by the ledger: unless somebody has touched
    something meanwhile or put it right there, or something is in doubt.
    """
    if not (connection.is_called and last.read_done and not last.to_read and last.ended_at) or last.reads_part:
        return False
    stopped_well = (last.state == "done" and last.ran_out) or last.problem == "throttled"
    if not stopped_well or fields.Datetime.now() - last.ended_at > READING_LASTS:
        return False
    if connection.env["bridge.change"].search_count(connection._changes_of_concern(), limit=1):
        return False
    if rereading.is_due(connection):
        return False
    connection.env.cr.execute(
        SQL(
            """
            SELECT count(*) FILTER (WHERE t.state = 'queued' AND t.issue_id IS NULL) > 0
                   AND count(*) FILTER (WHERE t.state <> 'queued' OR t.write_date > %(ended)s) = 0
                   AND NOT EXISTS (SELECT 1 FROM bridge_notice
                                    WHERE connection_id = %(connection)s AND create_date > %(started)s)
              FROM bridge_transfer t
             WHERE t.connection_id = %(connection)s AND t.state IN ('queued', 'sending', 'uncertain')
            """,
            connection=connection.id,
            # Times of sessions are kept in whole seconds.
            ended=last.ended_at + timedelta(seconds=1),
            started=last.started_at,
        )
    )
    return connection.env.cr.fetchone()[0]


def _only_sends(connection):
    """Return whether the calls that are left today are for what people send, and nothing that is sent is in doubt."""
    if not (connection.first_read_at and connection._is_day_for_people()):
        return False
    doubtful = [("connection_id", "=", connection.id), ("state", "in", ("sending", "uncertain"))]
    return not connection.env["bridge.transfer"].search_count(doubtful, limit=1)


def is_gone_on_with(env, session_id):
    """Return whether the last session has read customers that are still to be looked at: nothing is asked before."""
    session = env["bridge.session"].browse(session_id)
    return bool(session.meeting_left) and session.connection_id.state == "connected"


def _close_lost(env, connection_id):
    """Close the sessions that ended without a word: whoever takes the lease is the only one at work."""
    env["bridge.session"].search([("connection_id", "=", connection_id), ("state", "=", "running")]).write(
        {"state": "lost", "ended_at": fields.Datetime.now()}
    )


def absorb_changes(env, session_id):
    """Queue documents that were edited while they were on their way (never part of opening or applying)."""
    session = env["bridge.session"].browse(session_id)
    changes.queue_changed(env, session.connection_id.id)


def note_unreachable(env, session_id, exchange_id, words, reason="unreachable"):
    """The bytes did not leave: nothing can have happened there.

    An exchange that was only asked about stays as it is: its own bytes did leave, some time ago.
    """
    session = env["bridge.session"].browse(session_id)
    exchange = env["bridge.exchange"].browse(exchange_id)
    if exchange.state == "open":
        exchange.first_sent_at = False
        settling.drop(exchange, session)
    session.write({"problem": reason, "result": words})
    session.connection_id._stop_for(reason, {"words": words})


def note_unanswered(env, session_id, words):
    """The bytes left and nothing came back: the next session asks."""
    env["bridge.session"].browse(session_id).write({"problem": "outcome_unknown", "result": words})


def note_ran_out(env, session_id):
    """The run had its seconds; the next one goes on where it stopped."""
    env["bridge.session"].browse(session_id).ran_out = True


def note_broken_off(env, session_id):
    """A fault of ours ended the run; whoever turns the crank logs it."""
    env["bridge.session"].browse(session_id).problem = "broken_off"


def finish(env, session_id, words=""):
    """End a session: give the lease back, report complete batches.

    :return int: how much another run could do at once: pages to read, transfers that could leave. What waits for a
        person, a date or a switch is not counted, or the schedule would wake itself for nothing, again and again.
    """
    session = env["bridge.session"].browse(session_id)
    connection = session.connection_id
    if session.state == "running":
        session.write(
            {
                "state": _state_after(session.problem),
                "ended_at": fields.Datetime.now(),
                "result": words or result_words(session),
            }
        )
    lease.release(env, connection.id, session.holder)
    env["bridge.batch"]._report_complete(connection.id)
    syncing.end_plans(env, connection.id)
    return 0 if session.problem else _left(session)


def _state_after(problem):
    """Return how a session has ended: what goes on by itself once the ledger lets it is no failure."""
    if not problem:
        return "done"
    return "waiting" if problem in PAUSES else "failed"


def _left(session):
    connection = session.connection_id
    if session.to_read:
        return len(session.to_read)
    if matching_ahead.left_of(session):
        return session.matching_left
    if not connection._may_write():
        return 0
    waiting = meeting.left_of(session) if connection.state == "connected" else 0
    if waiting:
        return waiting
    if session.ran_out and connection.state == "connected" and syncing.is_left(session.env, connection.id):
        return 1
    count = choosing.sendable_count if session.read_done else choosing.due_count
    return count(session.env, connection.id)


def result_words(session):
    """Return the one line that says how a session went."""
    if session.problem:
        connection = session.connection_id
        # What stopped the connection is known there with everything that its sentence names.
        known = connection.reason_arguments if connection.reason == session.problem else None
        words = connection._reason_words(session.problem, {**(known or {}), "words": session.result or ""})
        customers = run_words.of_customers(session)
        return (
            session.env._("%(problem)s Before that: %(words)s.", problem=words, words=customers) if customers else words
        )
    return run_words.of_run(session)
