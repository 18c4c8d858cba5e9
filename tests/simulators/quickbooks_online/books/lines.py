"""The lines of sales forms: kinds, amounts, ids (facts 2.1, 2.6)."""

from decimal import Decimal

from . import references
from .faults import business, refuse, required
from .money import ZERO, cents, places, total

DETAIL_OF = {
    "SalesItemLineDetail": "SalesItemLineDetail",
    "DescriptionOnly": "DescriptionLineDetail",
    "DiscountLineDetail": "DiscountLineDetail",
    "SubTotalLineDetail": "SubTotalLineDetail",
    "AccountBasedExpenseLineDetail": "AccountBasedExpenseLineDetail",
    "ItemBasedExpenseLineDetail": "ItemBasedExpenseLineDetail",
    "JournalEntryLineDetail": "JournalEntryLineDetail",
    "DepositLineDetail": "DepositLineDetail",
}
SALES_KINDS = ("SalesItemLineDetail", "DescriptionOnly", "DiscountLineDetail", "SubTotalLineDetail", "GroupLineDetail")


def kind_of(line: dict, allowed) -> str:
    kind = line.get("DetailType")
    if kind is None:
        raise required("Line.DetailType")
    if kind not in allowed:
        raise refuse(2170, f"{kind} does not belong into this transaction", "Line.DetailType")
    return kind


def give_ids(company, entity: str, owner_id: str, lines: list, old: dict | None):
    """A known id stays with its line, every other line gets a new one (facts 2.1)."""
    known = {line["Id"] for line in (old or {}).get("Line", ()) if "Id" in line}
    last = company.mark(entity, owner_id, "last_line") or 0
    for place, line in enumerate(lines, 1):
        line["LineNum"] = place
        if line.get("Id") in known:
            known.discard(line["Id"])
            continue
        last += 1
        line["Id"] = str(last)
    company.set_mark(entity, owner_id, "last_line", last)


def settle_sales(company, new: dict, old: dict | None) -> list:
    """The lines as they are kept, without the subtotal line that only replies have."""
    kept = []
    for line in new["Line"]:
        line = dict(line)
        kind = kind_of(line, SALES_KINDS)
        if kind == "SubTotalLineDetail":
            continue
        if kind == "GroupLineDetail":
            reference = (line.get(kind) or {}).get("GroupItemRef")
            raise references.wrong_reference("GroupItemRef", f"{reference and reference.get('value')} is no bundle")
        SETTLERS[kind](company, new, line)
        kept.append(line)
    if not kept:
        raise required("Line")
    subtotal = total(line["Amount"] for line in kept if line["DetailType"] == "SalesItemLineDetail")
    for line in kept:
        if line["DetailType"] == "DiscountLineDetail" and line["DiscountLineDetail"].get("PercentBased"):
            line["Amount"] = cents(subtotal * line["DiscountLineDetail"]["DiscountPercent"] / 100)
    return kept


def _settle_item_line(company, new, line):
    detail = line["SalesItemLineDetail"] = dict(line.get("SalesItemLineDetail") or {})
    if line.get("Amount") is None:
        raise required("Line.Amount")
    settle_item(company, new, detail, "SalesItemLineDetail", "selling")
    settle_price(company, line, detail)
    references.tracking(company, detail, "SalesItemLineDetail.")


def settle_item(company, new, detail, path, purpose):
    """The item of a line; without one the books take their own (facts 2.6)."""
    element = f"{path}.ItemRef"
    if detail.get("ItemRef") is None:
        detail["ItemRef"] = {"value": company.mark("Item", "0", "default")}
    if detail["ItemRef"].get("value") == "SHIPPING_ITEM_ID":
        if not company.preferences["SalesFormsPrefs"]["AllowShipping"]:
            raise business("shipping is switched off")
        detail["ItemRef"] = {"value": "SHIPPING_ITEM_ID"}
        return
    detail["ItemRef"] = references.resolve(company, detail["ItemRef"], "Item", element)
    item = company.row("Item", detail["ItemRef"]["value"])
    if item["Type"] == "Category":
        raise business("an item of type Category cannot stand on a transaction")
    account = "IncomeAccountRef" if purpose == "selling" else "ExpenseAccountRef"
    if item.get(account) is None and purpose == "buying":
        raise business(f"{item['Name']} is not an item that is bought")
    if item.get(account):
        detail["ItemAccountRef"] = item[account]
    if item["Type"] == "Inventory":
        if detail.get("Qty") is None:
            raise refuse(6520, f"{item['Name']} is a tracked item: its line needs a quantity", f"{path}.Qty")
        if new["TxnDate"] < item["InvStartDate"]:
            raise refuse(6270, f"{item['Name']} is tracked from {item['InvStartDate']} on", "TxnDate")


def settle_price(company, line, detail):
    """Amount = Qty x UnitPrice to the cent, where both are there (6070)."""
    sent = Decimal(line["Amount"])
    line["Amount"] = cents(sent)
    price, quantity = detail.get("UnitPrice"), detail.get("Qty")
    digits = company.switches.unit_price_decimals
    if price is not None:
        detail["UnitPrice"] = places(price, digits)
        if cents(detail["UnitPrice"] * (1 if quantity is None else quantity)) != line["Amount"]:
            words = f"Amount is not equal to UnitPrice * Qty. Supplied value:{line['Amount']}"
            raise refuse(6070, words, "Line.Amount")
    elif quantity:
        detail["UnitPrice"] = places(line["Amount"] / quantity, digits)
    if quantity is not None:
        detail["Qty"] = places(quantity, 7)


def _settle_text_line(company, new, line):
    line["DescriptionLineDetail"] = dict(line.get("DescriptionLineDetail") or {})
    line.pop("Amount", None)


def _settle_discount_line(company, new, line):
    if not company.preferences["SalesFormsPrefs"]["AllowDiscount"]:
        raise business("discounts are switched off")
    detail = line["DiscountLineDetail"] = dict(line.get("DiscountLineDetail") or {})
    percent = detail.get("DiscountPercent")
    if detail.get("PercentBased"):
        if percent is None:
            raise refuse(6090, "DiscountPercent is missing", "Line.DiscountLineDetail.DiscountPercent")
        if not 0 <= percent <= 100:
            raise refuse(2150, f"{percent} is no percentage", "Line.DiscountLineDetail.DiscountPercent")
        line["Amount"] = ZERO
    elif line.get("Amount") is None:
        raise refuse(6090, "the discount has neither Amount nor DiscountPercent", "Line.Amount")
    else:
        detail["PercentBased"] = False
        line["Amount"] = cents(line["Amount"])
    if detail.get("DiscountAccountRef") is None:
        detail["DiscountAccountRef"] = {"value": company.mark("Account", "0", "discounts")}
    references.account_of(company, detail, "DiscountAccountRef", ("Income",))
    references.tracking(company, detail, "DiscountLineDetail.")


SETTLERS = {
    "SalesItemLineDetail": _settle_item_line,
    "DescriptionOnly": _settle_text_line,
    "DiscountLineDetail": _settle_discount_line,
}


def items_of(lines) -> list:
    return [line for line in lines if line["DetailType"] == "SalesItemLineDetail"]


def discount_of(lines) -> Decimal:
    """Discounts take away, so they are positive (facts 2.6)."""
    return total(line["Amount"] for line in lines if line["DetailType"] == "DiscountLineDetail")


def with_subtotal(lines: list, amount) -> list:
    """As replies have them: a subtotal before the discount, without an id."""
    place = next((at for at, line in enumerate(lines) if line["DetailType"] == "DiscountLineDetail"), len(lines))
    subtotal = {"Amount": amount, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    return [*lines[:place], subtotal, *lines[place:]]
