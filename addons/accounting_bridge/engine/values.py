"""Values of the host as neutral documents take them."""

from decimal import ROUND_HALF_UP, Decimal

from odoo.tools import float_repr

from ..ledgers.documents import Address

# Of an exchange rate: as few as bring an entry to what was booked, to the cent.
RATE_PLACES = (6, 9, 12)


def exact(amount, places):
    """Return a float of the host as the Decimal it stands for, rounded as the host shows it."""
    return Decimal(float_repr(amount or 0.0, places))


def cents(amount):
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def address_of(partner):
    """Return the postal address of a partner."""
    return Address(
        lines=tuple(filter(None, (partner.street, partner.street2))),
        city=partner.city or "",
        state=partner.state_id.code or "",
        postal_code=partner.zip or "",
        country=partner.country_id.name or "",
    )


def product_name(product):
    """Return what a product is called in sentences; its display name would ask for prices and suppliers."""
    return product.default_code or product.name or ""


def exchange_rate(move, is_owed):
    """Return home currency per unit of an entry's currency, as it was booked; None in the home currency.

    Odoo keeps the rate the other way round; the amounts of the entry are what was really booked.

    :param is_owed: tells the lines of the entry that the rate is read from.
    """
    home = move.company_id.currency_id
    lines = move.line_ids.filtered(is_owed)
    foreign = exact(sum(abs(line.amount_currency) for line in lines), move.currency_id.decimal_places)
    if move.currency_id == home or not foreign:
        return None
    booked = exact(sum(abs(line.balance) for line in lines), home.decimal_places)
    for places in RATE_PLACES:
        rate = (booked / foreign).quantize(Decimal(1).scaleb(-places))
        if cents(rate * foreign) == booked:
            break
    return rate
