"""What was answered to questions (facts 3.4): pages of records, and where to go on.

A question that was not asked or not answered is asked again by its cursor: nothing of it counts as read. Every page of
one reading bears the time at which it began, so that what changes meanwhile is read with the next.
"""

from ..documents import Kind
from ..keys import name_key
from ..protocol import Find, Page, Verdict
from . import company, credits, payments, reading, reads
from .answers import Answer
from .kinds import BATCH_PAYMENTS, LISTINGS, ORGANISATION
from .moments import second_before, utc
from .places import AGAIN, Place, place_of
from .readers import read_all
from .settings import Settings

# Lists that the organisation is put together of, beside itself.
_FOLDED = ("Accounts", "TaxRates", "Currencies", "TrackingCategories")
# Lists that a plan may leave out: there they are empty.
_OPTIONAL = (Kind.CURRENCY, Kind.TRACKING)


class Pages:
    """Reads the pages of one answer.

    ``pause`` is a reason to end the session, with its words, where a question met trouble that the next would, too.
    """

    def __init__(self, answer: Answer, requests, settings: Settings):
        self.answer, self.requests = answer, requests
        self.pause = ("", "")
        self.home = self._company(settings)
        # What has just been read of the organisation decides how the rest of the same answer is read.
        self.settings = Settings.of(self.home.details) if self.home else settings

    def page(self, index: int, request) -> Page:
        """Return the answer to one question."""
        if isinstance(request, Find):
            return self._found(index, request)
        if request.kind is Kind.COMPANY:
            return self._proved(index)
        listing = LISTINGS.get(request.kind)
        said = listing and self.answer.by_id.get(reads.name(index, listing.endpoint))
        if not said:
            return Page(request.kind, reason="not_run")
        if not listing.paged:
            return self._whole(request, said, listing)
        return self._numbered(index, request, said, listing)

    # === WHAT WENT WRONG === #

    def _failed(self, request, said) -> Page | None:
        """Return the page of a call that brought nothing to read, ``None`` where it did."""
        kind = request.kind
        again = Page(kind, cursor=getattr(request, "cursor", "") or AGAIN)
        if said.unsent:
            return again
        if said.lost:
            self._note_pause("unreachable", said.lost)
            return again
        fault = said.fault
        if fault is None:
            return None if said.body is not None else Page(kind, reason="answer_unreadable")
        if fault.pause or fault.verdict is Verdict.UNKNOWN:
            self._note_pause(fault.pause or "ledger_out_of_order", fault.words)
            return again
        if fault.reason == "plan_lacks" and kind in _OPTIONAL:
            return Page(kind, through=said.time)
        return Page(kind, reason=fault.reason, words=fault.words)

    def _note_pause(self, reason, words):
        if not self.pause[0]:
            self.pause = reason, words

    # === THE ORGANISATION === #

    def _company(self, settings):
        """Return the record of the organisation with what this answer tells of it, ``None`` where nobody answered."""
        if not any(request.kind is Kind.COMPANY for request in self.requests):
            return None
        lists, through = {}, ""
        for said in self.answer.said:
            endpoint = said.id.partition(".")[2]
            if not said.is_readable:
                continue
            through = through or said.time
            if endpoint == ORGANISATION:
                lists[endpoint] = said.objects("Organisations")
            elif endpoint in _FOLDED and endpoint in said.body:
                lists[endpoint] = said.objects(endpoint)
        if not through and not lists:
            return None
        if not (lists.get(ORGANISATION) or settings.known.get("name")):
            return None
        return company.read(self.answer.tenant, lists, settings, through)

    def _proved(self, index) -> Page:
        """Return the organisation: as it was read, or as any sound answer proves it."""
        own = self.answer.by_id.get(reads.name(index, ORGANISATION))
        if own:
            failed = self._failed(self.requests[index], own)
            if failed:
                return failed
            if not own.objects("Organisations"):
                return Page(Kind.COMPANY, reason="answer_unreadable", words=ORGANISATION)
        sound = [said for said in self.answer.said if said.is_readable]
        if self.home and sound:
            return Page(Kind.COMPANY, (self.home,), through=(own or sound[0]).time)
        failed = [self._failed(self.requests[index], said) for said in self.answer.said]
        return next(filter(None, failed), Page(Kind.COMPANY, reason="not_run"))

    # === LISTS AND DOCUMENTS === #

    def _whole(self, request, said, listing) -> Page:
        """Return a list that comes in one answer."""
        failed = self._failed(request, said)
        if failed:
            return failed
        records = read_all(request.kind, said.objects(listing.endpoint), self.settings)
        return Page(request.kind, tuple(records), through=said.time)

    def _numbered(self, index, request, said, listing) -> Page:
        failed = self._failed(request, said)
        if failed:
            return failed
        kind, place = request.kind, place_of(request.cursor)
        objects = said.objects(listing.endpoint)
        records = read_all(kind, objects, self.settings)
        if kind is Kind.CREDIT_NOTE:
            records += [record for found in objects for record in credits.allocations(found)]
        batches = self.answer.by_id.get(reads.name(index, BATCH_PAYMENTS)) if kind is Kind.PAYMENT else None
        if batches:
            failed = self._failed(request, batches)
            if failed:
                # A payment is one of a batch, or it is not: without these nothing of them is told.
                return failed
            found = (payments.read_batch(row, self.settings) for row in batches.objects(BATCH_PAYMENTS))
            records += [record for record in found if record]
        through = place.through or said.time
        is_last, remaining = self._rest(said, place, len(objects))
        following = "" if is_last else _following(request, place, objects)._replace(through=through).cursor
        return Page(kind, tuple(records), following, remaining, through)

    @staticmethod
    def _rest(said, place, met):
        """Return ``(whether it is the last page, entries left)``. Nobody need say how many there are."""
        told = reading.inner(said.body, "pagination")
        pages, size = reading.whole(told, "pageCount"), reading.whole(told, "pageSize") or reads.PAGE
        is_last = place.number >= pages if pages is not None else met < size
        if is_last or not met:
            return True, 0
        count = reading.whole(told, "itemCount") or 0
        return False, max(count - place.number * size, 0)

    # === BY NAME === #

    def _found(self, index, request) -> Page:
        """Return what a look by names met. It has no place to go on from: unanswered it fails as a whole."""
        listing = LISTINGS[request.kind]
        records = []
        for said in self.answer.of(reads.name(index, listing.endpoint)):
            failed = self._failed(request, said)
            if failed:
                return Page(request.kind, reason=failed.reason or self.pause[0] or "not_run", words=failed.words)
            records += read_all(request.kind, said.objects(listing.endpoint), self.settings)
        wanted = {name_key(text) for text in (*request.names, *request.keys)}
        known = (record for record in records if wanted & set(map(name_key, _known_by(record))))
        return Page(request.kind, tuple(known))


def _known_by(record):
    return record.name, record.full_name, record.number, record.email, record.sku


def _following(request, place, objects):
    """Return where a list goes on: at the time of the last entry that was met, where it comes in that order."""
    times = [utc(found.get("UpdatedDateUTC")) for found in objects]
    by_number = place._replace(number=place.number + 1)
    goes_by_time = LISTINGS[request.kind].changes and (place.number == 1 or place.since)
    if not (goes_by_time and times[0] and times == sorted(times)):
        return by_number
    if times[0] < place.since:
        # The time was not heeded, and this is the beginning once more: from here on it goes by numbers.
        return by_number._replace(since="")
    since = second_before(times[-1])
    return Place(1, since=since) if since > (place.since or reads.begins_at(request)) else by_number
