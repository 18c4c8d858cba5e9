"""Where Intuit is reached (facts 1.1): constants, and one other place that only the server's configuration can name.

A simulator stands for all of Intuit's hosts under one address, each host as the first part of the path, so that a
call to the wrong host is a wrong call there too.
"""

from dataclasses import dataclass

PRODUCTION, SANDBOX = "production", "sandbox"
ENVIRONMENTS = (PRODUCTION, SANDBOX)

# What the addon asks for: nothing beside the books (facts 1.1).
SCOPE = "com.intuit.quickbooks.accounting"

_CONSENT = ("https://appcenter.intuit.com", "/appcenter")
_TOKENS = ("https://oauth.platform.intuit.com", "/oauth")
_DEVELOPER = ("https://developer.api.intuit.com", "/developer")
_API = {
    PRODUCTION: ("https://quickbooks.api.intuit.com", "/quickbooks"),
    SANDBOX: ("https://sandbox-quickbooks.api.intuit.com", "/sandbox-quickbooks"),
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """``api`` is without /v3. ``consent`` is opened by a person's browser, the others are called by the server."""

    consent: str
    token: str
    revoke: str
    api: str


def addresses(environment: str, override: str = "") -> Addresses:
    """Return where everything is.

    :param environment: one of ``ENVIRONMENTS``; Intuit has one set of books each, and keys for one of them (facts 1.1).
    :param override: address of a simulator, checked by ``http.check_address``; "" for Intuit.
    """

    def at(place: tuple[str, str]) -> str:
        host, prefix = place
        return f"{override}{prefix}" if override else host

    return Addresses(
        consent=f"{at(_CONSENT)}/connect/oauth2",
        token=f"{at(_TOKENS)}/oauth2/v1/tokens/bearer",
        revoke=f"{at(_DEVELOPER)}/v2/oauth2/tokens/revoke",
        api=at(_API[environment]),
    )
