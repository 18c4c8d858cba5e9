"""Voiding and deleting, and what is remembered of it (facts 4.8, 4.9, 4.11)."""

import json
from datetime import timedelta

from .. import documents, links, stock
from ..catalogue import KINDS, REFERENCES
from ..clock import WALL
from ..context import Answer
from ..errors import Refusal
from ..qbxml.scalars import plain

LIST_MEMORY = timedelta(days=90)
# Preferences that name an entry of a list, and the list.
_CHOSEN = {
    "default_tax_item": KINDS["ItemSalesTax"].family,
    "taxable_code": KINDS["SalesTaxCode"].family,
    "exempt_code": KINDS["SalesTaxCode"].family,
}


def void(ctx, request):
    fields = request.fields
    row = _txn(ctx, fields["TxnVoidType"], fields["TxnID"])
    head = json.loads(row["data"])
    lines = json.loads(row["lines"])
    for line in lines:
        for name in ("Quantity", "Rate", "Cost", "Amount"):
            if name in line:
                line[name] = "0.00" if name == "Amount" else "0"
    if ctx.switches.void_marks_memo and not row["is_void"]:
        head["Memo"] = f"VOID: {head.get('Memo', '')}".strip()[:4095]
    links.release(ctx, row)
    ctx.store.run("DELETE FROM share WHERE txn_id = ?", row["txn_id"])
    ctx.store.run("DELETE FROM mark WHERE by_id = ?", row["txn_id"])
    row = documents.update(
        ctx,
        row,
        is_void=1,
        subtotal=0,
        tax=0,
        applied=0,
        owed=0,
        data=json.dumps(head),
        lines=json.dumps(lines),
    )
    values = {
        "TxnVoidType": row["kind"],
        "TxnID": row["txn_id"],
        "TimeCreated": row["created"],
        "TimeModified": row["modified"],
        "RefNumber": row["ref_number"] or None,
    }
    recovery = {
        "TxnID": row["txn_id"],
        "EditSequence": row["edit_sequence"],
        "ExternalGUID": row["external_guid"],
    }
    return Answer(ctx.writer.run("TxnVoidRs", values), recovery=recovery)


def delete(ctx, request):
    fields = request.fields
    row = _txn(ctx, fields["TxnDelType"], fields["TxnID"])
    links.release(ctx, row)
    stock.move(ctx, row["kind"], documents.counted(row), [])
    for table in ("txn", "used", "share", "mark"):
        ctx.store.run(f"DELETE FROM {table} WHERE txn_id = ?", row["txn_id"])
    ctx.store.run("DELETE FROM mark WHERE by_id = ?", row["txn_id"])
    ctx.store.run("DELETE FROM extension WHERE object = ? AND object_id = ?", row["kind"], row["txn_id"])
    remember(ctx, "txn", row["kind"], row["txn_id"], row["created"], row["ref_number"])
    values = {
        "TxnDelType": row["kind"],
        "TxnID": row["txn_id"],
        "TimeDeleted": ctx.wall,
        "RefNumber": row["ref_number"] or None,
    }
    return Answer(ctx.writer.run("TxnDelRs", values), recovery={"TxnID": row["txn_id"]})


def _txn(ctx, kind, txn_id):
    row = documents.by_id(ctx, kind, ctx.identity(txn_id))
    documents.check_lock(ctx, row)
    documents.check_open(ctx, kind, row["txn_date"])
    documents.check_free(ctx, row)
    return row


def delete_entry(ctx, request):
    kind, list_id = request.fields["ListDelType"], ctx.identity(request.fields["ListID"])
    row = ctx.entry(KINDS[kind].family, list_id) if kind in KINDS else None
    if row is None or row["kind"] != kind:
        raise Refusal(3120, list_id)
    ctx.faults.check_lock((row["full_name"],), f'"{row["full_name"]}"')
    family = row["family"]
    if _is_used(ctx, family, list_id):
        raise Refusal(3160, list_id)
    ctx.store.run("DELETE FROM entry WHERE family = ? AND list_id = ?", family, list_id)
    ctx.forget(family, list_id)
    remember(ctx, "list", kind, list_id, row["created"], row["full_name"])
    values = {"ListDelType": kind, "ListID": list_id, "TimeDeleted": ctx.wall, "FullName": row["full_name"]}
    return Answer(ctx.writer.run("ListDelRs", values), recovery={"ListID": list_id})


def _is_used(ctx, family, list_id) -> bool:
    if ctx.store.one("SELECT 1 FROM used WHERE family = ? AND list_id = ?", family, list_id):
        return True
    if ctx.store.one("SELECT 1 FROM entry WHERE family = ? AND parent_id = ?", family, list_id):
        return True
    if any(of == family and ctx.preferences.get(name) == list_id for name, of in _CHOSEN.items()):
        return True
    # Other list elements refer to it by this text. Two lists may give the same one, so that it counts in which list.
    rows = ctx.store.all("SELECT data FROM entry WHERE family != ? AND instr(data, ?) > 0", family, f'"{list_id}"')
    return any(_refers(json.loads(row["data"]), family, list_id) for row in rows)


def _refers(kept, family, list_id) -> bool:
    """Whether what is kept of a list element refers to this entry of a list."""
    if isinstance(kept, list):
        return any(_refers(each, family, list_id) for each in kept)
    if not isinstance(kept, dict):
        return False
    if kept.get("ListID") == list_id:
        return True
    others = (name for name in kept if name in REFERENCES and KINDS[REFERENCES[name][0][0]].family != family)
    return any(_refers(kept[name], family, list_id) for name in kept.keys() - set(others))


def remember(ctx, scope, kind, object_id, created, name):
    ctx.store.insert(
        "deleted",
        {
            "scope": scope,
            "kind": kind,
            "object_id": object_id,
            "created": created,
            "deleted": ctx.wall,
            "name": name,
        },
    )


def deleted_query(scope, element, name_of_id, name_of_name):
    """The deletions of one scope; those of lists are forgotten after ninety days."""

    def handler(ctx, request):
        fields = request.fields
        kinds = fields[element]
        where, values = ["scope = ?", f"kind IN ({', '.join('?' * len(kinds))})"], [scope, *kinds]
        span = fields.get("DeletedDateRangeFilter") or {}
        low = ctx.clock.bound(span["FromDeletedDate"], "FromDeletedDate") if span.get("FromDeletedDate") else ""
        high = ctx.clock.bound(span["ToDeletedDate"], "ToDeletedDate", end=True) if span.get("ToDeletedDate") else ""
        if low and high and high < low:
            raise Refusal(3030, "DeletedDateRangeFilter")
        if scope == "list":
            low = max(low, (ctx.clock.now() - LIST_MEMORY).strftime(WALL))
        where.append("deleted >= ?")
        values.append(low)
        if high:
            where.append("deleted <= ?")
            values.append(high)
        rows = ctx.store.all(f"SELECT * FROM deleted WHERE {' AND '.join(where)} ORDER BY deleted", *values)
        answer = "ListDeletedRet" if scope == "list" else "TxnDeletedRet"
        only = fields.get("IncludeRetElement", ())
        body = "".join(
            ctx.writer.element(
                answer,
                {
                    element: row["kind"],
                    name_of_id: row["object_id"],
                    "TimeCreated": row["created"],
                    "TimeDeleted": row["deleted"],
                    name_of_name: row["name"] or None,
                },
                only,
            )
            for row in rows
        )
        meta = request.attributes.get("metaData", "NoMetaData")
        attributes = (("retCount", plain(len(rows))),) if meta != "NoMetaData" else ()
        return Answer("" if meta == "MetaDataOnly" else body, attributes, code=0 if rows else 1)

    return handler


HANDLERS = {
    "TxnVoidRq": void,
    "TxnDelRq": delete,
    "ListDelRq": delete_entry,
    "TxnDeletedQueryRq": deleted_query("txn", "TxnDelType", "TxnID", "RefNumber"),
    "ListDeletedQueryRq": deleted_query("list", "ListDelType", "ListID", "FullName"),
}
