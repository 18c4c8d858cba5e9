"""What a request is: which host, which organisation, what it does there (XERO 1.1, 2)."""

from dataclasses import dataclass
from urllib.parse import unquote

from tests.simulators.cloud.messages import Request

from . import addresses, catalogue

_HOSTS = {
    addresses.AUTHORISE: "authorise",
    addresses.TOKENS: "token",
    addresses.API: "api",
    addresses.CONTROL: "control",
}


@dataclass
class Call:
    #: authorise, token, api, control; "" is no host of Xero's.
    host: str
    #: Of the accounting API, as the header says.
    tenant: str = ""
    #: list, read, create (PUT), save (POST of a list), update (POST to one), delete; of api.xero.com also
    #: "connections"; "unsupported" for what the API does not know.
    kind: str = ""
    #: The name of the endpoint.
    entity: str = ""
    id: str = ""
    sub: str = ""
    sub_id: str = ""

    @property
    def is_api(self) -> bool:
        """A call of the accounting API: limits, tenants and books are of these only."""
        return self.host == "api" and self.kind != "connections"

    @property
    def writes(self) -> bool:
        return self.is_api and self.kind in ("create", "save", "update", "delete")


def call_of(request: Request) -> Call:
    prefix = "/" + request.path.lstrip("/").partition("/")[0]
    call = Call(_HOSTS.get(prefix, ""))
    if call.host != "api":
        return call
    rest = request.path[len(prefix) :]
    if rest.lower().rstrip("/").startswith("/connections"):
        call.kind = "connections"
        call.id = unquote(rest.strip("/").partition("/")[2])
    elif rest.lower().startswith(f"{addresses.ACCOUNTING}/"):
        call.tenant = request.headers.get("xero-tenant-id", "").strip().lower()
        _fill(call, request.method, [unquote(part) for part in rest[len(addresses.ACCOUNTING) :].strip("/").split("/")])
    else:
        call.host = ""
    return call


def _fill(call: Call, method: str, parts: list[str]) -> None:
    call.kind = "unsupported"
    call.entity = catalogue.NAMED.get(parts[0].lower(), "")
    if not call.entity or len(parts) > 4:
        return
    call.id, call.sub, call.sub_id = (*parts[1:], "", "", "")[:3]
    if call.entity == "Organisation" and call.id.lower() == "actions":
        call.id, call.sub = "", "Actions"
    known = {one.lower(): one for one in catalogue.SUBS}
    if call.sub:
        call.sub = known.get(call.sub.lower(), "?")
    if method == "GET":
        call.kind = "read" if call.id and not call.sub else "list"
    elif method == "PUT":
        call.kind = "create"
    elif method == "POST":
        call.kind = "update" if call.id else "save"
    elif method == "DELETE":
        call.kind = "delete"
