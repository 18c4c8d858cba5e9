"""Customers in qbXML: CustomerAdd, CustomerMod and CustomerRet (facts 4.2, 4.9).

An update carries what Odoo has and leaves alone what Odoo has not: a phone number that the bookkeeper typed
there is not wiped by an empty field here. An opening balance is never sent, since QuickBooks would book an
invoice for it. A customer with a parent is a job of it. A customer has one currency for ever, so it is said on creation
only (facts 5.4).
"""

from odoo.addons.accounting_bridge.ledgers.documents import Address, Kind, guid_of
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord

from . import changes, reading
from .elements import length
from .text import one_line

RETURNED = (
    "ListID",
    "TimeModified",
    "EditSequence",
    "Name",
    "FullName",
    "IsActive",
    "ParentRef",
    "CompanyName",
    "BillAddress",
    "ShipAddress",
    "Phone",
    "Email",
    "TermsRef",
    "SalesTaxCodeRef",
    "ItemSalesTaxRef",
    "AccountNumber",
    "ExternalGUID",
    "CurrencyRef",
)

_SOURCES = {
    "Name": ("name",),
    "CompanyName": ("company_name",),
    "BillAddress": ("billing", "full_name"),
    "ShipAddress": ("delivery", "full_name"),
    "ParentRef": ("parent",),
    "ItemSalesTaxRef": ("tax",),
    "Phone": ("phone",),
    "Email": ("email",),
    "TermsRef": ("term",),
    "SalesTaxCodeRef": ("tax_code",),
}
_LENGTH = {name: length("CustomerAdd", name) for name in ("CompanyName", "Phone", "Email")}
_STREET = tuple(f"Addr{number}" for number in range(1, 6))
_ADDRESS = {name: length("Address", name) for name in ("Addr1", "City", "State", "PostalCode", "Country")}


def address(value: Address, name: str = "", *, whole: bool = False) -> dict | None:
    """Return an address of at most five printed lines: name and street, then city, then country (facts 4.9).

    :param whole: say also what is empty, so that nothing of an older address stays between the new lines.
    """
    if not value and not name and not whole:
        return None
    street = [line for line in (one_line(line, 500) for line in (name, *value.lines)) if line]
    if len(street) > 3:
        street = [street[0], street[1], ", ".join(street[2:])]
    content = {f"Addr{number}": one_line(line, _ADDRESS["Addr1"]) for number, line in enumerate(street, 1)}
    content |= {
        "City": one_line(value.city, _ADDRESS["City"]),
        "State": one_line(value.state, _ADDRESS["State"]),
        "PostalCode": one_line(value.postal_code, _ADDRESS["PostalCode"]),
        "Country": one_line(value.country, _ADDRESS["Country"]),
    }
    if whole:
        # The last two too: somebody there may have typed the whole address as a block of five lines.
        return dict.fromkeys(_STREET, "") | content
    return {key: text for key, text in content.items() if text} or None


def create(push, settings) -> dict:
    party = push.document
    values = _common(party, settings, whole=False)
    values |= {"Name": party.name, "IsActive": True, "ExternalGUID": f"{{{guid_of(party.trace)}}}"}
    values["CurrencyRef"] = settings.foreign(party.currency)
    return {"CustomerAdd": values}


def update(push, settings) -> dict:
    party = push.document
    values = _common(party, settings, whole=True)
    values = changes.said(push, values | {"Name": party.name}, _SOURCES)
    values |= {"ListID": push.remote_id, "EditSequence": push.version}
    return {"CustomerMod": values}


def _common(party, settings, *, whole):
    values = {
        "ParentRef": party.parent,
        "CompanyName": one_line(party.company_name, _LENGTH["CompanyName"]) or None,
        "BillAddress": party.billing and address(party.billing, party.full_name, whole=whole) or None,
        "ShipAddress": party.delivery and address(party.delivery, party.full_name, whole=whole) or None,
        "Phone": one_line(party.phone, _LENGTH["Phone"]) or None,
        "Email": one_line(party.email, _LENGTH["Email"]) or None,
        "TermsRef": party.term,
    }
    if settings.sales_tax is not False:
        values |= {"SalesTaxCodeRef": party.tax_code, "ItemSalesTaxRef": party.tax}
    return values


def read(ret, settings) -> RemoteRecord | None:
    if ret.tag != "CustomerRet":
        return None
    found = reading.kids(ret)
    text = reading.text
    return RemoteRecord(
        Kind.CUSTOMER,
        text(found, "ListID"),
        name=text(found, "Name"),
        full_name=text(found, "FullName") or text(found, "Name"),
        version=text(found, "EditSequence"),
        modified=reading.wall_clock(found, "TimeModified"),
        active=reading.flag(found, "IsActive", True),
        email=text(found, "Email"),
        currency=settings.code_of(reading.reference(found, "CurrencyRef")),
        guid=reading.guid(found, "ExternalGUID"),
        details={
            "account_number": text(found, "AccountNumber"),
            "tax_code": reading.reference(found, "SalesTaxCodeRef"),
            "tax": reading.reference(found, "ItemSalesTaxRef"),
            "party": {
                "company_name": text(found, "CompanyName"),
                "email": text(found, "Email"),
                "phone": text(found, "Phone"),
                "billing": reading.address(found, "BillAddress") or {},
                "delivery": reading.address(found, "ShipAddress") or {},
                "term": (reading.reference(found, "TermsRef") or {}).get("id") or "",
                "parent": (reading.reference(found, "ParentRef") or {}).get("id") or "",
            },
        },
    )
