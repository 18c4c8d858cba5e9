"""The chart of accounts (facts 2.1)."""

from . import currencies, dates, tax_rates
from .endpoint import DELETE_ONE, POST_ONE, PUT, Endpoint
from .shapes import Choice, Flag, Text

CLASSES = {
    "BANK": "ASSET",
    "CURRENT": "ASSET",
    "CURRLIAB": "LIABILITY",
    "DEPRECIATN": "EXPENSE",
    "DIRECTCOSTS": "EXPENSE",
    "EQUITY": "EQUITY",
    "EXPENSE": "EXPENSE",
    "FIXED": "ASSET",
    "INVENTORY": "ASSET",
    "LIABILITY": "LIABILITY",
    "NONCURRENT": "ASSET",
    "OTHERINCOME": "REVENUE",
    "OVERHEADS": "EXPENSE",
    "PREPAYMENT": "ASSET",
    "REVENUE": "REVENUE",
    "SALES": "REVENUE",
    "TERMLIAB": "LIABILITY",
    "PAYG": "LIABILITY",
}
ENDPOINT = Endpoint(
    "Accounts",
    "AccountID",
    {
        "Code": Text(10),
        "Name": Text(150),
        "Type": Choice("AccountType", *CLASSES),
        "BankAccountNumber": Text(),
        "Status": Choice("AccountStatus", "ACTIVE", "ARCHIVED", "DELETED"),
        "Description": Text(4000),
        "BankAccountType": Choice("BankAccountType", "BANK", "CREDITCARD", "PAYPAL", "NONE", ""),
        "CurrencyCode": currencies.CURRENCY,
        "TaxType": Text(),
        "EnablePaymentsToAccount": Flag(),
        "ShowInExpenseClaims": Flag(),
        "ReportingCode": Text(),
        "AddToWatchlist": Flag(),
    },
    (PUT, POST_ONE, DELETE_ONE),
    single=True,
)
#: What a person or a program may not do to an account that the books themselves use.
_OF_SYSTEM = ("Type", "Status", "TaxType", "EnablePaymentsToAccount")
_SHOWN = (
    "AccountID Code Name Status Type TaxType Description Class SystemAccount EnablePaymentsToAccount"
    " ShowInExpenseClaims BankAccountNumber BankAccountType CurrencyCode ReportingCode"
).split()


def rows(books, options):
    return [row for row in books.store.table("Accounts").values() if row["Status"] != "DELETED"]


def show(books, row, options):
    shown = {name: row[name] for name in _SHOWN if name in row}
    return {
        **shown,
        "HasAttachments": False,
        "UpdatedDateUTC": dates.ms(row["UpdatedDateUTC"]),
        "AddToWatchlist": row.get("AddToWatchlist", False),
    }


def depends(books, row):
    return None


def write(books, body, call):
    old = call.target
    if call.method == "DELETE":
        return _delete(books, old, call)
    new = {**(old or _blank(books, body)), **body}
    for name in ("Code", "Description", "BankAccountNumber", "TaxType"):
        if new.get(name) == "":
            del new[name]
    if not new.get("Name"):
        call.problem("Account name is required.")
    if not new.get("Type"):
        call.problem("Account type is required.")
    call.settle()
    _check(books, new, old, call)
    call.settle()
    new["Class"] = CLASSES[new["Type"]]
    return books.keep("Accounts", new)


def _blank(books, body) -> dict:
    blank = {
        "AccountID": books.new_id("Accounts"),
        "Status": "ACTIVE",
        "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False,
    }
    if body.get("Type") == "BANK":
        blank |= {"BankAccountType": "BANK", "CurrencyCode": books.base_currency, "TaxType": tax_rates.without(books)}
    elif body.get("Type"):
        blank["TaxType"] = tax_rates.usual(books, CLASSES[body["Type"]])
    return blank


def _check(books, new, old, call):
    others = [row for row in rows(books, {}) if row["AccountID"] != new["AccountID"]]
    if any(row["Name"].casefold() == new["Name"].casefold() for row in others):
        call.problem("unique_name")
    if new.get("Code") and any(row.get("Code", "").casefold() == new["Code"].casefold() for row in others):
        call.problem("Please enter a unique Code.")
    if not new.get("Code") and new["Type"] != "BANK":
        call.problem("Account code is required.")
    if new["Type"] == "BANK":
        if "CurrencyCode" in call.sent:
            currencies.check(books, new["CurrencyCode"], call)
        new.pop("Description", None)
    else:
        for name in ("BankAccountNumber", "BankAccountType", "CurrencyCode"):
            if name in call.sent and call.method == "PUT":
                call.problem(f"{name} is for accounts of type BANK.")
    if new.get("TaxType") and "TaxType" in call.sent and tax_rates.by_type(books, new["TaxType"]) is None:
        call.problem("tax_type", tax=new["TaxType"], code=new.get("Code", ""))
    if old is not None and old.get("SystemAccount") and any(new.get(name) != old.get(name) for name in _OF_SYSTEM):
        call.problem("A system account cannot be changed.")
    if old is not None and old["Type"] != new["Type"] and "BANK" in (old["Type"], new["Type"]):
        call.problem("A bank account stays one.")
    if new["Status"] == "DELETED":
        call.problem("An account is deleted by DELETE.")


def _delete(books, old, call):
    if old.get("SystemAccount"):
        call.refuse("A system account cannot be deleted.")
    if is_used(books, old["AccountID"]):
        call.refuse("An account with transactions cannot be deleted.")
    return books.keep("Accounts", {**old, "Status": "DELETED"})


# --- for documents ---


def use(books, account_id: str):
    """Something is posted to this account from now on."""
    if not is_used(books, account_id):
        books.store.put("#used", f"Accounts/{account_id}", True)


def is_used(books, account_id: str) -> bool:
    return books.store.get("#used", f"Accounts/{account_id}", False)


def by_code(books, code: str | None) -> dict | None:
    """The account of a code, archived ones included, deleted ones not; a GUID is no code (facts 8.12)."""
    return next((row for row in rows(books, {}) if code and row.get("Code") == code), None)


def named(books, name: str) -> dict | None:
    return next((row for row in rows(books, {}) if row["Name"] == name), None)


def system(books, purpose: str) -> dict:
    """The account that the books use for a purpose: DEBTORS, CREDITORS, GST, ROUNDING ..."""
    return next(row for row in rows(books, {}) if row.get("SystemAccount") == purpose)


def of_line(books, code: str, call, at: str) -> dict | None:
    """The account of a line of a document: active, no bank account, and of the system's only ROUNDING (facts 2.1).

    None, and a problem said, if there is none.
    """
    row = by_code(books, code)
    if row is None or row["Type"] == "BANK" or row.get("SystemAccount") not in (None, "ROUNDING"):
        call.problem("account_code", at, code=code)
        return None
    if row["Status"] != "ACTIVE":
        call.problem("account_archived", at, code=code)
        return None
    return row


def for_money(books, reference: dict | None, call, at: str = "Account") -> dict | None:
    """The account that a payment names by AccountID or Code: a bank account, or one that takes payments (facts 2.7)."""
    reference = reference or {}
    row = books.row("Accounts", reference["AccountID"]) if reference.get("AccountID") else None
    row = row or by_code(books, reference.get("Code"))
    if row is None or row["Status"] == "DELETED":
        call.problem("account_missing", at)
        return None
    if row["Status"] != "ACTIVE":
        call.problem("account_archived", at, code=row.get("Code", ""))
        return None
    if row["Type"] != "BANK" and not row["EnablePaymentsToAccount"]:
        call.problem("account_code", at, code=row.get("Code", ""))
        return None
    return row
