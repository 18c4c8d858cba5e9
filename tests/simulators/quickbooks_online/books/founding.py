"""What every new company has before anybody has typed a word."""

from . import accounts
from .handlers import small_lists, tax_service
from .profile import COUNTRIES, PLANS

_SECTIONS = {
    "AccountingInfoPrefs": {
        "UseAccountNumbers": False,
        "TrackDepartments": False,
        "ClassTrackingPerTxn": False,
        "ClassTrackingPerTxnLine": False,
        "FirstMonthOfFiscalYear": "January",
        "TaxYearMonth": "January",
        "CustomerTerminology": "Customers",
        "DepartmentTerminology": "Location",
    },
    "ProductAndServicesPrefs": {
        "ForSales": True,
        "ForPurchase": True,
        "QuantityWithPriceAndRate": True,
        "QuantityOnHand": True,
    },
    "SalesFormsPrefs": {
        "CustomTxnNumbers": True,
        "AllowDeposit": False,
        "AllowDiscount": True,
        "AllowEstimates": True,
        "AllowServiceDate": False,
        "AllowShipping": False,
        "AutoApplyCredit": False,
        "AutoApplyPayments": False,
        "UsingPriceLevels": False,
        "ETransactionPaymentEnabled": False,
    },
    "VendorAndPurchasesPrefs": {"TrackingByCustomer": True, "BillableExpenseTracking": True, "TPAREnabled": False},
}
_OTHER = {
    "WarnDuplicateBillNumber": "true",
    "WarnDuplicateCheckNumber": "true",
    "WarnDuplicateJournalNumber": "true",
    "DateFormat": "Month Date Year separated by a slash",
}


def found(company):
    profile = company.profile
    company.hand = "bookkeeper"
    with company.store.attempt():
        _found_preferences(company, profile)
        _found_info(company, profile)
        small_lists.create(company, "CompanyCurrency", {"Code": profile.currency}, {})
        for purpose, (name, subtype) in accounts.OWN.items():
            company.set_mark("Account", "0", purpose, accounts.make(company, name, subtype)["Id"])
        _found_items(company)
        _found_codes(company, profile)
    company.hand = "api"


def _found_preferences(company, profile):
    sections = {name: {**values, **profile.preferences.get(name, {})} for name, values in _SECTIONS.items()}
    sections["TaxPrefs"] = {"UsingSalesTax": profile.tax != "off", **profile.preferences.get("TaxPrefs", {})}
    if profile.tax == "automated":
        sections["TaxPrefs"]["PartnerTaxEnabled"] = True
    sections["CurrencyPrefs"] = {
        "MultiCurrencyEnabled": profile.multicurrency,
        "HomeCurrency": {"value": profile.currency},
    }
    others = {**_OTHER, **profile.preferences.get("OtherPrefs", {})}
    sections["OtherPrefs"] = {"NameValue": [{"Name": name, "Value": value} for name, value in others.items()]}
    company.write("Preferences", {"Id": "1", **sections}, None)


def _found_info(company, profile):
    _currency, _zone, state, city, code = COUNTRIES[profile.country]
    address = {"Id": "1", "Line1": "1 Market Square", "City": city, "PostalCode": code}
    address |= {"CountrySubDivisionCode": state} if state else {}
    company.store.count("id:address")
    info = {
        "Id": "1",
        "CompanyName": profile.name,
        "LegalName": profile.name,
        "CompanyAddr": address,
        "CompanyStartDate": company.clock.today(),
        "FiscalYearStartMonth": "January",
        "Country": profile.country,
        "DefaultTimeZone": profile.zone,
        "SupportedLanguages": "en",
        "Email": {"Address": "office@acme.example"},
        "NameValue": [
            {"Name": "OfferingSku", "Value": PLANS[profile.plan]},
            {"Name": "SubscriptionStatus", "Value": "PAID"},
            {"Name": "IndustryType", "Value": "Other services"},
        ],
    }
    company.write("CompanyInfo", info, None)


def _found_items(company):
    from .handlers import items

    for name in ("Services", "Hours"):
        new = {"Name": name, "Type": "Service", "IncomeAccountRef": {"value": accounts.own(company, "services")}}
        if not company.profile.american:
            new["ExpenseAccountRef"] = {"value": accounts.own(company, "cost")}
        row = items.create(company, "Item", new, {})
        if name == "Services":
            company.set_mark("Item", "0", "default", row["Id"])


def _found_codes(company, profile):
    """The two pseudo codes of US companies: words, no numbers (facts 2.10)."""
    if not profile.american:
        return
    for code, taxable in (("TAX", True), ("NON", False)):
        tax_service.make_code(company, code, [], record_id=code, taxable=taxable)
