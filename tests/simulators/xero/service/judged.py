"""What becomes of the elements of a write in its answer (XERO 3.2)."""

import re
from copy import deepcopy

from .catalogue import Listing

_PART = re.compile(r"(\w+)(?:\[(\d+)\])?")


def told(result: dict, listing: Listing, switches, word: str = "Message") -> dict:
    """One element with its status, its errors and its warnings; ``word`` is the key of their texts."""
    element = deepcopy(result["element"])
    errors, warnings = result["errors"], result["warnings"]
    if listing.told:
        element["StatusAttributeString"] = "ERROR" if errors else "WARNING" if warnings else "OK"
    if listing.errors:
        element[listing.errors] = bool(errors)
    if errors:
        _hang(element, errors, word, switches.nested_errors == "both")
    if warnings:
        element["Warnings"] = [{word: str(one)} for one in warnings]
    return element


def _hang(element, errors, word, both):
    element.setdefault("ValidationErrors", [])
    for error in errors:
        place = _place(element, getattr(error, "at", ""))
        if place is not None:
            place.setdefault("ValidationErrors", []).append({word: str(error)})
        if place is None or both:
            element["ValidationErrors"].append({word: str(error)})


def _place(element, at: str) -> dict | None:
    """The part of the element that ``LineItems[0]`` or ``Contact`` names; None: the element itself."""
    if not at:
        return None
    value = element
    for part in at.split("."):
        found = _PART.fullmatch(part)
        value = value.get(found[1]) if found and isinstance(value, dict) else None
        if found and found[2] is not None:
            rows = value if isinstance(value, list) else []
            value = rows[int(found[2])] if int(found[2]) < len(rows) else None
    return value if isinstance(value, dict) and value is not element else None
