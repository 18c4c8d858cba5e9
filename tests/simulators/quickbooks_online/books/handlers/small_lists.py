"""Accounts, terms, payment methods, classes, locations, tax agencies, currencies (facts 2.3)."""

from decimal import Decimal

from .. import currencies, naming, references
from ..catalogue import ENTITIES
from ..faults import business, refuse, required
from ..money import ZERO
from ..profile import CURRENCY_NAMES
from ..shapes import ACCOUNT_NUMBERS, check_length

CLASSIFICATIONS = {
    "Asset": ("Bank", "Accounts Receivable", "Other Current Asset", "Fixed Asset", "Other Asset"),
    "Liability": ("Accounts Payable", "Credit Card", "Other Current Liability", "Long Term Liability"),
    "Equity": ("Equity",),
    "Revenue": ("Income", "Other Income"),
    "Expense": ("Cost of Goods Sold", "Expense", "Other Expense"),
}
CLASSIFICATION_OF = {kind: name for name, kinds in CLASSIFICATIONS.items() for kind in kinds}
#: A subtype implies its type; of the many there are, these are the ones the books themselves and programs use.
SUBTYPES = {
    "Checking": "Bank",
    "Savings": "Bank",
    "CashOnHand": "Bank",
    "AccountsReceivable": "Accounts Receivable",
    "UndepositedFunds": "Other Current Asset",
    "Inventory": "Other Current Asset",
    "PrepaidExpenses": "Other Current Asset",
    "OtherCurrentAssets": "Other Current Asset",
    "FurnitureAndFixtures": "Fixed Asset",
    "Vehicles": "Fixed Asset",
    "AccountsPayable": "Accounts Payable",
    "CreditCard": "Credit Card",
    "GlobalTaxPayable": "Other Current Liability",
    "SalesTaxPayable": "Other Current Liability",
    "PayrollClearing": "Other Current Liability",
    "OtherCurrentLiabilities": "Other Current Liability",
    "NotesPayable": "Long Term Liability",
    "OpeningBalanceEquity": "Equity",
    "RetainedEarnings": "Equity",
    "OwnersEquity": "Equity",
    "SalesOfProductIncome": "Income",
    "ServiceFeeIncome": "Income",
    "OtherPrimaryIncome": "Income",
    "DiscountsRefundsGiven": "Income",
    "SuppliesMaterialsCogs": "Cost of Goods Sold",
    "OtherMiscellaneousServiceCost": "Expense",
    "PayrollExpenses": "Expense",
    "PayrollWageExpenses": "Expense",
    "OfficeGeneralAdministrativeExpenses": "Expense",
    "ExchangeGainOrLoss": "Other Expense",
    "OtherMiscellaneousIncome": "Other Income",
}
MOST_ACCOUNTS, MOST_TRACKED = 250, 40


def create(company, entity, new, options):
    new["Id"] = company.next_id(ENTITIES[entity].family)
    _settle(company, entity, new, None)
    return company.write(entity, new, None)


def update(company, entity, new, old, options):
    _settle(company, entity, new, old)
    if old["Active"] and not new["Active"]:
        _check_unused(company, entity, old)
    row = company.write(entity, new, old)
    naming.spread(company, entity, row, old)
    return row


def _settle(company, entity, new, old):
    if entity == "CompanyCurrency":
        _settle_currency(company, new)
        return
    SETTLERS[entity](company, new, old)
    naming.settle(company, entity, new, old)


# --- accounts ---


def _settle_account(company, new, old):
    subtype = new.get("AccountSubType")
    kind = new.get("AccountType") or SUBTYPES.get(subtype)
    if kind is None:
        if subtype is None:
            raise refuse(6010, "AccountType or AccountSubType is needed", "AccountType")
        raise refuse(2170, f"{subtype} is no AccountSubType", "AccountSubType")
    if subtype in SUBTYPES and SUBTYPES[subtype] != kind:
        raise refuse(6430, f"{subtype} belongs to {SUBTYPES[subtype]}, not to {kind}", "AccountSubType")
    if old is None and company.profile.plan != "advanced":
        if len(company.store.table("Account")) >= MOST_ACCOUNTS:
            raise business(f"this subscription has room for {MOST_ACCOUNTS} accounts")
    if (
        old is not None
        and kind != old["AccountType"]
        and old["AccountType"] in ("Accounts Receivable", "Accounts Payable")
    ):
        raise business(f"an account of type {old['AccountType']} stays one")
    new["AccountType"] = kind
    new["AccountSubType"] = subtype or next(
        (name for name, of in SUBTYPES.items() if of == kind), kind.replace(" ", "")
    )
    new["Classification"] = CLASSIFICATION_OF.get(kind, "Asset")
    _settle_number(company, new, old)
    _settle_account_currency(company, new, old)
    for field in ("CurrentBalance", "CurrentBalanceWithSubAccounts"):
        new[field] = old[field] if old else ZERO


def _settle_number(company, new, old):
    number = new.get("AcctNum")
    if number is None:
        return
    check_length(number, ACCOUNT_NUMBERS[company.profile.country], "AcctNum")
    if not company.preferences["AccountingInfoPrefs"]["UseAccountNumbers"]:
        raise business("account numbers are switched off")
    own = old and old["Id"]
    if any(row.get("AcctNum") == number and row["Id"] != own for row in company.store.table("Account").values()):
        raise business(f"account number {number} is already in use")


def _settle_account_currency(company, new, old):
    reference = new.get("CurrencyRef") or (old and old["CurrencyRef"]) or {"value": company.home}
    code = references.value_of(reference, "CurrencyRef")
    if old is not None and code != old["CurrencyRef"]["value"]:
        raise business("the currency of an account cannot be changed")
    currencies.check(company, code)
    new["CurrencyRef"] = currencies.reference(code)


def _check_unused(company, entity, row):
    if entity == "Account":
        shown = next(one for one in company.objects("Account") if one["Id"] == row["Id"])
        if shown["CurrentBalance"] and not company.by_hand:
            raise refuse(6220, f"{row['Name']} has a balance of {shown['CurrentBalance']}")


# --- the others ---


def _settle_term(company, new, old):
    if new.get("DueDays") is not None:
        new["Type"] = "STANDARD"
        check_range(new, "DueDays", 0, 999)
        check_range(new, "DiscountDays", 0, 999)
    elif new.get("DayOfMonthDue") is not None:
        new["Type"] = "DATE_DRIVEN"
        check_range(new, "DayOfMonthDue", 1, 31)
    else:
        raise required("DueDays")
    check_range(new, "DiscountPercent", 0, 100)
    if new.get("DiscountPercent") is None and new["Type"] == "STANDARD":
        new["DiscountPercent"] = Decimal(0)


def check_range(values, field, least, most):
    value = values.get(field)
    if value is not None and not least <= value <= most:
        raise refuse(2240, f"{field} is between {least} and {most}", field)


def _settle_method(company, new, old):
    new.setdefault("Type", "NON_CREDIT_CARD")
    if new["Type"] not in ("CREDIT_CARD", "NON_CREDIT_CARD"):
        raise refuse(2170, f"{new['Type']} is neither CREDIT_CARD nor NON_CREDIT_CARD", "Type")


def _settle_tracked(company, new, old):
    plan = company.profile.plan
    company.check_plan(plan in ("plus", "advanced"), "tracking by class or location")
    made = len(company.store.table("Class")) + len(company.store.table("Department"))
    if old is None and plan == "plus" and made >= MOST_TRACKED:
        raise business(f"this subscription has room for {MOST_TRACKED} classes and locations")


def _settle_agency(company, new, old):
    new["TaxTrackedOnSales"] = True
    new["TaxTrackedOnPurchases"] = not company.profile.american


def _settle_currency(company, new):
    code = (new.get("Code") or "").upper()
    if not code:
        raise required("Code")
    if len(code) != 3 or not code.isalpha():
        raise refuse(2220, f"{code} is no currency", "Code")
    if not company.preferences["CurrencyPrefs"]["MultiCurrencyEnabled"] and code != company.home:
        raise business("multicurrency is switched off")
    if any(row["Code"] == code and row["Id"] != new["Id"] for row in company.store.table("CompanyCurrency").values()):
        raise refuse(6240, f"currency {code} is already there")
    new["Code"] = code
    new["Name"] = new.get("Name") or CURRENCY_NAMES.get(code, code)
    new.setdefault("Active", True)


SETTLERS = {
    "Account": _settle_account,
    "Term": _settle_term,
    "PaymentMethod": _settle_method,
    "Class": _settle_tracked,
    "Department": _settle_tracked,
    "TaxAgency": _settle_agency,
}
