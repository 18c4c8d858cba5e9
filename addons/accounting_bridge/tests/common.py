"""What the tests of every ledger stand on: companies, users of every rank, invoices of every kind of line."""

import os
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo import Command, fields
from odoo.tests import common as host_common
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..engine import crank
from ..ledgers.documents import Kind
from .double import DoubleLedger

# A browser may take longer to start than the host waits for it, where other tests keep the machine busy.
host_common.CHECK_BROWSER_ITERATIONS = 600

RANKS = ("user", "bookkeeper", "manager")
TEST_KEY = Fernet.generate_key().decode()


class BridgeCommon(AccountTestInvoicingCommon):
    """A company with a chart of accounts, users of every rank in it and in another one; no connection yet.

    A ledger's own tests set ``ledger_code`` and override ``put_there``.
    """

    ledger_code = DoubleLedger.code
    # What a tax of Odoo is mapped to.
    tax_kind = Kind.TAX

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offer_ledger()
        # People act as themselves; what only prepares is done as the superuser, with nothing in its context.
        cls.env = cls.env(user=cls.env.ref("base.user_root"), context={})
        cls.company_a = cls.company_data["company"].with_env(cls.env)
        cls.company_b = cls.env["res.company"].create(
            {"name": "Elsewhere", "currency_id": cls.company_a.currency_id.id}
        )
        cls.env = cls.env["base"].with_company(cls.company_a).env
        cls.env["decimal.precision"].search([("name", "=", "Product Price")]).digits = 4
        cls.people = {
            (rank, where): cls._new_person(f"accounting_bridge.group_bridge_{rank}", f"{rank}_{where}", company)
            for rank in RANKS
            for where, company in (("a", cls.company_a), ("b", cls.company_b))
        }
        cls.billing = cls._new_person("account.group_account_invoice", "billing_a", cls.company_a)
        cls.tax_8 = cls._tax("8 % on top", 8)
        cls.tax_included = cls._tax("15 % included", 15, price_include_override="tax_included")
        cls.customer = cls._customer("Baker Bros")
        cls.service = cls._service("Consulting", "CONS")

    @classmethod
    def offer_ledger(cls):
        """Add the double to the ledgers that can be chosen."""
        connections = cls.registry["bridge.connection"]
        field = connections._fields["ledger"]
        choices = [*field.selection, (DoubleLedger.code, "Double")]
        classes = cls.env["bridge.connection"]._ledger_classes()
        cls.startClassPatcher(patch.object(field, "selection", choices))
        cls.startClassPatcher(patch.object(field, "_selection", dict(choices)))
        cls.startClassPatcher(
            patch.object(connections, "_ledger_classes", lambda self: {**classes, DoubleLedger.code: DoubleLedger})
        )

    @classmethod
    def _new_person(cls, group, login, company):
        return new_test_user(
            cls.env(context={"no_reset_password": True}),
            login,
            groups=group,
            name=login.replace("_", " ").title(),
            email=f"{login}@example.com",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def _tax(cls, name, amount, **values):
        return cls.env["account.tax"].create(
            {"name": name, "amount": amount, "company_id": cls.company_a.id, "type_tax_use": "sale", **values}
        )

    @classmethod
    def _customer(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, "is_company": True, **values})

    @classmethod
    def _service(cls, name, reference, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "default_code": reference,
                "type": "service",
                "taxes_id": False,
                "list_price": 100,
                **values,
            }
        )

    def setUp(self):
        super().setUp()
        DoubleLedger.reset()
        # Keys of its own: no test leaves a key file behind.
        self.enterContext(patch.dict(os.environ, {"ACCOUNTING_BRIDGE_KEYS": TEST_KEY}))
        # How much one run does must not hang on how busy the machine is; what ends a run has tests of its own.
        self.enterContext(patch.object(crank, "BUDGET_SECONDS", 600))
        self.env.flush_all()
        self.registry_enter_test_mode()

    # === DOCUMENTS === #

    def invoice(self, *lines, customer=None, post=True, **values):
        """Make a customer invoice; without lines it has one of the service at 100."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": self.company_a.id,
                "partner_id": (self.customer if customer is None else customer).id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [Command.create(line) for line in lines or (self.line(),)],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def line(self, price=100.0, quantity=1.0, product=None, taxes=(), **values):
        """Return the values of a line of an invoice."""
        return {
            "product_id": (self.service if product is None else product).id,
            "quantity": quantity,
            "price_unit": price,
            "tax_ids": [Command.set([tax.id for tax in taxes])],
            **values,
        }

    def invoices_of_every_kind(self):
        """Return ``{kind of line: posted invoice}``: what the table in every codec speaks of."""
        no_product = self.env["product.product"]
        plain = self.line()
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "to 0.05",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "rounding_method": "UP",
                "profit_account_id": self.company_data["default_account_revenue"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
            }
        )
        return {
            "section": self.invoice({"display_type": "line_section", "name": "Part one"}, plain),
            "note": self.invoice(plain, {"display_type": "line_note", "name": "Thank you"}),
            "discount": self.invoice(self.line(price=33.33, quantity=3, discount=12.5)),
            "free": self.invoice(plain, self.line(price=0.0)),
            "negative": self.invoice(plain, self.line(price=-20.0)),
            "cash rounding": self.invoice(self.line(price=10.02), invoice_cash_rounding_id=rounding.id),
            "no product": self.invoice(self.line(product=no_product, name="By hand", price=12.0)),
            "four decimals": self.invoice(self.line(price=0.1234, quantity=1000)),
            "tax on top": self.invoice(self.line(price=19.99, quantity=3, taxes=[self.tax_8])),
            "tax included": self.invoice(self.line(price=115.0, taxes=[self.tax_included])),
        }

    # === THE LEDGER === #

    def put_there(self, kind, name="", **values):
        """A person enters something in the ledger. :return str: its id there."""
        return DoubleLedger.put(kind, name, **values).id

    def connection(self, *, company=None, enabled=True, **values):
        """Make a connection; with ``enabled`` it has read its ledger once and lets documents travel."""
        company = company or self.company_a
        connection = (
            self.env["bridge.connection"]
            .with_company(company)
            .create(
                {
                    "ledger": self.ledger_code,
                    "company_id": company.id,
                    "date_from": "2020-01-01",
                    "create_missing_customer": "always",
                    "create_missing_item": "always",
                    **values,
                }
            )
        )
        if enabled:
            self.enable(connection)
        return connection

    def enable(self, connection):
        """Connect, read for the first time, choose accounts, enable."""
        self.put_there(Kind.ACCOUNT, "Sales")
        self.connect(connection)
        self.turn(connection)
        self.let_travel(connection)

    def connect(self, connection):
        """Let the ledger be read for the first time."""
        connection.action_connect()

    def let_travel(self, connection):
        """Choose accounts and enable, once the ledger has been read."""
        account = self.mirrored(connection, Kind.ACCOUNT, "Sales")
        connection.write({"income_account_id": account.id, "expense_account_id": account.id, "backup_confirmed": True})
        connection.action_enable()

    def mirrored(self, connection, kind, name=None):
        """Return the rows of the mirror of a kind, or the one of a name."""
        domain = [("connection_id", "=", connection.id), ("kind", "=", kind.value)]
        return self.env["bridge.remote.record"].search([*domain, *([("name", "=", name)] if name else [])])

    def turn(self, connection):
        """Run one session, as it happens between two requests in life. :return int: what may still be due."""
        self.env.flush_all()
        try:
            return crank.turn(self.env, connection.id)
        finally:
            self.env.invalidate_all()

    # === WHAT PEOPLE DO === #

    def seen_by(self, person, record):
        """Return a record as a person sees it who has selected all companies of theirs."""
        return record.with_user(person).with_context(allowed_company_ids=person.company_ids.ids)

    def as_(self, rank, record, where="a"):
        """Return a record as a person of a rank sees it."""
        return self.seen_by(self.people[rank, where], record)

    def release(self, moves, rank="user"):
        """Release documents through the preview, all of them. :return: their batch."""
        action = self.as_(rank, moves).action_bridge_release()
        wizard = self.as_(rank, self.env["bridge.release"].browse(action["res_id"]))
        wizard.action_release_all()
        self.env.invalidate_all()
        return moves[:1].bridge_transfer_id.batch_id

    def open_issue(self, connection):
        """Return the one open issue of a connection."""
        issues = self.env["bridge.issue"].search([("connection_id", "=", connection.id), ("state", "=", "open")])
        self.assertEqual(len(issues), 1, issues.mapped("reason_text"))
        return issues

    def cure(self, issue, code, rank="bookkeeper"):
        """Press a cure button. :return: the action that the client is given."""
        action = self.as_(rank, issue).with_context(cure=code).action_cure()
        self.env.invalidate_all()
        return action

    def history(self, record):
        """Return the states of the newest transfer of a document, oldest first."""
        return record.bridge_transfer_id.event_ids.sorted("id").mapped("state")
