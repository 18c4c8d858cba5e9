"""Signing in at Intuit (facts 1.1, 1.2): where a person consents, and the four calls about tokens.

Plain posts to fixed addresses. Intuit's own library asks for a discovery document first, each time and without a
time-out, shares what it learned between threads and offers no way to ask when consent as a whole ends (facts 1.4).
"""

import json
import logging
from urllib.parse import urlencode

from requests.auth import HTTPBasicAuth

from .. import cloud
from ..cloud import Application, Tokens
from ..http import BROKEN_OFF, Answer, Caller, redact
from ..protocol import Unanswered, Unreachable
from .addresses import SCOPE, Addresses

_logger = logging.getLogger(__name__)

# An answer about tokens is some hundred characters.
MAX_BYTES = 256 * 1024
# Without it nobody is told that consent itself ends, five years after it was given (facts 1.2).
HARD_EXPIRY = {"x-include-refresh-token-hard-expires-in": "true"}


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TROUBLE = _("Intuit's sign-in service had trouble.")
NO_TOKENS = _("The sign-in service of Intuit gave an answer that could not be read.")
# What a refusal means for the person who signs in (facts 1.2). Whatever else is said reads as the first.
REFUSED = _("Intuit refused the sign-in.")
WORDS = {
    "invalid_grant": _(
        "The sign-in has ended: it expired, was revoked at Intuit, or was given to another application."
    ),
    "invalid_client": _("Intuit does not know this client ID with this client secret."),
    "unauthorized_client": _("Intuit does not let this application sign in."),
    "access_denied": _("The sign-in was not allowed."),
    "invalid_scope": _("The application may not use the accounting interface of QuickBooks Online."),
    "invalid_request": _("Intuit did not accept the sign-in; the redirect address of the application may differ."),
}


class SignInRefused(cloud.SignInRefused):
    """Intuit gives no token, and would give none the next time either: a person must sign in again.

    :param code: Intuit's word for why, such as ``invalid_grant``.
    """

    def __init__(self, code: str):
        super().__init__(words_of(code), code)


def words_of(code: str) -> str:
    """Return the sentence for a refusal, marked for translation."""
    return WORDS.get(code, REFUSED)


def authorize_url(places: Addresses, application: Application, redirect_uri: str, state: str) -> str:
    """Return the address of the page where a person consents; it must be a window of its own (facts 1.1)."""
    asked = {
        "client_id": application.client_id,
        "response_type": "code",
        "scope": SCOPE,
        "redirect_uri": redirect_uri,
        "state": state,
    }
    return f"{places.consent}?{urlencode(asked)}"


def exchange_code(
    places: Addresses, application: Application, code: str, redirect_uri: str, not_after: float
) -> Tokens:
    """Return the tokens that a code of the consent page is worth; it is worth them once.

    :raise SignInRefused: the code was used before, is too old, or belongs to another application or address.
    :raise Unreachable: nobody could say.
    """
    return _ask_for_tokens(
        places,
        application,
        {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri},
        not_after,
    )


def refresh(places: Addresses, application: Application, refresh_token: str, not_after: float) -> Tokens:
    """Return fresh tokens. The refresh token among them replaces the old one and must be kept before anything else.

    :raise SignInRefused: final, a person must sign in again.
    :raise Unreachable: nobody could say; the old one may still be good.
    """
    return _ask_for_tokens(
        places, application, {"grant_type": "refresh_token", "refresh_token": refresh_token}, not_after
    )


def revoke(places: Addresses, application: Application, token: str, not_after: float) -> None:
    """End a sign-in; with a refresh token all of it ends, the access tokens too.

    :raise SignInRefused: Intuit does not know the token or the application.
    :raise Unreachable: nobody could say.
    """
    answer = _post(places.revoke, application, json.dumps({"token": token}), "application/json", not_after)
    if answer.status != 200:
        raise _refusal(answer)


def _ask_for_tokens(places, application, form, not_after) -> Tokens:
    answer = _post(places.token, application, urlencode(form), "application/x-www-form-urlencoded", not_after)
    if answer.status != 200:
        raise _refusal(answer)
    try:
        said = json.loads(answer.text)
        return Tokens(
            access_token=_text(said["access_token"]),
            refresh_token=_text(said["refresh_token"]),
            expires_in=int(said["expires_in"]),
            refresh_expires_in=int(said.get("x_refresh_token_expires_in") or 0),
            hard_expires_in=int(said.get("x_refresh_token_hard_expires_in") or 0),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        _logger.warning("The sign-in service of Intuit gave an unreadable answer (%s characters)", len(answer.text))
        raise Unreachable(NO_TOKENS) from None


def _text(value) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("a token is a text")
    return value


def _post(url: str, application: Application, body: str, content_type: str, not_after: float) -> Answer:
    """Make one call about tokens. No answer is no word about the sign-in: it is as good as it was."""
    headers = {"Accept": "application/json", "Content-Type": content_type, **HARD_EXPIRY}
    try:
        with Caller(not_after, max_bytes=MAX_BYTES) as caller:
            return caller.call(
                "POST",
                url,
                auth=HTTPBasicAuth(application.client_id, application.client_secret),
                headers=headers,
                body=body,
            )
    except Unanswered as problem:
        raise Unreachable(str(problem) or BROKEN_OFF) from None


def _refusal(answer: Answer) -> SignInRefused | Unreachable:
    """Return what a status other than 200 comes to: only a refusal by name is final."""
    try:
        code = json.loads(answer.text)["error"]
    except (ValueError, TypeError, KeyError):
        code = ""
    shown = (answer.status, answer.headers.get("intuit_tid", "no id"), redact(answer.text[:200]))
    _logger.info("The sign-in service of Intuit answered %s (%s): %s", *shown)
    if 400 <= answer.status < 500 and answer.status not in (408, 429) and isinstance(code, str) and code:
        return SignInRefused(code)
    return Unreachable(TROUBLE)
