from decimal import Decimal

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .desktop_case import DesktopCase


@tagged("post_install", "-at_install")
class TestDesktopFirstDay(DesktopCase):
    """A company file that has been in use for years meets Odoo for the first time."""

    def setUp(self):
        super().setUp()
        self.there_already = self.book.add_customer("Baker Bros")
        self.first = self.connection(enabled=False)
        self.first.action_connect()

    def choose_accounts(self, **values):
        account = self.env["bridge.remote.record"].search(
            [("connection_id", "=", self.first.id), ("kind", "=", "account"), ("name", "=", "Sales")]
        )
        self.first.write({"income_account_id": account.id, "expense_account_id": account.id, **values})

    def typed_in(self, number, amount, date=None):
        """An invoice that the bookkeeper typed in before there was any bridge."""
        return self.put_there(Kind.INVOICE, number=number, customer=self.there_already, lines=[amount])

    # === THE FIRST VISIT === #

    def test_it_only_reads_and_says_what(self):
        self.release(self.invoice())
        self.turn(self.first)
        self.assertEqual(self.sets_written(), [])
        self.assertIn("nothing sent", self.first.last_session_id.result)
        self.assertIn("1 Customers", self.first.first_read_text)
        self.assertIn("Accounts", self.first.first_read_text)

    def test_a_backup_is_asked_for(self):
        self.turn(self.first)
        self.choose_accounts()
        self.assertIn("backup", self.first.readiness_text)
        with self.assertRaisesRegex(UserError, "backup"):
            self.first.action_enable()
        self.first.backup_confirmed = True
        self.first.action_enable()
        self.assertEqual(self.first.state, "connected")

    # === ALREADY THERE? === #

    def met(self, number="4711", amount="100.00"):
        """Return an invoice that somebody typed in there, after its release."""
        self.typed_in(number, amount)
        self.turn(self.first)
        self.choose_accounts(backup_confirmed=True)
        self.first.action_enable()
        move = self.invoice(self.line(price=100.0))
        self.release(move)
        self.turn(self.first)
        return move

    def test_same_customer_and_total_is_asked_about(self):
        move = self.met()
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("rejected", "maybe_there"))
        self.assertIn("4711", move.bridge_reason)
        self.assertEqual(len(self.book.invoices()), 1)

    def test_link(self):
        move = self.met()
        self.cure(self.open_issue(self.first), "already_there")
        self.assertEqual(move.bridge_state, "processed")
        self.turn(self.first)
        self.assertEqual(len(self.book.invoices()), 1)
        self.assertEqual(move.bridge_transfer_id.binding_id.remote_number, "4711")

    def test_send_anyway(self):
        move = self.met()
        self.cure(self.open_issue(self.first), "send_anyway")
        self.turn(self.first)
        self.assertEqual(move.bridge_state, "processed")
        self.assertEqual(len(self.book.invoices()), 2)

    def test_do_not_send(self):
        move = self.met()
        self.cure(self.open_issue(self.first), "do_not_send", "user")
        self.turn(self.first)
        self.assertEqual(move.bridge_state, "held")
        self.assertEqual(len(self.book.invoices()), 1)

    def test_another_total_is_another_invoice(self):
        move = self.met(amount="100.01")
        self.assertEqual(move.bridge_state, "processed")
        self.assertEqual(len(self.book.invoices()), 2)

    def test_days_apart_is_another_invoice(self):
        self.typed_in("4711", "100.00")
        self.turn(self.first)
        self.choose_accounts(backup_confirmed=True)
        self.first.action_enable()
        long_ago = fields.Date.subtract(fields.Date.today(), days=5)
        move = self.invoice(self.line(price=100.0), invoice_date=long_ago)
        self.release(move)
        self.turn(self.first)
        self.assertEqual(move.bridge_state, "processed", move.bridge_reason)

    def test_the_preview_asks_too(self):
        self.typed_in("4711", "100.00")
        self.turn(self.first)
        self.choose_accounts(backup_confirmed=True)
        self.first.action_enable()
        self.release(self.invoice(self.line(price=5.0)))
        self.turn(self.first)
        wizard = self.env["bridge.release"]._preview(self.first, self.invoice(self.line(price=100.0)))
        self.assertEqual(wizard.line_ids.level, "blocked")
        self.assertIn("4711", wizard.line_ids.text)

    # === THE TRIAL === #

    def test_one_trial_invoice(self):
        """Before Enable one invoice travels, with what it needs, and no other."""
        self.turn(self.first)
        self.choose_accounts()
        trial, other = self.invoice(self.line(price=12.0)), self.invoice(customer=self._customer("Other"))
        self.release(other)
        self.first.trial_move_id = trial
        self.first.action_send_trial()
        self.turn(self.first)
        self.assertEqual((trial.bridge_state, other.bridge_state), ("processed", "queued"))
        self.assertEqual([row["total"] for row in self.book.invoices()], [Decimal("12.00")])
        self.assertNotIn("Other", [row["name"] for row in self.book.customers()])
        self.assertIn("totals agree", self.first.trial_text)
        self.assertEqual(self.first.state, "connecting")
        self.first.backup_confirmed = True
        self.first.action_enable()
        self.turn(self.first)
        self.assertEqual(other.bridge_state, "processed")

    def test_no_trial_before_the_first_reading(self):
        self.first.trial_move_id = self.invoice()
        with self.assertRaisesRegex(UserError, "read once"):
            self.first.action_send_trial()
