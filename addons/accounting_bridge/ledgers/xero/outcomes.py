"""What became of a write (facts 3.2, 6, 7).

The element in an answer decides. Elements of a list come back in the order in which they were sent, which nobody
promises: each is known by what names it, too. A definite refusal is one of a first try only: the second try of a set
may be refused because the first one was executed and its key is forgotten (a number that is in use now, nothing open
any more), so that any refusal then leaves it to evidence.
"""

import dataclasses

from .. import json_text
from ..documents import Kind
from ..protocol import Operation, Outcome, Push, RemoteRecord, Verdict
from . import credits, faults, looks, payments, reading, writes
from .answers import Answer
from .kinds import ALLOCATIONS, BATCH_PAYMENTS, LISTINGS
from .readers import READERS, is_of


class Outcomes:
    """Reads the outcomes of one answer."""

    def __init__(self, answer: Answer, settings):
        self.answer, self.settings = answer, settings
        self.sets = {}
        for said in answer.of(writes.SET):
            for place, (key, mark) in enumerate(_marks(said.id)):
                self.sets[key] = said, place, mark

    @property
    def problem(self) -> str:
        """Why nothing of the whole set was done: none of its calls could even be read. Looks change nothing."""
        writing = [said for said in self.answer.said if not looks.name_of(said.id)]
        unread = [said for said in writing if _is_unread(said)]
        several = sum(len(_marks(said.id)) > 1 for said in unread)
        return "not_understood" if several and len(unread) == len(writing) else ""

    def outcome(self, push: Push) -> Outcome:
        """Return what became of one push."""
        said, place, mark = self.sets.get(push.key) or (self.answer.by_id.get(push.key), None, "")
        if said is None:
            return _unknown(push)
        if said.unsent:
            return _unknown(push, said.unsent) if said.is_again else _not_run(push, said.unsent)
        if said.lost:
            return _unknown(push, said.lost)
        if said.moved:
            return self._moved(push, said, is_alone=place is None)
        if said.fault:
            return self._whole(push, said, mark, is_alone=place is None or len(_marks(said.id)) == 1)
        if push.operation is Operation.DELETE:
            return self._deleted(push, said)
        if place is None and ALLOCATIONS in (said.body or {}):
            return self._allocated(push, said)
        objects = next((said.objects(name) for name in _names(push) if name in (said.body or {})), [])
        element = _element(objects, place or 0, mark)
        return self._element(push, element, said) if element else _unknown(push)

    @staticmethod
    def _moved(push, said, *, is_alone):
        """Judge what did not leave since it, or another one of its list, is no longer what it was."""
        if said.is_again:
            # Of a second try it may have been the first that moved it.
            return _unknown(push)
        if is_alone or push.remote_id.lower() in said.moved_ids:
            return Outcome(push.key, Verdict.REFUSED, reason="changed_there")
        return _not_run(push)

    def _deleted(self, push, said):
        """Judge a deletion: what comes back says what is left of it, of an allocation often nothing."""
        body = said.body or {}
        rows = [row for name in (*_names(push), ALLOCATIONS) for row in reading.rows(body, name)]
        fault = next(filter(None, map(faults.of_element, rows)), None)
        if fault:
            return self._judged(push, fault, said)
        return Outcome(push.key, Verdict.ACCEPTED, dataclasses.replace(_removed(push), modified=said.time))

    def _whole(self, push, said, mark, *, is_alone):
        """Judge by the fault of a call as a whole."""
        fault = said.fault
        if not is_alone and _is_unread(said):
            return _not_run(push, fault.words)
        if not is_alone and said.status == 400:
            # Some of a list may have been saved all the same; those that are named with errors were not.
            refused = [row for row in said.objects("Elements") if writes.mark_of(row, mark)]
            own = faults.of_element(refused[0]) if len(refused) == 1 else None
            return self._judged(push, own, said) if own else _unknown(push, fault.words)
        return self._judged(push, fault, said)

    def _judged(self, push, fault, said):
        if push.operation is Operation.DELETE and faults.is_gone_already(fault):
            # It is not there, which is all that was wanted.
            return Outcome(push.key, Verdict.ACCEPTED, _removed(push), words=fault.words)
        if fault.verdict is Verdict.UNKNOWN or said.is_again:
            return _unknown(push, fault.words)
        if fault.verdict is Verdict.NOT_RUN:
            return _not_run(push, fault.words)
        reason = push.refused_for(fault.reason)
        return Outcome(push.key, fault.verdict, None, reason, fault.words, fault.arguments)

    def _element(self, push, element, said):
        fault = faults.of_element(element)
        if fault:
            return self._judged(push, fault, said)
        record = self._record(push, element)
        return _unknown(push) if record is None else Outcome(push.key, Verdict.ACCEPTED, record)

    def _record(self, push, element) -> RemoteRecord | None:
        """Return what was written, ``None`` where the answer does not say."""
        if push.kind is Kind.PAYMENT:
            batch = "BatchPaymentID" in element and "PaymentID" not in element
            record = (payments.read_batch if batch else payments.read)(element, self.settings)
        elif is_of(push.kind, element) and reading.is_guid(reading.text(element, LISTINGS[push.kind].identity)):
            record = READERS[push.kind](element, self.settings)
        else:
            return None
        if record is None:
            return None
        if push.operation is Operation.VOID:
            return dataclasses.replace(record, details={**record.details, "is_void": True})
        # The code of an item, its id for us, may be what was changed.
        is_other = push.operation is Operation.UPDATE and push.kind is not Kind.ITEM and record.id != push.remote_id
        # Under a key that somebody else used Xero would answer with what that made.
        if is_other or (
            record.trace and push.trace and push.operation is Operation.CREATE and record.trace != push.trace
        ):
            return None
        return record

    def _allocated(self, push, said):
        """Judge allocations of one credit note. Several, and those without an id, leave nothing to be named by."""
        rows = said.objects(ALLOCATIONS)
        bad = [fault for row in rows if (fault := faults.of_element(row))]
        if bad:
            # Where one of several was taken nobody can say it of all.
            return self._judged(push, bad[0], said) if len(bad) == len(rows) else _unknown(push, bad[0].words)
        if not rows:
            return _unknown(push)
        row = rows[0]
        note = reading.text(reading.inner(row, "CreditNote"), "CreditNoteID")
        is_named = len(rows) == 1 and note and reading.is_guid(reading.text(row, "AllocationID"))
        return Outcome(push.key, Verdict.ACCEPTED, credits.allocation(note, row) if is_named else None)


def _is_unread(said):
    """Return whether a call was not even read there; of a second try nobody knows what became of the first."""
    return bool(said.fault and said.fault.is_unread and not (said.unsent or said.is_again))


def _marks(identity):
    if not identity.startswith(writes.SET):
        return []
    try:
        found = json_text.read(identity.removeprefix(writes.SET))
    except (ValueError, RecursionError):
        return []
    rows = found if isinstance(found, list) else []
    return [row for row in rows if isinstance(row, list) and len(row) == 2 and all(isinstance(x, str) for x in row)]


def _names(push):
    """Return what the list in a body may be called."""
    endpoint = LISTINGS[push.kind].endpoint
    return (BATCH_PAYMENTS, endpoint) if push.kind is Kind.PAYMENT else (endpoint,)


def _element(objects, place, mark):
    """Return the element of a push: the one at its place, unless another one bears its mark.

    What was refused may bear none. Where another one stands at the place, and one alone bears nothing, that is it.
    """
    at_place = objects[place] if place < len(objects) else None
    others = [each for each in objects if writes.mark_of(each, mark)]
    if others:
        return at_place if at_place in others else others[0] if len(others) == 1 else None
    bare = [each for each in objects if writes.mark_of(each, mark) is None]
    if at_place is None or at_place in bare:
        return at_place
    return bare[0] if len(bare) == 1 else None


def _unknown(push, words=""):
    return Outcome(push.key, Verdict.UNKNOWN, reason="outcome_unknown", words=words)


def _not_run(push, words=""):
    return Outcome(push.key, Verdict.NOT_RUN, reason="not_run", words=words)


def _removed(push):
    return RemoteRecord(push.kind, push.remote_id, active=False)
