"""An app of Intuit's developer portal: the keys and addresses that a customer enters there (QBO 1.1)."""

import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .addresses import API_OF

ACCOUNTING = "com.intuit.quickbooks.accounting"
#: Payroll scopes exist, for allow-listed apps only (QBO 1.1).
SCOPES = {ACCOUNTING, "com.intuit.quickbooks.payment", "openid", "profile", "email", "phone", "address"}


@dataclass
class App:
    name: str
    redirect_uris: list[str]
    #: "sandbox" for development keys, "production" for the others: an app here is one pair of keys.
    environment: str = "sandbox"
    client_id: str = field(default_factory=lambda: "AB" + secrets.token_hex(24))
    client_secret: str = field(default_factory=lambda: secrets.token_hex(20))
    #: One address per app, not per company (QBO 4.2); empty: no webhooks.
    webhook_url: str = ""
    #: Entities whose events are wanted; empty: all.
    webhook_entities: list[str] = field(default_factory=list)
    verifier_token: str = field(default_factory=lambda: secrets.token_hex(18))

    def __post_init__(self):
        if self.environment not in API_OF:
            raise ValueError(f"environment is one of {', '.join(API_OF)}")

    def check_addresses(self, needs_https: bool) -> None:
        """:raise ValueError: a redirect address that the portal would not register."""
        for address in self.redirect_uris:
            parts = urlsplit(address)
            if parts.scheme not in ("http", "https") or not parts.netloc:
                raise ValueError(f"{address} is no address")
            if parts.query or parts.fragment:
                raise ValueError(f"{address}: a redirect address has no query string")
            if needs_https and self.environment == "production" and parts.scheme != "https":
                raise ValueError(f"{address}: production asks for https")
