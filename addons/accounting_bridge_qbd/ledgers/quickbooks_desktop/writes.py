"""Writes: which request a push becomes, and the set that QuickBooks can be asked about again (facts 6)."""

import re

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Push, Unwritable

from . import accounts, bills, credits, customers, elements, invoices, items, journals, payments, vendors
from .kinds import NAMES

_SET_KEY = 23  # characters of a message set id; one more and QuickBooks refuses the set
_VERSION = re.compile(r'<\?qbxml version="(\d+)\.(\d+)"\?>')

_BUILDERS = {
    (Kind.CUSTOMER, Operation.CREATE): customers.create,
    (Kind.CUSTOMER, Operation.UPDATE): customers.update,
    (Kind.VENDOR, Operation.CREATE): vendors.create,
    (Kind.VENDOR, Operation.UPDATE): vendors.update,
    (Kind.ACCOUNT, Operation.CREATE): accounts.create,
    (Kind.ITEM, Operation.CREATE): items.create,
    (Kind.ITEM, Operation.UPDATE): items.update,
    (Kind.INVOICE, Operation.CREATE): invoices.create,
    (Kind.INVOICE, Operation.UPDATE): invoices.update,
    (Kind.INVOICE, Operation.VOID): invoices.void,
    (Kind.CREDIT_NOTE, Operation.CREATE): credits.create,
    (Kind.CREDIT_NOTE, Operation.UPDATE): credits.update,
    (Kind.CREDIT_NOTE, Operation.VOID): credits.void,
    # A payment cannot be voided there (facts 4.9).
    (Kind.PAYMENT, Operation.CREATE): payments.create,
    (Kind.PAYMENT, Operation.DELETE): payments.delete,
    (Kind.BILL, Operation.CREATE): bills.create,
    (Kind.BILL, Operation.UPDATE): bills.update,
    (Kind.BILL, Operation.VOID): bills.void,
    (Kind.JOURNAL_ENTRY, Operation.CREATE): journals.create,
    (Kind.JOURNAL_ENTRY, Operation.VOID): journals.void,
}

# What can be written of each kind; one table, so that a capability without a builder cannot be.
OPERATIONS = {
    kind: frozenset(operation for each, operation in _BUILDERS if each is kind)
    for kind in dict.fromkeys(kind for kind, _operation in _BUILDERS)
}


def name_of(push: Push) -> str:
    """Return the name of the request without its ending: ``Rq`` asks, ``Rs`` answers."""
    if push.operation is Operation.VOID:
        return "TxnVoid"
    if push.operation is Operation.DELETE:
        return "TxnDel"
    if push.kind is Kind.ITEM:
        if push.operation is Operation.CREATE:
            return f"{items.create_name(push.document)}Add"
        return f"{items.update_name(push)}Mod"
    return f"{NAMES[push.kind]}{'Add' if push.operation is Operation.CREATE else 'Mod'}"


def encode(pushes, key, previous_key, settings) -> str:
    for each in (key, previous_key):
        if len(each) > _SET_KEY:
            raise Unwritable(f"a message set id takes {_SET_KEY} characters")
    if not key:
        raise Unwritable("a set of writes needs a key")
    requests = [_request(push, settings) for push in pushes]
    return elements.message_set(requests, settings.dialect, newMessageSetID=key, oldMessageSetID=previous_key)


def _request(push, settings):
    builder = _BUILDERS.get((push.kind, push.operation))
    if builder is None:
        raise Unwritable(f"{push.kind} takes no {push.operation}", push.key)
    try:
        return elements.request(f"{name_of(push)}Rq", builder(push, settings), settings.dialect, push.key)
    except Unwritable as error:
        raise Unwritable(str(error), push.key) from error


def encode_recovery(payload: str, key: str, settings) -> str:
    """Ask what became of a set: an empty one whose two ids are the same executes nothing (facts 6.1)."""
    sent = _VERSION.search(payload)
    dialect = settings.dialect._replace(version=(int(sent[1]), int(sent[2]))) if sent else settings.dialect
    return elements.message_set((), dialect, newMessageSetID=key, oldMessageSetID=key)
