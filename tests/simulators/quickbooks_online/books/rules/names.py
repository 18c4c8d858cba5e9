"""Rules of names, parents and activity (QBO 2.3, 2.4)."""

from decimal import Decimal

from .rule import Rule, change, create, sale, update


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"NAME-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def named(name, entity="Customer", **fields):
    return create(entity, {"DisplayName": name, **fields})


def employee(desk):
    desk.keeper.add_employee("Pat Doe")


def tower(desk):
    """Customers five levels deep."""
    parent = None
    for name in "ABCDE":
        more = {"Job": True, "ParentRef": desk.ref("Customer", parent)} if parent else {}
        desk.keeper.add_customer(name, **more)
        parent = name


def job(parent, name="Kitchen"):
    return create(
        "Customer", lambda desk: {"DisplayName": name, "Job": True, "ParentRef": desk.ref("Customer", parent)}
    )


def owing(desk):
    desk.keeper.enter_invoice("Azure Interior", [("Labor", 1, "10")], number="7")


def rate(code):
    return update("ExchangeRate", {"SourceCurrencyCode": code, "AsOfDate": "2026-01-15", "Rate": Decimal("1.1")})


def account(**fields):
    return create("Account", {"Name": "New Account", "AccountType": "Income", **fields})


NEW = named("New Customer")
RENAMED = {"renamed_when_inactive": "customers"}

RULES = (
    rule(1, "2.4", "a name is unique among customers", 6240, named("Azure Interior"), NEW),
    rule(2, "2.4 I", "case makes no other name", 6240, named("AZURE interior"), NEW),
    rule(3, "2.4", "a vendor's name blocks a customer", 6240, named("Wood Corner"), NEW),
    rule(4, "2.4", "a customer's name blocks a vendor", 6240, named("Azure Interior", "Vendor"), named("V", "Vendor")),
    rule(5, "2.4", "an employee's name blocks a customer", 6240, named("Pat Doe"), NEW, setup=employee),
    rule(
        6,
        "2.4",
        "an inactive one keeps its changed name",
        6240,
        named("Riverbend Clinic (deleted)"),
        named("Riverbend Clinic"),
    ),
    rule(
        7,
        "2.4, 11",
        "a vendor put away keeps its name where only customers are renamed",
        6240,
        [change("Vendor", "Wood Corner", sparse=False, Active=False), named("Wood Corner")],
        NEW,
        switches=RENAMED,
    ),
    rule(8, "2.4", "a name, or a part of one", 6080, create("Customer", {"CompanyName": "Acme"}), NEW),
    rule(9, "2.4", "no colon in a name", 2040, named("A:B"), named("A-B")),
    rule(10, "2.4", "no tab in a name", 2040, named("A\tB"), named("A B")),
    rule(
        11, "2.4", "no new line in a part of a name", 2040, named("A", FamilyName="B\nC"), named("A", FamilyName="B C")
    ),
    rule(12, "2.4", "five levels", 6180, job("E"), job("D"), setup=tower),
    rule(13, "2.4 (6150)", "a job has a parent", 6150, named("Kitchen", Job=True), job("Azure Interior")),
    rule(
        14,
        "2.4",
        "billing with a parent needs one",
        6130,
        named("Kitchen", BillWithParent=True),
        named("Kitchen", BillWithParent=False),
    ),
    rule(
        15,
        "2.4",
        "the currency of a customer stays",
        6000,
        change("Customer", "Azure Interior", CurrencyRef={"value": "EUR"}),
        change("Customer", "Azure Interior", CurrencyRef={"value": "USD"}),
        profile={"multicurrency": True},
    ),
    rule(
        16,
        "2.4 (6220)",
        "who owes something stays active",
        6220,
        change("Customer", "Azure Interior", Active=False),
        change("Customer", "Bayview Bakery", Active=False),
        setup=owing,
    ),
    rule(17, "2.3", "names of accounts are unique", 6240, account(Name="Checking"), account()),
    rule(
        18,
        "2.3",
        "under another parent a name is another one",
        6240,
        account(Name="Fuel", AccountType="Expense"),
        create(
            "Account",
            lambda desk: {
                "Name": "Fuel",
                "AccountType": "Expense",
                "ParentRef": desk.ref("Account", "Office Supplies"),
                "SubAccount": True,
            },
        ),
    ),
    rule(19, "2.2", "no double quote in the name of an account", 2040, account(Name='The "new" one'), account()),
    rule(20, "2.3 (6010)", "an account has a type", 6010, create("Account", {"Name": "A"}), account()),
    rule(
        21,
        "2.3",
        "a subtype belongs to its type",
        6430,
        account(AccountSubType="Checking"),
        account(AccountSubType="ServiceFeeIncome"),
    ),
    rule(22, "2.3", "account numbers need their preference", 6000, account(AcctNum="4000"), account()),
    rule(
        23,
        "2.2",
        "an account number has 7 characters in the US",
        2050,
        account(AcctNum="40000000"),
        account(AcctNum="4000000"),
        profile={"preferences": {"AccountingInfoPrefs": {"UseAccountNumbers": True}}},
    ),
    rule(
        24,
        "2.3",
        "250 accounts below Advanced",
        6000,
        account(),
        create("Class", {"Name": "North"}),
        setup=lambda desk: [
            desk.keeper.add_account(f"A{n}", "Income") for n in range(250 - len(desk.company.objects("Account")))
        ],
    ),
    rule(
        25,
        "2.3",
        "40 classes and locations on Plus",
        6000,
        create("Class", {"Name": "C41"}),
        account(),
        setup=lambda desk: [desk.keeper.add_class(f"C{n}") for n in range(40)],
    ),
    rule(26, "2.3", "names of terms are unique", 6240, create("Term", {"Name": "net 30", "DueDays": 30}), NEW),
    rule(
        27,
        "2.3",
        "a payment method is a card or not",
        2170,
        create("PaymentMethod", {"Name": "M", "Type": "CARD"}),
        create("PaymentMethod", {"Name": "M", "Type": "CREDIT_CARD"}),
    ),
    rule(
        28,
        "2.1",
        "an inactive customer is sold nothing",
        6250,
        sale(customer="Riverbend Clinic (deleted)"),
        sale(),
    ),
    rule(29, "2.3", "a class has a name", 2020, create("Class", {}), create("Class", {"Name": "North"})),
    rule(
        30,
        "2.3",
        "a tax code's name is unique",
        6240,
        create("TaxService", lambda desk: service(desk, "California")),
        create("TaxService", lambda desk: service(desk, "Nevada")),
    ),
    rule(
        31,
        "2.3",
        "the agency of a rate is there",
        2500,
        create("TaxService", lambda desk: service(desk, "Nevada", TaxAgencyId="99")),
        create("TaxService", lambda desk: service(desk, "Nevada")),
    ),
    rule(
        32,
        "6 (900)",
        "nobody is below what is below it",
        900,
        change("Customer", "A", Job=True, ParentRef=lambda desk: desk.ref("Customer", "B")),
        change("Customer", "Azure Interior", Job=True, ParentRef=lambda desk: desk.ref("Customer", "B")),
        setup=tower,
    ),
    rule(
        33,
        "6 (2220)",
        "a currency has three letters",
        2220,
        create("CompanyCurrency", {"Code": "E1"}),
        create("CompanyCurrency", {"Code": "CHF"}),
        profile={"multicurrency": True},
    ),
    rule(
        34,
        "6 (2220)",
        "the home currency has no rate",
        2220,
        rate("USD"),
        rate("EUR"),
        profile={"multicurrency": True},
    ),
)


def service(desk, name, **more):
    detail = {
        "TaxRateName": f"{name} rate",
        "RateValue": "6.85",
        "TaxAgencyId": "1",
        "TaxApplicableOn": "Sales",
        **more,
    }
    return {"TaxCode": name, "TaxRateDetails": [detail]}
