"""JSON whose numbers keep their digits: a Decimal is written as the number it is, never through a float."""

import json
import re
from decimal import Decimal

_MARK = "\uf8ff#"
_MARKED = re.compile(rf'"{_MARK}([0-9.-]+)"')


def _mark(value):
    if isinstance(value, Decimal):
        return f"{_MARK}{value:f}"
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def dumps(value) -> str:
    """JSON text of plain dicts, lists, strings, integers, booleans and Decimals."""
    return _MARKED.sub(r"\1", json.dumps(value, default=_mark, ensure_ascii=False, separators=(",", ":")))


def loads(text):
    """The same back: numbers with a point are Decimals, the others integers."""
    return json.loads(text, parse_float=Decimal)
