"""Change data capture (QBO 4.1)."""

from datetime import timedelta

from ..books.catalogue import ENTITIES, NOT_IN_CHANGES
from ..books.faults import Fault
from .query.run import as_moment
from .tenant import unsupported

LOOK_BACK = timedelta(days=30)
MOST = 1000


def changes(tenant, parameters: dict, clock, switches) -> dict:
    """The content of an answer: {"CDCResponse": [...]}.

    :raise Fault: what is missing, unreadable, not covered or too long ago.
    """
    asked = [name.strip() for name in parameters.get("entities", "").split(",") if name.strip()]
    if not asked:
        raise Fault(2020, "Required param missing", "Required parameter entities is missing in the request")
    entities = [_entity(name) for name in asked]
    since = _since(parameters.get("changedSince", ""), clock)
    found = tenant.company.changes(entities, since)
    found = _capped({entity: found.get(entity, []) for entity in entities}, switches)
    parts = [
        {entity: objects, "startPosition": 1, "maxResults": len(objects)} if objects else {}
        for entity, objects in found.items()
    ]
    return {"CDCResponse": [{"QueryResponse": parts}]}


def _entity(name: str) -> str:
    entity = {one.lower(): one for one in ENTITIES}.get(name.lower())
    if entity is None:
        raise Fault(2000, "Invalid Object Name", f"{name} is no entity")
    if entity in NOT_IN_CHANGES:
        raise unsupported("cdc", entity)
    return entity


def _since(text: str, clock):
    if not text:
        raise Fault(2020, "Required param missing", "Required parameter changedSince is missing in the request")
    try:
        since = as_moment(text)
    except ValueError:
        raise Fault(2060, "Invalid Date format", f"changedSince {text} is no time", "changedSince") from None
    if clock.now() - since > LOOK_BACK:
        raise Fault(2190, "Invalid date range", "changedSince lies more than 30 days back", "changedSince")
    return since


def _capped(found: dict, switches) -> dict:
    """The newest 1,000, in all or of each: who goes on from the newest time of a full answer loses the others."""
    if switches.cdc_cap == "each":
        return {entity: _newest(objects) for entity, objects in found.items()}
    everything = [(entity, one) for entity, objects in found.items() for one in objects]
    if len(everything) <= MOST:
        return found
    everything.sort(key=lambda pair: as_moment(pair[1]["MetaData"]["LastUpdatedTime"]), reverse=True)
    kept: dict[str, list] = {entity: [] for entity in found}
    for entity, one in everything[:MOST]:
        kept[entity].append(one)
    return kept


def _newest(objects: list) -> list:
    if len(objects) <= MOST:
        return objects
    return sorted(objects, key=lambda one: as_moment(one["MetaData"]["LastUpdatedTime"]), reverse=True)[:MOST]
