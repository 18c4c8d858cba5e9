"""Sign-ins of cloud ledgers: the token that is good now, its renewal, and the end of a sign-in.

Each function is the work of a transaction of its own (``transaction.in_own_transaction``): ids and plain values go in
and come out.

Renewing is one worker's at a time, since a renewal may end the token that the other one holds (facts 1.3): whoever
finds the token old locks the row of the credential, and the one who comes second meets a row that has changed, starts
again with what the first one kept, and asks nobody. What was renewed is committed before it is used, so that nothing
that fails afterwards can lose it.
"""

import json
import time
from datetime import timedelta

from odoo import fields

from ..ledgers.cloud import CUSTOM, PKCE, Application, SignInRefused, Tokens
from ..ledgers.clouds import CLOUDS
from ..ledgers.http import UnsafeAddress
from ..ledgers.protocol import Unreachable
from . import elsewhere, vault


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


# A token with less than this left is renewed before it is used (facts 1.3).
FRESH = timedelta(minutes=5)
# The word by which every ledger says that a sign-in itself has ended.
ENDED = "invalid_grant"
# The lock is held so long at most; whoever waits for it waits longer (``transaction``: five seconds, five times).
CALL_SECONDS = 20.0

NOBODY = _("Nobody has signed in.")
UNREADABLE = _("What is kept of the sign-in cannot be read with the keys of this server.")
ELSEWHERE = _("The sign-in was made at another address or for another environment.")
UNSAFE = _("The server's configuration names an address that is neither https nor on this machine.")
ANOTHER_APPLICATION = _("It was given to another application.")
INCOMPLETE = _("The client ID or the client secret is missing.")


def usable_token(env, credential_id, failed="", since=None):
    """Return a token that may be used now, renewed where none is.

    :param str failed: a token that the ledger refused: another one is wanted.
    :param datetime since: one that was given earlier is renewed although it may be good.
    :return tuple: token, and where there is none the words and the reason why.
    :raise Unreachable: nobody could say; what is kept may still be good.
    """
    credential = env["bridge.credential"].browse(credential_id).exists()
    token, words = _kept(credential, failed, since)
    if words:
        return "", words, "sign_in_needed"
    if token:
        return token, "", ""
    # Not FOR UPDATE: connections and budgets point at the row, and none of them shall wait for the ledger.
    env.cr.execute("SELECT id FROM bridge_credential WHERE id = %s FOR NO KEY UPDATE", [credential_id])
    return _renew(credential)


def _kept(credential, failed, since):
    """Return ``(token, words)``: the token that is kept where it will do, the words why nobody is signed in."""
    if credential.state != "signed_in":
        return "", credential.refusal or NOBODY
    if credential.address != places(credential).api:
        return "", ELSEWHERE
    kept = _tokens(credential)
    if not kept or not (credential.app_type == PKCE or application(credential).client_secret):
        return "", UNREADABLE
    expires_at, now = credential.token_expires_at, fields.Datetime.now()
    usable = expires_at and expires_at - now >= FRESH and kept["access"] != failed
    given_since = not since or (credential.renewed_at and credential.renewed_at >= since)
    return kept["access"] if usable and given_since else "", ""


def _renew(credential):
    """Renew the tokens; the row is locked. :return: as ``usable_token``."""
    try:
        tokens = CLOUDS[credential.ledger].refresh(
            places(credential), application(credential), _tokens(credential)["refresh"], _not_after()
        )
    except SignInRefused as refused:
        note_refusal(credential, str(refused), ended=refused.code == ENDED)
        return "", str(refused), refused.reason
    keep(credential, tokens)
    return tokens.access_token, "", ""


def _not_after():
    return time.monotonic() + CALL_SECONDS


def places(credential):
    """Return where everything is for a credential.

    :raise Unreachable: the configuration names an address to which nothing secret may be sent.
    """
    try:
        return CLOUDS[credential.ledger].places(credential.environment, elsewhere.override(credential.ledger))
    except UnsafeAddress:
        raise Unreachable(UNSAFE) from None


def application(credential):
    """Return the application that a credential signs in with."""
    secret = vault.unseal(credential.env, credential.client_secret_sealed or "")
    return Application(credential.client_id or "", secret, credential.app_type)


def _tokens(credential):
    """Return ``{"access", "refresh"}``, ``None`` where nothing is kept that could be read."""
    text = vault.unseal(credential.env, credential.tokens_sealed or "")
    return json.loads(text) if text else None


def keep(credential, tokens):
    """Keep what a sign-in or a renewal gave; the refresh token that it gave is the only one that counts."""
    now = fields.Datetime.now()

    def until(seconds):
        return now + timedelta(seconds=seconds) if seconds else False

    sealed = vault.seal(credential.env, json.dumps({"access": tokens.access_token, "refresh": tokens.refresh_token}))
    credential.write(
        {
            "tokens_sealed": sealed,
            "token_expires_at": until(tokens.expires_in),
            "refresh_expires_at": until(tokens.refresh_expires_in),
            "hard_expires_at": until(tokens.hard_expires_in) or credential.hard_expires_at,
            "renewed_at": now,
            "address": places(credential).api,
            "state": "signed_in",
            "refusal": False,
        }
    )


def keep_custom(credential):
    """Keep that a credential signs in with its application's own keys: each token is asked for when it is needed."""
    keep(credential, Tokens(access_token="", refresh_token=""))
    credential.token_expires_at = False


def note_refusal(credential, words, ended=True):
    """Nobody is signed in.

    :param ended: nothing that is kept is good for anything any more. Else it is the application that was refused, whose
        secret may be mistyped: the sign-in is as good as it was, once that is corrected (``take_up``).
    """
    credential.write({"state": "needs_sign_in", "refusal": words, "token_expires_at": False})
    if ended:
        credential.tokens_sealed = False


def take_up(credential):
    """The application was corrected: a sign-in that is still kept may be good again, and is renewed before it is used.

    :return bool: whether there is one.
    """
    if credential.state != "needs_sign_in" or not credential.tokens_sealed:
        return False
    credential.write({"state": "signed_in", "refusal": False, "token_expires_at": False})
    return True


# === THE END OF A SIGN-IN === #

# After so many calls that reached nobody the tokens are dropped all the same.
LEAVE_TRIES = 5


def to_revoke(env, credential_id):
    """Return what revoking takes: ``(ledger, places, application, refresh token)``, ``None`` where nothing is to be
    revoked."""
    credential = env["bridge.credential"].browse(credential_id).exists()
    kept = _tokens(credential) if credential.state == "leaving" and credential.app_type != CUSTOM else None
    if not kept or credential.address != places(credential).api:
        return None
    return credential.ledger, places(credential), application(credential), kept["refresh"]


def note_revoked(env, credential_id, problem="", again=False):
    """Note how it went. Where nobody was reached it is tried again, a few times.

    :return bool: whether it shall be tried again.
    """
    credential = env["bridge.credential"].browse(credential_id)
    if credential.state != "leaving":
        # Somebody signed in meanwhile; to revoke the old sign-in now would end the new one.
        return False
    credential.leave_tries += 1
    if problem and again and credential.leave_tries < LEAVE_TRIES:
        return True
    credential.write({"state": "draft", "tokens_sealed": False, "token_expires_at": False, "leave_tries": 0})
    credential._tell_revoked(problem)
    return False


def revoke(ledger, places_, application_, token):
    """Revoke a sign-in, outside of any transaction.

    :return tuple: words why it was not revoked, "" where it was; whether it may be tried again.
    """
    try:
        CLOUDS[ledger].revoke(places_, application_, token, _not_after())
    except SignInRefused as refused:
        return str(refused), False
    except Unreachable as problem:
        return str(problem), True
    return "", False


# === THE END OF ONE COMPANY OF A SIGN-IN === #


def to_leave(env, connection_id):
    """Return what disconnecting one company there takes: ``(ledger, places, token, company)``.

    :return: ``None`` where nothing is to be disconnected, or nobody can any more, or another connection has that
        company by now.
    """
    connection = env["bridge.connection"].browse(connection_id).exists()
    credential = connection.credential_id
    if connection.is_leaving and connection._company_taken_words(connection.remote_company_id):
        credential.leave_tries = 0
        connection.is_leaving = False
        connection._tell_taken_over()
        return None
    if not (connection.is_leaving and connection.remote_company_id and credential.state == "signed_in"):
        return None
    token, _words, _reason = usable_token(env, credential.id)
    return (credential.ledger, places(credential), token, connection.remote_company_id) if token else None


def leave(ledger, places_, token, company_there):
    """Disconnect one company there, outside of any transaction. :return tuple: as ``revoke``."""
    try:
        CLOUDS[ledger].leave(places_, token, company_there, _not_after())
    except SignInRefused as refused:
        return str(refused), False
    except Unreachable as problem:
        return str(problem), True
    return "", False


def note_left(env, connection_id, problem="", again=False):
    """Note how it went. Where nobody was reached it is tried again, a few times.

    :return bool: whether it shall be tried again.
    """
    connection = env["bridge.connection"].browse(connection_id).exists()
    credential = connection.credential_id
    if not connection.is_leaving:
        # Somebody connected it again meanwhile.
        return False
    tries = credential.leave_tries + 1
    if problem and again and tries < LEAVE_TRIES:
        credential.leave_tries = tries
        return True
    credential.leave_tries = 0
    connection.is_leaving = False
    connection._tell_left(problem)
    return False
