"""The hosts of Intuit as path prefixes of one address, so that a call to the wrong host is seen (QBO 1.1)."""

from dataclasses import dataclass

#: appcenter.intuit.com
AUTHORISE = "/appcenter"
#: oauth.platform.intuit.com
TOKENS = "/oauth"
#: developer.api.intuit.com (and developer.intuit.com, where intuitlib asks for the discovery document)
DEVELOPER = "/developer"
#: accounts.platform.intuit.com and sandbox-accounts.platform.intuit.com
ACCOUNTS = "/accounts"
SANDBOX_ACCOUNTS = "/sandbox-accounts"
#: quickbooks.api.intuit.com and sandbox-quickbooks.api.intuit.com
API = "/quickbooks"
SANDBOX_API = "/sandbox-quickbooks"
#: Ours: for tests and the demo.
CONTROL = "/control"

API_OF = {"production": API, "sandbox": SANDBOX_API}


@dataclass(frozen=True)
class Addresses:
    """Every address of a running service; ``base`` is like http://127.0.0.1:8080, without a slash at the end."""

    base: str

    @property
    def authorise(self) -> str:
        return f"{self.base}{AUTHORISE}/connect/oauth2"

    @property
    def token(self) -> str:
        return f"{self.base}{TOKENS}/oauth2/v1/tokens/bearer"

    @property
    def jwks(self) -> str:
        return f"{self.base}{TOKENS}/op/v1/jwks"

    @property
    def issuer(self) -> str:
        return f"{self.base}{TOKENS}/op/v1"

    @property
    def revoke(self) -> str:
        return f"{self.base}{DEVELOPER}/v2/oauth2/tokens/revoke"

    def discovery(self, environment: str = "production") -> str:
        name = "openid_sandbox_configuration" if environment == "sandbox" else "openid_configuration"
        return f"{self.base}{DEVELOPER}/.well-known/{name}"

    def userinfo(self, environment: str = "production") -> str:
        host = SANDBOX_ACCOUNTS if environment == "sandbox" else ACCOUNTS
        return f"{self.base}{host}/v1/openid_connect/userinfo"

    def api(self, environment: str = "production") -> str:
        """Without /v3, as the host is."""
        return f"{self.base}{API_OF[environment]}"

    @property
    def control(self) -> str:
        return f"{self.base}{CONTROL}"
