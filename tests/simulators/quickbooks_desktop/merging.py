"""Merging two list elements (facts 4.11 [U]): one ListID is gone, what referred to it refers to the other."""

import json

from . import currencies
from .catalogue import KINDS, REFERENCES
from .errors import Refusal
from .handlers.deletions import remember
from .records import next_sequence

#: What a list element must have in common with the one that swallows it.
KINDS_THAT_MERGE = ("Customer", "Vendor", "Account", "Class", "ItemService", "ItemNonInventory", "ItemInventory")


def merge(ctx, row, into):
    """``row`` vanishes into ``into``: only a record of the same kind, without jobs of its own, and in the
    same currency.
    """
    if row["kind"] != into["kind"] or row["kind"] not in KINDS_THAT_MERGE or row["list_id"] == into["list_id"]:
        raise Refusal(3262, row["full_name"], into["full_name"])
    family, old, new = row["family"], row["list_id"], into["list_id"]
    if ctx.store.one("SELECT 1 FROM entry WHERE family = ? AND parent_id = ?", family, old):
        raise Refusal(3263, row["full_name"])
    if family == "Entity" and ctx.preferences["multicurrency"]:
        if currencies.of_row(ctx, row) != currencies.of_row(ctx, into):
            raise Refusal(3262, row["full_name"], into["full_name"])
    _documents(ctx, family, old, new)
    _entries(ctx, family, old, new)
    ctx.store.run("UPDATE OR IGNORE used SET list_id = ? WHERE family = ? AND list_id = ?", new, family, old)
    ctx.store.run("DELETE FROM used WHERE family = ? AND list_id = ?", family, old)
    ctx.store.run("DELETE FROM entry WHERE family = ? AND list_id = ?", family, old)
    if ctx.switches.merge_is_listed:
        remember(ctx, "list", row["kind"], old, row["created"], row["full_name"])
    ctx.forget(family, old)
    _touch_entry(ctx, into)


def _documents(ctx, family, old, new):
    rows = ctx.store.all(
        "SELECT t.* FROM txn t JOIN used u ON u.txn_id = t.txn_id WHERE u.family = ? AND u.list_id = ?",
        family,
        old,
    )
    for row in rows:
        moves = ctx.switches.merge_moves_time
        ctx.store.run(
            "UPDATE txn SET entity_id = ?, data = ?, lines = ?, modified = ?, edit_sequence = ? WHERE txn_id = ?",
            new if family == "Entity" and row["entity_id"] == old else row["entity_id"],
            json.dumps(moved(json.loads(row["data"]), family, old, new)),
            json.dumps([moved(line, family, old, new) for line in json.loads(row["lines"])]),
            ctx.wall if moves else row["modified"],
            next_sequence(ctx, row["edit_sequence"]) if moves else row["edit_sequence"],
            row["txn_id"],
        )
    for link in ctx.store.all("SELECT * FROM link WHERE instr(discount_data, ?) > 0", f'"{old}"'):
        ctx.store.run(
            "UPDATE link SET discount_data = ? WHERE payment_id = ? AND txn_id = ? AND via = ?",
            json.dumps(moved(json.loads(link["discount_data"]), family, old, new)),
            link["payment_id"],
            link["txn_id"],
            link["via"],
        )
    if family == "Entity":
        for row in ctx.store.all("SELECT * FROM share WHERE entity_id = ?", old):
            ctx.store.run("DELETE FROM share WHERE entity_id = ? AND txn_id = ?", old, row["txn_id"])
            ctx.store.run(
                "INSERT INTO share VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET owed = owed + excluded.owed",
                row["txn_id"],
                new,
                row["owed"],
            )


def _entries(ctx, family, old, new):
    for row in ctx.store.all("SELECT * FROM entry WHERE instr(data, ?) > 0", f'"{old}"'):
        data = moved(json.loads(row["data"]), family, old, new)
        ctx.store.run(
            "UPDATE entry SET data = ? WHERE family = ? AND list_id = ?",
            json.dumps(data),
            row["family"],
            row["list_id"],
        )
        ctx.forget(row["family"], row["list_id"])


def _touch_entry(ctx, row):
    ctx.store.run(
        "UPDATE entry SET modified = ?, edit_sequence = ? WHERE family = ? AND list_id = ?",
        ctx.wall,
        next_sequence(ctx, row["edit_sequence"]),
        row["family"],
        row["list_id"],
    )
    ctx.forget(row["family"], row["list_id"])


def moved(data: dict, family: str, old: str, new: str) -> dict:
    """Stored data with every reference to one record of a family pointing at another.

    A ListID is unique only inside its family (facts 4.9), so that only the element says whose it is.
    """
    out = {}
    for name, value in data.items():
        if isinstance(value, list):
            out[name] = [_one_moved(name, one, family, old, new) if isinstance(one, dict) else one for one in value]
        else:
            out[name] = _one_moved(name, value, family, old, new) if isinstance(value, dict) else value
    return out


def _one_moved(name, value, family, old, new):
    if name in REFERENCES:
        own = KINDS[REFERENCES[name][0][0]].family
        return {**value, "ListID": new} if own == family and value["ListID"] == old else value
    return moved(value, family, old, new)
