"""Reads: what is asked for each kind, and by which element it is answered (facts 4.11, 4.12).

Large lists come in pages by an iterator, which lives only as long as the session there; QuickBooks offers
none for small lists, so these come whole. Every page repeats the filters of the first.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Find, Pull, Unwritable

from . import bills, credits, customers, deletions, elements, invoices, items, journals, payments, vendors
from .kinds import NAMES
from .qwc import OWNER_ID
from .text import LONG_NUMBER, NUMBER, one_line

# Clocks there go back an hour once a year and the bound is inclusive, so we look back a little more than
# that.
REWIND = timedelta(minutes=70)
_EARLIEST = datetime(1970, 1, 1)


class Part(NamedTuple):
    """One request of a message set; a pull may need several, whose answers are folded."""

    name: str
    values: dict
    suffix: str = ""
    attributes: dict = {}

    @property
    def answer(self) -> str:
        return self.name.removesuffix("Rq") + "Rs"


_LISTS = {
    Kind.ACCOUNT: ("AccountQueryRq",),
    Kind.TERM: ("TermsQueryRq",),
    Kind.TAX_CODE: ("SalesTaxCodeQueryRq",),
    Kind.TAX: ("ItemSalesTaxQueryRq", "ItemSalesTaxGroupQueryRq"),
    Kind.CURRENCY: ("CurrencyQueryRq",),
    Kind.TRACKING: ("ClassQueryRq",),
    Kind.PAYMENT_METHOD: ("PaymentMethodQueryRq",),
    Kind.CUSTOMER: ("CustomerQueryRq",),
    Kind.VENDOR: ("VendorQueryRq",),
    Kind.ITEM: ("ItemQueryRq",),
}
_DOCUMENTS = {
    Kind.INVOICE: invoices,
    Kind.CREDIT_NOTE: credits,
    Kind.PAYMENT: payments,
    Kind.BILL: bills,
    Kind.JOURNAL_ENTRY: journals,
}
# Kinds that come in pages, by what is asked of each.
_RETURNED = {
    Kind.CUSTOMER: customers.RETURNED,
    Kind.VENDOR: vendors.RETURNED,
    Kind.ITEM: items.RETURNED,
    **{kind: module.RETURNED for kind, module in _DOCUMENTS.items()},
}
_LINKED = (Kind.INVOICE, Kind.CREDIT_NOTE, Kind.BILL)
_NUMBERS = {Kind.PAYMENT: LONG_NUMBER, Kind.BILL: LONG_NUMBER}


def parts(request: Pull | Find, settings) -> list[Part]:
    """Return the requests that one pull or find becomes, in their order."""
    if isinstance(request, Find):
        return _find(request, settings.dialect)
    if request.kind is Kind.COMPANY:
        return _company(settings)
    if request.kind is Kind.DELETION:
        return _deletions(request, settings.dialect)
    values, attributes = {}, {}
    if request.kind in _RETURNED:
        values["MaxReturned"] = request.limit
        values["IncludeRetElement"] = list(_RETURNED[request.kind])
        attributes = {"iterator": "Continue", "iteratorID": request.cursor} if request.cursor else {"iterator": "Start"}
    if request.kind in _DOCUMENTS:
        # What is applied to a document shows in its links alone; its lines would make pages ten times as long.
        values |= {"IncludeLinkedTxns": True} if request.kind in _LINKED else {}
        if tells_what_is_paid(request):
            values |= {"IncludeLineItems": True}
            values["IncludeRetElement"] += payments.LINES
        elif request.kind is Kind.JOURNAL_ENTRY:
            # Its total, and our mark, stand on its lines alone.
            values |= {"IncludeLineItems": True}
            values["IncludeRetElement"] += journals.LINES
        return [Part(_query(request.kind), values | _dates(request), "", attributes)]
    # A name stays taken by an entry that was set inactive; by default only active ones would come.
    values["ActiveStatus"] = "All"
    # A group of taxes says nothing without its members, so taxes always come whole.
    if request.since and request.kind is not Kind.TAX:
        values["FromModifiedDate"] = rewound(request.since)
    if request.from_name:
        values["NameRangeFilter"] = {"FromName": request.from_name}
    names = _LISTS[request.kind]
    return [Part(name, values, f".{number}" if len(names) > 1 else "", attributes) for number, name in enumerate(names)]


def tells_what_is_paid(request: Pull | Find) -> bool:
    """Return whether the answer says of payments what they pay: a few words more, of those that changed only.

    On the first day none of them is ours, and there may be years of them.
    """
    return request.kind is Kind.PAYMENT and (isinstance(request, Find) or bool(request.since))


def _company(settings):
    answers = [
        Part("HostQueryRq", {}, ".host"),
        Part("CompanyQueryRq", {"OwnerID": [OWNER_ID]}, ".company"),
        Part("PreferencesQueryRq", {}, ".preferences"),
        Part("CompanyActivityQueryRq", {}, ".activity"),
    ]
    # Where the file keeps one currency QuickBooks may refuse the question, and nobody needs the answer.
    if settings.multicurrency and settings.dialect.version >= (8, 0):
        answers.append(Part("CurrencyQueryRq", {"ActiveStatus": "ActiveOnly"}, ".currencies"))
    return answers


def _deletions(request, dialect):
    since = rewound(request.since) if request.since else request.from_date
    return [
        Part(name, values, f".{number}")
        for number, (name, values) in enumerate(deletions.values(dialect, _moment(since)))
    ]


def _moment(since):
    """Return a bound of time from one that may be a date alone."""
    return f"{since}T00:00:00" if len(since) == 10 else since


def _query(kind):
    return f"{NAMES[kind]}QueryRq"


def _dates(request):
    if request.since:
        return {"ModifiedDateRangeFilter": {"FromModifiedDate": rewound(request.since)}}
    if request.from_date:
        return {"TxnDateRangeFilter": {"FromTxnDate": datetime.fromisoformat(request.from_date).date()}}
    return {}


def _find(request, dialect):
    names = [name for name in (one_line(name, 209) for name in request.names) if name]
    if not names or request.kind in (Kind.COMPANY, Kind.DELETION):
        # Without a name the query would answer with the whole list.
        raise Unwritable("nothing to be found by name")
    if request.kind in _DOCUMENTS:
        # The exact form is much quicker there, and Odoo knows the number letter by letter.
        exact = "RefNumberCaseSensitive" if dialect.version >= (4, 0) else "RefNumber"
        limit = _NUMBERS.get(request.kind, NUMBER)
        # These are few, so they come whole: a change keeps the lines that it is told of.
        values = {
            exact: [name[:limit] for name in names],
            "IncludeLineItems": True,
            "IncludeRetElement": [*_RETURNED[request.kind], *_DOCUMENTS[request.kind].LINES],
        }
        values |= {"IncludeLinkedTxns": True} if request.kind in _LINKED else {}
        return [Part(_query(request.kind), values)]
    values = {"FullName": names}
    if request.kind in _RETURNED:
        values["IncludeRetElement"] = list(_RETURNED[request.kind])
    queries = _LISTS[request.kind]
    return [Part(name, values, f".{number}" if len(queries) > 1 else "") for number, name in enumerate(queries)]


def rewound(since: str) -> str:
    """Return a watermark as it is asked for: wall-clock time there, without offset (facts 3.4)."""
    try:
        moment = datetime.fromisoformat(since[:19])
    except ValueError as error:
        raise Unwritable(f"{since} is no watermark of this ledger") from error
    return max(moment - REWIND, _EARLIEST).isoformat(timespec="seconds")


def encode(requests, settings) -> str:
    dialect = settings.dialect
    return elements.message_set(
        [
            elements.request(part.name, part.values, dialect, f"r{index}{part.suffix}", **part.attributes)
            for index, request in enumerate(requests)
            for part in parts(request, settings)
        ],
        dialect,
    )
