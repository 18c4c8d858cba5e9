"""Where every story begins: a company file and Odoo in step, with something on both sides to quarrel about."""

import re
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from tests.reference import Listener
from tests.simulators.quickbooks_desktop import CompanyFile, Misbehaviour
from tests.simulators.quickbooks_desktop.clock import Clock

from . import boundary, money
from .clock import StoryClock
from .visits import Visit

COMPANY = "Acme Field Services"
WINDOWS_PATH = r"C:\Books\acme.qbw"
BEGINS = datetime(2026, 3, 11, 9, 0)
# The start date of the connection: what is dated before is the bookkeeper's.
START = "2026-01-01"
# The first four are there already; the others are made when somebody needs them.
CUSTOMERS = (
    "Azure Interior",
    "Bayview Bakery",
    "Harbor Dental Group",
    "Kestrel Logistics",
    "Newcomer & Co",
    "Élan Ltd",
)
# Nobody touches this one: what is released to it at the end must arrive whatever befell the others.
NEIGHBOUR = "Quarry Street Gym"
PRODUCTS = ("Labor", "Service call", "Inspection")
RATE = 8.25
# Nobody reads the chatter of a story, and it costs a third of it.
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_notrack": True}
TAX_THERE = "San Tomas"
_CHANGED = re.compile(r"<(?:\w+Mod)><TxnID>([^<]+)<")
_REMOVED = re.compile(r"<Txn(Void|Del)Type>\w+</Txn(?:Void|Del)Type><TxnID>([^<]+)<")


class World:
    """Odoo with a connection, and a company file; ``begin`` puts both back to where they were.

    :param env: of the process that belongs to this world alone, on a database that does as well.
    """

    ledger = "quickbooks_desktop"
    tax_there, tax_kind = TAX_THERE, "tax"
    # Whether a payment there may say what was granted or written off.
    keeps_discounts = True

    def __init__(self, env, folder: Path, begins: datetime = BEGINS, customers=CUSTOMERS):
        self.cr, self.folder = env.cr, folder
        self.points = boundary.Points()
        self.clock = StoryClock(env.cr, begins)
        self.begins = begins
        self.names = customers
        boundary.enter(env.registry, env.cr, self.clock, self.points)
        self.env = env(user=env.ref("base.user_admin").id, context=QUIET)
        self.company = self.env.company
        self.book = None
        self._found()
        self._connect()

    def keep(self) -> None:
        """Both sides are from now on as ``begin`` finds them."""
        self.flush()
        self._keep_book()
        # The functions and the search path stay with the session.
        self.cr.commit()
        self.begins = self.clock.moment

    def begin(self) -> None:
        """Take back whatever happened since ``keep``."""
        self.cr.rollback()
        boundary.leave(self.env.registry)
        self.clock.set(self.begins)
        self._begin_book()

    # === THE LEDGER === #

    def _found(self):
        """Found the books."""
        self._copies = 0
        self._template = self.folder / "template.qbw"
        CompanyFile.create(
            self._template, name=COMPANY, country="US", sample="small", clock=self.clock.for_books
        ).close()
        self._open(self._template)
        self.book.set_windows_path(WINDOWS_PATH)

    def _keep_book(self):
        self.book.close()
        self.book = None

    def _begin_book(self):
        self.end()
        self._copies += 1
        path = self.folder / f"story{self._copies}.qbw"
        shutil.copy(self._template, path)
        self._open(path)

    def end(self) -> None:
        """The last story is told."""
        if self.book:
            self.book.close()
            self.book.path.unlink(missing_ok=True)

    def recover(self) -> None:
        """The ledger behaves again."""
        self.book.misbehaviour = Misbehaviour()

    def fingerprint(self) -> list:
        """Everything in the books that a write would change."""
        return [
            *(tuple(row) for row in self.book.store.all("SELECT * FROM txn ORDER BY txn_id")),
            *(tuple(row) for row in self.book.store.all("SELECT * FROM link ORDER BY payment_id, txn_id, via")),
            *(tuple(row) for row in self.book.store.all("SELECT * FROM entry ORDER BY family, list_id")),
        ]

    def asked(self, since: int) -> tuple[list, list, int]:
        """What left after the first ``since`` texts: ``([(Void or Del, TxnID)], [TxnID changed], texts by now)``."""
        texts = [re.sub(r">\s+<", "><", text) for text in self.book.texts[since:]]
        removed = [found for text in texts for found in _REMOVED.findall(text)]
        return removed, [found for text in texts for found in _CHANGED.findall(text)], len(self.book.texts)

    def _open(self, path):
        book = CompanyFile(path, clock=self.clock.for_books)
        book.clock = Clock(book.store.get("time_zone"), self.clock.for_books)
        self.book = Listener(book)

    def flush(self) -> None:
        """A person's transaction is over."""
        self.env.flush_all()
        # What the host would do at the commit: follow-ups in the chatter, which nobody reads here.
        self.cr.precommit.clear()
        self.cr.postcommit.clear()

    def forget(self) -> None:
        """The next one to look sees what others wrote."""
        self.env.invalidate_all()

    def rows(self, sql: str, *values) -> list[dict]:
        """Read Odoo's tables as they are."""
        self.cr.execute(sql, values)
        return self.cr.dictfetchall()

    # === AS A PERSON WOULD SET IT UP === #

    def _connect(self):
        env = self.env
        connection = self._make_connection()
        connection.action_connect()
        self.token = connection.qbd_token
        self.user = env.user.login
        self.password = env["bridge.connector.login"]._ensure(connection, env.user)._make_password()
        self.visit()
        connection.write(
            {
                "income_account_id": self._there("account", "Sales").id,
                "expense_account_id": self._there("account", "Sales").id,
                "discount_account_id": self._there("account", "Discounts Given").id,
                "backup_confirmed": True,
            }
        )
        self._set_up_books()
        connection.action_enable()
        connection.sends_payments = True
        self.flush()

    def _make_connection(self):
        self.connection = self.env["bridge.connection"].create(
            {
                "ledger": self.ledger,
                "create_missing_customer": "always",
                "create_missing_item": "always",
                "date_from": START,
            }
        )
        return self.connection

    def _there(self, kind, name):
        return self.env["bridge.remote.record"].search(
            [("connection_id", "=", self.connection.id), ("kind", "=", kind), ("name", "=", name)], limit=1
        )

    def _set_up_books(self):
        env = self.env
        names = [*self.names, NEIGHBOUR]
        partners = env["res.partner"].create([{"name": name, "is_company": True} for name in names])
        *self.customers, self.neighbour = partners
        self.tax = env["account.tax"].create(
            {"name": "Sales tax 8.25 %", "amount": RATE, "type_tax_use": "sale", "company_id": self.company.id}
        )
        env["bridge.mapping"].create(
            {
                "connection_id": self.connection.id,
                "kind": "tax",
                "tax_id": self.tax.id,
                "remote_record_id": self._there(self.tax_kind, self.tax_there).id,
            }
        )
        self.products = env["product.product"].create(
            [{"name": name, "type": "service", "list_price": 50, "taxes_id": False} for name in PRODUCTS]
        )
        self.bank = env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        self.write_off = env["account.account"].search(
            [("account_type", "=", "expense"), ("company_ids", "in", self.company.ids)], limit=1
        )
        self.euro = env.ref("base.EUR")
        self.euro.active = True
        env["res.currency.rate"].create(
            {
                "currency_id": self.euro.id,
                "name": "2020-01-01",
                "company_id": self.company.id,
                "inverse_company_rate": money.EURO_IN_DOLLARS,
            }
        )
        self.term = env["account.payment.term"].create(
            {
                "name": "2/10 net 30",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "excluded",
                "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )

    def visit(self) -> None:
        """One undisturbed visit."""
        self.flush()
        visit = Visit(self)
        with suppress(StopIteration):
            while True:
                visit.step()
        self.forget()
