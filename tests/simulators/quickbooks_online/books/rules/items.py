"""Rules of items (QBO 2.5)."""

from .rule import Rule, change, create, line, sale


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"ITEM-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def item(income="Services", asset=None, cost=None, **fields):
    accounts = (("IncomeAccountRef", income), ("AssetAccountRef", asset), ("ExpenseAccountRef", cost))

    def body(desk):
        made = {"Name": "New Item", "Type": "Service"}
        made |= {field: desk.ref("Account", name) for field, name in accounts if name}
        return {**made, **fields}

    return create("Item", body)


def stock(**changes):
    fields = {"Type": "Inventory", "TrackQtyOnHand": True, "QtyOnHand": 5, "InvStartDate": "2026-01-01", **changes}
    fields = {name: value for name, value in fields.items() if value is not None}
    accounts = {"income": "Sales of Product Income", "asset": "Inventory Asset", "cost": "Cost of Goods Sold"}
    return item(**accounts, **fields)


def shelf(desk):
    desk.keeper.add_stock_item("Valve", "10", since="2026-01-01")
    desk.keeper.add_category("Parts")


VALVE = sale(line("Valve", Qty=1, UnitPrice=10), TxnDate="2026-02-01")

RULES = (
    rule(1, "2.5", "a name is unique among siblings", 6240, item(Name="labor"), item()),
    rule(2, "2.5", "an item has a name", 2020, item(Name=""), item()),
    rule(3, "2.5", "no colon in a name", 2040, item(Name="A:B"), item(Name="A-B")),
    rule(4, "2.2", "a name has 100 characters", 2050, item(Name="x" * 101), item(Name="x" * 100)),
    rule(5, "2.2", "a Sku has 100 characters", 2050, item(Sku="x" * 101), item(Sku="x" * 100)),
    rule(
        19,
        "2.5",
        "in the UK an item has both accounts",
        2020,
        item(),
        item(cost="Cost of Goods Sold"),
        kind="gb",
    ),
    rule(6, "2.5", "what is sold has an income account", 2020, item(income=None), item()),
    rule(7, "2.5 (6430)", "an income account is one", 6430, item(income="Checking"), item()),
    rule(8, "2.5", "bundles are not made by programs", 2170, item(Type="Group"), item(Type="NonInventory")),
    rule(9, "2.5", "stock needs a quantity", 2020, stock(QtyOnHand=None), stock()),
    rule(10, "2.5", "stock needs a first day", 2020, stock(InvStartDate=None), stock()),
    rule(
        11,
        "2.5",
        "the cost of stock is cost of goods sold",
        6430,
        item("Services", "Inventory Asset", "Fuel", Type="Inventory", QtyOnHand=1, InvStartDate="2026-01-01"),
        stock(),
    ),
    rule(12, "2.3", "stock needs Plus", 5020, stock(), item(), profile={"plan": "essentials"}),
    rule(
        13,
        "2.5",
        "stock stays stock",
        6000,
        change("Item", "Valve", sparse=False, Type="NonInventory"),
        change("Item", "Labor", sparse=False, Type="NonInventory"),
        setup=shelf,
    ),
    rule(
        14,
        "2.5",
        "no sale before the first day",
        6270,
        sale(line("Valve", Qty=1, UnitPrice=10), TxnDate="2025-12-31"),
        VALVE,
        setup=shelf,
    ),
    rule(
        15, "6 (6520)", "stock is sold by quantity", 6520, sale(line("Valve"), TxnDate="2026-02-01"), VALVE, setup=shelf
    ),
    rule(16, "2.5, 8.19", "no category on a line", 6000, sale(line("Parts")), sale(), setup=shelf),
    rule(
        17,
        "2.5",
        "the parent of an item is a category",
        6000,
        create("Item", lambda desk: child(desk, "Labor")),
        create("Item", lambda desk: child(desk, "Parts")),
        setup=shelf,
    ),
    rule(18, "2.2", "a price up to 99999999999", 2240, item(UnitPrice=100000000000), item(UnitPrice=99999999999)),
)


def child(desk, parent):
    made = {"Name": "Part", "Type": "Service", "SubItem": True, "ParentRef": desk.ref("Item", parent)}
    return {**made, "IncomeAccountRef": desk.ref("Account", "Services")}
