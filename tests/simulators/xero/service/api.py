"""What the accounting API does for a call that passed the gateway (XERO 2, 3)."""

from tests.simulators.cloud.messages import Reply, Request
from tests.simulators.cloud.misbehaviour import Dropped

from ..books import Fault
from . import answers, attachments, bodies, judged
from .calls import Call
from .catalogue import ENDPOINTS
from .listing import NotModified, Query, run_query
from .misbehaviour import WITHIN

_FALSE = ("false", "0")


class Api:
    def __init__(self, service):
        self._service = service
        self._switches = service.switches

    def answer(self, tenant, request: Request, call: Call, app) -> Reply:
        """Refusals are replies, too."""
        try:
            if len(request.body) > bodies.LARGEST and call.sub != "Attachments":
                words = "The request is too large."
                raise Fault(self._switches.too_large_status, None, "RequestTooLarge", words)
            if call.kind == "unsupported" or call.sub == "?":
                raise Fault(404, None, "NotFoundException", "The resource you're looking for cannot be found")
            if call.sub == "Attachments":
                return self._attachments(tenant, request, call, app)
            if call.sub == "History":
                return self._history(tenant, request, call, app)
            if call.kind == "list":
                return self._list(tenant, request, call, app)
            if call.kind == "read":
                return self._read(tenant, request, call, app)
            return self._write(tenant, request, call, app)
        except Fault as problem:
            value = answers.refusal(problem.number, problem.type, problem.message, problem.elements)
            return self._reply(request, value, problem.status)
        except NotModified:
            return Reply(304, b"")

    # --- reading ---

    def _list(self, tenant, request, call, app):
        listing = ENDPOINTS[call.entity]
        query = Query(call.entity, listing, request.parameters, request.headers.get("If-Modified-Since", ""))
        if call.sub == "Actions":
            return self._good(request, app, {"Actions": tenant.books.objects(call.entity, {"sub": "Actions"})})
        if call.sub:
            # The allocations of a credit note are part of it.
            found = tenant.books.read(call.entity, call.id, query.options())
            return self._good(request, app, {call.sub: found.get(call.sub, [])})
        most = self._service.listing_limit
        return self._good(
            request, app, run_query(query, tenant.books, tenant.made_by(app.client_id), self._switches, most)
        )

    def _read(self, tenant, request, call, app):
        listing = ENDPOINTS[call.entity]
        options = Query(call.entity, listing, request.parameters).options()
        found = tenant.books.read(call.entity, call.id, {**options, "view": "full"})
        return self._good(request, app, {listing.wrapper: [found]})

    # --- writing ---

    def _write(self, tenant, request, call, app):
        listing = ENDPOINTS[call.entity]
        wrapper = call.sub or listing.wrapper
        given = {name.lower(): value for name, value in request.parameters.items()}
        elements = [] if call.kind == "delete" else bodies.elements(request, wrapper)
        if call.entity == "Items" and len(elements) > bodies.MOST_ITEMS:
            words = f"A request takes at most {bodies.MOST_ITEMS} items."
            raise Fault(400, 10, "ValidationException", words)
        half = self._service.misbehaviour.strike(WITHIN, request, call)
        if half is not None:
            elements = elements[: half.items]
        with tenant.lock:
            before = self._known(tenant, call)
            results = tenant.books.write(request.method, call.entity, call.id or None, elements, _options(call, given))
            done = [one for one in results if not one["errors"]]
            self._remember(tenant, call, app, before, done)
        for _one in done:
            self._service.journal.written(tenant.id, call.entity)
        if half is not None:
            raise Dropped(half.kind)
        alone = given.get("summarizeerrors", "").lower() in _FALSE
        return self._written(request, call, app, results, alone and call.kind in ("create", "save"))

    def _written(self, request, call, app, results, alone):
        listing = ENDPOINTS[call.entity]
        if not listing.judged_alone or call.sub:
            alone = False
        failed = [one for one in results if one["errors"]]
        if failed and not alone:
            # What was good in the list has been saved all the same, and nobody says what (XERO 3.2).
            refused = [judged.told(one, listing, self._switches) for one in failed]
            value = answers.refusal(10, "ValidationException", "A validation exception occurred", refused)
            return self._reply(request, value, 400)
        if call.kind == "delete":
            return self._deleted(request, call, app, results)
        shown = [one["element"] for one in results]
        if alone:
            shown = [judged.told(one, listing, self._switches, self._switches.error_words) for one in results]
        elif any(one["warnings"] for one in results):
            shown = [judged.told(one, listing, self._switches) for one in results]
        if self._switches.element_order == "reversed":
            shown.reverse()
        return self._good(request, app, {call.sub or listing.wrapper: shown})

    def _deleted(self, request, call, app, results):
        if call.entity == "Items":
            return Reply(204, b"")
        if call.sub == "Allocations":
            # Without an envelope (xero_accounting.yaml, deleteCreditNoteAllocations).
            return self._reply(request, results[0]["element"])
        return self._good(
            request, app, {call.sub or ENDPOINTS[call.entity].wrapper: [one["element"] for one in results]}
        )

    @staticmethod
    def _known(tenant, call) -> set[str]:
        """Invoices that were there before a POST of a list, which may create some."""
        if call.entity != "Invoices" or call.kind != "save":
            return set()
        return {one["InvoiceID"] for one in tenant.books.objects("Invoices", {"view": "summary"})}

    @staticmethod
    def _remember(tenant, call, app, before, done):
        if call.entity == "Invoices" and call.kind in ("create", "save") and not call.sub:
            made = {one["element"]["InvoiceID"] for one in done} - before
            tenant.made_by(app.client_id).update(made)

    # --- files and notes ---

    def _attachments(self, tenant, request, call, app):
        if call.kind == "list" and call.sub_id:
            return attachments.content(tenant, call)
        with tenant.lock:
            if call.kind in ("create", "update"):
                attachments.keep(tenant, request, call)
                self._service.journal.written(tenant.id, "Attachments")
            found = attachments.shown(tenant, self._service.addresses.accounting, call)
        return self._good(request, app, {"Attachments": found})

    def _history(self, tenant, request, call, app):
        tenant.books.read(call.entity, call.id)
        notes = tenant.files.setdefault(("History", call.entity, call.id.lower()), [])
        if call.kind == "create":
            for one in bodies.elements(request, "HistoryRecords"):
                words = one.get("Details")
                if not words or len(words) > 2500:
                    raise Fault(400, 10, "ValidationException", "Details has 1 to 2500 characters")
                at = answers.moment(self._service.clock.now())
                notes.append({"Changes": "Note", "DateUTC": at, "User": "System Generated", "Details": words})
            return self._good(request, app, {"HistoryRecords": notes[-1:]})
        return self._good(request, app, {"HistoryRecords": list(reversed(notes))})

    # --- replies ---

    def _good(self, request, app, content: dict) -> Reply:
        return self._reply(request, answers.envelope(app.name, self._service.clock.now(), content))

    @staticmethod
    def _reply(request, value: dict, status: int = 200) -> Reply:
        """XML for who does not accept JSON: the API's own default."""
        if request.wants_json:
            return Reply.json(value, status)
        return Reply(status, answers.in_xml(value), "text/xml; charset=utf-8")


def _options(call: Call, given: dict) -> dict:
    options = {
        "unitdp": 4 if given.get("unitdp") == "4" else 2,
        "allow_backorders": given.get("allowbackorders", "").lower() == "true",
    }
    if call.sub:
        options |= {"sub": call.sub, "sub_id": call.sub_id or None}
    return options
