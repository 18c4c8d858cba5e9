"""The hosts of Xero as path prefixes of one address, so that a call to the wrong host is seen (XERO 1.1)."""

from dataclasses import dataclass

#: login.xero.com
AUTHORISE = "/login"
#: identity.xero.com
TOKENS = "/identity"
#: api.xero.com
API = "/api"
#: Ours: for tests and the demo.
CONTROL = "/control"

#: Behind API.
ACCOUNTING = "/api.xro/2.0"


@dataclass(frozen=True)
class Addresses:
    """Every address of a running service; ``base`` is like http://127.0.0.1:8080, without a slash at the end."""

    base: str

    @property
    def authorise(self) -> str:
        return f"{self.base}{AUTHORISE}/identity/connect/authorize"

    @property
    def token(self) -> str:
        return f"{self.base}{TOKENS}/connect/token"

    @property
    def revoke(self) -> str:
        return f"{self.base}{TOKENS}/connect/revocation"

    @property
    def issuer(self) -> str:
        return f"{self.base}{TOKENS}"

    @property
    def jwks(self) -> str:
        return f"{self.base}{TOKENS}/.well-known/openid-configuration/jwks"

    @property
    def api(self) -> str:
        """What xero-python's IdentityApi takes as its base_url: /connections is behind it."""
        return f"{self.base}{API}"

    @property
    def accounting(self) -> str:
        """What xero-python's AccountingApi takes as its base_url."""
        return f"{self.base}{API}{ACCOUNTING}"

    @property
    def connections(self) -> str:
        return f"{self.api}/connections"

    @property
    def control(self) -> str:
        return f"{self.base}{CONTROL}"
