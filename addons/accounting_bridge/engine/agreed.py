"""What both sides agreed on last, and what somebody changed there since.

The version of an entry moves for many reasons (a payment moves that of its invoice); what counts is whether
something changed that we sent.
"""

from decimal import Decimal

from .values import exact

# In the order in which a person reads them.
FIELDS = ("number", "date", "due_date", "customer", "total", "tax")


def content_of_record(record):
    """Return what a document of the ledger says, as it was just read or answered; plain values."""
    return _content(
        record.number,
        record.date,
        record.details.get("due_date"),
        record.customer_id,
        record.total,
        record.tax_amount,
    )


def content_of_row(row):
    """Return what a row of the mirror says."""
    return _content(
        row.number,
        row.document_date and row.document_date.isoformat(),
        (row.details or {}).get("due_date"),
        row.customer_remote_id,
        exact(row.total, 2),
        exact(row.tax_amount, 2),
    )


def _content(number, date, due_date, customer, total, tax):
    return {
        "number": number or "",
        "date": date or "",
        "due_date": due_date or "",
        "customer": customer or "",
        "total": _money(total),
        "tax": _money(tax),
    }


def _money(amount):
    return format((amount or Decimal(0)).quantize(Decimal("0.01")), "f")


def differences(binding, row):
    """Return what was changed there since both sides agreed: list of ``(field, agreed, there now)``."""
    if not binding.agreed or not row:
        return []
    now = content_of_row(row)
    return [(name, binding.agreed[name], now[name]) for name in FIELDS if binding.agreed.get(name, "") != now[name]]


def in_words(changes):
    """Return differences as one plain text: ``total 100.00 → 120.00``."""
    return ", ".join(f"{name.replace('_', ' ')} {ours or '-'} → {theirs or '-'}" for name, ours, theirs in changes)
