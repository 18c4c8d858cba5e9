"""What was paid on documents and what is left of them: payments, refunds, allocations (facts 2.4, 2.6, 2.7).

``#applied`` keeps of a document, under ``Invoices/<id>`` and the like, the pairs (table, id) of what was applied to it:
rows of Payments, and of ``#allocations``: {AllocationID, From: [endpoint, id], To: invoice id, Amount, Date}.
"""

from decimal import Decimal

from . import balances, rates
from .money import ZERO, total

ALLOCATIONS = "#allocations"
#: Kinds of credit that can be allocated to invoices, by their endpoints.
CREDITS = ("CreditNotes", "Overpayments", "Prepayments")
ID_FIELDS = {
    "Invoices": "InvoiceID",
    "CreditNotes": "CreditNoteID",
    "Overpayments": "OverpaymentID",
    "Prepayments": "PrepaymentID",
}
_SALES = frozenset(("ACCREC", "ACCRECCREDIT", "RECEIVE-OVERPAYMENT", "RECEIVE-PREPAYMENT"))
APPROVED = ("AUTHORISED", "PAID")


def is_sales(row: dict) -> bool:
    return row["Type"] in _SALES


def id_of(endpoint: str, row: dict) -> str:
    return row[ID_FIELDS[endpoint]]


# --- what was applied ---


def note(books, endpoint: str, row_id: str, table: str, entry_id: str, there: bool = True):
    """Remember, or forget, that something was applied to a document."""
    key = f"{endpoint}/{row_id}"
    kept = [list(one) for one in books.store.get("#applied", key, ()) if list(one) != [table, entry_id]]
    books.store.put("#applied", key, [*kept, [table, entry_id]] if there else kept)


def entries(books, endpoint: str, row_id: str, table: str) -> list[dict]:
    kept = books.store.get("#applied", f"{endpoint}/{row_id}", ())
    return [books.store.get(one, entry_id) for one, entry_id in kept if one == table]


def payments(books, endpoint: str, row_id: str) -> list[dict]:
    return entries(books, endpoint, row_id, "Payments")


def allocations(books, endpoint: str, row_id: str) -> list[dict]:
    return entries(books, endpoint, row_id, ALLOCATIONS)


def has_any(books, endpoint: str, row_id: str) -> bool:
    """Something was paid on the document, or a credit allocated (facts 2.4)."""
    return bool(books.store.get("#applied", f"{endpoint}/{row_id}"))


def left(books, endpoint: str, row: dict) -> Decimal:
    """AmountDue of an invoice, RemainingCredit of a credit."""
    row_id = id_of(endpoint, row)
    used = total(one["Amount"] for one in payments(books, endpoint, row_id))
    return row["Total"] - used - total(one["Amount"] for one in allocations(books, endpoint, row_id))


# --- what follows from it ---


def settle(books, endpoint: str, row: dict, bump: bool = True, tell: bool = True) -> dict:
    """Store a document with its amounts, its status and what its contact owes, as they follow from what was applied."""
    row_id = id_of(endpoint, row)
    paid, credited = payments(books, endpoint, row_id), allocations(books, endpoint, row_id)
    rest = row["Total"] - total(one["Amount"] for one in (*paid, *credited))
    row = {**row, **_amounts(books, endpoint, row, paid, credited, rest)}
    if row["Status"] in APPROVED:
        row["Status"] = _status(books, endpoint, row, rest, paid or credited)
    days = [one["Date"] for one in (*paid, *credited)]
    row["FullyPaidOnDate"] = max(days, default=row["Date"]) if row["Status"] == "PAID" else None
    _owe(books, endpoint, row, rest)
    return books.keep(endpoint, row, bump=bump, tell=tell)


def _amounts(books, endpoint, row, paid, credited, rest) -> dict:
    if endpoint != "Invoices":
        return {"RemainingCredit": rest if row["Status"] not in ("VOIDED", "DELETED") else ZERO}
    over = row["Status"] in ("VOIDED", "DELETED")
    return {
        "AmountDue": ZERO if over and books.switches.amount_due_of_voided == "zero" else rest,
        "AmountPaid": total(one["Amount"] for one in paid),
        "AmountCredited": total(one["Amount"] for one in credited),
    }


def _status(books, endpoint, row, rest, touched) -> str:
    """PAID when nothing is left, AUTHORISED again when something is (facts 2.4)."""
    if rest:
        return "AUTHORISED"
    return "PAID" if touched or row["Total"] else books.switches.zero_total


def _owe(books, endpoint, row, rest):
    sales = is_sales(row)
    amount = rates.in_base(books, rest, row["CurrencyRate"]) if row["Status"] == "AUTHORISED" else ZERO
    if endpoint != "Invoices":
        amount = -amount
    side = "ACCREC" if sales else "ACCPAY"
    balances.move(books, row["_contact"], id_of(endpoint, row), side, row.get("DueDate", ""), amount)


def forget(books, endpoint: str, row: dict):
    """The contact that a document was of owes nothing for it any more."""
    balances.move(books, row["_contact"], id_of(endpoint, row), "ACCREC" if is_sales(row) else "ACCPAY", "", ZERO)


def redirect(books, endpoint: str, loser: str, survivor: str):
    """The documents of a contact that was merged away are those of the other (facts 2.2)."""
    for row in list(books.store.table(endpoint).values()):
        if row["_contact"] == loser:
            books.keep(endpoint, {**row, "_contact": survivor})


def changed(books, endpoint: str, row_id: str) -> dict:
    """A document on which something was applied or taken back: settled anew, and written just now (facts 3.4)."""
    return settle(books, endpoint, books.row(endpoint, row_id), tell=books.switches.paying_tells == "yes")


# --- leaning: what the shown document depends on besides its row ---


def leaning(books, endpoint: str, row: dict) -> list:
    row_id = id_of(endpoint, row)
    found = [books.row("Contacts", row["_contact"]), *payments(books, endpoint, row_id)]
    for one in allocations(books, endpoint, row_id):
        other, other_id = one["From"] if endpoint == "Invoices" else ("Invoices", one["To"])
        found += [one, books.row(other, other_id)]
    return found
