"""Money received and spent without an invoice; by them overpayments and prepayments are made (facts 2.7)."""

from . import accounts, applied, contacts, credits, currencies, dates, documents, lines, rates, taxes, trade_documents
from .endpoint import POST, POST_ONE, PUT, Endpoint
from .money import ZERO
from .shapes import Choice, Day, Flag, Guid, Many, Number, Part, Text

#: Types that a request can have; transfers are made elsewhere.
TYPES = ("RECEIVE", "SPEND", *credits.TYPES)
ENDPOINT = Endpoint(
    "BankTransactions",
    "BankTransactionID",
    {
        "BankTransactionID": Guid(),
        "Type": Choice("BankTransactionType", *TYPES, "RECEIVE-TRANSFER", "SPEND-TRANSFER"),
        "Contact": Part(contacts.SHAPE),
        "LineItems": Many(lines.SHAPE),
        "BankAccount": Part({"AccountID": Guid(), "Code": Text()}),
        "IsReconciled": Flag(),
        "Date": Day(),
        "Reference": Text(255),
        "CurrencyCode": currencies.CURRENCY,
        "CurrencyRate": Number(),
        "Url": Text(),
        "Status": Choice("BankTransactionStatus", "AUTHORISED", "DELETED", "VOIDED"),
        "LineAmountTypes": trade_documents.LINE_AMOUNT_TYPES,
    },
    (PUT, POST, POST_ONE),
)


# --- writing ---


def write(books, body, call):
    old = call.target
    if old is None and body.get("BankTransactionID"):
        old = books.row("BankTransactions", body["BankTransactionID"]) if call.method == "POST" else None
        if old is None:
            call.refuse("not_found")
    if old is not None:
        return _delete(books, old, body, call)
    if body.get("Type") not in TYPES:
        call.refuse("transaction_type")
    new = {
        "BankTransactionID": books.new_id("BankTransactions"),
        "Type": body["Type"],
        "Status": "AUTHORISED",
        "LineAmountTypes": body.get("LineAmountTypes", taxes.EXCLUSIVE),
        "Date": body.get("Date") or books.clock.today(),
        "IsReconciled": body.get("IsReconciled", False),
        "Url": body.get("Url"),
        "LineItems": [],
    }
    account = _bank(books, body.get("BankAccount"), call)
    documents.settle_contact(books, new, body.get("Contact"), None, call)
    documents.check_open(books, new["Date"], call)
    documents.check_url(body.get("Url"), call)
    if body["Type"] not in credits.TYPES or books.switches.overpayment_reference == "kept":
        new["Reference"] = body.get("Reference", "")
    if account is not None:
        _settle_currency(books, new, account, body, call)
    else:
        new |= {"CurrencyCode": books.base_currency, "CurrencyRate": rates.day_rate(books, books.base_currency)}
    _settle_lines(books, new, body, call)
    call.settle()
    new["_account"] = account["AccountID"]
    accounts.use(books, account["AccountID"])
    for line in new["LineItems"]:
        if "AccountID" in line:
            accounts.use(books, line["AccountID"])
    contacts.mark(books, new["_contact"], "IsCustomer" if credits.is_received(new) else "IsSupplier")
    if new["Type"] in credits.TYPES:
        new["_credit"] = credits.create(books, new)
    return books.keep("BankTransactions", new)


def _bank(books, given, call) -> dict | None:
    """The bank account, of type BANK only."""
    row = accounts.for_money(books, given, call, "BankAccount")
    if row is not None and row["Type"] != "BANK":
        call.problem("bank_account", "BankAccount")
        return None
    return row


def _settle_currency(books, new, account, body, call):
    """That of the bank account; only overpayments may say another one (spec, CurrencyRate)."""
    own = account.get("CurrencyCode") or books.base_currency
    code = body.get("CurrencyCode") if body["Type"] in credits.OVERPAYMENTS else None
    currencies.check(books, code, call)
    new["CurrencyCode"] = code or own
    new["CurrencyRate"] = rates.settle(books, new["CurrencyCode"], body.get("CurrencyRate"), call)


def _settle_lines(books, new, body, call):
    bodies = body.get("LineItems") or []
    if not bodies:
        call.problem("no_lines")
    if new["Type"] in credits.OVERPAYMENTS:
        # It is what the contact has with the organisation: no tax, and the account of what is owed.
        new["LineAmountTypes"] = taxes.NO_TAX
        bodies = [{**one, "AccountCode": None, "AccountID": None, "TaxType": None} for one in bodies]
    overpaid = new["Type"] in credits.OVERPAYMENTS
    received = credits.is_received(new)
    paper = lines.Paper(new["LineAmountTypes"], received, False, not overpaid, rates.digits(books, new["CurrencyCode"]))
    new["LineItems"] = lines.settle(books, bodies, [], paper, call)
    if overpaid:
        control = accounts.system(books, "DEBTORS" if received else "CREDITORS")
        own = {"AccountCode": control["Code"], "AccountID": control["AccountID"]}
        new["LineItems"] = [{**line, **own} for line in new["LineItems"]]
    new["SubTotal"], new["TotalTax"], new["Total"] = taxes.totals(new["LineItems"], paper.kind)
    if new["Total"] <= ZERO:
        call.problem("payment_positive")


def _delete(books, old, body, call) -> dict:
    if body.get("Status") != "DELETED":
        call.refuse("transaction_immutable")
    if old["Status"] != "AUTHORISED":
        call.refuse("payment_deleted")
    if old["IsReconciled"]:
        call.problem("transaction_reconciled")
    documents.check_open(books, old["Date"], call)
    if old.get("_credit"):
        endpoint, credit_id = old["_credit"]
        if not books.by_hand and books.switches.overpayment_delete == "refused":
            call.problem("transaction_immutable")
        if applied.has_any(books, endpoint, credit_id):
            call.problem("transaction_used")
        call.settle()
        applied.settle(books, endpoint, {**books.row(endpoint, credit_id), "Status": "VOIDED"})
    call.settle()
    return books.keep("BankTransactions", {**old, "Status": "DELETED"})


def redirect_contact(books, loser, survivor):
    applied.redirect(books, "BankTransactions", loser, survivor)


# --- showing ---


def depends(books, row):
    return [books.row("Contacts", row["_contact"]), books.row("Accounts", row["_account"])]


def show(books, row, options):
    view = options.get("view", "full")
    unitdp = 4 if int(options.get("unitdp") or 2) == 4 else 2
    account = books.row("Accounts", row["_account"])
    made = {
        "BankTransactionID": row["BankTransactionID"],
        "BankAccount": {name: account[name] for name in ("AccountID", "Code", "Name") if account.get(name)},
        "Type": row["Type"],
        "Reference": row.get("Reference", ""),
        "IsReconciled": row["IsReconciled"],
        "HasAttachments": False,
        "CurrencyRate": row["CurrencyRate"],
        "Contact": documents.shown_contact(books, row["_contact"], view),
        "DateString": dates.long_day(row["Date"]),
        "Date": dates.ms(row["Date"]),
        "Status": row["Status"],
        "LineAmountTypes": row["LineAmountTypes"],
        "LineItems": [lines.shown(books, line, unitdp) for line in row["LineItems"]] if view == "full" else [],
        "SubTotal": row["SubTotal"],
        "TotalTax": row["TotalTax"],
        "Total": row["Total"],
        "UpdatedDateUTC": dates.ms(row["UpdatedDateUTC"]),
        "CurrencyCode": row["CurrencyCode"],
    }
    made |= {"Url": row["Url"]} if row.get("Url") else {}
    if row.get("_credit"):
        endpoint, credit_id = row["_credit"]
        made[applied.ID_FIELDS[endpoint]] = credit_id
    return made
