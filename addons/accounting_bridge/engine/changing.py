"""Whether an entry that is there may be written over, and what a person is asked first.

The engine and whoever looks ahead ask the same.
"""

from odoo import fields

from ..ledgers.documents import Kind
from . import agreed, applied


def against(connection, binding, document, digests):
    """Return what stands against a change of a document, of its payment or of a removal: ``(reason, arguments)``.

    ``changed_there`` blocks, ``earlier_month`` waits for an answer; ``None`` where nothing stands against it.

    :param connection: whose links these are.
    :param document: what is to be there, ``None`` for a removal.
    :param digests: of its fields, as they are now.
    """
    row = binding.remote_record_id
    changes = agreed.differences(binding, row)
    if document and digests.get("lines") != (binding.field_digests or {}).get("lines"):
        changes += agreed.line_differences(binding, row)
    if binding.kind == Kind.PAYMENT.value:
        changes += applied.differences(binding).get(binding, [])
    if changes:
        return "changed_there", {"document": binding.record_name, "changes": changes}
    if _is_of_earlier_month(connection, binding, document):
        return "earlier_month", {"document": binding.record_name}
    return None


def is_paid(row):
    """Return whether something is paid or applied on what a row of the mirror says; False where nobody told."""
    if not row:
        return False
    if row.balance:
        return abs(row.total - row.balance) >= 0.005
    return bool((row.details or {}).get("paid"))


def forbids(connection, row):
    """Return why the ledger would refuse a change of a document: "paid", "closed", or "" for nothing that is known."""
    closed = (connection.company_details or {}).get("closing_date") or ""
    if closed and row.document_date and row.document_date.isoformat() <= closed:
        return "closed"
    return "paid" if connection._ledger().capabilities.paid_amounts_stay and is_paid(row) else ""


def is_earlier_month(connection, binding):
    """Return whether a person is asked before a document is changed as it is now: of an earlier month."""
    return _is_of_earlier_month(connection, binding, None)


def _is_of_earlier_month(connection, binding, document):
    """Return whether a document that is there already belongs to a month that may be reported by now, or would."""
    if not (connection.confirm_earlier_months and binding.is_document) or binding.update_confirmed:
        return False
    today = fields.Date.context_today(connection.with_context(tz=connection.tz))
    dates = ((binding.agreed or {}).get("date"), document and document.date.isoformat())
    return any(date and date[:7] < today.isoformat()[:7] for date in dates)
