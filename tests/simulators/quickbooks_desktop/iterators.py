"""Pages of a query (facts 4.12): MaxReturned, metaData, and iterators that live no longer than the session
that started them.
"""

import uuid
from dataclasses import dataclass, field

from .errors import Refusal


@dataclass
class Page:
    ids: list
    attributes: tuple = ()
    is_empty: bool = False


@dataclass
class Iterator:
    digest: str
    ids: list
    total: int


@dataclass
class Iterators:
    """The open iterators of one session of one application."""

    running: dict = field(default_factory=dict)

    def page(self, ctx, request, find_ids) -> Page:
        """The IDs that this request returns; ``find_ids`` is called only where the whole answer is needed."""
        step = request.attributes.get("iterator")
        meta = request.attributes.get("metaData", "NoMetaData")
        limit = _limit(request.fields)
        if step is None:
            ids = find_ids()
            rows = [] if meta == "MetaDataOnly" else ids[:limit] if limit else ids
            count = (("retCount", len(ids) if meta == "MetaDataOnly" else len(rows)),) if meta != "NoMetaData" else ()
            return Page(rows, count, is_empty=not ids)
        if step == "Stop":
            self._known(ctx, request)
            self.running.pop(request.attributes["iteratorID"])
            return Page([], (("iteratorRemainingCount", 0), ("iteratorID", request.attributes["iteratorID"])))
        if any(
            name in request.fields for name in ("ListID", "FullName", "TxnID", "RefNumber", "RefNumberCaseSensitive")
        ):
            raise Refusal(3151, "iterator", "a selection by name or ID")
        if not limit:
            raise Refusal(3150, "MaxReturned")
        if step == "Start":
            key = f"{{{uuid.uuid4()}}}".upper()
            ids = find_ids()
            self.running[key] = Iterator(_digest(request), ids, len(ids))
        else:
            key = request.attributes.get("iteratorID", "")
            self._known(ctx, request)
        iterator = self.running[key]
        rows, iterator.ids = iterator.ids[:limit], iterator.ids[limit:]
        if not iterator.ids:
            self.running.pop(key)
        attributes = (("iteratorRemainingCount", len(iterator.ids)), ("iteratorID", key))
        if meta != "NoMetaData":
            count = iterator.total if ctx.switches.ret_count == "total" else len(rows)
            attributes = (("retCount", count), *attributes)
        return Page([] if meta == "MetaDataOnly" else rows, attributes, is_empty=not iterator.total)

    def _known(self, ctx, request):
        key = request.attributes.get("iteratorID", "")
        iterator = self.running.get(key)
        if iterator is None:
            raise Refusal(3391, key)
        matches = iterator.digest == _digest(request)
        if (
            not matches
            and request.attributes["iterator"] == "Continue"
            and ctx.switches.continue_filters == "must_match"
        ):
            raise Refusal(3391, key)


def _limit(fields) -> int:
    return int(fields.get("MaxReturned", 0))


def _digest(request) -> str:
    """What Start and Continue must have in common: everything but the size of the page."""
    return repr(
        (
            request.name,
            sorted((name, value) for name, value in request.fields.items() if name != "MaxReturned"),
        )
    )
