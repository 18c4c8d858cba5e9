"""Where Xero is reached (facts 1.1): constants, and one other place that only the server's configuration can name.

A simulator stands for all of Xero's hosts under one address, each host as the first part of the path, so that a call
to the wrong host is a wrong call there too.
"""

from dataclasses import dataclass

# What the addon asks for, each by its narrow name: the broad ones are not given to new applications (facts 1.3).
# Overpayments are made as bank transactions; items are written under the settings.
BOOKS_SCOPES = (
    "accounting.contacts",
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
    "accounting.settings",
)
# Who signed in is told by the access token; without offline_access nothing could be renewed.
SIGN_IN_SCOPES = ("offline_access", "openid", "profile", "email")

_CONSENT = ("https://login.xero.com", "/login")
_IDENTITY = ("https://identity.xero.com", "/identity")
_API = ("https://api.xero.com", "/api")


@dataclass(frozen=True, slots=True)
class Addresses:
    """``api`` is without /api.xro. ``consent`` is opened by a person's browser, the others are called by the server."""

    consent: str
    token: str
    revoke: str
    connections: str
    api: str


def addresses(override: str = "") -> Addresses:
    """Return where everything is.

    :param override: address of a simulator, checked by ``http.check_address``; "" for Xero.
    """

    def at(place: tuple[str, str]) -> str:
        host, prefix = place
        return f"{override}{prefix}" if override else host

    return Addresses(
        consent=f"{at(_CONSENT)}/identity/connect/authorize",
        token=f"{at(_IDENTITY)}/connect/token",
        revoke=f"{at(_IDENTITY)}/connect/revocation",
        connections=f"{at(_API)}/connections",
        api=at(_API),
    )
