"""Rules of updates, deletes and voids (QBO 2.1, 4.6)."""

from .rule import Request, Rule, change, delete, sale, update


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"UPDATE-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def entered(desk):
    desk.keeper.enter_invoice("Azure Interior", [("Labor", 1, "10")], number="7")
    desk.keeper.enter_credit_memo("Azure Interior", [("Labor", 1, "5")], number="8")


def own(entity="Customer", name="Azure Interior", **fields):
    return lambda desk: {**desk.own(entity, name), "sparse": True, **fields}


def stale(desk):
    body = desk.own("Customer", "Azure Interior")
    desk.keeper.change("Customer", "Azure Interior", Notes="changed by a person")
    return {**body, "sparse": True, "Notes": "mine"}


def deleted(desk):
    body = desk.own("Invoice", "7")
    desk.keeper.delete("Invoice", "7")
    return {**body, "sparse": True, "PrivateNote": "late"}


NOTED = change("Customer", "Azure Interior", Notes="N")

RULES = (
    rule(1, "6 (2020)", "an update names its object", 2020, update("Customer", {"SyncToken": "0"}), NOTED),
    rule(2, "6 (2030)", "ids are numbers", 2030, update("Customer", {"Id": "x", "SyncToken": "0"}), NOTED),
    rule(3, "6 (610)", "an object that never was", 610, update("Customer", {"Id": "999", "SyncToken": "0"}), NOTED),
    rule(
        4,
        "2.1",
        "an update says which version it saw",
        2020,
        update("Customer", lambda desk: {"Id": desk.own("Customer", "Azure Interior")["Id"], "sparse": True}),
        NOTED,
    ),
    rule(5, "4.6 (5010)", "somebody was faster", 5010, update("Customer", stale), NOTED),
    rule(6, "4.6 (610)", "a deleted document", 610, update("Invoice", deleted), NOTED, setup=entered),
    rule(
        7,
        "2.1",
        "a full update needs what is required",
        2020,
        update("Invoice", lambda desk: {**desk.own("Invoice", "7"), "PrivateNote": "N"}),
        change("Invoice", "7", PrivateNote="N"),
        setup=entered,
    ),
    rule(
        8,
        "2.1, 11",
        "sparse where it is not documented, in its strict position",
        2010,
        update("Vendor", own("Vendor", "Wood Corner", Notes="N")),
        change("Vendor", "Wood Corner", sparse=False, Notes="N"),
        switches={"undocumented_sparse": "refused"},
    ),
    rule(9, "2.1", "lists are not deleted", 500, delete("Customer", "Azure Interior"), NOTED),
    rule(
        10,
        "2.1",
        "a credit memo cannot be voided",
        500,
        delete("CreditMemo", "8", "void"),
        delete("CreditMemo", "8"),
        setup=entered,
    ),
    rule(
        11,
        "4.6",
        "a delete names the last version",
        5010,
        Request("delete", "Invoice", lambda desk: {**desk.own("Invoice", "7"), "SyncToken": "9"}),
        delete("Invoice", "7"),
        setup=entered,
    ),
    rule(
        12,
        "2.1",
        "a void names the last version",
        5010,
        Request("void", "Invoice", lambda desk: {**desk.own("Invoice", "7"), "SyncToken": "9"}),
        delete("Invoice", "7", "void"),
        setup=entered,
    ),
    rule(13, "6 (500)", "an entity that there is not", 500, Request("create", "Estimate", {}), sale()),
    rule(
        14,
        "2.4",
        "a name stays one person's when it changes",
        6240,
        change("Customer", "Azure Interior", DisplayName="Wood Corner"),
        change("Customer", "Azure Interior", DisplayName="Azure Interiors"),
    ),
    rule(15, "2.3", "tax rates are read only", 500, Request("create", "TaxRate", {"Name": "R"}), NOTED),
)
