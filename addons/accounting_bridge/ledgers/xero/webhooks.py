"""What Xero says by itself: that something was changed, and where (facts 5).

An event brings no data worth believing: it says that there is something to read. Before events come at all Xero sends
some bodies without any, a few of them signed wrongly, and wants to see that we tell them apart (intent to receive).
"""

import hashlib
import json

from ..cloud import Event
from ..cloud import signed_with as verified_by
from ..documents import Kind

# What an event of a category is worth reading. A payment says nothing of itself, and moves the invoice that it pays.
KINDS = {
    "contact": (Kind.CUSTOMER,),
    "invoice": (Kind.INVOICE, Kind.PAYMENT),
    "creditnote": (Kind.CREDIT_NOTE,),
}

__all__ = ("Event", "read", "verified_by")


def read(body: bytes) -> list[Event]:
    """Return the events of a body, each once; what cannot be read of it is left out.

    :raise ValueError: it is no JSON at all.
    """
    try:
        said = json.loads(body)
    except RecursionError:
        raise ValueError("nested without end") from None
    events = said.get("events") if isinstance(said, dict) else None
    found = [_event(each) for each in (events if isinstance(events, list) else ()) if isinstance(each, dict)]
    return list({(event.company_id, event.id): event for event in found if event}.values())


def _event(each: dict) -> Event | None:
    company, remote_id = _word(each, "tenantId").lower(), _word(each, "resourceId")
    if not company or not remote_id:
        return None
    kind, operation = _word(each, "eventCategory").lower(), _word(each, "eventType").lower()
    happened_at = _word(each, "eventDateUtc")
    # Events have no id: what happened to which record, and when, is all that tells them apart.
    id_ = hashlib.sha256("\x1f".join((kind, operation, remote_id, happened_at)).encode()).hexdigest()
    return Event(company, id_, kind, remote_id, operation, happened_at)


def _word(values: dict, name: str) -> str:
    """Return a text of an event; nothing there is long."""
    value = values.get(name)
    return value[:255] if isinstance(value, str) else ""
