"""The bodies of answers: envelopes, refusals of the API and of the gateway, XML for who asks for no JSON (XERO 6)."""

import uuid
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import format_datetime
from xml.etree import ElementTree

from tests.simulators.cloud.messages import Reply


def moment(at: datetime) -> str:
    """As bodies have times: /Date(1552326816230)/."""
    return f"/Date({int(at.timestamp() * 1000)})/"


def http_date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)


def envelope(app: str, now: datetime, content: dict) -> dict:
    """What is around the objects of every good answer (XERO 3.4)."""
    head = {"Id": str(uuid.uuid4()), "Status": "OK", "ProviderName": app, "DateTimeUTC": moment(now)}
    return {**head, **content}


def refusal(number: int | None, kind: str, message: str, elements=()) -> dict:
    """The body of a 400 (XERO 6)."""
    value = {"ErrorNumber": number, "Type": kind, "Message": message}
    if number is None:
        del value["ErrorNumber"]
    return {**value, "Elements": list(elements)} if elements else value


def problem(status: int, title: str, detail: str) -> Reply:
    """What the gateway says: 401, 403 (XERO 6)."""
    value = {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": str(uuid.uuid4()),
        "Extensions": {},
    }
    return Reply.json(value, status)


def unauthorised(detail: str, challenge: str = "") -> Reply:
    reply = problem(401, "Unauthorized", detail)
    if challenge:
        reply.headers["WWW-Authenticate"] = challenge
    return reply


def forbidden() -> Reply:
    """The organisation is not, or no longer, connected; or none was named (XERO 1.4)."""
    return problem(403, "Forbidden", "AuthenticationUnsuccessful")


def broken(status: int) -> Reply:
    """500, 502, 503, 504: HTML of whatever stands in front."""
    words = {
        500: "Internal Server Error",
        502: "Bad Gateway",
        503: "Service Unavailable",
        504: "Gateway Time-out",
    }[status]
    return Reply.html(f"<html><head><title>{status} {words}</title></head><body><h1>{words}</h1></body></html>", status)


def offline() -> Reply:
    """503: this organisation is worked on (XERO 4.2)."""
    return Reply(503, b"The organisation for this access token is offline. Please try again later.", "text/plain")


def internal_error() -> Reply:
    """500 of the API itself, which an Idempotency-Key remembers (XERO 3.3)."""
    return Reply.json(refusal(500, "System.Exception", "An error occurred in Xero. Please try again later."), 500)


def html_in_place() -> Reply:
    return Reply.html("<!DOCTYPE html><html><body><h1>We'll be back soon</h1></body></html>")


def in_xml(value: dict) -> bytes:
    """As Xero answers who does not accept JSON."""
    root = ElementTree.Element("Response")
    _fill(root, value)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root)


def _fill(node, value):
    for name, one in value.items():
        if one is None:
            continue
        child = ElementTree.SubElement(node, name)
        if isinstance(one, dict):
            _fill(child, one)
        elif isinstance(one, list):
            for each in one:
                singular = f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
                inner = ElementTree.SubElement(child, singular)
                if isinstance(each, dict):
                    _fill(inner, each)
                else:
                    inner.text = _text(each)
        else:
            child.text = _text(one)


def _text(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)
