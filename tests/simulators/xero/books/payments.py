"""Payments of invoices and bills, refunds of credits (facts 2.7): made once, and never changed."""

from . import accounts, applied, credit_notes, dates, documents, invoices, lines, rates
from .endpoint import POST, POST_ONE, PUT, Endpoint
from .shapes import Choice, Day, Flag, Guid, Number, Part, Text

ACCOUNT = {"AccountID": Guid(), "Code": Text()}
#: Field of a payment: the endpoint of what it is for, and the fields that name one.
TARGETS = {
    "Invoice": ("Invoices", "InvoiceID", "InvoiceNumber"),
    "CreditNote": ("CreditNotes", "CreditNoteID", "CreditNoteNumber"),
    "Prepayment": ("Prepayments", "PrepaymentID", ""),
    "Overpayment": ("Overpayments", "OverpaymentID", ""),
}
SHAPE = {
    "PaymentID": Guid(),
    **{
        name: Part({one: Guid() if one.endswith("ID") else Text() for one in fields[1:] if one})
        for name, fields in TARGETS.items()
    },
    "InvoiceNumber": Text(),
    "CreditNoteNumber": Text(),
    "Account": Part(ACCOUNT),
    "Code": Text(),
    "Date": Day(),
    "CurrencyRate": Number(),
    "Amount": Number(),
    "BankAmount": Number(),
    "Reference": Text(255),
    "IsReconciled": Flag(),
    "Status": Choice("PaymentStatus", "AUTHORISED", "DELETED"),
    "BankAccountNumber": Text(),
    "Particulars": Text(12),
    "Details": Text(18),
}
ENDPOINT = Endpoint("Payments", "PaymentID", SHAPE, (PUT, POST, POST_ONE))
TYPES = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
    "RECEIVE-OVERPAYMENT": "AROVERPAYMENTPAYMENT",
    "SPEND-OVERPAYMENT": "APOVERPAYMENTPAYMENT",
    "RECEIVE-PREPAYMENT": "ARPREPAYMENTPAYMENT",
    "SPEND-PREPAYMENT": "APPREPAYMENTPAYMENT",
}


# --- writing ---


def write(books, body, call):
    if call.target is not None:
        return _delete(books, call.target, body, call)
    if body.get("PaymentID"):
        call.refuse("payment_immutable")
    endpoint, target = target_of(books, body, call)
    given = body.get("Account") or ({"Code": body["Code"]} if body.get("Code") else None)
    account = accounts.for_money(books, given, call)
    if not body.get("Date"):
        call.problem("payment_date")
    else:
        documents.check_open(books, body["Date"], call)
    return make(books, endpoint, target, account, body, call)


def make(books, endpoint, target, account, body, call, at: str = "") -> dict | None:
    """One payment of a document, as its request or that of its batch says it."""
    amount = books.round(body.get("Amount") or 0, rates.digits(books, (target or {}).get("CurrencyCode", "")))
    if amount <= 0:
        call.problem("payment_positive", at)
    if target is not None:
        check_target(books, endpoint, target, amount, call, at)
    money = _settle_rate(books, target, account, amount, body, call, at)
    call.settle()
    row = {
        "PaymentID": books.new_id("Payments"),
        "_for": [endpoint, applied.id_of(endpoint, target)],
        "_account": account["AccountID"],
        "Date": body["Date"],
        "Amount": amount,
        **money,
        "Reference": body.get("Reference", ""),
        "PaymentType": TYPES[target["Type"]],
        "Status": "AUTHORISED",
        "IsReconciled": body.get("IsReconciled", False),
        "BatchPaymentID": body.get("BatchPaymentID"),
        **{name: body.get(name) or None for name in ("BankAccountNumber", "Particulars", "Details")},
    }
    accounts.use(books, account["AccountID"])
    row = books.keep("Payments", row)
    _link(books, row, True)
    return row


def target_of(books, body, call, at: str = "") -> tuple:
    """(endpoint, row) of the one document that is paid; exactly one must be named (facts 2.7)."""
    named = [name for name in TARGETS if body.get(name)]
    for name, field in (("Invoice", "InvoiceNumber"), ("CreditNote", "CreditNoteNumber")):
        if body.get(field) and name not in named:
            named.append(name)
    if len(named) != 1:
        call.problem("payment_several" if named else "payment_none", at)
        return "", None
    endpoint, id_field, number_field = TARGETS[named[0]]
    part = body.get(named[0]) or {}
    number = part.get(number_field) or body.get(number_field) if number_field else None
    row = books.row(endpoint, part[id_field]) if part.get(id_field) else None
    if row is None and not part.get(id_field) and number:
        row = documents.holder_of(books, endpoint, number)
    if row is None:
        call.problem("payment_unknown", at)
    return endpoint, row


def check_target(books, endpoint, target, amount, call, at: str = ""):
    if target["Status"] != "AUTHORISED":
        call.problem("payment_status", at)
    if target["Status"] in ("AUTHORISED", "PAID") and amount > applied.left(books, endpoint, target):
        call.problem("payment_exceeds", at)


def _settle_rate(books, target, account, amount, body, call, at) -> dict:
    """CurrencyRate and BankAmount: in the currency of the bank account (facts 2.7)."""
    if target is None or account is None:
        return {}
    code = target["CurrencyCode"]
    bank = account.get("CurrencyCode") or books.base_currency
    told = body.get("CurrencyRate")
    if code == bank:
        return {"CurrencyRate": rates.settle(books, code, told, call), "BankAmount": amount}
    if body.get("BankAmount"):
        money = books.round(body["BankAmount"])
        follows = books.round(amount / money, 6) if bank == books.base_currency and money else None
        return {"CurrencyRate": rates.settle(books, code, told or follows, call), "BankAmount": money}
    if not told and books.switches.foreign_payment_without_rate == "refused":
        call.problem("payment_rate", at)
    rate = rates.settle(books, code, told, call)
    worth = amount / rate
    if bank != books.base_currency:
        # Of a document in base currency the rate that was told is that of the bank.
        worth *= told if told and code == books.base_currency else rates.day_rate(books, bank)
    return {"CurrencyRate": rate, "BankAmount": books.round(worth)}


def _delete(books, row, body, call) -> dict:
    """The one thing that can be done to a payment (facts 2.7)."""
    if body.get("Status") != "DELETED":
        call.refuse("payment_immutable")
    check_deletable(books, row, call)
    if row.get("BatchPaymentID"):
        call.problem("payment_of_batch")
    call.settle()
    return end(books, row)


def check_deletable(books, row, call):
    if row["Status"] == "DELETED":
        call.refuse("payment_deleted")
    if row["IsReconciled"]:
        call.problem("payment_reconciled")
    documents.check_open(books, row["Date"], call)


def end(books, row) -> dict:
    row = books.keep("Payments", {**row, "Status": "DELETED"})
    _link(books, row, False)
    return row


def _link(books, row, there):
    endpoint, row_id = row["_for"]
    applied.note(books, endpoint, row_id, "Payments", row["PaymentID"], there)
    applied.changed(books, endpoint, row_id)


# --- showing ---


def depends(books, row):
    endpoint, row_id = row["_for"]
    target = books.row(endpoint, row_id)
    batch = books.row("BatchPayments", row["BatchPaymentID"]) if row.get("BatchPaymentID") else None
    return [target, batch, books.row("Accounts", row["_account"]), *applied.leaning(books, endpoint, target)]


def show(books, row, options):
    account = books.row("Accounts", row["_account"])
    own = ("AccountID", "Code", "Name")
    made = {
        "PaymentID": row["PaymentID"],
        "Date": dates.ms(row["Date"]),
        "BankAmount": row["BankAmount"],
        "Amount": row["Amount"],
        "Reference": row.get("Reference", ""),
        "CurrencyRate": row["CurrencyRate"],
        "PaymentType": row["PaymentType"],
        "Status": row["Status"],
        "UpdatedDateUTC": dates.ms(row["UpdatedDateUTC"]),
        "HasAccount": True,
        "IsReconciled": row["IsReconciled"],
        "Account": {name: account[name] for name in own if account.get(name)},
        **_target(books, row, options),
        "HasValidationErrors": False,
    }
    made |= {name: row[name] for name in ("BankAccountNumber", "Particulars", "Details") if row.get(name)}
    batch = books.row("BatchPayments", row.get("BatchPaymentID"))
    if batch is not None:
        made |= {"BatchPaymentID": batch["BatchPaymentID"], "BatchPayment": _batch(batch)}
    return made


def _batch(batch) -> dict:
    return {
        "Account": {"AccountID": batch["_account"]},
        "BatchPaymentID": batch["BatchPaymentID"],
        "Date": dates.ms(batch["Date"]),
        "Type": batch["Type"],
        "Status": batch["Status"],
        "TotalAmount": batch["TotalAmount"],
        "UpdatedDateUTC": dates.ms(batch["UpdatedDateUTC"]),
        "IsReconciled": batch["IsReconciled"],
    }


def _target(books, row, options) -> dict:
    """What it pays; a refunded credit note stands in the field of invoices, unless switched (spec)."""
    endpoint, row_id = row["_for"]
    target = books.row(endpoint, row_id)
    unitdp = 4 if int(options.get("unitdp") or 2) == 4 else 2
    contact = {"Contact": documents.shown_contact(books, target["_contact"], "list")}
    if endpoint == "Invoices":
        shown = invoices.head(books, target) | contact
        return {"Invoice": {**shown, "LineItems": _lines(books, target, unitdp, options)}}
    if endpoint == "CreditNotes":
        shown = credit_notes.head(target) | contact
        if books.switches.refund_shown_as == "CreditNote":
            return {"CreditNote": {**shown, "LineItems": _lines(books, target, unitdp, options)}}
        moved = {
            "InvoiceID": row_id,
            "InvoiceNumber": shown.pop("CreditNoteNumber"),
            "AmountDue": shown.pop("RemainingCredit"),
        }
        del shown["CreditNoteID"]
        return {"Invoice": {**moved, **shown, "LineItems": _lines(books, target, unitdp, options)}}
    field = {"Overpayments": "Overpayment", "Prepayments": "Prepayment"}[endpoint]
    own = {applied.ID_FIELDS[endpoint]: row_id, "ID": row_id, "Type": target["Type"], "Total": target["Total"]}
    return {field: {**own, "CurrencyCode": target["CurrencyCode"], "LineItems": []}}


def _lines(books, target, unitdp, options) -> list:
    """Only a single payment shows the lines of its document."""
    if options.get("view", "full") != "full":
        return []
    return [lines.shown(books, line, unitdp) for line in target["LineItems"]]
