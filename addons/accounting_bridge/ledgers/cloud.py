"""What a ledger in the cloud is like beside its books: where people let us in, what a sign-in is worth, what it says by
itself and how often it may be called.

The engine keeps one order for all of them (``engine.consent``, ``engine.signing_in``, ``engine.budget``,
``engine.notices``); whatever differs stands in a ``Cloud``, one for each ledger, found by its code (``clouds``).
"""

import abc
import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

from .documents import Kind

# How an application is registered: with a secret of its own, without one (PKCE), or for one company only that let it in
# by itself, so that nobody consents here.
WEB, PKCE, CUSTOM = "web", "pkce", "custom"


@dataclass(frozen=True, slots=True)
class Application:
    """An application as it is registered at the ledger; ``kind`` is one of ``WEB``, ``PKCE`` and ``CUSTOM``."""

    client_id: str
    client_secret: str = field(default="", repr=False)
    kind: str = WEB


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in is worth, with durations in seconds from now; those are 0 where nothing was said.

    ``user_id`` is who signed in, in the words of the ledger, and ``consent_id`` the consent of this time; "" where
    the ledger does not say.
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int = 3600
    refresh_expires_in: int = 0
    hard_expires_in: int = 0
    user_id: str = ""
    consent_id: str = ""


@dataclass(frozen=True, slots=True)
class Tenant:
    """A company that a sign-in opens: ``link_id`` is ended to disconnect it, ``consent_id`` tells the time."""

    id: str
    name: str = ""
    link_id: str = ""
    consent_id: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """``company_id`` is the company it happened in, ``id`` tells it from every other one, also when it comes again.

    Of a merge ``remote_id`` is who is left, ``deleted_id`` who is not.
    """

    company_id: str
    id: str
    kind: str = ""
    remote_id: str = ""
    operation: str = ""
    happened_at: str = ""
    deleted_id: str = ""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often one company may be called by one application.

    ``batches_a_minute`` is 0 where batches are calls like others. ``kept_for_people`` is the share of what a day allows
    that no reading of the schedule may use; 0 where days are not counted.
    """

    calls_a_minute: int
    batches_a_minute: int = 0
    kept_for_people: float = 0.0


@dataclass(frozen=True, slots=True)
class SetUpWords:
    """What is said of an application that is not complete, marked for translation."""

    no_client_id: str
    no_client_secret: str
    no_webhook_secret: str
    # With a place for the ``address``.
    no_https: str
    how_to_end: str


class SignInRefused(Exception):
    """The ledger gives no token, and would give none the next time either: a person must sign in again.

    :param words: a sentence, marked for translation.
    :param code: the ledger's own word for why, such as ``invalid_grant``.
    """

    reason = "sign_in_needed"

    def __init__(self, words: str, code: str = ""):
        super().__init__(words)
        self.code = code


class Cloud(abc.ABC):
    """The contract. Everything that calls is bounded by ``not_after`` (monotonic clock) and raises ``SignInRefused``
    for what is final and ``protocol.Unreachable`` where nobody could say.
    """

    code: str
    # As people know it; a proper name, never translated.
    name: str
    kinds: tuple[str, ...] = (WEB,)
    # One sign-in opens every company that its person let us into, and only the newest one of a person counts.
    is_shared = False
    # Where the ledger signs what it says by itself.
    signature_header: str
    allowance: Allowance
    words: SetUpWords
    # Calls a month that cost nothing, 0 where no call has a price.
    free_calls = 0

    # === SIGNING IN === #

    @abc.abstractmethod
    def places(self, environment: str, override: str = ""):
        """Return where everything is; it has ``api``, which a sign-in is bound to.

        :param override: address of a simulator, checked by ``http.check_address``; "" for the ledger itself.
        """

    @abc.abstractmethod
    def authorize_url(self, places, application, redirect_uri: str, state: str, verifier: str = "") -> str:
        """Return the address of the page where a person consents.

        :param verifier: of PKCE; its digest is in the address, itself it leaves with the code.
        """

    @abc.abstractmethod
    def exchange_code(self, places, application, code, redirect_uri, not_after, verifier="") -> Tokens:
        """Return the tokens that a code of the consent page is worth; it is worth them once."""

    @abc.abstractmethod
    def refresh(self, places, application, refresh_token: str, not_after: float) -> Tokens:
        """Return fresh tokens. The refresh token among them replaces the old one and must be kept before all else."""

    @abc.abstractmethod
    def revoke(self, places, application, refresh_token: str, not_after: float) -> None:
        """End a sign-in with all that it opens."""

    @abc.abstractmethod
    def words_of(self, code: str) -> str:
        """Return the sentence for a refusal, marked for translation."""

    def plain_words(self, host: str, environment: str) -> str:
        """Return why people cannot be sent back to this very machine by http, "" where they can.

        :return: a sentence marked for translation, with places for ``host`` and ``address``.
        """
        return ""

    # === COMPANIES === #

    def company_brought(self, parameters) -> str:
        """Return which company the browser comes back with, "" where the ledger is asked afterwards."""
        return ""

    @abc.abstractmethod
    def is_company(self, company_id: str) -> bool:
        """Return whether a text can be the id of a company there."""

    def tenants(self, places, access_token: str, not_after: float) -> tuple[Tenant, ...]:
        """Return the companies that a sign-in opens; none where the browser brings the one that it is for."""
        return ()

    def leave(self, places, access_token: str, company_id: str, not_after: float) -> None:
        """End what a sign-in opens in one company, and leave the others as they are."""
        raise NotImplementedError(f"{self.code}: a sign-in is for one company")

    # === WHAT IT SAYS BY ITSELF === #

    @abc.abstractmethod
    def read_events(self, body: bytes) -> list[Event]:
        """Return the events of a body, each once. :raise ValueError: it is no JSON at all."""

    def kinds_told(self, kind: str) -> tuple[Kind, ...]:
        """Return what is to be read for an event that tells of a kind, in its own word; nothing where all is to be.

        Only worth a word where each kind is a call of its own.
        """
        return ()

    def verified_by(self, body: bytes, signature: str, secrets: Iterable[str]) -> set[str]:
        """Return which of the secrets the signature of a body was made with; none for a forged one."""
        return signed_with(body, signature, secrets)


def signed_with(body: bytes, signature: str, secrets: Iterable[str]) -> set[str]:
    """Return which of the secrets a signature was made with: HMAC of SHA-256 over the bytes as they came, in base 64.

    Every one is tried, so that the time it takes says nothing about which of them would have fitted.
    """
    try:
        given = base64.b64decode(signature, validate=True)
    except (ValueError, binascii.Error):
        given = b""
    made = {secret: hmac.new(secret.encode(), body, hashlib.sha256).digest() for secret in secrets if secret}
    return {secret for secret, digest in made.items() if hmac.compare_digest(digest, given)}


def challenge_of(verifier: str) -> str:
    """Return what stands in the address of a consent for a verifier of PKCE (S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
