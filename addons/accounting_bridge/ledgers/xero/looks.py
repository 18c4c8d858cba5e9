"""Looking at what is to be changed, right before it is (facts 2.4): Xero has no lock, and whoever writes last wins.

A call that changes an entry says in ``unless`` which entry it is, when it was changed last as far as we know, and which
call of the same payload looks at it; one that changes several says so of each in ``unless_any``. Where one of them
moved the client leaves all of them alone, and says which.
"""

from .moments import utc

# So many ids fit into one address (facts 3.1). Of contacts as many as one list changes: the question is below the 2,048
# characters that a web server takes at least.
_IDS = {"Invoices": 40, "Contacts": 50}
# Lists that can be asked for by ids, and how.
_BY_IDS = {
    "Invoices": {"page": "1", "pageSize": "100", "summaryOnly": "true"},
    "Contacts": {"page": "1", "pageSize": "100", "summaryOnly": "true", "includeArchived": "true"},
}
LOOK = "look:"


def moved(listing, identity: str, version: str) -> dict:
    """Return the condition of a change: that the entry is still what it was when it was read last."""
    return {"endpoint": listing.endpoint, "identity": listing.identity, "id": identity, "modified": version}


def conditions(call: dict) -> list[dict]:
    """Return the conditions under which a call does not leave."""
    return [call["unless"]] if call.get("unless") else call.get("unless_any") or []


def before(calls: list[dict]) -> list[dict]:
    """Return the calls of a set with those before them that look at what they change."""
    by_endpoint = {}
    for condition in (each for call in calls for each in conditions(call)):
        by_endpoint.setdefault(condition["endpoint"], []).append(condition)
    found = []
    for endpoint, several in by_endpoint.items():
        size = _IDS.get(endpoint, 1)
        for start in range(0, len(several), size):
            found.append(_look(f"{LOOK}{endpoint}:{start}", endpoint, several[start : start + size]))
    return found + calls


def _look(name, endpoint, several):
    """Return the call that looks at what some conditions are about, which are told its name."""
    ids = [condition["id"] for condition in several]
    for condition in several:
        condition["look"] = name
    parameters = _BY_IDS.get(endpoint)
    if parameters is None:
        return {"id": name, "method": "GET", "path": f"{endpoint}/{ids[0]}", "parameters": {}}
    return {"id": name, "method": "GET", "path": endpoint, "parameters": {"IDs": ",".join(ids), **parameters}}


def name_of(identity: str) -> str:
    """Return the name that calls know a look by, "" for a call that is none; made once more it bears the same."""
    _again, found, name = identity.rpartition(LOOK)
    return found and found + name


def has_moved(condition: dict, body: object) -> bool:
    """Return whether an entry is no longer what it was, by the body of the answer to the look at it.

    What is not there at all has not moved: Xero itself says what became of it.
    """
    rows = body.get(condition["endpoint"]) if isinstance(body, dict) else None
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and str(row.get(condition["identity"], "")).lower() == condition["id"].lower():
            return utc(row.get("UpdatedDateUTC")) != condition["modified"]
    return False
