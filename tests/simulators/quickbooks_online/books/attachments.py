"""Uploads: a file and its metadata (facts 2.9)."""

import base64
import re

from .faults import gone, refuse, required
from .handlers import files
from .shapes import Reader

MOST_BYTES = 100 * 1024 * 1024
_MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")


def upload(company, metadata: dict | None, content: bytes, file_name: str, content_type: str) -> dict:
    given = dict(metadata or {})
    read = Reader("Attachable", company.switches, company.profile.american).read(given)
    new = {name: value for name, value in read.items() if value is not None}
    new.setdefault("FileName", file_name or None)
    new.setdefault("ContentType", content_type or None)
    if not new["FileName"]:
        raise required("FileName")
    if not new["ContentType"] or not _MIME.fullmatch(new["ContentType"].lower()):
        raise refuse(6041, f"{new['ContentType']} is no type of a file", "ContentType")
    if len(content) > MOST_BYTES:
        raise refuse(6030, f"{len(content)} bytes are more than 100 MB")
    new["Id"] = company.next_id("attachable")
    files.settle(company, new)
    new["Size"] = len(content)
    new["FileAccessUri"] = f"/v3/company/{company.realm}/download/{new['Id']}"
    new["TempDownloadUri"] = f"https://files.example/{company.realm}/{new['Id']}/{new['FileName']}"
    company.store.put("#files", new["Id"], base64.b64encode(content).decode())
    return company.write("Attachable", new, None)


def content(company, attachable_id: str) -> bytes:
    kept = company.store.get("#files", attachable_id)
    if kept is None:
        raise gone("there is no such file")
    return base64.b64decode(kept)
