"""Allocations of credit notes, overpayments and prepayments to invoices (facts 2.6, 2.7)."""

from . import applied, dates, documents, invoices
from .endpoint import DELETE_ONE, PUT, Sub
from .shapes import Day, Guid, Number, Part, Text

SUBS = {
    "Allocations": Sub(
        "AllocationID",
        {
            "AllocationID": Guid(),
            "Amount": Number(),
            "Date": Day(),
            "Invoice": Part({"InvoiceID": Guid(), "InvoiceNumber": Text()}),
        },
        (PUT, DELETE_ONE),
    )
}
#: How an allocation names the credit that it is of.
CREDIT_FIELD = {"CreditNotes": "CreditNote", "Overpayments": "Overpayment", "Prepayments": "Prepayment"}
_INVOICE_TYPE = {True: "ACCREC", False: "ACCPAY"}


def write(books, endpoint: str, body: dict, call) -> dict:
    """One allocation of the credit that the path names; several of one note fit one call (facts 2.6)."""
    # The target as it is now: an earlier element of this request may have used some of it.
    credit = books.row(endpoint, applied.id_of(endpoint, call.target))
    if call.method == "DELETE":
        return _delete(books, endpoint, credit, call)
    invoice = _invoice(books, body.get("Invoice") or {}, call)
    _check(books, endpoint, credit, invoice, body, call)
    call.settle()
    entry = {
        "AllocationID": books.new_id("Allocations"),
        "From": [endpoint, applied.id_of(endpoint, credit)],
        "To": invoice["InvoiceID"],
        "Amount": books.round(body["Amount"]),
        # The service's own: the later of the two (facts 2.6).
        "Date": max(credit["Date"], invoice["Date"]),
    }
    books.store.put(applied.ALLOCATIONS, entry["AllocationID"], entry)
    _link(books, entry, True)
    return shown(books, entry) | {CREDIT_FIELD[endpoint]: _brief(endpoint, credit), "ValidationErrors": []}


def _invoice(books, named: dict, call) -> dict:
    row = invoices.find(books, named.get("InvoiceID") or named.get("InvoiceNumber"))
    if row is None:
        call.refuse("not_found", "Invoice")
    return row


def _check(books, endpoint, credit, invoice, body, call):
    amount = books.round(body.get("Amount") or 0)
    if amount <= 0:
        call.problem("allocation_positive")
    if not body.get("Date") and books.switches.allocation_date == "required":
        call.problem("allocation_date")
    if invoice["Type"] != _INVOICE_TYPE[applied.is_sales(credit)]:
        call.problem("allocation_type")
    if invoice["_contact"] != credit["_contact"]:
        call.problem("allocation_contact")
    if invoice["CurrencyCode"] != credit["CurrencyCode"]:
        call.problem("allocation_currency")
    if invoice["Status"] == "PAID":
        call.problem("allocation_paid")
    elif invoice["Status"] != "AUTHORISED" or credit["Status"] not in documents.APPROVED:
        call.problem("allocation_status")
    if amount > min(applied.left(books, endpoint, credit), applied.left(books, "Invoices", invoice)):
        call.problem("allocation_amount")
    _check_lock(books, max(credit["Date"], invoice["Date"]), call)


def _check_lock(books, day, call):
    if books.switches.allocation_in_locked_period == "refused":
        documents.check_open(books, day, call)


def _delete(books, endpoint, credit, call) -> dict:
    entry = books.store.get(applied.ALLOCATIONS, call.sub_id)
    if entry is None or entry["From"] != [endpoint, applied.id_of(endpoint, credit)]:
        call.refuse("allocation_unknown")
    _check_lock(books, entry["Date"], call)
    call.settle()
    was = shown(books, entry)
    take_back(books, entry)
    return was | {"IsDeleted": True}


def take_back(books, entry: dict):
    books.store.drop(applied.ALLOCATIONS, entry["AllocationID"])
    _link(books, entry, False)


def _link(books, entry: dict, there: bool):
    """Both documents know of it, and have been written just now (facts 3.4)."""
    for endpoint, row_id in (entry["From"], ("Invoices", entry["To"])):
        applied.note(books, endpoint, row_id, applied.ALLOCATIONS, entry["AllocationID"], there)
        applied.changed(books, endpoint, row_id)


# --- showing ---


def shown(books, entry: dict) -> dict:
    return {
        "AllocationID": entry["AllocationID"],
        "Amount": entry["Amount"],
        "Date": dates.ms(entry["Date"]),
        "Invoice": invoices.brief(books.row("Invoices", entry["To"])),
        "IsDeleted": False,
    }


def shown_all(books, endpoint: str, row: dict) -> list[dict]:
    return [shown(books, one) for one in applied.allocations(books, endpoint, applied.id_of(endpoint, row))]


def _brief(endpoint, row) -> dict:
    row_id = applied.id_of(endpoint, row)
    return {applied.ID_FIELDS[endpoint]: row_id, "ID": row_id, "LineItems": []}
