"""Sales tax by country model (facts 2.10): automated, manual or none in the US, per rate elsewhere.

Tax is computed per rate over the whole document: NetAmountTaxable x TaxPercent, rounded once.
"""

from . import global_taxes, references
from .faults import refuse
from .money import ZERO, cents, shares, total
from .tax_lines import rates_of, tax_line

TAXABLE, EXEMPT = "TAX", "NON"
DETAIL = "SalesItemLineDetail"


def settle(company, new: dict, party: dict, lines: list, sent_detail: dict | None, updated: bool = False):
    """Write TaxCodeRef of the lines, TxnTaxDetail and the tax of a sales form; returns (tax, total of the document).

    ``sent_detail`` is the TxnTaxDetail of this very body: amounts in it are an override.
    """
    if company.profile.american:
        return _american(company, new, party, lines, sent_detail or {}, updated)
    return global_taxes.settle(company, new, lines, sent_detail or {}, "SalesTaxRateList")


# --- United States ---


def _american(company, new, party, lines, sent, updated):
    new.pop("GlobalTaxCalculation", None)
    prefs = company.preferences["TaxPrefs"]
    items = [line for line in lines if line["DetailType"] == DETAIL]
    for line in items:
        line[DETAIL].pop("TaxInclusiveAmt", None)
        _settle_code(company, line["SalesItemLineDetail"], prefs["UsingSalesTax"])
    subtotal = total(line["Amount"] for line in items)
    discount = total(line["Amount"] for line in lines if line["DetailType"] == "DiscountLineDetail")
    net = subtotal - discount
    if not prefs["UsingSalesTax"]:
        new.pop("TxnTaxDetail", None)
        return ZERO, net
    base = total(line["Amount"] for line in items if line[DETAIL]["TaxCodeRef"]["value"] == TAXABLE)
    base = _after_discount(new, base, subtotal, discount)
    automated = bool(prefs.get("PartnerTaxEnabled"))
    code = _code(company, new, party, sent, automated, updated)
    exempt = automated and party.get("Taxable") is False
    rates = [] if code is None or exempt else rates_of(company, code, "SalesTaxRateList")
    computed = [cents(base * rate["RateValue"] / 100) for rate in rates]
    taxed = any(line[DETAIL]["TaxCodeRef"]["value"] == TAXABLE for line in items)
    override = sent.get("TotalTax")
    if override is not None and not taxed and company.switches.override_without_taxable_line == "ignored":
        override = None
    if override is not None:
        override = cents(override)
        if override and not rates:
            rates = rates_of(company, _fallback(company), "SalesTaxRateList")
            code = code or _fallback(company)
        computed = shares(override, [rate["RateValue"] for rate in rates]) if rates else []
    tax = total(computed)
    detail = {"TotalTax": tax}
    if code is not None and (taxed or override):
        detail["TxnTaxCodeRef"] = {"value": code["Id"]}
        detail["TaxLine"] = [tax_line(rate, amount, base) for rate, amount in zip(rates, computed, strict=True)]
    if automated and override is not None:
        detail["TaxReviewStatus"] = "AST_TAX_OVERRIDE"
    new["TxnTaxDetail"] = detail
    return tax, net + tax


def _settle_code(company, detail, using):
    """On a line of a US company a code is only TAX or NON (6100)."""
    reference = detail.get("TaxCodeRef")
    if reference is None:
        item = company.row("Item", detail["ItemRef"]["value"]) or {}
        detail["TaxCodeRef"] = {"value": TAXABLE if using and item.get("Taxable") else EXEMPT}
        return
    value = references.value_of(reference, "TaxCodeRef")
    if value not in (TAXABLE, EXEMPT):
        raise refuse(6100, f"{value}: the tax code of a line is TAX or NON", "Line.SalesItemLineDetail.TaxCodeRef")
    detail["TaxCodeRef"] = {"value": value}


def _after_discount(new, base, subtotal, discount):
    new["ApplyTaxAfterDiscount"] = bool(new.get("ApplyTaxAfterDiscount"))
    if not new["ApplyTaxAfterDiscount"] or not discount or not subtotal:
        return base
    return base - cents(discount * base / subtotal)


def _code(company, new, party, sent, automated, updated):
    """The group code that counts: the engine's own by address, or the one sent, or the customer's."""
    reference = sent.get("TxnTaxCodeRef")
    if reference is not None:
        value = references.value_of(reference, "TxnTaxDetail.TxnTaxCodeRef")
        if value == company.mark("TaxCode", "0", "custom"):
            words = "the code CustomSalesTax belongs to the books"
            raise refuse(6230 if updated else 6160, words, "TxnTaxDetail.TxnTaxCodeRef")
        named = references.resolve(company, reference, "TaxCode", "TxnTaxDetail.TxnTaxCodeRef")
        chosen = company.row("TaxCode", named["value"])
        if not chosen["TaxGroup"]:
            raise refuse(2500, f"{value} is not a group of tax rates", "TxnTaxDetail.TxnTaxCodeRef")
        if not automated:
            return chosen
    if automated:
        return _by_address(company, new, party)
    default = party.get("DefaultTaxCodeRef")
    if party.get("Taxable") is False or default is None:
        return None
    return company.row("TaxCode", default["value"])


def _by_address(company, new, party):
    """The engine of automated sales tax: where the goods go, and only where the company has an agency."""
    address = new.get("ShipAddr") or party.get("ShipAddr") or party.get("BillAddr")
    if not address or not address.get("CountrySubDivisionCode"):
        address = company.row("CompanyInfo", "1")["CompanyAddr"]
    state = address.get("CountrySubDivisionCode", "").upper()
    city = address.get("City", "").casefold()
    for place in (f"{state}/{city}", state):
        code = company.store.get("#engine", place)
        if code is not None:
            return company.row("TaxCode", code)
    return None


def _fallback(company):
    return company.row("TaxCode", company.preferences["TaxPrefs"]["TaxGroupCodeRef"]["value"])
