"""The small lists in qbXML, which are only read: accounts, terms, taxes, classes, currencies (facts 4.4, 4.7)."""

from decimal import Decimal

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord

from . import reading


def _record(kind, found, details, **more):
    name = reading.text(found, "Name")
    return RemoteRecord(
        kind,
        reading.text(found, "ListID"),
        name=name,
        full_name=reading.text(found, "FullName") or name,
        version=reading.text(found, "EditSequence"),
        modified=reading.wall_clock(found, "TimeModified"),
        active=reading.flag(found, "IsActive", True),
        guid=reading.guid(found, "ExternalGUID"),
        details=details,
        **more,
    )


# What an account is for, in words that do not depend on the ledger.
_ROLES = {
    "AccountsReceivable": "receivable",
    "AccountsPayable": "payable",
    "Bank": "bank",
    "CreditCard": "credit_card",
    "Income": "income",
    "OtherIncome": "income",
    "CostOfGoodsSold": "cost",
    "Expense": "expense",
    "OtherExpense": "expense",
    "Equity": "equity",
    "FixedAsset": "asset",
    "OtherAsset": "asset",
    "OtherCurrentAsset": "asset",
    "OtherCurrentLiability": "liability",
    "LongTermLiability": "liability",
}


def account(ret, settings):
    if ret.tag != "AccountRet":
        return None
    found = reading.kids(ret)
    details = {
        "type": reading.text(found, "AccountType"),
        "role": _ROLES.get(reading.text(found, "AccountType"), ""),
        "number": reading.text(found, "AccountNumber"),
        "special": reading.text(found, "SpecialAccountType"),
        "description": reading.text(found, "Desc"),
    }
    return _record(
        Kind.ACCOUNT,
        found,
        details,
        currency=settings.code_of(reading.reference(found, "CurrencyRef")),
    )


def term(ret, _settings):
    """Terms come in two shapes: so many days after the invoice, or on a day of a month."""
    found = reading.kids(ret)
    if ret.tag == "StandardTermsRet":
        details = {
            "style": "days",
            "due_days": reading.whole(found, "StdDueDays"),
            "discount_days": reading.whole(found, "StdDiscountDays"),
            "discount_percent": reading.plain(found, "DiscountPct"),
        }
    elif ret.tag == "DateDrivenTermsRet":
        details = {
            "style": "day_of_month",
            "due_day_of_month": reading.whole(found, "DayOfMonthDue"),
            "due_next_month_days": reading.whole(found, "DueNextMonthDays"),
            "discount_day_of_month": reading.whole(found, "DiscountDayOfMonth"),
            "discount_percent": reading.plain(found, "DiscountPct"),
        }
    else:
        return None
    return _record(Kind.TERM, found, details)


def tracking(ret, _settings):
    """A class; classes stand below each other, and their full name tells where."""
    if ret.tag != "ClassRet":
        return None
    found = reading.kids(ret)
    return _record(Kind.TRACKING, found, {"parent": reading.reference(found, "ParentRef")})


def currency(ret, _settings):
    """A currency by its name there; ``currency`` is its ISO code. Most of those it knows are not active."""
    if ret.tag != "CurrencyRet":
        return None
    found = reading.kids(ret)
    details = {
        "exchange_rate": reading.plain(found, "ExchangeRate"),
        "as_of": reading.text(found, "AsOfDate"),
    }
    return _record(Kind.CURRENCY, found, details, currency=reading.text(found, "CurrencyCode").upper())


def payment_method(ret, _settings):
    if ret.tag != "PaymentMethodRet":
        return None
    found = reading.kids(ret)
    return _record(Kind.PAYMENT_METHOD, found, {"type": reading.text(found, "PaymentMethodType")})


def tax_code(ret, _settings):
    if ret.tag != "SalesTaxCodeRet":
        return None
    found = reading.kids(ret)
    details = {
        "taxable": reading.flag(found, "IsTaxable"),
        "description": reading.text(found, "Desc"),
        "tax": reading.reference(found, "ItemSalesTaxRef"),
    }
    return _record(Kind.TAX_CODE, found, details)


def tax(ret, _settings):
    """A tax is a single rate or a group of them; ``rate`` of a group is filled in by ``sum_groups``."""
    found = reading.kids(ret)
    details = {"group": ret.tag == "ItemSalesTaxGroupRet", "description": reading.text(found, "ItemDesc")}
    if ret.tag == "ItemSalesTaxRet":
        details["rate"] = reading.plain(found, "TaxRate") or "0"
        details["agency"] = reading.reference(found, "TaxVendorRef")
    elif ret.tag == "ItemSalesTaxGroupRet":
        members = [reading.kids(each) for each in ret.iterchildren("ItemSalesTaxRef")]
        details["members"] = [{"id": reading.text(m, "ListID"), "name": reading.text(m, "FullName")} for m in members]
        details["rate"] = None
    else:
        return None
    return _record(Kind.TAX, found, details)


def sum_groups(records):
    """Give every group the sum of its members' rates, where all of them are known."""
    rates = {record.id: record.details["rate"] for record in records if not record.details["group"]}
    for record in records:
        if record.details["group"]:
            known = [rates.get(member["id"]) for member in record.details["members"]]
            if known and None not in known:
                record.details["rate"] = format(sum(map(Decimal, known)), "f")
