"""POST /upload (QBO 2.9): files with their metadata as multipart/form-data."""

import base64
import binascii
import re
from dataclasses import dataclass
from email.parser import BytesHeaderParser

from ..books import exact_json
from ..books.faults import Fault, Faults
from .answers import fault

LARGEST = 100 * 1024 * 1024
#: "Use the real MIME type (6041)": how files of these types begin.
_BEGINNINGS = {"application/pdf": b"%PDF", "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8", "image/gif": b"GIF8"}
_PART = re.compile(r"file_(metadata|content)_(\w+)")


@dataclass
class Part:
    name: str
    file_name: str
    kind: str
    content: bytes


def files(request, tenant, largest: int = LARGEST) -> dict:
    """{"AttachableResponse": [...]}: of each file its Attachable or a Fault.

    :raise Fault: the request as a whole.
    """
    if len(request.body) > largest:
        raise Fault(6030, "Upload too large", f"A request has {largest} bytes at most")
    uploads: dict[str, dict[str, Part]] = {}
    for part in _parts(request):
        match = _PART.fullmatch(part.name)
        if match is None:
            raise Fault(2010, "Request has invalid or unsupported property", f"part {part.name}")
        uploads.setdefault(match.group(2), {})[match.group(1)] = part
    if not uploads:
        raise Fault(6041, "Invalid uploaded file", "There is no file in the request")
    return {"AttachableResponse": [_one(tenant, pair) for _number, pair in sorted(uploads.items())]}


def _one(tenant, pair) -> dict:
    try:
        metadata = _metadata(pair.get("metadata"))
        content = pair.get("content")
        if content is None:
            raise Fault(6041, "Invalid uploaded file", "file_content is missing")
        beginning = _BEGINNINGS.get(content.kind)
        if not content.content or (beginning and not content.content.startswith(beginning)):
            raise Fault(6041, "Invalid uploaded file", f"The content is not {content.kind}")
        stored = tenant.company.upload(metadata, content.content, content.file_name, content.kind)
        tenant.written(tenant.realm, "Attachable")
        return {"Attachable": stored}
    except (Fault, Faults) as problem:
        return {"Fault": fault([one.shown() for one in problem.errors], problem.kind)}


def _metadata(part) -> dict:
    if part is None:
        return {}
    try:
        value = exact_json.loads(part.content)
    except ValueError:
        value = None
    # The metadata stands bare or under its name.
    value = value.get("Attachable", value) if isinstance(value, dict) else None
    if not isinstance(value, dict):
        raise Fault(6040, "Metadata is not an Attachable", "file_metadata is not the JSON of an Attachable")
    return dict(value)


def _parts(request) -> list[Part]:
    """Read by hand: a file may hold any bytes, and python-quickbooks ends its lines with LF alone."""
    boundary = re.search(r'boundary="?([^";]+)"?', request.headers.get("Content-Type", ""))
    if request.kind != "multipart/form-data" or boundary is None:
        raise Fault(1050, "Invalid content type", "An upload is multipart/form-data")
    mark = rb"(?:^|\r?\n)--" + re.escape(boundary.group(1).encode()) + rb"(?:--)?[ \t]*(?=\r?\n|$)"
    pieces = re.split(mark, request.body)[1:]
    return [_part(piece) for piece in pieces if piece.strip()]


def _part(piece: bytes) -> Part:
    match = re.search(rb"\r?\n\r?\n", piece)
    if match is None:
        raise Fault(6041, "Invalid uploaded file", "A part without a head")
    head = BytesHeaderParser().parsebytes(piece[: match.start()].lstrip(b"\r\n") + b"\r\n\r\n")
    content = piece[match.end() :]
    if head.get("Content-Transfer-Encoding", "").lower() == "base64":
        try:
            content = base64.b64decode(b"".join(content.split()), validate=True)
        except binascii.Error:
            raise Fault(6041, "Invalid uploaded file", "The content is not base64") from None
    name = head.get_param("name", "", header="Content-Disposition")
    file_name = head.get_param("filename", "", header="Content-Disposition")
    return Part(str(name), str(file_name), head.get_content_type(), content)
