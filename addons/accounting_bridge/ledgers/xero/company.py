"""The organisation itself, with what of its small lists decides how documents are written (facts 2.1, 2.9).

Its ``id`` is the tenant that answered, which is the id of the organisation. It is read whole once a day, together with
its currencies and tracking categories; in between any sound answer proves it. Accounts and tax rates are folded into it
whenever they are read: a line names the code of an account, and the tax of a line is known from its rate.
"""

import re

from ..documents import Kind
from ..protocol import RemoteRecord
from . import reading

# Days after which what is known of the organisation counts as old.
OLD_AFTER = 1
# How a rate for what is not taxed is told from others that come to nothing, the plainest first.
_UNTAXED = ("NONE", "BASEXCLUDED", "EXEMPTOUTPUT", "ZERORATEDOUTPUT", "ZERORATED")
_UNTAXED_NAMES = (r"\bno\b|\bnot\b|\bnone\b|excluded|out.of.scope", r"exempt|\bfree\b", r"zero|\b0")


def read(tenant: str, lists: dict, settings, through: str) -> RemoteRecord:
    """Return the record of the organisation: what was known, with whatever this answer tells laid over it.

    :param lists: objects by the name of their endpoint, as far as they were read whole or changed.
    :param through: time of the answer.
    """
    details = dict(settings.known)
    if lists.get("Organisation"):
        details |= _organisation(lists["Organisation"][0]) | {"tenant": tenant, "read_at": through}
    if "Accounts" in lists:
        codes = {reading.text(row, "AccountID"): reading.text(row, "Code") for row in lists["Accounts"]}
        details["accounts"] = {
            identity: code for identity, code in ((details.get("accounts") or {}) | codes).items() if identity and code
        }
    if "TaxRates" in lists:
        details |= _taxes(lists["TaxRates"], settings.nontaxable)
    # In the US nobody is registered and yet taxes what is sold: there are rates to tax it with.
    details["sales_tax"] = bool(details.get("pays_tax", True) or details.get("taxes_sales"))
    if not details["sales_tax"]:
        details["nontaxable_code"] = None
    if "Currencies" in lists:
        details |= _currencies(lists["Currencies"], str(details.get("currency") or ""))
    if "TrackingCategories" in lists:
        details["class_tracking"] = any(
            reading.text(row, "Status").upper() in ("", "ACTIVE") and reading.rows(row, "Options")
            for row in lists["TrackingCategories"]
        )
    name, currency = str(details.get("name") or ""), str(details.get("currency") or "")
    return RemoteRecord(Kind.COMPANY, tenant, name=name, full_name=name, currency=currency, details=details)


def _organisation(found):
    locks = {name: reading.day(found, name) for name in ("PeriodLockDate", "EndOfYearLockDate")}
    return {
        "name": reading.text(found, "Name") or reading.text(found, "LegalName"),
        "country": reading.text(found, "CountryCode").upper(),
        "currency": reading.text(found, "BaseCurrency").upper(),
        "edition": reading.text(found, "Version"),
        "plan": reading.text(found, "Class"),
        "is_demo": reading.flag(found, "IsDemoCompany"),
        "time_zone": reading.text(found, "Timezone"),
        "short_code": reading.text(found, "ShortCode"),
        # Both close what lies on them and before; whichever is later decides.
        "closing_date": max(locks.values()),
        "period_lock_date": locks["PeriodLockDate"],
        "year_lock_date": locks["EndOfYearLockDate"],
        "pays_tax": reading.flag(found, "PaysTax", True),
        "tax_basis": reading.text(found, "SalesTaxBasis"),
        "default_tax": reading.text(found, "DefaultSalesTax"),
        # Every line names its rate, in every country.
        "tax_per_line": True,
        "automated_tax": False,
        "taxable_code": None,
        "class_per_line": True,
        "class_per_document": False,
        "custom_numbers": True,
        "account_numbers": True,
    }


def _taxes(rates, before):
    known = [row for row in rates if reading.text(row, "TaxType")]
    percentages = {reading.text(row, "TaxType"): reading.plain(row, "EffectiveRate") for row in known}
    fitting = {
        reading.text(row, "TaxType"): reading.text(row, "Name")
        for row in known
        if reading.number(row, "EffectiveRate") == 0 and _is_for_sales(row)
    }
    code = None
    if fitting:
        chosen = before if before in fitting else min(fitting, key=lambda each: _plainness(each, fitting[each]))
        code = {"id": chosen, "name": fitting[chosen]}
    return {
        "taxes_sales": any(_taxes_sales(row) for row in known),
        "tax_codes": {each: percent for each, percent in percentages.items() if percent is not None},
        "nontaxable_code": code,
    }


def _is_for_sales(row):
    is_active = reading.text(row, "Status").upper() in ("", "ACTIVE")
    return is_active and reading.flag(row, "CanApplyToRevenue", True)


def _taxes_sales(row):
    return bool(reading.number(row, "EffectiveRate")) and _is_for_sales(row)


def _plainness(code, name):
    known = _UNTAXED.index(code) if code in _UNTAXED else len(_UNTAXED)
    words = [place for place, names in enumerate(_UNTAXED_NAMES) if re.search(names, name, re.IGNORECASE)]
    return known, min(words, default=99), code


def _currencies(currencies, home):
    codes = {reading.text(row, "Code").upper(): reading.text(row, "Description") for row in currencies}
    codes.pop("", None)
    named = ({home: codes.get(home, home)} if home else {}) | codes
    return {
        "currencies": {code: {"id": code, "name": name} for code, name in named.items()},
        "multicurrency": len(named) > 1,
    }
