"""Xero's own OpenAPI file as the judge of every request that reaches the service, and of every answer that it gives.

The file stands beside the repository and may not enter it: where it is missing nothing is judged, and the tests that
exist for the judgement alone are skipped by name.
"""

import re
import threading
from functools import cache

import yaml
from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from tests.simulators.tests.xero.books.schema import REFERENCE, Schema
from tests.simulators.xero.service.catalogue import ENDPOINTS

MISSING = "the reference texts are not beside the repository"
_PREFIX = "/api"
#: Answers that the file knows; the gateway's (401, 403, 429 ...) it does not.
_JUDGED = (200, 204, 400)
_FLAGS = re.compile(rb'(, )?"Has(Attachments|Errors|ValidationErrors|Account)": false')
_SINCE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_HEADERS = ("xero-tenant-id", "Idempotency-Key", "If-Modified-Since")


def is_there() -> bool:
    return REFERENCE.exists()


@cache
def description() -> OpenAPI:
    """Without its scopes, which are the broad ones of old (XERO 1.3)."""
    text = (REFERENCE / "xero_accounting.yaml").read_text(encoding="utf-8")
    value = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for path in value["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                operation.pop("security", None)
    return OpenAPI.from_dict(value, config=Config(spec_validator_cls=None))


@cache
def schema() -> Schema:
    return Schema()


def words(problem: Exception) -> str:
    """What openapi-core has to say, with what stands behind it."""
    told, cause = str(problem).partition(" not valid for schema")[0][-300:], problem.__cause__
    inner = [one.message[:300] for one in getattr(cause, "schema_errors", ())]
    return "; ".join([told, *inner] if inner else [told, str(cause or "")[:300]])


class Judge:
    """A listener of the journal: keeps what it has against requests and answers until it is asked.

    ``requests`` and ``answers`` are how many it judged; ``found`` its complaints.
    """

    def __init__(self):
        self.found: list[str] = []
        self.requests = 0
        self.answers = 0
        #: xero-python sends flags that the file calls read-only, always false: harmless (XERO 1.8).
        self.of_the_sdk = False
        self._lock = threading.Lock()

    def __call__(self, request, reply, entry):
        if not is_there() or entry.host != "api" or entry.kind in ("connections", "unsupported"):
            return
        if entry.status not in _JUDGED or entry.note or "/Attachments" in entry.path:
            # Spoiled on order, or of a gateway that no file describes; and files may be of any kind.
            return
        if entry.status == 400 and entry.method == "GET":
            # The file knows refusals of writes only.
            return
        with self._lock:
            asked = self._asked(request)
            if entry.status != 400:
                self._judge(entry, "sent", description().validate_request, asked)
                self.requests += 1
            if "application/json" in reply.kind:
                answer = MockResponse(reply.body, entry.status, content_type="application/json")
                self._judge(entry, "answered", description().validate_response, asked, answer)
                self._fields(entry, reply)
                self.answers += 1

    def _asked(self, request) -> MockRequest:
        parts = request.path[len(_PREFIX) :].split("/")
        # A code in place of an id is documented beside the file (XERO 2.3, 7), which has ids only.
        if len(parts) > 4 and parts[3] in ("Items", "Invoices", "CreditNotes") and "-" not in parts[4][8:9]:
            parts[4] = "00000000-0000-4000-8000-000000000000"
        headers = {name: request.headers[name] for name in _HEADERS if request.headers.get(name)}
        headers.setdefault("xero-tenant-id", "")
        since = headers.pop("If-Modified-Since", "")
        if _SINCE.fullmatch(since):
            # UTC without a zone is what Xero documents (XERO 3.4); the file would have one.
            headers["If-Modified-Since"] = f"{since}Z"
        body = (_FLAGS.sub(b"", request.body) if self.of_the_sdk else request.body) or None
        kind = request.kind or "application/json"
        return MockRequest(
            "https://api.xero.com",
            request.method.lower(),
            "/".join(parts),
            args=request.parameters,
            headers=headers,
            data=body,
            content_type=kind,
        )

    def _judge(self, entry, what, validate, *given):
        try:
            validate(*given)
        except OpenAPIError as problem:
            self.found.append(f"{entry.number} {entry.method} {entry.path}, {what}: {words(problem)}")

    def _fields(self, entry, reply):
        """Fields that the file does not have, which openapi-core lets pass."""
        listing = ENDPOINTS.get(entry.entity)
        value = reply.value
        if entry.status != 200 or listing is None or not isinstance(value.get(listing.wrapper), list):
            return
        name = schema().schemas[listing.wrapper]["properties"][listing.wrapper]["items"]["$ref"].rpartition("/")[2]
        for one in value[listing.wrapper]:
            if one.get("StatusAttributeString") == "ERROR" or one.get("ValidationErrors"):
                # It comes back as it was sent.
                continue
            self.found += [f"{entry.number} {entry.path}, answered: {words}" for words in schema().findings(name, one)]

    def verdict(self) -> None:
        assert not self.found, "\n".join(self.found[:20])
