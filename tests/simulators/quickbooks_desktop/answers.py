"""Transactions as answers show them: InvoiceRet, CreditMemoRet, ReceivePaymentRet, BillRet and the rest
(facts 4.5, 4.6, 4.9, 5.4).
"""

import json
from decimal import Decimal

from . import extensions, sales_tax
from .entries import ADDRESSES, address_block, cents
from .references import shown

#: kind -> (what it amounts to, what is left of it)
TOTALS = {
    "Invoice": ("", "BalanceRemaining"),
    "CreditMemo": ("TotalAmount", "CreditRemaining"),
    "ReceivePayment": ("TotalAmount", "UnusedPayment"),
    "Bill": ("AmountDue", "OpenAmount"),
    "VendorCredit": ("CreditAmount", ""),
}
#: Amounts that are told in the home currency as well.
HOME = ("BalanceRemaining", "CreditRemaining", "TotalAmount", "AmountDue", "CreditAmount")
#: Kinds that others settle; the amounts of their links are negative (facts 4.9 "InvoiceAdd").
SETTLED = ("Invoice", "Bill")


def answer(ctx, row, with_lines=True, with_links=False, owners=(), only=()) -> str:
    return ctx.writer.element(f"{row['kind']}Ret", values(ctx, row, with_lines, with_links, owners), only)


def values(ctx, row, with_lines=True, with_links=False, owners=()) -> dict:
    kind, head = row["kind"], json.loads(row["data"])
    total = cents(row["subtotal"] + row["tax"])
    left = cents(row["subtotal"] + row["tax"] - row["applied"])
    out = {
        "TxnID": row["txn_id"],
        "TimeCreated": row["created"],
        "TimeModified": row["modified"],
        "EditSequence": row["edit_sequence"],
        "TxnNumber": str(row["txn_number"]),
        "TxnDate": row["txn_date"],
        "RefNumber": row["ref_number"] or None,
        "Subtotal": cents(row["subtotal"]),
        "SalesTaxTotal": cents(row["tax"]),
        "ExternalGUID": row["external_guid"],
        **shown(ctx, head),
    }
    if not ctx.preferences["sales_tax"]:
        for name in ("ItemSalesTaxRef", "CustomerSalesTaxCodeRef"):
            out.pop(name, None)
    for plain, block in ADDRESSES.items():
        if plain in head:
            out[block] = address_block(head[plain])
    whole, rest = TOTALS.get(kind, ("", ""))
    out.update({name: amount for name, amount in ((whole, total), (rest, left)) if name})
    if kind in SETTLED:
        out["IsPaid"] = left == 0
    if kind == "Invoice":
        sign = -1 if ctx.switches.applied_amount == "negative" else 1
        out["AppliedAmount"] = cents(row["applied"] * sign)
    elif kind == "ReceivePayment":
        out["UnusedCredits"] = cents(unused_credits(ctx, row["entity_id"]))
        if with_lines:
            out["AppliedToTxnRet"] = applied_to(ctx, row["txn_id"]) or None
    _show_currency(ctx, row, head, out)
    if with_links:
        out["LinkedTxn"] = links(ctx, row) or None
    if with_lines:
        _show_lines(ctx, row, owners, out)
    if owners:
        out["DataExtRet"] = extensions.of(ctx, kind, row["txn_id"], owners) or None
    return out


def _show_lines(ctx, row, owners, out):
    """Every line under the name that its kind has in answers; expense lines come before item lines."""
    kind, together = row["kind"], []
    for line in json.loads(row["lines"]):
        sort = line.get("_sort", kind)
        shape = shown(ctx, {name: value for name, value in line.items() if name != "_sort"})
        if owners:
            extra = extensions.of(ctx, f"{kind}Line", line["TxnLineID"], owners)
            shape["DataExtRet"] = extra or None
        if sort == "Expense":
            out.setdefault("ExpenseLineRet", []).append(shape)
        elif sort in ("JournalDebit", "JournalCredit"):
            together.append((f"{sort}Line", shape))
        else:
            together.append((f"{sort}LineRet", shape))
    out["*"] = together


def _show_currency(ctx, row, head, out):
    """Facts 5.4: a document has the currency of its customer or vendor and the rate of its day."""
    if not ctx.preferences["multicurrency"]:
        return
    entity = ctx.entry("Entity", row["entity_id"])
    known = json.loads(entity["data"]) if entity else head
    rate = Decimal(head.get("ExchangeRate", "1"))
    home = ctx.entry_named("Currency", ctx.preferences["home_currency"])
    out["CurrencyRef"] = ctx.named("CurrencyRef", known.get("CurrencyRef") or {"ListID": home["list_id"]})
    out["ExchangeRate"] = str(rate)
    for name in HOME:
        if name in out:
            out[f"{name}InHomeCurrency"] = sales_tax.rounded(out[name] * rate)


# --- what settles what ---


def _linked(one, amount: int) -> dict:
    return {
        "TxnID": one["txn_id"],
        "TxnType": one["kind"],
        "TxnDate": one["txn_date"],
        "RefNumber": one["ref_number"] or None,
        "LinkType": "AMTTYPE",
        "Amount": cents(amount),
    }


def links(ctx, row) -> list:
    """What was paid on this document, or what this payment or credit memo paid; a discount shows as a second
    link with the same payment, or together with it (facts 4.9 do not say).
    """
    found = ctx.store.all(
        "SELECT SUM(l.amount) AS amount, SUM(l.discount) AS discount, t.* FROM link l"
        " JOIN txn t ON t.txn_id = CASE WHEN l.txn_id = ? THEN l.payment_id ELSE l.txn_id END"
        " WHERE l.txn_id = ? OR l.payment_id = ? GROUP BY t.txn_id ORDER BY t.txn_number",
        *(row["txn_id"],) * 3,
    )
    sign, out = -1 if row["kind"] in SETTLED else 1, []
    for one in found:
        together = ctx.switches.discount_link == "together"
        paid = one["amount"] + (one["discount"] if together else 0)
        if paid:
            out.append(_linked(one, paid * sign))
        if one["discount"] and not together:
            out.append(_linked(one, one["discount"] * sign))
    return out


def applied_to(ctx, payment_id: str, credits=()) -> list:
    """AppliedToTxnRet of a payment; ``credits`` are the links of a payment that was none (facts 4.9)."""
    credits = credits or ctx.store.all("SELECT * FROM link WHERE via = ? ORDER BY payment_id", payment_id)
    own = ctx.store.all("SELECT * FROM link WHERE payment_id = ?", payment_id) if payment_id else []
    paid = {one["txn_id"]: one for one in own}
    ids = {**dict.fromkeys(paid), **dict.fromkeys(one["txn_id"] for one in credits)}
    rows = [ctx.store.one("SELECT * FROM txn WHERE txn_id = ?", txn_id) for txn_id in ids]
    out = []
    for row in sorted(rows, key=lambda row: row["txn_number"]):
        link = paid.get(row["txn_id"])
        discount = link["discount"] if link else 0
        shape = {
            "TxnID": row["txn_id"],
            "TxnType": row["kind"],
            "TxnDate": row["txn_date"],
            "RefNumber": row["ref_number"] or None,
            "BalanceRemaining": cents(row["subtotal"] + row["tax"] - row["applied"]),
            "Amount": cents(link["amount"] if link else 0),
        }
        if discount:
            shape["DiscountAmount"] = cents(discount)
            shape.update(shown(ctx, json.loads(link["discount_data"])))
        used = [one for one in credits if one["txn_id"] == row["txn_id"]]
        shape["LinkedTxn"] = [
            _linked(ctx.store.one("SELECT * FROM txn WHERE txn_id = ?", one["payment_id"]), one["amount"])
            for one in used
        ] or None
        out.append(shape)
    return out


def unused_credits(ctx, entity_id: str) -> int:
    """What the credit memos of this customer still hold."""
    return ctx.store.one(
        "SELECT COALESCE(SUM(subtotal + tax - applied), 0) AS rest FROM txn"
        " WHERE entity_id = ? AND kind = 'CreditMemo'",
        entity_id,
    )["rest"]
