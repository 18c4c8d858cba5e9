"""Tax rates and codes, which programs make only through TaxService (facts 2.3)."""

from decimal import Decimal

from ..faults import refuse, required, wrong_reference
from ..shapes import check_length


def create(company, entity, new, options):
    if not company.preferences["TaxPrefs"]["UsingSalesTax"]:
        raise refuse(6000, "Business Validation Error: sales tax is switched off")
    name = new.get("TaxCode")
    if not name:
        raise required("TaxCode")
    if not new.get("TaxRateDetails"):
        raise required("TaxRateDetails")
    check_name(company, "TaxCode", name)
    details = [_settled(company, dict(detail)) for detail in new["TaxRateDetails"]]
    code = make_code(company, name, [(one["TaxRateId"], one["TaxApplicableOn"]) for one in details])
    return {"TaxCode": name, "TaxCodeId": code["Id"], "TaxRateDetails": details}


def check_name(company, entity, name):
    if any(row["Name"].casefold() == name.casefold() for row in company.store.table(entity).values()):
        raise refuse(6240, f"The name supplied already exists. : {name}")


def _settled(company, detail):
    detail.setdefault("TaxApplicableOn", "Sales")
    if detail.get("TaxRateId"):
        rate = company.row("TaxRate", detail["TaxRateId"])
        if rate is None:
            raise wrong_reference("TaxRateDetails.TaxRateId")
    else:
        for field in ("TaxRateName", "RateValue", "TaxAgencyId"):
            if detail.get(field) is None:
                raise required(f"TaxRateDetails.{field}")
        check_length(detail["TaxRateName"], company.switches.tax_rate_name_limit, "TaxRateDetails.TaxRateName")
        if not 0 <= detail["RateValue"] <= 100:
            raise refuse(2150, f"{detail['RateValue']} is no percentage", "TaxRateDetails.RateValue")
        check_name(company, "TaxRate", detail["TaxRateName"])
        rate = make_rate(company, detail["TaxRateName"], detail["RateValue"], detail["TaxAgencyId"])
    return {
        "TaxRateName": rate["Name"],
        "TaxRateId": rate["Id"],
        "RateValue": rate["RateValue"],
        "TaxAgencyId": rate["AgencyRef"]["value"],
        "TaxApplicableOn": detail["TaxApplicableOn"],
    }


def make_rate(company, name: str, value, agency_id: str) -> dict:
    if company.row("TaxAgency", str(agency_id)) is None:
        raise wrong_reference("TaxRateDetails.TaxAgencyId", f"TaxAgency element id {agency_id} not found")
    value = Decimal(value)
    new = {
        "Id": company.next_id("tax_rate"),
        "Name": name,
        "Description": name,
        "Active": True,
        "RateValue": value,
        "AgencyRef": {"value": str(agency_id)},
        "SpecialTaxType": "ZERO_RATE" if not value and not company.profile.american else "NONE",
        "EffectiveTaxRate": [{"RateValue": value, "EffectiveDate": "2010-01-01T00:00:00-08:00"}],
        "DisplayType": "ReadOnly",
    }
    return company.write("TaxRate", new, None)


def make_code(company, name: str, rates: list, description: str = "", record_id: str = "", taxable=True) -> dict:
    """``rates`` are (rate id, Sales or Purchase)."""
    new = {
        "Id": record_id or company.next_id("tax_code"),
        "Name": name,
        "Description": description or name,
        "Active": True,
        "Hidden": False,
        "Taxable": taxable,
        "TaxGroup": bool(rates) or not record_id,
        "SalesTaxRateList": _rate_list(company, rates, "Sales"),
        "PurchaseTaxRateList": _rate_list(company, rates, "Purchase"),
    }
    return company.write("TaxCode", new, None)


def _rate_list(company, rates, side) -> dict:
    chosen = [company.row("TaxRate", rate_id) for rate_id, applicable in rates if applicable == side]
    details = [
        {
            "TaxRateRef": {"value": rate["Id"], "name": rate["Name"]},
            "TaxTypeApplicable": "TaxOnAmount",
            "TaxOrder": 0,
        }
        for rate in chosen
    ]
    return {"TaxRateDetail": details} if details else {}
