"""Answers that were right and are not any more (QBO 10): what each order of ``AFTER`` does to a reply."""

from dataclasses import replace

from ..books import exact_json
from .answers import to_xml
from .messages import Reply
from .misbehaviour import Order

#: Fields whose values are enumerations; their new value is one of next year's.
_ENUMS = (
    "EmailStatus",
    "PrintStatus",
    "Type",
    "AccountType",
    "GlobalTaxCalculation",
    "PostingType",
    "ItemCategoryType",
)
_UNHEARD = "IntroducedNextYear"


def spoil(reply: Reply, order: Order) -> Reply:
    if order.kind == "truncated":
        return _with(reply, reply.body[: len(reply.body) * 2 // 3])
    if order.kind == "broken_off":
        return replace(reply, cut=len(reply.body) // 2)
    value = reply.value
    if not isinstance(value, dict):
        return reply
    if order.kind == "xml":
        return Reply(reply.status, to_xml(value), "application/xml;charset=UTF-8", reply.headers)
    _WORK[order.kind](value, order)
    return _with(reply, exact_json.dumps(value).encode())


def _with(reply, body):
    return replace(reply, body=body)


def _records(value):
    """Every object with an Id, wherever it stands."""
    if isinstance(value, dict):
        if "Id" in value:
            yield value
        for one in value.values():
            yield from _records(one)
    elif isinstance(value, list):
        for one in value:
            yield from _records(one)


def _unknown_fields(value, _order):
    for record in list(_records(value)):
        record["IntroducedNextYear"] = {"value": "7", "nested": [{"deep": True}]}
        record["AnotherNewFlag"] = True
    value["serverHint"] = "new"


def _unknown_enums(value, _order):
    for record in list(_records(value)):
        for name in _ENUMS:
            if isinstance(record.get(name), str):
                record[name] = _UNHEARD
        if isinstance(record.get("Line"), list):
            record["Line"].append({"Id": "9999", "Amount": 0, "DetailType": _UNHEARD, _UNHEARD: {}})


def _missing_bid(value, _order):
    for item in value.get("BatchItemResponse", [])[:1]:
        item.pop("bId", None)


def _missing_item(value, _order):
    del value.get("BatchItemResponse", [])[:1]


def _duplicated_item(value, _order):
    items = value.get("BatchItemResponse", [])
    items.extend(items[:1])


def _huge(value, order):
    value["padding"] = "x" * (order.megabytes * 1024 * 1024)


_WORK = {
    "unknown_fields": _unknown_fields,
    "unknown_enums": _unknown_enums,
    "missing_bid": _missing_bid,
    "missing_item": _missing_item,
    "duplicated_item": _duplicated_item,
    "huge": _huge,
}
