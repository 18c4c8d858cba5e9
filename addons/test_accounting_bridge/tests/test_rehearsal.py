"""*Check all* and the next real run agree on what is rejected, reason by reason."""

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.tests.rehearsal_case import Rehearsals

from .common import BridgeCase
from .outbox_scenarios import OutboxHelpers


@tagged("post_install", "-at_install")
class TestRehearsalAgrees(Rehearsals, OutboxHelpers, BridgeCase):
    """On the Notebook, with one document of each kind of obstacle."""

    def goods(self, name, **there):
        """Return a product; where something is said of it, it is there."""
        product = self._service(name, name.upper())
        if there:
            self.put_there(Kind.ITEM, name.upper(), **there)
        return product

    def sell(self, product, **values):
        return self.invoice(self.line(product=product, **values))

    def test_never_create(self):
        """Who and what is not there is rejected; every other obstacle of a document as it is now."""
        self.put_there(Kind.TAX, self.tax_8.name)
        second = self._tax("5 % on top", 5)
        self.put_there(Kind.TAX, second.name)
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.put_there(Kind.ITEM, "CONS")
        self.put_there(Kind.CUSTOMER, "Sleepers", active=False)
        for _time in range(2):
            self.put_there(Kind.CUSTOMER, "Two of a kind")
            self.put_there(Kind.ITEM, "TWICE")
        products = {
            "gone to sleep": self.goods("Asleep", active=False),
            "twice": self.goods("Twice"),
            "nowhere": self.goods("Nowhere"),
        }
        connection = self.connection(create_missing_customer="never", create_missing_item="never")
        for tax in (self.tax_8, second):
            self.map_tax(connection, tax)
        euro = self.env.ref("base.EUR")
        euro.active = True
        moves = {
            "nothing": self.invoice(),
            "customer missing": self.invoice(customer=self._customer("Newcomers")),
            "customer twice": self.invoice(customer=self._customer("Two of a kind")),
            "customer inactive": self.invoice(customer=self._customer("Sleepers")),
            "item inactive": self.sell(products["gone to sleep"]),
            "item twice": self.sell(products["twice"]),
            "item missing": self.sell(products["nowhere"]),
            "nothing to collect": self.invoice(self.line(price=5), self.line(price=-5)),
            "too early": self.invoice(invoice_date="2019-12-31"),
            "currency": self.invoice(currency_id=euro.id),
            "tax unmapped": self.invoice(self.line(taxes=self.tax_included)),
            "two rates": self.invoice(self.line(taxes=self.tax_8), self.line(taxes=second)),
            "no product": self.invoice(self.line(product=self.env["product.product"], name="By hand")),
            "customer and tax": self.invoice(
                self.line(taxes=self.tax_included), customer=self._customer("New and taxed")
            ),
            "customer and nothing to collect": self.invoice(
                self.line(price=5), self.line(price=-5), customer=self._customer("New and free")
            ),
            "number there": self.invoice(),
            "credit note": self.invoice(move_type="out_refund"),
        }
        number = self.number_there(moves["number there"])
        self.put_there(Kind.INVOICE, number=number, customer="customer-9", lines=["1"], tax="0")
        self.turn(connection)
        said = self.assert_agreed(connection, moves)
        self.assertEqual(
            {name: reason for name, (state, reason) in said.items() if state == "rejected"},
            {
                "customer missing": "customer_missing",
                "customer twice": "customer_ambiguous",
                "customer inactive": "customer_inactive",
                "item inactive": "item_inactive",
                "item twice": "item_ambiguous",
                "item missing": "item_missing",
                "nothing to collect": "total_zero",
                "too early": "before_start",
                "currency": "currency_foreign",
                "tax unmapped": "tax_unmapped",
                "two rates": "tax_two_rates",
                "no product": "line_item_missing",
                "customer and tax": "customer_missing",
                "customer and nothing to collect": "total_zero",
                "number there": "number_taken",
                "credit note": "not_an_invoice",
            },
        )

    def test_ask_and_create(self):
        """Who is asked about waits; what is created first and cannot be rejects what needs it."""
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.put_there(Kind.ITEM, "CONS")
        connection = self.connection(create_missing_customer="ask", create_missing_item="always")
        new = self._service("Brand new", "NEW")
        connection.income_account_id = False
        moves = {
            "asked": self.invoice(customer=self._customer("Newcomers")),
            "asked, and a tax": self.invoice(self.line(taxes=self.tax_8), customer=self._customer("More newcomers")),
            "no account for items": self.sell(new),
            "asked, and no account": self.invoice(self.line(product=new), customer=self._customer("Yet others")),
        }
        said = self.assert_agreed(connection, moves)
        self.assertEqual(
            said,
            {
                "asked": ("queued", "customer_asked"),
                "asked, and a tax": ("queued", "customer_asked"),
                "no account for items": ("rejected", "accounts_missing"),
                "asked, and no account": ("rejected", "accounts_missing"),
            },
        )

    def test_created_on_the_way(self):
        """What is created by itself is a warning, and what is behind it is seen all the same."""
        connection = self.connection()
        new = self._service("Brand new", "NEW")
        moves = {
            "all new": self.invoice(self.line(product=new), customer=self._customer("Newcomers")),
            "new, and a tax": self.invoice(
                self.line(product=new, taxes=self.tax_8), customer=self._customer("New and taxed")
            ),
        }
        said = self.assert_agreed(connection, moves)
        self.assertEqual(said["all new"][0], "processed")
        self.assertEqual(said["new, and a tax"], ("rejected", "tax_unmapped"))

    def test_job_below_a_new_customer(self):
        """A delivery address that is a job of its own is found, or created, below its customer."""
        connection = self.connection(create_missing_customer="always", jobs_for_delivery=True)
        owner = self._customer("Acme")
        place = self.env["res.partner"].create({"name": "Plant 2", "parent_id": owner.id, "type": "delivery"})
        moves = {"job": self.invoice(customer=owner, partner_shipping_id=place.id)}
        said = self.assert_agreed(connection, moves)
        self.assertEqual(said["job"][0], "processed")

    def test_documents_that_are_there(self):
        """What was sent before: as it is, changed here, changed on both sides, of an earlier month."""
        connection = self.connection()
        long_ago = fields.Date.subtract(fields.Date.today(), months=2)
        moves = {
            "as it is": self.invoice(),
            "changed here": self.invoice(),
            "changed on both sides": self.invoice(),
            "of an earlier month": self.invoice(invoice_date=long_ago),
        }
        everything = self.env["account.move"].union(*moves.values())
        self.release(everything)
        self.turn(connection)
        self.assert_in_step(everything)
        for name in ("changed here", "changed on both sides", "of an earlier month"):
            self.env.invalidate_all()
            move = moves[name]
            move.button_draft()
            move.invoice_line_ids = [Command.update(move.invoice_line_ids[0].id, {"price_unit": 70})]
            move.action_post()
        link = moves["changed on both sides"].bridge_transfer_id.binding_id
        self.change_there(Kind.INVOICE, link.external_id, lines=["99"])
        # Nothing leaves: the mirror is read.
        connection.flow_ids.filtered(lambda flow: flow.kind == "invoice").enabled = False
        self.turn(connection)
        connection.flow_ids.filtered(lambda flow: flow.kind == "invoice").enabled = True
        rehearsal = self.check_all(connection)
        foretold = self.foretold(rehearsal, moves)
        self.assertEqual(rehearsal.settled_count, 1)
        self.assertEqual(foretold["changed on both sides"], ("rejected", "changed_there"))
        self.assertEqual(foretold["of an earlier month"], ("queued", "earlier_month"))
        self.turn(connection)
        done = self.done(moves)
        self.assertEqual(done["changed on both sides"], foretold["changed on both sides"])
        self.assertEqual(done["of an earlier month"], foretold["of an earlier month"])
        self.assertEqual((done["as it is"][0], done["changed here"][0]), ("processed", "processed"))
