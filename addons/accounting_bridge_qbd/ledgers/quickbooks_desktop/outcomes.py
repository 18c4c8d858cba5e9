"""What became of one write (facts 3.5, 6).

The record in an answer decides whether something was created, not the number beside it: a warning that brings
the record means that it *was* written, and sending it again would make a second one.
"""

import dataclasses

from odoo.addons.accounting_bridge.ledgers.documents import Kind, Reference, guid_of
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Outcome, RemoteRecord, Verdict

from . import faults, payments, reading
from .readers import READERS

# Warnings that mean "not done" when no record came with them.
_WARNINGS_THAT_REFUSE = (500, 530, 531, 560, 570)
_MISSING_KINDS = {"customer_missing": (Kind.CUSTOMER,), "item_missing": (Kind.ITEM,)}
_OTHER_KINDS = tuple(kind for kind in Kind if kind not in (Kind.CUSTOMER, Kind.ITEM))
_NOT_FOUND = 3120


def outcome(push, response, settings) -> Outcome:
    if response is None:
        return Outcome(push.key, Verdict.UNKNOWN, reason="outcome_unknown")
    record = _record(push, response.element, settings)
    if record is None and push.kind is Kind.PAYMENT and push.operation is Operation.CREATE and response.code == 0:
        record = payments.credits_applied(push, response.element, settings)
    if push.operation is Operation.DELETE and response.code == _NOT_FOUND:
        # It is not there, which is all that was wanted: an answer that was lost is no reason to ask a person.
        return Outcome(push.key, Verdict.ACCEPTED, _gone(push), words=response.words)
    verdict = _judge(push, response, record)
    if verdict is Verdict.ACCEPTED:
        words = response.words if response.code >= 500 else ""
        return Outcome(push.key, verdict, record or RemoteRecord(push.kind, push.remote_id), words=words)
    if verdict is Verdict.UNKNOWN:
        return Outcome(push.key, verdict, record, "outcome_unknown", response.words)
    fault = faults.judge(response.code, response.words, is_change=push.operation is not Operation.CREATE)
    if fault.reason == "not_run":
        return Outcome(push.key, Verdict.NOT_RUN, reason="not_run", words=response.words)
    reason = push.refused_for(fault.reason)
    return Outcome(push.key, verdict, record, reason, response.words, _named(fault, push))


def _judge(push, response, record) -> Verdict:
    is_new = push.operation is Operation.CREATE
    if not response.failed:
        if record is not None or (response.code < 500 and not is_new):
            return Verdict.ACCEPTED
        return Verdict.REFUSED if response.code in _WARNINGS_THAT_REFUSE else Verdict.UNKNOWN
    if record is None or not is_new:
        # With the refusal of a change comes the record as it is there now.
        return Verdict.REFUSED
    # An error that names a record: it exists, and only its marks tell whether it is the one we sent.
    trace = push.trace or (push.document.trace if push.document else "")
    return Verdict.ACCEPTED if trace and (record.guid == guid_of(trace) or record.trace == trace) else Verdict.UNKNOWN


def _record(push, element, settings) -> RemoteRecord | None:
    """Return the record in a response: whole, or what ErrorRecovery, TxnVoid and TxnDel tell of it."""
    if push.operation in (Operation.VOID, Operation.DELETE):
        return _undone(push, element)
    reader = READERS[push.kind]
    for ret in element:
        record = reader(ret, settings)
        if record is not None and record.id:
            return _without_silence(record)
    return _recovered(push, element)


def _undone(push, element):
    found = reading.kids(element)
    if not reading.text(found, "TxnID"):
        return _recovered(push, element)
    if push.operation is Operation.DELETE:
        return dataclasses.replace(
            _gone(push),
            modified=reading.wall_clock(found, "TimeDeleted"),
            number=reading.text(found, "RefNumber"),
        )
    return RemoteRecord(
        push.kind,
        reading.text(found, "TxnID"),
        modified=reading.wall_clock(found, "TimeModified"),
        number=reading.text(found, "RefNumber"),
        details={"is_void": True},
    )


def _gone(push):
    return RemoteRecord(push.kind, push.remote_id, active=False)


def _without_silence(record):
    """Return the record without an empty list of links: only who asks for links is told that there are none."""
    if record.details.get("links") == []:
        details = {name: value for name, value in record.details.items() if name != "links"}
        return dataclasses.replace(record, details=details)
    return record


def _recovered(push, element):
    recovery = element.find("ErrorRecovery")
    if recovery is None:
        return None
    found = reading.kids(recovery)
    identity = reading.text(found, "TxnID") or reading.text(found, "ListID")
    if not identity:
        return None
    return RemoteRecord(
        push.kind,
        identity,
        version=reading.text(found, "EditSequence"),
        guid=reading.guid(found, "ExternalGUID"),
    )


def _named(fault, push):
    """Put names for the ids that QuickBooks quotes: it repeats a reference in the words that we used.

    Lists number their entries each by itself, so a customer and an item may bear the same id.
    """
    if "name" not in fault.arguments or push.document is None:
        return fault.arguments
    wanted = _MISSING_KINDS.get(fault.reason, _OTHER_KINDS)
    for reference in _references(push.document):
        if reference.id == fault.arguments["name"] and reference.kind in wanted and reference.name:
            return fault.arguments | {"name": reference.name}
    return fault.arguments


def _references(document):
    values = [document, *getattr(document, "lines", ()), *getattr(document, "applications", ())]
    found = (getattr(value, field.name) for value in values for field in dataclasses.fields(value))
    return [value for value in found if isinstance(value, Reference)]
