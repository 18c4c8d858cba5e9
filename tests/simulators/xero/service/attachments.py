"""Files of documents (XERO 2.8): raw bytes, at most ten of a document, a file of the same name is replaced."""

import uuid

from tests.simulators.cloud.messages import Reply, Request

from ..books import Fault

LARGEST = 10 * 1024 * 1024
MOST = 10
_REFUSED = set('<>:"/\\|?*+\0')


def shown(tenant, base: str, call) -> list[dict]:
    files = tenant.files.get((call.entity, call.id.lower()), {})
    return [
        {
            "AttachmentID": one["id"],
            "FileName": name,
            "Url": f"{base}/{call.entity}/{call.id}/Attachments/{name}",
            "MimeType": one["kind"],
            "ContentLength": len(one["bytes"]),
            "IncludeOnline": one["online"],
        }
        for name, one in files.items()
        if call.sub_id in ("", name, one["id"])
    ]


def content(tenant, call) -> Reply:
    files = tenant.files.get((call.entity, call.id.lower()), {})
    for name, one in files.items():
        if call.sub_id in (name, one["id"]):
            return Reply(200, one["bytes"], one["kind"])
    raise Fault(404, None, "NotFoundException", "The resource you're looking for cannot be found")


def keep(tenant, request: Request, call) -> None:
    """:raise Fault: a name, a size or a number that is not taken; 404 for a document that there is not."""
    tenant.books.read(call.entity, call.id)
    name = call.sub_id
    files = tenant.files.setdefault((call.entity, call.id.lower()), {})
    if not name or set(name) & _REFUSED:
        raise _refused("Attachment file name is not valid")
    if not request.body:
        raise _refused("Attachment file is empty")
    if len(request.body) > LARGEST:
        raise _refused("Attachment file is too large. The maximum file size is 10 MB")
    if name not in files and len(files) >= MOST:
        raise _refused(f"A document has at most {MOST} attachments")
    online = {key.lower(): value for key, value in request.parameters.items()}.get("includeonline", "")
    files[name] = {
        "id": files[name]["id"] if name in files else str(uuid.uuid4()),
        "kind": request.kind or "application/octet-stream",
        "bytes": request.body,
        "online": online.lower() == "true",
    }


def _refused(words: str) -> Fault:
    return Fault(400, 10, "ValidationException", words)
