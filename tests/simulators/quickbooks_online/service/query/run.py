"""Answering a statement from the objects of a company (QBO 3)."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from ...books.shapes import SHAPES
from ..clock import PACIFIC
from .fields import Field, comparable, find
from .language import MAX_RESULTS, Condition, Literal, Select, invalid

#: What each kind of field can be asked (QBO 3: "Id: = and IN only").
_OPERATORS = {
    "id": ("=", "in"),
    "reference": ("=", "in"),
    "flag": ("=", "in"),
    "text": ("=", "<", ">", "<=", ">=", "in", "like"),
    "number": ("=", "<", ">", "<=", ">=", "in"),
    "date": ("=", "<", ">", "<=", ">=", "in"),
    "moment": ("=", "<", ">", "<=", ">=", "in"),
}
_COMPARE = {
    "=": lambda value, one: value == one,
    "<": lambda value, one: value < one,
    ">": lambda value, one: value > one,
    "<=": lambda value, one: value <= one,
    ">=": lambda value, one: value >= one,
}


def run(asked: Select, entities, objects: Callable[[str], list[dict]], switches, room: int | None = None) -> dict:
    """The content of QueryResponse.

    ``room``: how many objects a batch may still give (QBO 4.3).

    :raise Fault: 4001 for what cannot be asked.
    """
    entity = {one.lower(): one for one in entities}.get(asked.entity.lower())
    if entity in (None, "TaxService"):
        raise invalid(f"Invalid context declaration: {asked.entity}")
    maximum = asked.maximum
    if maximum > MAX_RESULTS:
        if switches.over_max == "refused":
            raise invalid(f"value {maximum} is too large. Max allowed value is {MAX_RESULTS}.")
        maximum = MAX_RESULTS
    tests = [_test(entity, condition, switches) for condition in asked.conditions]
    shown = None if asked.counts else _projection(entity, asked.fields, switches)
    if "Active" in SHAPES[entity] and not any(one.field.lower() == "active" for one in asked.conditions):
        tests.append(lambda record: record.get("Active") is not False)
    orders = [(comparable(entity, one.field, switches), one.descending) for one in asked.orders]
    found = [record for record in objects(entity) if all(test(record) for test in tests)]
    if asked.counts:
        return {"totalCount": len(found)}
    _sort(found, orders, switches)
    page = found[asked.start - 1 : asked.start - 1 + maximum]
    if room is not None and len(page) > room:
        if switches.batch_total == "refused":
            raise too_large()
        page = page[:room]
    if not page:
        return {}
    return {entity: [shown(record) for record in page], "startPosition": asked.start, "maxResults": len(page)}


def too_large():
    """10100: more than the 1,000 objects of a batch."""
    problem = invalid("The result of the queries of this batch is too large.")
    problem.code, problem.message = "10100", "Result too large"
    return problem


# --- WHERE ---


def _test(entity, condition: Condition, switches) -> Callable[[dict], bool]:
    field = comparable(entity, condition.field, switches)
    if condition.operator not in _OPERATORS[field.kind]:
        raise invalid(f"operator {condition.operator} is not supported for property '{field.name}'")
    ignore_case = switches.query_case == "insensitive"
    wanted = [_wanted(field, one, ignore_case) for one in condition.values]
    read = _reader(field, ignore_case)
    if condition.operator == "in":
        return lambda record: read(record) in wanted
    if condition.operator == "like":
        pattern = re.compile(".*".join(re.escape(part) for part in wanted[0].split("%")), re.DOTALL)
        return lambda record: (value := read(record)) is not None and pattern.fullmatch(value) is not None
    compare = _COMPARE[condition.operator]
    return lambda record: (value := read(record)) is not None and compare(value, wanted[0])


def _wanted(field: Field, literal: Literal, ignore_case: bool):
    """A literal as the kind of its field."""
    fits = {
        "flag": literal.kind == "flag",
        "number": literal.kind in ("number", "text"),
        "id": literal.kind in ("number", "text"),
        "reference": literal.kind in ("number", "text"),
    }.get(field.kind, literal.kind == "text")
    if not fits:
        raise invalid(f"value {literal.value} is not valid for property '{field.name}'")
    try:
        return _typed(field.kind, literal.value, ignore_case)
    except (ValueError, InvalidOperation):
        raise invalid(f"value {literal.value} is not valid for property '{field.name}'") from None


def _typed(kind: str, value, ignore_case: bool):
    if kind == "number":
        return Decimal(value)
    if kind == "flag":
        return value in (True, "true")
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "moment":
        return as_moment(value)
    return value.lower() if ignore_case and kind == "text" else str(value)


def as_moment(text: str) -> datetime:
    """A time as the API takes it; one without an offset is the company's.

    :raise ValueError: none, as 2026-01-01T00:00:00 05:30 where + was not written %2B (QBO 3).
    """
    if " " in text:
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=PACIFIC)


def _reader(field: Field, ignore_case: bool):
    def read(record):
        value = field.of(record)
        return None if value is None else _typed(field.kind, value, ignore_case)

    return read


# --- ORDERBY ---


def _sort(found: list[dict], orders, switches):
    if not orders:
        if switches.unordered == "by id":
            found.sort(key=_number)
        else:
            found.sort(key=lambda record: (_changed(record), _number(record)), reverse=True)
        return
    found.sort(key=_number)
    for field, descending in reversed(orders):
        found.sort(key=_number if field.kind == "id" else _order_key(field), reverse=descending)


def _order_key(field):
    read = _reader(field, ignore_case=True)

    def key(record):
        value = read(record)
        return (value is not None, value) if value is not None else (False,)

    return key


def _number(record) -> int:
    return int(record["Id"]) if str(record.get("Id", "")).isdigit() else 0


def _changed(record) -> datetime:
    return (
        as_moment(record["MetaData"]["LastUpdatedTime"]) if "MetaData" in record else as_moment("1970-01-01T00:00:00Z")
    )


# --- the field list ---


def _projection(entity, names, switches) -> Callable[[dict], dict]:
    fields = [find(entity, name) for name in names if name != "*"]
    if "*" in names:
        if entity == "Item" and not switches.star_has_sku and "Sku" not in [one.name for one in fields]:
            return lambda record: {key: value for key, value in record.items() if key != "Sku"}
        return lambda record: record
    if not switches.projections:
        raise invalid("Only * is supported in the field list")

    def shown(record):
        result: dict = {}
        for field in fields:
            _copy(record, result, field.path)
        return {**result, "domain": "QBO", "sparse": True}

    return shown


def _copy(record, result, path):
    name, *rest = path
    if not isinstance(record, dict) or name not in record:
        return
    if rest:
        _copy(record[name], result.setdefault(name, {}), rest)
        if not result[name]:
            del result[name]
    else:
        result[name] = record[name]
