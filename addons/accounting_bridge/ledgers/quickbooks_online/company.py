"""The company itself: CompanyInfo and Preferences folded into one record (facts 0.9, 2.3).

Its ``id`` is the realm that answered: a token opens one company, so an answer is the proof of who answers. The two are
read whole once a day; in between whatever else is asked proves the company.
"""

from ..documents import Kind
from ..protocol import RemoteRecord
from . import reading
from .taxes import NOT_TAXED, TAXED

_HOME = {"US": "USD", "CA": "CAD", "GB": "GBP", "AU": "AUD", "NZ": "NZD", "IN": "INR", "ZA": "ZAR"}
_COUNTRIES = {"UK": "GB", "USA": "US", "UNITED STATES": "US", "UNITED KINGDOM": "GB", "CANADA": "CA", "AUSTRALIA": "AU"}
# Days after which what is known of the company counts as old.
OLD_AFTER = 1


def read(realm: str, info: dict, preferences: dict, taxes, currencies, settings, through: str) -> RemoteRecord:
    """Return the record of the company.

    :param taxes: the codes and rates that were read with it, ``None`` where they were not.
    :param currencies: objects of the list of currencies, ``None`` where they were not read.
    :param through: time of the answer.
    """
    details = _info(info) | _preferences(preferences, _country(info)) | {"read_at": through}
    country = details["country"]
    details["tax_per_line"] = country != "US"
    if country == "US":
        details["taxable_code"] = {"id": TAXED, "name": TAXED} if details["sales_tax"] else None
        details["nontaxable_code"] = {"id": NOT_TAXED, "name": NOT_TAXED} if details["sales_tax"] else None
    if taxes is not None:
        details["tax_codes"] = taxes.table()
        if country != "US":
            details["taxable_code"] = None
            details["nontaxable_code"] = taxes.untaxed(settings.nontaxable) if details["sales_tax"] else None
    if currencies is not None:
        details["currencies"] = _currencies(currencies, details["currency"])
    return _record(realm, details)


def known(realm: str, settings) -> RemoteRecord:
    """Return the record of a company that has answered and of which nothing new was asked."""
    return _record(realm, dict(settings.known))


def _record(realm, details):
    name = str(details.get("name") or "")
    currency = str(details.get("currency") or "")
    return RemoteRecord(Kind.COMPANY, realm, name=name, full_name=name, currency=currency, details=details)


def _country(info):
    country = reading.text(info, "Country") or reading.text(reading.inner(info, "CompanyAddr"), "Country") or "US"
    return _COUNTRIES.get(country.upper(), country.upper())


def _info(info):
    values = {reading.text(row, "Name"): reading.text(row, "Value") for row in reading.rows(info, "NameValue")}
    return {
        "name": reading.text(info, "CompanyName") or reading.text(info, "LegalName"),
        "country": _country(info),
        "state": reading.text(reading.inner(info, "CompanyAddr"), "CountrySubDivisionCode"),
        "plan": values.get("OfferingSku", ""),
        "subscription": values.get("SubscriptionStatus", ""),
        "time_zone": reading.text(info, "DefaultTimeZone"),
    }


def _preferences(preferences, country):
    accounting = reading.inner(preferences, "AccountingInfoPrefs")
    currencies = reading.inner(preferences, "CurrencyPrefs")
    sales = reading.inner(preferences, "SalesFormsPrefs")
    tax = reading.inner(preferences, "TaxPrefs")
    products = reading.inner(preferences, "ProductAndServicesPrefs")
    per_line = reading.flag(accounting, "ClassTrackingPerTxnLine")
    per_document = reading.flag(accounting, "ClassTrackingPerTxn")
    return {
        "account_numbers": reading.flag(accounting, "UseAccountNumbers"),
        "class_tracking": per_line or per_document,
        "class_per_line": per_line,
        "class_per_document": per_document,
        "locations": reading.flag(accounting, "TrackDepartments"),
        "closing_date": reading.text(accounting, "BookCloseDate")[:10],
        "currency": reading.reference_id(currencies, "HomeCurrency") or _HOME.get(country, ""),
        "multicurrency": reading.flag(currencies, "MultiCurrencyEnabled"),
        "custom_numbers": reading.flag(sales, "CustomTxnNumbers"),
        "allow_discount": reading.flag(sales, "AllowDiscount"),
        "auto_apply_credits": reading.flag(sales, "AutoApplyCredit"),
        "auto_apply_payments": reading.flag(sales, "AutoApplyPayments"),
        "default_term": reading.reference(sales, "DefaultTerms"),
        "inventory": reading.flag(products, "QuantityOnHand"),
        "sales_tax": reading.flag(tax, "UsingSalesTax"),
        # There at all only in companies whose tax QuickBooks computes from addresses (facts 2.10).
        "automated_tax": reading.flag(tax, "PartnerTaxEnabled"),
        "default_tax": reading.reference(tax, "TaxGroupCodeRef"),
    }


def _currencies(currencies, home):
    active = {
        reading.text(row, "Code").upper(): reading.text(row, "Name")
        for row in currencies
        if reading.flag(row, "Active", True) and reading.text(row, "Code")
    }
    named = {home: active.get(home, home)} if home else {}
    return {code: {"id": code, "name": name} for code, name in (named | active).items()}
