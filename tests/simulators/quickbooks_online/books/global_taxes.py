"""Tax outside the United States: GlobalTaxCalculation, a code on every line, a TaxLine for every rate (facts 2.10)."""

from decimal import Decimal

from . import references
from .faults import business, refuse, required
from .money import ZERO, cents, shares, total
from .tax_lines import rates_of, tax_line

NONE, INCLUSIVE = "NotApplicable", "TaxInclusive"
TAXED_KINDS = ("SalesItemLineDetail", "AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail")


def settle(company, new: dict, lines: list, sent: dict, which: str):
    """(tax, total of the document); writes the codes of the lines and TxnTaxDetail."""
    items = [line for line in lines if line["DetailType"] in TAXED_KINDS]
    discount = total(line["Amount"] for line in lines if line["DetailType"] == "DiscountLineDetail")
    if not company.preferences["TaxPrefs"]["UsingSalesTax"]:
        return _without(new, items, discount)
    mode = new.get("GlobalTaxCalculation")
    if mode is None:
        raise required("GlobalTaxCalculation")
    if mode == NONE:
        if sent:
            words = "TxnTaxDetail cannot be given when GlobalTaxCalculation is NotApplicable"
            raise refuse(6170, words, "TxnTaxDetail")
        return _without(new, items, discount)
    grouped = _Groups(company, items, which, mode == INCLUSIVE)
    return grouped.settle(new, sent, discount)


def detail_of(line: dict) -> dict:
    return line[line["DetailType"]]


def _without(new, items, discount):
    for line in items:
        detail_of(line).pop("TaxCodeRef", None)
        detail_of(line).pop("TaxInclusiveAmt", None)
    new.pop("TxnTaxDetail", None)
    return ZERO, total(line["Amount"] for line in items) - discount


class _Groups:
    """The lines of a document by tax code."""

    def __init__(self, company, items, which, inclusive):
        self.company, self.inclusive = company, inclusive
        #: {code id: [rates, sum of the lines: net, or gross when tax is inclusive]}
        self.codes = {}
        for line in items:
            code = self._code(line)
            rates = rates_of(company, code, which)
            kept = self.codes.setdefault(code["Id"], [rates, ZERO])
            kept[1] += self._amount(line, sum((rate["RateValue"] for rate in rates), Decimal(0)))

    def _code(self, line) -> dict:
        detail = detail_of(line)
        if detail.get("TaxCodeRef") is None:
            raise business("every line of the transaction needs a tax code")
        named = references.resolve(
            self.company, detail["TaxCodeRef"], "TaxCode", f"Line.{line['DetailType']}.TaxCodeRef"
        )
        detail["TaxCodeRef"] = {"value": named["value"]}
        return self.company.row("TaxCode", named["value"])

    def _amount(self, line, percent):
        detail = detail_of(line)
        if not self.inclusive:
            detail.pop("TaxInclusiveAmt", None)
            return line["Amount"]
        if self.company.switches.inclusive_amount == "gross":
            gross = line["Amount"]
            line["Amount"] = cents(gross * 100 / (100 + percent))
        elif detail.get("TaxInclusiveAmt") is not None:
            gross = cents(detail["TaxInclusiveAmt"])
        else:
            gross = cents(line["Amount"] * (100 + percent) / 100)
        detail["TaxInclusiveAmt"] = gross
        return gross

    def settle(self, new, sent, discount):
        sums = [kept[1] for kept in self.codes.values()]
        for kept, cut in zip(self.codes.values(), shares(discount, sums), strict=True):
            kept[1] -= cut
        rows = self._rows()
        override = self._override(sent, rows)
        if override is not None:
            for row in rows.values():
                row["tax"] = override[row["rate"]["Id"]]
        tax = total(row["tax"] for row in rows.values())
        taxed = [tax_line(row["rate"], row["tax"], row["base"]) for row in rows.values()]
        new["TxnTaxDetail"] = {"TotalTax": tax, **({"TaxLine": taxed} if taxed else {})}
        whole = total(kept[1] for kept in self.codes.values())
        return tax, whole if self.inclusive else whole + tax

    def _rows(self) -> dict:
        """By rate: what it is levied on and what it comes to."""
        rows = {}
        for rates, amount in self.codes.values():
            percent = sum((rate["RateValue"] for rate in rates), Decimal(0))
            base = cents(amount * 100 / (100 + percent)) if self.inclusive else amount
            for rate in rates:
                row = rows.setdefault(rate["Id"], {"rate": rate, "base": ZERO, "gross": ZERO})
                row["base"] += base
                row["gross"] += amount
        for row in rows.values():
            row["tax"] = cents(row["base"] * row["rate"]["RateValue"] / 100)
        if self.inclusive:
            self._fit(rows)
        return rows

    def _fit(self, rows):
        """Where a code has one rate, the tax is what the gross sum holds of it, so that net and tax add up."""
        for row in rows.values():
            percent = row["rate"]["RateValue"]
            alone = all(len(rates) == 1 for rates, _sum in self.codes.values() if row["rate"] in rates)
            if alone:
                row["tax"] = cents(row["gross"] * percent / (100 + percent))
                row["base"] = row["gross"] - row["tax"]

    def _override(self, sent, rows):
        """Amounts by rate, if TaxLines were sent: then one for every rate of the codes."""
        if not sent.get("TaxLine"):
            return None
        given = {}
        for line in sent["TaxLine"]:
            detail = line.get("TaxLineDetail") or {}
            rate_id = references.value_of(detail.get("TaxRateRef"), "TxnTaxDetail.TaxLine.TaxLineDetail.TaxRateRef")
            references.resolve(self.company, detail["TaxRateRef"], "TaxRate", "TaxRateRef")
            if line.get("Amount") is None:
                raise required("TxnTaxDetail.TaxLine.Amount")
            given[rate_id] = given.get(rate_id, ZERO) + cents(line["Amount"])
        missing = sorted(set(rows) - set(given))
        strange = sorted(set(given) - set(rows))
        if missing or strange:
            words = f"TxnTaxDetail needs a TaxLine for every rate in use; missing {missing}, not in use {strange}"
            raise business(words)
        return given
