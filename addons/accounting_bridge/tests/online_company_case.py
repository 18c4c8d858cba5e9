"""A company of QuickBooks Online for every test, and what a shared scenario must be able to do to it.

The company is the strict simulator, called over HTTP as the service is: only its address is another one.
"""

import os
import re
from contextlib import contextmanager
from itertools import count
from unittest import skipUnless
from unittest.mock import patch

from ..ledgers import json_text
from ..ledgers.documents import Kind
from ..ledgers.protocol import RemoteRecord
from ..ledgers.quickbooks_online.kinds import NAMES
from ..ledgers.quickbooks_online.ledger import QuickBooksOnline
from .cloud_company_case import AGAIN, HOME, NO_SIMULATORS, CloudCompanyCase, has_simulator

HAS_SIMULATORS = has_simulator("quickbooks_online")
if HAS_SIMULATORS:
    from tests.simulators.quickbooks_online.books import Bookkeeper, Fault, Profile
    from tests.simulators.quickbooks_online.service import App, Limits, Service

    from .online_judge import Judge

ADDRESS = "ACCOUNTING_BRIDGE_QUICKBOOKS_ONLINE_URL"
REDIRECT = f"{HOME}/accounting_bridge/oauth/quickbooks_online"
BY_HAND = "By hand"
# What a new company has before anybody has typed a word.
FOUND_WITH = ("Services", "Hours")
KINDS = {name.lower(): kind for kind, name in NAMES.items()}
_ENTITY, _AMONG, _LITERAL = re.compile(r" from (\w+)"), re.compile(r" in \(('[^)]*')\)"), re.compile(r"'([^']*)'")
# What the service says so that we read a reason of ours from it.
REFUSALS = {
    "refused": (6000, "A business validation error has occurred", "The book says no."),
    "busy_there": (1000, "Internal error", "The book is busy."),
}


@skipUnless(HAS_SIMULATORS, NO_SIMULATORS)
class OnlineCompanyCase(CloudCompanyCase):
    """A connection's ledger is a company of the simulated service."""

    ledger = QuickBooksOnline
    ledger_code = QuickBooksOnline.code
    # What the company is founded with: country, tax model, plan, preferences.
    profile = {"tax": "manual"}
    realms = count(9341450000000001)

    @property
    def clock(self):
        return self.intuit.clock

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A call there takes tenths of a second, so that one worker never makes ten in one; here it takes thousandths.
        cls.intuit = Service(limits=Limits.none(), webhooks_by_themselves=False).start()
        cls.addClassCleanup(cls.intuit.stop)
        cls.app = cls.intuit.add_app(App("Bridge", [REDIRECT]))

    def setUp(self):
        self.enterContext(patch.dict(os.environ, {ADDRESS: self.intuit.url}))
        super().setUp()
        self.addCleanup(self.intuit.misbehaviour.clear)
        self.judge = Judge()
        self.intuit.journal.listeners.append(self.judge)
        self.addCleanup(self._hear_the_judge)

    def _hear_the_judge(self):
        """Whatever a test was about: the simulator made no mistake, and all that was said is of Intuit's schema."""
        self.intuit.journal.listeners.remove(self.judge)
        self.assertEqual(self.intuit.mistakes, [])
        self.assertEqual(self.judge.found[:10], [])

    # === SIGNING IN === #

    def let_travel(self, connection):
        """Choose accounts, each of its own type, and enable. Customers come from there where a test says so."""
        connection.customer_direction = "push"
        for name, account in (("income", "Sales"), ("expense", "Materials")):
            connection[f"{name}_account_id"] = self.mirrored(connection, Kind.ACCOUNT, account)
        connection.action_enable()

    def connect(self, connection):
        """Enter the application and consent to the company that is open, as a person does between two requests."""
        realm = self.realm
        connection.write(
            {
                "app_client_id": self.app.client_id,
                "app_client_secret": self.app.client_secret,
                "app_environment": self.app.environment,
            }
        )
        self.sign_in(connection, self.intuit.consent(self.app, realm), realm)

    def open_book(self, name):
        """Let this company be the one that is spoken with; a new one where there is none of the name."""
        if name not in self.books:
            self.books[name] = self.intuit.found(
                str(next(self.realms)), Profile(name=f"{name} Inc.", **self.profile), self.app.environment
            )
        self.book = self.books[name]
        self.realm = self.book.realm
        self.desk = Bookkeeper(self.book)
        for account, sort in (("Sales", "Income"), ("Materials", "Cost of Goods Sold")):
            if not self.book.find("Account", account):
                self.desk.add_account(account, sort)

    # === WHAT A SCENARIO DOES TO A LEDGER === #

    @contextmanager
    def refusing(self, label, reason):
        """QuickBooks refuses the entry of this name or number, whatever else is in the set."""
        fault = REFUSALS[reason]
        original = type(self.book).execute

        def execute(book, operation, entity, body, options=None):
            if label in (body.get("DisplayName"), body.get("Name"), body.get("Sku"), body.get("DocNumber")):
                raise Fault(*fault)
            return original(book, operation, entity, body, options)

        with patch.object(type(self.book), "execute", execute):
            yield

    def forget_keys(self):
        """QuickBooks no longer knows what it was asked before."""
        self.intuit.companies[self.realm].request_ids.forget()

    def put_there(self, kind, name="", **values):
        """A person enters something in the pages. :return str: its id."""
        if kind is Kind.INVOICE:
            return self._type_invoice(**values)
        if kind is Kind.CUSTOMER:
            entry = self.desk.add_customer(name)
            if not values.get("active", True):
                self.desk.set_active("Customer", entry["Id"], False)
        elif kind is Kind.ITEM:
            entry = self.desk.add_item(name, account="Sales", Sku=values.get("sku", name))
        elif kind is Kind.TAX:
            agency = self.desk.add_agency(f"Agency of {name}")
            return self.desk.add_tax_code(name, [(name, values["rate"])], agency)
        else:
            entry = self.book.find("Account", name) or self.desk.add_account(name, "Income")
        return entry["Id"]

    def _type_invoice(self, number, customer, lines, tax="0", trace=""):
        """A person types an invoice; somebody who is no customer yet becomes one. A copied memo brings its mark."""
        self.assertEqual(float(tax), 0, "what a person types here bears no tax")
        known = {row["Id"]: row["DisplayName"] for row in self.book.objects("Customer")}
        if customer not in known:
            known[customer] = self.desk.add_customer(customer)["DisplayName"]
        if not self.book.find("Item", BY_HAND):
            self.desk.add_item(BY_HAND, account="Sales")
        note = {"PrivateNote": f"Copied odoo:{trace}"} if trace else {}
        typed = [(BY_HAND, "1", amount, "NON") for amount in lines]
        # In the pages a number that is there already is a warning, which a person may wave away.
        self.desk.allow_duplicate_numbers()
        entry = self.desk.enter_invoice(known[customer], typed, number=number, **note)
        self.desk.allow_duplicate_numbers(False)
        return entry["Id"]

    def put_twin_there(self, kind, name):
        """Enter something that is found under a name which is there already: a name may have two blanks for one."""
        return self.put_there(kind, name.replace(" ", "  "))

    def change_there(self, kind, id_, **values):
        """A person changes an entry in the pages."""
        if kind is Kind.INVOICE:
            names = {"note": "PrivateNote", "number": "DocNumber"}
            self.desk.edit("Invoice", id_, **{names[name]: value for name, value in values.items()})
        else:
            self.desk.set_active("Customer", id_, values["active"])

    def remove_there(self, kind, id_):
        """A person deletes a document in the pages; entries of lists are only made inactive there."""
        if kind is Kind.INVOICE:
            self.desk.delete("Invoice", id_)
        else:
            self.desk.set_active(NAMES[kind], id_, False)

    # === WHAT A SCENARIO LOOKS AT === #

    def there(self, kind):
        """Return what the company holds of a kind, in the order in which it was entered: ``RemoteRecord``."""
        rows = sorted(self.book.objects(NAMES[kind]), key=lambda row: int(row["Id"]))
        if kind is Kind.INVOICE:
            return [_invoice(row) for row in rows]
        named = "DisplayName" if kind is Kind.CUSTOMER else "Name"
        return [
            RemoteRecord(kind, row["Id"], name=row[named], version=row["SyncToken"], active=row["Active"])
            for row in rows
            if row[named] not in FOUND_WITH
        ]

    def reads_in(self, payload):
        """Return how a payload reads lists: a list of ``(kind, "changes", "all", or the texts that it asks for)``."""
        found = []
        for call in json_text.read(payload)["calls"]:
            if call["path"] == "cdc":
                found += [(KINDS[name.lower()], "changes") for name in call["parameters"]["entities"].split(",")]
            items = (call.get("body") or {}).get("BatchItemRequest") or ()
            for query in filter(None, (call.get("query"), *(item.get("Query") for item in items))):
                named = [text for several in _AMONG.findall(query) for text in _LITERAL.findall(several)]
                how = "changes" if "LastUpdatedTime" in query else named or "all"
                found.append((KINDS.get(_ENTITY.search(query)[1].lower()), how))
        return found

    def writes_in(self, payload):
        """Return what a payload writes for the first time: a list of ``(kind, name or number)`` in its order."""
        found = []
        for call in json_text.read(payload)["calls"]:
            if not call["id"].startswith(AGAIN):
                body = call.get("body") or {}
                for item in body.get("BatchItemRequest") or [{call["path"]: body}]:
                    found += [
                        (KINDS[name.lower()], _label(each)) for name, each in item.items() if name.lower() in KINDS
                    ]
        return found


def _label(body):
    names = ("DocNumber", "PaymentRefNum", "DisplayName", "Sku", "Name", "Id")
    return next(body[name] for name in names if body.get(name))


def _invoice(row):
    _before, mark, trace = row.get("PrivateNote", "").rpartition("odoo:")
    return RemoteRecord(
        Kind.INVOICE,
        row["Id"],
        version=row["SyncToken"],
        number=row.get("DocNumber", ""),
        customer_id=row["CustomerRef"]["value"],
        total=row["TotalAmt"],
        tax_amount=row.get("TxnTaxDetail", {}).get("TotalTax", 0),
        trace=trace if mark else "",
    )
