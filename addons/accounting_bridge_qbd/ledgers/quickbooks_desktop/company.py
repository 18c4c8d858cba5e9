"""The company file itself: which QuickBooks it is and which settings decide how we write (facts 4.1, 5.3, 5.4).

Four answers make one record: host, company, preferences, activity. The Web Connector brings the first three
by itself at the start of a session; the fourth tells whether a backup was restored. Where the file keeps several
currencies a fifth brings the names that QuickBooks has for them.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.accounting_bridge.ledgers.documents import Kind, Reference
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord, Unwritable

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
# Editions where the code of a line decides its rate, so that a document has no tax of its own (facts 5.3).
_TAXED_BY_LINE = ("CA", "UK", "AU")


def currency_code(name: str, missing: str = "") -> str:
    """Return the ISO code of a currency that QuickBooks names in words, the name where we know no code."""
    return _CURRENCIES.get(name, name) if name else missing


class Settings(NamedTuple):
    """What the details of the company record mean for writing and reading.

    ``sales_tax`` is ``None`` before the first session, when nobody has asked yet. ``currencies`` are those in use
    there by ISO code, empty where the file keeps one currency.
    """

    dialect: Dialect = Dialect()
    sales_tax: bool | None = None
    taxable: Reference | None = None
    nontaxable: Reference | None = None
    home: str = ""
    multicurrency: bool = False
    class_tracking: bool = False
    account_numbers: bool = False
    currencies: Mapping[str, Reference] = {}
    amounts_include_tax: bool = False

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
            bool(company.get("multicurrency")),
            bool(company.get("class_tracking")),
            bool(company.get("account_numbers")),
            {
                code: Reference(Kind.CURRENCY, value.get("id", ""), value.get("name", ""))
                for code, value in (company.get("currencies") or {}).items()
            },
            bool(company.get("amounts_include_tax")),
        )

    @property
    def taxed_by_line(self) -> bool:
        """Whether this edition knows a tax by the code of each line (Canada, UK) instead of one for the document."""
        return self.dialect.country in _TAXED_BY_LINE

    @property
    def tax_included(self) -> bool | None:
        """Return what is said of amounts: ``False``, that they are without tax, where the company prefers the others.

        What silence would mean there is not documented (facts 5.3); elsewhere nothing is said, since QuickBooks may
        refuse words about what is switched off.
        """
        return False if self.taxed_by_line and self.sales_tax and self.amounts_include_tax else None

    def code_of(self, currency: Mapping[str, str] | None) -> str:
        """Return the ISO code of a currency as an answer names it; the home currency where it names none."""
        if not currency:
            return self.home
        known = {reference.id: code for code, reference in self.currencies.items()}
        return known.get(currency["id"]) or currency_code(currency["name"], self.home)

    def foreign(self, code: str) -> Reference | None:
        """Return the currency to be named for an ISO code, ``None`` where it goes without saying.

        :raise Unwritable: the file cannot keep it: left out it would be taken for the home currency.
        """
        if not code or not self.home or code == self.home:
            return None
        if not self.multicurrency:
            raise Unwritable(f"the company file keeps no other currency than its own, not {code}")
        if code not in self.currencies:
            raise Unwritable(f"{code} is not among the active currencies of the company file")
        return self.currencies[code]

    def rate(self, document) -> Decimal | None:
        """Return the rate that is sent with a document: home currency for one unit of its own (facts 5.4)."""
        return document.exchange_rate if self.multicurrency else None

    def tracked(self, tracking: Reference | None) -> Reference | None:
        """Return the class that is sent with a line; where classes are switched off QuickBooks refuses them."""
        return tracking if self.class_tracking else None


def read(answers) -> RemoteRecord:
    """Fold the answers to host, company, preferences, activity and currencies into one record; any may be missing.

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
    details["tax_per_line"] = country in _TAXED_BY_LINE
    details["currency"] = currency_code(details.get("currency_name", ""), _HOME.get(country, ""))
    if "CurrencyRet" in found:
        details["currencies"] = _currencies(answers.values())
        named = {value["name"]: code for code, value in details["currencies"].items()}
        details["currency"] = named.get(details.get("currency_name"), details["currency"])
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


def _currencies(responses):
    """Return what the active currencies are called there, by ISO code: references take the name or the id."""
    currencies = {}
    for response in responses:
        for ret in response.iterchildren("CurrencyRet"):
            currency = reading.kids(ret)
            code = reading.text(currency, "CurrencyCode").upper()
            if code and reading.flag(currency, "IsActive", True):
                currencies[code] = {"id": reading.text(currency, "ListID"), "name": reading.text(currency, "Name")}
    return currencies


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
    sales = part("SalesAndCustomersPreferences")
    rights = part("CurrentAppAccessRights")
    home = reading.reference(currencies, "HomeCurrencyRef")
    return {
        "account_numbers": reading.flag(accounting, "IsUsingAccountNumbers"),
        "class_tracking": reading.flag(accounting, "IsUsingClassTracking"),
        "closing_date": reading.text(accounting, "ClosingDate"),
        "multicurrency": reading.flag(currencies, "IsMultiCurrencyOn"),
        "currency_name": home["name"] if home else "",
        "auto_apply_payments": reading.flag(sales, "IsAutoApplyingPayments"),
        "inventory": reading.flag(part("PurchasesAndVendorsPreferences"), "IsUsingInventory"),
        # The whole block is missing where sales tax is switched off (facts 5.3).
        "sales_tax": "SalesTaxPreferences" in preferences,
        "default_tax": reading.reference(tax, "DefaultItemSalesTaxRef"),
        "taxable_code": reading.reference(tax, "DefaultTaxableSalesTaxCodeRef"),
        "nontaxable_code": reading.reference(tax, "DefaultNonTaxableSalesTaxCodeRef"),
        "customer_tax_codes": reading.flag(tax, "IsUsingCustomerTaxCode"),
        "vendor_tax_codes": reading.flag(tax, "IsUsingVendorTaxCode"),
        "amounts_include_tax": reading.flag(tax, "IsUsingAmountsIncludeTax"),
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
