"""The company file itself: which QuickBooks it is and which settings decide how we write (facts 4.1).

Four answers make one record: host, company, preferences, activity. The Web Connector brings the first three
by itself at the start of a session; the fourth tells whether a backup was restored.
"""

from typing import NamedTuple

from odoo.addons.accounting_bridge.ledgers.documents import Kind, Reference
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord

from . import reading
from .elements import Dialect, version_of
from .qwc import OWNER_ID

NEWEST = (13, 0)  # every QuickBooks since 2014 knows it and it holds all we need (facts 3.2)

# QuickBooks names currencies in words and keeps the code where only a query of its own finds it.
_CURRENCIES = {
    "US Dollar": "USD",
    "Canadian Dollar": "CAD",
    "British Pound Sterling": "GBP",
    "Euro": "EUR",
    "Australian Dollar": "AUD",
    "New Zealand Dollar": "NZD",
    "Mexican Peso": "MXN",
    "Swiss Franc": "CHF",
    "Japanese Yen": "JPY",
    "Chinese Yuan Renminbi": "CNY",
    "Hong Kong Dollar": "HKD",
    "Singapore Dollar": "SGD",
    "Indian Rupee": "INR",
    "Swedish Krona": "SEK",
    "Norwegian Krone": "NOK",
    "Danish Krone": "DKK",
    "South African Rand": "ZAR",
    "UAE Dirham": "AED",
    "Brazilian Real": "BRL",
}
_HOME = {"US": "USD", "CA": "CAD", "UK": "GBP", "AU": "AUD"}


def currency_code(name: str, missing: str = "") -> str:
    """Return the ISO code of a currency that QuickBooks names in words, the name where we know no code."""
    return _CURRENCIES.get(name, name) if name else missing


class Settings(NamedTuple):
    """What the details of the company record mean for writing and reading.

    ``sales_tax`` is ``None`` before the first session, when nobody has asked yet.
    """

    dialect: Dialect = Dialect()
    sales_tax: bool | None = None
    taxable: Reference | None = None
    nontaxable: Reference | None = None
    home: str = ""

    @classmethod
    def of(cls, company):
        def code(value):
            return value and Reference(Kind.TAX_CODE, value.get("id", ""), value.get("name", "")) or None

        try:
            version = min(NEWEST, version_of(str(company.get("qbxml_version") or "13.0")))
        except ValueError:
            version = NEWEST
        return cls(
            Dialect(version, company.get("country") or "US"),
            company.get("sales_tax"),
            code(company.get("taxable_code")),
            code(company.get("nontaxable_code")),
            company.get("currency") or "",
        )


def read(answers) -> RemoteRecord:
    """Fold the answers to host, company, preferences and activity into one record; any may be missing.

    Its ``id`` is the FileID that the Web Connector left in the file under our OwnerID, in lower case without
    braces, "" before it did.

    :param answers: response elements by their name.
    """
    found = {}
    for response in answers.values():
        for ret in response:
            found.setdefault(ret.tag, ret)
    details = {}
    for name, fold in (
        ("HostRet", _host),
        ("PreferencesRet", _preferences),
        ("CompanyActivityRet", _activity),
    ):
        if name in found:
            details.update(fold(reading.kids(found[name])))
    country = details.setdefault("country", "US")
    details["currency"] = currency_code(details.get("currency_name", ""), _HOME.get(country, ""))
    file_id, company_name = "", ""
    if "CompanyRet" in found:
        company = reading.kids(found["CompanyRet"])
        company_name = reading.text(company, "CompanyName") or reading.text(company, "LegalCompanyName")
        file_id = _file_id(found["CompanyRet"])
        details["is_sample"] = reading.flag(company, "IsSampleCompany")
    return RemoteRecord(
        Kind.COMPANY,
        file_id,
        name=company_name,
        full_name=company_name,
        currency=details["currency"],
        details=details,
    )


def _host(host):
    return {
        "product": reading.text(host, "ProductName"),
        "version": f"{reading.text(host, 'MajorVersion')}.{reading.text(host, 'MinorVersion')}",
        "country": reading.text(host, "Country") or "US",
        "qbxml_version": _highest(host["SupportedQBXMLVersion"].itersiblings("SupportedQBXMLVersion"), host)
        if "SupportedQBXMLVersion" in host
        else "",
        "file_mode": reading.text(host, "QBFileMode"),
        "automatic_login": reading.flag(host, "IsAutomaticLogin"),
    }


def _highest(others, host):
    """Return the highest version; they come as texts, in an order that nobody promises."""
    texts = [reading.text(host, "SupportedQBXMLVersion"), *((other.text or "").strip() for other in others)]
    versions = []
    for text in texts:
        try:
            versions.append(version_of(text.removeprefix("CA").removeprefix("UK")))
        except ValueError:
            continue
    return "{}.{}".format(*max(versions)) if versions else ""


def _preferences(preferences):
    def part(name):
        return reading.kids(preferences[name]) if name in preferences else {}

    accounting = part("AccountingPreferences")
    currencies = part("MultiCurrencyPreferences")
    tax = part("SalesTaxPreferences")
    rights = part("CurrentAppAccessRights")
    home = reading.reference(currencies, "HomeCurrencyRef")
    return {
        "account_numbers": reading.flag(accounting, "IsUsingAccountNumbers"),
        "class_tracking": reading.flag(accounting, "IsUsingClassTracking"),
        "closing_date": reading.text(accounting, "ClosingDate"),
        "multicurrency": reading.flag(currencies, "IsMultiCurrencyOn"),
        "currency_name": home["name"] if home else "",
        "inventory": reading.flag(part("PurchasesAndVendorsPreferences"), "IsUsingInventory"),
        # The whole block is missing where sales tax is switched off (facts 5.3).
        "sales_tax": "SalesTaxPreferences" in preferences,
        "default_tax": reading.reference(tax, "DefaultItemSalesTaxRef"),
        "taxable_code": reading.reference(tax, "DefaultTaxableSalesTaxCodeRef"),
        "nontaxable_code": reading.reference(tax, "DefaultNonTaxableSalesTaxCodeRef"),
        "automatic_login_allowed": reading.flag(rights, "IsAutomaticLoginAllowed"),
        "automatic_login_user": reading.text(rights, "AutomaticLoginUserName"),
    }


def _activity(activity):
    return {
        "last_restore": reading.wall_clock(activity, "LastRestoreTime"),
        "last_condense": reading.wall_clock(activity, "LastCondenseTime"),
    }


def _file_id(company):
    ours = reading.bare_guid(OWNER_ID)
    for extension in company.iterchildren("DataExtRet"):
        inner = reading.kids(extension)
        if reading.text(inner, "DataExtName") == "FileID" and reading.guid(inner, "OwnerID") == ours:
            value = reading.text(inner, "DataExtValue")
            return reading.bare_guid(value) or value
    return ""
