"""JSON whose numbers keep their digits: read as ``int`` and ``Decimal``, written as they are, never by a float."""

import json
from decimal import Decimal
from json.encoder import encode_basestring_ascii


def read(text: str):
    """Return what a text says. :raise ValueError: it is no JSON."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except RecursionError:
        # Nothing that a ledger means is nested so deep.
        raise ValueError("nested without end") from None


def _refuse(word: str):
    raise ValueError(f"{word} is no JSON")


def write(value) -> str:
    """Return the text of plain values: dictionaries, lists, texts, numbers, booleans and ``None``.

    :raise TypeError: something else, a float among them.
    """
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        pairs = (f"{encode_basestring_ascii(name)}:{write(each)}" for name, each in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(write, value)) + "]"
    raise TypeError(f"{type(value).__name__} cannot stand in JSON with its digits")
