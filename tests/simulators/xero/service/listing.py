"""What a GET of a list gives: filters, order, pages, summaries (XERO 3.4, 3.5)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ..books import Fault
from . import where
from .catalogue import Listing
from .where import fields, run

DEFAULT_SIZE, LARGEST_SIZE = 100, 1000
#: "Over 100,000 records or an unoptimised filter over that: 400" (XERO 3.1).
MOST = 100_000
#: Older times gave 500 (XERO 3.4): SQL Server's calendar begins there.
_OLDEST = 1753
_TRUE = ("true", "1", "yes")
#: What a search looks into.
_SEARCHED = {
    "Contacts": ("Name", "FirstName", "LastName", "ContactNumber", "CompanyNumber", "EmailAddress"),
    "Invoices": ("InvoiceNumber", "Reference", "Contact.Name"),
}


class NotModified(Exception):
    """304."""


class Query:
    """The parameters of a listing; their names in any case. Those that it does not know are passed over."""

    def __init__(self, endpoint: str, listing: Listing, parameters: dict, modified_since: str = ""):
        self.endpoint = endpoint
        self.listing = listing
        self._given = {name.lower(): value for name, value in parameters.items()}
        self.since = read_since(modified_since) if listing.since else None

    def text(self, name: str) -> str:
        return self._given.get(name.lower(), "")

    def flag(self, name: str) -> bool:
        return name in self.listing.flags and self.text(name).lower() in _TRUE

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.text(name) or default)
        except ValueError:
            return default

    @property
    def summary(self) -> bool:
        return self.flag("summaryOnly")

    @property
    def paged(self) -> bool:
        """``page`` must be present; a summary is always paged (XERO 3.1, 3.4)."""
        return self.listing.paged and ("page" in self._given or self.summary)

    @property
    def view(self) -> str:
        """Of the books: "full", "list" (a listing without pages), "summary"."""
        if self.summary:
            return "summary"
        return "full" if self.paged or not self.listing.paged else "list"

    @property
    def unitdp(self) -> int:
        return 4 if self.text("unitdp") == "4" else 2

    def options(self) -> dict:
        """For the books' ``objects``."""
        options = {"view": self.view, "unitdp": self.unitdp, "includeArchived": self.flag("includeArchived")}
        return {**options, "since": self.since} if self.since else options


def read_since(text: str) -> datetime | None:
    """If-Modified-Since: UTC, ``yyyy-mm-ddThh:mm:ss``; an HTTP date is understood, anything else is passed over.

    :raise Fault: 500 for times before 1753.
    """
    text = text.strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        try:
            found = parsedate_to_datetime(text)
        except ValueError:
            return None
    if found.tzinfo is not None:
        found = found.astimezone(UTC).replace(tzinfo=None)
    if found.year < _OLDEST:
        raise Fault(500, None, "System.Data.SqlTypes.SqlTypeException", "SqlDateTime overflow.")
    return found.replace(microsecond=0)


def run_query(query: Query, organisation, own: set[str], switches, most: int = MOST) -> dict:
    """{"pagination": {...}, "Invoices": [...]}; ``own``: ids that the asking app made.

    :raise Fault: 400, QueryParseException or too much.  :raise NotModified: where the switch says so.
    """
    if switches.modified_since == "ignored":
        query.since = None
    records = organisation.objects(query.endpoint, query.options())
    try:
        records = _filtered(query, records, own, most)
        records = _sorted(query, records)
    except where.QueryError as problem:
        raise Fault(400, 16, "QueryParseException", str(problem)) from None
    if not records and query.since and switches.nothing_modified == "304":
        raise NotModified
    if not query.paged:
        if len(records) > most:
            raise _too_much()
        return {query.listing.wrapper: records}
    return _page(query, records)


def _too_much() -> Fault:
    words = f"The request would return more than {MOST:,} records. Please use paging, or narrow your filter."
    return Fault(400, 10, "ValidationException", words)


def _filtered(query, records, own, most):
    text = query.text("where") if query.listing.where else ""
    if text:
        tree = where.parse(text)
        optimised = fields.OPTIMISED.get(query.endpoint)
        if len(records) > most and optimised is not None and run.names_in(tree, query.endpoint) - optimised:
            raise _too_much()
        records = where.matching(tree, query.endpoint, records)
    for parameter, field in query.listing.lists:
        wanted = {one.strip().strip('"').lower() for one in query.text(parameter).split(",") if one.strip()}
        if wanted:
            records = [one for one in records if str(run.value_of(one, field, "text") or "").lower() in wanted]
    if query.flag("createdByMyApp"):
        records = [one for one in records if one[query.listing.id] in own]
    if "searchTerm" in query.listing.flags and query.text("searchTerm"):
        term, names = run.folded(query.text("searchTerm")), _SEARCHED[query.endpoint]
        records = [
            one for one in records if any(term in run.folded(run.value_of(one, name, "text") or "") for name in names)
        ]
    return records


def _sorted(query, records):
    """By default the last changed come last (XERO 3.4)."""
    text = query.text("order") if query.listing.where else ""
    if text:
        return where.sorted_by(where.parse_order(text), query.endpoint, records)
    if not query.listing.since:
        return records
    return sorted(records, key=lambda one: (_changed(one), one.get(query.listing.id) or ""))


def _changed(record) -> int:
    """Milliseconds of UpdatedDateUTC, without making a date of it: there are thousands."""
    text = record.get("UpdatedDateUTC") or ""
    return int(text[6:].partition("+")[0].rstrip(")/") or 0) if text.startswith("/Date(") else 0


def _page(query, records):
    size = min(max(query.number("pageSize", DEFAULT_SIZE), 1), LARGEST_SIZE)
    page = max(query.number("page", 1), 1)
    pages = -(-len(records) // size)
    pagination = {"page": page, "pageSize": size, "pageCount": pages, "itemCount": len(records)}
    return {"pagination": pagination, query.listing.wrapper: records[(page - 1) * size : page * size]}
