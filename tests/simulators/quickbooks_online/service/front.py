"""The front of the service: hosts, the gateway of the API, faults on order, the log (QBO 1, 5, 6)."""

import secrets
import time

from . import spoiling
from .answers import Gateway, error, fault, respond
from .api import Api
from .authorise import AuthorisePage
from .calls import Call, call_of
from .messages import Reply, Request
from .misbehaviour import AFTER, BEFORE, WITHIN, Dropped, Order
from .token_host import TokenHost


class Front:
    """``answer`` takes any request and gives its reply, log and misbehaviour included."""

    def __init__(self, service, control):
        self._service = service
        self._control = control
        self._gateway = Gateway(service)
        self._tokens = TokenHost(service, service.grants)
        self._page = AuthorisePage(service, service.grants)
        self._api = Api(service.switches, service.clock, service.upload_limit)

    def answer(self, request: Request) -> Reply:
        call = call_of(request)
        if call.host == "control":
            return self._control.answer(request)
        began = time.perf_counter()
        entry = self._service.journal.begin(request, call)
        reply = self._struck(request, call, entry)
        tid = f"1-{secrets.token_hex(4)}-{secrets.token_hex(12)}"
        reply.headers.setdefault("intuit_tid", tid)
        entry.tid = reply.headers["intuit_tid"]
        cost = self._cost(reply, call, entry)
        self._service.journal.end(entry, request, reply, time.perf_counter() - began, cost)
        return reply

    # --- misbehaviour around the work ---

    def _struck(self, request, call, entry) -> Reply:
        before = self._service.misbehaviour.strike(BEFORE, request, call)
        if before is not None:
            entry.note = before.kind
            reply = self._before(before, request)
            if reply is not None:
                return reply
        try:
            reply = self._work(request, call, entry)
        except Dropped as dropped:
            entry.note = str(dropped)
            return Reply.drop()
        after = self._service.misbehaviour.strike(AFTER, request, call) if reply.status == 200 else None
        if after is not None:
            entry.note = after.kind
            reply = self._after(after, reply)
        return reply

    def _before(self, order: Order, request) -> Reply | None:
        """None: the work goes on."""
        as_json = request.wants_json
        if order.kind == "delay_before":
            self._service.misbehaviour.sleep(order.seconds)
            return None
        if order.kind == "drop_before_commit":
            return Reply.drop()
        if order.kind == "broken":
            return self._gateway.broken(order.status)
        if order.kind == "throttled":
            return self._gateway.throttled()
        if order.kind == "unauthorised":
            return self._gateway.unauthorised("Token rejected", as_json)
        if order.kind == "forbidden":
            return self._gateway.forbidden("The app is not authorised for this company", as_json)
        errors = [error(order.code, order.message, order.detail)]
        value = {"Fault": fault(errors, order.fault_type), "time": self._service.time()}
        return respond(value, as_json, order.status or (500 if order.code == "10000" else 400))

    def _after(self, order: Order, reply) -> Reply:
        if order.kind == "delay":
            self._service.misbehaviour.sleep(order.seconds)
            return reply
        if order.kind == "drop_after_commit":
            return Reply.drop()
        if order.kind == "broken_after_commit":
            return self._gateway.broken(order.status)
        return spoiling.spoil(reply, order)

    # --- the work ---

    def _work(self, request, call: Call, entry) -> Reply:
        if call.is_api:
            return self._call(request, call, entry)
        reply = self._tokens.answer(request) or self._page.answer(request)
        if reply is None:
            entry.note = "no host of Intuit's has this address"
            reply = Reply.html("<html><body><h1>404 Not Found</h1></body></html>", 404)
        return reply

    def _call(self, request, call, entry) -> Reply:
        as_json = request.wants_json
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        grant, why = self._service.grants.bearer(token) if kind == "Bearer" else (None, "Token missing")
        if grant is None:
            entry.note = why
            return self._gateway.unauthorised(why, as_json)
        entry.app = grant.app.name
        tenant = self._service.companies.get(call.realm)
        environments = {grant.app.environment, call.host, tenant.environment if tenant else ""}
        if tenant is None or grant.realm != call.realm or len(environments) != 1:
            entry.note = "another company, or sandbox and production mixed"
            return self._gateway.forbidden("The app is not authorised for this company", as_json)
        with self._service.rates.admission(call, grant.app.client_id) as admitted:
            if not admitted:
                entry.note = "throttled by the limits"
                return self._gateway.throttled()
            if self._service.grants.lost_rights(grant):
                return self._lost_rights(as_json)
            outcome = self._api.answer(tenant, request, call, self._item_hook(request, call))
            value = outcome.value if call.entity == "TaxService" else {**outcome.value, "time": self._service.time()}
            return respond(value, as_json, outcome.status)

    def _lost_rights(self, as_json) -> Reply:
        """120: who connected is no administrator any more (QBO 1.1, 6)."""
        words = "message=AuthorizationFailure; errorCode=000120"
        detail = "Authorization Failure: errorCode -11014, the user is not an administrator of this company"
        value = {"Fault": fault([error("120", words, detail)], "AuthorizationFault"), "time": self._service.time()}
        return respond(value, as_json, self._service.switches.lost_rights_status)

    def _item_hook(self, request, call):
        """Closes the socket when the ordered number of items was done."""
        order = self._service.misbehaviour.strike(WITHIN, request, call) if call.kind == "batch" else None

        def after_item(number):
            if order is not None and number == order.items:
                raise Dropped(order.kind)

        return after_item

    # --- metering ---

    def _cost(self, reply, call, entry) -> int:
        """CorePlus calls that this one counts as: only answers of 2xx count (QBO 5)."""
        if call.metered != "CorePlus" or not 200 <= reply.status < 300 or reply.cut is not None:
            return 0
        cost = 1
        if call.kind == "batch" and self._service.switches.batch_metering == "item":
            cost = len((reply.value or {}).get("BatchItemResponse", [])) or 1
        if call.host == "production":
            app = self._service.app_named(entry.app)
            if app is not None:
                self._service.rates.bill(app.client_id, cost)
        return cost
