"""Stories on QuickBooks Online: people, steps and invariants are those of Desktop; a run calls over HTTP."""

import json
from types import SimpleNamespace

from tests.faults.online_company import TAX, OnlineCompany

from . import bookkeeper, online_befalls
from .cloud import CloudStory, CloudWorld
from .online_pages import ENTITIES, REFUSALS, Pages
from .world import PRODUCTS

MODES = ("auto", "batch", "thrift")
PATHS = {entity.lower(): kind for kind, entity in ENTITIES.items()}


class OnlineWorld(CloudWorld):
    """Odoo with a connection, and a company of the simulated service in this very process."""

    ledger = "quickbooks_online"
    tax_there = TAX
    company_class, pages_class = OnlineCompany, Pages

    def _stock(self):
        self.cloud.desk.add_item(PRODUCTS[0], account="Sales")

    def _callers(self):
        from odoo.addons.accounting_bridge.ledgers.quickbooks_online import client
        from odoo.addons.accounting_bridge.ledgers.quickbooks_online.ledger import QuickBooksOnline

        return QuickBooksOnline, client

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

    def writes(self, text):
        return list(_writes(text))


class OnlineStory(CloudStory):
    """A story of runs; its bookkeeper works in the pages."""

    ledger = "online"
    bookkeeping = SimpleNamespace(ACTIONS=bookkeeper.ACTIONS, Refusal=REFUSALS)
    befalls = online_befalls

    def tell(self):
        self.world.connection.write_mode = mode = self.draw.choice(MODES)
        self.world.memory = self.draw.choice(self.world.cloud.memories)
        self.world.recover()
        self.say(f"writes go as {mode}, requests are remembered so: {self.world.memory}")
        return super().tell()


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
