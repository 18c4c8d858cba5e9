"""Consent: a person lets us in at the ledger, in three steps that each are a transaction, with the ledger in between.

    begin      a secret of ten minutes that only this person can bring back, for this connection
    redeem     it came back: it is used up, whatever follows
    (the code is exchanged for tokens, and the ledger is asked which companies they open, outside of any transaction)
    finish     the tokens are kept, the connection goes on

The code that comes back is worth the books of a company to whoever exchanges it for their own connection; the secret
(OAuth's *state*) proves that the person who brings it is the one who asked (facts 1.1). An application without a secret
of its own has another one for each consent, which leaves with the code only (PKCE).
"""

import hashlib
import secrets
import time
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools import consteq

from ..ledgers.cloud import PKCE
from ..ledgers.clouds import CLOUDS
from . import logins, signing_in, vault
from .logins import ANOTHER_LIVE

MINUTES = 10


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


UNKNOWN = _("This sign-in was not begun here, was begun by somebody else, or was used already.")
TOO_LATE = _("The sign-in took longer than ten minutes.")
NO_RIGHTS = _("You may not connect this company any more.")
NO_COMPANY = _("The ledger did not say which company it is.")


def begin(connection):
    """Begin a consent for a connection, in the transaction of the person who asks.

    :return str: the address of the ledger's own page.
    """
    credential = connection.sudo().credential_id
    state = f"{credential.id}.{secrets.token_urlsafe(32)}"
    proof = secrets.token_urlsafe(48) if credential.app_type == PKCE else ""
    credential.write(
        {
            "consent_digest": _digest(state),
            "consent_proof_sealed": proof and vault.seal(credential.env, proof),
            "consent_user_id": connection.env.uid,
            "consent_connection_id": connection.id,
            "consent_until": fields.Datetime.now() + timedelta(minutes=MINUTES),
        }
    )
    return CLOUDS[credential.ledger].authorize_url(
        signing_in.places(credential), signing_in.application(credential), credential._redirect_address(), state, proof
    )


def _digest(state):
    return hashlib.sha256(state.encode()).hexdigest()


def redeem(env, ledger, state, user_id, company_there):
    """Use a state up.

    :param ledger: code of the ledger at whose door it came back.
    :param company_there: the company that the person chose on the ledger's page, "" where consent was refused and where
        the ledger is asked afterwards.
    :return dict: ``credential_id`` and ``connection_id``, or ``words`` why it leads nowhere.
    """
    number, _dot, _rest = state.partition(".")
    credential = env["bridge.credential"].browse(int(number) if number.isascii() and number.isdigit() else 0)
    credential = credential.exists() if 0 < credential.id < 2**31 else credential.browse()
    # The same work for a state that was never made.
    right = consteq(credential.consent_digest or "0" * 64, _digest(state))
    if not right or credential.consent_user_id.id != user_id or credential.ledger != ledger:
        return {"words": UNKNOWN}
    connection, until = credential.consent_connection_id, credential.consent_until
    env.cr.execute(
        """
        UPDATE bridge_credential SET consent_digest = NULL, consent_until = NULL
         WHERE id = %s AND consent_digest = %s RETURNING id
        """,
        [credential.id, _digest(state)],
    )
    credential.invalidate_recordset()
    if not env.cr.fetchone() or not connection:
        return {"words": UNKNOWN}
    if until < fields.Datetime.now():
        return {"words": TOO_LATE}
    person = env["res.users"].browse(user_id)
    theirs = connection.with_user(person).with_context(allowed_company_ids=person.company_ids.ids, lang=person.lang)
    try:
        theirs._for_managers()
    except AccessError:
        return {"words": NO_RIGHTS}
    words = company_there and theirs._company_there_words(company_there)
    return {"words": words} if words else {"credential_id": credential.id, "connection_id": connection.id}


def to_exchange(env, credential_id):
    """Return what exchanging a code takes: ``(ledger, places, application, redirect address, proof)``.

    The proof is used up with it.
    """
    credential = env["bridge.credential"].browse(credential_id)
    proof = vault.unseal(env, credential.consent_proof_sealed or "")
    credential.consent_proof_sealed = False
    address = credential._redirect_address()
    return credential.ledger, signing_in.places(credential), signing_in.application(credential), address, proof


def exchange(ledger, places, application, redirect_address, proof, code):
    """Exchange a code, outside of any transaction. Raises as ``Cloud.exchange_code``."""
    not_after = time.monotonic() + signing_in.CALL_SECONDS
    return CLOUDS[ledger].exchange_code(places, application, code, redirect_address, not_after, proof)


def companies(ledger, places, tokens):
    """Return the companies that tokens open, where the browser did not bring the one, outside of any transaction.

    :return list: plain values of each ``cloud.Tenant``.
    """
    not_after = time.monotonic() + signing_in.CALL_SECONDS
    found = CLOUDS[ledger].tenants(places, tokens.access_token, not_after)
    return [{"id": one.id, "name": one.name, "consent_id": one.consent_id} for one in found]


def finish(env, credential_id, connection_id, company_there, tokens, found=()):
    """Keep the tokens and let the connection go on.

    :param company_there: as it was brought; "" where the ledger was asked.
    :param found: what ``companies`` gave.
    :return str: words why not, "" where it does. Then nothing of the tokens is kept, unless the ledger has ended older
        ones of the same person by giving them.
    """
    credential = env["bridge.credential"].browse(credential_id)
    connection = env["bridge.connection"].browse(connection_id).with_context(lang=credential.consent_user_id.lang)
    if CLOUDS[credential.ledger].is_shared:
        return logins.finish(connection, credential, tokens, found)
    words = connection._company_there_words(company_there)
    if words:
        return words
    try:
        with env.cr.savepoint():
            signing_in.keep(credential, tokens)
            credential.write({"remote_company_id": company_there, "leave_tries": 0})
            connection._note_signed_in(company_there)
            env.flush_all()
    except UniqueViolation:
        env.invalidate_all()
        return ANOTHER_LIVE
    return ""
