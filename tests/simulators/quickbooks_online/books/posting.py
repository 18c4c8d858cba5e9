"""What documents post to accounts, in home currency: for balances of accounts and the trial balance.

Stock is sold without a cost here: the books count pieces, they do not value them.
"""

from . import accounts
from .catalogue import DOCUMENTS
from .currencies import in_home
from .money import ZERO, cents, total

_SALES_SIGN = {"Invoice": 1, "CreditMemo": -1, "RefundReceipt": -1}
_BUYING_SIGN = {"Bill": 1, "VendorCredit": -1}


def balances(company) -> dict:
    """{account id: debits less credits}"""
    sums = {}
    for entity in DOCUMENTS:
        for row in company.store.table(entity).values():
            for account_id, amount in entries(company, entity, row):
                sums[account_id] = sums.get(account_id, ZERO) + amount
    return sums


def entries(company, entity: str, row: dict) -> list:
    """(account id, amount) of a document: debits are positive, and they add up to nothing."""
    posted = [(account, in_home(row, amount)) for account, amount in _POSTERS[entity](company, entity, row)]
    rest = total(amount for _account, amount in posted)
    if rest:
        posted.append((accounts.own(company, "exchange"), -rest))
    return posted


def _sale(company, entity, row):
    sign = _SALES_SIGN[entity]
    if entity == "RefundReceipt":
        against = row["DepositToAccountRef"]["value"]
    else:
        against = _control(company, row, "ARAccountRef", "receivable")
    posted = [(against, sign * row["TotalAmt"])]
    for line in row["Line"]:
        if line["DetailType"] == "SalesItemLineDetail":
            detail = line["SalesItemLineDetail"]
            account = detail.get("ItemAccountRef") or {"value": accounts.own(company, "shipping")}
            posted.append((account["value"], -sign * line["Amount"]))
        elif line["DetailType"] == "DiscountLineDetail":
            account = line["DiscountLineDetail"]["DiscountAccountRef"]["value"]
            posted.append((account, sign * line["Amount"]))
    rest = total(amount for _account, amount in posted)
    if rest:
        posted.append((accounts.own(company, "tax"), -rest))
    return posted


def _purchase(company, entity, row):
    sign = _BUYING_SIGN[entity]
    posted = [(row["APAccountRef"]["value"], -sign * row["TotalAmt"])]
    for line in row["Line"]:
        if line["DetailType"] == "AccountBasedExpenseLineDetail":
            posted.append((line["AccountBasedExpenseLineDetail"]["AccountRef"]["value"], sign * line["Amount"]))
        elif line["DetailType"] == "ItemBasedExpenseLineDetail":
            item = company.row("Item", line["ItemBasedExpenseLineDetail"]["ItemRef"]["value"])
            account = item.get("AssetAccountRef") or item["ExpenseAccountRef"]
            posted.append((account["value"], sign * line["Amount"]))
    rest = total(amount for _account, amount in posted)
    if rest:
        posted.append((accounts.own(company, "tax"), -rest))
    return posted


def _payment(company, entity, row):
    against = _control(company, row, "ARAccountRef", "receivable")
    return [(row["DepositToAccountRef"]["value"], row["TotalAmt"]), (against, -row["TotalAmt"])]


def _deposit(company, entity, row):
    return [
        (row["DepositToAccountRef"]["value"], row["TotalAmt"]),
        (accounts.own(company, "undeposited"), -row["TotalAmt"]),
    ]


def _journal(company, entity, row):
    signs = {"Debit": 1, "Credit": -1}
    return [
        (
            line["JournalEntryLineDetail"]["AccountRef"]["value"],
            signs[line["JournalEntryLineDetail"]["PostingType"]] * cents(line["Amount"]),
        )
        for line in row["Line"]
        if line["DetailType"] == "JournalEntryLineDetail"
    ]


def _control(company, row, field, purpose) -> str:
    if row.get(field):
        return row[field]["value"]
    return company.mark("Account", "0", f"{purpose}/{row['CurrencyRef']['value']}") or accounts.own(company, purpose)


_POSTERS = {
    "Invoice": _sale,
    "CreditMemo": _sale,
    "RefundReceipt": _sale,
    "Bill": _purchase,
    "VendorCredit": _purchase,
    "Payment": _payment,
    "Deposit": _deposit,
    "JournalEntry": _journal,
}
