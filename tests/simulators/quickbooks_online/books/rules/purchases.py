"""Rules of bills and journal entries (QBO 2.3, 2.8)."""

from .rule import Rule, bill, create, entry, expense, journal, sale


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"PURCHASE-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def entered(desk):
    desk.keeper.enter_bill("Wood Corner", [("Fuel", 10)], number="7")
    desk.keeper.enter_journal([("Checking", 10, 0), ("Fuel", 0, 10)], number="J")


def employed(desk):
    desk.keeper.add_employee("Pat Doe")


def bought(desk):
    return {
        "DetailType": "ItemBasedExpenseLineDetail",
        "Amount": 10,
        "ItemBasedExpenseLineDetail": {"ItemRef": desk.ref("Item", "Part"), "Qty": 1, "UnitPrice": 10},
    }


def part(desk):
    desk.keeper.add_item("Part", "10", ExpenseAccountRef=desk.ref("Account", "Subcontractors"))


DEBIT, CREDIT = entry("Debit", "Fuel", "10.00"), entry("Credit", "Checking", "10.00")
GOOD = journal(DEBIT, CREDIT)
RECEIVABLE, PAYABLE = "Accounts Receivable (A/R)", "Accounts Payable (A/P)"
PLAN = {"plan": "essentials"}


def taxed(**detail):
    return entry("Debit", "Fuel", "10.00", TaxCodeRef=lambda desk: desk.ref("TaxCode", "20.0% S"), **detail)


RULES = (
    rule(1, "2.8", "a bill has a vendor", 2020, bill(vendor=None), bill()),
    rule(
        2,
        "2.8",
        "an employee is no vendor",
        2500,
        create("Bill", lambda desk: {**bill().body(desk), "VendorRef": desk.ref("Employee", "Pat Doe")}),
        bill(),
        setup=employed,
    ),
    rule(
        3,
        "2.8",
        "a customer is no vendor",
        2500,
        create("Bill", lambda desk: {**bill().body(desk), "VendorRef": desk.ref("Customer", "Azure Interior")}),
        bill(),
    ),
    rule(4, "2.8", "a bill has lines", 2020, bill(Line=[]), bill()),
    rule(5, "6 (6440)", "a line has an account", 6440, bill(expense(None, "10.00")), bill()),
    rule(6, "2.8 (6140)", "a vendor uses a number once", 6140, bill(DocNumber="7"), bill(DocNumber="8"), setup=entered),
    rule(
        7,
        "2.8 (6140)",
        "another vendor may have it",
        6140,
        bill(DocNumber="7"),
        bill(vendor="Tax office", DocNumber="7"),
        setup=entered,
    ),
    rule(
        8,
        "2.3",
        "where the company is not warned it may repeat",
        6140,
        bill(DocNumber="7"),
        create("Bill", bill(DocNumber="7").body, allow_duplicate_number=True),
        setup=entered,
    ),
    rule(
        9,
        "2.8 (2290)",
        "a bill is not below zero",
        2290,
        bill(("Fuel", "10.00"), ("Fuel", "-20.00")),
        bill(("Fuel", "30.00"), ("Fuel", "-20.00")),
    ),
    rule(
        10,
        "2.8, 11",
        "a line below zero, where that is refused",
        2290,
        bill(("Fuel", "30.00"), ("Fuel", "-20.00")),
        bill(),
        switches={"negative_bill_lines": "refused"},
    ),
    rule(11, "2.3 (5020)", "Simple Start has no bills", 5020, bill(), sale(), profile={"plan": "simple_start"}),
    rule(
        12, "2.3 (5020)", "Essentials has bills of accounts only", 5020, bill(bought), bill(), profile=PLAN, setup=part
    ),
    rule(13, "2.3 (5020)", "Essentials has no classes", 5020, create("Class", {"Name": "C"}), sale(), profile=PLAN),
    rule(
        14,
        "6 (6310)",
        "what is billable has a customer",
        6310,
        bill(expense("Fuel", "10.00", BillableStatus="Billable")),
        bill(
            expense(
                "Fuel", "10.00", BillableStatus="Billable", CustomerRef=lambda d: d.ref("Customer", "Azure Interior")
            )
        ),
    ),
    rule(
        15,
        "6 (6100)",
        "TAX or NON on a bill of a US company",
        6100,
        bill(expense("Fuel", "10.00", TaxCodeRef={"value": "2"})),
        bill(),
    ),
    rule(
        16,
        "2.8 (6070)",
        "Amount is Qty x UnitPrice",
        6070,
        bill(lambda d: {**bought(d), "Amount": 11}),
        bill(bought),
        setup=part,
    ),
    rule(17, "2.8 (2300)", "debits are credits", 2300, journal(DEBIT, entry("Credit", "Checking", "9.99")), GOOD),
    rule(18, "2.8", "two lines at least", 2020, journal(DEBIT), GOOD),
    rule(19, "6 (2260)", "a side", 2260, journal(entry(None, "Fuel", "10.00"), CREDIT), GOOD),
    rule(
        20,
        "2.8",
        "a receivable line has its customer",
        6000,
        journal(entry("Debit", RECEIVABLE, "10.00"), CREDIT),
        journal(entry("Debit", RECEIVABLE, "10.00", ("Customer", "Azure Interior")), CREDIT),
    ),
    rule(
        21,
        "2.8",
        "a payable line has its vendor",
        6000,
        journal(DEBIT, entry("Credit", PAYABLE, "10.00", ("Customer", "Azure Interior"))),
        journal(DEBIT, entry("Credit", PAYABLE, "10.00", ("Vendor", "Wood Corner"))),
    ),
    rule(
        22,
        "2.8 (2270)",
        "tax of which side",
        2270,
        journal(taxed(TaxAmount=2), CREDIT),
        journal(taxed(TaxAmount=2, TaxApplicableOn="Purchase"), CREDIT),
        kind="gb",
    ),
    rule(
        23,
        "2.8 (2280)",
        "how much tax",
        2280,
        journal(taxed(TaxApplicableOn="Purchase"), CREDIT),
        journal(taxed(TaxAmount=2, TaxApplicableOn="Purchase"), CREDIT),
        kind="gb",
    ),
    rule(
        24,
        "2.8 (6140)",
        "a number is used once",
        6140,
        journal(DEBIT, CREDIT, DocNumber="J"),
        journal(DEBIT, CREDIT, DocNumber="K"),
        setup=entered,
    ),
    rule(25, "6 (2290)", "amounts are not below zero", 2290, journal(entry("Debit", "Fuel", "-10.00"), CREDIT), GOOD),
    rule(
        26,
        "2.8 (6430)",
        "a payable account is one",
        6430,
        bill(APAccountRef=lambda d: d.ref("Account", "Checking")),
        bill(),
    ),
)
