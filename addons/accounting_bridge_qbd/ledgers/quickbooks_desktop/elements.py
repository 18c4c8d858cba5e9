"""The ordered serializer: values by element name in, qbXML text out, every rule of the table checked.

The order of elements is fixed by QuickBooks and one mistake makes it throw the whole message set away unread
(facts 3.1), so a builder only says *what* it has; ``fields.json`` says where it stands, what it may hold and
since when QuickBooks knows it. Elements that the file at hand is too old for, or that its edition lacks, are
left out.

A row of ``fields.json``: ``name``; ``type`` (one of ``_WRITERS``, or the name of another shape); ``max``
characters; ``since`` a qbXML version; ``except`` / ``only`` editions; ``values`` of an enumeration;
``required``; ``many``.
"""

import functools
import json
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

from odoo.addons.accounting_bridge.ledgers.documents import Reference
from odoo.addons.accounting_bridge.ledgers.protocol import Unwritable

_TABLE = json.loads(Path(__file__).with_name("fields.json").read_text(encoding="utf-8"))

_CENT = Decimal("0.01")
_FINEST = Decimal("0.00001")
_RATE = Decimal("0.00000001")  # the schema bounds no decimals of a rate, and five are too few for a yen
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?")
_GUID = re.compile(r"\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}|0")


class Dialect(NamedTuple):
    """What the file at hand understands: the version that is asked for and its edition (US, CA, UK, AU)."""

    version: tuple[int, int] = (13, 0)
    country: str = "US"

    @property
    def version_text(self) -> str:
        return f"{self.version[0]}.{self.version[1]}"


def version_of(text: str) -> tuple[int, int]:
    """Return "13.0" as (13, 0); versions are compared as numbers, never as texts."""
    major, _dot, minor = text.partition(".")
    return int(major), int(minor or 0)


def escape(text: str) -> str:
    """Return the text as plain ASCII for element or attribute: QuickBooks refuses raw UTF-8 (facts 3.3)."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text if text.isascii() else text.encode("ascii", "xmlcharrefreplace").decode()


def length(shape: str, name: str) -> int:
    """Return how many characters an element may have, for those who cut."""
    return next(row["max"] for row in _TABLE[shape] if row["name"] == name)


# --- writers: one for each type of value ---


def _text(value, row, _dialect):
    if type(value) is not str:
        raise Unwritable(f"{row['name']} takes text")
    if len(value) > row["max"]:
        raise Unwritable(f"{row['name']} takes {row['max']} characters")
    if _UNSEEN.search(value):
        raise Unwritable(f"{row['name']} holds a control character")
    return escape(value)


def _line(value, row, dialect):
    text = _text(value, row, dialect)
    if "\n" in text or "\t" in text:
        raise Unwritable(f"{row['name']} takes one line")
    return text


def _number(value, row, step, digits):
    if type(value) is not Decimal or not value.is_finite():
        raise Unwritable(f"{row['name']} takes a decimal number")
    exact = value.quantize(step, ROUND_HALF_UP)
    if exact.adjusted() >= digits:
        raise Unwritable(f"{row['name']} takes {digits} digits")
    return exact


def _amount(value, row, _dialect):
    exact = _number(value, row, _CENT, 13)
    if exact != value:
        # Rounding belongs to the document, not to its transport: its lines would no longer add up.
        raise Unwritable(f"{row['name']} takes two decimals")
    return str(exact)


def _fine(value, row, _dialect):
    text = format(_number(value, row, _FINEST, 10), "f").rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _rate(value, row, _dialect):
    exact = _number(value, row, _RATE, 10)
    if exact <= 0:
        raise Unwritable(f"{row['name']} takes a positive rate")
    return format(exact, "f").rstrip("0").rstrip(".")


def _whole(value, row, _dialect):
    if type(value) is not int:
        raise Unwritable(f"{row['name']} takes a whole number")
    return str(value)


def _yes_no(value, row, _dialect):
    if type(value) is not bool:
        raise Unwritable(f"{row['name']} takes yes or no")
    return "true" if value else "false"


def _date(value, row, _dialect):
    if type(value) is not date:
        raise Unwritable(f"{row['name']} takes a date")
    return value.isoformat()


def _moment(value, row, _dialect):
    if not _MOMENT.fullmatch(value):
        raise Unwritable(f"{row['name']} takes a wall-clock time without offset")
    return value


def _choice(value, row, _dialect):
    if value not in row["values"]:
        raise Unwritable(f"{row['name']} takes one of {', '.join(row['values'])}")
    return value


def _id(value, row, _dialect):
    if not value or len(value) > 36 or _UNSEEN.search(value):
        raise Unwritable(f"{row['name']} takes an id")
    return escape(value)


def _guid(value, row, _dialect):
    if not _GUID.fullmatch(value):
        raise Unwritable(f"{row['name']} takes a GUID in braces")
    return value


def _reference(value, row, dialect):
    if type(value) is not Reference:
        raise Unwritable(f"{row['name']} takes a reference")
    if value.id:
        return f"<ListID>{_id(value.id, row, dialect)}</ListID>"
    if not value.name:
        raise Unwritable(f"{row['name']} takes a reference that names something")
    return f"<FullName>{_line(value.name, row, dialect)}</FullName>"


def _shape(value, row, dialect):
    return write(row["type"], value, dialect)


_WRITERS = {
    "text": _text,
    "line": _line,
    "amount": _amount,
    "price": _fine,
    "quantity": _fine,
    "percent": _fine,
    "rate": _rate,
    "int": _whole,
    "bool": _yes_no,
    "date": _date,
    "moment": _moment,
    "enum": _choice,
    "id": _id,
    "guid": _guid,
    "reference": _reference,
}


@functools.lru_cache(maxsize=256)
def _rows_of(shape: str, dialect: Dialect):
    """Return the rows that the file at hand knows, ready to be walked, and the names of all."""
    rows = []
    for row in _TABLE[shape]:
        since, only = version_of(row.get("since", "1.0")), row.get("only")
        if since > dialect.version or dialect.country in row.get("except", ()):
            continue
        if only and dialect.country not in only:
            continue
        writer = _WRITERS.get(row["type"], _shape)
        rows.append((row["name"], row.get("required", False), row.get("many", False), writer, row))
    return tuple(rows), frozenset(row["name"] for row in _TABLE[shape])


def write(shape: str, values: dict, dialect: Dialect) -> str:
    """Return the content of an element of this shape, in the order of the table.

    :param values: by element name; ``None`` and ``[]`` stand for an element that is not there, "" for
        one that clears a field.
    :raise Unwritable: something is missing, too long, unknown or of another type.
    """
    rows, known = _rows_of(shape, dialect)
    if not known.issuperset(values):
        raise Unwritable(f"{shape} has no {', '.join(sorted(values.keys() - known))}")
    out = []
    for name, required, many, writer, row in rows:
        value = values.get(name)
        if value is None or value == [] or (required and value == ""):
            if required:
                raise Unwritable(f"{shape} needs {name}")
        elif value == "":
            out.append(f"<{name}></{name}>")
        elif many:
            out.extend(f"<{name}>{writer(each, row, dialect)}</{name}>" for each in value)
        else:
            out.append(f"<{name}>{writer(value, row, dialect)}</{name}>")
    return "".join(out)


def request(name: str, values: dict, dialect: Dialect, request_id: str, **attributes: str) -> str:
    """Return one whole request; further attributes are those of iterators."""
    if not 0 < len(request_id) <= 50:
        raise Unwritable("requestID takes 1 to 50 characters")
    attributes = {"requestID": request_id, **attributes}
    head = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    body = write(name, values, dialect)
    return f"<{name}{head}>{body}</{name}>" if body else f"<{name}{head}/>"


def message_set(requests, dialect: Dialect, **attributes: str) -> str:
    """Return the whole text of one round trip. Each request stands alone: one that fails stops no other."""
    head = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value)
    return (
        f'<?xml version="1.0"?>\n<?qbxml version="{dialect.version_text}"?>\n'
        f'<QBXML><QBXMLMsgsRq onError="continueOnError"{head}>{"".join(requests)}</QBXMLMsgsRq></QBXML>'
    )
