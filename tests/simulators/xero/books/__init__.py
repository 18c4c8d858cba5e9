"""The books of a Xero organisation: what the API lets programs do with them, and what a person does.

Standalone: the standard library only, nothing of the addons.

How an endpoint is made
-----------------------

One module per endpoint, named in ``endpoints.MODULES``.  A module has

``ENDPOINT``
    an :class:`~.endpoint.Endpoint`: its name in the path, its id field, which verbs it knows, the shape of an element
    (``{field: kind}`` with the kinds of :mod:`.shapes`), the shapes of its sub-resources.
``write(books, body, call) -> row``
    one element of a PUT or POST, or a DELETE (``call.method``); ``call.target`` is the row that the path names
    (``POST /Contacts/{id}``), or None.  ``body`` has been read: Decimals, ISO days, lower-case ids, nothing that is
    null.  It stores what comes of it with ``books.keep`` and returns the row.  What is wrong it tells by
    ``call.problem("key of faults.WORDS" or a text, at="LineItems[0]", **parts)`` (then ``call.settle()`` raises) or
    at once by ``raise Invalid(text)``; ``call.warn(text)`` is a warning.
    An exception undoes this element only; the other elements of the list go on (facts 3.2).
``write_sub(books, body, call) -> dict``
    the same for ``call.sub`` ("Allocations", "Options") of ``call.target``; returns what is *shown*.
``show(books, row, options) -> dict``
    the row as the API shows it: ``/Date()/``, nested contacts, no inner fields (those that start with "_").
    ``options``: ``unitdp`` 2 or 4; ``view`` "full" (paged and single GET), "list" (unpaged), "summary" (summaryOnly).
``rows(books, options)``  (optional)
    the rows that a listing has, default all of the table; ``depends(books, row)`` (optional) - what a shown object
    depends on besides its row; modules that have it are cached.
``find(books, identifier)``  (optional)
    the row of an identifier in a path; default: by id, then by ``ENDPOINT.number``.
``absent(options) -> Fault``  (optional)
    how a write is refused whose path names nothing; default 404.

Rows are plain dicts with the API's field names, kept in ``books.store`` under the endpoint's name and the row's id; a
row is never changed in place: ``books.keep(endpoint, {**row, ...})``.  Days are ``2026-11-20``, moments
``2026-11-20T10:00:00.123`` (UTC), ids lower-case.  ``books.keep(..., bump=False)`` moves no UpdatedDateUTC and tells no
webhook.  Inner tables start with "#" (``books.store.put("#open", ...)``).

Rules stand in ``rules/``, each with the request that breaks only it; open questions in ``switches.py``, each with a
case in the tests (``test_switches.py``, ``switch_cases.py``).

``books.round(value, digits)`` rounds as the switch says; ``books.clock.today()`` is the organisation's day;
``books.settings`` is the row of Organisation (BaseCurrency, PeriodLockDate ...).
"""

from .bookkeeper import Bookkeeper
from .endpoints import ENDPOINTS
from .faults import Fault, Invalid, Message
from .organisation import Event, Organisation
from .profile import Profile
from .switches import Switches

__all__ = [
    "ENDPOINTS",
    "Bookkeeper",
    "Event",
    "Fault",
    "Invalid",
    "Message",
    "Organisation",
    "Profile",
    "Switches",
]
