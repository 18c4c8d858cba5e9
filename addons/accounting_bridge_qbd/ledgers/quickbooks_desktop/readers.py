"""Which function reads the entries of each kind: ``(element, settings)`` in, a record or ``None`` out."""

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from . import customers, invoices, items, lists

READERS = {
    Kind.ACCOUNT: lists.account,
    Kind.TERM: lists.term,
    Kind.TAX_CODE: lists.tax_code,
    Kind.TAX: lists.tax,
    Kind.CUSTOMER: customers.read,
    Kind.ITEM: items.read,
    Kind.INVOICE: invoices.read,
}
