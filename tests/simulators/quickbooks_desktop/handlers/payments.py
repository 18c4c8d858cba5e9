"""Payments received (facts 4.6, 4.9 "ReceivePaymentAdd"): applied to named invoices, automatically, or not
at all.
"""

import json

from .. import documents, heads, references
from ..context import Answer
from ..errors import Refusal
from ..lines import identity

KIND = "ReceivePayment"
TOO_MUCH = (
    'The "AppliedToTxnAdd payment amount" field has an invalid value "{0}".'
    "  QuickBooks error message: You cannot pay"
    " more than the amount due."
)


def add(ctx, request):
    fields = request.body
    customer = heads.customer_of(ctx, KIND, fields)
    wanted = fields.get("AppliedToTxnAdd", [])
    if not fields.get("TotalAmount"):
        raise Refusal(3150, "TotalAmount")
    total = documents.as_cents(fields["TotalAmount"])
    date = heads.date_of(ctx, KIND, fields)
    documents.check_open(ctx, KIND, date)
    apart = ("AppliedToTxnAdd", "IsAutoApply", "TxnDate", "RefNumber")
    head = references.stored(ctx, {name: value for name, value in fields.items() if name not in apart}, KIND)
    head.setdefault("ARAccountRef", heads.receivable(ctx))
    if "DepositToAccountRef" not in head:
        account = ctx.entry_named("Account", "Undeposited Funds")
        if account:
            head["DepositToAccountRef"] = {"ListID": account["list_id"]}
    txn_id = identity(ctx)
    row = documents.insert(
        ctx,
        KIND,
        txn_id,
        customer["list_id"],
        fields.get("RefNumber", ""),
        date,
        fields.get("ExternalGUID"),
        head,
        [],
        total,
        0,
    )
    if wanted:
        parts = [_named(ctx, customer, one) for one in wanted]
        if sum(amount for _invoice, amount in parts) > total:
            raise Refusal(3210, "TotalAmount", fields["TotalAmount"])
    else:
        parts = _automatic(ctx, customer, total) if fields.get("IsAutoApply") == "true" else []
    for invoice, amount in parts:
        apply(ctx, row["txn_id"], invoice["txn_id"], amount)
    heads.remember(ctx, KIND, date, "")
    row = documents.by_id(ctx, KIND, txn_id)
    recovery = {
        "TxnID": row["txn_id"],
        "TxnNumber": str(row["txn_number"]),
        "EditSequence": row["edit_sequence"],
        "ExternalGUID": row["external_guid"],
    }
    return Answer(
        documents.answer(ctx, row, only=request.fields.get("IncludeRetElement", ())),
        recovery=recovery,
        object_id=txn_id,
    )


def _named(ctx, customer, one):
    if any(one.get(name) for name in ("SetCredit", "DiscountAmount", "DiscountAccountRef")):
        raise Refusal(1030, "AppliedToTxnAdd discount or credit")
    invoice = documents.by_id(ctx, "Invoice", ctx.identity(one["TxnID"]))
    documents.check_lock(ctx, invoice)
    if invoice["entity_id"] != customer["list_id"] and not _is_job_of(
        ctx, invoice["entity_id"], customer["list_id"]
    ):
        raise Refusal(3210, "AppliedToTxnAdd TxnID", invoice["txn_id"])
    amount = documents.as_cents(one.get("PaymentAmount") or 0)
    if amount > invoice["subtotal"] + invoice["tax"] - invoice["applied"]:
        raise Refusal(3210, message=TOO_MUCH.replace("{0}", one["PaymentAmount"]))
    return invoice, amount


def _is_job_of(ctx, list_id, top) -> bool:
    row = ctx.entry("Entity", list_id)
    while row and row["parent_id"]:
        if row["parent_id"] == top:
            return True
        row = ctx.entry("Entity", row["parent_id"])
    return False


def _automatic(ctx, customer, total):
    """An invoice of exactly this amount, else the oldest first."""
    invoices = ctx.store.all(
        "SELECT *, subtotal + tax - applied AS due FROM txn WHERE entity_id = ? AND kind = 'Invoice'"
        " AND subtotal + tax - applied > 0 ORDER BY txn_date, txn_number",
        customer["list_id"],
    )
    exact = next((row for row in invoices if row["due"] == total), None)
    if exact:
        return [(exact, total)]
    parts = []
    for row in invoices:
        amount = min(total, row["due"])
        if amount > 0:
            parts.append((row, amount))
            total -= amount
    return parts


def apply(ctx, payment_id: str, invoice_id: str, amount: int):
    ctx.store.insert("link", {"payment_id": payment_id, "txn_id": invoice_id, "amount": amount})
    for txn_id in (payment_id, invoice_id):
        row = ctx.store.one("SELECT * FROM txn WHERE txn_id = ?", txn_id)
        applied = row["applied"] + amount
        total = row["subtotal"] + row["tax"]
        owed = documents.owed(row["kind"], json.loads(row["data"]), total, applied)
        if txn_id == invoice_id and ctx.switches.payment_moves_time:
            documents.update(ctx, row, applied=applied, owed=owed)
        else:
            ctx.store.run("UPDATE txn SET applied = ?, owed = ? WHERE txn_id = ?", applied, owed, txn_id)


HANDLERS = {"ReceivePaymentAddRq": add}
