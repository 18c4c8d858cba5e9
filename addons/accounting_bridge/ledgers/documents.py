"""Neutral documents: what travels between Odoo and a ledger, in neither's dialect.

Frozen dataclasses. Money is ``Decimal`` in the currency of the document, rounded as the document itself
is; dates are ``datetime.date``; texts are as the person typed them (a codec shortens and cleans, and says
so). A ``Reference`` names a record of the ledger, never one of Odoo.
"""

import dataclasses
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
    CUSTOMER = "customer"
    ITEM = "item"
    INVOICE = "invoice"

    @property
    def is_document(self):
        """Whether entries of this kind are dated documents rather than entries of a list."""
        return self is Kind.INVOICE


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
    """A customer, as a person knows it.

    ``name`` is the name to be used in the ledger, already unique and short enough; ``full_name`` is Odoo's.
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


@dataclass(frozen=True, slots=True)
class Invoice:
    """A customer invoice with the totals that the ledger must arrive at.

    ``number`` is what the ledger is to print ("" = the ledger numbers), ``source_number`` is Odoo's own.
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


Document = Party | Item | Invoice

# A fixed name space: the same trace gives the same GUID in every run and on every machine.
_GUID_SPACE = uuid.UUID("6f0b7c52-6f2e-4df6-9d8e-0c4a3b0f7d11")


def guid_of(trace: str) -> str:
    """Return the GUID, lower case and without braces, that stands for a trace (a label for ledgers that keep
    one).
    """
    return str(uuid.uuid5(_GUID_SPACE, trace))


def digest_of(document: Document) -> str:
    """Return 40 hexadecimal digits that change exactly when something that travels has changed."""

    def plain(value):
        if isinstance(value, Decimal):
            return format(value.normalize(), "f")
        if isinstance(value, date):
            return value.isoformat()
        raise TypeError(f"{type(value).__name__} cannot travel")

    text = json.dumps(dataclasses.asdict(document), default=plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
