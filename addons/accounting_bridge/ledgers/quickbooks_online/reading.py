"""Small questions to what QuickBooks answered, which never raise: fields may be missing, unknown or of another shape.

JSON objects are plain dictionaries whose numbers are ``Decimal`` or ``int`` (facts 2.1).
"""

import re
from datetime import date

from ..json_values import flag, inner, money, number, plain, rows, text, whole

__all__ = ("flag", "inner", "money", "number", "plain", "rows", "text", "whole")

_DELETED = re.compile(r"\s*\(deleted\)(?:[ -]?\d+)?\s*$", re.IGNORECASE)


def day(found: dict, name: str) -> str:
    """Return a date as ``YYYY-MM-DD``, "" where there is none."""
    value = text(found, name)[:10]
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return ""


def reference(found: dict, name: str) -> dict | None:
    """Return what a reference names, as plain values. Some come as the bare id."""
    value = found.get(name)
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return {"id": text(found, name), "name": ""} if value != "" else None
    if not isinstance(value, dict) or not text(value, "value"):
        return None
    return {"id": text(value, "value"), "name": text(value, "name")}


def reference_id(found: dict, name: str) -> str:
    """Return the id that a reference names, "" where there is none."""
    value = found.get(name)
    if isinstance(value, dict):
        return text(value, "value")
    return text(found, name)


def address(found: dict, name: str) -> dict | None:
    """Return an address as plain values, in the words of the neutral ``Address``."""
    inside = inner(found, name)
    if not inside:
        return None
    return {
        "lines": [line for line in (text(inside, f"Line{place}") for place in range(1, 6)) if line],
        "city": text(inside, "City"),
        "state": text(inside, "CountrySubDivisionCode"),
        "postal_code": text(inside, "PostalCode"),
        "country": text(inside, "Country"),
    }


def name_of(found: dict, name: str) -> str:
    """Return the name of an entry of a list; one that was made inactive still reads as it did before (facts 2.4)."""
    value = text(found, name)
    return value if flag(found, "Active", True) else _DELETED.sub("", value) or value
