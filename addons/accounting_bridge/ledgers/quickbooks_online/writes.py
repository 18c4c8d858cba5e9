"""Writes: which call a push becomes, and a set of them that can be made once more (facts 2.1, 4.3, 4.4, 7, 9a).

Single calls are not metered and each is its own transaction under a key of its own; a batch is one call for thirty and
is metered. Few pushes go one by one, many as batches, unless the settings of the company say otherwise. What needs a
word in the address (a void, a number that is there already) goes by itself in any case.
"""

from .. import json_text
from ..documents import Kind
from ..protocol import Operation, Push, Unwritable
from . import accounts, bills, credits, customers, invoices, items, journals, payments, vendors
from .answers import AGAIN
from .kinds import NAMES
from .settings import AUTO, BATCH

BATCH_SIZE = 30
# So many go one by one where nobody says how they should.
FEW = 10
# Characters of a key; of a batch the bId joins it (facts 4.4).
_SINGLE_KEY, _BATCH_KEY = 50, 36

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
    (Kind.CREDIT_NOTE, Operation.CREATE): credits.create,
    (Kind.CREDIT_NOTE, Operation.UPDATE): credits.update,
    (Kind.PAYMENT, Operation.CREATE): payments.create,
    (Kind.BILL, Operation.CREATE): bills.create,
    (Kind.BILL, Operation.UPDATE): bills.update,
    (Kind.JOURNAL_ENTRY, Operation.CREATE): journals.create,
}


def _lock(push, _settings):
    return {"Id": push.remote_id, "SyncToken": push.version}


# Only an invoice can be voided with nothing left of it; what cannot be voided is deleted (facts 2.1).
_BUILDERS |= {
    (Kind.INVOICE, Operation.VOID): _lock,
    (Kind.CREDIT_NOTE, Operation.DELETE): _lock,
    (Kind.PAYMENT, Operation.DELETE): _lock,
    (Kind.BILL, Operation.DELETE): _lock,
    (Kind.JOURNAL_ENTRY, Operation.DELETE): _lock,
}

# What can be written of each kind; one table, so that a capability without a builder cannot be.
OPERATIONS = {
    kind: frozenset(operation for each, operation in _BUILDERS if each is kind)
    for kind in dict.fromkeys(kind for kind, _operation in _BUILDERS)
}


def encode(pushes, key, settings) -> str:
    if not 0 < len(key) <= _BATCH_KEY:
        raise Unwritable(f"a set of writes needs a key of up to {_BATCH_KEY} characters")
    bodies = [_body(push, settings) for push in pushes]
    alone = [bool(_address(push)) for push in pushes]
    if settings.write_mode == AUTO:
        in_batch = len(pushes) > FEW
    else:
        in_batch = settings.write_mode == BATCH
    places = [place for place in range(len(pushes)) if in_batch and not alone[place]]
    calls = [
        _batch(number, [(place, pushes[place], bodies[place]) for place in places[start : start + BATCH_SIZE]], key)
        for number, start in enumerate(range(0, len(places), BATCH_SIZE))
    ]
    calls += [_single(pushes[place], bodies[place]) for place in range(len(pushes)) if place not in set(places)]
    return json_text.write({"calls": calls})


def bid(place: int) -> str:
    """Return how an item of a batch is named: by the place of its push in the whole set."""
    return str(place + 1)


def _body(push: Push, settings):
    builder = _BUILDERS.get((push.kind, push.operation))
    if builder is None:
        raise Unwritable(f"{push.kind} takes no {push.operation}", push.key)
    if push.operation is not Operation.CREATE and not (push.remote_id and push.version):
        raise Unwritable("what is there is not known well enough to be changed; it is read with the next run", push.key)
    try:
        return builder(push, settings)
    except Unwritable as error:
        raise Unwritable(str(error), push.key) from error


def _address(push) -> dict:
    """Return what has to stand in the address, so that a push cannot be part of a batch."""
    if push.operation is Operation.VOID:
        return {"operation": "void"}
    if push.operation is Operation.CREATE and push.details.get("number_may_repeat"):
        return {"include": "allowduplicatedocnum"}
    return {}


def _single(push, body):
    if not 0 < len(push.key) <= _SINGLE_KEY:
        raise Unwritable(f"a key takes {_SINGLE_KEY} characters", push.key)
    removal = {"operation": "delete"} if push.operation is Operation.DELETE else {}
    return {
        "id": push.key,
        "method": "POST",
        "path": NAMES[push.kind].lower(),
        "parameters": {"requestid": push.key} | removal | _address(push),
        "body": body,
    }


def _batch(number, several, key):
    items = [
        {"bId": bid(place), "operation": push.operation.value, NAMES[push.kind]: body} for place, push, body in several
    ]
    # Another key for every further batch of a set that is larger than one can be.
    requestid = f"{key}-{number}" if number else key
    return {
        "id": f"batch:{','.join(item['bId'] for item in items)}",
        "method": "POST",
        "path": "batch",
        "parameters": {"requestid": requestid},
        "body": {"BatchItemRequest": items},
    }


def encode_recovery(payload: str) -> str:
    """Return a set as it was, to be made once more: under its keys QuickBooks answers as it did (facts 4.4, 7.3).

    Only the ids of the calls change, which never leave: an answer to a second try is judged by what the first may have
    done.
    """
    calls = json_text.read(payload)["calls"]
    again = [call | {"id": AGAIN + call["id"].removeprefix(AGAIN)} for call in calls]
    return json_text.write({"calls": again})
