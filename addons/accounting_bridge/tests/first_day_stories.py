"""The first day: reading, what is there already, the trial: stories that any ledger's tests inherit."""

from decimal import Decimal

from odoo import fields
from odoo.exceptions import UserError

from ..ledgers.documents import Kind


class FirstDayStories:
    """Books that have been in use for years meet Odoo for the first time.

    The class beside this one brings ``choose_accounts``, which says what a person chooses before *Enable*.
    """

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    def setUp(self):
        super().setUp()
        self.there_already = self.screen.add_customer("Baker Bros")
        self.first = self.connection(enabled=False)
        self.connect(self.first)

    def typed_in(self, number, amount, date=None):
        """An invoice that the bookkeeper typed in before there was any bridge."""
        return self.put_there(Kind.INVOICE, number=number, customer=self.there_already, lines=[amount])

    # === THE FIRST READING === #

    def test_it_only_reads_and_says_what(self):
        self.release(self.invoice())
        self.turn(self.first)
        self.assertEqual(self.sets_written(), [])
        self.assertIn("nothing sent", self.first.last_session_id.result)
        self.assertIn("1 Customers", self.first.first_read_text)
        self.assertIn("Accounts", self.first.first_read_text)

    # === ALREADY THERE? === #

    def met(self, number="4711", amount="100.00"):
        """Return an invoice that somebody typed in there, after its release."""
        self.typed_in(number, amount)
        self.turn(self.first)
        self.choose_accounts()
        self.first.action_enable()
        move = self.invoice(self.line(price=100.0))
        self.release(move)
        self.turn(self.first)
        return move

    def test_same_customer_and_total_is_asked_about(self):
        move = self.met()
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("rejected", "maybe_there"))
        self.assertIn("4711", move.bridge_reason)
        self.assertEqual(len(self.screen.invoices()), 1)

    def test_link(self):
        move = self.met()
        self.cure(self.open_issue(self.first), "already_there")
        self.assertEqual(move.bridge_state, "processed")
        self.turn(self.first)
        self.assertEqual(len(self.screen.invoices()), 1)
        self.assertEqual(move.bridge_transfer_id.binding_id.remote_number, "4711")

    def test_send_anyway(self):
        move = self.met()
        self.cure(self.open_issue(self.first), "send_anyway")
        self.turn(self.first)
        self.assertEqual(move.bridge_state, "processed")
        self.assertEqual(len(self.screen.invoices()), 2)

    def test_do_not_send(self):
        move = self.met()
        self.cure(self.open_issue(self.first), "do_not_send", "user")
        self.turn(self.first)
        self.assertEqual(move.bridge_state, "held")
        self.assertEqual(len(self.screen.invoices()), 1)

    def test_another_total_is_another_invoice(self):
        move = self.met(amount="100.01")
        self.assertEqual(move.bridge_state, "processed")
        self.assertEqual(len(self.screen.invoices()), 2)

    def test_days_apart_is_another_invoice(self):
        self.typed_in("4711", "100.00")
        self.turn(self.first)
        self.choose_accounts()
        self.first.action_enable()
        long_ago = fields.Date.subtract(fields.Date.today(), days=5)
        move = self.invoice(self.line(price=100.0), invoice_date=long_ago)
        self.release(move)
        self.turn(self.first)
        self.assertEqual(move.bridge_state, "processed", move.bridge_reason)

    def test_the_preview_asks_too(self):
        self.typed_in("4711", "100.00")
        self.turn(self.first)
        self.choose_accounts()
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
        self.assertEqual([row["total"] for row in self.screen.invoices()], [Decimal("12.00")])
        self.assertNotIn("Other", [record.name for record in self.there(Kind.CUSTOMER)])
        self.assertIn("totals agree", self.first.trial_text)
        self.assertEqual(self.first.state, "connecting")
        self.first.action_enable()
        self.turn(self.first)
        self.assertEqual(other.bridge_state, "processed")

    def test_no_trial_before_the_first_reading(self):
        self.first.trial_move_id = self.invoice()
        with self.assertRaisesRegex(UserError, "read once"):
            self.first.action_send_trial()
