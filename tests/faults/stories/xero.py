"""Stories on Xero: people, steps and invariants are those of Desktop; a run calls over HTTP."""

import json
from types import SimpleNamespace

from tests.faults.xero_company import BANK, TAX, XeroCompany

from . import bookkeeper, xero_befalls
from .cloud import CloudStory, CloudWorld
from .world import PRODUCTS
from .xero_pages import GONE, REFUSALS, Pages

# What names a payment there, by the address under which it is ended.
MONEY = {"Payments": "payment", "BatchPayments": "batch"}
FIRST = ("Contacts", "Items", "Invoices", "CreditNotes", "Payments", "BatchPayments")


class XeroWorld(CloudWorld):
    """Odoo with a connection, and an organisation of the simulated service in this very process."""

    ledger = "xero"
    tax_there, tax_kind = TAX, "tax_code"
    company_class, pages_class = XeroCompany, Pages

    def _stock(self):
        self.cloud.desk.add_item(PRODUCTS[0], PRODUCTS[0], account="200")

    def _callers(self):
        from odoo.addons.accounting_bridge.ledgers.xero import client
        from odoo.addons.accounting_bridge.ledgers.xero.ledger import Xero

        return Xero, client

    def _chosen(self):
        return super()._chosen() | {"deposit_account_id": self._there("account", BANK).id}

    def fingerprint(self):
        return [self.book.company.objects(name, {"includeArchived": True}) for name in FIRST]

    def asked(self, since):
        removed, changed = [], []
        for text in self.book.texts[since:]:
            for method, path, body in self.writes(text):
                endpoint, *place = path.split("/")
                if method == "DELETE":
                    # An allocation: its credit note, "Allocations" and its own id.
                    removed.append(("Del", f"allocation:{place[0]}:{place[2]}"))
                elif method == "POST" and endpoint in MONEY:
                    removed.append(("Del", f"{MONEY[endpoint]}:{place[0]}"))
                elif method == "POST" and endpoint in ("Invoices", "CreditNotes"):
                    (element,) = body[endpoint]
                    if element.get("Status") in GONE:
                        removed.append(("Void", place[0]))
                    else:
                        changed.append(place[0])
        return removed, changed, len(self.book.texts)

    def writes(self, text):
        return [
            (call["method"], call["path"], json.loads(call.get("text") or "{}"))
            for call in json.loads(text)["calls"]
            if call["method"] != "GET"
        ]


class XeroStory(CloudStory):
    """A story of runs; its bookkeeper works in the pages."""

    ledger = "xero"
    bookkeeping = SimpleNamespace(ACTIONS=bookkeeper.ACTIONS, Refusal=REFUSALS)
    # The first seven or so are reads; what writes comes behind them.
    befalls, messages = xero_befalls, 11

    def tell(self):
        self.world.memory = self.draw.choice(self.world.cloud.memories)
        self.world.recover()
        self.say(f"requests are remembered so: {self.world.memory}")
        return super().tell()
