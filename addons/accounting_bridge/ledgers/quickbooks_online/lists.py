"""Small lists, which are only read: accounts, terms, classes, locations, payment methods, currencies (facts 2.3)."""

from ..documents import Kind
from ..protocol import RemoteRecord
from . import reading
from .moments import utc


def record(kind: Kind, found: dict, details: dict, *, name: str = "Name", **more) -> RemoteRecord | None:
    """Return the record of an entry of a list, ``None`` where it has no id."""
    identity = reading.text(found, "Id")
    if not identity:
        return None
    own = reading.name_of(found, name)
    return RemoteRecord(
        kind,
        identity,
        name=own,
        full_name=reading.name_of(found, "FullyQualifiedName") or own,
        version=reading.text(found, "SyncToken"),
        modified=utc(reading.inner(found, "MetaData").get("LastUpdatedTime")),
        active=reading.flag(found, "Active", True),
        details=details,
        **more,
    )


# What an account is for, in words that do not depend on the ledger.
_ROLES = {
    "Accounts Receivable": "receivable",
    "Accounts Payable": "payable",
    "Bank": "bank",
    "Credit Card": "credit_card",
    "Income": "income",
    "Other Income": "income",
    "Cost of Goods Sold": "cost",
    "Expense": "expense",
    "Other Expense": "expense",
    "Equity": "equity",
    "Fixed Asset": "asset",
    "Other Asset": "asset",
    "Other Current Asset": "asset",
    "Other Current Liability": "liability",
    "Long Term Liability": "liability",
}


def account(found, settings):
    kind = reading.text(found, "AccountType")
    details = {
        "type": kind,
        "subtype": reading.text(found, "AccountSubType"),
        "role": _ROLES.get(kind, ""),
        "number": reading.text(found, "AcctNum"),
        "special": "",
        "description": reading.text(found, "Description"),
    }
    return record(Kind.ACCOUNT, found, details, currency=reading.reference_id(found, "CurrencyRef") or settings.home)


def term(found, _settings):
    """Terms come in two shapes: so many days after the invoice, or on a day of a month."""
    if reading.text(found, "Type") == "DATE_DRIVEN" or reading.whole(found, "DueDays") is None:
        details = {
            "style": "day_of_month",
            "due_day_of_month": reading.whole(found, "DayOfMonthDue"),
            "due_next_month_days": reading.whole(found, "DueNextMonthDays"),
            "discount_day_of_month": reading.whole(found, "DiscountDayOfMonth"),
            "discount_percent": reading.plain(found, "DiscountPercent"),
        }
    else:
        details = {
            "style": "days",
            "due_days": reading.whole(found, "DueDays"),
            "discount_days": reading.whole(found, "DiscountDays"),
            "discount_percent": reading.plain(found, "DiscountPercent"),
        }
    return record(Kind.TERM, found, details)


def tracking(found, _settings):
    return record(Kind.TRACKING, found, {"parent": reading.reference(found, "ParentRef")})


def location(found, _settings):
    """QuickBooks calls it a department in the API, a location in its pages."""
    return record(Kind.LOCATION, found, {"parent": reading.reference(found, "ParentRef")})


def payment_method(found, _settings):
    return record(Kind.PAYMENT_METHOD, found, {"type": reading.text(found, "Type")})


def currency(found, _settings):
    return record(Kind.CURRENCY, found, {}, currency=reading.text(found, "Code").upper())
