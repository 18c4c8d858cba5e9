"""Xero's own client with its traps closed (facts 1.5 to 1.8). Imported only where a call is made.

======================================  =====================================================================
what it does by itself                  what is done here
======================================  =====================================================================
its settings are one object for all     a fresh copy for each client, and no token in it at all: ours is a header
it renews tokens, once in each thread   it is given no getter and asked for no sign-in
a dropped PUT is sent three times more  no attempt but the first, and no redirect
it waits for ever                       one end for all of an answer, in whole seconds for nobody
an answer other than 2xx is read        every answer is read by ``http.read_whole``
  without bound, and raised
a body goes through floats              our text leaves as it is
nothing is packed                       gzip is asked for
proxies are not looked for              those of the server's environment are used
======================================  =====================================================================
"""

import time
from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.rest import RESTClientObject

from ..http import (
    BROKEN_OFF,
    CONNECT_SECONDS,
    MAX_BYTES,
    NO_CONNECTION,
    NO_NAME,
    NO_TRUST,
    TOO_SLOW,
    Answer,
    check_address,
    read_whole,
)
from ..protocol import Unanswered, Unreachable

# Its answers cannot be read by Xero's library: a renewed token would be lost (facts 1.5).
BROKEN_URLLIB3 = "2.6.0"
USER_AGENT = "accounting-bridge/19.0"


def is_usable() -> bool:
    """Return whether the libraries of this server can be trusted with Xero."""
    return urllib3.__version__ != BROKEN_URLLIB3


class Caller:
    """Calls until ``not_after`` (monotonic clock) and no longer. Use it as a context: it holds connections open."""

    def __init__(self, base: str, not_after: float, *, max_bytes: int = MAX_BYTES):
        """:param base: address of the host, such as https://api.xero.com"""
        self._base = check_address(base)
        configuration = Configuration()
        configuration.oauth2_token = None
        configuration.proxy = _proxy_for(base)
        self._client = ApiClient(configuration)
        self._client.user_agent = USER_AGENT
        self._client.set_default_header("Accept-Encoding", "gzip")
        self._client.rest_client = self._rest = _Rest(configuration, not_after, max_bytes)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._rest.pool_manager.clear()

    @property
    def seconds_left(self) -> float:
        return self._rest.seconds_left

    def call(
        self, method: str, path: str, *, token: str, parameters: Mapping = (), headers: Mapping = (), text=""
    ) -> Answer:
        """Make one call.

        :param path: below the address of the service.
        :param text: the exact body.
        :raise Unreachable: nothing left.
        :raise Unanswered: the bytes may have left, and no whole answer came back.
        """
        given = {"Accept": "application/json", **dict(headers), "Authorization": f"Bearer {token}"}
        if text:
            given["Content-Type"] = "application/json"
        return self._client.call_api(
            f"{self._base}/{quote(path, safe='/')}",
            method,
            query_params=dict(parameters),
            header_params=given,
            body=text or None,
            auth_settings=None,
            _preload_content=False,
            _return_http_data_only=True,
        )


class _Rest(RESTClientObject):
    """The way out: one attempt, our bytes, an end for all of it."""

    def __init__(self, configuration, not_after: float, max_bytes: int):
        super().__init__(configuration, maxsize=1)
        self._not_after = not_after
        self._max_bytes = max_bytes

    @property
    def seconds_left(self) -> float:
        return self._not_after - time.monotonic()

    def request(self, method, url, query_params=None, headers=None, body=None, **_unused) -> Answer:
        if query_params:
            url += "?" + urlencode(query_params, quote_via=quote)
        started, left = time.monotonic(), max(self.seconds_left, 0.001)
        try:
            response = self.pool_manager.urlopen(
                method.upper(),
                url,
                body=body.encode() if body else None,
                headers=headers,
                retries=False,
                redirect=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, left), read=left),
            )
        except (HTTPError, OSError) as problem:
            raise _meaning_of(problem) from None
        whole = False
        try:
            content = read_whole(response, self._not_after, self._max_bytes)
            whole = True
        finally:
            # What was not read to its end cannot carry another call.
            response.release_conn() if whole else response.close()
        return Answer(
            response.status,
            content.decode("utf-8", errors="replace"),
            {name.lower(): value for name, value in response.headers.items()},
            time.monotonic() - started,
        )


def _meaning_of(problem: Exception) -> Unreachable | Unanswered:
    """Return what an exception says about the bytes; what does not surely say that they stayed, left."""
    cause = getattr(problem, "original_error", None) or problem
    if isinstance(cause, NameResolutionError):
        return Unreachable(NO_NAME)
    # A connection that was never made, to it or to a proxy on the way.
    if isinstance(problem, urllib3.exceptions.ConnectTimeoutError | urllib3.exceptions.ProxyError | NewConnectionError):
        return Unreachable(NO_CONNECTION)
    if isinstance(cause, urllib3.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(cause):
        return Unreachable(NO_TRUST)
    if isinstance(problem, urllib3.exceptions.LocationValueError):
        return Unreachable(NO_NAME)
    if isinstance(problem, urllib3.exceptions.TimeoutError | TimeoutError):
        return Unanswered(TOO_SLOW)
    return Unanswered(BROKEN_OFF)


def _proxy_for(base: str) -> str | None:
    """Return the proxy that the server's environment names for an address."""
    parts = urlsplit(base)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
