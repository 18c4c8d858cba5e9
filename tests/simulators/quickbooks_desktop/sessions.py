"""A visit of one application to the open company file."""

from dataclasses import dataclass, field

from .iterators import Iterators


@dataclass
class Session:
    """One application's visit; its iterators end with it (facts 4.12)."""

    application: str
    owner_id: str = ""
    read_only: bool = False
    iterators: Iterators = field(default_factory=Iterators)
