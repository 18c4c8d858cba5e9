"""What became of a write (facts 4.4, 6, 7).

The object in an answer decides that something was written. A definite refusal is one of a first try only: the second
try of a set may be refused because the first one was executed and its key is forgotten (a number or a name that is in
use now, a stale lock), so that any refusal then leaves it to evidence.
"""

import dataclasses

from ..documents import Kind, Reference
from ..protocol import Operation, Outcome, Push, RemoteRecord, Verdict
from . import reading, writes
from .answers import Answer, Item
from .kinds import NAMES
from .readers import READERS

_GONE = "610"
_MISSING_KINDS = {"customer_missing": (Kind.CUSTOMER, Kind.VENDOR), "item_missing": (Kind.ITEM,)}


class Outcomes:
    """Reads the outcomes of one answer."""

    def __init__(self, answer: Answer, settings):
        self.answer, self.settings = answer, settings
        self.batches = {part: said for said in answer.of("batch:") for part in said.id.partition(":")[2].split(",")}

    def outcome(self, place: int, push: Push) -> Outcome:
        """Return what became of one push.

        :param place: of the push in the set.
        """
        said = self.answer.by_id.get(push.key) or self.batches.get(writes.bid(place))
        if said is None:
            return _unknown(push)
        if said.unsent:
            return _unknown(push, said.unsent) if said.is_again else _not_run(push, said.unsent)
        if said.lost:
            return _unknown(push, said.lost)
        item = said
        if said.fault is None and said.id != push.key:
            item = said.items.get(writes.bid(place)) or Item({})
        return self._judge(push, item.fault, item.body, said)

    def _judge(self, push, fault, body, said):
        if fault is None:
            record = self._record(push, body, said.time)
            return _unknown(push) if record is None else Outcome(push.key, Verdict.ACCEPTED, record)
        if push.operation is Operation.DELETE and _GONE in fault.codes:
            # It is not there, which is all that was wanted.
            return Outcome(push.key, Verdict.ACCEPTED, _removed(push), words=fault.words)
        if fault.verdict is Verdict.UNKNOWN or said.is_again:
            return _unknown(push, fault.words)
        if fault.verdict is Verdict.NOT_RUN:
            return _not_run(push, fault.words)
        reason = push.refused_for(fault.reason)
        return Outcome(push.key, fault.verdict, None, reason, fault.words, _named(fault, push))

    def _record(self, push, body, time) -> RemoteRecord | None:
        """Return what was written, ``None`` where the answer does not say."""
        found = reading.inner(body or {}, NAMES[push.kind])
        if not reading.text(found, "Id"):
            return None
        if push.operation is Operation.DELETE:
            is_gone = reading.text(found, "status").lower() == "deleted"
            return dataclasses.replace(_removed(push), modified=time) if is_gone else None
        record = READERS[push.kind](found, self.settings)
        if push.operation is Operation.VOID:
            return dataclasses.replace(record, details={**record.details, "is_void": True})
        is_other = push.operation is Operation.UPDATE and record.id != push.remote_id
        # Under a key that somebody else used QuickBooks would answer with what that made.
        if is_other or (record.trace and push.trace and record.trace != push.trace):
            return None
        return record


def _unknown(push, words=""):
    return Outcome(push.key, Verdict.UNKNOWN, reason="outcome_unknown", words=words)


def _not_run(push, words=""):
    return Outcome(push.key, Verdict.NOT_RUN, reason="not_run", words=words)


def _removed(push):
    return RemoteRecord(push.kind, push.remote_id, active=False)


def _named(fault, push):
    """Put names for the ids that QuickBooks quotes, where the document is at hand."""
    if "name" not in fault.arguments or push.document is None:
        return fault.arguments
    wanted = _MISSING_KINDS.get(fault.reason, tuple(Kind))
    for reference in _references(push.document):
        if reference.id == fault.arguments["name"] and reference.kind in wanted and reference.name:
            return fault.arguments | {"name": reference.name}
    return fault.arguments


def _references(document):
    values = [document, *getattr(document, "lines", ()), *getattr(document, "applications", ())]
    found = (getattr(value, field.name) for value in values for field in dataclasses.fields(value))
    return [value for value in found if isinstance(value, Reference)]
