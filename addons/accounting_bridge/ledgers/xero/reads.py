"""Reads: which calls a set of questions becomes (facts 3.4, 3.5, 9).

=====================================  ================================================================================
question                               call
=====================================  ================================================================================
the organisation                       GET Organisation once a day, and with it the currencies and tracking categories;
                                       in between any sound answer proves it
accounts, items                        one call for all of them, or for those that changed
tax rates, currencies, tracking        one call; nobody says what changed of them
contacts, documents, all of them       a call for each page of a thousand, each from the last change of the one before
                                       it on; documents from the start date on
what changed since a time              the same with If-Modified-Since, from a little before that time
payments                               Payments by pages, and BatchPayments beside the first of them
numbers of invoices                    InvoiceNumbers, forty of them each; other names, and keys, by a condition
names that would break a condition     searchTerm, a call for each contact; items: one call for all of them
=====================================  ================================================================================

A call is named by the place of its question and its endpoint, so that an answer is read without knowing how it was
asked.
"""

from datetime import date

from .. import json_text
from ..documents import LISTED, Kind
from ..moments import days_between
from ..protocol import Find, Unwritable
from ..texts import to_ask_for
from . import company
from .kinds import BATCH_PAYMENTS, LISTINGS, ORGANISATION
from .moments import rewound
from .places import place_of

PAGE = 1000
# Numbers that one address names (facts 3.1), and conditions that one question joins.
NUMBERS, CONDITIONS = 40, 10
# What is read beside the organisation, since it says what of it is in use.
_BESIDE = (Kind.CURRENCY, Kind.TRACKING)
_LONGEST = 500
# What would end the literal that it stands in, or its last quote; no way to escape it is known (facts 3.5).
_BREAKING = frozenset('"\\')


def encode(requests, settings) -> str:
    calls = []
    for index, request in enumerate(requests):
        if isinstance(request, Find):
            calls += _find(index, request)
        elif request.kind is Kind.COMPANY:
            calls += _company(index, request, requests, settings)
        else:
            calls += _pull(index, request)
    return json_text.write({"calls": calls})


def name(index: int, endpoint: str) -> str:
    """Return how a call is named: by the place of its question and what it asks for."""
    return f"{index}.{endpoint}"


def _call(index, endpoint, parameters=(), since="", *, path="", part=""):
    call = {
        "id": name(index, endpoint) + part,
        "method": "GET",
        "path": path or endpoint,
        "parameters": dict(parameters),
    }
    return call | ({"since": since} if since else {})


# === THE ORGANISATION === #


def _company(index, request, requests, settings):
    others = [each.kind for each in requests if each is not request]
    if others and _is_fresh(request, settings):
        return []
    calls = [_call(index, ORGANISATION)]
    for kind in _BESIDE:
        listing = LISTINGS[kind]
        if kind not in others:
            calls.append(_call(index, listing.endpoint, listing.parameters))
    return calls


def _is_fresh(request, settings):
    """Return whether what is known of the organisation is young enough to be proved by any answer."""
    age = days_between(settings.read_at, request.since)
    return bool(request.since and settings.read_at and settings.known.get("name")) and age < company.OLD_AFTER


# === LISTS AND DOCUMENTS === #


def _pull(index, request):
    listing = LISTINGS.get(request.kind)
    if listing is None:
        raise Unwritable(f"{request.kind} cannot be read")
    place = place_of(request.cursor)
    since = place.since or begins_at(request)
    parameters = dict(listing.parameters)
    from_date = request.from_date if request.kind.is_document and not begins_at(request) else ""
    where = _where(listing.where, from_date)
    if where:
        parameters["where"] = where
    if listing.paged:
        parameters |= {"page": str(place.number), "pageSize": str(PAGE)}
    calls = [_call(index, listing.endpoint, parameters, since)]
    if request.kind is Kind.PAYMENT and place.is_beginning:
        batches = _where("", from_date)
        calls.append(_call(index, BATCH_PAYMENTS, {"where": batches} if batches else (), since))
    return calls


def begins_at(request) -> str:
    """Return the time from which on changes are asked for, as If-Modified-Since says it; "" where all is asked for."""
    if not (request.since and LISTINGS[request.kind].changes):
        return ""
    try:
        return rewound(request.since)
    except ValueError as error:
        raise Unwritable(str(error)) from error


def _where(condition, from_date):
    """Return what is asked for: dates stand as a call of their own in a condition (facts 3.5)."""
    conditions = [condition] if condition else []
    if from_date:
        first = date.fromisoformat(from_date)
        conditions.append(f"Date>=DateTime({first.year},{first.month},{first.day})")
    return " AND ".join(conditions)


# === BY NAME === #


def _find(index, request):
    listing = LISTINGS.get(request.kind)
    names = to_ask_for(request.names, _LONGEST)
    keys = to_ask_for(request.keys, _LONGEST) if listing and listing.key else []
    if listing is None or not (names or keys):
        raise Unwritable("nothing to be found by name")
    if request.kind in LISTED:
        return _entries(index, listing, names, keys)
    if not listing.paged:
        return [_call(index, listing.endpoint, listing.parameters)]
    askable = [each for each in names if not _BREAKING & set(each)]
    if request.kind is Kind.INVOICE:
        plain = [each for each in askable if "," not in each]
        return [
            *_by_numbers(index, listing, plain),
            *_by_condition(
                index, listing, [(listing.number, each) for each in askable if "," in each], first=len(plain)
            ),
        ]
    return _by_condition(index, listing, [(listing.number, each) for each in askable])


def _entries(index, listing, names, keys):
    """Return the calls for contacts or items, those too whose names would break a condition."""
    asked = dict.fromkeys([*((listing.number, each) for each in names), *((listing.key, each) for each in keys)])
    broken = [pair for pair in asked if _BREAKING & set(pair[1])]
    if broken and not listing.paged:
        return [_call(index, listing.endpoint, listing.parameters)]
    calls = _by_condition(index, listing, [pair for pair in asked if pair not in broken])
    for place, (field, text) in enumerate(broken):
        if field == listing.number:
            parameters = (*listing.parameters, ("searchTerm", text), *_first_page())
            calls.append(_call(index, listing.endpoint, parameters, part=f".search{place}"))
    if not calls:
        raise Unwritable("nothing that a condition could name")
    return calls


def _by_numbers(index, listing, names):
    return [
        _call(
            index,
            listing.endpoint,
            listing.parameters + (("InvoiceNumbers", ",".join(names[start : start + NUMBERS])),) + _first_page(),
            part=f".{start}",
        )
        for start in range(0, len(names), NUMBERS)
    ]


def _by_condition(index, listing, asked, first=0):
    """Return the calls for entries that have one of these values. :param asked: list of ``(field, value)``"""
    calls = []
    for start in range(0, len(asked), CONDITIONS):
        several = " OR ".join(f'{field}=="{value}"' for field, value in asked[start : start + CONDITIONS])
        where = f"{listing.where} AND ({several})" if listing.where else several
        parameters = (*listing.parameters, ("where", where), *(_first_page() if listing.paged else ()))
        calls.append(_call(index, listing.endpoint, parameters, part=f".{first + start}"))
    return calls


def _first_page():
    return (("page", "1"), ("pageSize", str(PAGE)))
