"""Consents and their tokens (QBO 1.1 to 1.3)."""

import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .apps import App

#: QBO 1.2: 8,726,400 s, about 101 days, from the last refresh; five years from consent.
REFRESH_LIFETIME = 8_726_400
HARD_LIFETIME = 5 * 365 * 86400
DAY = timedelta(days=1)
#: How long a superseded refresh token still gives the same answer where the switch says so.
GRACE = timedelta(seconds=60)
#: Real access tokens are long; who stores them in a short column sees it here.
ACCESS_LENGTH = 640


class OAuthError(Exception):
    """``error`` and ``error_description`` of a token call (QBO 1.2)."""

    def __init__(self, error: str, description: str, status: int = 400, why: str = ""):
        super().__init__(f"{error}: {description}")
        self.error, self.description, self.status = error, description, status
        #: For the log of the service only.
        self.why = why or description


def invalid_grant(why: str) -> OAuthError:
    """The reason stays with us: Intuit says the same words whatever it was."""
    return OAuthError("invalid_grant", "Incorrect or invalid refresh token", why=why)


@dataclass
class Grant:
    app: App
    realm: str
    person: str
    scopes: tuple[str, ...]
    consented: datetime
    refresh_token: str = ""
    refresh_issued: datetime | None = None
    refresh_expires: datetime | None = None
    #: Refresh tokens that were rotated away, and when.
    superseded: dict[str, datetime] = field(default_factory=dict)
    #: Access tokens and their ends.
    access: dict[str, datetime] = field(default_factory=dict)
    #: Why no token of it is good any more.
    ended: str = ""
    #: How often it was refreshed: "two workers refreshing at once make one refresh".
    refreshes: int = 0

    @property
    def hard_end(self) -> datetime:
        return self.consented + timedelta(seconds=HARD_LIFETIME)


@dataclass
class Code:
    app: App
    realm: str
    person: str
    scopes: tuple[str, ...]
    redirect_uri: str
    expires: datetime
    grant: Grant | None = None


class Grants:
    """All codes and tokens of a service."""

    def __init__(self, clock, switches):
        self._clock = clock
        self._switches = switches
        self._lock = threading.RLock()
        self._codes: dict[str, Code] = {}
        self._grants: list[Grant] = []
        #: Token -> grant, refresh and access tokens alike, dead ones included: what was superseded is recognised.
        self._by_token: dict[str, Grant] = {}
        #: (realm, person) pairs that are no administrators any more (QBO 6, 120).
        self._former: set[tuple[str, str]] = set()

    # --- consent ---

    def issue_code(self, app: App, realm: str, redirect_uri: str, scopes, person: str) -> str:
        with self._lock:
            code = "XAB" + secrets.token_urlsafe(30)
            expires = self._clock.now() + timedelta(seconds=self._switches.code_lifetime)
            self._codes[code] = Code(app, realm, person, tuple(scopes), redirect_uri, expires)
            return code

    def exchange(self, app: App, code: str, redirect_uri: str) -> Grant:
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
            found.grant = Grant(app, found.realm, found.person, found.scopes, self._clock.now())
            self._grants.append(found.grant)
            self._new_refresh_token(found.grant)
            self._new_access_token(found.grant)
            return found.grant

    # --- refresh ---

    def refresh(self, app: App, token: str) -> Grant:
        with self._lock:
            now = self._clock.now()
            grant = self._by_token.get(token)
            if grant is None or grant.app is not app or token in grant.access:
                raise invalid_grant("unknown refresh token, or of another key pair")
            if grant.ended:
                raise invalid_grant(grant.ended)
            if token in grant.superseded:
                return self._superseded(grant, token, now)
            if grant.refresh_expires <= now or grant.hard_end <= now:
                self.end(grant, "expired")
                raise invalid_grant("expired")
            grant.refreshes += 1
            if self._switches.rotation == "each call" or now - grant.refresh_issued >= DAY:
                grant.superseded[token] = now
                self._new_refresh_token(grant)
            grant.refresh_expires = min(now + timedelta(seconds=REFRESH_LIFETIME), grant.hard_end)
            self._new_access_token(grant)
            return grant

    def _superseded(self, grant, token, now):
        if self._switches.superseded_refresh == "grace" and now - grant.superseded[token] <= GRACE:
            self._new_access_token(grant)
            return grant
        if self._switches.superseded_refresh == "kills":
            self.end(grant, "a superseded refresh token was used")
        raise invalid_grant("superseded")

    def _new_refresh_token(self, grant):
        grant.refresh_token = "RT1-" + secrets.token_hex(24)
        grant.refresh_issued = self._clock.now()
        grant.refresh_expires = min(grant.refresh_issued + timedelta(seconds=REFRESH_LIFETIME), grant.hard_end)
        self._by_token[grant.refresh_token] = grant

    def _new_access_token(self, grant):
        token = "eyJ" + secrets.token_urlsafe(ACCESS_LENGTH)[: ACCESS_LENGTH - 3]
        grant.access[token] = self._clock.now() + timedelta(seconds=self._switches.access_lifetime)
        self._by_token[token] = grant

    # --- the end of a grant ---

    def end(self, grant: Grant, why: str) -> None:
        with self._lock:
            grant.ended = grant.ended or why

    def revoke(self, app: App, token: str) -> None:
        """Revoking a refresh token ends the whole grant, an access token only itself (QBO 1.1)."""
        with self._lock:
            grant = self._by_token.get(token)
            if grant is None or grant.app is not app:
                raise OAuthError("invalid_request", "Token is invalid")
            if token in grant.access:
                grant.access[token] = self._clock.now()
            else:
                self.end(grant, "revoked by the app")

    def disconnect(self, realm: str, app: App | None = None) -> None:
        """The user ends the connection on QBO's page of apps (QBO 1.2)."""
        for grant in self.of(realm, app):
            self.end(grant, "disconnected by the user")

    def expire_access(self, realm: str | None = None) -> None:
        """Every access token is over now; refresh tokens live on."""
        with self._lock:
            for grant in self.of(realm):
                grant.access = dict.fromkeys(grant.access, self._clock.now())

    def set_administrator(self, realm: str, person: str, is_one: bool) -> None:
        with self._lock:
            (self._former.discard if is_one else self._former.add)((realm, person))

    # --- looking up ---

    def of(self, realm: str | None = None, app: App | None = None) -> list[Grant]:
        """Live grants."""
        with self._lock:
            return [
                one
                for one in self._grants
                if not one.ended and realm in (None, one.realm) and (app is None or one.app is app)
            ]

    def all(self) -> list[Grant]:
        with self._lock:
            return list(self._grants)

    def bearer(self, token: str) -> tuple[Grant | None, str]:
        """The grant of a good access token and "", or None and why it is not good."""
        with self._lock:
            grant = self._by_token.get(token)
            if grant is None or token not in grant.access:
                return None, "Token rejected"
            if grant.ended:
                return None, "Token revoked"
            if grant.access[token] <= self._clock.now():
                return None, "Token expired"
            return grant, ""

    def lost_rights(self, grant: Grant) -> bool:
        with self._lock:
            return (grant.realm, grant.person) in self._former
