"""Writes: which calls pushes become, and a set of them that can be made once more (facts 0.3, 0.5, 2, 3.1, 3.3, 7).

What is new goes by PUT, all of one kind in lists of fifty, each element judged alone; what is there is changed by POST
to its own address. Contacts alone are changed by lists of fifty as well, where there are several: a contact is meant by
its ContactID and bears no number in a change, while a list of documents would edit whatever bears a number of ours.
Every call has a key under which Xero answers once more as it did, for six minutes. A key is one for all organisations
of the app, so it is made of the organisation as well.

Xero has no lock: whoever writes last wins. So what is to be changed is looked at in the same round trip (``looks``),
and what moved since it was read last is left alone. Of a list whose contact moved nothing leaves: what it says is one
text under one key, and the others go with the next run.
"""

import hashlib

from .. import json_text
from ..documents import Kind
from ..protocol import Operation, Push, Unwritable
from . import accounts, bills, credits, customers, invoices, items, journals, looks, payments, vendors
from .answers import AGAIN
from .kinds import ALLOCATIONS, BATCH_PAYMENTS, LISTINGS

LIST_SIZE = 50
# Before the id of a call that makes several; then comes a JSON text: [[key, what names the element], ...].
SET = "set:"
_SET_KEY, _LONGEST_KEY = 60, 128

_CREATES = {
    Kind.CUSTOMER: customers.create,
    Kind.VENDOR: vendors.create,
    Kind.ACCOUNT: accounts.create,
    Kind.ITEM: items.create,
    Kind.INVOICE: invoices.create,
    Kind.CREDIT_NOTE: credits.create,
    Kind.BILL: bills.create,
    Kind.JOURNAL_ENTRY: journals.create,
    Kind.PAYMENT: payments.create_payment,
}
_CHANGES = {
    (Kind.CUSTOMER, Operation.UPDATE): customers.update,
    (Kind.VENDOR, Operation.UPDATE): vendors.update,
    (Kind.ITEM, Operation.UPDATE): items.update,
    (Kind.INVOICE, Operation.UPDATE): invoices.update,
    (Kind.INVOICE, Operation.VOID): invoices.void,
    (Kind.CREDIT_NOTE, Operation.UPDATE): credits.update,
    (Kind.CREDIT_NOTE, Operation.VOID): credits.void,
    (Kind.BILL, Operation.UPDATE): bills.update,
    (Kind.BILL, Operation.VOID): bills.void,
    (Kind.JOURNAL_ENTRY, Operation.VOID): journals.void,
    (Kind.PAYMENT, Operation.DELETE): payments.delete,
}
# What can be written of each kind; one table, so that a capability without a builder cannot be.
OPERATIONS = {
    kind: frozenset({Operation.CREATE, *(operation for each, operation in _CHANGES if each is kind)})
    for kind in _CREATES
}
# Whose changes go in lists: by an id that nobody else has, and without a number of ours (facts 2.2).
_CHANGED_BY_LIST = (Kind.CUSTOMER, Kind.VENDOR)
# What takes several in one request: all but accounts, of which Xero takes one at a time (facts 3.1).
_LISTS = frozenset({*(LISTINGS[kind].endpoint for kind in _CREATES if kind is not Kind.ACCOUNT), BATCH_PAYMENTS})
# Lists whose prices have four decimals only where that is asked for (facts 2.5).
_FINE = ("Invoices", "CreditNotes", "Items")
# What names an element of a list in the answer, of what was sent; the first that is there.
_MARKS = ("ContactNumber", "Code", "InvoiceNumber", "CreditNoteNumber", "Url", "Reference", "Details", "Narration")
# Before the mark of what is known by its id.
_BY_ID = "id:"
# What stands in place of the id of an element that was not saved (facts 3.2).
_NO_ID = "00000000-0000-0000-0000-000000000000"


def encode(pushes, key, settings) -> str:
    if not 0 < len(key) <= _SET_KEY:
        raise Unwritable(f"a set of writes needs a key of up to {_SET_KEY} characters")
    calls, lists, changed = [], {}, _in_lists(pushes)
    for push in pushes:
        try:
            _check(push)
            if push.operation is Operation.CREATE:
                endpoint, body = _new(push, settings)
            elif push.key in changed:
                changed[push.key] = _CHANGES[push.kind, push.operation](push, settings)
                continue
            else:
                calls.append(_change(push, key, settings))
                continue
        except Unwritable as error:
            raise Unwritable(str(error), push.key) from error
        if endpoint in _LISTS:
            lists.setdefault((endpoint, push.kind), []).append((push, body))
        else:
            calls.append(_alone(push, endpoint, body, key, settings))
    for kind in _CHANGED_BY_LIST:
        rows = [(push, changed[push.key]) for push in pushes if push.kind is kind and push.key in changed]
        for number, start in enumerate(range(0, len(rows), LIST_SIZE)):
            calls.append(_changes(kind, number, rows[start : start + LIST_SIZE], key, settings))
    for (endpoint, kind), rows in lists.items():
        for number, start in enumerate(range(0, len(rows), LIST_SIZE)):
            calls.append(_list(endpoint, kind, number, rows[start : start + LIST_SIZE], key, settings))
    return json_text.write({"calls": looks.before(calls)})


def _check(push: Push):
    if push.kind not in OPERATIONS or push.operation not in OPERATIONS[push.kind]:
        raise Unwritable(f"{push.kind} takes no {push.operation}")
    if not 0 < len(push.key) <= _SET_KEY:
        raise Unwritable(f"a key takes {_SET_KEY} characters")
    if push.operation is not Operation.CREATE and not push.remote_id:
        raise Unwritable("what is there is not known well enough to be changed; it is read with the next run")


def _new(push, settings):
    """Return the address of what is new, and its body: an element of a list, or allocations."""
    if push.kind is not Kind.PAYMENT:
        return LISTINGS[push.kind].endpoint, _CREATES[push.kind](push, settings)
    shape = payments.shape(push.document, push.key)
    if shape == payments.ALLOCATION:
        rows = payments.allocate(push, settings)
        return f"CreditNotes/{payments.credit_note(push)}/{ALLOCATIONS}", {ALLOCATIONS: rows}
    if shape == payments.BATCH:
        return BATCH_PAYMENTS, payments.create_batch(push, settings)
    return LISTINGS[Kind.PAYMENT].endpoint, payments.create_payment(push, settings)


def _list(endpoint, kind, number, rows, key, settings):
    marks = [[push.key, _mark(body)] for push, body in rows]
    parameters = {"summarizeErrors": "false"} | _fine(endpoint)
    body = {endpoint: [body for _push, body in rows]}
    intent = f"{kind}:{number}"
    return _call(SET + json_text.write(marks), "PUT", endpoint, parameters, body, f"{key}|{intent}", settings)


def _alone(push, endpoint, body, key, settings):
    """Return the call that makes one entry. Of accounts a list says wrongly what became of them, so that it is asked
    plainly (facts 2.1).
    """
    if push.kind is Kind.ACCOUNT:
        return _call(push.key, "PUT", endpoint, {}, body, f"{key}|{push.key}", settings)
    return _call(push.key, "PUT", endpoint, {"summarizeErrors": "false"}, body, key, settings)


def _in_lists(pushes) -> dict:
    """Return ``{key: None}`` of the pushes that are changed by a list: several of a kind, as they were read last."""
    found = {}
    for kind in _CHANGED_BY_LIST:
        keys = [
            push.key
            for push in pushes
            if push.kind is kind and push.operation is Operation.UPDATE and push.version and push.remote_id
        ]
        if len(keys) > 1:
            found |= dict.fromkeys(keys)
    return found


def _changes(kind, number, rows, key, settings):
    """Return the call that changes several contacts: POST to their list, each meant by its id and judged alone."""
    listing = LISTINGS[kind]
    marks = [[push.key, _BY_ID + body[listing.identity]] for push, body in rows]
    content = {listing.endpoint: [body for _push, body in rows]}
    intent = f"{key}|{kind}:{Operation.UPDATE}:{number}"
    made = _call(
        SET + json_text.write(marks), "POST", listing.endpoint, {"summarizeErrors": "false"}, content, intent, settings
    )
    return made | {"unless_any": [looks.moved(listing, body[listing.identity], push.version) for push, body in rows]}


def _mark(body):
    return next((body[name] for name in _MARKS if body.get(name)), "")


def mark_of(element: dict, mark: str) -> bool | None:
    """Return whether an element of an answer is the one with a mark, ``None`` where it bears none at all."""
    if mark.startswith(_BY_ID):
        said = element.get("ContactID")
        is_told = isinstance(said, str) and said and said != _NO_ID
        return said.lower() == mark.removeprefix(_BY_ID).lower() if is_told else None
    said = [element[name] for name in _MARKS if isinstance(element.get(name), str) and element[name]]
    return mark in said if said and mark else None


def _change(push, key, settings):
    """Return the call that changes or removes what is there."""
    body = _CHANGES[push.kind, push.operation](push, settings)
    if push.kind is Kind.PAYMENT:
        what, *ids = payments.way_of(push.remote_id)
        if what == payments.ALLOCATION:
            path = f"CreditNotes/{ids[0]}/{ALLOCATIONS}/{ids[1]}"
            return {"id": push.key, "method": "DELETE", "path": path, "parameters": {}}
        endpoint = BATCH_PAYMENTS if what == payments.BATCH else LISTINGS[Kind.PAYMENT].endpoint
        return _call(push.key, "POST", f"{endpoint}/{ids[0]}", {}, body, f"{key}|{push.key}", settings)
    listing = LISTINGS[push.kind]
    identity = body[listing.identity]
    path, body = f"{listing.endpoint}/{identity}", {listing.endpoint: [body]}
    call = _call(push.key, "POST", path, _fine(listing.endpoint), body, f"{key}|{push.key}", settings)
    return call | {"unless": looks.moved(listing, identity, push.version)} if push.version else call


def _fine(endpoint):
    return {"unitdp": "4"} if endpoint in _FINE else {}


def _call(identity, method, path, parameters, body, intent, settings):
    text = json_text.write(body)
    return {
        "id": identity,
        "method": method,
        "path": path,
        "parameters": parameters,
        "key": _key(settings.tenant, intent, method, path),
        "text": text,
    }


def _key(tenant, *intent):
    """Return the key of a call: a function of the organisation and of what is meant, never of a clock."""
    words = "|".join((tenant, *intent))
    return f"odoo-{hashlib.sha256(words.encode()).hexdigest()[:48]}"[:_LONGEST_KEY]


def encode_recovery(payload: str) -> str:
    """Return a set as it was, to be made once more: under its keys Xero answers as it did (facts 3.3, 7).

    Only the ids of the calls change, which never leave: an answer to a second try is judged by what the first may have
    done.
    """
    calls = json_text.read(payload)["calls"]
    again = [call | {"id": AGAIN + call["id"].removeprefix(AGAIN)} for call in calls]
    return json_text.write({"calls": again})
