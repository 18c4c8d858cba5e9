"""Amounts: Decimal.  Totals have two places; a price two, or four with ``unitdp=4`` (facts 2.5)."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
CENT = Decimal("0.01")
#: LineAmount goes up to here (facts 2.5).
LARGEST = Decimal("9999999999.99")
_MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}


def rounded(value, digits: int = 2, mode: str = "half_up") -> Decimal:
    """``mode`` is a position of the switch ``half_cents``."""
    return Decimal(value).quantize(Decimal(1).scaleb(-digits), _MODES[mode])


def total(values) -> Decimal:
    return sum(values, ZERO)


def tidy(value) -> Decimal:
    """As JSON shows a number: at least two places, no zeros behind them, no exponent."""
    value = Decimal(value)
    if value.as_tuple().exponent >= -2:
        return value.quantize(CENT)
    short = value.normalize()
    return short if short.as_tuple().exponent < -2 else short.quantize(CENT)
