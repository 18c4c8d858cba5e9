"""Stories on QuickBooks Online: people, steps and invariants are those of Desktop; a run calls over HTTP."""

import json
from types import SimpleNamespace

from tests.faults.online_company import MEMORIES, TAX, OnlineCompany

from . import bookkeeper, online_befalls
from .boundary import Killed
from .online_pages import ENTITIES, REFUSALS, Pages
from .story import Story
from .world import NEIGHBOUR, PRODUCTS, World

# By the clock of a story a second goes by with every transaction: a run ends when nothing is due.
RUN_SECONDS = 600
MODES = ("auto", "batch", "thrift")
PATHS = {entity.lower(): kind for kind, entity in ENTITIES.items()}


class OnlineWorld(World):
    """Odoo with a connection, and a company of the simulated service in this very process."""

    ledger = "quickbooks_online"
    tax_there = TAX
    keeps_discounts = False

    def _found(self):
        clock = SimpleNamespace(now=self.clock.for_books)
        self.online = OnlineCompany([*self.names[:4], NEIGHBOUR], clock)
        self.online.desk.add_item(PRODUCTS[0], account="Sales")
        self.book = Pages(self.online)
        self.run, self.memory = None, MEMORIES[0]
        self._listen()

    def _keep_book(self):
        self.online.keep()

    def _begin_book(self):
        self.online.begin()
        self.book.texts.clear()
        self.memory = MEMORIES[0]

    def end(self):
        self.online.close()

    def recover(self):
        """The service behaves again; how it remembers requests is its nature."""
        self.online.recover()
        self.online.intuit.switches.set(**self.memory)

    def fingerprint(self):
        return [self.book.company.objects(name) for name in ("Customer", "Item", "Invoice", "CreditMemo", "Payment")]

    def asked(self, since):
        removed, changed = [], []
        for text in self.book.texts[since:]:
            for path, operation, body in _writes(text):
                if operation in ("void", "delete"):
                    # Both take away: a payment when its allocation went, anything else when it was cancelled.
                    removed.append(("Del" if path == "payment" else "Void", body["Id"]))
                elif path in PATHS and body.get("Id"):
                    changed.append(body["Id"])
        return removed, changed, len(self.book.texts)

    def _connect(self):
        connection = self._make_connection()
        self.online.sign_in(self.env, connection, self.online.consent())
        self.visit()
        connection.write(
            {
                "income_account_id": self._there("account", "Sales").id,
                "expense_account_id": self._there("account", "Materials").id,
            }
        )
        self._set_up_books()
        connection.action_enable()
        connection.sends_payments = True
        self.flush()

    def visit(self):
        self.flush()
        Run(self).play()
        self.forget()

    def _listen(self):
        """Let every call pass by the run that makes it."""
        from odoo.addons.accounting_bridge.engine import crank
        from odoo.addons.accounting_bridge.ledgers.quickbooks_online.client import _RoundTrip
        from odoo.addons.accounting_bridge.ledgers.quickbooks_online.ledger import QuickBooksOnline

        crank.BUDGET_SECONDS = RUN_SECONDS
        perform, ask = QuickBooksOnline.perform, _RoundTrip._ask

        def perform_and_keep(ledger, payload, not_after, access=None):
            self.book.texts.append(payload)
            self.run.texts.append(payload)
            return perform(ledger, payload, not_after, access)

        def ask_and_tell(trip, call):
            run = self.run
            run.come_to(call)
            self.points.point(f"before call of {call.path}")
            answer = ask(trip, call)
            self.points.point(f"after call of {call.path}")
            run.after()
            return answer

        QuickBooksOnline.perform, _RoundTrip._ask = perform_and_keep, ask_and_tell


class Run:
    """One turn of the crank; ``before`` and ``after`` are called around each of its HTTP calls."""

    def __init__(self, world):
        self._world = world
        self.messages, self.texts, self.ended_by = 0, [], ""
        self.call = None
        self.before = self.after = lambda: None

    @property
    def written(self):
        """How many payloads wrote."""
        return sum(any(_writes(text)) for text in self.texts)

    @property
    def said(self):
        return f"{self.call.method} {self.call.path} {self.call.parameters.get('operation', '')}".strip()

    def come_to(self, call):
        self.call = call
        self.messages += 1
        self.before()

    def play(self):
        from odoo.addons.accounting_bridge.engine import crank

        self._world.run = self
        try:
            crank.turn(self._world.env, self._world.connection.id)
            ended = "over"
        except Killed as point:
            ended = f"the worker died {point}"
        self.ended_by = ended


class OnlineStory(Story):
    """A story of runs; its bookkeeper works in the pages."""

    ledger = "online"
    bookkeeping = SimpleNamespace(ACTIONS=bookkeeper.ACTIONS, Refusal=REFUSALS)
    befalls, messages = online_befalls, 3

    def tell(self):
        self.world.connection.write_mode = mode = self.draw.choice(MODES)
        self.world.memory = self.draw.choice(MEMORIES)
        self.world.recover()
        self.say(f"writes go as {mode}, requests are remembered so: {self.world.memory}")
        return super().tell()

    def new_visit(self):
        return Run(self.world)

    def _turn(self, run, waiting):
        run.before = lambda: self._befall(run, waiting, online_befalls.BEFORE, 0, run.messages)
        run.after = lambda: self._befall(run, waiting, online_befalls.AFTER, len(online_befalls.BEFORE), run.messages)
        run.play()


def _writes(text):
    """``(path, operation, body)`` of every write of a payload, those in a batch as well."""
    for call in json.loads(text)["calls"]:
        body = call.get("body") or {}
        if call["path"] == "batch":
            for item in body["BatchItemRequest"]:
                for name, value in item.items():
                    if name not in ("bId", "operation", "Query", "optionsData") and isinstance(value, dict):
                        yield name.lower(), item.get("operation", ""), value
        elif body:
            yield call["path"], call["parameters"].get("operation", ""), body
