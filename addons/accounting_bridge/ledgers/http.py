"""HTTP as the cloud ledgers are spoken to: one attempt, bounded in time and size, with nothing secret in any word.

What a caller has to know is whether the bytes left. ``Unreachable`` says that they surely did not, ``Unanswered``
that they may have and no whole answer came back; everything else is an ``Answer``, whatever its status.

Nothing is tried again here: who tries again must know what it would do twice. Redirects are not followed, since the
header of the sign-in would go wherever they point. Proxies of the server's environment are used.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError

from .protocol import Unanswered, Unreachable

CONNECT_SECONDS = 10.0
# A call that has less time than this for its answer does not leave: it would only raise a question.
LEAST_SECONDS = 3.0
MAX_BYTES = 64 * 1024 * 1024
_PIECE = 64 * 1024


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


NO_NAME = _("Its address could not be found.")
NO_CONNECTION = _("No connection could be made.")
NO_TRUST = _("The certificate at its address is not to be trusted.")
NO_TIME = _("There was no time left to call it.")
TOO_SLOW = _("It did not answer in time.")
BROKEN_OFF = _("The connection broke off before the answer was complete.")
TOO_LONG = _("The answer was longer than anything it may say.")

# === ADDRESSES === #


class UnsafeAddress(ValueError):
    """An address to which nothing secret may be sent."""


def check_address(address: str) -> str:
    """Return an address of a ledger without the slash at its end: https, or http to this very machine.

    :raise UnsafeAddress: it is anything else.
    """
    parts = urlsplit(address.strip())
    plain = parts.scheme == "http" and _is_loopback(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or plain) or parts.username or parts.query or parts.fragment:
        raise UnsafeAddress("A ledger is called by https, or by http on this very machine.")
    return address.strip().rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


# === SECRETS === #

HIDDEN = "***"
_NAMES = r"access_token|refresh_token|id_token|client_secret|token|password|authorization"
_SECRETS = (
    re.compile(r"(\b(?:Bearer|Basic)\s+)[\w.~+/=-]+", re.IGNORECASE),
    # {"access_token": "..."} and its like, also cut off in the middle. The "code" of a fault is no secret.
    re.compile(rf"""(["'](?:{_NAMES})["']\s*:\s*["'])[^"']*""", re.IGNORECASE),
    # refresh_token=...&, as in forms, and code=...&state=... as in the address of a callback
    re.compile(rf"""(\b(?:{_NAMES}|code|state)=)[^&\s"']+""", re.IGNORECASE),
)


def redact(text: str) -> str:
    """Return a text that may be logged and shown: what signs anybody in is hidden in it."""
    for secret in _SECRETS:
        text = secret.sub(rf"\g<1>{HIDDEN}", text)
    return text


class Bearer(AuthBase):
    """An access token on the request. Given as ``auth`` nothing of the server's own (.netrc) takes its place."""

    def __init__(self, token: str):
        self._token = token

    def __call__(self, request):
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def __repr__(self):
        return f"Bearer({HIDDEN})"


class Nobody(AuthBase):
    """No sign-in on the request, whatever the server's own .netrc may have for the address."""

    def __call__(self, request):
        return request


# === CALLS === #


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole: ``headers`` by their names in lower case."""

    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def is_json(self) -> bool:
        return "json" in self.headers.get("content-type", "").lower()


class Caller:
    """Calls until ``not_after`` (monotonic clock) and no longer. Use it as a context: it holds connections open.

    :param max_bytes: of an answer, unpacked.
    """

    def __init__(self, not_after: float, *, max_bytes: int = MAX_BYTES):
        self._not_after = not_after
        self._max_bytes = max_bytes
        self._session = requests.Session()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, _Adapter())

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._session.close()

    @property
    def seconds_left(self) -> float:
        return self._not_after - time.monotonic()

    def call(self, method: str, url: str, *, auth: AuthBase, parameters=None, headers=None, body="") -> Answer:
        """Make one call.

        :param body: text, sent as UTF-8.
        :raise Unreachable: nothing left.
        :raise Unanswered: the bytes may have left, and no whole answer came back.
        """
        check_address(f"{urlsplit(url).scheme}://{urlsplit(url).netloc}")
        left = self.seconds_left
        if left < LEAST_SECONDS:
            raise Unreachable(NO_TIME)
        started = time.monotonic()
        try:
            response = self._session.request(
                method,
                url,
                params=parameters,
                data=body.encode() or None,
                headers=headers,
                auth=auth,
                timeout=left,
                stream=True,
                allow_redirects=False,
            )
        except requests.RequestException as problem:
            raise _meaning_of(problem) from None
        with response:
            content = read_whole(response.raw, self._not_after, self._max_bytes)
        return Answer(
            response.status_code,
            _text_of(response, content),
            {name.lower(): value for name, value in response.headers.items()},
            time.monotonic() - started,
        )


def read_whole(raw, not_after: float, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the body of an answer of urllib3, unpacked. Whoever sends it drop by drop has the same time for all of it.

    :param not_after: time on the monotonic clock.
    :raise Unanswered: no whole body came until then.
    """
    pieces, size = [], 0
    try:
        while True:
            _bound(raw, not_after)
            piece = raw.read1(_PIECE, decode_content=True)
            if not piece:
                break
            pieces.append(piece)
            size += len(piece)
            if size > max_bytes:
                raise Unanswered(TOO_LONG)
        _assert_whole(raw, size)
    except TimeoutError:
        raise Unanswered(TOO_SLOW) from None
    except (HTTPError, OSError):
        raise Unanswered(TOO_SLOW if not_after <= time.monotonic() else BROKEN_OFF) from None
    return b"".join(pieces)


def _bound(raw, not_after: float):
    """Let the next piece come within the time that is left for all of them.

    :raise Unanswered: none is left.
    """
    left = not_after - time.monotonic()
    if left <= 0:
        raise Unanswered(TOO_SLOW)
    socket = getattr(raw.connection, "sock", None)
    if socket:
        socket.settimeout(left)


class _Adapter(HTTPAdapter):
    """One attempt; of the time for an answer, connecting may take only a part."""

    def __init__(self):
        super().__init__(max_retries=0)

    def send(self, request, stream=False, timeout=None, verify=True, cert=None, proxies=None):
        bounds = (min(CONNECT_SECONDS, timeout), timeout)
        return super().send(request, stream, bounds, verify, cert, proxies)


def _meaning_of(problem: requests.RequestException) -> Unreachable | Unanswered:
    """Return what an exception says about the bytes; what does not surely say that they stayed, left."""
    cause = problem.args[0] if problem.args else None
    cause = getattr(cause, "reason", cause)
    if isinstance(cause, NameResolutionError):
        return Unreachable(NO_NAME)
    if isinstance(problem, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return Unreachable(NO_CONNECTION)
    if isinstance(cause, NewConnectionError):
        return Unreachable(NO_CONNECTION)
    if isinstance(problem, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(cause):
        return Unreachable(NO_TRUST)
    if isinstance(problem, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return Unreachable(NO_NAME)
    if isinstance(problem, requests.Timeout):
        return Unanswered(TOO_SLOW)
    return Unanswered(BROKEN_OFF)


def _assert_whole(raw, size: int):
    """:raise Unanswered: fewer bytes came than were announced, or none and nothing was announced: cut off before."""
    silent = not size and not {"content-length", "transfer-encoding"} & {name.lower() for name in raw.headers}
    if raw.length_remaining or (silent and raw.status == 200):
        raise Unanswered(BROKEN_OFF)


def _text_of(response, content: bytes) -> str:
    encoding = response.encoding if "charset" in response.headers.get("content-type", "").lower() else "utf-8"
    try:
        return content.decode(encoding or "utf-8", errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")


# === RETRY-AFTER === #

# Whatever a header says: nobody is kept quiet for longer, since a clock that is wrong would end the connection.
LONGEST_QUIET = 3600.0


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Return the seconds of quiet that an answer asks for: a number of seconds or a date. ``None`` without a word."""
    said = headers.get("retry-after", "").strip()
    if not said:
        return None
    if said.isascii() and said.isdigit():
        seconds = float(said)
    else:
        try:
            until = parsedate_to_datetime(said)
        except ValueError:
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        seconds = (until - (now or datetime.now(UTC))).total_seconds()
    return min(max(seconds, 0.0), LONGEST_QUIET)
