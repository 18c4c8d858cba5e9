"""Which payment or credit memo settles which document (facts 4.9 "ReceivePaymentAdd", "CreditMemoAdd"): never more
than is open, never more than there is, only for the customer's own.
"""

import json

from . import documents
from .errors import Refusal

TOO_MUCH = (
    'The "{0}" field has an invalid value "{1}".  QuickBooks error message: You cannot pay more than the amount due.'
)
NO_MORE_CREDIT = (
    'The "SetCredit AppliedAmount" field has an invalid value "{0}".  QuickBooks error message: The credit'
    " has less than this left."
)


def open_amount(row) -> int:
    return row["subtotal"] + row["tax"] - row["applied"]


def too_much(field: str, amount) -> Refusal:
    return Refusal(3210, message=TOO_MUCH.replace("{0}", field).replace("{1}", str(amount)))


def apply(ctx, payment_id: str, txn_id: str, amount: int, discount: int = 0, about=None, via: str = ""):
    """Settle a document with so much of a payment or credit; a discount settles without costing either."""
    _write(ctx, payment_id, txn_id, via, amount, discount, json.dumps(about or {}))
    _count(ctx, payment_id, amount, quietly=not is_credit(ctx, payment_id))
    _count(ctx, txn_id, amount + discount)


def _write(ctx, *values):
    payment_id, txn_id, via, amount, discount, about = (*values, 0, "{}")[:6]
    ctx.store.run(
        "INSERT INTO link (payment_id, txn_id, via, amount, discount, discount_data)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
        *(payment_id, txn_id, via, amount, discount, about),
    )


def is_credit(ctx, txn_id: str) -> bool:
    """A credit memo was there before it is used; a payment is used in the moment in which it is made."""
    return ctx.store.one("SELECT kind FROM txn WHERE txn_id = ?", txn_id)["kind"] == "CreditMemo"


def _count(ctx, txn_id: str, amount: int, quietly: bool = False):
    row = ctx.store.one("SELECT * FROM txn WHERE txn_id = ?", txn_id)
    applied = row["applied"] + amount
    total = row["subtotal"] + row["tax"]
    owed = documents.owed(row["kind"], json.loads(row["data"]), total, applied)
    if ctx.switches.payment_moves_time and not quietly and amount:
        documents.update(ctx, row, applied=applied, owed=owed)
    else:
        ctx.store.run("UPDATE txn SET applied = ?, owed = ? WHERE txn_id = ?", applied, owed, txn_id)


def undo(ctx, link, quiet_id: str = ""):
    """Take one link back; the document with ``quiet_id`` is about to be voided or deleted anyway."""
    ctx.store.run(
        "DELETE FROM link WHERE payment_id = ? AND txn_id = ? AND via = ?",
        link["payment_id"],
        link["txn_id"],
        link["via"],
    )
    _count(ctx, link["payment_id"], -link["amount"], link["payment_id"] == quiet_id)
    _count(ctx, link["txn_id"], -link["amount"] - link["discount"], link["txn_id"] == quiet_id)


def release(ctx, row):
    """Undo what this document settled, and what settled it; credits that were set in a payment may outlive
    it (facts do not say).
    """
    own = row["txn_id"]
    for link in ctx.store.all("SELECT * FROM link WHERE payment_id = ? OR txn_id = ?", own, own):
        undo(ctx, link, own)
    if ctx.switches.credits_of_deleted_payment == "released":
        for link in ctx.store.all("SELECT * FROM link WHERE via = ?", own):
            undo(ctx, link)
    for link in ctx.store.all("SELECT * FROM link WHERE via = ?", own):
        ctx.store.run("DELETE FROM link WHERE payment_id = ? AND txn_id = ? AND via = ?", *tuple(link)[:3])
        _write(ctx, link["payment_id"], link["txn_id"], "", link["amount"])


# --- credits ---


def set_credits(ctx, invoice, wanted, via: str = "") -> list:
    """Apply these SetCredit blocks to an invoice; the links as they were made."""
    made = []
    for one in wanted or ():
        made.append(_set_credit(ctx, invoice["txn_id"], one, via))
    return made


def _set_credit(ctx, invoice_id: str, one, via: str):
    credit = documents.by_id(ctx, "CreditMemo", ctx.identity(one["CreditTxnID"]))
    invoice = documents.by_id(ctx, "Invoice", invoice_id)
    documents.check_lock(ctx, credit)
    foreign = credit["entity_id"] != invoice["entity_id"] and ctx.switches.payment_of_another == "refused"
    if foreign or (not credit["owed"] and open_amount(credit)):
        raise Refusal(3210, "SetCredit CreditTxnID", credit["txn_id"])
    amount = documents.as_cents(one.get("AppliedAmount") or 0)
    if amount <= 0:
        raise Refusal(3210, "SetCredit AppliedAmount", one.get("AppliedAmount", ""))
    if one.get("Override") == "true" and ctx.switches.credit_override == "replaces":
        for link in ctx.store.all(
            "SELECT * FROM link WHERE payment_id = ? AND txn_id = ?", credit["txn_id"], invoice_id
        ):
            undo(ctx, link)
        credit = documents.by_id(ctx, "CreditMemo", credit["txn_id"])
        invoice = documents.by_id(ctx, "Invoice", invoice_id)
    if amount > open_amount(credit):
        raise Refusal(3210, message=NO_MORE_CREDIT.replace("{0}", one["AppliedAmount"]))
    if amount > open_amount(invoice):
        raise too_much("SetCredit AppliedAmount", one["AppliedAmount"])
    apply(ctx, credit["txn_id"], invoice_id, amount, via=via)
    return {"payment_id": credit["txn_id"], "txn_id": invoice_id, "amount": amount, "discount": 0, "via": via}


# --- documents that change under what was paid on them ---


def check_owner(ctx, row, entity_id: str):
    """A document on which something was paid does not change hands, or loses what was paid."""
    if entity_id == row["entity_id"]:
        return
    own = row["txn_id"]
    found = ctx.store.all("SELECT * FROM link WHERE payment_id = ? OR txn_id = ?", own, own)
    if found and ctx.switches.owner_of_paid_document == "refused":
        raise Refusal(3210, "CustomerRef" if row["kind"] != "Bill" else "VendorRef", entity_id)
    for link in found:
        undo(ctx, link, own)


def fit(ctx, row, total: int):
    """A total below what was paid: refused, or the latest payments lose what is too much."""
    excess = row["applied"] - total
    if excess <= 0:
        return
    if ctx.switches.total_below_paid == "refused":
        raise Refusal(3210, "Amount", f"{total / 100:.2f}")
    own = row["txn_id"]
    found = ctx.store.all(
        "SELECT l.* FROM link l JOIN txn p ON p.txn_id = CASE WHEN l.txn_id = ? THEN l.payment_id ELSE l.txn_id"
        " END WHERE l.txn_id = ? OR l.payment_id = ? ORDER BY p.txn_number DESC",
        *(own,) * 3,
    )
    for link in found:
        if excess <= 0:
            return
        undo(ctx, link, own)
        keep = max(0, link["amount"] - excess)
        if keep:
            apply(ctx, link["payment_id"], link["txn_id"], keep, via=link["via"])
        excess -= link["amount"] + link["discount"] - keep
