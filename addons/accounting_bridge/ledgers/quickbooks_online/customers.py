"""Customers: create, sparse update, and what is read of them (facts 2.4).

An update carries what Odoo has and leaves alone what Odoo never had: a phone number that the bookkeeper typed there is
not wiped by an empty field here. What was emptied in Odoo is emptied there by an empty text. An opening balance is
never sent, since QuickBooks would make an invoice of it, nor any number of the tax office: these come back masked. A
customer with a parent is a job of it. A customer has one currency for ever, so it is said on creation only.
"""

from ..documents import Address, Kind
from . import changes, lists, reading
from .fields import length
from .settings import filled, reference
from .text import CUSTOMER_NAME, email

NAME = "Customer"

_SOURCES = {
    "DisplayName": ("name",),
    "CompanyName": ("company_name",),
    "PrimaryEmailAddr": ("email",),
    "PrimaryPhone": ("phone",),
    "BillAddr": ("billing",),
    "ShipAddr": ("delivery",),
    "SalesTermRef": ("term",),
    "Taxable": ("tax_code",),
    "DefaultTaxCodeRef": ("tax",),
    "ParentRef": ("parent",),
    "Job": ("parent",),
    "BillWithParent": ("parent",),
}
_LENGTH = {name: length(NAME, name) for name in ("CompanyName", "PrimaryPhone", "PrimaryEmailAddr")}
_STREET = length("Address", "Line1")
_PLACE = {name: length("Address", name) for name in ("City", "CountrySubDivisionCode", "PostalCode", "Country")}
_STREET_LINES = 5
NO_ADDRESS = dict.fromkeys((*(f"Line{place}" for place in range(1, _STREET_LINES + 1)), *_PLACE), "")
# What empties a field, by the field of the party that it is made of.
BLANKS = {
    "CompanyName": ("company_name", ""),
    "PrimaryEmailAddr": ("email", {"Address": ""}),
    "PrimaryPhone": ("phone", {"FreeFormNumber": ""}),
    "BillAddr": ("billing", NO_ADDRESS),
}
_BLANKS = BLANKS | {"ShipAddr": ("delivery", NO_ADDRESS)}


def address(value: Address, settings, name: str = "", *, whole: bool = False) -> dict | None:
    """Return an address, ``None`` where nothing is in it.

    :param name: stands above the street where the address is printed as it is.
    :param whole: say also what is empty, so that nothing of an older address stays between the new lines.
    """
    if not value:
        return None
    street = [line for line in (settings.line(line, _STREET) for line in (name, *value.lines)) if line]
    if len(street) > _STREET_LINES:
        street = [*street[: _STREET_LINES - 1], settings.line(", ".join(street[_STREET_LINES - 1 :]), _STREET)]
    content = {f"Line{place}": line for place, line in enumerate(street, 1)}
    places = (value.city, value.state, value.postal_code, value.country)
    content |= {key: settings.line(text, _PLACE[key]) for key, text in zip(_PLACE, places, strict=True)}
    if whole:
        return NO_ADDRESS | content
    return {key: text for key, text in content.items() if text} or None


def contact(party, settings, *, whole: bool) -> dict:
    """Return what customers and vendors have in common; what Odoo has not is ``None``."""
    mail = email(party.email, _LENGTH["PrimaryEmailAddr"])
    phone = settings.line(party.phone, _LENGTH["PrimaryPhone"])
    return {
        "CompanyName": settings.line(party.company_name, _LENGTH["CompanyName"]) or None,
        "PrimaryEmailAddr": {"Address": mail} if mail else None,
        "PrimaryPhone": {"FreeFormNumber": phone} if phone else None,
        "BillAddr": address(party.billing, settings, whole=whole),
    }


def create(push, settings) -> dict:
    party = push.document
    values = {"DisplayName": settings.name(party.name, CUSTOMER_NAME), "CurrencyRef": settings.currency(party.currency)}
    return filled(values | _common(party, settings, whole=False))


def update(push, settings) -> dict:
    values = {"DisplayName": settings.name(push.document.name, CUSTOMER_NAME)} | _common(
        push.document, settings, whole=True
    )
    values = changes.said(push, values, _SOURCES)
    return changes.sparse(push, filled(changes.emptied(push, values, _BLANKS)))


def _common(party, settings, *, whole):
    values = contact(party, settings, whole=whole) | {
        "ShipAddr": address(party.delivery, settings, whole=whole),
        "SalesTermRef": reference(party.term),
        "ParentRef": reference(party.parent),
        "Job": True if party.parent else None,
        # Who pays is the customer: QuickBooks takes that only of a job that is billed with it (facts 2.7).
        "BillWithParent": True if party.parent else None,
    }
    if settings.sales_tax and not settings.automated_tax:
        # Where QuickBooks computes tax from addresses it also decides who is taxed.
        values["DefaultTaxCodeRef"] = reference(party.tax)
        if settings.is_us and party.tax_code:
            values["Taxable"] = party.tax_code.id != "NON"
    return values


def read(found, settings):
    mail = reading.text(reading.inner(found, "PrimaryEmailAddr"), "Address")
    term, parent = (reading.reference(found, name) for name in ("SalesTermRef", "ParentRef"))
    party = contact_details(found) | {
        "delivery": reading.address(found, "ShipAddr") or {},
        "term": term["id"] if term else "",
        "parent": parent["id"] if parent else "",
    }
    details = {
        "party": party,
        "parent": parent,
        "term": term,
        "mobile": reading.text(reading.inner(found, "Mobile"), "FreeFormNumber"),
        # Where it is not, a payment for it names the job itself (facts 2.7).
        "billed_with_parent": reading.flag(found, "BillWithParent") if parent else None,
        "is_project": reading.flag(found, "IsProject"),
        "taxable": reading.flag(found, "Taxable"),
        "tax": reading.reference(found, "DefaultTaxCodeRef"),
    }
    currency = reading.reference_id(found, "CurrencyRef") or settings.home
    return lists.record(Kind.CUSTOMER, found, details, name="DisplayName", email=mail, currency=currency)


def contact_details(found) -> dict:
    """Return what QuickBooks tells of a customer or a vendor, as the three-way merge compares it."""
    return {
        "company_name": reading.text(found, "CompanyName"),
        "given_name": reading.text(found, "GivenName"),
        "family_name": reading.text(found, "FamilyName"),
        "email": reading.text(reading.inner(found, "PrimaryEmailAddr"), "Address"),
        "phone": reading.text(reading.inner(found, "PrimaryPhone"), "FreeFormNumber"),
        "billing": reading.address(found, "BillAddr") or {},
    }
