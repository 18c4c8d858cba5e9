"""Credit memos: create, full update, delete (facts 2.1, 2.6).

A credit memo is made without a tie to an invoice; it is ``payments`` that applies it afterwards. QuickBooks cannot void
one, so it is deleted.
"""

from ..documents import Kind
from . import changes, sales

NAME = "CreditMemo"

_OPTIONAL = {"DepartmentRef": "location", "SalesTermRef": "term"}


def create(push, settings) -> dict:
    return sales.create(push, settings, NAME)


def update(push, settings) -> dict:
    return changes.full(push, NAME, sales.change(push, settings, NAME), _OPTIONAL)


def read(found, settings):
    record = sales.read(
        found, settings, Kind.CREDIT_NOTE, balance="RemainingCredit" if "RemainingCredit" in found else "Balance"
    )
    if record is not None:
        record.details["kept"] = changes.keep(found, NAME)
    return record
