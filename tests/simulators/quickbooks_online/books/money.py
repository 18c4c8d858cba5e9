"""Amounts: Decimal, two places, halves away from zero (facts 2.10, rounding)."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
#: The API documents amounts as "15 digits in 10.5 format".
LARGEST = Decimal(10) ** 10


def cents(value) -> Decimal:
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def places(value, digits: int) -> Decimal:
    """Rounded to so many decimals, without zeros at the end."""
    return tidy(Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def tidy(value) -> Decimal:
    """Without zeros behind the last digit, and never with an exponent."""
    value = Decimal(value).normalize()
    return value.quantize(Decimal(1)) if value.as_tuple().exponent > 0 else value


def total(values) -> Decimal:
    return sum(values, ZERO)


def shares(amount: Decimal, weights: list) -> list:
    """The amount spread over weights to the cent: what rounding leaves goes to the largest weight."""
    whole = sum(weights)
    if not whole:
        return [ZERO for _ in weights]
    parts = [cents(amount * weight / whole) for weight in weights]
    largest = max(range(len(weights)), key=lambda place: abs(weights[place]))
    parts[largest] += amount - sum(parts)
    return parts
