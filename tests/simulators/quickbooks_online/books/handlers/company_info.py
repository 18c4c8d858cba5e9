"""CompanyInfo, Preferences and exchange rates: one of each, nothing to create (facts 2.3, 2.11)."""

from .. import currencies
from ..faults import business, refuse, required

#: Preferences that no program can change.
_FIXED = {
    "AccountingInfoPrefs": ("BookCloseDate", "UseAccountNumbers", "FirstMonthOfFiscalYear", "TaxYearMonth"),
    "SalesFormsPrefs": ("AutoApplyCredit", "AutoApplyPayments", "CustomField"),
    "TaxPrefs": ("UsingSalesTax", "PartnerTaxEnabled", "TaxGroupCodeRef"),
    "CurrencyPrefs": ("MultiCurrencyEnabled", "HomeCurrency"),
}


def update(company, entity, new, old, options):
    if entity == "ExchangeRate":
        return _set_rate(company, new)
    if entity == "CompanyInfo":
        if not new.get("CompanyName"):
            raise required("CompanyName")
        return company.write(entity, {**new, "Country": old["Country"], "NameValue": old["NameValue"]}, old)
    kept = {name: value for name, value in old.items() if isinstance(value, dict) and name != "MetaData"}
    for section, values in new.items():
        if isinstance(values, dict):
            fixed = _FIXED.get(section, ())
            changes = {name: value for name, value in values.items() if name not in fixed}
            kept[section] = {**kept.get(section, {}), **changes}
    return company.write(entity, {"Id": old["Id"], **kept}, old)


def current(company, body):
    """Exchange rates have no id: currency and date name one."""
    for field in ("SourceCurrencyCode", "AsOfDate", "Rate"):
        if body.get(field) is None:
            raise required(field)
    return {"Id": f"{body['SourceCurrencyCode']}/{body['AsOfDate']}"}


def _set_rate(company, new):
    if not currencies.enabled(company):
        raise business("multicurrency is switched off")
    code = new["SourceCurrencyCode"]
    if code == company.home:
        raise refuse(2220, "the home currency has no rate", "SourceCurrencyCode")
    currencies.check(company, code)
    return currencies.set_rate(company, code, new["AsOfDate"], new["Rate"])
