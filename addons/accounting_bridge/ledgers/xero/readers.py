"""Which function reads the entries of each kind: ``(object, settings)`` in, a record or ``None`` out.

The organisation is put together in ``company``; what is no entry by itself (batches, allocations) stands in ``pages``.
"""

from ..documents import Kind
from ..protocol import RemoteRecord
from . import bills, credits, customers, invoices, items, journals, lists, payments, vendors

READERS = {
    Kind.ACCOUNT: lists.account,
    Kind.TAX_CODE: lists.tax_rate,
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
# Of a list of these another type comes along where nobody asked otherwise.
_TYPES = {Kind.INVOICE: "ACCREC", Kind.BILL: "ACCPAY", Kind.CREDIT_NOTE: "ACCRECCREDIT", Kind.PAYMENT: "ACCRECPAYMENT"}


def read_all(kind: Kind, objects, settings) -> list[RemoteRecord]:
    """Return the records of objects of one kind; what bears no id is none."""
    if kind is Kind.TRACKING:
        return [record for found in objects for record in lists.tracking(found, settings)]
    read = READERS[kind]
    ours = (found for found in objects if is_of(kind, found))
    return [record for found in ours if (record := read(found, settings)) is not None]


def is_of(kind: Kind, found: dict) -> bool:
    """Return whether an object is of a kind as far as it says."""
    wanted = _TYPES.get(kind)
    said = found.get("PaymentType" if kind is Kind.PAYMENT else "Type")
    return wanted is None or not isinstance(said, str) or said.upper() == wanted
