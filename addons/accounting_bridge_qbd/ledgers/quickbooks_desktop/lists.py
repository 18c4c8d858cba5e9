"""The small lists in qbXML, which are only read: accounts, terms, tax codes and taxes (facts 4.4, 4.7)."""

from decimal import Decimal

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord

from . import reading
from .company import currency_code


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


def account(ret, settings):
    if ret.tag != "AccountRet":
        return None
    found = reading.kids(ret)
    currency = reading.reference(found, "CurrencyRef")
    details = {
        "type": reading.text(found, "AccountType"),
        "number": reading.text(found, "AccountNumber"),
        "special": reading.text(found, "SpecialAccountType"),
        "description": reading.text(found, "Desc"),
    }
    return _record(
        Kind.ACCOUNT,
        found,
        details,
        currency=currency_code(currency["name"] if currency else "", settings.home),
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
        details["members"] = [
            {"id": reading.text(m, "ListID"), "name": reading.text(m, "FullName")} for m in members
        ]
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
