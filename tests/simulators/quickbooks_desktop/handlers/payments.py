"""Payments received (facts 4.6, 4.9 "ReceivePaymentAdd"): applied to named invoices with credits and discounts,
automatically, or not at all.
"""

import json

from .. import answers, currencies, documents, heads, links, references
from ..context import Answer
from ..errors import Refusal
from ..lines import identity
from .invoices import written

KIND = "ReceivePayment"
APART = ("AppliedToTxnAdd", "IsAutoApply", "TxnDate", "RefNumber")


def add(ctx, request):
    fields = request.body
    customer = heads.party_of(ctx, KIND, fields)
    if not fields.get("TotalAmount"):
        raise Refusal(3150, "TotalAmount")
    total = documents.as_cents(fields["TotalAmount"])
    wanted = [_Part(ctx, one) for one in fields.get("AppliedToTxnAdd", [])]
    if total < 0 or sum(part.amount for part in wanted) > total:
        raise Refusal(3210, "TotalAmount", fields["TotalAmount"])
    if not total and not any(part.credits or part.discount for part in wanted):
        raise Refusal(3210, "TotalAmount", fields["TotalAmount"])
    for part in wanted:
        part.find(customer)
    if len({part.invoice["txn_id"] for part in wanted}) < len(wanted):
        raise Refusal(3210, "AppliedToTxnAdd TxnID", "an invoice that is named twice")
    if not total and not any(part.discount for part in wanted):
        return _only_credits(ctx, request, customer, wanted)
    date = heads.date_of(ctx, KIND, fields)
    documents.check_open(ctx, KIND, date)
    row = _made(ctx, fields, customer, date, total)
    heads.remember(ctx, KIND, date, "")
    for part in wanted:
        part.check_account(row)
        part.apply(row["txn_id"])
    if fields.get("IsAutoApply") == "true":
        for invoice, amount in _automatic(ctx, customer, total):
            links.apply(ctx, row["txn_id"], invoice["txn_id"], amount)
    return written(ctx, request, documents.by_id(ctx, KIND, row["txn_id"]))


def _made(ctx, fields, customer, date, total):
    currencies.check_on(ctx, fields)
    kept = {name: value for name, value in fields.items() if name not in APART}
    head = references.stored(ctx, kept, KIND)
    currencies.fill(ctx, head, customer, "ARAccountRef")
    if "DepositToAccountRef" not in head:
        account = ctx.entry_named("Account", "Undeposited Funds")
        if account:
            head["DepositToAccountRef"] = {"ListID": account["list_id"]}
    number, guid = fields.get("RefNumber", ""), fields.get("ExternalGUID")
    txn_id = identity(ctx)
    return documents.insert(ctx, KIND, txn_id, customer["list_id"], number, date, guid, head, [], total)


def apply_anew(ctx, row, wanted):
    """What a person says at the screen of a payment that was made: other invoices, other amounts, or none.

    The rules are those of a new one. Where the money lies does not matter to it: also what was deposited or reconciled
    is applied otherwise.

    :param row: of the payment.
    :param wanted: ``AppliedToTxnAdd`` blocks, all that it pays from now on.
    """
    documents.check_lock(ctx, row)
    documents.check_open(ctx, KIND, row["txn_date"])
    parts = [_Part(ctx, one) for one in wanted]
    if sum(part.amount for part in parts) > row["subtotal"]:
        raise Refusal(3210, "TotalAmount", answers.cents(row["subtotal"]))
    for link in ctx.store.all("SELECT * FROM link WHERE payment_id = ?", row["txn_id"]):
        links.undo(ctx, link, row["txn_id"])
    customer = ctx.entry("Entity", row["entity_id"])
    for part in parts:
        part.find(customer)
    if len({part.invoice["txn_id"] for part in parts}) < len(parts):
        raise Refusal(3210, "AppliedToTxnAdd TxnID", "an invoice that is named twice")
    for part in parts:
        part.check_account(row)
        part.apply(row["txn_id"])
    documents.update(ctx, documents.by_id(ctx, KIND, row["txn_id"]))


def _only_credits(ctx, request, customer, parts) -> Answer:
    """No money: the credits are applied, no payment is kept and no TxnID is told (facts 4.9)."""
    made = [link for part in parts for link in part.apply("")]
    values = {
        "CustomerRef": {"ListID": customer["list_id"], "FullName": customer["full_name"]},
        "TotalAmount": "0.00",
        "UnusedPayment": "0.00",
        "UnusedCredits": answers.cents(answers.unused_credits(ctx, customer["list_id"])),
        "AppliedToTxnRet": answers.applied_to(ctx, "", made),
    }
    only = request.fields.get("IncludeRetElement", ())
    return Answer(ctx.writer.element("ReceivePaymentRet", values, only))


class _Part:
    """One AppliedToTxnAdd: money, credits and a discount for one invoice."""

    def __init__(self, ctx, fields):
        self.ctx = ctx
        self.fields = fields
        self.amount = documents.as_cents(fields.get("PaymentAmount") or 0)
        self.discount = documents.as_cents(fields.get("DiscountAmount") or 0)
        self.credits = fields.get("SetCredit") or []
        self.about = {}
        self.invoice = None

    def find(self, customer):
        """Read the invoice, and refuse what is wrong with this part by itself."""
        ctx, fields = self.ctx, self.fields
        self.invoice = documents.by_id(ctx, "Invoice", ctx.identity(fields["TxnID"]))
        documents.check_lock(ctx, self.invoice)
        own = self.invoice["entity_id"] == customer["list_id"]
        own = own or _is_job_of(ctx, self.invoice["entity_id"], customer["list_id"])
        if not own and ctx.switches.payment_of_another == "refused":
            raise Refusal(3210, "AppliedToTxnAdd TxnID", self.invoice["txn_id"])
        if not self.invoice["owed"] and links.open_amount(self.invoice):
            raise Refusal(3210, "AppliedToTxnAdd TxnID", "a pending invoice")
        for amount, name in ((self.amount, "PaymentAmount"), (self.discount, "DiscountAmount")):
            if amount < 0:
                raise Refusal(3210, f"AppliedToTxnAdd {name}", fields[name])
        self._read_discount()
        due = links.open_amount(self.invoice)
        if self.amount > due:
            raise links.too_much("AppliedToTxnAdd payment amount", fields["PaymentAmount"])
        if self.amount + self.discount > due:
            raise links.too_much("AppliedToTxnAdd discount amount", fields["DiscountAmount"])

    def check_account(self, payment):
        """Facts 4.9 do not say whether invoice and payment must be on one receivable account."""
        if self.ctx.switches.payment_receivable == "accepted":
            return
        ours, its = (json.loads(row["data"])["ARAccountRef"]["ListID"] for row in (payment, self.invoice))
        if ours != its:
            raise Refusal(3210, "ARAccountRef", self.ctx.entry("Account", ours)["full_name"])

    def _read_discount(self):
        ctx, fields = self.ctx, self.fields
        account = fields.get("DiscountAccountRef") or {}
        has_account = not references.is_empty(account)
        if has_account != bool(self.discount) and ctx.switches.discount_account == "required":
            raise Refusal(3150, "DiscountAccountRef" if self.discount else "DiscountAmount")
        kept = {name: fields[name] for name in ("DiscountAccountRef", "DiscountClassRef") if fields.get(name)}
        self.about = references.stored(ctx, kept, KIND)
        if self.discount and not has_account:
            row = ctx.entry_named("Account", "Discounts Given")
            self.about["DiscountAccountRef"] = {"ListID": row["list_id"]}

    def apply(self, payment_id: str) -> list:
        """Settle; the links of the credits that were set."""
        made = links.set_credits(self.ctx, self.invoice, self.credits, via=payment_id)
        if not payment_id:
            return made
        due = links.open_amount(documents.by_id(self.ctx, "Invoice", self.invoice["txn_id"]))
        if self.amount + self.discount > due:
            raise links.too_much("AppliedToTxnAdd payment amount", self.fields.get("PaymentAmount", ""))
        links.apply(self.ctx, payment_id, self.invoice["txn_id"], self.amount, self.discount, about=self.about)
        if self.about:
            self._note_use(payment_id)
        return made

    def _note_use(self, payment_id: str):
        used = [(*one, payment_id) for one in references.used_by(self.about)]
        self.ctx.store.many("INSERT OR IGNORE INTO used VALUES (?, ?, ?)", used)


def _is_job_of(ctx, list_id, top) -> bool:
    row = ctx.entry("Entity", list_id)
    while row and row["parent_id"]:
        if row["parent_id"] == top:
            return True
        row = ctx.entry("Entity", row["parent_id"])
    return False


def _automatic(ctx, customer, total):
    """An invoice of exactly this amount, else the oldest first; one that is pending owes nothing."""
    invoices = ctx.store.all(
        "SELECT *, subtotal + tax - applied AS due FROM txn WHERE entity_id = ? AND kind = 'Invoice'"
        " AND owed > 0 ORDER BY txn_date, txn_number",
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


HANDLERS = {"ReceivePaymentAddRq": add}
