"""Batch payments: one bank line for many invoices of one kind (facts 2.7)."""

from . import accounts, dates, documents, invoices, payments
from .endpoint import POST, POST_ONE, PUT, Endpoint
from .money import ZERO, total
from .shapes import Choice, Day, Guid, Many, Number, Part, Text

_NARRATIVE, _SHORT, _DETAILS = 18, 12, 18
ENDPOINT = Endpoint(
    "BatchPayments",
    "BatchPaymentID",
    {
        "BatchPaymentID": Guid(),
        "Account": Part(payments.ACCOUNT),
        "Reference": Text(255),
        "Particulars": Text(_SHORT),
        "Code": Text(_SHORT),
        "Details": Text(_DETAILS),
        "Narrative": Text(_NARRATIVE),
        "Date": Day(),
        "Amount": Number(),
        "Payments": Many(payments.SHAPE),
        "Status": Choice("BatchPaymentStatus", "AUTHORISED", "DELETED"),
    },
    (PUT, POST, POST_ONE),
)
_TYPES = {"ACCREC": "RECBATCH", "ACCPAY": "PAYBATCH"}
#: Fields by the country that has them; elsewhere they are not read (spec, BatchPayment).
_FIELDS = {"NZ": ("Reference", "Particulars", "Code"), "GB": ("Details", "Narrative")}


def write(books, body, call):
    if call.target is not None or (call.method == "POST" and body.get("BatchPaymentID")):
        return _delete(books, call.target or books.row("BatchPayments", body["BatchPaymentID"]), body, call)
    if body.get("BatchPaymentID"):
        call.refuse("batch_immutable")
    if call.method == "POST":
        # POST is there to delete (spec).
        call.refuse("not_found")
    account = accounts.for_money(books, body.get("Account"), call)
    if not body.get("Date"):
        call.problem("payment_date")
    else:
        documents.check_open(books, body["Date"], call)
    targets = _targets(books, body.get("Payments") or [], call)
    kinds = {row["Type"] for row in targets}
    if len(kinds) > 1:
        call.problem("batch_kinds")
    call.settle()
    return _create(books, body, account, targets, _TYPES[kinds.pop()], call)


def _targets(books, parts, call) -> list:
    """The invoices that are paid, together and each within what is open of it."""
    if not parts:
        call.problem("batch_empty")
    found, used = [], {}
    for place, part in enumerate(parts):
        at = f"Payments[{place}]"
        endpoint, row = payments.target_of(books, part, call, at)
        if row is None:
            continue
        if endpoint != "Invoices":
            call.problem("batch_kinds", at)
            continue
        amount = books.round(part.get("Amount") or 0)
        if amount <= 0:
            call.problem("payment_positive", at)
        used[row["InvoiceID"]] = used.get(row["InvoiceID"], ZERO) + amount
        payments.check_target(books, endpoint, row, used[row["InvoiceID"]], call, at)
        found.append(row)
    return found


def _create(books, body, account, targets, kind, call) -> dict:
    fields = _FIELDS.get(books.profile.country, ("Details",))
    if books.switches.batch_reference == "kept":
        fields = (*fields, "Reference")
    row = {
        "BatchPaymentID": books.new_id("BatchPayments"),
        "_account": account["AccountID"],
        "_payments": [],
        **{name: body.get(name) or None for name in dict.fromkeys(fields)},
        "Date": body["Date"],
        "Type": kind,
        "Status": "AUTHORISED",
        "TotalAmount": total(books.round(part["Amount"]) for part in body["Payments"]),
        "IsReconciled": False,
    }
    row = books.keep("BatchPayments", row)
    made = []
    for place, (part, target) in enumerate(zip(body["Payments"], targets, strict=True)):
        # The day and the account are those of the batch, whatever its parts say.
        one = {**part, "Date": row["Date"], "BatchPaymentID": row["BatchPaymentID"], "IsReconciled": False}
        at = f"Payments[{place}]"
        fresh = books.row("Invoices", target["InvoiceID"])
        made.append(payments.make(books, "Invoices", fresh, account, one, call, at)["PaymentID"])
    return books.keep("BatchPayments", {**row, "_payments": made})


def _delete(books, row, body, call) -> dict:
    """By Status DELETED (facts 2.7); its payments go with it."""
    if row is None:
        call.refuse("not_found")
    if body.get("Status") != "DELETED":
        call.refuse("batch_immutable")
    if not books.by_hand and books.switches.batch_delete == "refused":
        call.refuse("batch_delete")
    if row["Status"] == "DELETED":
        call.refuse("payment_deleted")
    if row["IsReconciled"]:
        call.problem("payment_reconciled")
    documents.check_open(books, row["Date"], call)
    call.settle()
    for payment_id in row["_payments"]:
        payments.end(books, books.row("Payments", payment_id))
    return books.keep("BatchPayments", {**row, "Status": "DELETED", "_payments": []})


# --- showing ---


def depends(books, row):
    return [books.row("Payments", one) for one in row["_payments"]]


def show(books, row, options):
    account = books.row("Accounts", row["_account"])
    made = {
        "Account": {"AccountID": row["_account"], "CurrencyCode": account.get("CurrencyCode") or books.base_currency}
    }
    texts = ("Reference", "Particulars", "Code", "Details", "Narrative")
    return {
        **made,
        **{name: row[name] for name in texts if row.get(name)},
        "BatchPaymentID": row["BatchPaymentID"],
        "DateString": dates.long_day(row["Date"]),
        "Date": dates.ms(row["Date"]),
        "Payments": [_part(books, books.row("Payments", one)) for one in row["_payments"]],
        "Type": row["Type"],
        "Status": row["Status"],
        "TotalAmount": row["TotalAmount"],
        "UpdatedDateUTC": dates.ms(row["UpdatedDateUTC"]),
        "IsReconciled": row["IsReconciled"],
    }


def _part(books, payment) -> dict:
    invoice = books.row("Invoices", payment["_for"][1])
    own = ("PaymentID", "Amount", "BankAmount")
    return {"Invoice": invoices.brief(invoice), **{name: payment[name] for name in own}} | (
        {"Reference": payment["Reference"]} if payment.get("Reference") else {}
    )
