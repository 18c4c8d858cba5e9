"""Transactions on file: reading a row, what must hold before it changes, writing one (facts 3.6, 4.9)."""

import json
from decimal import Decimal

from . import sales_tax, stock
from .errors import Refusal
from .records import check_guid, next_sequence
from .references import used_by

#: What a document adds to the balance of its customer, or to what we owe its vendor.
SIGNS = {
    "Invoice": 1,
    "CreditMemo": -1,
    "ReceivePayment": -1,
    "Bill": 1,
    "VendorCredit": -1,
    "BillPaymentCheck": -1,
    "JournalEntry": 0,
    "Deposit": 0,
}
DEPOSITED, RECONCILED = "deposited", "reconciled"


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
    check_free(ctx, row)
    return row


def check_lock(ctx, row):
    ctx.faults.check_lock(
        tuple(filter(None, (row["ref_number"], row["txn_id"]))), f'{row["kind"]} "{row["ref_number"]}"'
    )


def check_open(ctx, kind: str, date: str):
    closing = ctx.preferences["closing_date"]
    if closing and date <= closing:
        raise Refusal(3171, f"a {kind}")


def check_free(ctx, row):
    """What stands in a deposit or in a reconciled statement cannot be taken out of the books."""
    marks = {one["mark"] for one in ctx.store.all("SELECT mark FROM mark WHERE txn_id = ?", row["txn_id"])}
    for mark, position in (
        (DEPOSITED, ctx.switches.deposited_payment),
        (RECONCILED, ctx.switches.reconciled_document),
    ):
        if mark in marks and position == "refused":
            words = f"This transaction has been {mark} and cannot be changed."
            message = f'Cannot delete the object specified by the id = "{row["txn_id"]}".'
            raise Refusal(3160, message=f"{message}  QuickBooks error message: {words}")


def check_total(ctx, kind: str, total: int):
    """Facts do not say whether a total may be below zero; the screen does not allow it."""
    if total < 0 and ctx.switches.negative_total == "refused":
        words = "Transaction amount must be positive."
        raise Refusal(3180, f"a {kind}", words)


def totals(ctx, head: dict, lines: list) -> tuple:
    """(subtotal, tax) in cents; the percentage is stored with the head.

    With IsTaxIncluded the amounts of the lines hold the tax already; the subtotal is what is left of them.
    """
    subtotal = sum((Decimal(line["Amount"]) for line in lines if "Amount" in line), Decimal(0))
    percentage, tax = sales_tax.of_document(ctx, head, lines)
    head["SalesTaxPercentage"] = str(percentage)
    if head.get("IsTaxIncluded") == "true":
        subtotal -= tax
    return as_cents(subtotal), as_cents(tax)


def owed(kind: str, head: dict, amount: int, applied: int) -> int:
    return 0 if head.get("IsPending") == "true" else SIGNS[kind] * (amount - applied)


def insert(ctx, kind, txn_id, entity_id, ref_number, date, guid, head, lines, subtotal, tax=0):
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
            "applied": 0,
            "owed": owed(kind, head, subtotal + tax, 0),
            "data": json.dumps(head),
            "lines": json.dumps(lines),
        },
    )
    note_use(ctx, txn_id, head, lines)
    stock.move(ctx, kind, [], _counted(head, lines))
    return ctx.store.one("SELECT * FROM txn WHERE txn_id = ?", txn_id)


def update(ctx, row, **values):
    """Write columns of a transaction; TimeModified and EditSequence move."""
    values = {"modified": ctx.wall, "edit_sequence": next_sequence(ctx, row["edit_sequence"]), **values}
    columns = ", ".join(f"{name} = ?" for name in values)
    ctx.store.run(f"UPDATE txn SET {columns} WHERE txn_id = ?", *values.values(), row["txn_id"])
    new = ctx.store.one("SELECT * FROM txn WHERE txn_id = ?", row["txn_id"])
    if "lines" in values:
        stock.move(ctx, row["kind"], counted(row), counted(new))
    return new


def counted(row) -> list:
    """The lines of a document that moves stock: one that is pending does not."""
    return _counted(json.loads(row["data"]), json.loads(row["lines"]))


def _counted(head: dict, lines: list) -> list:
    return [] if head.get("IsPending") == "true" else lines


def note_use(ctx, txn_id, head, lines):
    used = used_by(head).union(*(used_by(line) for line in lines))
    ctx.store.run("DELETE FROM used WHERE txn_id = ?", txn_id)
    ctx.store.many("INSERT OR IGNORE INTO used VALUES (?, ?, ?)", [(*one, txn_id) for one in used])


def recovery(row) -> dict:
    """What an ErrorRecovery would say of a transaction (facts 3.5)."""
    return {
        "TxnID": row["txn_id"],
        "TxnNumber": str(row["txn_number"]),
        "EditSequence": row["edit_sequence"],
        "ExternalGUID": row["external_guid"],
    }
