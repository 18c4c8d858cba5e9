"""What the API does for a call that passed the gateway (QBO 2.1, 2.9, 3, 4)."""

from ..books import exact_json
from ..books.catalogue import ENTITIES
from ..books.faults import Fault, Faults
from . import cdc, query, upload
from .batch import Batch
from .calls import Call
from .messages import Request
from .request_ids import Outcome
from .tenant import Tenant, refused, unsupported

_DUPLICATES = "allowduplicatedocnum"


class Api:
    """``answer`` gives status and content; the front puts the time behind it."""

    def __init__(self, switches, clock, upload_limit: int = upload.LARGEST):
        self._switches = switches
        self._clock = clock
        self._upload_limit = upload_limit

    def answer(self, tenant: Tenant, request: Request, call: Call, after_item=None) -> Outcome:
        """``after_item(number)`` is called in a batch, behind each item.

        Refusals are outcomes too: HTTP 400 as a rule, 200 of a batch whose items failed.
        """
        try:
            if call.kind == "batch":
                return self._batch(tenant, request, after_item)
            if call.kind == "query":
                return self._query(tenant, request)
            if call.kind == "cdc":
                return Outcome(200, cdc.changes(tenant, request.parameters, self._clock, self._switches))
            if call.kind == "read":
                return self._read(tenant, call)
            if call.kind == "upload":
                return self._upload(tenant, request)
            if call.kind in ("create", "update", "delete", "void"):
                return self._write(tenant, request, call)
            raise unsupported(request.method, request.path)
        except (Fault, Faults) as problem:
            return refused(problem)

    # --- reading ---

    def _query(self, tenant, request) -> Outcome:
        if request.method == "GET":
            statement = request.parameters.get("query", "")
        elif request.kind != "application/text":
            raise _content_type("A query is sent as application/text")
        else:
            statement = _decoded(request.body)
        asked = query.parse(statement)
        return Outcome(200, {"QueryResponse": query.run(asked, ENTITIES, tenant.company.objects, self._switches)})

    @staticmethod
    def _read(tenant, call) -> Outcome:
        record_id = call.id
        if ENTITIES[call.entity].kind == "single":
            # Of these there is one: GET companyinfo/<realm>, GET preferences (QBO 2.3).
            if record_id not in ("", tenant.realm, "1"):
                raise Fault(610, "Object Not Found", f"{call.entity} {record_id} is of another company")
            return Outcome(200, {call.entity: tenant.company.objects(call.entity)[0]})
        if not record_id:
            raise unsupported("read", call.entity)
        return Outcome(200, {call.entity: tenant.company.read(call.entity, record_id)})

    # --- writing ---

    def _write(self, tenant, request, call) -> Outcome:
        body = _json(request)
        if isinstance(body, dict) and len(body) == 1 and call.entity in body:
            raise Fault(
                2010, "Request has invalid or unsupported property", f"Property Name:{call.entity}: the body is bare"
            )
        given = request.parameters
        return tenant.write(call.kind, call.entity, body, _options(given), given.get("requestid", ""))

    def _upload(self, tenant, request) -> Outcome:
        with tenant.lock:
            return tenant.request_ids.once(
                request.parameters.get("requestid", ""),
                lambda: Outcome(200, upload.files(request, tenant, self._upload_limit)),
            )

    def _batch(self, tenant, request, after_item) -> Outcome:
        given = request.parameters
        batch = Batch(tenant, self._switches, given.get("requestid", ""), _options(given), after_item)
        return Outcome(200, batch.answer(_json(request)))


def _options(given: dict) -> dict:
    return {"allow_duplicate_number": _DUPLICATES in given.get("include", "").split(",")}


def _json(request):
    """:raise Fault: 1050 another content type, 500 not UTF-8, 2010 not JSON."""
    if request.kind != "application/json":
        raise _content_type("The body is sent as application/json")
    try:
        return exact_json.loads(_decoded(request.body))
    except ValueError:
        words = "Property Name:Can not instantiate the object from the JSON text"
        raise Fault(2010, "Request has invalid or unsupported property", words) from None


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Fault(500, "Unsupported Operation", "The body is not valid UTF-8") from None


def _content_type(words: str) -> Fault:
    return Fault(1050, "Invalid content type", words)
