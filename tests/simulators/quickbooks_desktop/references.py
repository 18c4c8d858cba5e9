"""References from one record to another (facts 4.9): by ListID or by FullName, and what happens when they
lead nowhere.
"""

from . import addresses
from .catalogue import KINDS, MISSING_FEATURES, NOT_SIMULATED, REFERENCES
from .errors import Refusal
from .qbxml.reader import Fields

#: Elements that say which record is meant or are columns of their own; never part of what is merely kept.
OWN = ("ListID", "TxnID", "EditSequence", "Name", "IsActive", "ParentRef", "ExternalGUID")


def is_empty(reference) -> bool:
    return not (reference.get("ListID") or reference.get("FullName"))


def find(ctx, element: str, reference, where: str):
    """The row that a reference means; None where QuickBooks leaves it unread.

    A ListID wins over a FullName that is sent beside it; names are compared without regard to case.
    """
    kinds, word, feature = REFERENCES[element]
    if feature and not _has_feature(ctx, feature):
        return None
    family = KINDS[kinds[0]].family
    list_id = ctx.identity(reference.get("ListID") or "")
    row = ctx.entry(family, list_id) if list_id else ctx.entry_named(family, reference["FullName"])
    if row is None or row["kind"] not in kinds:
        raise Refusal(3140, f'{word} "{list_id or reference["FullName"]}"', where)
    if not row["is_active"] and ctx.switches.inactive_reference == "refused":
        raise Refusal(3140, f'{word} "{row["full_name"]}" (inactive)', where)
    return row


def _has_feature(ctx, feature: str) -> bool:
    if feature == "sales tax":
        if ctx.preferences["sales_tax"]:
            return True
        if ctx.switches.tax_references_when_off == "ignored":
            return False
    elif ctx.preferences[feature.replace(" ", "_")]:
        return True
    raise Refusal(3250, feature)


def check_supported(name: str):
    if name in NOT_SIMULATED:
        raise Refusal(1030, name)
    if name in MISSING_FEATURES:
        raise Refusal(3250, MISSING_FEATURES[name])


def stored(ctx, fields: Fields, where: str, old: dict | None = None) -> dict:
    """What the file keeps of these fields, on top of the old ones; an empty element clears (facts 3.4)."""
    data = dict(old or {})
    for name, value in fields.items():
        if name in OWN:
            continue
        if value or name in MISSING_FEATURES:
            check_supported(name)
        if name in REFERENCES and not isinstance(value, list):
            row = None if is_empty(value) else find(ctx, name, value, where)
            if row is not None:
                data[name] = {"ListID": row["list_id"]}
            elif is_empty(value):
                data.pop(name, None)
        elif isinstance(value, Fields):
            block = stored(ctx, value, where, addresses.kept(ctx, name, old))
            if block:
                data[name] = block
            else:
                data.pop(name, None)
        elif isinstance(value, list):
            data[name] = [stored(ctx, one, where) if isinstance(one, Fields) else one for one in value]
        elif value == "":
            data.pop(name, None)
        else:
            data[name] = value
    return data


def used_by(data) -> set:
    """(family, ListID) of everything that stored data refers to."""
    found = set()
    for name, value in data.items():
        if name in REFERENCES and isinstance(value, dict):
            found.add((KINDS[REFERENCES[name][0][0]].family, value["ListID"]))
        elif isinstance(value, dict):
            found |= used_by(value)
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    found |= used_by(one)
    return found


def shown(ctx, data: dict) -> dict:
    """Stored data as an answer shows it: every reference with the name it has today."""
    out = {}
    for name, value in data.items():
        if name in REFERENCES and isinstance(value, dict):
            out[name] = ctx.named(name, value)
        elif isinstance(value, dict):
            out[name] = shown(ctx, value)
        elif isinstance(value, list):
            out[name] = [shown(ctx, one) if isinstance(one, dict) else one for one in value]
        else:
            out[name] = value
    return out
