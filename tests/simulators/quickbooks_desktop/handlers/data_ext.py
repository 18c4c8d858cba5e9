"""Definitions and values of custom fields and private data (facts 4.8, 4.9).

The Web Connector writes its AppLock through DataExtModRq on the company (facts 1.4).
"""

from .. import extensions
from ..catalogue import ITEMS, KINDS
from ..context import Answer
from ..errors import Refusal

LOCK_NAME = "AppLock"


def define(ctx, request):
    fields = request.body
    owner, name = fields["OwnerID"], fields["DataExtName"]
    if extensions.definition(ctx.store, owner, name):
        raise Refusal(3180, f'a data extension named "{name}"', "This name is already in use.")
    extensions.define(ctx.store, owner, name, fields["DataExtType"], fields.get("AssignToObject", []))
    return Answer(ctx.writer.element("DataExtDefRet", _definition(extensions.definition(ctx.store, owner, name))))


def definitions(ctx, request):
    rows = ctx.store.all("SELECT * FROM extension_kind ORDER BY owner, name")
    owners = {extensions.owner_key(owner) for owner in request.fields.get("OwnerID", [])}
    objects = set(request.fields.get("AssignToObject", []))
    rows = [
        row
        for row in rows
        if (not owners or row["owner"] in owners) and (not objects or objects & set(row["objects"].split()))
    ]
    body = "".join(ctx.writer.element("DataExtDefRet", _definition(row)) for row in rows)
    return Answer(body, code=0 if rows else 1)


def _definition(row) -> dict:
    return {
        "OwnerID": row["owner"],
        "DataExtID": "1",
        "DataExtName": row["name"],
        "DataExtType": row["type"],
        "AssignToObject": row["objects"].split() or None,
        "DataExtListRequire": False,
        "DataExtTxnRequire": False,
        "DataExtFormatString": "",
    }


def add(ctx, request):
    target, fields = _target(ctx, request), request.body
    if extensions.value(ctx.store, *target, fields["OwnerID"], fields["DataExtName"]) is not None:
        raise Refusal(
            3180,
            f'a data extension named "{fields["DataExtName"]}"',
            "The data extension already has a value.",
        )
    return _write(ctx, request, target)


def change(ctx, request):
    target = _target(ctx, request)
    if request.body["DataExtName"] == LOCK_NAME and ctx.switches.app_lock_clears_sets:
        ctx.store.run("DELETE FROM message_set")
        ctx.store.run("DELETE FROM message_set_answer")
    return _write(ctx, request, target)


def delete(ctx, request):
    target, fields = _target(ctx, request), request.body
    done = ctx.store.run(
        "DELETE FROM extension WHERE object = ? AND object_id = ? AND owner = ? AND name = ?",
        *target,
        extensions.owner_key(fields["OwnerID"]),
        fields["DataExtName"],
    )
    if not done:
        raise Refusal(3120, fields["DataExtName"])
    return Answer()


def _target(ctx, request) -> tuple:
    """(object, ID) of the record that carries the value; the definition must cover it."""
    fields = request.body
    definition = extensions.definition(ctx.store, fields["OwnerID"], fields["DataExtName"])
    if definition is None:
        raise Refusal(3140, f'Data Extension "{fields["DataExtName"]}"', "Data Extension Definition")
    if "OtherDataExtType" in fields:
        target = (fields["OtherDataExtType"], "")
    elif "TxnDataExtType" in fields:
        txn_id = ctx.identity(fields["TxnID"])
        kind = fields["TxnDataExtType"]
        if not ctx.store.one("SELECT 1 FROM txn WHERE txn_id = ? AND kind = ?", txn_id, kind):
            raise Refusal(3120, txn_id)
        target = (kind, txn_id)
    else:
        target = _list_target(ctx, fields)
    covered = definition["objects"].split()
    if covered and target[0] not in covered:
        raise Refusal(3210, "AssignToObject", target[0])
    return target


def _list_target(ctx, fields) -> tuple:
    word = fields["ListDataExtType"]
    kinds = ITEMS if word == "Item" else (word,)
    family = KINDS[kinds[0]].family
    reference = fields["ListObjRef"]
    list_id = ctx.identity(reference.get("ListID") or "")
    row = ctx.entry(family, list_id) if list_id else ctx.entry_named(family, reference.get("FullName", ""))
    if row is None or row["kind"] not in kinds:
        raise Refusal(3140, f'{word} "{list_id or reference.get("FullName", "")}"', "Data Extension")
    ctx.faults.check_lock((row["full_name"],), f'a data extension of "{row["full_name"]}"')
    return word, row["list_id"]


def _write(ctx, request, target) -> Answer:
    fields = request.body
    owner, name = fields["OwnerID"], fields["DataExtName"]
    extensions.put(ctx.store, *target, owner, name, fields["DataExtValue"])
    definition = extensions.definition(ctx.store, owner, name)
    values = {
        "OwnerID": owner,
        "DataExtName": name,
        "DataExtType": definition["type"],
        "DataExtValue": fields["DataExtValue"],
    }
    return Answer(ctx.writer.element("DataExtRet", values), recovery={"OwnerID": owner})


HANDLERS = {
    "DataExtDefAddRq": define,
    "DataExtDefQueryRq": definitions,
    "DataExtAddRq": add,
    "DataExtModRq": change,
    "DataExtDelRq": delete,
}
