"""The lexical form of values (facts 3.4): what QuickBooks' parser lets through, and nothing else."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

PATTERNS = {
    "amt": re.compile(r"^[+-]?\d{1,13}(\.\d{2})?$"),
    "price": re.compile(r"^[+-]?\d{1,10}(\.\d{1,5})?$"),
    "qty": re.compile(r"^[+-]?\d{1,10}(\.\d{1,5})?$"),
    "pct": re.compile(r"^[+-]?\d{1,10}(\.\d{1,5})?$"),
    "date": re.compile(r"^\d{4}-\d{2}-\d{2}$"),
    "dt": re.compile(r"^\d{4}-\d{1,2}-\d{1,2}(T\d{1,2}(:\d{1,2}(:\d{1,2}([+-]\d{1,2}:\d{1,2})?)?)?)?$"),
    "b": re.compile(r"^(true|false|1|0)$"),
    "guid": re.compile(r"^(0|\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\})$"),
    "int": re.compile(r"^[+-]?\d+$"),
    "day": re.compile(r"^\+?0*([1-9]|[12]\d|3[01])$"),
    "count": re.compile(r"^\+?0*[1-9]\d*$"),
    "float": re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)$"),
    "span": re.compile(r"^[+-]?PT(\d+H)?(\d+M)?(\d+S)?$"),
}
#: An empty element means "clear this field" and is accepted for these types.
MAY_BE_EMPTY = {"amt", "price", "qty", "pct", "date", "dt", "b", "float", "span", "s", "id"}
#: 80000013-1416570432 in lists, C5-1417118624 in transactions, -1 for a line to be added.
OBJECT_ID = re.compile(r"^([0-9A-Fa-f]{1,8}-[0-9]{1,10}|-1)$")


def is_valid(kind: str, text: str, words: tuple = ()) -> bool:
    """Whether this text has the form of its type; a False rejects the whole document."""
    if kind == "e":
        return text in words
    if not text:
        return kind in MAY_BE_EMPTY
    if kind in ("s", "id"):
        return True
    if not PATTERNS[kind].match(text):
        return False
    if kind == "date":
        try:
            date.fromisoformat(text)
        except ValueError:
            return False
    return True


def is_true(text) -> bool:
    return text in ("true", "1", True)


def money(value) -> str:
    return f"{Decimal(value).quantize(Decimal('0.01'), ROUND_HALF_UP):.2f}"


def plain(value) -> str:
    """A number without needless zeros: 3, 2.5, 0.12345."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def price(value) -> str:
    """A price has two decimals at least and five at most."""
    text = plain(Decimal(value).quantize(Decimal("0.00001"), ROUND_HALF_UP))
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"


FORMATS = {"amt": money, "price": price, "qty": plain, "pct": plain}
