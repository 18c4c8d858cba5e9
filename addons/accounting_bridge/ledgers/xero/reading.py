"""Small questions to what Xero answered, which never raise: fields may be missing, unknown or of another shape."""

import re

from ..json_values import flag, inner, money, number, plain, rows, text, whole
from . import moments

__all__ = ("address", "contact", "day", "flag", "inner", "is_guid", "modified", "money", "number", "phone", "plain")
__all__ += ("rows", "text", "whole")

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NO_GUID = "00000000-0000-0000-0000-000000000000"


def is_guid(value: str) -> bool:
    """Return whether a text identifies an entry: what was refused bears zeros (facts 3.2)."""
    return bool(_GUID.fullmatch(value)) and value != _NO_GUID


def day(found: dict, name: str) -> str:
    """Return a date as ``YYYY-MM-DD``, "" where there is none."""
    return moments.day(found.get(f"{name}String")) or moments.day(found.get(name))


def modified(found: dict) -> str:
    """Return when an entry changed last."""
    return moments.utc(found.get("UpdatedDateUTC"))


def contact(found: dict) -> dict:
    """Return whose a document is, as plain values."""
    inside = inner(found, "Contact")
    return {"id": text(inside, "ContactID"), "name": text(inside, "Name")}


def address(found: dict, kind: str) -> dict:
    """Return one of the addresses of a contact, in the words of the neutral ``Address``; empty where it has none."""
    for inside in rows(found, "Addresses"):
        if text(inside, "AddressType").upper() != kind:
            continue
        values = {
            "lines": [line for line in (text(inside, f"AddressLine{place}") for place in range(1, 5)) if line],
            "city": text(inside, "City"),
            "state": text(inside, "Region"),
            "postal_code": text(inside, "PostalCode"),
            "country": text(inside, "Country"),
        }
        return values if any(values.values()) else {}
    return {}


def attention(found: dict, kind: str) -> str:
    """Return to whose attention one of the addresses of a contact is."""
    said = (inside for inside in rows(found, "Addresses") if text(inside, "AddressType").upper() == kind)
    return next((text(inside, "AttentionTo") for inside in said), "")


def phone(found: dict, kind: str) -> str:
    """Return one of the phones of a contact, its parts put together."""
    for inside in rows(found, "Phones"):
        if text(inside, "PhoneType").upper() == kind:
            parts = (text(inside, name) for name in ("PhoneCountryCode", "PhoneAreaCode", "PhoneNumber"))
            return " ".join(part for part in parts if part)
    return ""
