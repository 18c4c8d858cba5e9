"""Logins: sign-ins that open several companies, where only the newest one of a person counts (Xero, facts 1.2).

Two connections that the same person signed in for, with the same application, have one credential between them: it
takes the newer tokens, and neither connection signs the other out. It is found by who signed in and by the client ID.
Which company is whose stands on the connections.
"""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError

from . import signing_in


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


ANOTHER_LIVE = _("This company of Odoo has another live connection. Disconnect that one first.")
NO_ORGANISATION = _("No organisation was ticked on the page of the ledger.")
# What of an application a sign-in proves; the rest of it somebody may have typed as well, and mistyped.
PROVED = ("app_type", "client_secret_sealed", "environment")
# What a connection stopped for that a sign-in by whoever shares it settles too.
SETTLED = ("sign_in_needed", "update_permissions", "app_not_authorised")


def finish(connection, credential, tokens, found):
    """Keep tokens for everybody who lives on them, and let the connection go on with the company that is meant.

    The tokens are kept whatever becomes of the connection: older ones of the same person are worth nothing any more.
    Those of another person are not kept where the connection does not go on with them.

    :param found: companies that they open: ``[{"id", "name", "consent_id"}]``.
    :return str: words why the connection does not go on, "" where it does, or where its person chooses first.
    """
    company, words = _choose(connection, tokens, found)
    if words and credential.user_there not in (False, tokens.user_id):
        # Somebody else signed in for what is not ours: whoever was signed in for this connection stays so.
        credential = _known(credential, tokens)
        if not credential:
            return words
    else:
        credential = _home(connection, credential, tokens)
    signing_in.keep(credential, tokens)
    credential.write({"user_there": tokens.user_id or False, "leave_tries": 0})
    try:
        credential.flush_recordset()
    except UniqueViolation:
        # The same person was let in for another connection just now: started again it finds that one's credential.
        raise ConcurrencyError("two sign-ins of one person at once") from None
    _resume_others(connection, credential, found)
    return words or (go_on(connection, company) if company else "")


def go_on(connection, company):
    """Let a connection go on with a company. :return str: words why not, "" where it does."""
    words = connection._company_there_words(company["id"])
    if words:
        return words
    try:
        with connection.env.cr.savepoint():
            connection.remote_company_name = company["name"] or connection.remote_company_name
            connection._note_signed_in(company["id"])
            connection.env.flush_all()
    except UniqueViolation:
        connection.env.invalidate_all()
        return ANOTHER_LIVE
    return ""


def _known(credential, tokens):
    """Return the other credential of who signed in, empty where there is none."""
    domain = [
        ("ledger", "=", credential.ledger),
        ("client_id", "=", credential.client_id),
        ("user_there", "=", tokens.user_id),
        ("id", "!=", credential.id),
    ]
    return credential.search(domain, limit=1, order="id") if tokens.user_id else credential.browse()


def _home(connection, credential, tokens):
    """Return the credential that the tokens belong in, and let the connection live on it."""
    theirs = _known(credential, tokens)
    if theirs:
        # What has just proved good; all else is kept as it is there, unless it was never typed.
        values = credential._application_values().items()
        typed = {name: value for name, value in values if value and (name in PROVED or not theirs[name])}
        theirs.write({**typed, "company_id": _company_of(theirs.connection_ids | connection)})
    elif credential.user_there not in (False, tokens.user_id) and credential.connection_ids - connection:
        # Somebody else signed in: the others stay with whom they have.
        theirs = credential._twin(connection.company_id)
    else:
        return credential
    connection.credential_id = theirs
    if credential.connection_ids:
        credential.company_id = _company_of(credential.connection_ids)
    else:
        credential.unlink()
    return theirs


def detach(connection):
    """Let a connection that lives on a sign-in no more have an application of its own again."""
    shared = connection.credential_id
    if shared.connection_ids - connection:
        connection.credential_id = shared._twin(connection.company_id)
        shared.company_id = _company_of(shared.connection_ids)


def _company_of(connections):
    """Return the id of the company that all connections are of, ``False`` where they are of several."""
    companies = connections.company_id
    return companies.id if len(companies) == 1 else False


def take_up(credentials):
    """The secret of applications was corrected: connections that stopped for it go on with the sign-in they had."""
    for credential in credentials:
        if signing_in.take_up(credential):
            for connection in credential.connection_ids:
                _resume(connection)


def _resume(connection):
    """Let a connection go on where a sign-in was all that it lacked."""
    if connection.state == "needs_sign_in" and connection.reason in SETTLED and not connection._is_copied():
        connection._resume()


def _resume_others(connection, credential, found):
    """Let the other connections of a login go on where a sign-in was all that they lacked."""
    opened = {company["id"] for company in found}
    for other in credential.connection_ids - connection:
        if other.remote_company_id in opened:
            _resume(other)


def _choose(connection, tokens, found):
    """Return ``(company, words)``: the company that a sign-in is for, or why there is none; neither where a person
    chooses among several, which are kept for them."""
    connection.company_choices = False
    by_id = {company["id"]: company for company in found}
    known = by_id.get(connection.remote_company_id)
    settled = connection.state not in ("draft", "disconnected") or connection._is_bound()
    if known and settled:
        return known, ""
    if connection.remote_company_id and connection._is_bound():
        return None, connection._another_company_words()
    ticked = [company for company in found if tokens.consent_id and company["consent_id"] == tokens.consent_id]
    # Where the page was left as it was, what was allowed earlier still is: among that a person chooses.
    meant = ticked or found
    free = [company for company in meant if not connection._company_taken_words(company["id"])]
    if not free:
        return None, connection._company_taken_words(meant[0]["id"]) if meant else NO_ORGANISATION
    if len(free) == 1 and ticked:
        return free[0], ""
    connection.company_choices = [{"id": one["id"], "name": one["name"]} for one in free]
    return None, ""
