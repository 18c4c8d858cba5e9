"""What the lines of a document do elsewhere: accounts and items are used, stock of tracked items moves (facts 2.3)."""

from . import accounts, items, rates
from .documents import APPROVED


def move(books, old: dict | None, new: dict, call):
    """What the document did to the stock is taken back, and what it does now is done."""
    for line in new["LineItems"]:
        if "AccountID" in line:
            accounts.use(books, line["AccountID"])
        if "Item" in line:
            items.use(books, line["Item"]["ItemID"])
    if old is not None and old["Status"] in APPROVED and new["Status"] in APPROVED and _same(old, new):
        return
    if old is not None and old["Status"] in APPROVED:
        _shift(books, old, -1, call)
    if new["Status"] in APPROVED:
        _shift(books, new, 1, call)


def _same(old, new) -> bool:
    return [_stock_of(line) for line in old["LineItems"]] == [_stock_of(line) for line in new["LineItems"]]


def _stock_of(line) -> tuple:
    return (line.get("Item") or {}).get("ItemID"), line.get("Quantity"), line.get("LineAmount")


def _shift(books, row, way, call):
    """Sales and returned purchases take away, purchases and returned sales add."""
    on_line = books.switches.line_errors == "line"
    adds = row["Type"] in ("ACCPAY", "ACCRECCREDIT")
    for place, line in enumerate(row["LineItems"]):
        if "Item" not in line or not line.get("Quantity"):
            continue
        quantity = line["Quantity"] * way * (1 if adds else -1)
        cost = rates.in_base(books, line["LineAmount"], row["CurrencyRate"]) * way * (1 if adds else -1)
        at = f"LineItems[{place}]" if on_line else ""
        items.move_stock(books, line["Item"]["ItemID"], quantity, cost, call, at)
