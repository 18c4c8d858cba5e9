"""The front of the service: hosts, the gateway of the API, limits, faults on order, the log (XERO 1, 4, 6)."""

import gzip
import math
import time
from dataclasses import replace
from datetime import timedelta

from tests.simulators.cloud.messages import Reply, Request

from . import answers, spoiling
from .api import Api
from .authorise import AuthorisePage
from .calls import Call, call_of
from .idempotency import Memory
from .misbehaviour import AFTER, BEFORE, KEPT, Dropped, Order
from .scopes import sufficient
from .token_host import TokenHost

#: Rapid Sync (XERO 4.1).
_RAPID = timedelta(minutes=30)


class Front:
    """``answer`` takes any request and gives its reply, log and misbehaviour included."""

    def __init__(self, service, control):
        self._service = service
        self._control = control
        self._tokens = TokenHost(service)
        self._page = AuthorisePage(service)
        self._api = Api(service)
        self.memory: Memory = service.memory

    def answer(self, request: Request) -> Reply:
        call = call_of(request)
        if call.host == "control":
            return self._control.answer(request)
        began = time.perf_counter()
        entry = self._service.journal.begin(request, call)
        reply = self._struck(request, call, entry)
        reply.headers.setdefault("Date", answers.http_date(self._service.clock.now()))
        self._service.journal.end(entry, request, reply, call, time.perf_counter() - began)
        return _compressed(request, reply) if call.host == "api" else reply

    # --- misbehaviour around the work ---

    def _struck(self, request, call, entry) -> Reply:
        before = self._service.misbehaviour.strike(BEFORE, request, call)
        if before is not None:
            entry.note = before.kind
            reply = self._before(before)
            if reply is not None:
                return reply
        try:
            reply = self._work(request, call, entry)
        except Dropped as dropped:
            entry.note = str(dropped)
            return Reply.drop()
        after = self._service.misbehaviour.strike(AFTER, request, call) if reply.status in (200, 204) else None
        if after is not None:
            entry.note = after.kind
            reply = self._after(after, reply)
        return reply

    def _before(self, order: Order) -> Reply | None:
        """None: the work goes on."""
        if order.kind == "delay_before":
            self._service.misbehaviour.sleep(order.seconds)
            return None
        if order.kind == "throttled":
            return self._too_many(order.problem, self._wait(order))
        if order.kind == "unauthorised":
            return answers.unauthorised(self._token_expired())
        if order.kind == "insufficient_scope":
            return self._insufficient()
        if order.kind == "fault":
            return Reply.json(answers.refusal(order.number, order.fault_type, order.message), order.status or 400)
        return {
            "drop_before_commit": Reply.drop,
            "broken": lambda: answers.broken(order.status),
            "offline": answers.offline,
            "forbidden": answers.forbidden,
            "html": answers.html_in_place,
            "empty": lambda: Reply(204, b""),
        }[order.kind]()

    def _wait(self, order: Order) -> int:
        """Seconds of a Retry-After: as ordered, or until the order ends."""
        if order.until is None:
            return order.retry_after
        return math.ceil((order.until - self._service.clock.now()).total_seconds())

    def _after(self, order: Order, reply) -> Reply:
        if order.kind == "delay":
            self._service.misbehaviour.sleep(order.seconds)
            return reply
        if order.kind == "drop_after_commit":
            return Reply.drop()
        if order.kind == "broken_after_commit":
            return answers.broken(order.status)
        return spoiling.spoil(reply, order)

    def _token_expired(self) -> str:
        return f"TokenExpired: token expired at {self._service.clock.now():%m/%d/%Y %H:%M:%S}"

    def _insufficient(self) -> Reply:
        spelling = self._service.switches.scope_spelling
        return answers.unauthorised("AuthorizationUnsuccessful", f'Bearer error="{spelling}"')

    def _too_many(self, problem: str, wait: int, headers: dict | None = None) -> Reply:
        """429 with an empty body (XERO 6)."""
        return Reply(429, b"", headers=self._service.rates.refused(problem, wait, headers))

    # --- the work ---

    def _work(self, request, call: Call, entry) -> Reply:
        if call.host == "api":
            return self._call(request, call, entry)
        reply = self._tokens.answer(request) or self._page.answer(request)
        if reply is None:
            entry.note = "no host of Xero's has this address"
            reply = Reply.html("<html><body><h1>404 Not Found</h1></body></html>", 404)
        return reply

    def _call(self, request, call, entry) -> Reply:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        grant, why = self._service.grants.bearer(token) if kind == "Bearer" else (None, "AuthenticationUnsuccessful")
        if grant is None:
            entry.note = why
            return answers.unauthorised(why)
        entry.app = grant.app.name
        if call.kind == "connections":
            return self._connections(request, call, grant)
        connection = self._connection(grant, call)
        if connection is None:
            entry.note = "this organisation is not connected by this person and app"
            return answers.forbidden()
        entry.tenant = call.tenant = connection.tenant
        tenant = self._service.organisations[connection.tenant]
        lifted = grant.app.rapid_sync and self._service.clock.now() - connection.created < _RAPID
        with self._service.rates.admission(grant.app, tenant.id, lifted) as admission:
            if admission.problem:
                entry.note = f"limit: {admission.problem}"
                return self._too_many(admission.problem, admission.wait, admission.headers)
            reply = self._admitted(request, call, grant, tenant, entry)
            reply.headers.update(admission.headers)
            return reply

    def _connection(self, grant, call):
        """A custom connection needs no xero-tenant-id (XERO 1.1)."""
        found = self._service.connections.of(app=grant.app, person=grant.person)
        if grant.app.kind == "custom" and not call.tenant:
            return found[0] if found else None
        return next((one for one in found if one.tenant == call.tenant), None)

    def _admitted(self, request, call, grant, tenant, entry) -> Reply:
        items_too = self._service.switches.items_scope == "invoices too"
        if not sufficient(grant.scopes, request.method, call.entity, call.sub, items_too):
            entry.note = "the token lacks a scope"
            return self._insufficient()
        if grant.person in tenant.former:
            entry.note = "the person has lost the role"
            return answers.unauthorised("AuthorizationUnsuccessful")

        def work():
            return self._remembered(request, call, grant, tenant)

        return self.memory.once(grant.app.client_id, request, work) if request.method in ("PUT", "POST") else work()

    def _remembered(self, request, call, grant, tenant) -> Reply:
        """What an Idempotency-Key keeps: errors of the API itself, too (XERO 3.3)."""
        order = self._service.misbehaviour.strike(KEPT, request, call)
        if order is not None and order.kind == "cached_error":
            return replace(answers.internal_error(), note=order.kind)
        reply = self._api.answer(tenant, request, call, grant.app)
        return reply if order is None else replace(answers.internal_error(), note=order.kind)

    # --- connections ---

    def _connections(self, request, call, grant) -> Reply:
        """Of this person and app (XERO 1.4); without limits' headers (XERO 4.1)."""
        found = self._service.connections.of(app=grant.app, person=grant.person)
        if request.method == "GET" and not call.id:
            event = request.parameters.get("authEventId", "").lower()
            shown = [
                one.shown(self._service.organisations[one.tenant].name) for one in found if event in ("", one.event)
            ]
            return Reply.json(shown)
        if request.method == "DELETE" and any(one.id == call.id.lower() for one in found):
            self._service.connections.remove(id=call.id.lower())
            return Reply(204, b"")
        return Reply.json(answers.refusal(None, "NotFoundException", "The connection was not found"), 404)


def _compressed(request, reply: Reply) -> Reply:
    """gzip for who asks for it (XERO 1.7); an answer that is cut stays as it is."""
    wanted = "gzip" in request.headers.get("Accept-Encoding", "")
    if not wanted or reply.cut is not None or len(reply.body) < 200:
        return reply
    headers = {**reply.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return replace(reply, body=gzip.compress(reply.body, 1), headers=headers)
