"""What Intuit says by itself: that something was changed, and where (facts 4.2).

Two shapes are in use, the older one and CloudEvents. Neither brings data, and none of it is believed beyond that: an
event says that there is something to read.
"""

import hashlib
import json
from collections.abc import Iterable

from ..cloud import Event as Event
from ..cloud import signed_with as verified_by

__all__ = ("Event", "read", "verified_by")


def read(body: bytes) -> list[Event]:
    """Return the events of a body, in either shape, each once; what cannot be read of it is left out.

    :raise ValueError: it is no JSON at all.
    """
    try:
        said = json.loads(body)
    except RecursionError:
        raise ValueError("nested without end") from None
    found = _cloud_events(said) if isinstance(said, list) else _notifications(said)
    return list({(event.company_id, event.id): event for event in found}.values())


def _cloud_events(said: list) -> Iterable[Event]:
    for each in filter(_is_object, said):
        company, id_ = _word(each, "intuitaccountid"), _word(each, "id")
        if not company or not id_:
            continue
        # "qbo.customer.created.v1"
        parts = _word(each, "type").split(".")
        kind, operation = (parts[1], parts[2]) if len(parts) > 2 else ("", "")
        data = each.get("data")
        deleted = _word(data, "deletedid") if _is_object(data) else ""
        yield Event(company, id_, kind, _word(each, "intuitentityid"), operation, _word(each, "time"), deleted)


def _notifications(said) -> Iterable[Event]:
    notifications = said.get("eventNotifications") if _is_object(said) else None
    for notification in filter(_is_object, notifications if isinstance(notifications, list) else ()):
        company, change = _word(notification, "realmId"), notification.get("dataChangeEvent")
        entities = change.get("entities") if _is_object(change) else None
        for entity in filter(_is_object, entities if isinstance(entities, list) else ()):
            values = [_word(entity, name) for name in ("name", "id", "operation", "lastUpdated", "deletedId")]
            if company and any(values):
                kind, remote_id, operation, happened_at, deleted = values
                # Events of this shape have no id: what they say is all that tells them apart.
                id_ = hashlib.sha256("\x1f".join(values).encode()).hexdigest()
                yield Event(company, id_, kind.lower(), remote_id, operation.lower(), happened_at, deleted)


def _is_object(value) -> bool:
    return isinstance(value, dict)


def _word(values: dict, name: str) -> str:
    """Return a text of an event; numbers are texts to us, and nothing there is long."""
    value = values.get(name)
    return str(value)[:255] if isinstance(value, str | int) and not isinstance(value, bool) else ""
