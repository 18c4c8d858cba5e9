"""A visit of the Web Connector: what each of its calls does. Every step is a transaction of its own.

The ticket is the visit's only proof; its digest is the holder of the lease. A call is answered whatever
happens: an answer of QuickBooks is stored before anything else can fail, also when its ticket is long
dead, since it is the truth.
"""

import hashlib
import secrets
import time
from datetime import timedelta

from odoo import fields

from odoo.addons.accounting_bridge.engine import crank, lease, matching_ahead, meeting, opening, storing
from odoo.addons.accounting_bridge.engine.transaction import in_own_transaction

# A visit is silent while QuickBooks works; after this long its computer counts as gone.
SILENCE_SECONDS = 300
# How long nobody has to look at a company file for which nothing is due.
READ_EVERY = timedelta(hours=1)
NO_WORK, NOT_VALID, BUSY = "none", "nvu", "busy"
ENDED = -1


def authenticate(env, token, user_name, password):
    """Let a visit in. :return list: ticket and what the Web Connector shall do (facts 1.3)."""
    ticket = secrets.token_hex(16)
    return [ticket, in_own_transaction(env, _admit, token, user_name, password, _digest(ticket))]


def send_request(env, token, ticket, host_answer, company_path):
    """Return the next text for QuickBooks, "" where there is nothing more or something is wrong."""
    holder = _digest(ticket)
    session_id = in_own_transaction(env, _find_session, token, holder, True)
    if not session_id:
        return ""
    if host_answer:
        in_own_transaction(env, _meet, session_id, host_answer, company_path)
    opened = _open(env, session_id)
    return in_own_transaction(env, _hand_out, session_id, opened.exchange_id) if opened.exchange_id else ""


def receive_response(env, token, ticket, answer, hresult, message):
    """Keep what QuickBooks answered, apply it, and say how far the visit is: 0 to 100, -1 to end it."""
    session_id, running, exchange_id = in_own_transaction(env, _store, token, _digest(ticket), answer, hresult, message)
    if exchange_id:
        crank.settle_answer(env, session_id, exchange_id)
    if not running:
        return ENDED
    # The next exchange is made now, so that 100 is said exactly when nothing is left.
    opened = _open(env, session_id)
    return in_own_transaction(env, _progress, session_id, bool(opened.exchange_id), hresult, message)


def connection_error(env, token, ticket, hresult, message):
    """Note why QuickBooks could not be opened.

    :return str: ``done``: there is no other file to try. Whichever is open may be a copy of the one that was moved, or
        another company's, in which the Web Connector would leave our id: a person says so (*The file was moved*).
    """
    session_id = in_own_transaction(env, _find_session, token, _digest(ticket), True)
    if session_id:
        in_own_transaction(env, _note_failure, session_id, hresult, message)
    return "done"


def last_error(env, token, ticket):
    """Return the sentence for the status column."""
    session_id = in_own_transaction(env, _find_session, token, _digest(ticket), False)
    return in_own_transaction(env, _words, session_id, "getLastError") if session_id else "Session expired"


def close(env, token, ticket):
    """End the visit. :return str: the last result, as it is shown in the Web Connector."""
    session_id = in_own_transaction(env, _find_session, token, _digest(ticket), False)
    if not session_id:
        return "OK"
    in_own_transaction(env, crank.finish, session_id)
    return in_own_transaction(env, _words, session_id, "closeConnection")


def note_broken_off(env, token, ticket):
    """A call of a visit failed on our side: whoever asks how the visit went is not told that all is well."""
    session_id = in_own_transaction(env, _find_session, token, _digest(ticket), True)
    if session_id:
        in_own_transaction(env, crank.note_broken_off, session_id)


def note_version(env, token, version):
    """Keep that a Web Connector knocked and its version, for the person who looks for a fault."""
    in_own_transaction(env, _keep_version, token, version)


# === STEPS, each run in a transaction of its own === #


def _digest(ticket):
    return hashlib.sha256((ticket or "").encode()).hexdigest()


def _connection(env, token):
    return env["bridge.connection"].search([("qbd_token", "=", token or "-")], limit=1)


def _admit(env, token, user_name, password, holder):
    connection = _connection(env, token)
    word, session_id = _judge(env, connection, user_name, password, holder)
    if connection:
        connection._note_knock()
        visits = env["bridge.connector.visit"]
        if session_id:
            visits._begin(connection, user_name, "admitted", session_id, word)
        else:
            visits._begin(connection, user_name, word)
    return word


def _judge(env, connection, user_name, password, holder):
    """Return the word for a Web Connector that wants to be let in, and the session that begins with it, if any."""
    login = env["bridge.connector.login"]._check(connection, user_name, password)
    if not login:
        env["bridge.connector.login"].search(
            [("connection_id", "=", connection.id), ("user_id.login", "=", user_name)]
        )._note_refusal()
        return NOT_VALID, 0
    login.write({"last_contact_at": fields.Datetime.now(), "refused_count": 0})
    if connection._stop_if_copied() or not _has_work(connection):
        return NO_WORK, 0
    if not _make_way(env, connection):
        return BUSY, 0
    session_id = crank.begin(env, connection.id, "visit", SILENCE_SECONDS, holder)
    if not session_id:
        return BUSY, 0
    return connection.qbd_company_path or "", session_id


def _has_work(connection):
    """Return whether QuickBooks has to be opened at all.

    Where nothing is to be sent it is opened once an hour, so that people see what the bookkeeper changed there. A visit
    that failed counts as well: somebody who has closed QuickBooks for the night is left alone.
    """
    if connection.state == "connecting" or connection._waits_for_right_file():
        return True
    if connection.state != "connected":
        return False
    last = connection.last_session_at
    return connection._has_work() or bool(last and fields.Datetime.now() - last >= READ_EVERY)


def _make_way(env, connection):
    """Let a new visit take over from one that is still on record.

    Where nothing has left, nothing can be doubled, and the new visit takes over at once. Where an
    exchange is under way the old visit is given its silence.
    """
    holder, _expires_at = lease.holder_of(env, connection.id)
    if not holder:
        return True
    if env["bridge.exchange"].search_count(
        [
            ("connection_id", "=", connection.id),
            ("purpose", "=", "write"),
            ("state", "in", ("open", "uncertain")),
            ("first_sent_at", "!=", False),
        ],
        limit=1,
    ):
        return False
    lease.seize(env, connection.id)
    return True


def _session(env, token, holder):
    return env["bridge.session"].search(
        [("connection_id.qbd_token", "=", token or "-"), ("holder", "=", holder)], limit=1
    )


def _find_session(env, token, holder, running):
    session = _session(env, token, holder)
    return 0 if running and session.state != "running" else session.id or 0


def _meet(env, session_id, host_answer, company_path):
    """Look at the company file that is open, before anything is asked of it."""
    session = env["bridge.session"].browse(session_id)
    connection = session.connection_id
    record = connection._ledger().read_host_answer(host_answer)
    if record is None:
        return
    if connection._waits_for_right_file() and not connection._company_problem(record)[0]:
        connection._resume()
    connection._meet_company(record, session)
    if not session.problem and company_path and connection.qbd_company_path != company_path:
        connection.qbd_company_path = company_path
    connection._note_company(record, right=not session.problem)
    env["bridge.connector.visit"]._of(session_id)._note(
        "sendRequestXML", "refused" if session.problem else "met", said=f"{record.name} ({company_path})"
    )


def _open(env, session_id):
    """Open the next exchange of a visit, applying first what is still to be applied."""
    while True:
        opened = in_own_transaction(env, opening.open_exchange, session_id, SILENCE_SECONDS)
        if opened.answered_id:
            crank.settle_answer(env, session_id, opened.answered_id)
        elif opened.meets:
            meeting.meet(env, session_id, SILENCE_SECONDS, time.monotonic() + crank.BUDGET_SECONDS)
        elif opened.matches:
            matching_ahead.match(env, session_id, SILENCE_SECONDS, time.monotonic() + crank.BUDGET_SECONDS)
        else:
            return opened


def _hand_out(env, session_id, exchange_id):
    text = opening.mark_sent(env, exchange_id)
    if text:
        exchange = env["bridge.exchange"].browse(exchange_id)
        env["bridge.connector.visit"]._of(session_id)._note(
            "sendRequestXML", "asked" if exchange.state == "uncertain" else "given", exchange_id=exchange_id
        )
    return text


def _store(env, token, holder, answer, hresult, message):
    """Store an answer for the exchange that a visit was given, however long ago.

    :return tuple: the session, whether it still runs, and the exchange whose answer was stored now (0: a repetition).
    """
    session = _session(env, token, holder)
    exchange = env["bridge.exchange"].search(
        [
            ("connection_id", "=", session.connection_id.id),
            "|",
            ("asked_by_id", "=", session.id),
            ("session_id", "=", session.id),
            ("first_sent_at", "!=", False),
        ],
        order="id desc",
        limit=1,
    )
    running = session.state == "running"
    if not exchange:
        return session.id, running, 0
    problem, words = "", ""
    if hresult.strip():
        failure = session.connection_id._ledger().read_failure(hresult, message)
        problem, words = failure.problem, failure.words
    stored = storing.store_answer(env, exchange.id, answer, problem, words)
    if problem and problem != "not_understood":
        session.write({"problem": problem, "result": words})
    return session.id, running, exchange.id if stored else 0


def _progress(env, session_id, more, hresult, message):
    session = env["bridge.session"].browse(session_id)
    session.last_contact_at = fields.Datetime.now()
    percent = ENDED if session.problem else session._say_percent(finished=not more)
    env["bridge.connector.visit"]._of(session_id)._note(
        "receiveResponseXML", str(percent), code=_code(hresult), said=message
    )
    return percent


def _note_failure(env, session_id, hresult, message):
    session = env["bridge.session"].browse(session_id)
    failure = session.connection_id._ledger().read_failure(hresult, message)
    session.write({"problem": failure.problem, "result": failure.words})
    env["bridge.connector.visit"]._of(session_id)._note("connectionError", "failed", code=_code(hresult), said=message)


def _code(hresult):
    """Return the number of a failure as facts and Windows write it, for what came as one."""
    code = (hresult or "").strip()[:20]
    return f"0x{code[2:].upper()}" if code[:2].lower() == "0x" else code


def _words(env, session_id, operation):
    session = env["bridge.session"].browse(session_id)
    words = session.result if session.state != "running" and session.result else crank.result_words(session)
    env["bridge.connector.visit"]._of(session_id)._note(operation, said=words)
    return words


def _keep_version(env, token, version):
    connection = _connection(env, token)
    if connection:
        connection._note_knock()
        if version and connection.qbd_connector_version != version[:40]:
            connection.qbd_connector_version = version[:40]
