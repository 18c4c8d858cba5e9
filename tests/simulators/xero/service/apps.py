"""An app of Xero's developer portal: what a customer enters there (XERO 1.1, 1.3, 4.3)."""

import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from . import scopes

#: web: with a secret; pkce: without; custom: client credentials for one organisation.
KINDS = ("web", "pkce", "custom")
#: name: (connections, calls per day and organisation, several organisations in one consent)
TIERS = {
    "starter": (5, 1000, False),
    "core": (50, 5000, False),
    "plus": (1000, 5000, False),
    "advanced": (10_000, 5000, True),
    "enterprise": (None, 5000, True),
}
#: Custom connections are sold there only (XERO 1.1).
CUSTOM_COUNTRIES = ("AU", "NZ", "GB", "US")
CATEGORIES = ("CONTACT", "INVOICE", "CREDITNOTE", "PREPAYMENT", "OVERPAYMENT")


@dataclass
class App:
    name: str
    redirect_uris: list[str] = field(default_factory=list)
    kind: str = "web"
    client_id: str = field(default_factory=lambda: secrets.token_hex(16).upper())
    client_secret: str = field(default_factory=lambda: secrets.token_urlsafe(36))
    tier: str = "starter"
    certified: bool = False
    #: An app made before 2 March 2026 may ask for broad scopes, too.
    broad_scopes: bool = False
    #: Rapid Sync: day and minute limits are lifted in the first half hour of a connection (XERO 4.1).
    rapid_sync: bool = False
    #: Of a custom connection: the organisation that has authorised it, and what for.
    tenant: str = ""
    scopes: list[str] = field(default_factory=lambda: list(scopes.USUAL))
    #: Empty: no webhooks.
    webhook_url: str = ""
    webhook_key: str = field(default_factory=lambda: secrets.token_urlsafe(64))
    #: Categories whose events are wanted; empty: all.
    webhook_categories: list[str] = field(default_factory=list)
    #: "intent required", "ok", "intent failed", "disabled": see webhooks.py; nothing is sent unless it is "ok".
    webhook_status: str = "intent required"

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        if self.tier not in TIERS:
            raise ValueError(f"tier is one of {', '.join(TIERS)}")
        if set(self.webhook_categories) - set(CATEGORIES):
            raise ValueError(f"webhook_categories are of {', '.join(CATEGORIES)}")
        if self.kind == "pkce":
            self.client_secret = ""
        for address in self.redirect_uris:
            _check(address)

    @property
    def most_connections(self) -> int | None:
        return TIERS[self.tier][0]

    @property
    def calls_per_day(self) -> int:
        return TIERS[self.tier][1]

    @property
    def bulk(self) -> bool:
        """A consent may tick several organisations (XERO 1.4)."""
        return TIERS[self.tier][2]

    def allowed_scopes(self) -> set[str]:
        return scopes.KNOWN if self.broad_scopes else scopes.KNOWN - scopes.BROAD


def _check(address: str) -> None:
    """:raise ValueError: an address that the portal would not register: https, or http://localhost (XERO 1.1)."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.netloc:
        return
    if parts.scheme != "http" or parts.hostname != "localhost":
        raise ValueError(f"{address}: a redirect address is https, or http://localhost for tests")
