"""Lines of documents: how an amount is said, and what becomes of lines that are there already (facts 2.4, 2.5).

A line says a quantity and a price; Xero multiplies. It is never given the product beside them, which it would refuse
where it comes to another one. The safe rule:

1. quantity (four decimals) and price (four decimals) where their product, rounded to cents, is Odoo's amount, and is
   not so near to half a cent that somebody may round it the other way;
2. else quantity 1 and the amount as the price; the real quantity then stands before the description.

Lines that a change does not list are deleted there, one without an id is new. A line that keeps its id keeps the
account that the bookkeeper gave it and the tracking of other categories than ours: ``extras``, a text of JSON.

A row of ``details["lines"]``: ``id``, ``item`` (its code), ``description``, ``quantity``, ``amount``, ``tracking``
(an option, as *category:option*), ``account`` (its code), ``extras``, and ``tax_code`` where it has one.
"""

from decimal import ROUND_HALF_UP, Decimal

from .. import json_text, pairing
from ..protocol import Unwritable
from . import reading

_FINEST, _CENT = Decimal("0.0001"), Decimal("0.01")
# Nearer than this to half a cent nobody says which way it goes (facts 10).
_HALF = Decimal("0.005")
# Digits of a quantity, and of a line that Xero still takes.
_MOST = Decimal("99999999.9999")
# Categories that a line may name.
_TRACKINGS = 2


def amount(total: Decimal, quantity: Decimal | None) -> tuple[dict, Decimal | None]:
    """Return how an amount is said, and the quantity that found no place in it.

    A deduction has a negative price: quantities are said without sign.
    """
    if quantity:
        count = abs(quantity)
        if count == count.quantize(_FINEST) and count <= _MOST:
            price = (abs(total) / count).quantize(_FINEST, ROUND_HALF_UP)
            if abs(price * count - abs(total)) < _HALF:
                signed = price if total >= 0 else -price
                return {"Quantity": _plain(count), "UnitAmount": _plain(signed)}, None
    return whole(total, quantity)


def whole(total: Decimal, quantity: Decimal | None) -> tuple[dict, Decimal | None]:
    """Return the same for an amount that is said at once."""
    left_over = quantity if quantity and abs(quantity) != 1 else None
    return {"Quantity": Decimal(1), "UnitAmount": total}, left_over


def check_cents(amounts, currency: str, key: str):
    """:raise Unwritable: an amount has more decimals than Xero keeps of any currency (facts 2.5)."""
    finer = next((each for each in amounts if each is not None and each != each.quantize(_CENT)), None)
    if finer is not None:
        raise Unwritable(f"Xero keeps two decimals of every amount, and {_plain(finer)} {currency} has more", key)


def described(description: str, quantity: Decimal | None) -> str:
    """Return the description of a line whose quantity could not be said otherwise."""
    return f"{_plain(quantity)} x {description}" if quantity is not None else description


def _plain(value):
    value = value.normalize() if value else Decimal(0)
    return Decimal(format(value, "f"))


# === WHAT IS READ === #


def read(found: dict, name: str = "LineItems") -> list[dict]:
    """Return the lines of an entity in their order."""
    return [_row(line) for line in reading.rows(found, name)]


def _row(line):
    tracked = [each for each in map(_option, reading.rows(line, "Tracking")) if each]
    row = {
        "id": reading.text(line, "LineItemID"),
        "item": reading.text(line, "ItemCode"),
        "description": reading.text(line, "Description"),
        "quantity": reading.plain(line, "Quantity"),
        "amount": _amount(line),
        "tracking": tracked[0] if tracked else "",
        "account": reading.text(line, "AccountCode"),
    }
    if not (row["item"] or row["account"] or _is_something(row["amount"])):
        # A comment: what it is multiplied with says nothing.
        row |= {"quantity": None, "amount": None}
    if tracked:
        row["extras"] = json_text.write({"tracking": tracked})
    if reading.text(line, "TaxType"):
        row["tax_code"] = reading.text(line, "TaxType")
    return row


def _amount(line):
    """Return what a line comes to; of one that is about to be sent that is the product."""
    if "LineAmount" in line:
        return reading.money(line, "LineAmount")
    price, quantity = reading.number(line, "UnitAmount"), reading.number(line, "Quantity")
    if price is None or quantity is None:
        return None
    return format((price * quantity).quantize(_CENT, ROUND_HALF_UP), "f")


def _is_something(amount):
    return amount not in (None, "") and bool(Decimal(amount))


def _option(tracking):
    category, option = (reading.text(tracking, name) for name in ("TrackingCategoryID", "TrackingOptionID"))
    return f"{category}:{option}" if category and option else ""


# === WHAT IS CHANGED === #


def keep(push, wanted: list[dict]) -> list[dict]:
    """Return the lines of a change, each with the id of the line at its place where that is the same one.

    Lines that were read with another version than the one that is changed are not looked at.
    """
    there = push.details.get("lines") or []
    if push.details.get("lines_version", push.version) != push.version:
        there = []
    there = [row for row in there if isinstance(row, dict)]
    fresh = [_row(line) for line in wanted]
    partners = _partners(there, fresh)
    return [_joined(line, partners.get(place), fresh[place]) for place, line in enumerate(wanted)]


def _partners(there, fresh):
    """Return ``{place of a new line: the line there that it was}``."""
    compared = ("item", "description", "quantity", "amount", "tracking")
    before = [tuple(row.get(name) or "" for name in compared) for row in there]
    now = [tuple(row.get(name) or "" for name in compared) for row in fresh]
    return {place: there[known] for place, known in pairing.partners(before, now).items()}


def _joined(line, old, new):
    """Return a line with the id of the line there that it was, and what a person gave it beside what is ours."""
    if not old or not old.get("id") or (old.get("item") or "") != new["item"]:
        return line
    result = {"LineItemID": old["id"]} | line
    if new["item"] and old.get("account"):
        result["AccountCode"] = old["account"]
    tracking = _tracking(line, old)
    if tracking or old.get("tracking"):
        # What it had and has no more is said, too: a line that keeps its id may keep what is left out.
        result["Tracking"] = tracking
    return result


def _tracking(line, old):
    """Return what a line names: ours, and of what a person added the options of other categories.

    What a line had of ours, its first option, is not kept; one that we never gave any has none of ours.
    """
    ours = line.get("Tracking") or []
    taken = {each["TrackingCategoryID"] for each in ours}
    others = _extras(old).get("tracking") or []
    pairs = [each.partition(":")[::2] for each in others if isinstance(each, str)]
    kept = [
        {"TrackingCategoryID": category, "TrackingOptionID": option}
        for category, option in pairs
        if category not in taken and f"{category}:{option}" != old.get("tracking")
    ]
    return (ours + kept)[:_TRACKINGS]


def _extras(old):
    try:
        found = json_text.read(old.get("extras") or "{}")
    except (ValueError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}
