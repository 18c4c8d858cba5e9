"""Which function reads the entries of each kind: ``(element, settings)`` in, a record or ``None`` out.

Of deletions one element may stand for several records: theirs gives a tuple.
"""

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from . import bills, credits, customers, deletions, invoices, items, journals, lists, payments, vendors

READERS = {
    Kind.ACCOUNT: lists.account,
    Kind.TERM: lists.term,
    Kind.TAX_CODE: lists.tax_code,
    Kind.TAX: lists.tax,
    Kind.CURRENCY: lists.currency,
    Kind.TRACKING: lists.tracking,
    Kind.PAYMENT_METHOD: lists.payment_method,
    Kind.CUSTOMER: customers.read,
    Kind.VENDOR: vendors.read,
    Kind.ITEM: items.read,
    Kind.INVOICE: invoices.read,
    Kind.CREDIT_NOTE: credits.read,
    Kind.PAYMENT: payments.read,
    Kind.BILL: bills.read,
    Kind.JOURNAL_ENTRY: journals.read,
    Kind.DELETION: deletions.read,
}


def read_all(kind: Kind, response, settings) -> list:
    """Return every record in a response to a query of this kind."""
    records = []
    for ret in response:
        found = READERS[kind](ret, settings)
        records.extend(found if isinstance(found, tuple) else () if found is None else (found,))
    return records
