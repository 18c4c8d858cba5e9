"""An organisation of Xero for every test, and what a shared scenario must be able to do to it."""

import os
import re
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from itertools import count
from unittest import skipUnless
from unittest.mock import patch

from ..ledgers import json_text
from ..ledgers.documents import Kind
from ..ledgers.protocol import RemoteRecord
from ..ledgers.xero.ledger import Xero
from .cloud_company_case import AGAIN, HOME, NO_SIMULATORS, CloudCompanyCase, has_simulator

HAS_SIMULATORS = has_simulator("xero")
if HAS_SIMULATORS:
    from tests.simulators.xero.books import Bookkeeper, Fault, Profile
    from tests.simulators.xero.service import App, Limits, Service

    from .xero_judge import Judge

ADDRESS = "ACCOUNTING_BRIDGE_XERO_URL"
REDIRECT = f"{HOME}/accounting_bridge/oauth/xero"
BY_HAND = "By hand"
ENDPOINTS = {Kind.CUSTOMER: "Contacts", Kind.ITEM: "Items", Kind.INVOICE: "Invoices", Kind.CREDIT_NOTE: "CreditNotes"}
# What of an element is written for the first time, by the address of its list.
WRITTEN = {
    "Accounts": Kind.ACCOUNT,
    "Contacts": Kind.CUSTOMER,
    "Items": Kind.ITEM,
    "Invoices": Kind.INVOICE,
    "CreditNotes": Kind.CREDIT_NOTE,
    "Payments": Kind.PAYMENT,
    "BatchPayments": Kind.PAYMENT,
    "BankTransactions": Kind.PAYMENT,
    "Allocations": Kind.PAYMENT,
}
REFUSAL = "The book says no."
_NAMED = re.compile(r'(?:Name|EmailAddress|Code)=="([^"]*)"')
NAMES = ("InvoiceNumber", "CreditNoteNumber", "Reference", "Details", "Code", "Name", "InvoiceID", "CreditNoteID")


@skipUnless(HAS_SIMULATORS, NO_SIMULATORS)
class XeroCompanyCase(CloudCompanyCase):
    """A connection's ledger is an organisation of the simulated service."""

    ledger = Xero
    ledger_code = Xero.code
    # Each line is coded with a rate.
    tax_kind = Kind.TAX_CODE
    # What the organisation is founded with: country, plan, currencies.
    profile = {"country": "US"}
    tenants = count(1)

    @property
    def clock(self):
        return self.xero.clock

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Of sixty calls a minute a test would make too many: here a call takes thousandths of a second.
        cls.xero = Service(limits=Limits.none(), webhooks_by_themselves=False).start()
        cls.addClassCleanup(cls.xero.stop)
        # Each test founds an organisation of its own: more than the plans of the small let an app connect to.
        cls.app = cls.xero.add_app(App("Bridge", [REDIRECT], tier="plus"))

    def setUp(self):
        self.enterContext(patch.dict(os.environ, {ADDRESS: self.xero.url}))
        super().setUp()
        self.addCleanup(self.xero.misbehaviour.clear)
        self.judge = Judge()
        self.xero.journal.listeners.append(self.judge)
        self.addCleanup(self._hear_the_judge)

    def _hear_the_judge(self):
        """Whatever a test was about: the simulator made no mistake, and all that was said is of Xero's own file."""
        self.xero.journal.listeners.remove(self.judge)
        self.assertEqual(self.xero.mistakes, [])
        self.assertEqual(self.judge.found[:10], [])

    def turn(self, connection):
        """Every session has a minute of its own, since what takes a test a second takes people hours."""
        self.env.cr.execute(
            "UPDATE bridge_budget SET began_at = began_at - interval '2 minutes' WHERE period = 'minute'"
        )
        return super().turn(connection)

    # === SIGNING IN === #

    def let_travel(self, connection):
        """Choose accounts, each of its own type, and enable. Customers come from there where a test says so."""
        connection.customer_direction = "push"
        for name, account in (("income", "Sales"), ("expense", "Materials")):
            connection[f"{name}_account_id"] = self.mirrored(connection, Kind.ACCOUNT, account)
        connection.action_enable()

    def connect(self, connection):
        """Enter the application and consent to the organisation that is open."""
        connection.write({"app_client_id": self.app.client_id, "app_client_secret": self.app.client_secret})
        self.sign_in(connection, self.xero.consent(self.app, self.tenant), "")

    def open_book(self, name):
        if name not in self.books:
            tenant = f"{next(self.tenants):08d}-0000-4000-8000-000000000001"
            self.books[name] = self.xero.found(tenant, Profile(name=f"{name} Inc.", **self.profile))
            desk = Bookkeeper(self.books[name])
            desk.add_account("Sales", "REVENUE", "200")
            desk.add_account("Materials", "DIRECTCOSTS", "310")
            desk.add_account("Business Bank Account", "BANK", "090", BankAccountNumber="0908070")
        self.book = self.books[name]
        self.tenant = self.book.tenant_id
        self.desk = Bookkeeper(self.book)

    # === WHAT A SCENARIO DOES TO A LEDGER === #

    @contextmanager
    def refusing(self, label, reason):
        """Xero refuses the element of this name or number, whatever else is in the list."""
        original = type(self.book)._one

        def one(book, module, sent, body, call):
            if label in [sent.get(name) for name in NAMES]:
                if reason == "busy_there":
                    raise Fault(503, 0, "", "The organisation is offline")
                return {"element": book._refused(module, sent, call), "errors": [REFUSAL], "warnings": []}
            return original(book, module, sent, body, call)

        with patch.object(type(self.book), "_one", one):
            yield

    def forget_keys(self):
        """Xero no longer knows what it was asked before."""
        self.xero.memory.forget()

    def put_there(self, kind, name="", **values):
        """A person enters something in the pages. :return str: its id."""
        if kind is Kind.INVOICE:
            return self._type_invoice(**values)
        if kind is Kind.CUSTOMER:
            # Two blanks in a row are refused there.
            entry = self.desk.add_contact(" ".join(name.split()))
            if not values.get("active", True):
                self.desk.archive_contact(entry["Name"])
            return entry["ContactID"]
        if kind is Kind.ITEM:
            code = values.get("sku") or name
            return self.desk.add_item(code, name, account="200", IsSold=True)["Code"]
        if kind is Kind.TAX:
            return self.desk.add_tax_rate(name, [(name, str(values["rate"]))])["TaxType"]
        found = [row for row in self.book.objects("Accounts") if row["Name"] == name]
        return (found or [self.desk.add_account(name, "REVENUE", f"2{len(self.book.objects('Accounts'))}")])[0][
            "AccountID"
        ]

    def _type_invoice(self, number, customer, lines, tax="0", trace=""):
        """A person types an invoice; somebody who is no contact yet becomes one. A copied link brings its mark."""
        self.assertEqual(float(tax), 0, "what a person types here bears no tax")
        known = {row["ContactID"]: row["Name"] for row in self.book.objects("Contacts", {"includeArchived": True})}
        if customer not in known:
            known[customer] = self.desk.add_contact(customer)["Name"]
        url = {"Url": self._link(trace)} if trace else {}
        typed = [("Sales", "1", amount) for amount in lines]
        return self.desk.enter_invoice(known[customer], typed, number=number, **url)["InvoiceID"]

    def _link(self, trace):
        """Return the link back that a document of ours bears, of this mark."""
        return f"{HOME}/accounting_bridge/document/{trace}"

    def put_twin_there(self, kind, name):
        """Enter something that is found under a name which is there already: where case makes another name."""
        self.book.switches = replace(self.book.switches, name_case="matters", item_code_case="matters")
        return self.put_there(kind, name.upper())

    def change_there(self, kind, id_, **values):
        """A person changes an entry in the pages."""
        if kind is Kind.INVOICE:
            names = {"note": "Reference", "number": "InvoiceNumber", "trace": "Url"}
            self.desk.edit("Invoices", id_, **{names[name]: value for name, value in values.items()})
        elif values["active"]:
            self.desk.restore_contact(self.book.read("Contacts", id_)["Name"])
        else:
            self.desk.archive_contact(self.book.read("Contacts", id_)["Name"])

    def remove_there(self, kind, id_):
        """A person voids a document in the pages; contacts are only archived there."""
        if kind is Kind.INVOICE:
            self.desk.void("Invoices", id_)
        elif kind is Kind.ITEM:
            self.desk.delete_item(id_)
        else:
            self.desk.archive_contact(self.book.read("Contacts", id_)["Name"])

    # === WHAT A SCENARIO LOOKS AT === #

    def there(self, kind):
        """Return what the organisation holds of a kind, in the order in which it was entered: ``RemoteRecord``."""
        rows = self.book.objects(ENDPOINTS[kind], {"includeArchived": True, "unitdp": 4})
        if kind is Kind.INVOICE:
            return [
                _invoice(row) for row in rows if row["Type"] == "ACCREC" and row["Status"] not in ("VOIDED", "DELETED")
            ]
        if kind is Kind.CUSTOMER:
            return [
                RemoteRecord(kind, row["ContactID"], name=row["Name"], active=row["ContactStatus"] == "ACTIVE")
                for row in rows
            ]
        return [RemoteRecord(kind, row["Code"], name=row["Code"]) for row in rows]

    def reads_in(self, payload):
        """Return how a payload reads lists: a list of ``(kind, "changes", "all", or the texts that it asks for)``."""
        kinds = {endpoint: kind for kind, endpoint in ENDPOINTS.items()}
        return [
            (
                kinds[call["path"]],
                "changes" if call.get("since") else _NAMED.findall(call["parameters"].get("where", "")) or "all",
            )
            for call in json_text.read(payload)["calls"]
            if call["method"] == "GET" and call["path"] in kinds
        ]

    def writes_in(self, payload):
        """Return what a payload writes for the first time: a list of ``(kind, name or number)`` in its order."""
        found = []
        for call in json_text.read(payload)["calls"]:
            if call["method"] == "GET" or call["id"].startswith(AGAIN):
                continue
            endpoint = "Allocations" if "Allocations" in call["path"] else call["path"].split("/")[0]
            body = json_text.read(call["text"]) if call.get("text") else {}
            elements = body.get(endpoint) or [body]
            found += [(WRITTEN[endpoint], _label(element)) for element in elements]
        return found


def _label(element):
    return next((element[name] for name in NAMES if element.get(name)), "")


def _mark(row):
    return row.get("Url", "").rsplit("/", 1)[-1]


def _invoice(row):
    return RemoteRecord(
        Kind.INVOICE,
        row["InvoiceID"],
        version=row["UpdatedDateUTC"],
        number=row.get("InvoiceNumber", ""),
        customer_id=row["Contact"]["ContactID"],
        total=Decimal(row["Total"]),
        tax_amount=Decimal(row["TotalTax"]),
        trace=_mark(row),
    )
