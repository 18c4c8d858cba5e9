"""Lines of documents that are changed: a line that is still the same one keeps its id (facts 2.1, 8.8).

Lines are never sparse: those that a change does not list are deleted there, one without an id is new. A line that
keeps its id keeps what ties it to an estimate or a time sheet, and of it we repeat what somebody else wrote into it
(a class, a date of service: ``extras``, a text of JSON), since a line is written anew as a whole.

A row of ``details["lines"]``: ``id``, ``item`` (of a bill ``account``), ``description``, ``quantity``, ``amount``,
``tracking``; ``type`` where it is no line of the usual type; ``extras`` where there are any, ``tax_code`` where it has
one. Subtotals are left out.
"""

from .. import json_text, pairing
from . import reading
from .changes import is_written
from .fields import LINE_EXTRAS

SALES = "SalesItemLineDetail"
EXPENSE = "AccountBasedExpenseLineDetail"
TEXT = "DescriptionOnly"
# Where a line says what it is of, by type, and what the row calls it.
_SUBJECTS = {SALES: ("ItemRef", "item"), EXPENSE: ("AccountRef", "account")}
_DETAILS = {TEXT: "DescriptionLineDetail"}


def read(found: dict, usual: str) -> list[dict]:
    """Return the lines of an entity in their order.

    :param usual: the type of line that we write amounts in: ``SALES`` or ``EXPENSE``.
    """
    return [_row(line, usual) for line in reading.rows(found, "Line") if is_written(line)]


def _row(line, usual):
    kind = reading.text(line, "DetailType")
    detail = reading.inner(line, _DETAILS.get(kind, kind))
    subject, word = _SUBJECTS[usual]
    row = {
        "id": reading.text(line, "Id"),
        word: reading.reference_id(detail, subject),
        "description": reading.text(line, "Description"),
        "quantity": reading.plain(detail, "Qty"),
        "amount": None if kind == TEXT else reading.money(line, "Amount"),
        "tracking": reading.reference_id(detail, "ClassRef"),
    }
    if kind not in (usual, TEXT):
        row["type"] = kind
    extras = _extras(line, detail, _DETAILS.get(kind, kind))
    if extras:
        row["extras"] = json_text.write(extras)
    if tax_code := reading.reference_id(detail, "TaxCodeRef"):
        row["tax_code"] = tax_code
    return row


def _extras(line, detail, name):
    inside = {key: detail[key] for key in LINE_EXTRAS.get(name, ()) if detail.get(key) not in (None, "", {})}
    around = {key: line[key] for key in LINE_EXTRAS["Line"] if line.get(key)}
    return around | ({name: inside} if inside else {})


def keep(push, wanted: list[dict], usual: str) -> list[dict]:
    """Return the lines of a change, each with the id of the line at its place where that is the same one.

    Lines that were read with another version than the one that is changed are not looked at.
    """
    there = push.details.get("lines") or []
    if push.details.get("lines_version", push.version) != push.version:
        there = []
    there = [row for row in there if isinstance(row, dict) and "type" not in row]
    fresh = [_row(line, usual) for line in wanted]
    word = _SUBJECTS[usual][1]
    partners = _partners(there, fresh, word)
    return [_joined(line, partners.get(place), fresh[place], word) for place, line in enumerate(wanted)]


def _partners(there, fresh, word):
    """Return ``{place of a new line: the line there that it was}``."""
    compared = (word, "description", "quantity", "amount", "tracking")
    before = [tuple(row.get(name) or "" for name in compared) for row in there]
    now = [tuple(row.get(name) or "" for name in compared) for row in fresh]
    return {place: there[known] for place, known in pairing.partners(before, now).items()}


def _joined(line, old, new, word):
    """Return a line with the id and the extras of the line there that it was, where it is of the same thing."""
    if not old or not old.get("id") or (old.get(word) or "") != new[word]:
        return line
    extras = json_text.read(old.get("extras") or "{}")
    result = {"Id": old["id"]} | line
    for name, value in extras.items():
        if name not in line:
            result[name] = value
        elif isinstance(value, dict) and isinstance(line[name], dict):
            if old.get("tracking") and not new["tracking"]:
                # The class was ours and is taken away.
                value = {key: each for key, each in value.items() if key != "ClassRef"}
            result[name] = value | line[name]
    return result
