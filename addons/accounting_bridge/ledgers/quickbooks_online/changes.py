"""Changes: what is said of an entry that is there already (facts 2.1).

Customers and invoices take a sparse update: what is left out stays as it is. Vendors, items, credit memos and bills
take a full one only, which empties every field that it does not say: their details keep the writable fields as they
were read (``kept``, a text of JSON, since its numbers have exact digits), and a change is laid over these.
"""

from .. import json_text
from ..protocol import Unwritable
from . import reading
from .fields import WRITABLE


def said(push, values: dict, sources: dict) -> dict:
    """Return the fields of a change whose sources are no longer what QuickBooks accepted last.

    :param push: its ``changed`` names fields of the document; ``None`` says that nobody knows, so all are said.
    :param sources: name of field -> names of the fields of the document that it is made of; one without any is
        always said.
    """
    if push.changed is None:
        return values
    return {
        name: value
        for name, value in values.items()
        if name not in sources or not push.changed.isdisjoint(sources[name])
    }


def left_alone(push, values: dict) -> dict:
    """Return the fields of a change without the note where a person wrote over it, or into it."""
    if not push.details.get("memo_is_theirs"):
        return values
    return {name: value for name, value in values.items() if name != "PrivateNote"}


def emptied(push, values: dict, blanks: dict) -> dict:
    """Return the fields of a change with those emptied that were emptied in Odoo since both sides agreed.

    Where nobody knows what changed, what Odoo has not is left alone: a person may have typed it there.

    :param blanks: name of field -> ``(name of the field of the document, what is said to empty it)``.
    """
    if push.changed is None:
        return values
    return values | {
        name: blank
        for name, (source, blank) in blanks.items()
        if values.get(name) is None and source in push.changed and not getattr(push.document, source)
    }


def sparse(push, values: dict) -> dict:
    """Return the body of a sparse update."""
    return {"Id": push.remote_id, "SyncToken": push.version, "sparse": True} | values


def full(push, entity: str, values: dict, optional: dict) -> dict:
    """Return the body of a full update: what is there, and what we have to say laid over it.

    New lines bring their own tax: amounts that were written out for the old ones are not repeated. Nor is what was
    emptied in Odoo since both sides agreed: left out it is emptied there.

    :param optional: name of field -> name of the field of the document that it is made of, of those that may be empty.
    :raise Unwritable: what is there is not known, so that saying only ours would empty the rest.
    """
    kept = _kept(push)
    if not kept:
        raise Unwritable("what QuickBooks Online holds of it is not known yet; it is read with the next run", push.key)
    token = kept.pop("SyncToken", push.version)
    kept = {name: value for name, value in kept.items() if name in WRITABLE[entity]}
    if "Line" in values:
        kept.pop("TxnTaxDetail", None)
    for name, source in optional.items():
        if source in (push.changed or ()) and not getattr(push.document, source):
            kept.pop(name, None)
    return {"Id": push.remote_id, "SyncToken": _older(token, push.version), "sparse": False} | kept | values


def _kept(push):
    try:
        kept = json_text.read(push.details.get("kept") or "{}")
    except (ValueError, TypeError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _older(first, second):
    """Return the older of two locks: where they differ QuickBooks refuses it and nothing is written over unseen."""
    if not (first.isdecimal() and second.isdecimal()):
        return second
    return min(first, second, key=int)


def keep(found: dict, entity: str) -> str:
    """Return the writable fields of an entity as it was read, for its next full update."""
    kept = {name: found[name] for name in found if name in WRITABLE[entity]}
    if "Line" in kept:
        kept["Line"] = [clean_line(line) for line in reading.rows(found, "Line") if is_written(line)]
    if "CustomField" in kept:
        # A field without a value is handed out and not taken back (facts 2.1).
        fields = reading.rows(found, "CustomField")
        kept["CustomField"] = [field for field in fields if any(name.endswith("Value") for name in field)]
    return json_text.write(kept | {"SyncToken": reading.text(found, "SyncToken")})


def is_written(line: dict) -> bool:
    """Return whether a line is one that somebody wrote: subtotals are QuickBooks' own (facts 2.6)."""
    return reading.text(line, "DetailType") != "SubTotalLineDetail"


def clean_line(line: dict) -> dict:
    """Return a line without what is only handed out (facts 2.7)."""
    return {name: value for name, value in line.items() if name not in ("LineEx", "LineNum")}
