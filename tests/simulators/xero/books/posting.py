"""What documents and money do to the accounts, in base currency: debits above zero, credits below.

Exact as far as tests need it: receivables and payables are what contacts owe, the sum of everything is nothing, and
what rates and rounding leave over goes to the accounts of the books for that.
"""

from . import accounts, applied, credits, rates, taxes
from .money import ZERO


def balances(books) -> dict:
    """{AccountID: balance} of everything that counts."""
    sums = {}
    for entries in _all(books):
        for account_id, amount in entries:
            sums[account_id] = sums.get(account_id, ZERO) + amount
    return {account_id: amount for account_id, amount in sums.items() if amount}


def _all(books):
    for endpoint in ("Invoices", "CreditNotes"):
        for row in books.store.table(endpoint).values():
            if row["Status"] in applied.APPROVED:
                yield _document(books, endpoint, row)
    for row in books.store.table("BankTransactions").values():
        if row["Status"] == "AUTHORISED":
            yield _transaction(books, row)
    for row in books.store.table("Payments").values():
        if row["Status"] == "AUTHORISED":
            yield _payment(books, row)
    for entry in books.store.table(applied.ALLOCATIONS).values():
        yield _allocation(books, entry)
    for row in books.store.table("ManualJournals").values():
        if row["Status"] == "POSTED":
            yield _journal(books, row)


def _control(books, row) -> str:
    """Receivables or payables."""
    return accounts.system(books, "DEBTORS" if applied.is_sales(row) else "CREDITORS")["AccountID"]


def _closed(books, entries: list, purpose: str) -> list:
    """With what is left over on the account of the books that is there for it."""
    rest = sum((amount for _account, amount in entries), ZERO)
    return [*entries, (accounts.system(books, purpose)["AccountID"], -rest)]


def _lines(books, row, way) -> list:
    """Lines without their tax, and the tax on the account of the tax office."""
    made, tax_account = [], accounts.system(books, "GST")["AccountID"]
    for line in row["LineItems"]:
        tax = line.get("TaxAmount", ZERO)
        net = line["LineAmount"] - (tax if row["LineAmountTypes"] == taxes.INCLUSIVE else ZERO)
        account = line.get("AccountID") or accounts.system(books, "ROUNDING")["AccountID"]
        made.append((account, way * rates.in_base(books, net, row["CurrencyRate"])))
        made.append((tax_account, way * rates.in_base(books, tax, row["CurrencyRate"])))
    return made


def _document(books, endpoint, row) -> list:
    way = 1 if row["Type"] in ("ACCREC", "ACCPAYCREDIT") else -1
    owed = (_control(books, row), way * rates.in_base(books, row["Total"], row["CurrencyRate"]))
    return _closed(books, [owed, *_lines(books, row, -way)], "ROUNDING")


def _transaction(books, row) -> list:
    """Money received is a debit of the bank; what is overpaid or prepaid is owed to the contact."""
    way = 1 if credits.is_received(row) else -1
    amount = rates.in_base(books, row["Total"], row["CurrencyRate"])
    if row.get("_credit"):
        credit = books.row(*row["_credit"])
        return [(row["_account"], way * amount), (_control(books, credit), -way * amount)]
    return _closed(books, [(row["_account"], way * amount), *_lines(books, row, -way)], "ROUNDING")


def _payment(books, row) -> list:
    """Money for a sales invoice comes in, for its refund goes out; of bills the other way round."""
    endpoint, row_id = row["_for"]
    target = books.row(endpoint, row_id)
    way = 1 if applied.is_sales(target) == (endpoint == "Invoices") else -1
    bank = (row["_account"], way * rates.in_base(books, row["Amount"], row["CurrencyRate"]))
    owed = (_control(books, target), -way * rates.in_base(books, row["Amount"], target["CurrencyRate"]))
    return _closed(books, [bank, owed], "REALISEDCURRENCYGAIN")


def _allocation(books, entry) -> list:
    """Both sides are on one account; only rates make a difference."""
    credit, invoice = books.row(*entry["From"]), books.row("Invoices", entry["To"])
    way, control = 1 if applied.is_sales(invoice) else -1, _control(books, invoice)
    used = (control, way * rates.in_base(books, entry["Amount"], credit["CurrencyRate"]))
    paid = (control, -way * rates.in_base(books, entry["Amount"], invoice["CurrencyRate"]))
    return _closed(books, [used, paid], "REALISEDCURRENCYGAIN")


def _journal(books, row) -> list:
    made, tax_account = [], accounts.system(books, "GST")["AccountID"]
    for line in row["JournalLines"]:
        tax = line["TaxAmount"]
        net = line["LineAmount"] - (tax if row["LineAmountTypes"] == taxes.INCLUSIVE else ZERO)
        made += [(line["AccountID"], net), (tax_account, tax)]
    return _closed(books, made, "ROUNDING")
