"""Rules of lines: accounts, taxes, items, amounts, discounts, tracking (XERO 2.1, 2.3, 2.4, 2.5)."""

from decimal import Decimal

from .papers import ABSENT, bill, cost, edit, entered, invoice, line, line_id, lines, note
from .rule import Rule, account, code_of


def rule(number, source, meaning, outcome, breaks, mends=None, **more):
    return Rule(f"LINE-{number:02d}", source, meaning, outcome, breaks, mends or invoice(), **more)


def code(text):
    return {"words": {"code": text}}


def taxed(tax, account_code):
    return {"words": {"tax": tax, "code": account_code}}


def archived(desk):
    desk.keeper.archive_account("Emergency Calls")


def gone_rate(desk):
    desk.keeper.change_tax_rate("INPUTTAXED", Status="DELETED")


def stock(desk):
    desk.keeper.add_item(
        "STK",
        "Valve",
        "10",
        "200",
        InventoryAssetAccountCode="630",
        PurchaseDetails={"COGSAccountCode": "310", "UnitPrice": Decimal(4)},
    )
    desk.keeper.enter_bill(
        "Wood Corner", [{**cost(AccountCode="630"), "ItemCode": "STK", "Quantity": 5, "UnitAmount": 4}]
    )


VALVE = {"ItemCode": "STK", "Description": "Valve", "UnitAmount": 10}
REGION = {"Name": "Region", "Option": "North"}
CREW = {"Name": "Crew", "Option": "Red"}

RULES = (
    rule(1, "2.4", "an approved line says what it is", "line_description", lines(line(Description=None))),
    rule(
        2,
        "2.4",
        "an approved line has a quantity",
        "line_amount_missing",
        lines(line(Quantity=None)),
        words={"field": "Quantity"},
    ),
    rule(3, "2.4", "and a price", "line_amount_missing", lines(line(UnitAmount=None)), words={"field": "UnitAmount"}),
    rule(
        4,
        "2.4",
        "and an account",
        "line_account",
        lines(line(AccountCode=None)),
        lines(line(AccountCode=None), Status="DRAFT"),
    ),
    rule(
        5,
        "2.4",
        "so do submitted ones",
        "line_account",
        lines(line(AccountCode=None), Status="SUBMITTED"),
        lines(line(), Status="SUBMITTED"),
    ),
    rule(6, "2.1", "a code of no account", "account_code", lines(line(AccountCode="999")), **code("999")),
    rule(7, "2.1", "a bank account", "account_code", lines(line(AccountCode="090")), **code("090")),
    rule(
        8,
        "2.1",
        "a system account",
        "account_code",
        lines(line(AccountCode="610")),
        lines(line(AccountCode="860")),
        **code("610"),
    ),
    rule(9, "8.12", "an id is no code", "account_code", lines(line(AccountCode=ABSENT)), **code(ABSENT)),
    rule(
        10,
        "2.1",
        "an id of no account",
        "account_code",
        lines(line(AccountCode=None, AccountID=ABSENT)),
        lines(line(AccountCode=None, AccountID=account("Sales"))),
        **code(ABSENT),
    ),
    rule(
        11,
        "2.1",
        "an archived account",
        "account_archived",
        lines(line(AccountCode="210")),
        setup=archived,
        **code("210"),
    ),
    rule(
        12,
        "2.1",
        "a rate of no name",
        "tax_type",
        lines(line(TaxType="GST")),
        lines(line(TaxType="OUTPUT")),
        **taxed("GST", "200"),
    ),
    rule(
        13,
        "2.1",
        "a rate that its account may not have",
        "tax_type",
        lines(line(TaxType="INPUT")),
        **taxed("INPUT", "200"),
    ),
    rule(
        14,
        "2.1",
        "neither may a bill's",
        "tax_type",
        bill(LineItems=[cost(TaxType="OUTPUT")]),
        bill(),
        **taxed("OUTPUT", "453"),
    ),
    rule(
        15,
        "2.1",
        "a rate that was deleted",
        "tax_type",
        lines(line(TaxType="INPUTTAXED")),
        setup=gone_rate,
        **taxed("INPUTTAXED", "200"),
    ),
    rule(
        16,
        "2.3",
        "an item of no code",
        "item_code",
        lines(line(ItemCode="NONE-1")),
        lines(line(ItemCode="SRV-1")),
        **code("NONE-1"),
    ),
    rule(17, "2.3", "the case of a code matters", "item_code", lines(line(ItemCode="srv-1")), **code("srv-1")),
    rule(
        18,
        "2.5",
        "LineAmount is quantity x price",
        "line_total",
        lines(line(LineAmount=1)),
        lines(line(LineAmount=100)),
        words={"given": "1.00", "expected": "100.00"},
    ),
    rule(
        19,
        "2.5",
        "the price is rounded to two places first",
        "line_total",
        lines(line(Quantity=3, UnitAmount=Decimal("33.3333"), LineAmount=100)),
        lines(line(Quantity=3, LineAmount=100, UnitAmount=None)),
        words={"given": "100.00", "expected": "99.99"},
    ),
    rule(
        20,
        "2.5",
        "ten figures before the point",
        "line_too_large",
        lines(line(Quantity=100, UnitAmount=Decimal("100000000")), LineAmountTypes="NoTax"),
        lines(line(Quantity=1, UnitAmount=Decimal("9999999999.99")), LineAmountTypes="NoTax"),
    ),
    rule(
        21,
        "2.5",
        "a quantity has 13 characters",
        "line_quantity",
        lines(line(Quantity=Decimal("1.000000000000"))),
        lines(line(Quantity=Decimal("1.0000"))),
    ),
    rule(22, "2.4", "no discount on a bill", "discount_unsupported", bill(LineItems=[cost(DiscountRate=10)]), bill()),
    rule(23, "2.6", "nor on a credit note", "discount_unsupported", note(LineItems=[line(DiscountAmount=10)]), note()),
    rule(
        24,
        "2.4",
        "one discount a line",
        "discount_twice",
        lines(line(DiscountRate=10, DiscountAmount=5)),
        lines(line(DiscountRate=10)),
    ),
    rule(
        25,
        "2.4",
        "a discount is a percentage",
        "discount_rate",
        lines(line(DiscountRate=101), line()),
        lines(line(DiscountRate=100)),
    ),
    rule(
        26,
        "2.4",
        "an unknown LineItemID",
        "line_id",
        edit("A1", LineItems=[line(LineItemID=ABSENT)]),
        edit("A1", LineItems=[line(LineItemID=line_id("A1"))]),
        setup=entered(),
        words={"id": ABSENT},
    ),
    rule(
        27,
        "2.3",
        "more than there is in stock",
        "item_stock",
        lines(line(**VALVE, Quantity=6)),
        lines(line(**VALVE, Quantity=5)),
        setup=stock,
        words={"code": "STK"},
    ),
    rule(
        28,
        "2.1",
        "tracking needs its option",
        "A line's tracking needs an active category and an active option of it.",
        lines(line(Tracking=[{"Name": "Region"}])),
        lines(line(Tracking=[REGION, CREW])),
    ),
    rule(
        29,
        "2.4",
        "only some of a line can be left out",
        "line_description",
        lines({"AccountCode": code_of("Sales"), "Quantity": 1, "UnitAmount": 1}),
        lines(line(), {"Description": "Only words"}),
    ),
    rule(
        30,
        "2.4",
        "an approved line has a tax type, its own or its account's",
        "line_tax",
        lines(line()),
        lines(line(TaxType="OUTPUT")),
        setup=lambda desk: desk.keeper.change_account("Sales", TaxType=""),
    ),
    rule(
        31,
        "2.1",
        "two tracking categories on a line",
        "A line can have 2 tracking categories at most.",
        lines(line(Tracking=[REGION, CREW, REGION])),
        lines(line(Tracking=[REGION, CREW])),
    ),
    rule(
        32,
        "2.1",
        "one option of a tracking category on a line",
        "A line can have one option of a tracking category.",
        lines(line(Tracking=[REGION, {"Name": "Region", "Option": "South"}])),
        lines(line(Tracking=[REGION])),
    ),
)
