"""What a reason is: who acts next, how it is tried again, what it holds up, which buttons cure it."""

from dataclasses import dataclass
from enum import StrEnum


class Actor(StrEnum):
    """Who acts next."""

    SYSTEM = "system"
    USER = "user"
    BOOKKEEPER = "bookkeeper"
    ADMINISTRATOR = "administrator"
    LEDGER = "ledger"


class Retry(StrEnum):
    """When the same intention is tried again without a change of anything by hand."""

    NEVER = "never"  # a person cures it or releases again
    NEXT_RUN = "next_run"  # the next session takes it, as it is
    BACK_OFF = "back_off"  # later, and later each time, then a person


class Level(StrEnum):
    BLOCKING = "blocking"  # would be or was rejected
    WAITING = "waiting"  # stays queued until something else has happened
    WARNING = "warning"  # travels; worth knowing


class Root(StrEnum):
    """The kind of record at the root: one issue stands for one root, however many documents it holds up."""

    DOCUMENT = "document"
    CUSTOMER = "customer"
    VENDOR = "vendor"
    ITEM = "item"
    TAX = "tax"
    CONNECTION = "connection"


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    title: str
    words: str
    actor: Actor
    root: Root = Root.DOCUMENT
    level: Level = Level.BLOCKING
    retry: Retry = Retry.NEVER
    cures: tuple[str, ...] = ()
    # Open until somebody answers it, whatever is linked meanwhile and although nothing waits for it.
    stands: bool = False
    # Said in place of ``words`` of a ledger that we call: it has companies, and no files that somebody opens.
    words_called: str = ""
    # Where a connection goes that meets it: "" leaves it as it is.
    state: str = ""
