"""Reads: which calls a set of questions becomes (facts 0.7, 3, 4.1, 4.3, 9).

=====================================  ================================================================================
question                               call
=====================================  ================================================================================
small lists, the company               queries in one batch, whose rows together stay below what one may answer with.
                                       It also brings the first few of what is read in pages, which of a small company
                                       is everything, and counts them, so that the last page is known as such
a list or documents, all of them       a query for each page of a thousand, in the order of their ids
what changed since a time, deletions   one call of change data capture for all kinds, from a little before the oldest
                                       of their times
what changed, too much for one answer  a query for each page, kind by kind; deletions entity by entity
names, numbers, keys                   queries for a hundred of them each
=====================================  ================================================================================

A call names in its ``id`` what it asks, so that an answer is read without knowing how it was asked. Calls of queries
begin with the place of their question.
"""

from typing import NamedTuple

from .. import json_text
from ..documents import Kind
from ..moments import days_between
from ..protocol import Find, Pull, Unwritable
from ..texts import to_ask_for
from . import company, places, queries
from .kinds import CAPTURED, NAMES, SMALL, TAXES, UNCAPTURED
from .moments import rewound
from .places import Place, place_of
from .text import NUMBER, PAYMENT_NUMBER

LISTS, CAPTURE = "lists", "cdc"
COMPANY, PREFERENCES, TAX_CODES, TAX_RATES = "company", "prefs", "taxcode", "taxrate"


class SmallList(NamedTuple):
    """A query of the batch: its entity, and how many rows of the thousand are its share (0: there is one)."""

    entity: str
    limit: int


# By bId, which takes ten characters (facts 4.4).
SMALL_LISTS = {
    COMPANY: SmallList("CompanyInfo", 0),
    PREFERENCES: SmallList("Preferences", 0),
    "account": SmallList("Account", 200),
    "term": SmallList("Term", 50),
    TAX_CODES: SmallList("TaxCode", 100),
    TAX_RATES: SmallList("TaxRate", 150),
    "class": SmallList("Class", 40),
    "location": SmallList("Department", 25),
    "method": SmallList("PaymentMethod", 50),
    "currency": SmallList("CompanyCurrency", 50),
}
# The share of each kind that is read in pages, of what is left of the thousand.
FIRST_FEW = {Kind.CUSTOMER: 90, Kind.ITEM: 90, Kind.INVOICE: 50, Kind.CREDIT_NOTE: 50, Kind.PAYMENT: 50}
PARTS = {
    Kind.COMPANY: (COMPANY, PREFERENCES),
    Kind.ACCOUNT: ("account",),
    Kind.TERM: ("term",),
    Kind.TAX_CODE: (TAX_CODES, TAX_RATES),
    Kind.TAX: (TAX_CODES, TAX_RATES),
    Kind.TRACKING: ("class",),
    Kind.LOCATION: ("location",),
    Kind.PAYMENT_METHOD: ("method",),
    Kind.CURRENCY: ("currency",),
}
_CAPTURED = tuple(NAMES[kind] for kind in CAPTURED)
_NAME = {Kind.CUSTOMER: "DisplayName", Kind.VENDOR: "DisplayName", Kind.PAYMENT: "PaymentRefNum"}
# By what customers and items are asked for besides; nothing says whether a SKU may be (facts 3).
_KEY = {Kind.CUSTOMER: "PrimaryEmailAddr", Kind.ITEM: "Sku"}
# Longer than any name or number there is.
_LONGEST = 500


def encode(requests, settings) -> str:
    listed = [request for request in requests if _is_listed(request, requests, settings)]
    calls = _batch(listed, requests)
    calls += _capture(requests)
    for index, request in enumerate(requests):
        if isinstance(request, Find):
            calls += _find(index, request)
        elif request not in listed and not (listed and is_begun(request)):
            calls += _pages(index, request)
    return json_text.write({"calls": calls})


# === WHICH WAY === #


def _is_listed(request, requests, settings) -> bool:
    """Return whether a question goes into the batch of small lists."""
    if isinstance(request, Find) or request.kind not in SMALL or place_of(request.cursor):
        return False
    if request.kind is Kind.COMPANY:
        is_asked_more = any(each.kind is not Kind.COMPANY for each in requests)
        return not (is_captured(request) and _is_fresh(request, settings) and is_asked_more)
    return not is_captured(request)


def _is_fresh(request, settings):
    """Return whether what is known of the company is young enough to be proved by any answer."""
    age = days_between(settings.read_at, request.since)
    return bool(settings.read_at and settings.known.get("name")) and age < company.OLD_AFTER


def is_captured(request) -> bool:
    """Return whether change data capture answers a question."""
    return (
        isinstance(request, Pull)
        and bool(request.since)
        and request.kind not in UNCAPTURED
        and not place_of(request.cursor)
    )


def captured(requests) -> tuple[str, ...]:
    """Return the entities that one call of change data capture is asked for."""
    pulls = [request for request in requests if is_captured(request)]
    entities = dict.fromkeys(NAMES[pull.kind] for pull in pulls if pull.kind in NAMES)
    if not entities and any(pull.kind is Kind.DELETION for pull in pulls):
        return _CAPTURED
    return tuple(entities)


def captured_since(requests) -> str:
    """Return the time from which change data capture is asked: a little before the oldest watermark.

    :raise Unwritable: one of them is no watermark of this ledger.
    """
    try:
        # The company is proved by any answer, so its own watermark asks for nothing.
        return min(
            rewound(request.since) for request in requests if is_captured(request) and request.kind is not Kind.COMPANY
        )
    except ValueError as error:
        raise Unwritable(str(error)) from error


# === THE CALLS === #


def _call(identity, method, path, parameters=None, **more):
    return {"id": identity, "method": method, "path": path, "parameters": parameters or {}, **more}


def _query(identity, query):
    return _call(identity, "POST", "query", query=query)


def _batch(listed, requests):
    """Return the batch of the small lists, which counts what is read in pages beside them."""
    if not listed:
        return []
    parts = dict.fromkeys(part for request in listed for part in PARTS[request.kind])
    items = {part: _small_query(SMALL_LISTS[part]) for part in parts}
    for index, request in enumerate(requests):
        if is_begun(request):
            entity, conditions = NAMES[request.kind], _conditions(request)
            items[head(index)] = queries.select(entity, conditions, limit=FIRST_FEW[request.kind])
            items[counter(index)] = queries.count(entity, conditions)
    body = {"BatchItemRequest": [{"bId": name, "Query": query} for name, query in items.items()]}
    return [_call(f"{LISTS}:{','.join(items)}", "POST", "batch", body=body)]


def is_begun(request) -> bool:
    """Return whether a question begins at the first entry of what is read in pages."""
    if isinstance(request, Find) or request.kind not in FIRST_FEW:
        return False
    return not (place_of(request.cursor) or is_captured(request))


def head(index: int) -> str:
    """Return the bId under which the first few entries that a question is about are asked for."""
    return f"h{index}"


def counter(index: int) -> str:
    """Return the bId under which the entries that a question is about are counted."""
    return f"n{index}"


def _small_query(small):
    if not small.limit:
        return f"select * from {small.entity}"
    conditions = queries.active_or_not(small.entity)
    return queries.select(small.entity, conditions, limit=small.limit)


def _capture(requests):
    entities = captured(requests)
    if not entities:
        return []
    names = ",".join(entities)
    return [_call(f"{CAPTURE}:{names}", "GET", "cdc", {"entities": names, "changedSince": captured_since(requests)})]


def _pages(index, request):
    """Return the query for the next page of one kind."""
    place = place_of(request.cursor)
    if place and place.way == places.DELETIONS:
        return [
            _call(f"{index}.{entity}", "GET", "cdc", {"entities": entity, "changedSince": place.since})
            for entity in dict.fromkeys((*_CAPTURED, *place.entities))
        ]
    if request.kind in TAXES:
        # A code says nothing without its rates, so that both come whole.
        entities = [SMALL_LISTS[part].entity for part in PARTS[request.kind]]
        return [_query(f"{index}.{entity}", queries.select(entity)) for entity in entities]
    if is_captured(request) or request.kind in (Kind.COMPANY, Kind.DELETION):
        # Asked already, or answered by any answer; nothing is remembered of deletions before the first reading.
        return []
    if request.kind not in NAMES:
        raise Unwritable(f"{request.kind} cannot be read")
    place = place or Place(places.SCAN)
    entity = NAMES[request.kind]
    if place.way == places.CHANGES:
        conditions = (
            *queries.active_or_not(entity),
            queries.at_least(entity, queries.CHANGED, place.since),
        )
        query = queries.select(entity, conditions, position=place.position, order=queries.CHANGED)
    else:
        query = queries.select(entity, _conditions(request), position=place.position)
    return [_query(f"{index}.0", query)]


def _conditions(request):
    entity = NAMES[request.kind]
    conditions = queries.active_or_not(entity)
    if request.kind.is_document and request.from_date:
        conditions = (*conditions, queries.at_least(entity, "TxnDate", request.from_date))
    return conditions


def _find(index, request):
    entity = NAMES.get(request.kind)
    limit = {Kind.PAYMENT: PAYMENT_NUMBER}.get(request.kind, NUMBER) if request.kind.is_document else _LONGEST
    names = to_ask_for(request.names, limit)
    keys = to_ask_for(request.keys, limit) if request.kind in _KEY else []
    if not (names or keys) or entity is None or request.kind is Kind.CURRENCY:
        # Without a name the query would answer with the whole list.
        raise Unwritable("nothing to be found by name")
    asked = _by_field(request.kind, names) | ({_KEY[request.kind]: keys} if keys else {})
    pieces = [
        (field, several[start : start + queries.NAMES])
        for field, several in asked.items()
        for start in range(0, len(several), queries.NAMES)
    ]
    return [
        _query(
            f"{by_key(index) if field == _KEY.get(request.kind) else index}.{place}",
            queries.select(entity, (queries.among(entity, field, some), *queries.active_or_not(entity))),
        )
        for place, (field, some) in enumerate(pieces)
    ]


def by_key(index: int) -> str:
    """Return how the calls of a question begin that ask by a key."""
    return f"k{index}"


def _by_field(kind, names):
    """Return ``{field: names}``: a child in a list is known by the names of all above it."""
    field = _NAME.get(kind, "DocNumber" if kind.is_document else "Name")
    whole = "FullyQualifiedName"
    if kind.is_document or whole not in queries.FILTERABLE[NAMES[kind]]:
        return {field: names}
    return {
        field: [name for name in names if ":" not in name],
        whole: [name for name in names if ":" in name],
    }
