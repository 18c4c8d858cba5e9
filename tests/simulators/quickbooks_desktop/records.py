"""Making and changing list elements of any kind: identity, name, activity, parent, EditSequence, what is
kept (facts 4.9).
"""

import json

from . import names
from .catalogue import KINDS
from .errors import Refusal

FIRST_LIST_NUMBER = 0x80000000


def create(ctx, kind: str, fields, data: dict):
    """A new list element; the row as stored."""
    family = KINDS[kind].family
    name = names.clean(ctx, fields["Name"])
    parent = names.parent_row(ctx, kind, fields.get("ParentRef"))
    full = names.full_name(parent, name)
    names.check_free(ctx, family, full, name)
    guid = fields.get("ExternalGUID") or None
    check_guid(ctx, "entry", guid)
    ctx.faults.check_lock((full,), f'a {kind} list, element "{full}"')
    epoch = ctx.clock.epoch()
    list_id = f"{FIRST_LIST_NUMBER + ctx.store.count(family):X}-{epoch}"
    ctx.store.insert(
        "entry",
        {
            "family": family,
            "list_id": list_id,
            "kind": kind,
            "name": name,
            "full_name": full,
            "full_key": full.casefold(),
            "parent_id": parent["list_id"] if parent else None,
            "sublevel": parent["sublevel"] + 1 if parent else 0,
            "is_active": 0 if fields.get("IsActive") == "false" else 1,
            "created": ctx.wall,
            "modified": ctx.wall,
            "edit_sequence": str(epoch),
            "external_guid": guid,
            "data": json.dumps(data),
        },
    )
    ctx.forget(family, list_id)
    return ctx.entry(family, list_id)


def check_guid(ctx, table: str, guid):
    if not guid or ctx.switches.duplicate_guid == "accepted":
        return
    if ctx.store.one(f"SELECT 1 FROM {table} WHERE external_guid = ? COLLATE NOCASE", guid):
        raise Refusal(3210, "ExternalGUID", guid)


def for_change(ctx, kind: str, fields):
    """The row that a Mod request means, if it is still the one that the client has read."""
    list_id = ctx.identity(fields["ListID"])
    row = ctx.entry(KINDS[kind].family, list_id)
    if row is None or row["kind"] != kind:
        raise Refusal(3120, list_id)
    if fields["EditSequence"] != row["edit_sequence"]:
        raise Refusal(3200, fields["EditSequence"])
    ctx.faults.check_lock((row["full_name"], list_id), f'a {kind} list, element "{row["full_name"]}"')
    return row


def change(ctx, row, fields, data: dict):
    """Write the change of one list element; elements that were not sent stay as they are."""
    kind, family = row["kind"], row["family"]
    name = names.clean(ctx, fields["Name"]) if "Name" in fields else row["name"]
    if fields.get("ParentRef"):
        parent = names.parent_row(ctx, kind, fields["ParentRef"])
        _check_no_circle(ctx, row, parent)
    else:
        parent = ctx.entry(family, row["parent_id"]) if row["parent_id"] else None
    full = names.full_name(parent, name)
    if full != row["full_name"]:
        names.check_free(ctx, family, full, name, own_id=row["list_id"])
    active = row["is_active"]
    if fields.get("IsActive"):
        active = 1 if fields["IsActive"] == "true" else 0
    ctx.store.run(
        "UPDATE entry SET name = ?, full_name = ?, full_key = ?, parent_id = ?, sublevel = ?, is_active"
        " = ?, data = ?,"
        " modified = ?, edit_sequence = ? WHERE family = ? AND list_id = ?",
        name,
        full,
        full.casefold(),
        parent["list_id"] if parent else None,
        parent["sublevel"] + 1 if parent else 0,
        active,
        json.dumps(data),
        ctx.wall,
        next_sequence(ctx, row["edit_sequence"]),
        family,
        row["list_id"],
    )
    ctx.forget(family, row["list_id"])
    if full != row["full_name"]:
        _rename_children(ctx, ctx.entry(family, row["list_id"]))
    return ctx.entry(family, row["list_id"])


def next_sequence(ctx, old: str) -> str:
    """An EditSequence looks like a moment and is never the same twice."""
    return str(max(ctx.clock.epoch(), int(old) + 1))


def _check_no_circle(ctx, row, parent):
    while parent is not None:
        if parent["list_id"] == row["list_id"]:
            raise Refusal(3210, "ParentRef", parent["full_name"])
        parent = ctx.entry(row["family"], parent["parent_id"]) if parent["parent_id"] else None


def _rename_children(ctx, row):
    children = ctx.store.all("SELECT * FROM entry WHERE family = ? AND parent_id = ?", row["family"], row["list_id"])
    for child in children:
        full = names.full_name(row, child["name"])
        ctx.store.run(
            "UPDATE entry SET full_name = ?, full_key = ?, sublevel = ? WHERE family = ? AND list_id = ?",
            full,
            full.casefold(),
            row["sublevel"] + 1,
            row["family"],
            child["list_id"],
        )
        ctx.forget(row["family"], child["list_id"])
        _rename_children(ctx, ctx.entry(row["family"], child["list_id"]))
