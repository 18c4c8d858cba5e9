"""Rates of a code and the TaxLine of a rate, for every tax model."""


def rates_of(company, code: dict, which: str) -> list:
    """The rates of a TaxCode; ``which`` is SalesTaxRateList or PurchaseTaxRateList."""
    rates = (code.get(which) or {}).get("TaxRateDetail") or []
    return [company.row("TaxRate", one["TaxRateRef"]["value"]) for one in rates]


def tax_line(rate: dict, amount, base) -> dict:
    return {
        "Amount": amount,
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {
            "TaxRateRef": {"value": rate["Id"]},
            "PercentBased": True,
            "TaxPercent": rate["RateValue"],
            "NetAmountTaxable": base,
        },
    }
