"""Tax of a line and the totals of a document: per line, rounded to the cent, then summed (facts 2.5).

The arithmetic only; which rate a line may have is looked up in :mod:`.line_references`.
"""

from decimal import Decimal

from .money import ZERO, total

EXCLUSIVE, INCLUSIVE, NO_TAX = "Exclusive", "Inclusive", "NoTax"
KINDS = (EXCLUSIVE, INCLUSIVE, NO_TAX)
#: TaxType of a line without tax.
NONE = "NONE"


def exact(amount, percent, kind: str) -> Decimal:
    """The tax on the amount of a line before it is rounded."""
    if kind == NO_TAX or not percent:
        return ZERO
    if kind == INCLUSIVE:
        return Decimal(amount) * percent / (100 + percent)
    return Decimal(amount) * percent / 100


def of_line(books, amount, percent, kind: str, digits: int = 2) -> Decimal:
    """The tax on the amount of a line, to the cent."""
    return books.round(exact(amount, percent, kind), digits)


def totals(lines, kind: str) -> tuple[Decimal, Decimal, Decimal]:
    """(SubTotal, TotalTax, Total) of settled lines."""
    amount = total(line["LineAmount"] for line in lines if "LineAmount" in line)
    tax = total(line["TaxAmount"] for line in lines if "TaxAmount" in line)
    if kind == INCLUSIVE:
        return amount - tax, tax, amount
    return amount, tax, amount + tax
