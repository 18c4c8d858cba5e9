"""What may go wrong on the way, planned by message number; the first message of a visit is number 1."""

from collections.abc import Iterator
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Faults:
    """The plan of one visit. Each number of a plan that a visit reached stands in ``VisitResult.faults_hit``.

    ``lost_before``: the connection breaks before the message is sent. ``lost_after``: the service answered,
    the answer never arrives. ``repeated``: a retrying proxy delivers the message twice, the connector reads
    the second answer. ``dies_before``: power cut before the message leaves; what QuickBooks did for it is
    done. ``dies_after``: power cut when its answer is in, before QuickBooks has done anything with it.
    """

    lost_before: tuple[int, ...] = ()
    lost_after: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()
    dies_before: tuple[int, ...] = ()
    dies_after: tuple[int, ...] = ()

    def at(self, kind: str, number: int) -> bool:
        return number in getattr(self, kind)

    @property
    def planned(self) -> frozenset[tuple[str, int]]:
        return frozenset((field.name, number) for field in fields(self) for number in getattr(self, field.name))

    @classmethod
    def of_every_kind(cls, messages: int, kinds: tuple[str, ...] = ()) -> Iterator["Faults"]:
        """One plan for each kind at each message of a visit that has so many messages."""
        for kind in kinds or [field.name for field in fields(cls)]:
            for number in range(1, messages + 1):
                yield cls(**{kind: (number,)})

    @classmethod
    def kill_points(cls, messages: int) -> Iterator["Faults"]:
        """A power cut before and after each message."""
        return cls.of_every_kind(messages, ("dies_before", "dies_after"))

    def __str__(self):
        return ", ".join(f"{kind} {number}" for kind, number in sorted(self.planned)) or "no faults"
