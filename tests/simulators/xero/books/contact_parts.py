"""Addresses, phones and persons of a contact (facts 2.2)."""

from .shapes import Choice, Flag, Number, Text

ADDRESS = {
    "AddressType": Choice("AddressType", "POBOX", "STREET"),
    **{f"AddressLine{number}": Text(500) for number in (1, 2, 3, 4)},
    "City": Text(255),
    "Region": Text(255),
    "PostalCode": Text(50),
    "Country": Text(50),
    "AttentionTo": Text(255),
}
PHONE = {
    "PhoneType": Choice("PhoneType", "DEFAULT", "DDI", "MOBILE", "FAX", "OFFICE"),
    "PhoneNumber": Text(50),
    "PhoneAreaCode": Text(10),
    "PhoneCountryCode": Text(20),
}
PERSON = {"FirstName": Text(255), "LastName": Text(255), "EmailAddress": Text(255), "IncludeInEmails": Flag()}
TERMS = {
    "Day": Number(whole=True),
    "Type": Choice("PaymentTermType", "DAYSAFTERBILLDATE", "DAYSAFTERBILLMONTH", "OFCURRENTMONTH", "OFFOLLOWINGMONTH"),
}
_TYPE = {"Addresses": "AddressType", "Phones": "PhoneType"}
_USUAL = {"Addresses": "POBOX", "Phones": "DEFAULT"}
_PHONE_FIELDS = ("PhoneNumber", "PhoneAreaCode", "PhoneCountryCode")


def merged_parts(field: str, old, sent, fields_kept: bool) -> list[dict]:
    """One of each type: what is sent takes the place of the one of its type, the other types stay.

    ``fields_kept``: fields that the one that is sent leaves out stay too (a switch).
    """
    by_type = {one[_TYPE[field]]: one for one in old}
    for one in sent:
        kind = one.get(_TYPE[field], _USUAL[field])
        base = by_type.get(kind, {}) if fields_kept else {}
        whole = {_TYPE[field]: kind, **base, **one}
        by_type[kind] = {name: value for name, value in whole.items() if value != ""}
    return list(by_type.values())


def shown_addresses(row: dict) -> list[dict]:
    """Always both, with empty texts where there is nothing."""
    by_type = {one["AddressType"]: one for one in row.get("Addresses", ())}
    made = []
    for kind in ("STREET", "POBOX"):
        blank = {"AddressType": kind, "City": "", "Region": "", "PostalCode": "", "Country": ""}
        made.append({**blank, **by_type.get(kind, {})})
    return made


def shown_phones(row: dict) -> list[dict]:
    """Always the four kinds, with empty texts; OFFICE only where there is one."""
    by_type = {one["PhoneType"]: one for one in row.get("Phones", ())}
    kinds = ["DDI", "DEFAULT", "FAX", "MOBILE", *(("OFFICE",) if "OFFICE" in by_type else ())]
    blank = dict.fromkeys(_PHONE_FIELDS, "")
    return [{"PhoneType": kind, **blank, **by_type.get(kind, {})} for kind in kinds]
