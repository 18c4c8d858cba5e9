"""Filtering and sorting records as the API shows them (XERO 3.5)."""

import re
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal

from . import fields
from .language import QueryError

_MS = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
#: As .NET calls the types.
_NAMES = {
    "text": "String",
    "enum": "String",
    "guid": "Guid",
    "number": "Decimal",
    "date": "DateTime",
    "flag": "Boolean",
}
_LITERALS = {"text": "text", "number": "number", "flag": "flag", "date": "date", "guid": "guid"}
_TYPES = {"Contacts": "Contact", "Currencies": "Currency", "TrackingCategories": "TrackingCategory"}


def moment(text: str) -> datetime | None:
    """What ``/Date(ms+0000)/`` or ISO text says, UTC without a zone."""
    found = _MS.fullmatch(text)
    if found:
        return datetime.fromtimestamp(int(found[1]) / 1000, UTC).replace(tzinfo=None)
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def value_of(record: dict, name: str, kind: str):
    """A field of a record in the form in which it is compared; None where it has none."""
    value = record
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if value is None:
        # A text that is not there is null, a flag that is not there is false.
        return False if kind == "flag" else None
    if kind.startswith("date"):
        return moment(str(value))
    if kind.startswith("number"):
        return Decimal(str(value))
    if kind.startswith("guid"):
        return str(value).lower()
    return value


def folded(text: str) -> str:
    """Without case and accents: so texts are compared (XERO 3.5)."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(one for one in plain if not unicodedata.combining(one)).casefold()


def names_in(tree, endpoint: str) -> set[str]:
    """The fields that a filter names."""
    if tree[0] == "field":
        found = fields.known(endpoint, tree[1])
        return {found[0]} if found else set()
    return {name for part in tree[1:] if isinstance(part, tuple) and part for name in _names_of(part, endpoint)}


def _names_of(part, endpoint):
    if isinstance(part[0], str):
        return names_in(part, endpoint)
    return {name for one in part for name in names_in(one, endpoint)}


def matching(tree, endpoint: str, records: list[dict]) -> list[dict]:
    """:raise QueryError: unknown fields, operands that do not go together; also when there are no records."""
    test = _flag(tree, endpoint)
    return [record for record in records if test(record)]


def sorted_by(order: list[tuple[str, bool]], endpoint: str, records: list[dict]) -> list[dict]:
    for name, descending in reversed(order):
        name, kind = _field(endpoint, name)

        def key(record, name=name, kind=kind):
            value = value_of(record, name, kind)
            return (value is not None, folded(value) if isinstance(value, str) else value or 0)

        records = sorted(records, key=key, reverse=descending)
    return records


# --- compiling: each gives (type, function of a record) ---


def _field(endpoint, name):
    found = fields.known(endpoint, name)
    if found is None:
        kind = _TYPES.get(endpoint, endpoint.removesuffix("s"))
        raise QueryError(f"No property or field '{name}' exists in type '{kind}'")
    return found


def _flag(tree, endpoint):
    """What a condition is: a function of a record that says yes or no."""
    kind, *parts = tree
    if kind in ("or", "and"):
        left, right = (_flag(part, endpoint) for part in parts)
        if kind == "or":
            return lambda record: left(record) or right(record)
        return lambda record: left(record) and right(record)
    if kind == "not":
        inner = _flag(parts[0], endpoint)
        return lambda record: not inner(record)
    if kind == "compare":
        return _comparison(*parts, endpoint)
    type_, get = _value(tree, endpoint)
    if type_ != "flag":
        raise QueryError("Expression of type 'Boolean' expected")
    return lambda record: bool(get(record))


def _value(tree, endpoint):
    kind, *parts = tree
    if kind == "field":
        name, type_ = _field(endpoint, parts[0])
        return type_, lambda record: value_of(record, name, type_)
    if kind in _LITERALS:
        return _LITERALS[kind], lambda _record: parts[0]
    if kind == "null":
        return "null", lambda _record: None
    if kind == "member":
        return _member(*parts, endpoint)
    if kind == "call":
        return _call(*parts, endpoint)
    test = _flag(tree, endpoint)
    return "flag", test


def _member(tree, name, endpoint):
    type_, get = _value(tree, endpoint)
    if name == "hasvalue" and type_.endswith("?"):
        return "flag", lambda record: get(record) is not None
    if name == "value" and type_.endswith("?"):
        return type_, get
    if name == "length" and type_ in ("text", "enum"):
        return "number", lambda record: Decimal(len(get(record) or ""))
    raise QueryError(f"No property or field '{name}' exists in type '{_shown(type_)}'")


def _call(tree, name, arguments, endpoint):
    type_, get = _value(tree, endpoint)
    if name == "tostring":
        return "text", lambda record: str(get(record) or "")
    if type_ not in ("text", "enum"):
        raise QueryError(f"No applicable method '{name}' exists in type '{_shown(type_)}'")
    if name in ("tolower", "toupper", "trim"):
        change = {"tolower": str.lower, "toupper": str.upper, "trim": str.strip}[name]
        return "text", lambda record: change(get(record) or "")
    if len(arguments) != 1:
        raise QueryError(f"No applicable method '{name}' exists in type 'String'")
    given, wanted = _value(arguments[0], endpoint)
    if given not in ("text", "enum"):
        raise QueryError(f"No applicable method '{name}' exists in type 'String'")
    test = {
        "contains": lambda text, part: part in text,
        "startswith": str.startswith,
        "endswith": str.endswith,
        "equals": lambda text, other: text == other,
    }[name]
    return "flag", lambda record: test(folded(get(record) or ""), folded(wanted(record) or ""))


def _shown(type_: str) -> str:
    return _NAMES.get(type_.rstrip("?"), "Object") + ("?" if type_.endswith("?") else "")


def _comparison(operator, left, right, endpoint):
    (left_type, left_get), (right_type, right_get) = _value(left, endpoint), _value(right, endpoint)
    plain = {left_type.rstrip("?").replace("enum", "text"), right_type.rstrip("?").replace("enum", "text")}
    fits = len(plain) == 1 or "null" in plain
    if not fits or (plain & {"flag", "guid"} and operator not in ("==", "!=")):
        words = f"Operator '{operator}' incompatible with operand types"
        raise QueryError(f"{words} '{_shown(left_type)}' and '{_shown(right_type)}'")
    compare = _OPERATORS[operator]
    textual = "text" in plain

    def test(record):
        one, other = left_get(record), right_get(record)
        if one is None or other is None:
            return (one is other) if operator == "==" else (one is not other) if operator == "!=" else False
        return compare(folded(one), folded(other)) if textual else compare(one, other)

    return test


_OPERATORS = {
    "==": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}
