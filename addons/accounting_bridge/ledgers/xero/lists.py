"""The small lists, which are only read: accounts, tax rates, tracking options, currencies (facts 2.1).

Xero keeps no list of payment terms: they stand on the contact, and the date that is due is always sent. It keeps no
payment methods either.
"""

from ..documents import Kind
from ..protocol import RemoteRecord
from . import reading
from .fields import ACCOUNT_ROLES, SYSTEM_ROLES


def record(kind: Kind, found: dict, details: dict, *, identity: str, name: str, **more) -> RemoteRecord | None:
    """Return the record of an entry of a list, ``None`` where it has no id.

    :param identity: name of the field that identifies it.
    """
    key = reading.text(found, identity)
    if not key:
        return None
    modified = reading.modified(found)
    return RemoteRecord(
        kind,
        key,
        **{"name": name, "full_name": name, "version": modified, "modified": modified, **more},
        details=details,
    )


def account(found, settings):
    """Return an account by its id: codes may change, and some accounts have none."""
    kind = reading.text(found, "Type").upper()
    special = reading.text(found, "SystemAccount").upper()
    role = SYSTEM_ROLES.get(special) or ACCOUNT_ROLES.get(kind, "")
    if role == "bank" and reading.text(found, "BankAccountType").upper() == "CREDITCARD":
        role = "credit_card"
    details = {
        "type": kind,
        "role": role,
        "number": reading.text(found, "Code"),
        "special": special,
        "description": reading.text(found, "Description"),
        "tax_code": reading.text(found, "TaxType"),
        "takes_payments": kind == "BANK" or reading.flag(found, "EnablePaymentsToAccount"),
    }
    return record(
        Kind.ACCOUNT,
        found,
        details,
        identity="AccountID",
        name=reading.text(found, "Name"),
        active=reading.text(found, "Status").upper() in ("", "ACTIVE"),
        currency=reading.text(found, "CurrencyCode") or settings.home,
    )


def tax_rate(found, _settings):
    """Return a tax rate as what a line is coded with: by its TaxType, since names may change."""
    details = {
        "rate": reading.plain(found, "EffectiveRate"),
        "shown_rate": reading.plain(found, "DisplayTaxRate"),
        "rates": [
            {"name": reading.text(part, "Name"), "rate": reading.plain(part, "Rate")}
            for part in reading.rows(found, "TaxComponents")
        ],
        "group": len(reading.rows(found, "TaxComponents")) > 1,
        "report": reading.text(found, "ReportTaxType"),
        "sales": reading.flag(found, "CanApplyToRevenue", True),
        "purchases": reading.flag(found, "CanApplyToExpenses", True),
    }
    return record(
        Kind.TAX_CODE,
        found,
        details,
        identity="TaxType",
        name=reading.text(found, "Name"),
        active=reading.text(found, "Status").upper() in ("", "ACTIVE"),
    )


def tracking(found, _settings):
    """Return the options of a category, each by the ids of both; a line names one option of at most two categories."""
    category = {"id": reading.text(found, "TrackingCategoryID"), "name": reading.text(found, "Name")}
    is_active = reading.text(found, "Status").upper() in ("", "ACTIVE")
    options = [
        (reading.text(option, "TrackingOptionID"), reading.text(option, "Name"), reading.text(option, "Status").upper())
        for option in reading.rows(found, "Options")
    ]
    return [
        RemoteRecord(
            Kind.TRACKING,
            f"{category['id']}:{identity}",
            name=name,
            full_name=f"{category['name']}: {name}",
            active=is_active and status in ("", "ACTIVE"),
            details={"parent": category},
        )
        for identity, name, status in options
        if category["id"] and identity
    ]


def currency(found, _settings):
    code = reading.text(found, "Code").upper()
    name = reading.text(found, "Description") or code
    return record(Kind.CURRENCY, found | {"Code": code}, {}, identity="Code", name=name, currency=code)
