"""Which function reads the entries of each kind: ``(object, settings)`` in, a record or ``None`` out.

Taxes need each other and have a reader of their own (``taxes``); the company is put together in ``company``.
"""

from ..documents import Kind
from ..protocol import RemoteRecord
from . import bills, credits, customers, invoices, items, journals, lists, payments, vendors

READERS = {
    Kind.ACCOUNT: lists.account,
    Kind.TERM: lists.term,
    Kind.TRACKING: lists.tracking,
    Kind.LOCATION: lists.location,
    Kind.PAYMENT_METHOD: lists.payment_method,
    Kind.CURRENCY: lists.currency,
    Kind.CUSTOMER: customers.read,
    Kind.VENDOR: vendors.read,
    Kind.ITEM: items.read,
    Kind.INVOICE: invoices.read,
    Kind.CREDIT_NOTE: credits.read,
    Kind.PAYMENT: payments.read,
    Kind.BILL: bills.read,
    Kind.JOURNAL_ENTRY: journals.read,
}


def read_all(kind: Kind, objects, settings) -> list[RemoteRecord]:
    """Return the records of objects of one kind; what bears no id is none."""
    read = READERS[kind]
    return [record for found in objects if (record := read(found, settings)) is not None]
