"""How the engine speaks with a ledger: requests, what was answered, and the contract of a ledger.

A ledger only translates. It holds no record, no cursor and no state of its own: the engine gives it
requests, commits the exact bytes it made of them, has the bytes carried (by ``perform`` for a ledger that
is called, by a visit for one that calls us), commits the raw answer and has it read. Every method but
``perform`` is pure.
"""

import abc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from .documents import AccountDetail, AccountType, Document, Kind

# Entries of a page, where nobody asks for fewer.
PAGE = 500


class Operation(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    VOID = "void"  # stays there with nothing in it
    DELETE = "delete"  # only where the ledger cannot void the kind


@dataclass(frozen=True, slots=True)
class Pull:
    """Read the entries of one kind that changed since a watermark; ``since`` and ``cursor`` are the ledger's
    words.

    ``from_date`` (ISO) bounds documents by their own date; it is the start date of the connection. A pull of
    ``Kind.DELETION`` is answered by records of every kind that are no longer there; ``modified`` says since when.
    ``from_name``: only entries of this full name and after it, for kinds in ``Capabilities.ranged_lists``.
    """

    kind: Kind
    since: str = ""
    from_date: str = ""
    cursor: str = ""
    limit: int = PAGE
    from_name: str = ""


@dataclass(frozen=True, slots=True)
class Find:
    """Read the entries of one kind that bear one of these names (documents: numbers), or one of these keys.

    ``keys`` are e-mail addresses of customers, or SKUs of items; a ledger that cannot be asked by them goes by names.
    """

    kind: Kind
    names: tuple[str, ...]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Push:
    """Write one document. ``key`` is a function of intent and names the request in the answer."""

    key: str
    kind: Kind
    operation: Operation
    document: Document | None
    remote_id: str = ""
    version: str = ""
    trace: str = ""
    # What the mirror keeps of the entry that is updated (``RemoteRecord.details``): some ledgers have several kinds of
    # item and must be asked by the right one.
    details: Mapping[str, object] = field(default_factory=dict)
    # Names of the fields of the document that are no longer what the ledger accepted last; None: say all of them.
    changed: frozenset[str] | None = None

    def refused_for(self, reason: str) -> str:
        """Return the reason of a refusal as it is told of this write.

        A document that is changed or removed pays nothing: where a ledger says that more is paid than it comes to, or
        that something is paid at all, it is what is paid there that forbids it. A payment that is deleted pays nothing
        either, and of an entry of a list nothing is paid: there only the ledger's own words tell what it is.
        """
        if reason != "paid_more_than_due" or self.operation is Operation.CREATE:
            return reason
        return "not_changeable" if self.kind.is_document and self.kind is not Kind.PAYMENT else "refused"


@dataclass(frozen=True, slots=True)
class RemoteRecord:
    """One entry as the ledger holds it.

    ``version`` is its optimistic lock, ``modified`` its time of change in the ledger's own words (never
    compared with our clock). ``trace`` and ``guid`` are what is left of ours on it, "" where nothing is.
    ``total``, ``tax_amount``, ``balance`` and ``customer_id`` are for documents. ``details`` holds what
    only some kinds have, as plain JSON values.
    """

    kind: Kind
    id: str
    name: str = ""
    version: str = ""
    modified: str = ""
    active: bool = True
    full_name: str = ""
    number: str = ""
    email: str = ""
    sku: str = ""
    customer_id: str = ""
    date: str = ""
    currency: str = ""
    total: Decimal | None = None
    tax_amount: Decimal | None = None
    balance: Decimal | None = None
    trace: str = ""
    guid: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to a ``Pull`` or ``Find``: ``cursor`` is empty on the last page, ``remaining`` counts what
    is left.

    ``reason`` is a code of ``reasons`` when the ledger refused to answer, with its own ``words``. ``through`` is the
    ledger's own time up to which the answer is complete, where it tells one: a list in which nothing changes for
    months has no newest entry to go on from.
    """

    kind: Kind
    records: tuple[RemoteRecord, ...] = ()
    cursor: str = ""
    remaining: int = 0
    through: str = ""
    reason: str = ""
    words: str = ""
    # Of deletions: kinds of which the ledger could not tell all that are gone. The same session reads them whole.
    untold: tuple[Kind, ...] = ()


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_RUN = "not_run"  # definitely not executed and not judged: may travel again as it is
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one ``Push``. ``reason`` is a code of ``reasons``, ``words`` are the ledger's own."""

    key: str
    verdict: Verdict
    record: RemoteRecord | None = None
    reason: str = ""
    words: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)


class Memory(StrEnum):
    """Whether the ledger still knows a set of writes it was asked about again."""

    KEPT = "kept"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that one answer says.

    ``problem`` is a reason why nothing else in it can be relied on; ``pause`` is one why the session ends although
    what was answered is sound (throttled, the sign-in died between two calls).
    """

    pages: tuple[Page, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    memory: Memory = Memory.KEPT
    problem: str = ""
    pause: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a ledger can do and bear; numbers are what is safe, not what is possible."""

    writes_per_exchange: int
    operations: Mapping[Kind, frozenset[Operation]]
    first_reads: tuple[Kind, ...]
    refreshed_reads: tuple[Kind, ...]
    # What binds an Odoo record to an entry by itself (design, section 6): "name", "email" or "sku".
    leading_keys: Mapping[Kind, str]
    # How long the ledger is trusted to remember a key that left; counted from the moment the bytes first left.
    key_lifetime: timedelta
    name_lengths: Mapping[Kind, int]
    number_length: int
    payment_number_length: int = 20
    # Whether a number is used up by the first document that has it, also where that was voided.
    numbers_are_used_up: bool = False
    # Whether a customer there has one currency, so that whoever pays in two is two customers.
    customer_per_currency: bool = False
    # Whether pages of documents come without the lines that a change has to name: these are asked for by number.
    lines_by_look: bool = False
    # Whether the amounts of a document stay as they are once something is paid or applied on it.
    paid_amounts_stay: bool = False
    # Whether a payment there can say that less than what it closes was paid: a discount, a write-off.
    payment_discounts: bool = True
    # Whether money without an account goes to a place there that somebody has to empty by hand.
    needs_deposit_account: bool = False
    # Whether an account in the home currency takes money in another one.
    deposits_into_home: bool = False
    # What is read besides by every session where bills are sent.
    purchase_reads: tuple[Kind, ...] = ()
    # Which way a kind goes until a person says otherwise: "push", "pull" or "both"; "push" where nothing is said.
    first_directions: Mapping[Kind, str] = field(default_factory=dict)
    # Whether a payment there may bring more than it pays, so that the rest stays unapplied.
    payment_rests: bool = True
    # How long what has left may still be carried out there although its answer was a failure: until then that it is not
    # there proves nothing.
    may_arrive_for: timedelta = timedelta(0)
    # Whether a line of an invoice names its account itself: what the item says there need not be enough.
    lines_name_accounts: bool = False
    # Whether the tax of a document is told to the ledger, so that its own rounding does not count.
    tax_is_told: bool = False
    # Whether a document there says where the customer gets mail.
    takes_email: bool = False
    # Whether a document there has a note that its customer does not read.
    keeps_notes: bool = False
    # Whether an invoice there names its receivable account: a payment goes to the same one.
    names_receivable: bool = False
    # How far back the ledger can say what changed; after a longer silence everything is read again.
    change_memory: timedelta | None = None
    # Kinds of which the ledger never says what changed: read whole when this old, and not asked for in between.
    whole_reads: Mapping[Kind, timedelta] = field(default_factory=dict)
    # Long lists whose places (``cursor``) do not outlive a visit, and which can be asked for from a name on.
    ranged_lists: frozenset[Kind] = frozenset()
    # True where the engine calls the ledger, False where the ledger's own program visits us for the bytes.
    is_called: bool = True

    @property
    def all_reads(self) -> tuple[Kind, ...]:
        """Every kind that is ever read, those of the first session first."""
        return tuple(dict.fromkeys((*self.first_reads, *self.refreshed_reads, *self.purchase_reads)))

    def can(self, kind: Kind, operation: Operation) -> bool:
        return operation in self.operations.get(kind, frozenset())

    def removal(self, kind: Kind) -> Operation:
        """Return how a document of a kind is taken back there: voided, or deleted where it cannot be voided."""
        return Operation.VOID if self.can(kind, Operation.VOID) else Operation.DELETE


class Access(abc.ABC):
    """What carrying bytes to a ledger takes beside the bytes. The engine keeps it; it may be used outside any
    transaction, each call is one of its own.

    ``company_id`` is the ledger's id of the company that the connection belongs to, ``environment`` the ledger's word
    for the world it lives in ("production", "sandbox").
    """

    company_id: str
    environment: str
    # False where the sign-in itself says which company it is for, so that no id of one has to be named.
    needs_company: bool = True
    # Why the last grant fell short: a code of the table of reasons.
    short_of: str = "throttled"

    @abc.abstractmethod
    def token(self) -> str:
        """Return an access token that is good for some minutes yet, refreshed where it was not.

        :raise Unreachable: there is none: ``reason`` says whether a person must sign in again.
        """

    @abc.abstractmethod
    def renew(self, failed: str) -> str:
        """Return another token than the one that the ledger refused: refreshed, unless somebody else did so already.

        :raise Unreachable: as for ``token``.
        """

    @abc.abstractmethod
    def grant(self, calls: int, *, metered: int = 0, batches: int = 0) -> int:
        """Take calls out of the budget that all workers share. :return: how many of them may leave now, from 0."""

    @abc.abstractmethod
    def throttled(self, seconds: float) -> None:
        """Note that the ledger asked for quiet: nothing is granted for so long."""

    def note_left(self, *, day: int | None = None, minute: int | None = None) -> None:
        """Note how many calls the ledger says are left; ``None`` where it did not say."""
        return  # Nobody has to keep it: most ledgers never say.


class Ledger(abc.ABC):
    """The contract of a ledger. Instances are made for one exchange and know the ledger company's own settings.

    :param company: details of the ledger company as its COMPANY record gave them (country, currency, preferences);
        empty before the first session.
    """

    code: str
    capabilities: Capabilities

    def __init__(self, company: Mapping[str, object] | None = None):
        self.company = company or {}

    @property
    def has_bills(self) -> bool:
        """Return whether there are bills in what the ledger company has booked with the ledger, as far as it tells."""
        return self.capabilities.can(Kind.BILL, Operation.CREATE)

    @abc.abstractmethod
    def encode_reads(self, requests: Sequence[Pull | Find]) -> str:
        """Return the exact text of one round trip that asks for these pages."""

    @abc.abstractmethod
    def encode_writes(self, pushes: Sequence[Push], key: str, previous_key: str) -> str:
        """Return the exact text of one round trip that writes these documents.

        :param key: key of the whole set, unique per connection.
        :param previous_key: key of the last set that was applied; the ledger may forget that one.
        """

    @abc.abstractmethod
    def encode_recovery(self, payload: str, key: str) -> str:
        """Return the text that asks what became of a set of writes; sending it can never execute a write twice.

        :param payload: the exact text that was sent.
        """

    @abc.abstractmethod
    def decode(self, answer: str, requests: Sequence[Pull | Find | Push]) -> Reading:
        """Read an answer to ``requests``. Never raises for what a ledger may say: that is a ``Reading.problem``."""

    def perform(self, payload: str, not_after: float, access: Access | None = None) -> str:
        """Carry the bytes to the ledger and return its answer (only where ``capabilities.is_called``).

        :param not_after: time on the monotonic clock after which the bytes must not leave any more.
        :param access: sign-in and budget, for ledgers that ask for them.
        :raise Unreachable: nothing left, nothing can have happened there.
        :raise Unanswered: the bytes left and no whole answer came back: the outcome is unknown.
        """
        raise NotImplementedError(f"{self.code} is not called: its own program visits us")

    def page_of(self, kind: Kind, remote_id: str, company_id: str, environment: str) -> str:
        """Return the address of the page on which a person sees an entry in this ledger, "" where there is none.

        :param company_id: the ledger's id of the company.
        :param environment: as ``Access.environment``.
        """
        return ""

    def party_name(self, name: str, identity: int, *, taken: bool = False) -> str:
        """Return the deterministic name under which a customer can stand in this ledger, "" if nothing is
        left of it.

        :param identity: number of the Odoo record; part of the name where it had to be shortened or is taken.
        :param taken: the plain name belongs to somebody else there.
        """
        return f"{name} ({identity})" if taken and name else name

    def item_name(self, name: str, identity: int, *, taken: bool = False) -> str:
        """Return the deterministic name under which an item can stand in this ledger, "" if nothing is left of it."""
        return f"{name} ({identity})" if taken and name else name

    def item_names(self, name: str, code: str) -> tuple[str, str]:
        """Return the name of an item that has both a name and a SKU here, and what people call it."""
        return name, name

    @property
    def items_have_both_sides(self) -> bool:
        """Whether every item has to say where it is bought from, also one that only is sold."""
        return False

    def account_name(self, name: str, code: str) -> str:
        """Return the name under which an account can stand in this ledger, "" if nothing is left of it.

        :param code: its number; what tells it from others where its name had to be shortened.
        """
        return name

    def account_words(self, kind: AccountType, detail: AccountDetail) -> tuple[str, str]:
        """Return what a person there calls a type of account, and what it is more closely ("" where there is no such).

        A type that this ledger cannot keep, or not so that documents may name it, has no words: ``("", "")``.
        """
        return kind.value.replace("_", " ").capitalize(), ""

    def company_with(self, accounts: Sequence[RemoteRecord]) -> Mapping[str, object]:
        """Return the details of the ledger company once these accounts are there, as far as they change any."""
        return {}


class Unreachable(Exception):
    """The ledger was not reached: the bytes did not leave.

    :param reason: code of the table of reasons; one of a sign-in stops the connection until a person signs in.
    """

    def __init__(self, words: str, reason: str = "unreachable"):
        super().__init__(words)
        self.reason = reason


class Unanswered(Exception):
    """The bytes left and no whole answer came back."""


class Unwritable(ValueError):
    """A document does not fit the ledger's dialect: found before anything left, so its neighbours may go
    without it.

    :param key: key of the ``Push`` that is at fault.
    """

    def __init__(self, words: str, key: str = ""):
        super().__init__(words)
        self.key = key
