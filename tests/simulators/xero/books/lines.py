"""The lines of invoices, credit notes and bank transactions: amounts, defaults, ids (facts 2.4, 2.5)."""

from dataclasses import dataclass
from decimal import Decimal

from . import line_references, taxes
from .money import LARGEST, ZERO, tidy
from .shapes import Guid, Many, Number, Part, Text

TRACKING = {
    "TrackingCategoryID": Guid(),
    "TrackingOptionID": Guid(),
    "Name": Text(100),
    "Option": Text(100),
}
SHAPE = {
    "LineItemID": Guid(),
    "Description": Text(4000),
    "Quantity": Number(),
    "UnitAmount": Number(),
    "ItemCode": Text(30),
    "AccountCode": Text(),
    "AccountID": Guid(),
    "TaxType": Text(),
    "TaxAmount": Number(),
    "LineAmount": Number(),
    "Tracking": Many(TRACKING),
    "DiscountRate": Number(),
    "DiscountAmount": Number(),
    "Item": Part({"ItemID": Guid(), "Code": Text(), "Name": Text()}),
}
_AMOUNTS = ("Quantity", "UnitAmount", "LineAmount", "DiscountRate", "DiscountAmount")
#: What a line may still have changed once something was paid on its document (facts 2.4).
OPEN_WHEN_PAID = frozenset(("Description", "AccountCode", "AccountID", "Tracking"))
_LONGEST_QUANTITY = 13


@dataclass(frozen=True)
class Paper:
    """What the lines need to know of their document."""

    kind: str
    #: Sold (the item's sales side), or bought.
    sales: bool = True
    discounts: bool = False
    #: Approved, or on its way to be: a line has to be whole (facts 2.4).
    whole: bool = False
    #: Decimals of amounts.
    digits: int = 2


def settle(books, bodies: list, old: list, paper: Paper, call) -> list:
    """The lines as they are kept; ``old`` are those that the document had.

    A line with the id of one of them is that line, one without is new, and what is not sent is gone (facts 2.4).
    """
    known, kept = {line["LineItemID"]: line for line in old}, []
    for place, body in enumerate(bodies):
        at = f"LineItems[{place}]" if books.switches.line_errors == "line" else ""
        former = known.pop(body.get("LineItemID"), None)
        if former is not None and books.switches.line_update == "merged":
            body = {**_inputs(former, body), **body}
        elif former is None and body.get("LineItemID") and books.switches.unknown_line_id == "refused":
            call.problem("line_id", at, id=body["LineItemID"])
        line = _settle_one(books, body, paper, call, at)
        line["LineItemID"] = former["LineItemID"] if former else books.new_id("LineItems")
        kept.append(line)
    return kept


def again(books, old: list, paper: Paper, call) -> list:
    """Lines of which nothing was sent, settled once more: for another kind of amounts, or another status."""
    return settle(books, [{**_told(line), "LineItemID": line["LineItemID"]} for line in old], old, paper, call)


def _told(line: dict) -> dict:
    """What a kept line was made of."""
    if line.get("_text"):
        return {name: line[name] for name in ("Description", "Tracking") if line.get(name)}
    body = {name: line[name] for name in SHAPE if name in line and name not in ("TaxAmount", "LineAmount", "Item")}
    if line.get("_tax_told"):
        body["TaxAmount"] = line["TaxAmount"]
    if line.get("_derived"):
        # The amount was said, and this followed from it.
        del body[line["_derived"]]
        body["LineAmount"] = line["LineAmount"]
    return body


def _inputs(former: dict, body: dict) -> dict:
    """What an update that leaves fields out keeps of a line; an amount that is sent replaces its derivations."""
    kept = _told(former)
    if "LineAmount" in body and {"Quantity", "UnitAmount"} & set(body):
        kept.pop("Quantity", None)
        kept.pop("UnitAmount", None)
    elif "LineAmount" in body:
        kept.pop("UnitAmount", None)
    if "DiscountRate" in body or "DiscountAmount" in body:
        kept.pop("DiscountRate", None)
        kept.pop("DiscountAmount", None)
    return kept


def _settle_one(books, body: dict, paper: Paper, call, at: str) -> dict:
    item = line_references.item_of(books, body, call, at)
    body = line_references.filled(books, body, item, paper.sales)
    line = {"Description": body["Description"]} if body.get("Description") else {}
    line["Tracking"] = line_references.tracking_of(books, body, call, at)
    if _is_text(body):
        if paper.whole and not line.get("Description"):
            call.problem("line_description", at)
        return {**line, "LineAmount": ZERO, "TaxAmount": ZERO, "_text": True}
    if item is not None:
        line["ItemCode"] = item["Code"]
        line["Item"] = {name: item[name] for name in ("ItemID", "Name", "Code") if item.get(name)}
    line |= _amounts(books, body, paper, call, at)
    account = line_references.account_of(books, body, call, at)
    if account is not None:
        line |= {"AccountID": account["AccountID"]} | ({"AccountCode": account["Code"]} if account.get("Code") else {})
    rate = line_references.tax_of(books, body, account, paper.kind, call, at)
    if paper.whole:
        _check_whole(body, line, account, rate, paper, call, at)
    return line | _tax(books, body, line, rate, paper, call, at)


def _is_text(body: dict) -> bool:
    """Only a description: such a line may stand on any document (spec, LineItem.Description)."""
    return not any(
        body.get(name) is not None for name in (*_AMOUNTS, "ItemCode", "AccountCode", "AccountID", "TaxType")
    )


def _check_whole(body, line, account, rate, paper, call, at):
    """What an approved document's lines need (facts 2.4)."""
    if not line.get("Description"):
        call.problem("line_description", at)
    given = [name for name in ("Quantity", "UnitAmount", "LineAmount") if body.get(name) is not None]
    if len(given) < 2:
        for name in ("Quantity", "UnitAmount"):
            if name not in given:
                call.problem("line_amount_missing", at, field=name)
    if account is None and not body.get("AccountCode") and not body.get("AccountID"):
        call.problem("line_account", at)
    if rate is None and paper.kind != taxes.NO_TAX and account is not None and not body.get("TaxType"):
        if not account.get("TaxType"):
            call.problem("line_tax", at)


# --- amounts ---


def _amounts(books, body: dict, paper: Paper, call, at: str) -> dict:
    """Quantity, UnitAmount, LineAmount and the discount; of two of the three the third is derived (facts 2.5)."""
    line = _discount(books, body, paper, call, at)
    quantity, unit, told = (body.get(name) for name in ("Quantity", "UnitAmount", "LineAmount"))
    if quantity is not None:
        if len(str(quantity)) > _LONGEST_QUANTITY:
            call.problem("line_quantity", at)
        quantity = books.round(quantity, 4)
    if unit is not None:
        unit = books.round(unit, call.unitdp)
    told, derived = None if told is None else books.round(told, paper.digits), ""
    if told is not None and quantity is not None and unit is None:
        derived, unit = "UnitAmount", books.round(_undiscounted(told, line) / quantity if quantity else 0, call.unitdp)
    elif told is not None and unit is not None and quantity is None:
        derived, quantity = "Quantity", books.round(_undiscounted(told, line) / unit, 4) if unit else Decimal(1)
    elif told is not None and unit is None:
        quantity, unit = Decimal(1), books.round(_undiscounted(told, line), call.unitdp)
    expected = ZERO if quantity is None or unit is None else _product(books, quantity, unit, line, paper.digits)
    amount = expected
    if derived and books.switches.derived_price == "line_amount_kept":
        amount = told
        line |= {"_derived": derived}
    elif told is not None and not derived and told != expected:
        call.problem("line_total", at, given=told, expected=expected)
    if abs(amount) > LARGEST:
        call.problem("line_too_large", at)
    line |= {} if quantity is None else {"Quantity": quantity}
    line |= {} if unit is None else {"UnitAmount": unit}
    return line | {"LineAmount": amount}


def _discount(books, body: dict, paper: Paper, call, at: str) -> dict:
    """A rate or an amount, on documents that know discounts (facts 2.4)."""
    rate, amount = body.get("DiscountRate"), body.get("DiscountAmount")
    if not rate and not amount:
        return {}
    if not paper.discounts:
        if books.switches.discount_elsewhere == "refused":
            call.problem("discount_unsupported", at)
        return {}
    if rate and amount:
        call.problem("discount_twice", at)
    if rate and not 0 <= rate <= 100:
        call.problem("discount_rate", at)
    return {"DiscountRate": rate} if rate else {"DiscountAmount": books.round(amount)}


def _product(books, quantity, unit, line, digits: int = 2) -> Decimal:
    """LineAmount as it follows from quantity and price (facts 2.5)."""
    rate, off = line.get("DiscountRate", ZERO), line.get("DiscountAmount", ZERO)
    return books.round(quantity * unit * (100 - rate) / 100 - off, digits)


def _undiscounted(amount, line) -> Decimal:
    """Quantity x UnitAmount as it follows from the LineAmount."""
    rate = line.get("DiscountRate", ZERO)
    return (amount + line.get("DiscountAmount", ZERO)) * 100 / (100 - rate) if rate != 100 else ZERO


def discount_of(books, line: dict) -> Decimal:
    """What the discount of a line comes to."""
    if not line.get("DiscountRate") and not line.get("DiscountAmount"):
        return ZERO
    return books.round(line.get("Quantity", ZERO) * line.get("UnitAmount", ZERO)) - line["LineAmount"]


# --- tax ---


def _tax(books, body: dict, line: dict, rate: dict | None, paper: Paper, call, at: str) -> dict:
    """TaxType and TaxAmount; a TaxAmount that is sent stands for the computed one (facts 2.5)."""
    if paper.kind == taxes.NO_TAX:
        return {"TaxType": taxes.NONE, "TaxAmount": ZERO}
    if rate is None:
        return {"TaxAmount": ZERO}
    percent = rate["EffectiveRate"]
    computed = taxes.of_line(books, line["LineAmount"], percent, paper.kind, paper.digits)
    made = {"TaxType": rate["TaxType"], "TaxAmount": computed}
    told = body.get("TaxAmount")
    if told is None or (not percent and books.switches.tax_amount_at_no_rate == "ignored"):
        return made
    if books.switches.tax_above_unit_amount == "refused" and abs(told) > abs(line.get("UnitAmount", ZERO)):
        call.problem("tax_above_unit", at)
    return made | {"TaxAmount": books.round(told, paper.digits), "_tax_told": True}


# --- showing ---


def shown(books, line: dict, unitdp: int) -> dict:
    """A line as the API shows it: prices rounded to two places unless the request said unitdp=4 (facts 2.5)."""
    made = {name: value for name, value in line.items() if not name.startswith("_")}
    if "UnitAmount" in made and unitdp == 2:
        made["UnitAmount"] = books.round(made["UnitAmount"])
    for name in ("UnitAmount", "Quantity", "DiscountRate"):
        if name in made:
            made[name] = tidy(made[name])
    return made | {"ValidationErrors": []}
