"""Small questions to what a ledger answered in JSON, which never raise: fields may be missing or of another shape.

JSON objects are plain dictionaries whose numbers are ``Decimal`` or ``int`` (``json_text.read``).
"""

import re
from decimal import Decimal, InvalidOperation

# JSON can say them and no database keeps them: half of an emoji that was cut off, and a zero byte.
_UNKEPT = re.compile(r"[\x00\ud800-\udfff]")
_CENT = Decimal("0.01")
_DIGITS = 20


def text(found: dict, name: str) -> str:
    """Return a text; a number where a text should be reads as its digits."""
    value = found.get(name)
    if isinstance(value, str):
        return _UNKEPT.sub("\ufffd", value).strip()
    return "" if value is None or isinstance(value, (bool, dict, list)) else str(value)


def flag(found: dict, name: str, missing: bool = False) -> bool:
    value = found.get(name)
    if isinstance(value, str):
        return value.strip().lower() == "true"
    return missing if value is None else bool(value)


def number(found: dict, name: str) -> Decimal | None:
    value = found.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        return None
    try:
        value = Decimal(value)
    except InvalidOperation:
        return None
    # An amount has fifteen digits there; what is beyond any number of theirs would only break our arithmetic.
    is_sane = value.is_finite() and value.adjusted() < _DIGITS and value.as_tuple().exponent > -_DIGITS
    return value if is_sane else None


def whole(found: dict, name: str) -> int | None:
    value = number(found, name)
    return None if value is None else int(value)


def plain(found: dict, name: str) -> str | None:
    """Return a number as a text without needless zeros, ``None`` where there is none: 2.500 and 2.5 are the same."""
    value = number(found, name)
    if value is None:
        return None
    return format(value.normalize() if value else Decimal(0), "f")


def money(found: dict, name: str) -> str | None:
    """Return an amount as a text with its cents, ``None`` where there is none."""
    value = number(found, name)
    if value is None:
        return None
    value = value.normalize() if value else Decimal(0)
    return format(value.quantize(_CENT) if value.as_tuple().exponent > -2 else value, "f")


def inner(found: dict, name: str) -> dict:
    """Return an object within, an empty one where there is none."""
    value = found.get(name)
    return value if isinstance(value, dict) else {}


def rows(found: dict, name: str) -> list[dict]:
    """Return the objects of a list; one that stands alone counts as a list of it."""
    value = found.get(name)
    if isinstance(value, dict):
        return [value]
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
