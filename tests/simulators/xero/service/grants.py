"""Consents and their tokens (XERO 1.1, 1.2, 1.5).

One set of tokens is of a person and an app, and good for every organisation that the person has connected to the app:
see connections.py.
"""

import base64
import hashlib
import secrets
import threading
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .apps import App


class OAuthError(Exception):
    """``error`` of a token call; ``why`` is for the log of the service only."""

    def __init__(self, error: str, why: str, status: int = 400):
        super().__init__(f"{error}: {why}")
        self.error, self.why, self.status = error, why, status


def invalid_grant(why: str) -> OAuthError:
    return OAuthError("invalid_grant", why)


def user_id(person: str) -> str:
    """xero_userid: of the same person always the same one."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"mailto:{person}"))


@dataclass
class Grant:
    app: App
    person: str
    scopes: tuple[str, ...]
    #: authentication_event_id of its access tokens: which consent it came from.
    event: str
    refresh_token: str = ""
    refresh_issued: datetime | None = None
    #: Refresh tokens that were rotated away, and when.
    superseded: dict[str, datetime] = field(default_factory=dict)
    #: Access tokens and their ends.
    access: dict[str, datetime] = field(default_factory=dict)
    #: Why no token of it is good any more.
    ended: str = ""
    #: Its refresh token is over, its access tokens live on to their ends.
    no_refresh: str = ""
    #: How often it was refreshed: "two workers refreshing at once make one refresh".
    refreshes: int = 0

    @property
    def last_access(self) -> str:
        return list(self.access)[-1]


@dataclass
class Code:
    app: App
    person: str
    scopes: tuple[str, ...]
    redirect_uri: str
    expires: datetime
    event: str
    #: Of PKCE: what the verifier must hash to.
    challenge: str = ""
    grant: Grant | None = None


class Grants:
    """All codes and tokens of a service. ``minted(grant, expires)`` makes an access token."""

    def __init__(self, clock, switches, minted):
        self._clock = clock
        self._switches = switches
        self._minted = minted
        self._lock = threading.RLock()
        self._codes: dict[str, Code] = {}
        self._grants: list[Grant] = []
        #: Token -> grant, refresh and access tokens alike, dead ones included: what was superseded is recognised.
        self._by_token: dict[str, Grant] = {}

    # --- consent ---

    def issue_code(self, app: App, person: str, redirect_uri: str, scopes, event: str, challenge: str = "") -> str:
        with self._lock:
            code = secrets.token_urlsafe(32)
            expires = self._clock.now() + timedelta(seconds=self._switches.code_lifetime)
            self._codes[code] = Code(app, person, tuple(scopes), redirect_uri, expires, event, challenge)
            return code

    def exchange(self, app: App, code: str, redirect_uri: str, verifier: str = "") -> Grant:
        """A code for tokens, once."""
        with self._lock:
            found = self._codes.get(code)
            if found is None or found.app is not app:
                raise invalid_grant("unknown code, or of another app")
            if found.grant is not None:
                if self._switches.code_twice == "kills":
                    self.end(found.grant, "its code was used twice")
                raise invalid_grant("code used twice")
            if found.expires <= self._clock.now():
                raise invalid_grant("code expired")
            if found.redirect_uri != redirect_uri:
                raise invalid_grant("redirect_uri is not that of the consent")
            if found.challenge and hashed(verifier) != found.challenge:
                raise invalid_grant("code_verifier does not fit")
            found.grant = self._granted(app, found.person, found.scopes, found.event)
            return found.grant

    def _granted(self, app, person, scopes, event) -> Grant:
        before = [one for one in self._grants if one.app is app and one.person == person and not one.ended]
        # "Scopes are additive": what was given once stays until it is revoked (XERO 1.3).
        kept = [scope for one in before for scope in one.scopes]
        grant = Grant(app, person, tuple(dict.fromkeys((*scopes, *kept))), event)
        for one in before:
            self._supersede(one)
        self._grants.append(grant)
        self._new_tokens(grant)
        return grant

    def _supersede(self, grant):
        why = "superseded by a new consent of the same person and app"
        if self._switches.supersede == "all tokens":
            self.end(grant, why)
        elif self._switches.supersede == "refresh token":
            grant.no_refresh = why

    def client_credentials(self, app: App) -> Grant:
        """A custom connection's token: 30 minutes, nothing to refresh (XERO 1.1)."""
        with self._lock:
            grant = Grant(app, "", tuple(app.scopes), str(uuid.uuid4()))
            self._grants.append(grant)
            self._new_access_token(grant)
            return grant

    # --- refresh ---

    def refresh(self, app: App, token: str) -> Grant:
        with self._lock:
            now = self._clock.now()
            grant = self._by_token.get(token)
            if grant is None or grant.app is not app or token in grant.access:
                raise invalid_grant("unknown refresh token, or of another app")
            if grant.ended or grant.no_refresh:
                raise invalid_grant(grant.ended or grant.no_refresh)
            if token in grant.superseded:
                if now - grant.superseded[token] >= timedelta(seconds=self._switches.refresh_grace):
                    raise invalid_grant("rotated away")
            elif now - grant.refresh_issued >= timedelta(seconds=self._switches.refresh_lifetime):
                raise invalid_grant("refresh token expired")
            grant.refreshes += 1
            self._new_tokens(grant)
            return grant

    def _new_tokens(self, grant):
        now = self._clock.now()
        if grant.refresh_token:
            grant.superseded[grant.refresh_token] = now
        if "offline_access" in grant.scopes:
            grant.refresh_token = secrets.token_urlsafe(32)
            grant.refresh_issued = now
            self._by_token[grant.refresh_token] = grant
        self._new_access_token(grant)

    def _new_access_token(self, grant):
        expires = self._clock.now() + timedelta(seconds=self._switches.access_lifetime)
        token = self._minted(grant, expires)
        grant.access[token] = expires
        self._by_token[token] = grant

    # --- the end of a grant ---

    def end(self, grant: Grant, why: str) -> None:
        with self._lock:
            grant.ended = grant.ended or why

    def revoked(self, app: App, token: str) -> Grant | None:
        """End everything of this refresh token's person and app; None: the token is of nobody."""
        with self._lock:
            grant = self._by_token.get(token)
            if grant is None or grant.app is not app or token in grant.access:
                return None
            for one in self.of(app, grant.person):
                self.end(one, "revoked by the app")
            return grant

    def expire_access(self, app: App | None = None) -> None:
        """Every access token is over now; refresh tokens live on."""
        with self._lock:
            for grant in self.of(app):
                grant.access = dict.fromkeys(grant.access, self._clock.now())

    # --- looking up ---

    def of(self, app: App | None = None, person: str | None = None) -> list[Grant]:
        """Live grants."""
        with self._lock:
            return [
                one
                for one in self._grants
                if not one.ended and (app is None or one.app is app) and person in (None, one.person)
            ]

    def all(self) -> list[Grant]:
        with self._lock:
            return list(self._grants)

    def bearer(self, token: str) -> tuple[Grant | None, str]:
        """The grant of a good access token and "", or None and the Detail of the 401 (XERO 6)."""
        with self._lock:
            grant = self._by_token.get(token)
            if grant is None or token not in grant.access or grant.ended:
                return None, "AuthenticationUnsuccessful"
            ends = grant.access[token]
            if ends <= self._clock.now():
                return None, f"TokenExpired: token expired at {ends:%m/%d/%Y %H:%M:%S}"
            return grant, ""


def hashed(verifier: str) -> str:
    """S256 of PKCE."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
