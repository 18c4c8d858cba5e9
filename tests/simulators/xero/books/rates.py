"""The day rates that documents and payments take when they name none (facts 2.1: XE)."""

from decimal import Decimal

#: What one unit is worth in US dollars; the same every day, so that tests can reckon with it.
_WORTH = {
    "AUD": "0.65",
    "CAD": "0.72",
    "CHF": "1.25",
    "EUR": "1.16",
    "GBP": "1.31",
    "JPY": "0.0064",
    "NZD": "0.57",
    "SGD": "0.77",
    "USD": "1",
}
#: A rate beyond so many times the day rate, or below its inverse, brings a warning (facts 2.1).
_ODD = Decimal("1.5")
#: Currencies without minor units.
WHOLE = frozenset(("JPY", "KRW", "VND", "CLP", "ISK"))


def day_rate(books, code: str) -> Decimal:
    """How many of the currency one unit of the base currency buys (CurrencyRate)."""
    worth = Decimal(_WORTH.get(code, "1"))
    return books.round(Decimal(_WORTH.get(books.base_currency, "1")) / worth, 6)


def settle(books, code: str, told, call) -> Decimal:
    """The rate of a document: 1 in base currency, else what was told, else that of the day."""
    if code == books.base_currency:
        return Decimal(1)
    usual = day_rate(books, code)
    if not told or told <= 0:
        return usual
    rate = books.round(told, 6)
    if not usual / _ODD <= rate <= usual * _ODD:
        call.warn(f"The currency rate {rate} differs much from the day rate {usual}.")
    return rate


def in_base(books, amount, rate) -> Decimal:
    return books.round(Decimal(amount) / rate)


def digits(books, code: str) -> int:
    """Decimals of amounts in a currency."""
    return 0 if code in WHOLE and books.switches.yen_decimals == "none" else 2
