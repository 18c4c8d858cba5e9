"""Lines of documents that are changed: a line that is still the same one keeps its id (facts 4.9).

QuickBooks deletes the lines that a change does not list and takes -1 for a new one. A line that keeps its id keeps
what the bookkeeper added to it. What an element does not say stays as it was, so a line keeps its id only where
everything that we leave out was left out there, too.
"""

from decimal import Decimal, InvalidOperation

from odoo.addons.accounting_bridge.ledgers import pairing
from odoo.addons.accounting_bridge.ledgers.documents import Reference

from . import reading

_NEW = "-1"


def read(ret, names, fields) -> list[dict]:
    """Return the lines of an answer in their order.

    :param names: elements that are lines.
    :param fields: what is read of them: our word -> (how, name of the element).
    """
    rows = []
    for child in ret:
        if child.tag in names:
            found = reading.kids(child)
            row = {"id": reading.text(found, "TxnLineID")}
            rows.append(row | {word: how(found, element) for word, (how, element) in fields.items()})
    return rows


def reference_id(found, name) -> str:
    """Return the id that a line refers to, "" where it refers to nothing."""
    reference = reading.reference(found, name)
    return reference["id"] if reference else ""


def keep(push, wanted: list[dict], same: str, optional: dict) -> list[dict]:
    """Return the lines of a change, each with the id of the line at its place where that is the same one.

    Lines that were read with another version than the one that is changed are not looked at.

    :param wanted: the new lines, by name of element.
    :param same: name of the element that must refer to the same entry; our word for it is in ``optional``.
    :param optional: our word -> name of the element, for all that a line may leave out.
    """
    there = push.details.get("lines") or []
    if push.details.get("lines_version", push.version) != push.version:
        there = []
    old = _partners(there, wanted, same, optional)
    return [{"TxnLineID": _id(old.get(place), values, same, optional)} | values for place, values in enumerate(wanted)]


def _partners(there, wanted, same, optional):
    """Return ``{place of a new line: the line there that it was}``."""
    before = [tuple(_plain(line.get(word)) for word in optional) for line in there]
    now = [tuple(_plain(values.get(element)) for element in optional.values()) for values in wanted]
    return {place: there[known] for place, known in pairing.partners(before, now).items()}


def _plain(value):
    """Return what is compared of a value, as it was read and as it is written."""
    if isinstance(value, Reference):
        return value.id
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    try:
        return format(Decimal(value).normalize(), "f") if value else ""
    except InvalidOperation:
        return value


def _id(old, values, same, optional):
    if not old or not old.get("id"):
        return _NEW
    for word, element in optional.items():
        value = values.get(element)
        if element == same:
            if (value.id if value else "") != (old.get(word) or ""):
                return _NEW
        elif old.get(word) and value is None:
            return _NEW
    return old["id"]
