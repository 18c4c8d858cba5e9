"""Invoices in qbXML: InvoiceAdd, InvoiceMod, TxnVoid and InvoiceRet (facts 4.5, 4.9); ``sales`` writes them."""

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from . import documents, sales

NAME = "Invoice"
RETURNED = (*sales.RETURNED, "BalanceRemaining", "IsPaid")
LINES = sales.line_names(NAME)


def create(push, settings) -> dict:
    return sales.create(push, settings, NAME)


def update(push, settings) -> dict:
    return sales.update(push, settings, NAME)


def void(push, _settings) -> dict:
    return documents.void(push, NAME)


def read(ret, settings):
    return sales.read(ret, settings, Kind.INVOICE, NAME, balance="BalanceRemaining")
