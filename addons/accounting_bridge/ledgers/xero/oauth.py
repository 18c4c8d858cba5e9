"""Signing in at Xero (facts 1.1 to 1.4): where a person consents, the calls about tokens, and the organisations that
a sign-in opens.

Plain posts to fixed addresses. Xero's own library refreshes without a lock and without a time-out, cannot refresh what
was given without a secret, and names a refusal after whatever was called (facts 1.5).
"""

import base64
import binascii
import json
import logging
from urllib.parse import quote, urlencode

from requests.auth import HTTPBasicAuth

from .. import cloud
from ..cloud import CUSTOM, PKCE, Application, Tenant, Tokens, challenge_of
from ..http import BROKEN_OFF, Answer, Bearer, Caller, Nobody, redact
from ..protocol import Unanswered, Unreachable
from .addresses import BOOKS_SCOPES, SIGN_IN_SCOPES, Addresses

_logger = logging.getLogger(__name__)

# An answer about tokens or organisations is some kilobytes.
MAX_BYTES = 1024 * 1024
ORGANISATION = "ORGANISATION"
# A refresh token ends when nobody used it for so long (facts 1.2); Xero never says so in an answer.
REFRESH_SECONDS = 60 * 86400
_FORM = "application/x-www-form-urlencoded"


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TROUBLE = _("Xero's sign-in service had trouble.")
NO_TOKENS = _("The sign-in service of Xero gave an answer that could not be read.")
# What a refusal means for the person who signs in (facts 6). Whatever else is said reads as the first.
REFUSED = _("Xero refused the sign-in.")
WORDS = {
    "invalid_grant": _("The sign-in has ended: it expired, was revoked at Xero, or was given to another application."),
    "invalid_client": _("Xero does not know this client ID with this client secret."),
    "unauthorized_client": _("Xero does not let this application sign in this way; it may be of another type."),
    "access_denied": _("The sign-in was not allowed."),
    "invalid_scope": _("The application may not ask for all that the bridge needs of the accounting interface."),
    "invalid_request": _("Xero did not accept the sign-in; the redirect address of the application may differ."),
}


class SignInRefused(cloud.SignInRefused):
    """Xero gives no token, and would give none the next time either.

    :param code: Xero's word for why, such as ``invalid_grant``.
    """

    def __init__(self, code: str):
        super().__init__(words_of(code), code)


def words_of(code: str) -> str:
    """Return the sentence for a refusal, marked for translation."""
    return WORDS.get(code, REFUSED)


# === CONSENT === #


def authorize_url(places: Addresses, application: Application, redirect_uri: str, state: str, verifier="") -> str:
    """Return the address of the page where a person consents.

    :param verifier: of an application without a secret: its digest is in the address (facts 1.1).
    """
    asked = {
        "response_type": "code",
        "client_id": application.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join((*SIGN_IN_SCOPES, *BOOKS_SCOPES)),
        "state": state,
    }
    if verifier:
        asked |= {"code_challenge": challenge_of(verifier), "code_challenge_method": "S256"}
    # Xero's page reads %20 between scopes; a plus sign is what forms send.
    return f"{places.consent}?{urlencode(asked, quote_via=quote)}"


# === TOKENS === #


def exchange_code(
    places: Addresses, application: Application, code: str, redirect_uri: str, not_after: float, verifier: str = ""
) -> Tokens:
    """Return the tokens that a code of the consent page is worth; it is worth them once, for five minutes.

    :raise SignInRefused: the code was used before, is too old, or belongs to another application or address.
    :raise Unreachable: nobody could say.
    """
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    if verifier:
        form["code_verifier"] = verifier
    return _ask_for_tokens(places, application, form, not_after)


def refresh(places: Addresses, application: Application, refresh_token: str, not_after: float) -> Tokens:
    """Return fresh tokens: the refresh token among them replaces the old one, which is good for half an hour yet.

    A custom connection has none: it is asked for anew, with the application's own keys (facts 1.1).

    :raise SignInRefused: final, a person must sign in again.
    :raise Unreachable: nobody could say; the old one may still be good.
    """
    if application.kind == CUSTOM:
        form = {"grant_type": "client_credentials", "scope": " ".join(BOOKS_SCOPES)}
    else:
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return _ask_for_tokens(places, application, form, not_after)


def revoke(places: Addresses, application: Application, token: str, not_after: float) -> None:
    """End a sign-in: all organisations that its person let the application into are disconnected (facts 1.1).

    :raise SignInRefused: Xero does not know the application.
    :raise Unreachable: nobody could say.
    """
    answer = _post(places.revoke, application, {"token": token}, not_after)
    if answer.status != 200:
        raise _refusal(answer)


def _ask_for_tokens(places, application, form, not_after) -> Tokens:
    answer = _post(places.token, application, form, not_after)
    if answer.status != 200:
        raise _refusal(answer)
    try:
        said = json.loads(answer.text)
        access = _text(said["access_token"])
        claims = claims_of(access)
        is_custom = application.kind == CUSTOM
        return Tokens(
            access_token=access,
            refresh_token="" if is_custom else _text(said["refresh_token"]),
            expires_in=int(said["expires_in"]),
            refresh_expires_in=0 if is_custom else REFRESH_SECONDS,
            user_id=_claim(claims, "xero_userid"),
            consent_id=_claim(claims, "authentication_event_id"),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        _logger.warning("The sign-in service of Xero gave an unreadable answer (%s characters)", len(answer.text))
        raise Unreachable(NO_TOKENS) from None


def claims_of(token: str) -> dict:
    """Return what an access token says of itself, nothing where it cannot be read.

    Its signature is not looked at: it comes from Xero's own address, and nobody is let in here because of it.
    """
    _head, _dot, rest = token.partition(".")
    part = rest.partition(".")[0]
    try:
        said = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _claim(claims, name) -> str:
    value = claims.get(name)
    return value[:255] if isinstance(value, str) else ""


def _text(value) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("a token is a text")
    return value


def _post(url: str, application: Application, form: dict, not_after: float) -> Answer:
    """Make one call about tokens. No answer is no word about the sign-in: it is as good as it was."""
    if application.kind == PKCE:
        # Without a secret the application only says who it is.
        form, auth = {**form, "client_id": application.client_id}, Nobody()
    else:
        auth = HTTPBasicAuth(application.client_id, application.client_secret)
    headers = {"Accept": "application/json", "Content-Type": _FORM}
    return _call("POST", url, not_after, auth=auth, headers=headers, body=urlencode(form))


def _call(method, url, not_after, **values) -> Answer:
    try:
        with Caller(not_after, max_bytes=MAX_BYTES) as caller:
            return caller.call(method, url, **values)
    except Unanswered as problem:
        raise Unreachable(str(problem) or BROKEN_OFF) from None


def _refusal(answer: Answer) -> SignInRefused | Unreachable:
    """Return what a status other than 200 comes to: only a refusal by name is final."""
    try:
        code = json.loads(answer.text)["error"]
    except (ValueError, TypeError, KeyError):
        code = ""
    _logger.info("The sign-in service of Xero answered %s: %s", answer.status, redact(answer.text[:200]))
    if 400 <= answer.status < 500 and answer.status not in (408, 429) and isinstance(code, str) and code:
        return SignInRefused(code)
    return Unreachable(TROUBLE)


# === ORGANISATIONS === #


def tenants(places: Addresses, access_token: str, not_after: float) -> tuple[Tenant, ...]:
    """Return the organisations that a sign-in opens, those of its newest consent among them (facts 1.4).

    :raise SignInRefused: the token is not good.
    :raise Unreachable: nobody could say.
    """
    answer = _call(
        "GET",
        places.connections,
        not_after,
        auth=Bearer(access_token),
        headers={"Accept": "application/json"},
    )
    if answer.status == 401:
        raise SignInRefused("invalid_grant")
    if answer.status != 200:
        raise Unreachable(TROUBLE)
    return organisations(answer.text)


def organisations(text: str) -> tuple[Tenant, ...]:
    """Return the organisations that an answer lists. :raise Unreachable: it cannot be read."""
    try:
        rows = json.loads(text)
        if not isinstance(rows, list):
            raise TypeError("organisations come as a list")
        found = [
            Tenant(
                id=_text(row["tenantId"]).lower(),
                name=str(row.get("tenantName") or "")[:255],
                link_id=_text(row["id"]),
                consent_id=str(row.get("authEventId") or ""),
            )
            for row in rows
            if str(row.get("tenantType") or ORGANISATION).upper() == ORGANISATION
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Unreachable(NO_TOKENS) from None
    return tuple(found)


def leave(places: Addresses, access_token: str, tenant_id: str, not_after: float) -> None:
    """Disconnect one organisation and leave the others of the same sign-in as they are.

    What is ended is the connection, whose id is another one after each consent: it is looked up (facts 1.1, 1.4).

    :raise SignInRefused: the token is not good.
    :raise Unreachable: nobody could say.
    """
    for tenant in tenants(places, access_token, not_after):
        if tenant.id == tenant_id:
            url = f"{places.connections}/{quote(tenant.link_id, safe='')}"
            answer = _call("DELETE", url, not_after, auth=Bearer(access_token), headers={"Accept": "application/json"})
            # 404: it is gone already.
            if answer.status not in (200, 204, 404):
                raise Unreachable(TROUBLE)
