"""Rules of items (XERO 2.3)."""

from .. import items
from .rule import Rule, change, delete, item, post, put

STOCK = {"InventoryAssetAccountCode": "630", "PurchaseDetails": {"COGSAccountCode": "310"}}


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"ITEM-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def new(**fields):
    return put("Items", {"Code": "NEW", **fields})


def sold(**details):
    return new(SalesDetails=details)


def longest(field, limit):
    words = f"The field {field} must be a string with a maximum length of {limit}."
    return words, new(**{field: "x" * (limit + 1)}), new(**{field: "x" * limit})


def stocked(desk):
    desk.keeper.add_item("STK", **STOCK)
    items.use(desk.books, desk.item("STK"))


RULES = (
    rule(1, "2.3", "an item has a code", "item_code_empty", put("Items", {"Name": "New"}), new()),
    rule(2, "2.3", "a code is unique", "item_code_taken", new(Code="SRV-1"), new(), words={"code": "SRV-1"}),
    rule(
        3,
        "2.3",
        "also in a change",
        "item_code_taken",
        change("Items", item("SRV-2"), {"Code": "SRV-1"}),
        change("Items", item("SRV-2"), {"Code": "SRV-9"}),
        words={"code": "SRV-1"},
    ),
    rule(4, "2.3", "a code has 30 characters", *longest("Code", 30)),
    rule(5, "2.3", "a name has 50", *longest("Name", 50)),
    rule(6, "2.3", "a description has 4000", *longest("Description", 4000)),
    rule(7, "2.3", "so has that of its purchase", *longest("PurchaseDescription", 4000)),
    rule(
        8,
        "2.3, 2.1",
        "its account is in the chart",
        "account_code",
        sold(AccountCode="9999"),
        sold(AccountCode="200"),
        words={"code": "9999"},
    ),
    rule(
        9,
        "2.1",
        "it is no bank account",
        "account_code",
        sold(AccountCode="090"),
        sold(AccountCode="200"),
        words={"code": "090"},
    ),
    rule(
        10,
        "2.1",
        "nor one of the system's",
        "account_code",
        sold(AccountCode="610"),
        sold(AccountCode="860"),
        words={"code": "610"},
    ),
    rule(
        11,
        "2.1, 8.12",
        "nor archived",
        "account_archived",
        sold(AccountCode="210"),
        sold(AccountCode="200"),
        setup=lambda desk: desk.keeper.archive_account("210"),
        words={"code": "210"},
    ),
    rule(
        12,
        "8.12",
        "an id is no code",
        "account_code",
        sold(AccountCode="ebd06280-af70-4bed-97c6-7451a454ad85"),
        sold(AccountCode="200"),
        words={"code": "ebd06280-af70-4bed-97c6-7451a454ad85"},
    ),
    rule(
        13,
        "2.1",
        "its rate is one of the organisation's",
        "tax_type",
        sold(AccountCode="200", TaxType="OUTPUT2"),
        sold(AccountCode="200", TaxType="OUTPUT"),
        words={"tax": "OUTPUT2", "code": "200"},
    ),
    rule(
        14,
        "2.3",
        "a tracked item has both accounts",
        "A tracked item needs both InventoryAssetAccountCode and COGSAccountCode.",
        new(InventoryAssetAccountCode="630"),
        new(**STOCK),
    ),
    rule(
        15,
        "2.3",
        "the asset account is of type INVENTORY",
        "The inventory asset account must be of type INVENTORY.",
        new(**{**STOCK, "InventoryAssetAccountCode": "620"}),
        new(**STOCK),
    ),
    rule(
        16,
        "2.3",
        "a tracked item that was used is not deleted",
        "A tracked item with transactions cannot be deleted.",
        delete("Items", item("STK")),
        delete("Items", item("SRV-1")),
        setup=stocked,
    ),
    rule(
        17,
        "2.3",
        "what was used does not cease to be tracked",
        "An item that was used cannot begin or cease to be tracked.",
        change("Items", item("STK"), {"InventoryAssetAccountCode": "", "PurchaseDetails": {"COGSAccountCode": ""}}),
        change("Items", item("STK"), {"Name": "Stock"}),
        setup=stocked,
    ),
    rule(
        18,
        "2.4 (by analogy)",
        "an id is given by Xero alone",
        "not_found",
        post("Items", {"ItemID": "00000000-0000-0000-0000-000000000001", "Code": "NEW"}),
        post("Items", {"Code": "NEW"}),
    ),
    rule(
        19,
        "3.4",
        "a deleted item is gone",
        "404",
        [delete("Items", item("SRV-1")), change("Items", "SRV-1", {"Name": "A"})],
        change("Items", "SRV-1", {"Name": "A"}),
    ),
    rule(
        20,
        "2.3",
        "500 items a request",
        "400/14",
        put("Items", *({"Code": f"B{number}"} for number in range(501))),
        put("Items", *({"Code": f"B{number}"} for number in range(500))),
    ),
)
