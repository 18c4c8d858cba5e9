"""Vendors: create, full update, and what is read of them (facts 2.4).

QuickBooks knows no sparse update of a vendor, so a change repeats everything that is there. Numbers of the tax office
and of bank accounts come back masked: repeated they would be overwritten with asterisks and left out they would be
emptied, so a vendor who has one is changed by a person there. Vendors, customers and employees share one space of
names.
"""

from ..documents import Kind
from ..protocol import Unwritable
from . import changes, lists, reading
from .customers import BLANKS, contact, contact_details
from .settings import filled, reference
from .text import VENDOR_NAME

NAME = "Vendor"

_SOURCES = {
    "DisplayName": ("name",),
    "CompanyName": ("company_name",),
    "PrimaryEmailAddr": ("email",),
    "PrimaryPhone": ("phone",),
    "BillAddr": ("billing",),
    "TermRef": ("term",),
}
_MASKED = ("TaxIdentifier", "PrimaryTaxIdentifier", "VendorPaymentBankDetail")


def create(push, settings) -> dict:
    party = push.document
    # A vendor has one currency for ever, and it is chosen here.
    values = {"DisplayName": settings.name(party.name, VENDOR_NAME), "CurrencyRef": settings.currency(party.currency)}
    return filled(values | _common(party, settings, whole=False))


def update(push, settings) -> dict:
    if push.details.get("masked"):
        raise Unwritable(
            "the vendor has a tax number or a bank account there, which a change from outside would spoil", push.key
        )
    values = {"DisplayName": settings.name(push.document.name, VENDOR_NAME)} | _common(
        push.document, settings, whole=True
    )
    values = changes.said(push, values, _SOURCES)
    return changes.full(push, NAME, filled(changes.emptied(push, values, BLANKS)), {"TermRef": "term"})


def _common(party, settings, *, whole):
    return contact(party, settings, whole=whole) | {"TermRef": reference(party.term)}


def read(found, settings):
    term = reading.reference(found, "TermRef")
    details = {
        "party": contact_details(found) | {"term": term["id"] if term else ""},
        "term": term,
        "account_number": reading.text(found, "AcctNum"),
        "masked": any(found.get(name) for name in _MASKED),
        "kept": changes.keep(found, NAME),
    }
    mail = reading.text(reading.inner(found, "PrimaryEmailAddr"), "Address")
    currency = reading.reference_id(found, "CurrencyRef") or settings.home
    return lists.record(Kind.VENDOR, found, details, name="DisplayName", email=mail, currency=currency)
