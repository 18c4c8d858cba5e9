"""What stands on the shelf: the QuantityOnHand of an inventory item moves with the documents that sell and buy
it (facts 4.4; design of the house: a stock-keeping item is bound only after a question, since the ledger books
stock too).
"""

import json
from decimal import Decimal

from .qbxml.scalars import plain
from .records import next_sequence

SIGNS = {"Invoice": -1, "CreditMemo": 1, "Bill": 1, "VendorCredit": -1}


def move(ctx, kind: str, old_lines: list, new_lines: list):
    """Take back what the old lines moved and book what the new ones move."""
    if kind not in SIGNS:
        return
    changes = {}
    for lines, sign in ((old_lines, -SIGNS[kind]), (new_lines, SIGNS[kind])):
        for line in lines:
            if "Quantity" in line and "ItemRef" in line:
                list_id = line["ItemRef"]["ListID"]
                changes[list_id] = changes.get(list_id, Decimal(0)) + sign * Decimal(line["Quantity"])
    for list_id, change in changes.items():
        row = ctx.entry("Item", list_id)
        if change and row is not None and row["kind"] == "ItemInventory":
            _write(ctx, row, change)


def _write(ctx, row, change: Decimal):
    data = json.loads(row["data"])
    data["QuantityOnHand"] = plain(Decimal(data.get("QuantityOnHand", 0)) + change)
    moved = ctx.switches.sale_moves_item_time
    ctx.store.run(
        "UPDATE entry SET data = ?, modified = ?, edit_sequence = ? WHERE family = 'Item' AND list_id = ?",
        json.dumps(data),
        ctx.wall if moved else row["modified"],
        next_sequence(ctx, row["edit_sequence"]) if moved else row["edit_sequence"],
        row["list_id"],
    )
    ctx.forget("Item", row["list_id"])
