"""Rules of invoices, credit memos, refund receipts (QBO 2.6, 2.11, 5)."""

from decimal import Decimal

from .rule import Rule, change, create, line, sale


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"SALE-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def prefs(**sales):
    return {"preferences": {"SalesFormsPrefs": sales}}


def entered(desk):
    desk.keeper.enter_invoice("Azure Interior", [("Labor", 1, "100")], number="7")


def paid(desk):
    entered(desk)
    desk.keeper.receive_payment("7")


def discount(amount=None, account="Discounts given", **detail):
    return line(
        None, amount, "DiscountLineDetail", DiscountAccountRef=lambda desk: desk.ref("Account", account), **detail
    )


def many(count, code="NON"):
    def lines(desk):
        return [line("Thermostat", "1.00", TaxCodeRef=code)(desk)] * count

    return sale(Line=lines)


def permitted(number):
    """The same number again, asked for on the address (include=allowduplicatedocnum)."""
    return create("Invoice", sale(DocNumber=number).body, allow_duplicate_number=True)


DOUBLE = {"multicurrency": True}
EURO = {"CurrencyRef": {"value": "EUR"}}
DOLLAR = {"CurrencyRef": {"value": "USD"}}
MINUS = line("Thermostat", "-20.00")
TRACKED = {"tracking_when_off": "refused"}

RULES = (
    rule(
        1,
        "2.6 (6070)",
        "Amount is Qty x UnitPrice",
        6070,
        sale(line(Qty=3, UnitPrice=5)),
        sale(line(Qty=2, UnitPrice=5)),
    ),
    rule(
        2,
        "2.6 (6070)",
        "to the cent",
        6070,
        sale(line(amount="10.01", Qty=3, UnitPrice="3.333")),
        sale(line(amount="10.00", Qty=3, UnitPrice="3.333")),
    ),
    rule(3, "2.6", "a price alone is the amount", 6070, sale(line(UnitPrice=9)), sale(line(UnitPrice=10))),
    rule(
        4,
        "2.6 (2290)",
        "no document below zero",
        2290,
        sale(MINUS),
        sale(MINUS, line(amount="30.00")),
    ),
    rule(
        5,
        "2.6 (2290)",
        "in its other words",
        6000,
        sale(MINUS),
        sale(MINUS, line(amount="30.00")),
        switches={"negative_document": 6000},
    ),
    rule(6, "2.6 (6140)", "a number is used once", 6140, sale(DocNumber="7"), sale(DocNumber="8"), setup=entered),
    rule(7, "2.1", "but for who asks for it", 6140, sale(DocNumber="7"), permitted("7"), setup=entered),
    rule(
        8,
        "2.6",
        "a number of another kind of sales form, where that counts",
        6140,
        sale(entity="CreditMemo", DocNumber="7"),
        sale(entity="CreditMemo", DocNumber="8"),
        setup=entered,
        switches={"number_scope": "sales_forms"},
    ),
    rule(
        9,
        "2.6, 11",
        "a number sent while the books count, where that is refused",
        6000,
        sale(DocNumber="X1"),
        sale(),
        profile=prefs(CustomTxnNumbers=False),
        switches={"number_while_off": "refused"},
    ),
    rule(10, "2.6 (6090)", "a discount has an amount", 6090, sale(line(), discount()), sale(line(), discount("1.00"))),
    rule(
        11,
        "2.6 (6090)",
        "or a percentage",
        6090,
        sale(line(), discount(PercentBased=True)),
        sale(line(), discount(PercentBased=True, DiscountPercent=10)),
    ),
    rule(
        12,
        "6 (2150)",
        "a percentage up to 100",
        2150,
        sale(line(), discount(PercentBased=True, DiscountPercent=101)),
        sale(line(), discount(PercentBased=True, DiscountPercent=100)),
    ),
    rule(
        13,
        "2.6",
        "discounts that are switched off",
        6000,
        sale(line(), discount("1.00")),
        sale(),
        profile=prefs(AllowDiscount=False),
    ),
    rule(
        14,
        "2.6",
        "the account of a discount",
        6430,
        sale(line(), discount("1.00", "Checking")),
        sale(line(), discount("1.00")),
    ),
    rule(
        15,
        "2.6",
        "shipping that is switched off",
        6000,
        sale(line(None, ItemRef={"value": "SHIPPING_ITEM_ID"})),
        sale(),
    ),
    rule(16, "5", "750 taxable lines in the US", 6000, many(751, "TAX"), many(750, "TAX")),
    rule(17, "5", "10,000 lines", 6000, many(10_001), many(10_000)),
    rule(
        18,
        "2.6",
        "an inactive item",
        2500,
        sale(line("Labor (deleted)")),
        sale(line("Thermostat")),
        setup=lambda desk: change("Item", "Labor", sparse=False, Active=False)(desk) and None,
    ),
    rule(
        19,
        "2.3",
        "a class that is not tracked, where that is refused",
        6000,
        sale(line(ClassRef={"value": "1"})),
        sale(),
        switches=TRACKED,
    ),
    rule(
        20,
        "2.3",
        "a location that is not tracked, where that is refused",
        6000,
        sale(DepartmentRef={"value": "1"}),
        sale(),
        switches=TRACKED,
    ),
    rule(
        21,
        "2.6",
        "a refund comes from an account",
        2020,
        sale(entity="RefundReceipt"),
        sale(entity="RefundReceipt", DepositToAccountRef=lambda desk: desk.ref("Account", "Checking")),
    ),
    rule(
        22,
        "2.6 (6430)",
        "an account with money",
        6430,
        sale(entity="RefundReceipt", DepositToAccountRef=lambda desk: desk.ref("Account", "Fuel")),
        sale(entity="RefundReceipt", DepositToAccountRef=lambda desk: desk.ref("Account", "Checking")),
    ),
    rule(23, "2.11", "a currency that the company does not know", 6000, sale(CurrencyRef={"value": "EUR"}), sale()),
    rule(24, "2.11", "with several currencies one is named", 2020, sale(), sale(**DOLLAR), profile=DOUBLE),
    rule(25, "2.11 (6000)", "the currency of the customer", 6000, sale(**EURO), sale(**DOLLAR), profile=DOUBLE),
    rule(
        26,
        "2.11 (6000)",
        "also of a foreign one",
        6000,
        sale(customer="Brioche Paris", **DOLLAR),
        sale(customer="Brioche Paris", **EURO),
        profile=DOUBLE,
    ),
    rule(
        27,
        "2.11",
        "a rate above zero",
        6000,
        sale(customer="Brioche Paris", ExchangeRate=0, **EURO),
        sale(customer="Brioche Paris", ExchangeRate=Decimal("1.2"), **EURO),
        profile=DOUBLE,
    ),
    rule(
        28,
        "2.7",
        "the customer of what was paid",
        6000,
        change("Invoice", "7", CustomerRef=lambda desk: desk.ref("Customer", "Bayview Bakery")),
        change("Invoice", "7", PrivateNote="N"),
        setup=paid,
    ),
    rule(
        29,
        "2.6",
        "less than was paid, where that is refused",
        6000,
        change("Invoice", "7", Line=lambda desk: [line(amount="60.00")(desk)]),
        change("Invoice", "7", Line=lambda desk: [line(amount="160.00")(desk)]),
        setup=paid,
        switches={"total_below_paid": "refused"},
    ),
    rule(
        30,
        "2.6",
        "a bundle that there is not",
        2500,
        sale({"DetailType": "GroupLineDetail", "GroupLineDetail": {"GroupItemRef": {"value": "99"}}}, line()),
        sale(),
    ),
    rule(
        31,
        "2.6",
        "a receivable account is one",
        6430,
        sale(ARAccountRef=lambda desk: desk.ref("Account", "Checking")),
        sale(ARAccountRef=lambda desk: desk.ref("Account", "Accounts Receivable (A/R)")),
    ),
)
