"""Custom fields and private data (facts 4.9 "DataExt", 1.4, 2): defined first, kept per owner, shown only to
who names the owner.
"""

from .catalogue import ITEMS


def object_of(kind: str) -> str:
    """The word that DataExt requests use for a kind of record."""
    return "Item" if kind in ITEMS else kind


def owner_key(owner: str) -> str:
    return owner.upper()


def of(ctx, object_name: str, object_id: str, owners) -> list:
    """The DataExtRet values of one record for these owners."""
    marks = ", ".join("?" * len(owners))
    rows = ctx.store.all(
        "SELECT e.owner, e.name, e.value, k.type FROM extension e"
        " LEFT JOIN extension_kind k ON k.owner = e.owner AND k.name = e.name"
        f" WHERE e.object = ? AND e.object_id = ? AND e.owner IN ({marks}) ORDER BY e.name",
        object_name,
        object_id,
        *(owner_key(owner) for owner in owners),
    )
    return [
        {
            "OwnerID": row["owner"],
            "DataExtName": row["name"],
            "DataExtType": row["type"] or "STR255TYPE",
            "DataExtValue": row["value"],
        }
        for row in rows
    ]


def define(store, owner: str, name: str, kind: str, objects):
    store.insert(
        "extension_kind",
        {"owner": owner_key(owner), "name": name, "type": kind, "objects": " ".join(objects)},
        replace=True,
    )


def definition(store, owner: str, name: str):
    return store.one("SELECT * FROM extension_kind WHERE owner = ? AND name = ?", owner_key(owner), name)


def value(store, object_name: str, object_id: str, owner: str, name: str):
    row = store.one(
        "SELECT value FROM extension WHERE object = ? AND object_id = ? AND owner = ? AND name = ?",
        object_name,
        object_id,
        owner_key(owner),
        name,
    )
    return row["value"] if row else None


def put(store, object_name: str, object_id: str, owner: str, name: str, text: str):
    store.insert(
        "extension",
        {
            "object": object_name,
            "object_id": object_id,
            "owner": owner_key(owner),
            "name": name,
            "value": text,
        },
        replace=True,
    )
