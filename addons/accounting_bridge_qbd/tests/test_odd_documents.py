"""What should not travel, and what looks as if it should not: each refused in words or sent in a safe form."""

from unittest import skipUnless

from lxml import etree

from odoo import Command
from odoo.tests import tagged

from .common import HAS_SIMULATORS, NO_SIMULATORS
from .test_visits import VisitCase

MARKUP = "<img src=x onerror=alert(1)>"
EMOJI = "\N{PARTY POPPER}\N{SLICE OF PIZZA}\N{ROCKET}"


@tagged("post_install", "-at_install")
@skipUnless(HAS_SIMULATORS, NO_SIMULATORS)
class TestOddDocuments(VisitCase):
    """Each stands between two invoices with nothing to them: those are sent.

    The company file's listener refuses every text that is not plain ASCII or that Intuit's schema does not know.
    """

    def setUp(self):
        super().setUp()
        self.enable()
        self.first = self.make_invoices(10)
        self.partner = self.first.partner_id
        self.product = self.first.invoice_line_ids.product_id

    def odd(self, *prices, customer=None, post=True, **values):
        """Return an invoice with a line for each price."""
        move = (
            self.env["account.move"]
            .with_company(self.company)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": self.company.id,
                    "partner_id": (self.partner if customer is None else customer).id,
                    "invoice_date": "2026-11-20",
                    "invoice_line_ids": [
                        Command.create({"product_id": self.product.id, "price_unit": price}) for price in prices
                    ],
                    **values,
                }
            )
        )
        if post:
            move.action_post()
        return move

    def customer(self, name):
        return self.env["res.partner"].create({"name": name, "is_company": True})

    def posted_all_the_same(self, move, **columns):
        """Bring a draft that the host does not post to *posted*, as a module with other rules might."""
        self.env.flush_all()
        columns |= {"state": "posted", "name": f"INV/2026/9{move.id:05d}"}
        assignments = ", ".join(f"{column} = %s" for column in columns)
        self.env.cr.execute(f"UPDATE account_move SET {assignments} WHERE id = %s", [*columns.values(), move.id])
        self.env.invalidate_all()
        return move

    def preview(self, moves):
        """Return ``{invoice: line of the preview}`` of what a person is shown before the release."""
        action = moves.with_user(self.user).action_bridge_release()
        wizard = self.env["bridge.release"].browse(action["res_id"])
        return {line.move_id: line for line in wizard.line_ids}, wizard.with_user(self.user)

    def refused(self, move, reason):
        """Release it with a neighbour on each side: it is refused with this reason, they are sent.

        :return: the sentence that a person reads.
        """
        last = self.odd(20)
        lines, wizard = self.preview(move | last)
        self.assertEqual(lines[move].level, "blocked", lines[move].text)
        self.assertNotEqual(lines[last].level, "blocked", lines[last].text)
        wizard.action_release_all()
        visit = self.visit()
        self.assertEqual((visit.progress, visit.last_result), (100, "OK - 2 processed, 1 rejected"))
        self.assertEqual(set((self.first | last).mapped("bridge_state")), {"processed"})
        transfer = move.bridge_transfer_id
        self.assertEqual((transfer.state, transfer.reason), ("rejected", reason))
        self.assertEqual(lines[move].text, transfer.reason_text, "the preview said the same")
        self.assertNotIn("%(", transfer.reason_text)
        self.assertTrue(transfer._offered(), "there is something to press")
        self.assertEqual(transfer.issue_id.state, "open")
        self.assertEqual(len(self.book.invoices()), 2)
        return transfer.reason_text

    def travels(self, move):
        """Release it with a neighbour on each side: all of them are sent, and QuickBooks has Odoo's totals."""
        last = self.odd(20)
        lines, wizard = self.preview(move | last)
        self.assertIn(lines[move].level, ("ready", "warning"), lines[move].text)
        wizard.action_release_all()
        for _visit in range(2):
            self.visit()
        moves = self.first | move | last
        self.assertEqual(set(moves.mapped("bridge_state")), {"processed"}, moves.mapped("bridge_ribbon"))
        totals = {one.bridge_transfer_id.binding_id.remote_number: f"{one.amount_total:.2f}" for one in moves}
        self.assertEqual({row["number"]: f"{row['total']:.2f}" for row in self.book.invoices()}, totals)
        self.assertTrue(all(moves.bridge_transfer_id.binding_id.mapped("totals_agree")))

    # === REFUSED === #

    def test_no_customer(self):
        draft = self.odd(30, customer=self.env["res.partner"], post=False)
        move = self.posted_all_the_same(draft, partner_id=None, commercial_partner_id=None)
        self.assertIn("has no customer", self.refused(move, "customer_none"))

    def test_total_of_zero(self):
        move = self.odd(5, -5)
        text = self.refused(move, "total_zero")
        self.assertIn(move.name, text)
        self.assertIn("zero", text)

    def test_negative_total(self):
        move = self.posted_all_the_same(self.odd(5, -25, post=False))
        self.assertLess(move.amount_total, 0)
        self.assertIn("only as a credit note", self.refused(move, "total_negative"))

    def test_no_lines(self):
        move = self.posted_all_the_same(self.odd(post=False))
        self.assertFalse(move.invoice_line_ids)
        self.assertIn("nothing to send", self.refused(move, "total_zero"))

    def test_draft(self):
        """What the host would not even post is not sent either: the draft of an invoice without lines."""
        move = self.odd(post=False)
        self.assertIn("is not posted", self.refused(move, "not_posted"))

    def test_foreign_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        text = self.refused(self.odd(30, currency_id=euro.id), "currency_foreign")
        self.assertIn("EUR", text)
        self.assertIn("USD", text)

    def test_name_of_emoji(self):
        """Nothing of it can be written: no customer without a name is made, and a name in letters cures it."""
        customer = self.customer(EMOJI)
        move = self.odd(30, customer=customer)
        text = self.refused(move, "customer_name_empty")
        self.assertIn(EMOJI, text)
        self.assertEqual(self.names_there() & {"", EMOJI}, set())
        issue = move.bridge_transfer_id.issue_id.with_user(self.user)
        self.assertEqual(issue.with_context(cure="open_customer").action_cure()["res_id"], customer.id)
        customer.name = f"Party Pizza {EMOJI}"
        self.env["bridge.batch"]._release(self.connection, move)
        self.visit()
        self.assertEqual(move.bridge_state, "processed", move.bridge_ribbon)
        self.assertIn("Party Pizza", self.names_there())

    # === SENT === #

    def elements_sent(self, name):
        """Return the elements of a name in everything that left."""
        return [found for text in self.book.texts for found in etree.fromstring(text.encode()).iter(name)]

    def names_there(self):
        return {row["name"] for row in self.book.customers()}

    def test_name_of_markup(self):
        """A name is text: to QuickBooks as it was typed, to everybody who reads about it without any effect."""
        move = self.odd(30, customer=self.customer(MARKUP))
        self.travels(move)
        self.assertIn(MARKUP, self.names_there())
        self.assertNotIn("<img", "".join(self.book.texts))
        batch = move.bridge_transfer_id.batch_id
        self.assertFalse([body for body in batch.message_ids.mapped("body") if "<img" in body])

    def test_markup_in_a_question(self):
        """The sentence that asks about the customer reaches the activity of the bookkeeper as text."""
        self.connection.create_missing_customer = "never"
        move = self.odd(30, customer=self.customer(MARKUP))
        self.env["bridge.batch"]._release(self.connection, move)
        self.visit()
        issue = move.bridge_transfer_id.issue_id
        self.assertIn(MARKUP, issue.reason_text)
        issue.with_user(self.user).action_ask()
        self.assertNotIn("<img", issue.activity_ids.note)
        self.assertIn("&lt;img", issue.activity_ids.note)

    def test_four_hundred_lines(self):
        """It goes through whole: every line and every cent."""
        prices = [round(0.07 + number * 1.13, 2) for number in range(400)]
        move = self.odd(*prices)
        self.travels(move)
        sizes = [len(invoice.findall("InvoiceLineAdd")) for invoice in self.elements_sent("InvoiceAdd")]
        self.assertEqual(sorted(sizes), [1, 1, 400])
        self.assertAlmostEqual(move.amount_total, sum(prices), 2)
