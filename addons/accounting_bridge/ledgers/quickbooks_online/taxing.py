"""What a sales document says about tax (facts 2.10).

In a company of the US a line says whether it is taxed (TAX, NON), the document names one code and the tax that Odoo
has for it (TotalTax): QuickBooks takes over an amount that is said, also where it would compute tax from the address;
there the code may be missing.
Everywhere else each line names its code and QuickBooks computes, once for each rate of the document; where the sum of
that would be other cents than Odoo's, the tax of every rate is written out: that with the most tax takes the
difference. Amounts of lines are always without tax.

Where tax travels in lines of its own every line is coded not taxed, and where sales tax is switched off nothing of
tax is said.
"""

from decimal import ROUND_HALF_UP, Decimal

from ..protocol import Unwritable
from .settings import Settings, filled
from .taxes import NOT_TAXED, TAXED

_CENT = Decimal("0.01")
EXCLUDED, NOT_APPLICABLE = "TaxExcluded", "NotApplicable"


class Taxing:
    """The tax of one document.

    :param document: an invoice or a credit note.
    """

    def __init__(self, document, settings: Settings, key: str = ""):
        self.document, self.settings, self.key = document, settings, key
        self.codes = [self._code(line) for line in document.lines if line.item]

    def of_line(self, line) -> dict | None:
        """Return the code of a line, ``None`` where nothing of tax is said."""
        code = self._code(line)
        return {"value": code} if code else None

    def _code(self, line):
        code = None if self.document.tax_in_lines else line.tax_code
        if self.settings.sales_tax is False:
            return ""
        if self.settings.is_us:
            if code is None:
                return NOT_TAXED if self.settings.sales_tax else ""
            return NOT_TAXED if code.id == NOT_TAXED else TAXED
        return code.id if code else self.settings.nontaxable

    def of_document(self) -> dict:
        """Return what is said beside the lines.

        :raise Unwritable: some lines have a code and others have none, where each must have one.
        """
        if self.settings.sales_tax is None:
            return {}
        if self.settings.is_us:
            return {"TxnTaxDetail": self._one_for_all()} if self.settings.sales_tax else {}
        if not any(self.codes):
            return {"GlobalTaxCalculation": NOT_APPLICABLE}
        if not all(self.codes):
            raise Unwritable("no tax code is known there for lines without tax", self.key)
        return filled({"GlobalTaxCalculation": EXCLUDED, "TxnTaxDetail": self._written_out()})

    def _one_for_all(self):
        taxed = TAXED in self.codes
        # Where tax is computed from the address no code has to be known.
        code = {"value": self.document.tax.id} if taxed and self.document.tax else None
        return filled({"TxnTaxCodeRef": code, "TotalTax": self.document.tax_amount if taxed else Decimal(0)})

    def _written_out(self):
        """Return the tax of every rate, ``None`` where QuickBooks comes to the same or a rate is not known."""
        bases = {}
        for line in self.document.lines:
            if line.item and line.amount is not None:
                code = self._code(line)
                bases[code] = bases.get(code, Decimal(0)) + line.amount
        if any(code not in self.settings.rates for code in bases):
            return None
        by_rate = {}
        for code, base in bases.items():
            for identity, percent in self.settings.rates[code]:
                known = by_rate.get(identity, (percent, Decimal(0)))
                by_rate[identity] = percent, known[1] + base
        amounts = {identity: _rounded(base * percent / 100) for identity, (percent, base) in by_rate.items()}
        difference = self.document.tax_amount - sum(amounts.values(), Decimal(0))
        if not difference or not amounts:
            return None
        largest = max(amounts, key=lambda identity: (abs(amounts[identity]), identity))
        amounts[largest] += difference
        return {
            "TotalTax": self.document.tax_amount,
            "TaxLine": [_tax_line(identity, *by_rate[identity], amounts[identity]) for identity in by_rate],
        }


def _tax_line(identity, percent, base, amount):
    return {
        "Amount": amount,
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {
            "TaxRateRef": {"value": identity},
            "PercentBased": True,
            "TaxPercent": percent,
            "NetAmountTaxable": base,
        },
    }


def _rounded(amount):
    return amount.quantize(_CENT, ROUND_HALF_UP)
