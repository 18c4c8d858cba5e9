"""Invoices: create, sparse update, void (facts 2.1, 2.6); ``sales`` writes them."""

from ..documents import Kind
from . import changes, sales

NAME = "Invoice"


def create(push, settings) -> dict:
    return sales.create(push, settings, NAME)


def update(push, settings) -> dict:
    return changes.sparse(push, sales.change(push, settings, NAME))


def read(found, settings):
    return sales.read(found, settings, Kind.INVOICE, balance="Balance")
