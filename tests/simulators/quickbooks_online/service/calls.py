"""What a request is: which host, which company, what it does there, what it costs (QBO 2.1, 5)."""

from dataclasses import dataclass

from ..books import exact_json
from ..books.catalogue import ENTITIES
from . import addresses
from .messages import Request

#: Path -> entity: "POST /v3/company/<realm>/<entity lower case>".
ENTITY_OF = {name.lower(): name for name in ENTITIES if name != "TaxService"}
#: Writes are Core, free; all else is CorePlus, metered (QBO 5).
CORE = ("create", "update", "delete", "void", "upload")
_HOSTS = {
    addresses.AUTHORISE: "authorise",
    addresses.TOKENS: "token",
    addresses.DEVELOPER: "developer",
    addresses.ACCOUNTS: "accounts",
    addresses.SANDBOX_ACCOUNTS: "accounts",
    addresses.API: "production",
    addresses.SANDBOX_API: "sandbox",
    addresses.CONTROL: "control",
}
#: QBO 2.1: how each kind is voided; as (operation, include).
_VOIDS = {"Invoice": ("void", ""), "Payment": ("update", "void")}


@dataclass
class Call:
    #: One of _HOSTS' names; production and sandbox are the API; "" is no host of Intuit's.
    host: str
    realm: str = ""
    #: create, update, delete, void, upload, read, query, cdc, batch; "unsupported" for what the API does not know.
    kind: str = ""
    entity: str = ""
    #: The record that is read.
    id: str = ""

    @property
    def is_api(self) -> bool:
        return self.host in addresses.API_OF

    @property
    def metered(self) -> str:
        """Core or CorePlus; "" outside the API."""
        if not self.is_api:
            return ""
        return "Core" if self.kind in CORE else "CorePlus"


def call_of(request: Request) -> Call:
    prefix = "/" + request.path.lstrip("/").partition("/")[0]
    call = Call(_HOSTS.get(prefix, ""))
    if not call.is_api:
        return call
    parts = request.path[len(prefix) :].strip("/").split("/")
    if parts[:2] != ["v3", "company"] or len(parts) < 4:
        call.host = ""
        return call
    call.realm = parts[2]
    _fill(call, request, parts[3:])
    return call


def _fill(call, request, parts):
    call.kind = "unsupported"
    if parts == ["taxservice", "taxcode"] and request.method == "POST":
        call.kind, call.entity = "create", "TaxService"
    elif parts[0] in ("query", "cdc", "batch", "upload") and len(parts) == 1:
        if request.method in {"query": ("GET", "POST"), "cdc": ("GET",)}.get(parts[0], ("POST",)):
            call.kind = parts[0]
    elif parts[0] in ENTITY_OF and len(parts) <= 2:
        call.entity = ENTITY_OF[parts[0]]
        if request.method == "GET":
            call.id = parts[1] if len(parts) == 2 else ""
            call.kind = "read" if call.id or call.entity in ("Preferences", "ExchangeRate") else "unsupported"
        elif len(parts) == 1:
            call.kind = _write(call.entity, request)


def _write(entity, request) -> str:
    given = request.parameters
    operation = given.get("operation", "")
    includes = given.get("include", "").split(",")
    wanted, include = _VOIDS.get(entity, ("", ""))
    if wanted and operation == wanted and (not include or include in includes):
        return "void"
    if operation in ("delete", "update"):
        return operation if "void" not in includes else "unsupported"
    if operation:
        return "unsupported"
    return "update" if has_id(request) else "create"


def has_id(request) -> bool:
    """An update is a body with an Id, at the same address as a create."""
    try:
        body = exact_json.loads(request.body)
    except ValueError:
        return False
    return isinstance(body, dict) and body.get("Id") is not None
