"""Going on with a long list whose reading was cut off, where the ledger has no place in it that outlives a visit.

What was read is in the mirror, page by page. Where a list can be asked for from a name on, the next session asks from
the last name that was met. No ledger says in which order a list comes; if it comes by name, nothing is left out so. So
it is counted: where fewer entries were met in the end than the ledger had promised, the list is read from its start.

Entries before that name may have changed meanwhile. Therefore the watermark stays what the first session had met: what
was changed since is read by the next reading, as every other change.
"""

from datetime import timedelta

from odoo import fields

# A ledger tells for some months only what was deleted; what was met before so long is not relied on.
NAMES_LAST = timedelta(days=30)


def place_in(connection, page):
    """Return the place in a list that outlives the visit, as part of an entry of ``to_read``: the last name met."""
    names = [record.full_name or record.name for record in page.records]
    ranged = page.kind in connection._ledger().capabilities.ranged_lists
    return {"name": names[-1]} if ranged and names and names[-1] else {}


def outliving(to_read):
    """Return the entries of ``to_read`` that another session can go on with by name."""
    return [entry for entry in to_read or () if not entry.get("since") and _name_in(entry)]


def going_on(connection, last, plan):
    """Return what a session reads by a plan, as values of its fields: lists that the last one began from a name on."""
    begun = {}
    if last and fields.Datetime.now() - last.started_at < NAMES_LAST:
        begun = {entry["kind"]: _name_in(entry) for entry in outliving(last.to_read)}
    names = {entry["kind"]: begun.get(entry["kind"]) for entry in plan if not entry.get("since")}
    names = {kind: name for kind, name in names.items() if name and kind in (last.read_counts or {})}
    if not names:
        return {"to_read": plan}
    return {
        "to_read": [{**entry, "from_name": names.get(entry["kind"]) or ""} for entry in plan],
        "read_counts": {kind: _promised(last.read_counts[kind]) for kind in names},
        "read_through": {kind: through for kind, through in (last.read_through or {}).items() if kind in names},
        "reads_since": last.reads_since,
    }


def _name_in(entry):
    return entry.get("name") or entry.get("from_name")


def _promised(counts):
    """Return the counts of a list with how many entries it was said to have when its reading began."""
    return {"whole": counts["read"] + counts["left"], **counts}


def count(before, request, page):
    """Return the counts of a list after one more page; the entry that a session goes on from is not counted twice.

    :param before: its counts so far, None where it is read for the first time.
    """
    goes_on = before and (request.cursor or request.from_name)
    known = request.from_name and not request.cursor
    fresh = [record for record in page.records if not (known and record.full_name == request.from_name)]
    whole = {"whole": before["whole"]} if goes_on and "whole" in before else {}
    return {"read": (before["read"] if goes_on else 0) + len(fresh), "left": page.remaining, **whole}


def falls_short(session, request, counts):
    """Return whether fewer entries of a list were met than it was said to have: then it came in another order."""
    if not request.from_name:
        return False
    met = session.env["bridge.remote.record"].search_count(
        [
            ("connection_id", "=", session.connection_id.id),
            ("kind", "=", request.kind.value),
            ("is_gone", "=", False),
            ("write_date", ">=", session.reads_since),
        ]
    )
    return met < counts["whole"]
