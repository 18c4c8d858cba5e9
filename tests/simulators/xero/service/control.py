"""The control page: what a test in another process, or a person at a demo, does with the service.

GET gives JSON, except /control and /control/books/<tenant>, which are pages for people. POST takes JSON. Served on the
loopback address only, as the whole service is, and only to who calls it by that name.
"""

from dataclasses import fields
from urllib.parse import unquote

from tests.simulators import exact_json
from tests.simulators.cloud.messages import Reply, Request

from ..books import Bookkeeper, Fault, Invalid
from ..books.views import Views
from . import hands, pages
from .addresses import CONTROL
from .apps import App
from .connections import Refused
from .misbehaviour import KINDS, Order
from .rates import Limits
from .webhooks import Event

_HOSTS = ("127.0.0.1", "localhost")


class Misuse(Exception):
    """A request that control does not understand; the text says why."""


class Control:
    def __init__(self, service):
        self._service = service
        self._reads = {
            "status": lambda _given: service.describe(),
            "counters": lambda _given: service.journal.all_counters(),
            "log": self._log,
            "orders": lambda _given: [_plain(one) for one in service.misbehaviour.orders],
            "webhooks": lambda _given: {"sent": service.webhooks.sent, "pending": len(service.webhooks.pending())},
        }
        self._works = {
            "misbehave": self._misbehave,
            "clear": self._clear,
            "switches": self._switches,
            "limits": self._limits,
            "clock": self._clock,
            "app": self._app,
            "consent": self._consent,
            "disconnect": self._disconnect,
            "expire": self._expire,
            "exhaust": self._exhaust,
            "administrator": self._administrator,
            "demo_reset": self._demo_reset,
            "do": self._do,
            "intent": self._intent,
            "webhook": self._webhook,
        }

    def answer(self, request: Request) -> Reply:
        if request.headers.get("Host", "").rpartition(":")[0] not in _HOSTS:
            return Reply.json({"error": "control is for this machine"}, 403)
        path = unquote(request.path).removeprefix(CONTROL).strip("/")
        try:
            if request.method == "GET":
                return self._read(path, request)
            part, _, tenant = path.partition("/")
            if part == "books" and request.kind == "application/x-www-form-urlencoded":
                return hands.pressed(self._tenant({"tenant": tenant}), request)
            if request.kind != "application/json":
                raise Misuse("POST application/json")
            if path not in self._works:
                raise Misuse(f"POST to one of {', '.join(self._works)}")
            value = exact_json.loads(request.body.decode("utf-8") or "{}")
            return Reply.json(self._works[path](value))
        except (Misuse, Refused, ValueError, TypeError, LookupError) as problem:
            return Reply.json({"error": f"{type(problem).__name__}: {problem}"}, 400)
        except (Fault, Invalid) as problem:
            return Reply.json({"error": str(problem)}, 409)

    # --- reading ---

    def _read(self, path, request):
        if not path:
            return Reply.html(pages.overview(self._service, KINDS))
        if path in self._reads:
            return Reply.json(self._reads[path](request.parameters))
        part, _, rest = path.partition("/")
        tenant_id, _, view = rest.removesuffix(".json").partition("/")
        if part != "books" or tenant_id not in self._service.organisations:
            raise Misuse(
                f"GET one of {', '.join(self._reads)}, books/<tenant>, .json of it, books/<tenant>/<view>.json"
            )
        books = self._service.organisations[tenant_id].books
        if view:
            return Reply.json(self._view(books, view, request.parameters))
        if rest.endswith(".json"):
            entities = request.parameters.get("entities", "")
            wanted = entities.split(",") if entities else pages.SHOWN
            options = {"includeArchived": True, "unitdp": 4}
            return Reply.json({entity: books.objects(entity, options) for entity in wanted})
        return Reply.html(pages.books(books, request.parameters.get("told", "")))

    @staticmethod
    def _view(books, name, given):
        """What an accountant reads: invoices, balances ...; parameters are those of the view."""
        if name.startswith("_") or name not in dir(Views):
            raise Misuse(f"a view is one of {', '.join(one for one in dir(Views) if not one.startswith('_'))}")
        return getattr(books, name)(**given)

    def _log(self, given):
        since = int(given.pop("since", 0))
        return [one.as_dict() for one in self._service.journal.entries(since, **given)]

    def _tenant(self, value):
        return self._service.organisations[value["tenant"]]

    # --- working ---

    def _misbehave(self, value):
        return _plain(self._service.misbehaviour.add(Order.from_dict(value)))

    def _clear(self, value):
        """{"what": "orders" | "log" | "keys" | "all"}"""
        what = value.get("what", "all")
        if what not in ("orders", "log", "keys", "all"):
            raise Misuse("what is orders, log, keys or all")
        if what in ("orders", "all"):
            self._service.misbehaviour.clear()
        if what in ("log", "all"):
            self._service.journal.clear()
        if what in ("keys", "all"):
            self._service.memory.forget()
        return {"cleared": what}

    def _switches(self, value):
        self._service.switches.set(**value)
        return vars(self._service.switches)

    def _limits(self, value):
        """Fields of Limits; null is no limit. {"none": true}: no limit at all."""
        limits = self._service.rates.limits
        if value.pop("none", False):
            value = {**vars(Limits.none()), **value}
        for name, most in value.items():
            if name not in {one.name for one in fields(Limits)}:
                raise Misuse(f"unknown limit {name}")
            setattr(limits, name, most)
        return vars(limits)

    def _clock(self, value):
        self._service.clock.advance(float(value["seconds"]))
        return {"time": self._service.time()}

    def _app(self, value):
        """With a client_id that is there: other values for it; else a new app."""
        client_id = value.get("client_id")
        if client_id in self._service.apps:
            value.pop("client_id")
            return vars(self._service.change_app(client_id, **value))
        return vars(self._service.add_app(App(**value)))

    def _consent(self, value):
        """{"client_id", "tenant"}: {"code", "redirect_uri"} of a person who pressed Allow access."""
        app = self._service.apps[value["client_id"]]
        given = {name: value[name] for name in ("scopes", "challenge") if name in value}
        code = self._service.consent(app, self._tenant(value).id, value.get("person", ""), **given)
        return {"code": code, "tenant": value["tenant"], "redirect_uri": app.redirect_uris[0]}

    def _disconnect(self, value):
        app = self._service.apps[value["client_id"]] if value.get("client_id") else None
        return {"disconnected": self._service.disconnect(self._tenant(value).id, app)}

    def _expire(self, value):
        """{"client_id"} or nothing: access tokens are over."""
        app = self._service.apps[value["client_id"]] if value.get("client_id") else None
        self._service.grants.expire_access(app)
        return {"expired": value.get("client_id", "all")}

    def _exhaust(self, value):
        """{"client_id", "tenant", "problem": "day" | "minute"}: no call is left."""
        app, problem = self._service.apps[value["client_id"]], value.get("problem", "day")
        if problem not in ("day", "minute"):
            raise Misuse("problem is day or minute")
        self._service.rates.exhaust(app, self._tenant(value).id, problem)
        return {"exhausted": problem}

    def _administrator(self, value):
        """{"tenant", "person", "is_one": false}: the person lost the role."""
        person = value.get("person") or self._service.people[0]
        former = self._tenant(value).former
        (former.discard if value["is_one"] else former.add)(person)
        return {"person": person, "is_one": bool(value["is_one"])}

    def _demo_reset(self, value):
        self._service.reset_demo(self._tenant(value).id)
        return {"reset": value["tenant"]}

    def _do(self, value):
        """{"tenant", "hand", "positional": [...], "arguments": {...}}: what the bookkeeper does in the web pages."""
        tenant, hand = self._tenant(value), value["hand"]
        work = None if hand.startswith("_") else getattr(Bookkeeper(tenant.books), hand, None)
        if not callable(work):
            raise Misuse(f"the bookkeeper cannot {hand}")
        with tenant.lock:
            done = work(*value.get("positional", []), **value.get("arguments", {}))
        return {"done": done}

    def _intent(self, value):
        """{"client_id"}: "Send intent to receive" in the developer portal."""
        app = self._service.apps[value["client_id"]]
        return {"statuses": self._service.webhooks.intent(app), "webhook_status": app.webhook_status}

    def _webhook(self, value):
        """{"client_id", "what": forged | unsigned | repeated | out_of_order | oversized | of_stranger}"""
        app, webhooks = self._service.apps[value["client_id"]], self._service.webhooks
        what = value["what"]
        if what in ("forged", "unsigned"):
            record_id = str(value.get("id", "11111111-1111-4111-8111-111111111111"))
            event = Event(value["tenant"], "Contacts", record_id, "UPDATE", self._service.clock.now())
            return {"status": getattr(webhooks, what)(app, [event])}
        if what == "out_of_order":
            return {"statuses": webhooks.out_of_order()}
        if what not in ("repeated", "oversized", "of_stranger"):
            raise Misuse("what is forged, unsigned, repeated, out_of_order, oversized or of_stranger")
        return {"status": getattr(webhooks, what)(app)}


def _plain(order: Order) -> dict:
    return {name: str(value) if name == "until" and value else value for name, value in vars(order).items()}
