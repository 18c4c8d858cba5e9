"""What elements may look like: kinds of fields and lengths (facts 2; fields.json of the reference).

A shape is ``{field: kind}``.  Fields that a shape does not have are not read; null is as good as nothing.  What cannot
be read at all - a date, a number, an id, a word that an enumeration lacks - fails the whole request (facts 6,
ErrorNumber 14); what is too long is a validation error of the element.
"""

import re
from decimal import Decimal, InvalidOperation

from . import dates
from .faults import Message, unparsable

_GUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")


def read(shape: dict, element, path: str) -> tuple[dict, list[Message]]:
    """The values of an element and what is too long in it; ``path`` is where it stands: ``Contacts[0]``.

    :raise Fault: it cannot be read.
    """
    if not isinstance(element, dict):
        raise unparsable(f"Error converting value to an element. Path '{path}'.")
    problems: list[Message] = []
    return _part(shape, element, path, "", problems), problems


def _part(shape: dict, value: dict, path: str, at: str, problems: list) -> dict:
    made = {}
    for name, given in value.items():
        kind = shape.get(name)
        if kind is not None and given is not None:
            made[name] = kind.read(given, f"{path}.{name}", name, at, problems)
    return made


def _mistyped(value, kind: str, path: str):
    shown = f'"{value}"' if isinstance(value, str) else type(value).__name__
    return unparsable(f"Error converting value {shown} to type '{kind}'. Path '{path}'.")


class Text:
    """``label`` is how messages call the field; without a limit it may be of any length."""

    def __init__(self, limit: int | None = None, label: str = ""):
        self.limit = limit
        self.label = label

    def read(self, value, path, name, at, problems):
        if isinstance(value, bool):
            value = "true" if value else "false"
        elif isinstance(value, (int, Decimal)):
            value = str(value)
        if not isinstance(value, str):
            raise _mistyped(value, "System.String", path)
        if self.limit is not None and len(value) > self.limit:
            problems.append(too_long(self.label or name, self.limit, at))
        return value


def too_long(label: str, limit: int, at: str = "") -> Message:
    return Message(f"The field {label} must be a string with a maximum length of {limit}.", at)


class Flag:
    def read(self, value, path, name, at, problems):
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        if not isinstance(value, bool):
            raise _mistyped(value, "System.Boolean", path)
        return value


class Number:
    """A Decimal; ``whole`` an integer."""

    def __init__(self, whole: bool = False):
        self.whole = whole

    def read(self, value, path, name, at, problems):
        kind = "System.Int32" if self.whole else "System.Decimal"
        if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
            raise _mistyped(value, kind, path)
        try:
            number = Decimal(str(value).strip()) if value != "" else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or (self.whole and number != number.to_integral_value()):
            raise _mistyped(value, kind, path)
        return int(number) if self.whole else number


class Day:
    """A date: ``YYYY-MM-DD``, with or without a time, or ``/Date(ms)/``."""

    def read(self, value, path, name, at, problems):
        day = dates.read_day(value) if isinstance(value, str) else None
        if day is None:
            raise _mistyped(value, "System.DateTime", path)
        return day


class Guid:
    """An id: kept in lower case, with its dashes."""

    def read(self, value, path, name, at, problems):
        text = guid(value) if isinstance(value, str) else None
        if text is None:
            raise _mistyped(value, "System.Guid", path)
        return text


def guid(text: str) -> str | None:
    """The id as rows keep it, or None."""
    text = text.strip().strip("{}").lower()
    if not _GUID.fullmatch(text):
        return None
    bare = text.replace("-", "")
    return "-".join((bare[:8], bare[8:12], bare[12:16], bare[16:20], bare[20:]))


class Choice:
    """A word of an enumeration, spelled exactly (facts 2.4: NO_TAX is ErrorNumber 14)."""

    def __init__(self, kind: str, *members: str):
        self.kind = kind
        self.members = members

    def read(self, value, path, name, at, problems):
        if not isinstance(value, str) or value not in self.members:
            raise _mistyped(value, f"Xero.API.Library..{self.kind}", path)
        return value


class Part:
    """An object within the element."""

    def __init__(self, shape: dict):
        self.shape = shape

    def read(self, value, path, name, at, problems):
        if not isinstance(value, dict):
            raise _mistyped(value, name, path)
        return _part(self.shape, value, path, f"{at}.{name}" if at else name, problems)


class Many:
    """A list of objects."""

    def __init__(self, shape: dict):
        self.shape = shape

    def read(self, value, path, name, at, problems):
        if not isinstance(value, list) or any(not isinstance(one, dict) for one in value):
            raise _mistyped(value, f"{name}[]", path)
        where = f"{at}.{name}" if at else name
        return [
            _part(self.shape, one, f"{path}[{place}]", f"{where}[{place}]", problems) for place, one in enumerate(value)
        ]
