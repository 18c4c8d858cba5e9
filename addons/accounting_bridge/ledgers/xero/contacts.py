"""Contacts: who buys and who sells, in one list (facts 2.2).

An update says what Odoo has and leaves alone what Odoo never had: a phone number that the bookkeeper typed there is not
wiped by an empty field here, nor to whose attention an address is. What was emptied in Odoo is emptied there by an
empty text. Our mark is the ContactNumber, which is written on creation and never over somebody else's. Invoices are
printed with the postal address (POBOX), so that is where the address of the invoice goes; goods go to the street
(STREET). Xero has no contact below a contact, so a delivery address that is a customer of its own is one like any
other. Tax numbers and bank accounts are not touched, and persons are not named: those that are left out would be
deleted.
"""

from ..documents import Address, Kind
from . import changes, lists, reading, text
from .fields import length
from .settings import filled

NAME = "Contact"

_SOURCES = {
    "Name": ("name",),
    "EmailAddress": ("email",),
    "Phones": ("phone",),
    "Addresses": ("billing", "delivery"),
}
_STREET_LINES = 4
_STREET = length("Address", "AddressLine")
_PLACE = {name: length("Address", name) for name in ("City", "Region", "PostalCode", "Country")}
_NO_ADDRESS = dict.fromkeys((*(f"AddressLine{place}" for place in range(1, _STREET_LINES + 1)), *_PLACE), "")
_PHONE = {"PhoneType": "DEFAULT", "PhoneNumber": "", "PhoneAreaCode": "", "PhoneCountryCode": ""}
_PRINTED, _STREETS = "POBOX", "STREET"
# Name of the type of an address there, by the field of the party that it is made of.
_ADDRESSES = {"billing": _PRINTED, "delivery": _STREETS}


def create(push, _settings) -> dict:
    party = push.document
    addresses = [_address(getattr(party, name), kind, whole=False) for name, kind in _ADDRESSES.items()]
    values = {
        "Name": text.name(party.name, text.CONTACT_NAME),
        "ContactNumber": text.one_line(party.trace, length(NAME, "ContactNumber")) or None,
        "EmailAddress": text.email(party.email, length(NAME, "EmailAddress")) or None,
        "Phones": _phones(party.phone),
        "Addresses": [each for each in addresses if each] or None,
    }
    return filled(values)


def update(push, _settings) -> dict:
    """Return what changed. Every field that is known to be empty now is said to be so; of addresses and of phones only
    those of which something changed."""
    party = push.document
    emptied = push.changed or frozenset()
    values = {
        "Name": text.name(party.name, text.CONTACT_NAME),
        "EmailAddress": text.email(party.email, length(NAME, "EmailAddress")) or ("" if "email" in emptied else None),
        "Phones": _phones(party.phone) or ([dict(_PHONE)] if "phone" in emptied else None),
        "Addresses": _changed_addresses(push) or None,
    }
    return {"ContactID": push.remote_id} | filled(changes.said(push, values, _SOURCES))


def _changed_addresses(push):
    found = []
    for name, kind in _ADDRESSES.items():
        if push.changed is None or name in push.changed:
            address = _address(getattr(push.document, name), kind, whole=True)
            if address is None and push.changed is not None:
                address = {"AddressType": kind} | _NO_ADDRESS
            attention = ((push.details or {}).get("attention") or {}).get(kind)
            if address and attention:
                # Left out it may be emptied with the rest of the old address.
                address["AttentionTo"] = attention
            found.append(address)
    return [each for each in found if each]


def _phones(words):
    """Return the phone: the whole of it as the number, so that nobody guesses where its area code ends."""
    number = text.one_line(words, length(NAME, "PhoneNumber"))
    return [_PHONE | {"PhoneNumber": number}] if number else None


def _address(value: Address, kind: str, *, whole: bool) -> dict | None:
    """Return an address, ``None`` where nothing is in it.

    :param whole: say also what is empty, so that nothing of an older address stays between the new lines.
    """
    if not value:
        return None
    street = [line for line in (text.one_line(line, _STREET) for line in value.lines) if line]
    if len(street) > _STREET_LINES:
        street = [*street[: _STREET_LINES - 1], text.one_line(", ".join(street[_STREET_LINES - 1 :]), _STREET)]
    content = {f"AddressLine{place}": line for place, line in enumerate(street, 1)}
    places = (value.city, value.state, value.postal_code, value.country)
    content |= {key: text.one_line(words, _PLACE[key]) for key, words in zip(_PLACE, places, strict=True)}
    content["Country"] = text.country(value.country, _PLACE["Country"])
    content = _NO_ADDRESS | content if whole else {key: words for key, words in content.items() if words}
    return {"AddressType": kind} | content if any(content.values()) else None


def read(found, settings, kind: Kind = Kind.CUSTOMER):
    """Return a contact as a customer or a vendor. What was merged away is archived and says into which."""
    name = reading.text(found, "Name")
    mail = reading.text(found, "EmailAddress")
    details = {
        "party": {
            "given_name": reading.text(found, "FirstName"),
            "family_name": reading.text(found, "LastName"),
            "email": mail,
            "phone": reading.phone(found, "DEFAULT"),
            "billing": reading.address(found, _PRINTED),
            "delivery": reading.address(found, _STREETS),
        },
        "attention": {each: reading.attention(found, each) for each in _ADDRESSES.values()},
        "mobile": reading.phone(found, "MOBILE"),
        "account_number": reading.text(found, "AccountNumber"),
        "tax_number": reading.text(found, "TaxNumber"),
        "merged_into": reading.text(found, "MergedToContactID"),
        "is_customer": reading.flag(found, "IsCustomer"),
        "is_supplier": reading.flag(found, "IsSupplier"),
        "status": reading.text(found, "ContactStatus"),
    }
    if "Phones" not in found:
        del details["party"]["phone"]
    if "Addresses" not in found:
        del details["party"]["billing"], details["party"]["delivery"], details["attention"]
    return lists.record(
        kind,
        found,
        details,
        identity="ContactID",
        name=name,
        email=mail,
        currency=reading.text(found, "DefaultCurrency") or settings.home,
        trace=reading.text(found, "ContactNumber"),
        active=reading.text(found, "ContactStatus").upper() in ("", "ACTIVE") and not details["merged_into"],
    )
