"""Transactions on file: reading a row, writing one, showing one as InvoiceRet or CreditMemoRet (facts 4.5,
4.9).
"""

import json
from decimal import Decimal

from . import extensions, sales_tax
from .entries import ADDRESSES, address_block, cents
from .errors import Refusal
from .records import check_guid, next_sequence
from .references import shown, used_by

#: kinds whose documents the customer owes us, and those that we owe the customer
SIGNS = {"Invoice": 1, "CreditMemo": -1, "ReceivePayment": -1}


def as_cents(amount) -> int:
    return int((Decimal(amount) * 100).to_integral_value())


def by_id(ctx, kind: str, txn_id: str):
    row = ctx.store.one("SELECT * FROM txn WHERE txn_id = ? AND kind = ?", txn_id, kind)
    if row is None:
        raise Refusal(3120, txn_id)
    return row


def for_change(ctx, kind: str, fields):
    """The row that a Mod means, unless it was changed, is open elsewhere, or lies in closed books."""
    row = by_id(ctx, kind, ctx.identity(fields["TxnID"]))
    if fields["EditSequence"] != row["edit_sequence"]:
        raise Refusal(3200, fields["EditSequence"])
    check_lock(ctx, row)
    check_open(ctx, kind, row["txn_date"])
    return row


def check_lock(ctx, row):
    ctx.faults.check_lock(
        tuple(filter(None, (row["ref_number"], row["txn_id"]))), f'{row["kind"]} "{row["ref_number"]}"'
    )


def check_open(ctx, kind: str, date: str):
    closing = ctx.preferences["closing_date"]
    if closing and date <= closing:
        raise Refusal(3171, f"a {kind}")


def totals(ctx, head: dict, lines: list) -> tuple:
    """(subtotal, tax) in cents; the percentage is stored with the head."""
    subtotal = sum((Decimal(line["Amount"]) for line in lines if "Amount" in line), Decimal(0))
    percentage, tax = sales_tax.of_document(ctx, head, lines)
    head["SalesTaxPercentage"] = str(percentage)
    return as_cents(subtotal), as_cents(tax)


def owed(kind: str, head: dict, amount: int, applied: int) -> int:
    return 0 if head.get("IsPending") == "true" else SIGNS[kind] * (amount - applied)


def insert(ctx, kind, txn_id, entity_id, ref_number, date, guid, head, lines, subtotal, tax, applied=0):
    check_guid(ctx, "txn", guid)
    epoch = txn_id.partition("-")[2]
    ctx.store.insert(
        "txn",
        {
            "txn_id": txn_id,
            "kind": kind,
            "txn_number": ctx.store.count("txn_number"),
            "created": ctx.wall,
            "modified": ctx.wall,
            "edit_sequence": epoch,
            "entity_id": entity_id,
            "ref_number": ref_number,
            "ref_key": ref_number.casefold(),
            "txn_date": date,
            "external_guid": guid,
            "subtotal": subtotal,
            "tax": tax,
            "applied": applied,
            "owed": owed(kind, head, subtotal + tax, applied),
            "data": json.dumps(head),
            "lines": json.dumps(lines),
        },
    )
    note_use(ctx, txn_id, head, lines)
    return ctx.store.one("SELECT * FROM txn WHERE txn_id = ?", txn_id)


def update(ctx, row, **values):
    """Write columns of a transaction; TimeModified and EditSequence move."""
    values = {"modified": ctx.wall, "edit_sequence": next_sequence(ctx, row["edit_sequence"]), **values}
    columns = ", ".join(f"{name} = ?" for name in values)
    ctx.store.run(f"UPDATE txn SET {columns} WHERE txn_id = ?", *values.values(), row["txn_id"])
    return ctx.store.one("SELECT * FROM txn WHERE txn_id = ?", row["txn_id"])


def note_use(ctx, txn_id, head, lines):
    used = used_by(head).union(*(used_by(line) for line in lines))
    ctx.store.run("DELETE FROM used WHERE txn_id = ?", txn_id)
    ctx.store.many("INSERT OR IGNORE INTO used VALUES (?, ?, ?)", [(*one, txn_id) for one in used])


# --- showing ---


def answer(ctx, row, with_lines=True, with_links=False, owners=(), only=()) -> str:
    return ctx.writer.element(f"{row['kind']}Ret", values(ctx, row, with_lines, with_links, owners), only)


def values(ctx, row, with_lines=True, with_links=False, owners=()) -> dict:
    head = json.loads(row["data"])
    total = cents(row["subtotal"] + row["tax"])
    applied = cents(row["applied"])
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
    if row["kind"] == "Invoice":
        sign = -1 if ctx.switches.applied_amount == "negative" else 1
        out["AppliedAmount"] = applied * sign if applied else Decimal(0)
        out["BalanceRemaining"] = total - applied
        out["IsPaid"] = total == applied
    elif row["kind"] == "CreditMemo":
        out["TotalAmount"] = total
        out["CreditRemaining"] = total - applied
    elif row["kind"] == "ReceivePayment":
        out["TotalAmount"] = total
        out["UnusedPayment"] = total - applied
        out["AppliedToTxnRet"] = applied_to(ctx, row) or None
    _show_currency(ctx, row, head, out)
    if with_links:
        out["LinkedTxn"] = links(ctx, row) or None
    if with_lines:
        name = f"{row['kind']}LineRet"
        out["*"] = [(name, _line(ctx, row, line, owners)) for line in json.loads(row["lines"])]
    if owners:
        out["DataExtRet"] = extensions.of(ctx, row["kind"], row["txn_id"], owners) or None
    return out


def _line(ctx, row, line, owners) -> dict:
    out = shown(ctx, line)
    if owners:
        out["DataExtRet"] = extensions.of(ctx, f"{row['kind']}Line", line["TxnLineID"], owners) or None
    return out


def _show_currency(ctx, row, head, out):
    """Facts 5.4: a document has the currency of its customer and the rate of its day."""
    if not ctx.preferences["multicurrency"]:
        return
    customer = json.loads(ctx.entry("Entity", row["entity_id"])["data"])
    rate = Decimal(head.get("ExchangeRate", "1"))
    home = ctx.entry_named("Currency", ctx.preferences["home_currency"])
    out["CurrencyRef"] = ctx.named("CurrencyRef", customer.get("CurrencyRef") or {"ListID": home["list_id"]})
    out["ExchangeRate"] = str(rate)
    if "BalanceRemaining" in out:
        out["BalanceRemainingInHomeCurrency"] = sales_tax.rounded(out["BalanceRemaining"] * rate)


def links(ctx, row) -> list:
    """What was paid on this document, or what this payment paid."""
    found = ctx.store.all(
        "SELECT l.amount, t.* FROM link l"
        " JOIN txn t ON t.txn_id = CASE WHEN l.txn_id = ? THEN l.payment_id ELSE l.txn_id END"
        " WHERE l.txn_id = ? OR l.payment_id = ? ORDER BY t.txn_number",
        *(row["txn_id"],) * 3,
    )
    sign = -1 if row["kind"] == "Invoice" else 1
    return [
        {
            "TxnID": one["txn_id"],
            "TxnType": one["kind"],
            "TxnDate": one["txn_date"],
            "RefNumber": one["ref_number"] or None,
            "LinkType": "AMTTYPE",
            "Amount": cents(one["amount"] * sign),
        }
        for one in found
    ]


def applied_to(ctx, row) -> list:
    found = ctx.store.all(
        "SELECT l.amount AS paid, t.* FROM link l JOIN txn t ON t.txn_id = l.txn_id WHERE l.payment_id = ?"
        " ORDER BY t.txn_number",
        row["txn_id"],
    )
    return [
        {
            "TxnID": one["txn_id"],
            "TxnType": one["kind"],
            "TxnDate": one["txn_date"],
            "RefNumber": one["ref_number"] or None,
            "BalanceRemaining": cents(one["subtotal"] + one["tax"] - one["applied"]),
            "Amount": cents(one["paid"]),
        }
        for one in found
    ]
