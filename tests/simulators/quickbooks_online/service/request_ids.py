"""The memory of ``requestid`` (QBO 4.4): a write under an id that was used is not done again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ..books.faults import Fault

LONGEST = 50
#: In a batch, where the switch measures the parts too.
LONGEST_OF_BATCH = 36
LONGEST_BID = 10


@dataclass(frozen=True)
class Outcome:
    status: int
    #: {"Invoice": {...}} or {"Fault": {...}}; of a TaxService the reply itself.
    value: dict


def too_long() -> Fault:
    words = "You cannot enter more than 50 characters in the request_id field"
    return Fault(6000, "A business validation error has occurred while processing your request", words)


class RequestIds:
    """One memory per company: ids are unique per company, whatever the entity and the app."""

    def __init__(self, clock, switches):
        self._clock = clock
        self._switches = switches
        self._kept: dict[str, tuple[datetime, Outcome]] = {}

    def once(self, key: str, work: Callable[[], Outcome]) -> Outcome:
        """The first result of this id; the caller holds the lock of the company. "" is no id.

        :raise Fault: 6000 for an id that is too long, 600 where that is the answer to a repeat.
        """
        if not key:
            return work()
        if len(key) > LONGEST:
            raise too_long()
        known = self._known(key)
        if known is not None:
            if self._switches.requestid_answer == "600":
                raise Fault(600, "Duplicate Request ID", f"The request id {key} was used before")
            return known
        outcome = work()
        if outcome.status == 200 or self._switches.requestid_keeps == "everything":
            self._kept[key] = (self._clock.now(), outcome)
        return outcome

    def _known(self, key) -> Outcome | None:
        when, outcome = self._kept.get(key, (None, None))
        if when is None or (self._clock.now() - when).total_seconds() >= self._switches.requestid_lifetime:
            return None
        return outcome

    def forget(self) -> None:
        """The service was restored, or simply does not keep its promise."""
        self._kept.clear()

    def key_of_item(self, requestid: str, bid: str) -> str:
        """The effective key of an item of a batch: requestid + bId.

        :raise Fault: 6000, too long.
        """
        if not requestid:
            return ""
        parts_too_long = len(requestid) > LONGEST_OF_BATCH or len(bid) > LONGEST_BID
        if len(requestid) + len(bid) > LONGEST or (self._switches.batch_keys == "parts" and parts_too_long):
            raise too_long()
        return f"{requestid}{bid}"
