"""Vendors in qbXML: VendorAdd, VendorMod and VendorRet (facts 4.3, 4.9).

As with customers an update carries what Odoo has and leaves alone what Odoo has not, and an opening balance is never
sent. Numbers that identify a person to the tax office are neither sent nor read. A vendor has a tax code of its own
in the editions of Canada and the UK only. Vendors and customers share one space of names there (facts 5.1).
"""

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord

from . import changes, documents, reading
from .customers import address
from .elements import length
from .text import one_line

RETURNED = (
    "ListID",
    "TimeModified",
    "EditSequence",
    "Name",
    "IsActive",
    "CompanyName",
    "VendorAddress",
    "Phone",
    "Email",
    "TermsRef",
    "AccountNumber",
    "ExternalGUID",
    "SalesTaxCodeRef",
    "CurrencyRef",
)

_SOURCES = {
    "Name": ("name",),
    "CompanyName": ("company_name",),
    "VendorAddress": ("billing", "full_name"),
    "Phone": ("phone",),
    "Email": ("email",),
    "TermsRef": ("term",),
    "SalesTaxCodeRef": ("tax_code",),
}
_LENGTH = {name: length("VendorAdd", name) for name in ("CompanyName", "Phone", "Email")}


def create(push, settings) -> dict:
    party = push.document
    values = _common(party, settings, whole=False)
    values |= {"Name": party.name, "IsActive": True, "ExternalGUID": documents.guid_element(party.trace)}
    # A vendor has one currency for ever, and it is chosen here (facts 5.4).
    values["CurrencyRef"] = settings.foreign(party.currency)
    return {"VendorAdd": values}


def update(push, settings) -> dict:
    party = push.document
    values = _common(party, settings, whole=True)
    values = changes.said(push, values | {"Name": party.name}, _SOURCES)
    values |= {"ListID": push.remote_id, "EditSequence": push.version}
    return {"VendorMod": values}


def _common(party, settings, *, whole):
    values = {
        "CompanyName": one_line(party.company_name, _LENGTH["CompanyName"]) or None,
        "VendorAddress": party.billing and address(party.billing, party.full_name, whole=whole) or None,
        "Phone": one_line(party.phone, _LENGTH["Phone"]) or None,
        "Email": one_line(party.email, _LENGTH["Email"]) or None,
        "TermsRef": party.term,
    }
    if settings.sales_tax is not False:
        values["SalesTaxCodeRef"] = party.tax_code
    return values


def read(ret, settings) -> RemoteRecord | None:
    if ret.tag != "VendorRet":
        return None
    found = reading.kids(ret)
    text = reading.text
    return RemoteRecord(
        Kind.VENDOR,
        text(found, "ListID"),
        name=text(found, "Name"),
        full_name=text(found, "Name"),
        version=text(found, "EditSequence"),
        modified=reading.wall_clock(found, "TimeModified"),
        active=reading.flag(found, "IsActive", True),
        email=text(found, "Email"),
        currency=settings.code_of(reading.reference(found, "CurrencyRef")),
        guid=reading.guid(found, "ExternalGUID"),
        details={
            "company_name": text(found, "CompanyName"),
            "phone": text(found, "Phone"),
            "account_number": text(found, "AccountNumber"),
            "billing": reading.address(found, "VendorAddress"),
            "term": reading.reference(found, "TermsRef"),
            "tax_code": reading.reference(found, "SalesTaxCodeRef"),
        },
    )
