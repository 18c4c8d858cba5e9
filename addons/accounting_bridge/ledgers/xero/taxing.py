"""What a sales document says about tax (facts 2.1, 2.5).

Every line names its rate, in every country, and amounts are always without tax. Xero computes the tax of each line,
rounds it to cents and adds up; Odoo may round once for the document, or take the tax out of a price that included it.
So the tax of each taxed line is told: what its rate comes to, and what is then missing or too much of Odoo's tax goes
cent by cent to the lines on which rounding took or gave most. Where that is what Xero computes itself, telling it
changes nothing; one page says that it may not be more than the price of one (``of_line``).

Where tax travels in lines of its own, where the organisation keeps no tax, and where no line has a rate, the document
says that there is none.
"""

from decimal import ROUND_HALF_UP, Decimal

from ..protocol import Unwritable
from .settings import Settings

EXCLUSIVE, NO_TAX = "Exclusive", "NoTax"
_CENT, _HALF = Decimal("0.01"), Decimal("0.005")


class Taxing:
    """The tax of one document.

    :param document: an invoice or a credit note.
    """

    def __init__(self, document, settings: Settings, key: str = ""):
        self.document, self.settings = document, settings
        # By their place: two lines may be one and the same.
        self.lines = {place: line for place, line in enumerate(document.lines) if line.amount is not None}
        self.codes = {place: self._code(line) for place, line in self.lines.items()}
        self.is_taxed = any(line.tax_code for line in self.lines.values()) and self._says_tax
        if self.is_taxed and not all(self.codes.values()):
            raise Unwritable("no tax rate is known there for lines without tax", key)
        self.exact = {}
        self.told = self._told() if self.is_taxed else {}

    @property
    def _says_tax(self):
        return self.settings.sales_tax is not False and not self.document.tax_in_lines

    @property
    def kind(self) -> str:
        """What the document says of its amounts."""
        return EXCLUSIVE if self.is_taxed else NO_TAX

    def of_line(self, place: int, price: Decimal) -> dict | None:
        """Return what the line at a place of the document says of its tax, ``None`` where it cannot at that price.

        Tax above the price of one may be refused (facts 2.5): it is left out where Xero comes to it by itself, without
        half a cent of which nobody says where it goes.
        """
        if not self.is_taxed:
            return {}
        code, told = {"TaxType": self.codes[place]}, self.told.get(place)
        if told is None:
            return code
        if abs(told) <= abs(price):
            return code | {"TaxAmount": told}
        return code if abs(self.exact.get(place, price) - told) < _HALF else None

    def _code(self, line):
        return line.tax_code.id if line.tax_code else self.settings.nontaxable

    def _told(self):
        """Return the tax of each taxed line; nothing where a rate is not known and several lines have such a one."""
        rates = {place: self.settings.rates.get(code) for place, code in self.codes.items()}
        unknown = [place for place, rate in rates.items() if rate is None]
        if len(unknown) > 1:
            return {}
        exact = self.exact = {place: self.lines[place].amount * rate / 100 for place, rate in rates.items() if rate}
        told = {place: tax.quantize(_CENT, ROUND_HALF_UP) for place, tax in exact.items()}
        missing = self.document.tax_amount - sum(told.values(), Decimal(0))
        if unknown:
            return told | {unknown[0]: missing}
        return _spread(missing, exact, told)


def _spread(missing, exact, told):
    """Return the tax of each line with what is missing shared out: a cent each, first where rounding took most."""
    if not missing or not told:
        return told
    sign = 1 if missing > 0 else -1
    cents = int((abs(missing) / _CENT).to_integral_value(ROUND_HALF_UP))
    each, rest = divmod(cents, len(told))
    order = sorted(told, key=lambda place: (exact[place] - told[place]) * sign, reverse=True)
    shares = {place: each + (rank < rest) for rank, place in enumerate(order)}
    return {place: tax + _CENT * sign * shares[place] for place, tax in told.items()}
