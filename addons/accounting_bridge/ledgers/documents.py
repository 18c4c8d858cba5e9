"""Neutral documents: what travels between Odoo and a ledger, in neither's dialect.

Frozen dataclasses. Money is ``Decimal`` in the currency of the document, rounded as the document itself
is; dates are ``datetime.date``; texts are as the person typed them (a codec shortens and cleans, and says
so). A ``Reference`` names a record of the ledger, never one of Odoo.
"""

import dataclasses
import functools
import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """Every kind of entry that a ledger keeps and the bridge knows."""

    COMPANY = "company"
    ACCOUNT = "account"
    TERM = "term"
    TAX_CODE = "tax_code"  # says whether a line or a customer is taxed
    TAX = "tax"  # a rate, owed to an agency
    CURRENCY = "currency"
    TRACKING = "tracking"  # what lines are analysed by: a class
    LOCATION = "location"  # what whole documents are analysed by: a branch, a department
    PAYMENT_METHOD = "payment_method"
    CUSTOMER = "customer"
    VENDOR = "vendor"
    ITEM = "item"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    BILL = "bill"
    JOURNAL_ENTRY = "journal_entry"
    DELETION = "deletion"  # what a ledger remembers of entries of any kind that it no longer holds

    @property
    def is_document(self):
        """Whether entries of this kind are dated documents rather than entries of a list."""
        return self in _DOCUMENTS


_DOCUMENTS = frozenset((Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PAYMENT, Kind.BILL, Kind.JOURNAL_ENTRY))
# The same as a database stores them.
DOCUMENTS = tuple(sorted(kind.value for kind in _DOCUMENTS))
# Whom a partner may be there.
PARTIES = (Kind.CUSTOMER, Kind.VENDOR)
# Entries of lists that stand for a record of Odoo each.
LISTED = (*PARTIES, Kind.ITEM)
# What is read and sent only where bills are sent.
PURCHASES = (Kind.VENDOR, Kind.BILL, Kind.JOURNAL_ENTRY)


@dataclass(frozen=True, slots=True)
class Reference:
    """A record of the ledger, by the ledger's own id; the name is for people."""

    kind: Kind
    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address. ``lines`` are the street lines, without name, city or country."""

    lines: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""

    def __bool__(self):
        return any((self.lines, self.city, self.state, self.postal_code, self.country))


@dataclass(frozen=True, slots=True)
class Party:
    """A customer or a vendor, as a person knows it.

    ``name`` is the name to be used in the ledger, already unique and short enough; ``full_name`` is Odoo's.
    ``parent`` makes it a job of that customer; ``currency`` is an ISO code, "" for the home currency.
    """

    name: str
    full_name: str
    trace: str
    company_name: str = ""
    email: str = ""
    phone: str = ""
    billing: Address = Address()
    delivery: Address = Address()
    term: Reference | None = None
    tax_code: Reference | None = None
    tax: Reference | None = None
    parent: Reference | None = None
    currency: str = ""


class AccountType(StrEnum):
    """What an account is for, in words that do not depend on the ledger.

    What an account there is for stands in ``RemoteRecord.details["role"]``, in ``role`` of these.
    """

    EXPENSE = "expense"
    INCOME = "income"
    CREDIT_CARD = "credit_card"
    CURRENT_LIABILITY = "current_liability"

    @property
    def role(self):
        return "liability" if self is AccountType.CURRENT_LIABILITY else self.value


class AccountDetail(StrEnum):
    """What an account is for more closely, for ledgers that tell such apart."""

    NONE = ""
    WAGES = "wages"
    SERVICES = "services"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the chart. ``code`` is its number there, "" where it is to have none."""

    name: str
    type: AccountType
    trace: str
    code: str = ""
    detail: AccountDetail = AccountDetail.NONE
    description: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What is sold. Prices are in the currency of the company, up to five decimals."""

    name: str
    full_name: str
    trace: str
    sku: str = ""
    description: str = ""
    sales_price: Decimal = Decimal(0)
    is_service: bool = True
    income_account: Reference | None = None
    expense_account: Reference | None = None
    tax_code: Reference | None = None


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line. Without an item it is a comment and carries no amount.

    ``amount`` is the line's own subtotal before tax, after discount, as Odoo rounded it; the ledger is
    never asked to multiply ``quantity`` by a price.
    """

    description: str = ""
    item: Reference | None = None
    quantity: Decimal | None = None
    amount: Decimal | None = None
    tax_code: Reference | None = None
    tracking: Reference | None = None
    # Where the ledger books it, for ledgers whose lines name an account (``Capabilities.lines_name_accounts``).
    account: Reference | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """A customer invoice with the totals that the ledger must arrive at.

    ``number`` is what the ledger is to print ("" = the ledger numbers), ``source_number`` is Odoo's own.
    ``tax_in_lines``: tax travels as lines of its own (tax style *tax lines*), so that the ledger computes none.
    ``exchange_rate`` is home currency per unit of the document's, None in the home currency.
    ``email`` is where the document would be sent to; that it is known sends nothing.
    """

    customer: Reference
    source_number: str
    trace: str
    date: date
    currency: str
    lines: tuple[InvoiceLine, ...]
    untaxed: Decimal
    tax_amount: Decimal
    total: Decimal
    number: str = ""
    due_date: date | None = None
    term: Reference | None = None
    tax: Reference | None = None
    customer_tax_code: Reference | None = None
    billing: Address = Address()
    delivery: Address = Address()
    customer_name: str = ""
    purchase_order: str = ""
    note: str = ""
    tax_in_lines: bool = False
    exchange_rate: Decimal | None = None
    receivable: Reference | None = None
    email: str = ""
    location: Reference | None = None


@dataclass(frozen=True, slots=True)
class CreditNote(Invoice):
    """A customer credit note. Lines and totals are positive: it is the ledger that turns them round."""


@dataclass(frozen=True, slots=True)
class CreditUse:
    """What a credit note pays of an invoice."""

    credit_note: Reference
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Application:
    """What a payment does to one invoice. ``amount`` is money, without discount and credits.

    ``discount`` is an early-payment discount or a write-off; it is booked to ``discount_account``.
    """

    invoice: Reference
    amount: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    discount_account: Reference | None = None
    credits: tuple[CreditUse, ...] = ()


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received, and what it pays. What ``applications`` leave of ``total`` stays unapplied.

    A ``total`` of zero only applies credit notes; a ledger may keep no document of it.
    """

    customer: Reference
    source_number: str
    trace: str
    date: date
    currency: str
    total: Decimal
    applications: tuple[Application, ...] = ()
    number: str = ""
    deposit_account: Reference | None = None
    method: Reference | None = None
    receivable: Reference | None = None
    exchange_rate: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line of a bill; deductions are negative."""

    account: Reference
    amount: Decimal
    description: str = ""
    customer: Reference | None = None
    tracking: Reference | None = None
    tax_code: Reference | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """What is owed to a vendor, by account."""

    vendor: Reference
    source_number: str
    trace: str
    date: date
    currency: str
    lines: tuple[BillLine, ...]
    total: Decimal
    number: str = ""
    due_date: date | None = None
    term: Reference | None = None
    payable: Reference | None = None
    exchange_rate: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One side of an entry: positive amounts are debits, negative ones credits."""

    account: Reference
    amount: Decimal
    description: str = ""
    party: Reference | None = None
    tracking: Reference | None = None


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A journal entry whose lines add up to zero. ``total`` is the sum of its debits."""

    source_number: str
    trace: str
    date: date
    currency: str
    lines: tuple[JournalLine, ...]
    total: Decimal
    number: str = ""
    exchange_rate: Decimal | None = None
    note: str = ""


Document = Party | Account | Item | Invoice | CreditNote | Payment | Bill | JournalEntry

# A fixed name space: the same trace gives the same GUID in every run and on every machine.
_GUID_SPACE = uuid.UUID("6f0b7c52-6f2e-4df6-9d8e-0c4a3b0f7d11")


# Digests are kept for years: what they are of is written in one way only.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
_encode_spaced = json.JSONEncoder(sort_keys=True).encode


def guid_of(trace: str) -> str:
    """Return the GUID, lower case and without braces, that stands for a trace (a label for ledgers that keep
    one).
    """
    return str(uuid.uuid5(_GUID_SPACE, trace))


def field_digests(document: Document) -> dict[str, str]:
    """Return 12 hexadecimal digits for each field that a document says something in.

    What it does not say is left out, so that a kind may learn a new field without every document of the past
    reading as changed.
    """
    return {name: _field_digest(value) for name, value in _plain(document).items()}


def digest_of_value(value) -> str:
    """Return the digest that ``field_digests`` gives to a field that says this."""
    return _field_digest(_plain(value))


def _field_digest(plain):
    return _sha1(_encode(plain))[:12]


def _plain(value):
    """Return a value as JSON takes it; of a dataclass only the fields that say something."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool):
        return value
    said = ((name, getattr(value, name)) for name in _names(type(value)))
    plain = {name: _plain(each) for name, each in said if each}
    return {name: each for name, each in plain.items() if each != {}}


@functools.cache
def _names(shape):
    """Return the names of the fields of a dataclass."""
    if not dataclasses.is_dataclass(shape):
        raise TypeError(f"{shape.__name__} cannot travel")
    return tuple(each.name for each in dataclasses.fields(shape))


def digest_of(document: Document) -> str:
    """Return 40 hexadecimal digits that change exactly when something that travels has changed."""
    return digest_of_fields(field_digests(document))


def digest_of_fields(digests: dict[str, str]) -> str:
    """Return the digest of the document that these digests of its fields are of."""
    return _sha1(_encode_spaced(digests))


def _sha1(text):
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
