"""QtyOnHand of inventory items: moved by the documents that sell, take back and buy (facts 2.5)."""

from .money import places

_SIGNS = {"Invoice": -1, "CreditMemo": 1, "RefundReceipt": 1, "Bill": 1, "VendorCredit": -1}


def move(company, entity: str, old: dict | None, new: dict | None):
    changes = {}
    for row, sign in ((old, -_SIGNS[entity]), (new, _SIGNS[entity])):
        for line in row["Line"] if row else ():
            detail = line.get("SalesItemLineDetail") or line.get("ItemBasedExpenseLineDetail") or {}
            if detail.get("Qty") and detail.get("ItemRef"):
                item_id = detail["ItemRef"]["value"]
                changes[item_id] = changes.get(item_id, 0) + sign * detail["Qty"]
    for item_id, change in changes.items():
        item = company.row("Item", item_id)
        if change and item is not None and item["Type"] == "Inventory":
            quantity = places(item["QtyOnHand"] + change, 7)
            company.touch("Item", item_id, {"QtyOnHand": quantity}, company.switches.stock_moves_item)
