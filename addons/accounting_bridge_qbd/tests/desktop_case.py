"""A company file of QuickBooks Desktop for every test, and what a shared scenario must be able to do to it.

The company file is the strict simulator. Between it and the bridge stand the functions of ``visit.py`` as the Web
Connector calls them, one visit from sign-in to good-bye for every turn of the crank.
"""

import re
import tempfile
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from unittest import skipUnless
from unittest.mock import patch

from odoo.addons.accounting_bridge.engine import crank, lease
from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord, Unanswered, Unreachable
from odoo.addons.accounting_bridge.tests.common import BridgeCommon
from odoo.addons.accounting_bridge.tests.lines import Lines

from .. import visit
from ..ledgers.quickbooks_desktop import QuickBooksDesktop, qwc, reading
from .common import HAS_SIMULATORS, NO_SIMULATORS, PATH

if HAS_SIMULATORS:
    from tests.reference import Listener
    from tests.simulators.quickbooks_desktop import CompanyFile, Misbehaviour, QuickBooksError, Refusal, handlers

# What a visit is told where there is nothing for it to do.
TURNED_AWAY = (visit.NO_WORK, visit.NOT_VALID, visit.BUSY)
# The visit that reads although nothing is due comes an hour after the last one.
ONE_HOUR = "61 minutes"
# By how much a clock that is slow is behind.
SLOW = timedelta(hours=3)
READ = {"CustomerQueryRq": Kind.CUSTOMER, "VendorQueryRq": Kind.VENDOR, "ItemQueryRq": Kind.ITEM}
# What bookkeepers type on lines of their own.
BY_HAND = "By hand"
# What QuickBooks says so that we read a reason of ours from it.
REFUSALS = {
    "refused": (3210, "The book says no."),
    "busy_there": (3175, "The list element is in use: failed to acquire the lock."),
}
WRITTEN = {
    "Account": Kind.ACCOUNT,
    "Customer": Kind.CUSTOMER,
    "Item": Kind.ITEM,
    "Invoice": Kind.INVOICE,
    "CreditMemo": Kind.CREDIT_NOTE,
    "ReceivePayment": Kind.PAYMENT,
}
_WRITE = re.compile(r"(Account|Customer|Item|Invoice|CreditMemo|ReceivePayment)[A-Za-z]*?(?:Add|Mod)$")
_MARK = re.compile(r"\[odoo:(\S+)\]")


def written(tag):
    """Return the kind that a request of this name writes, without its ending ``Rq``; ``None`` where it writes none."""
    found = _WRITE.match(tag)
    return found and WRITTEN[found[1]]


@skipUnless(HAS_SIMULATORS, NO_SIMULATORS)
class DesktopCase(Lines, BridgeCommon):
    """A connection's ledger is a company file; every text that left for it is in ``sent``, exactly as it left."""

    ledger_code = QuickBooksDesktop.code
    # What the company file is made with: country, preferences.
    book_options = {}

    @classmethod
    def offer_ledger(cls):
        """QuickBooks Desktop is offered by its addon."""

    def setUp(self):
        super().setUp()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.books = {}
        self.open_book("book")
        self.sent = []
        self.passwords = {}
        # What the calls of the visit began with whose computer lost its power.
        self.cut_off = ()
        self._carry = lambda text: self.book.process_request(text)

    # === VISITS === #

    def turn(self, connection):
        """One visit from beginning to end. :return int: what may still be due."""
        self.env.flush_all()
        left = []

        def finish(env, session_id, words="", *, original=crank.finish):
            left.append(original(env, session_id, words))
            return left[-1]

        try:
            with patch.object(crank, "finish", finish):
                self._visit(connection, *self._signed_in(connection))
            return left[-1] if left else 0
        finally:
            self.env.invalidate_all()

    def later(self):
        """An hour goes by, and the Web Connector visits by its own clock."""
        self.env.flush_all()
        self.env.cr.execute(
            f"UPDATE bridge_session SET started_at = started_at - interval '{ONE_HOUR}' WHERE connection_id = %s",
            [self.link.id],
        )
        self.env.invalidate_all()
        self.turn(self.link)

    def _signed_in(self, connection):
        """Sign in. After a power cut a visit is told to wait, and comes back when five minutes have gone by.

        :return tuple: ticket, what the Web Connector shall do
        """
        user = self.people["user", "a"]
        if connection.id not in self.passwords:
            login = self.env["bridge.connector.login"]._ensure(connection, user)
            self.passwords[connection.id] = login._make_password()
            self.env.flush_all()
        proof = (connection.qbd_token, user.login, self.passwords[connection.id])
        if self.cut_off and lease.holder_of(self.env, connection.id)[0]:
            self.assertEqual(visit.authenticate(self.env, *proof)[1], visit.BUSY)
            self.env.cr.execute("UPDATE bridge_lease SET expires_at = now() AT TIME ZONE 'UTC' - interval '1 second'")
        ticket, word = visit.authenticate(self.env, *proof)
        self.assertNotIn(word, (visit.NOT_VALID, visit.BUSY))
        return ticket, word

    def _visit(self, connection, ticket, word):
        """What follows the sign-in: QuickBooks is opened, asked until nothing is left, and closed."""
        if word in TURNED_AWAY:
            visit.close(self.env, connection.qbd_token, ticket)
            return
        call = (self.env, connection.qbd_token, ticket)
        try:
            host = self._opened(connection, word)
        except QuickBooksError as refused:
            self.assertEqual(visit.connection_error(*call, refused.hresult, refused.message), "done")
        else:
            try:
                progress = self._exchange_all(call, host)
            except Unanswered:
                # The machine lost its power: QuickBooks has done what it has done, and nobody calls any more.
                self.cut_off = call
                return
            finally:
                self.book.end_session()
            if progress != 100:
                self.assertTrue(visit.last_error(*call))
        self.assertTrue(visit.close(*call))

    def _opened(self, connection, path):
        """Open the company file. :return str: what the Web Connector has to tell of it."""
        application = connection._qbd_application(self.people["user", "a"])
        self.book.begin_session(
            application.name, owner_id=qwc.OWNER_ID, file_id=f"{{{application.file_id}}}", company_file=path
        )
        return self.book.host_query()

    def _exchange_all(self, call, host):
        """Carry text after text. :return int: how far the visit is by our own word, 100 at its end"""
        progress = 0
        while text := visit.send_request(*call, host, PATH):
            self._assert_committed(text)
            self.sent.append(text)
            progress = visit.receive_response(*call, *self._answered(text))
            self.assertLessEqual(progress, 100)
            if not 0 <= progress < 100:
                break
            host = ""
        return progress

    def _answered(self, text):
        """Let QuickBooks work. :return tuple: answer, HRESULT and its words."""
        try:
            return self._carry(text), "", ""
        except QuickBooksError as refused:
            return "", refused.hresult, refused.message
        except Unreachable as problem:
            return "", "0x80040401", str(problem)

    def _assert_committed(self, text):
        """What leaves is on record, letter by letter, and bears the time at which it left."""
        self.env.cr.execute(
            """
            SELECT count(*) FROM bridge_exchange
             WHERE first_sent_at IS NOT NULL
               AND ((state = 'open' AND payload = %(text)s) OR (state = 'uncertain' AND recovery_payload = %(text)s))
            """,
            {"text": text},
        )
        self.assertEqual(self.env.cr.fetchone(), (1,), text)

    # === WHAT A SCENARIO DOES TO A LEDGER === #

    def open_book(self, name):
        """Put the company file of this name where the Web Connector looks for it; a new one where there is none."""
        if name not in self.books:
            path = self.folder / f"{name}.sqlite"
            file = CompanyFile.create(path, name=f"{name} Inc.", sample="empty", **self.book_options)
            self.addCleanup(file.close)
            file.set_windows_path(PATH)
            if self.books:
                # It has been visited before, for another connection of somebody else's.
                file.begin_session("Another", qwc.OWNER_ID, "{0a1b2c3d-0000-4000-8000-00000000000a}")
                file.end_session()
            self.books[name] = Listener(file)
        self.book = self.books[name]

    @contextmanager
    def carrying(self, around):
        """Let every round trip go through ``around(carry, payload)``; ``carry(text)`` carries another."""
        inner = self._carry
        self._carry = lambda payload: around(lambda text=payload: inner(text), payload)
        try:
            yield
        finally:
            self._carry = inner

    @contextmanager
    def unreachable(self):
        """QuickBooks does not start."""
        self.book.misbehaviour = Misbehaviour(cannot_start=-1)
        try:
            yield
        finally:
            self.book.misbehaviour = Misbehaviour()

    @contextmanager
    def refusing(self, label, reason):
        """QuickBooks refuses the entry of this name or number, whatever else is in the set."""
        code, words = REFUSALS[reason]

        def refuse_or(handler):
            def handle(ctx, request):
                if label in (request.body.get("Name"), request.body.get("RefNumber")):
                    raise Refusal(code, message=words)
                return handler(ctx, request)

            return handle

        writes = {name: refuse_or(each) for name, each in handlers.HANDLERS.items() if written(name.removesuffix("Rq"))}
        with patch.dict(handlers.HANDLERS, writes):
            yield

    def forget_keys(self):
        """QuickBooks no longer knows what it was asked before."""
        self.book.misbehaviour = Misbehaviour(forget_message_sets=True)

    @contextmanager
    def slow_clock(self):
        """What is entered meanwhile seems three hours old: the computer's clock is behind."""
        with self.book_clock(-SLOW):
            yield

    @contextmanager
    def book_clock(self, ahead):
        """The computer's clock is wrong by so much."""
        clock = self.book.clock
        with patch.object(clock, "_source", lambda: datetime.now(clock.zone) + ahead):
            yield

    def put_there(self, kind, name="", **values):
        """A person enters something on the screen. :return str: its id."""
        if kind is Kind.INVOICE:
            return self._type_invoice(**values)
        if kind is Kind.CUSTOMER:
            return self.book.add_customer(name, IsActive=values.get("active", True))
        if kind is Kind.ITEM:
            return self.book.add_item(name)
        if kind is Kind.TAX:
            return self.book.add_tax(name, values["rate"])
        known = {row["name"]: row["list_id"] for row in self.book.accounts()}
        return known.get(name) or self.book.add_account(name, "Income")

    def _type_invoice(self, number, customer, lines, tax="0", trace=""):
        """A person types an invoice; somebody who is no customer yet becomes one. A copied memo brings its mark."""
        self.assertEqual(float(tax), 0, "what a person types here bears no tax")
        names = {row["list_id"]: row["full_name"] for row in self.book.customers()}
        if customer not in names:
            names[customer] = customer
            self.book.add_customer(customer)
        if BY_HAND not in {row["name"] for row in self.book.items()}:
            self.book.add_item(BY_HAND)
        untaxed = {"SalesTaxCodeRef": {"FullName": "Non"}}
        return self.book.enter_invoice(
            names[customer],
            [{"ItemRef": {"FullName": BY_HAND}, "Amount": amount, **untaxed} for amount in lines],
            number=number,
            memo=f"Copied [odoo:{trace}]" if trace else None,
        )

    def put_twin_there(self, kind, name):
        """Enter something that is found under a name which is there already: for QuickBooks two blanks are not one."""
        return self.put_there(kind, name.replace(" ", "  "))

    def change_there(self, kind, id_, **values):
        """A person changes an entry on the screen."""
        if kind is Kind.INVOICE:
            names = {"note": "Memo", "number": "RefNumber"}
            self.book.edit_invoice(id_, **{names[name]: value for name, value in values.items()})
        else:
            self.book.set_active("Customer", self._full_name(id_), values["active"])

    def remove_there(self, kind, id_):
        """A person deletes an entry on the screen; QuickBooks refuses that for what an invoice names."""
        if kind is Kind.INVOICE:
            self.book.delete_invoice(id_)
        else:
            self.book.delete_entry("Customer" if kind is Kind.CUSTOMER else "ItemService", self._full_name(id_))

    def _full_name(self, id_):
        return next(row["full_name"] for row in self.book.customers() + self.book.items() if row["list_id"] == id_)

    # === WHAT A SCENARIO LOOKS AT === #

    def there(self, kind):
        """Return what the company file holds of a kind, in the order in which it was entered: ``RemoteRecord``."""
        if kind is Kind.INVOICE:
            customers = {row["full_name"]: row["list_id"] for row in self.book.customers()}
            return [_invoice(row, customers) for row in self.book.invoices()]
        rows = self.book.customers() if kind is Kind.CUSTOMER else self.book.items()
        return [
            RemoteRecord(kind, row["list_id"], name=row["name"], version=row["edit_sequence"], active=row["active"])
            for row in sorted(rows, key=lambda row: row["list_id"])
            if row.get("kind") != "ItemSalesTax"
        ]

    def reads_in(self, payload):
        """Return how a text reads lists: a list of ``(kind, "changes", "all", or the names that it asks for)``."""
        found = []
        for request in reading.parse(payload).find("QBXMLMsgsRq"):
            if kind := READ.get(request.tag):
                how = "changes" if request.findtext("FromModifiedDate") else "all"
                found.append((kind, [each.text for each in request.iterfind("FullName")] or how))
        return found

    def writes_in(self, payload):
        """Return what a text writes: a list of ``(kind, name or number)`` in the order of the text."""
        found = []
        for request in reading.parse(payload).find("QBXMLMsgsRq"):
            content = request.find(request.tag.removesuffix("Rq"))
            if request.tag in ("TxnVoidRq", "TxnDelRq"):
                found.append((WRITTEN[request[0].text], request.findtext("TxnID")))
            elif content is not None and (kind := written(content.tag)):
                found.append((kind, content.findtext("RefNumber") or content.findtext("Name")))
        return found

    def asks_sent(self):
        """Return how many times QuickBooks was asked what became of a set: an empty set whose two ids are the same."""
        sets = [reading.parse(text).find("QBXMLMsgsRq") for text in self.sent]
        return sum(not len(each) and each.get("newMessageSetID") == each.get("oldMessageSetID") for each in sets)


def _invoice(row, customers):
    marks = _MARK.findall(row["memo"])
    return RemoteRecord(
        Kind.INVOICE,
        row["txn_id"],
        version=row["edit_sequence"],
        number=row["number"],
        customer_id=customers[row["customer"]],
        total=row["total"],
        tax_amount=row["tax"],
        trace=marks[-1] if marks else "",
        guid=reading.bare_guid(row["external_guid"]),
    )
