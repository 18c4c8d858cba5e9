"""HTTP as the connector does it: no redirections followed, cookies kept within a visit, a time-out.

Any object with the same two methods may stand in, for instance one that calls a server in the same process.
"""

from dataclasses import dataclass, field

import requests

TIME_OUT = 100.0  # the stock .NET SOAP client's; Intuit documents none (facts/quickbooks_desktop.md 1.7)


class NoAnswer(Exception):
    """No answer came: unreachable, cut off, or too late. ``certificate`` when TLS was the reason."""

    def __init__(self, words, certificate=False):
        super().__init__(words)
        self.certificate = certificate


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str:
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), "")


class HttpTransport:
    """The real wire. ``verify`` is a certificate bundle, where a test has its own authority."""

    def __init__(self, timeout: float = TIME_OUT, verify: bool | str = True):
        self.timeout = timeout
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy of this machine is none of the simulated one's business
        self._session.verify = verify
        # The real client asks for no compression.
        self._session.headers = {"Accept-Encoding": "identity"}

    def get(self, url: str) -> Reply:
        return self._send("GET", url)

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> Reply:
        return self._send("POST", url, data=body, headers=headers)

    def forget(self) -> None:
        """Drop the cookies: a new visit starts without any."""
        self._session.cookies.clear()

    def _send(self, method, url, **arguments):
        try:
            response = self._session.request(method, url, timeout=self.timeout, allow_redirects=False, **arguments)
        except requests.Timeout as error:
            raise NoAnswer(f"The operation has timed out ({self.timeout:g} s): {url}") from error
        except requests.exceptions.SSLError as error:
            raise NoAnswer(f"The certificate of {url} is not trusted: {error}", certificate=True) from error
        except requests.RequestException as error:
            raise NoAnswer(f"Unable to connect to the remote server: {url}: {error}") from error
        return Reply(response.status_code, dict(response.headers), response.content)
