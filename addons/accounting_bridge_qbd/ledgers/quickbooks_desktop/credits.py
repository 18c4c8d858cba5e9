"""Credit notes in qbXML: CreditMemoAdd, CreditMemoMod, TxnVoid and CreditMemoRet (facts 4.5, 4.9).

A credit memo is made without a link to an invoice and needs a line; it is ``payments`` that applies it afterwards.
"""

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from . import documents, sales

NAME = "CreditMemo"
RETURNED = (*sales.RETURNED, "TotalAmount", "CreditRemaining")
LINES = sales.line_names(NAME)


def create(push, settings) -> dict:
    return sales.create(push, settings, NAME)


def update(push, settings) -> dict:
    return sales.update(push, settings, NAME)


def void(push, _settings) -> dict:
    return documents.void(push, NAME)


def read(ret, settings):
    return sales.read(ret, settings, Kind.CREDIT_NOTE, NAME, total="TotalAmount", balance="CreditRemaining")
