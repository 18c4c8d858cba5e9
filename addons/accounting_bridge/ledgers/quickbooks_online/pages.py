"""What was answered to questions (facts 3, 4.1, 4.3): pages of records, and where to go on.

A question that was not asked or not answered is asked again by its cursor: nothing of it counts as read. Every page of
one reading bears the time at which it began, so that what changes meanwhile is read with the next.
"""

from ..documents import Kind
from ..protocol import Find, Page, RemoteRecord, Verdict
from . import company, places, queries, reading, reads
from .answers import Answer
from .kinds import KINDS, NAMES, OPTIONAL, TAXES
from .moments import utc
from .places import AGAIN, Place, place_of
from .readers import read_all
from .settings import Settings
from .taxes import Taxes

# One answer of change data capture holds so many objects and does not say that there are more (facts 4.1).
CAPTURE_CAP = 1000
# Who deletes a document moves those behind it to the page before: pages of what can be deleted look back a little.
OVERLAP = 20


class Pages:
    """Reads the pages of one answer.

    ``pause`` is a reason to end the session, with its words, where a question met trouble that the next would, too.
    """

    def __init__(self, answer: Answer, requests, settings: Settings):
        self.answer, self.requests = answer, requests
        self.pause = ("", "")
        self.batch, self.batch_parts = answer.named(reads.LISTS)
        self.capture, self.entities = answer.named(reads.CAPTURE)
        self.taxes = self._taxes()
        self.home = self._company(settings)
        # What has just been read of the company decides how the rest of the same answer is read.
        self.settings = Settings.of(self.home.details) if self.home else settings
        self.captured = self._captured() if self.capture and self.capture.is_readable else {}

    def page(self, index: int, request) -> Page:
        """Return the answer to one question."""
        if isinstance(request, Find):
            return self._found(index, request)
        kind = request.kind
        own = self.answer.of(f"{index}.")
        if own and kind is Kind.DELETION:
            return self._deletions_by_entity(request, own)
        if own and kind not in TAXES:
            return self._query_page(index, request, own[0])
        if own:
            return self._tax_page(request, own)
        if self.batch and any(part in self.batch_parts for part in reads.PARTS.get(kind, ())):
            return self._listed(request)
        if self.batch and reads.head(index) in self.batch_parts:
            return self._head_page(index, request)
        if kind is Kind.COMPANY:
            return self._proved(request)
        if self.capture and (kind is Kind.DELETION or NAMES.get(kind) in self.entities):
            return self._captured_page(request)
        if kind is Kind.DELETION:
            # Nothing was remembered yet: from here on it is.
            return Page(kind, through=min((said.time for said in self.answer.said if said.time), default=""))
        return Page(kind, reason="not_run")

    # === WHAT WENT WRONG === #

    def _failed(self, request, said, fault=None) -> Page | None:
        """Return the page of a call that brought nothing to read, ``None`` where it did.

        :param fault: of an item of a batch that was answered.
        """
        kind = request.kind
        again = Page(kind, cursor=getattr(request, "cursor", "") or AGAIN)
        if said.unsent:
            return again
        if said.lost:
            self._note_pause("unreachable", said.lost)
            return again
        fault = fault or said.fault
        if fault is None:
            return None if said.body is not None else Page(kind, reason="answer_unreadable")
        if fault.pause or fault.verdict is Verdict.UNKNOWN:
            self._note_pause(fault.pause or "ledger_out_of_order", fault.words)
            return again
        if fault.reason == "plan_lacks" and kind in OPTIONAL:
            return Page(kind, through=said.time)
        return Page(kind, reason=fault.reason, words=fault.words)

    def _note_pause(self, reason, words):
        if not self.pause[0]:
            self.pause = reason, words

    # === THE SMALL LISTS === #

    def _item(self, part):
        """Return ``(objects, fault)`` of one list of the batch; ``None`` for objects that were not told."""
        item = self.batch.items.get(part)
        if item is None:
            return None, None
        if item.fault:
            return None, item.fault
        return reading.rows(reading.inner(item.body, "QueryResponse"), reads.SMALL_LISTS[part].entity), None

    def _listed(self, request) -> Page:
        kind = request.kind
        failed = self._failed(request, self.batch)
        if failed:
            return failed
        parts = {part: self._item(part) for part in reads.PARTS[kind]}
        for objects, fault in parts.values():
            if fault:
                return self._failed(request, self.batch, fault)
            if objects is None:
                return Page(kind, reason="answer_unreadable")
        through = self.batch.time
        is_cut = any(self._is_full(part, objects) for part, (objects, _fault) in parts.items())
        if kind is Kind.COMPANY:
            # Codes of taxes that did not fit come once more, and with them what the company makes of them.
            taxes_cut = any(self._is_full(part, self._item(part)[0]) for part in reads.PARTS[Kind.TAX])
            cursor = AGAIN if taxes_cut and not request.cursor else ""
            return Page(kind, (self.home,), cursor, through=through) if self.home else self._no_company()
        if kind in TAXES:
            if is_cut:
                return Page(kind, cursor=Place(places.SCAN, 1, through).cursor, through=through)
            return Page(kind, tuple(self.taxes.records(kind, self.settings)), through=through)
        ((part, (objects, _fault)),) = parts.items()
        cursor = Place(places.SCAN, len(objects) + 1, through).cursor if is_cut else ""
        return Page(kind, tuple(read_all(kind, objects, self.settings)), cursor, through=through)

    def _no_company(self):
        return Page(Kind.COMPANY, reason="answer_unreadable", words="CompanyInfo")

    @staticmethod
    def _is_full(part, objects):
        limit = reads.SMALL_LISTS[part].limit
        return bool(limit) and objects is not None and len(objects) >= limit

    def _tax_page(self, request, own) -> Page:
        for said in own:
            failed = self._failed(request, said)
            if failed:
                return failed
        place = place_of(request.cursor) or Place(places.SCAN)
        records = self.taxes.records(request.kind, self.settings) if self.taxes else ()
        return Page(request.kind, tuple(records), through=place.through or own[0].time)

    def _taxes(self) -> Taxes | None:
        """Return the codes and rates in the answer, ``None`` where they are not all there."""
        names = [reads.SMALL_LISTS[part].entity for part in reads.PARTS[Kind.TAX]]
        found = {}
        for said in self.answer.said:
            entity = said.id.partition(".")[2]
            if entity in names and said.is_readable:
                found[entity] = reading.rows(reading.inner(said.body, "QueryResponse"), entity)
        if self.batch and self.batch.is_readable:
            for part in reads.PARTS[Kind.TAX]:
                objects, _fault = self._item(part)
                if objects is not None and not self._is_full(part, objects):
                    found.setdefault(reads.SMALL_LISTS[part].entity, objects)
        return Taxes(*(tuple(found[name]) for name in names)) if len(found) == len(names) else None

    # === THE COMPANY === #

    def _company(self, settings) -> RemoteRecord | None:
        """Return the record of the company where it was read whole."""
        if not (self.batch and self.batch.is_readable and reads.COMPANY in self.batch_parts):
            return None
        info, preferences = (self._item(part)[0] for part in reads.PARTS[Kind.COMPANY])
        if not (info and preferences):
            return None
        currencies = self._item("currency")[0]
        return company.read(
            self.answer.realm, info[0], preferences[0], self.taxes, currencies, settings, self.batch.time
        )

    def _proved(self, request) -> Page:
        """Any sound answer comes from the company whose token was sent."""
        sound = [said for said in self.answer.said if said.is_readable]
        if sound:
            home = company.known(self.answer.realm, self.settings)
            return Page(Kind.COMPANY, (home,), through=sound[0].time)
        failed = [self._failed(request, said) for said in self.answer.said]
        return next(filter(None, failed), Page(Kind.COMPANY, reason="not_run"))

    # === LISTS AND DOCUMENTS, PAGE BY PAGE === #

    def _query_page(self, index, request, said) -> Page:
        failed = self._failed(request, said)
        if failed:
            return failed
        kind = request.kind
        place = place_of(request.cursor) or Place(places.SCAN, count=self._counted(index))
        objects = self._objects(said, NAMES[kind])
        through = place.through or said.time
        met = place.position - 1 + len(objects)
        is_last = len(objects) < queries.PAGE or 0 < place.count <= met
        cursor = ""
        if not is_last:
            are_changes = place.way == places.CHANGES
            behind = OVERLAP if kind.is_document or are_changes else 0
            following = (are_changes and _after_changes(place, objects)) or place._replace(position=met + 1 - behind)
            cursor = following._replace(through=through).cursor
        remaining = max(place.count - met, 0) if not is_last else 0
        return Page(kind, tuple(read_all(kind, objects, self.settings)), cursor, remaining, through)

    def _head_page(self, index, request) -> Page:
        """Return the first few of what is read in pages, as the batch brought them."""
        failed = self._failed(request, self.batch)
        if failed:
            return failed
        item = self.batch.items.get(reads.head(index))
        if item is None:
            return Page(request.kind, reason="answer_unreadable")
        if item.fault:
            return self._failed(request, self.batch, item.fault)
        objects = self._objects(item, NAMES[request.kind])
        count, met, through = self._counted(index), len(objects), self.batch.time
        is_last = met < reads.FIRST_FEW[request.kind] or 0 < count <= met
        position = met + 1 - (OVERLAP if request.kind.is_document else 0)
        cursor = "" if is_last else Place(places.SCAN, position, through, count=count).cursor
        remaining = 0 if is_last else max(count - met, 0)
        return Page(request.kind, tuple(read_all(request.kind, objects, self.settings)), cursor, remaining, through)

    @staticmethod
    def _objects(said, entity):
        return reading.rows(reading.inner(said.body, "QueryResponse"), entity)

    def _counted(self, index) -> int:
        """Return how many entries there are of what a question is about, 0 where nobody said."""
        item = self.batch.items.get(reads.counter(index)) if self.batch and self.batch.is_readable else None
        if item is None or item.fault:
            return 0
        return reading.whole(reading.inner(item.body, "QueryResponse"), "totalCount") or 0

    def _found(self, index, request) -> Page:
        """Return what a look by names met. It has no place to go on from: unanswered it fails as a whole."""
        records = []
        by_key = self.answer.of(f"{reads.by_key(index)}.")
        for said in self.answer.of(f"{index}.") + by_key:
            failed = self._failed(request, said)
            if failed and not self._is_not_asked_so(request, said, by_key):
                return Page(request.kind, reason=failed.reason or self.pause[0] or "not_run", words=failed.words)
            if not failed:
                records += read_all(request.kind, self._objects(said, NAMES[request.kind]), self.settings)
        return Page(request.kind, tuple(records))

    @staticmethod
    def _is_not_asked_so(request, said, by_key) -> bool:
        """Return whether a question was refused by which nothing is lost: by a key that queries do not know, or of a
        list that the plan leaves out."""
        reason = said.fault.reason if said.fault else ""
        return (reason == "not_understood" and said in by_key) or (reason == "plan_lacks" and request.kind in OPTIONAL)

    # === WHAT CHANGED === #

    def _captured(self) -> dict[str, list[dict]]:
        """Return the objects of an answer of change data capture by entity, deleted ones among them."""
        return _by_entity(self.capture)

    @property
    def _is_capped(self):
        return sum(map(len, self.captured.values())) >= CAPTURE_CAP

    def _captured_page(self, request) -> Page:
        failed = self._failed(request, self.capture)
        if failed:
            return failed
        kind, through = request.kind, self.capture.time
        if kind is Kind.DELETION:
            records = tuple(record for objects in self.captured.items() for record in _deleted(*objects))
            place = Place(places.DELETIONS, entities=self.entities)
        else:
            objects = [each for each in self.captured.get(NAMES[kind], ()) if not _is_deleted(each)]
            records = tuple(read_all(kind, objects, self.settings))
            place = Place(places.CHANGES)
        cursor = ""
        if self._is_capped:
            cursor = place._replace(through=through, since=reads.captured_since(self.requests)).cursor
        return Page(kind, records, cursor, through=through)

    def _deletions_by_entity(self, request, own) -> Page:
        records, untold = [], []
        for said in own:
            failed = self._failed(request, said)
            if failed:
                return failed
            for entity, objects in _by_entity(said).items():
                records += _deleted(entity, objects)
                if len(objects) >= CAPTURE_CAP and entity in KINDS:
                    untold.append(KINDS[entity])
        place = place_of(request.cursor)
        return Page(request.kind, tuple(records), through=place.through if place else "", untold=tuple(untold))


def _after_changes(place, objects):
    """Return where changes go on: at the time of the last one, which may have been the last of several.

    What is changed meanwhile moves to the end and is met there; a position would pass over those that moved up. Of more
    than a page in one second it is the position after all.
    """
    last = utc(reading.inner(objects[-1], "MetaData").get("LastUpdatedTime")) if objects else ""
    return place._replace(since=last, position=1) if last > place.since else None


def _by_entity(said):
    found = {}
    for part in reading.rows(said.body, "CDCResponse"):
        for block in reading.rows(part, "QueryResponse"):
            for entity, objects in block.items():
                if isinstance(objects, list):
                    found.setdefault(entity, []).extend(each for each in objects if isinstance(each, dict))
    return found


def _is_deleted(found):
    return reading.text(found, "status").lower() == "deleted"


def _deleted(entity, objects) -> list[RemoteRecord]:
    """Return what is gone of one entity; a merged entry is gone, too, and nobody says into which (facts 4.1)."""
    kind = KINDS.get(entity)
    return [
        RemoteRecord(
            kind,
            reading.text(each, "Id"),
            modified=utc(reading.inner(each, "MetaData").get("LastUpdatedTime")),
            active=False,
        )
        for each in objects
        if kind and _is_deleted(each) and reading.text(each, "Id")
    ]
