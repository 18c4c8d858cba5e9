"""Rules of accounts, tax rates, currencies and tracking (XERO 2.1)."""

from .rule import Request, Rule, account, change, delete, post, put


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"SETT-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def new(**fields):
    return put("Accounts", {"Name": "New Account", "Code": "499X", "Type": "EXPENSE", **fields})


def rate(**fields):
    return put("TaxRates", {"Name": "New", "TaxComponents": [{"Name": "Tax", "Rate": "5"}], **fields})


def category(name="Shift", **fields):
    return put("TrackingCategories", {"Name": name, **fields})


def region(desk):
    return next(row for row in desk.books.rows("TrackingCategories") if row["Name"] == "Region")["TrackingCategoryID"]


def option(*elements):
    return Request("PUT", "TrackingCategories", list(elements), region, {"sub": "Options"})


def three_archived(desk):
    """Two active categories are there; two more stand archived."""
    for name in ("Old", "Older"):
        desk.keeper.add_tracking(name)
        row = next(one for one in desk.books.rows("TrackingCategories") if one["Name"] == name)
        desk.books.keep("TrackingCategories", {**row, "Status": "ARCHIVED"}, bump=False)


SYSTEM = "A system account cannot be changed."
BANK = {"Type": "BANK", "Code": "099", "BankAccountNumber": "1"}

RULES = (
    rule(1, "2.1 (spec)", "an account's name is unique", "unique_name", new(Name="sales"), new()),
    rule(2, "2.1", "so is its code", "Please enter a unique Code.", new(Code="200"), new()),
    rule(
        3,
        "2.1",
        "a code has 10 characters",
        "The field Code must be a string with a maximum length of 10.",
        new(Code="x" * 11),
        new(Code="x" * 10),
    ),
    rule(
        4,
        "2.1",
        "a name has 150",
        "The field Name must be a string with a maximum length of 150.",
        new(Name="x" * 151),
        new(Name="x" * 150),
    ),
    rule(5, "2.1", "an account has a name", "Account name is required.", new(Name=""), new()),
    rule(
        6,
        "2.1",
        "it has a type",
        "Account type is required.",
        put("Accounts", {"Name": "New Account", "Code": "499X"}),
        new(),
    ),
    rule(
        7,
        "2.1",
        "only bank accounts go without a code",
        "Account code is required.",
        new(Code=""),
        new(**{**BANK, "Code": ""}),
    ),
    rule(8, "2.1, 6", "the types are 18 words", "400/14", new(Type="Expense"), new(Type="OVERHEADS")),
    rule(
        9,
        "2.1",
        "the currency of a bank account is subscribed to",
        "currency",
        new(**BANK, CurrencyCode="EUR"),
        new(**BANK, CurrencyCode="AUD"),
        words={"code": "EUR"},
    ),
    rule(
        10,
        "2.1",
        "a system account stays as it is",
        SYSTEM,
        change("Accounts", account("610"), {"Status": "ARCHIVED"}),
        change("Accounts", account("210"), {"Status": "ARCHIVED"}),
    ),
    rule(
        11,
        "2.1",
        "it is not deleted",
        "A system account cannot be deleted.",
        delete("Accounts", account("860")),
        delete("Accounts", account("210")),
    ),
    rule(
        12,
        "2.1",
        "nor is one with transactions",
        "An account with transactions cannot be deleted.",
        delete("Accounts", account("200")),
        delete("Accounts", account("210")),
        setup=lambda desk: desk.books.store.put("#used", f"Accounts/{desk.account('200')}", True),
    ),
    rule(
        13,
        "2.1, 3.1",
        "one account a request",
        "400/14",
        put("Accounts", {"Name": "A", "Code": "A", "Type": "EXPENSE"}, {"Name": "B", "Code": "B", "Type": "EXPENSE"}),
        put("Accounts", {"Name": "A", "Code": "A", "Type": "EXPENSE"}),
    ),
    rule(
        14,
        "2.1",
        "one tax rate a request",
        "400/14",
        put(
            "TaxRates",
            {"Name": "A", "TaxComponents": [{"Name": "A", "Rate": 1}]},
            {"Name": "B", "TaxComponents": [{"Name": "B", "Rate": 1}]},
        ),
        rate(),
    ),
    rule(15, "2.1", "names of rates are unique", "unique_name", rate(Name="GST on income"), rate()),
    rule(16, "2.1", "a rate has components", "At least one tax component is required.", rate(TaxComponents=[]), rate()),
    rule(
        17,
        "2.1 (spec)",
        "the TaxType is given by Xero",
        "TaxType can only be used on update calls.",
        rate(TaxType="MINE"),
        rate(),
    ),
    rule(
        18,
        "2.1",
        "a POST changes a rate that is there",
        "not_found",
        post("TaxRates", {"TaxType": "TAX001", "Name": "A"}),
        post("TaxRates", {"TaxType": "OUTPUT", "Name": "A"}),
    ),
    rule(
        19,
        "2.1",
        "a currency needs a plan that has several",
        "currency",
        put("Currencies", {"Code": "EUR"}),
        put("Currencies", {"Code": "AUD"}),
        profile={"plan": "GROW"},
        words={"code": "EUR"},
    ),
    rule(
        20,
        "1.8, 6",
        "the enumeration of currencies is closed",
        "400/14",
        put("Currencies", {"Code": "VED"}),
        put("Currencies", {"Code": "VES"}),
    ),
    rule(
        21,
        "2.1",
        "two active tracking categories",
        "No more than 2 active tracking categories are possible.",
        category(),
        category(Status="ARCHIVED"),
    ),
    rule(
        22,
        "2.1",
        "an option has 100 characters",
        "The field Name must be a string with a maximum length of 100.",
        option({"Name": "x" * 101}),
        option({"Name": "x" * 100}),
    ),
    rule(23, "2.1", "options of a category differ", "unique_name", option({"Name": "north"}), option({"Name": "West"})),
    rule(
        24,
        "2.1",
        "four categories in all",
        "No more than 4 tracking categories are possible.",
        category(Status="ARCHIVED"),
        option({"Name": "West"}),
        setup=three_archived,
    ),
)
