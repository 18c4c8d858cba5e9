"""The endpoints of documents and money."""

from . import (
    bank_transactions,
    batch_payments,
    credit_notes,
    invoices,
    manual_journals,
    overpayments,
    payments,
    prepayments,
)

MODULES = (
    invoices,
    credit_notes,
    payments,
    batch_payments,
    bank_transactions,
    overpayments,
    prepayments,
    manual_journals,
)
