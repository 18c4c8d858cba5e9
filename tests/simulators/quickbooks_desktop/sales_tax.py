"""Sales tax as QuickBooks computes it (facts 5.3): a code says taxable or not, an item says how much, one
rounding per document.

United States: the taxable lines together, one tax item or group per document.  Canada and United Kingdom:
the code of a line binds the tax item, one rounding per code (a switch: per line).
"""

import json
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def is_taxable(ctx, reference) -> bool:
    if not reference:
        return False
    row = ctx.entry("SalesTaxCode", reference["ListID"])
    return bool(row) and json.loads(row["data"]).get("IsTaxable") == "true"


def rate(ctx, reference) -> Decimal:
    """The percentage of a tax item, or of the members of a group together."""
    row = ctx.entry("Item", reference["ListID"]) if reference else None
    if row is None:
        return Decimal(0)
    data = json.loads(row["data"])
    if row["kind"] == "ItemSalesTaxGroup":
        return sum((rate(ctx, member) for member in data["ItemSalesTaxRef"]), Decimal(0))
    return Decimal(data.get("TaxRate", "0"))


def of_document(ctx, head: dict, lines: list) -> tuple:
    """(percentage, tax) of a document."""
    if not ctx.preferences["sales_tax"]:
        return Decimal(0), Decimal(0)
    if ctx.country != "US":
        return Decimal(0), _by_code(ctx, lines, "ItemSalesTaxRef", head.get("IsTaxIncluded") == "true")
    percentage = rate(ctx, head.get("ItemSalesTaxRef"))
    if ctx.switches.exempt_customer_taxable_line == "exempt" and not is_taxable(
        ctx, head.get("CustomerSalesTaxCodeRef")
    ):
        return percentage, Decimal(0)
    taxable = sum((Decimal(line["Amount"]) for line in lines if _counts(ctx, line)), Decimal(0))
    return percentage, rounded(taxable * percentage / 100)


def of_purchase(ctx, head: dict, lines: list) -> Decimal:
    """Only Canada and the United Kingdom have tax codes on purchases (facts 5.3)."""
    if ctx.country == "US" or not ctx.preferences["sales_tax"]:
        return Decimal(0)
    return _by_code(ctx, lines, "ItemPurchaseTaxRef", head.get("IsTaxIncluded") == "true")


def _counts(ctx, line) -> bool:
    return "Amount" in line and is_taxable(ctx, line.get("SalesTaxCodeRef"))


def _by_code(ctx, lines, bound: str, included: bool) -> Decimal:
    """The code of each line binds the tax item; amounts that include the tax are taken apart."""
    sums = {}
    for line in lines:
        if _counts(ctx, line):
            code = line["SalesTaxCodeRef"]["ListID"]
            part = code if ctx.switches.tax_by_code == "code" else len(sums)
            sums[code, part] = sums.get((code, part), Decimal(0)) + Decimal(line["Amount"])
    tax = Decimal(0)
    for (code, _part), amount in sums.items():
        data = json.loads(ctx.entry("SalesTaxCode", code)["data"])
        percentage = rate(ctx, data.get(bound))
        whole = Decimal(100) + percentage if included else Decimal(100)
        tax += rounded(amount * percentage / whole)
    return tax


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
