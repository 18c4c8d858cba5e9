"""Names of list elements (facts 5.1): what may stand in one, and who already has it."""

from .catalogue import FULL_NAME_LEVELS, KINDS
from .errors import Refusal

FORBIDDEN = (":", "\t", "\n", "\r")


def clean(ctx, name: str) -> str:
    if ctx.switches.trim_names:
        name = name.strip(" ")
    if not name.strip():
        raise Refusal(3080, name)
    if any(sign in name for sign in FORBIDDEN):
        raise Refusal(3090, name)
    if '"' in name and ctx.switches.quotes_in_names == "refused":
        raise Refusal(3090, name)
    return name


def parent_row(ctx, kind: str, reference):
    """The record that a ParentRef means: of the same kind, and not so deep that no level is left."""
    if not reference or not (reference.get("ListID") or reference.get("FullName")):
        return None
    family = KINDS[kind].family
    list_id = ctx.identity(reference.get("ListID") or "")
    row = ctx.entry(family, list_id) if list_id else ctx.entry_named(family, reference["FullName"])
    if row is None or row["kind"] != kind:
        raise Refusal(3140, f'{KINDS[kind].label} "{list_id or reference["FullName"]}"', KINDS[kind].label)
    if row["sublevel"] + 2 > FULL_NAME_LEVELS:
        raise Refusal(3210, "ParentRef", row["full_name"])
    return row


def full_name(parent, name: str) -> str:
    return f"{parent['full_name']}:{name}" if parent else name


def check_free(ctx, family: str, full: str, name: str, own_id: str = ""):
    """Refuse a name that another record of the family has, whatever its kind, its case, and whether it is
    active.
    """
    keys = [full.casefold()]
    if family == "Entity" and ctx.switches.comma_names_collide:
        keys.extend(_turned(full.casefold()))
    marks = ", ".join("?" * len(keys))
    row = ctx.store.one(
        f"SELECT list_id FROM entry WHERE family = ? AND full_key IN ({marks}) AND list_id != ?",
        family,
        *keys,
        own_id,
    )
    if row:
        raise Refusal(3100, name)


def _turned(key: str) -> list:
    """'smith, mike' for 'mike smith' and the other way round."""
    last, comma, first = key.partition(", ")
    if comma:
        return [f"{first} {last}"]
    first, blank, last = key.rpartition(" ")
    return [f"{last}, {first}"] if blank else []
