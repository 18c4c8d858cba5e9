import re
from contextlib import contextmanager
from decimal import Decimal
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.accounting_bridge.tests.entered_there_stories import EnteredThereStories
from odoo.addons.accounting_bridge.tests.payment_stories import PaymentStories

from ..ledgers.quickbooks_desktop import reading
from .common import HAS_SIMULATORS
from .payments_case import PaymentsCase

if HAS_SIMULATORS:
    from tests.simulators.quickbooks_desktop import Refusal, handlers


@tagged("post_install", "-at_install")
class TestDesktopPayments(PaymentStories, EnteredThereStories, PaymentsCase):
    """What pays an invoice in Odoo reaches the company file with the right applications."""

    def test_early_payment_discount(self):
        move = self.processed(100.0, invoice_payment_term_id=self.two_ten().id)
        payment = self.pay(move)
        self.assertEqual(payment.amount, 98.0)
        self.turn(self.link)
        there = self.assert_paid_there(payment, {move: "98.00"}, total="98.00")
        self.assertEqual([row["discount"] for row in there["applied_to"]], [Decimal("2.00")])
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])

    def test_write_off(self):
        move = self.processed(100.0)
        account = self.company_data["default_account_expense"]
        payment = self.pay(move, 95.0, payment_difference_handling="reconcile", writeoff_account_id=account.id)
        self.turn(self.link)
        there = self.assert_paid_there(payment, {move: "95.00"}, total="95.00")
        self.assertEqual([row["discount"] for row in there["applied_to"]], [Decimal("5.00")])

    def test_write_off_without_an_account(self):
        self.link.discount_account_id = False
        move = self.processed(100.0)
        account = self.company_data["default_account_expense"]
        self.pay(move, 95.0, payment_difference_handling="reconcile", writeoff_account_id=account.id)
        self.turn(self.link)
        self.assertEqual(self.open_issue(self.link).reason, "discount_account_missing")
        self.assertEqual(self.screen.payments(), [])


@tagged("post_install", "-at_install")
class TestDesktopAppliedOtherwise(PaymentsCase):
    """The bookkeeper opens a payment of ours and ticks something else: it is seen, asked about, never put back."""

    def setUp(self):
        super().setUp()
        self.first, self.second = self.processed(100.0, 150.0)
        self.payment = self.pay(self.first)
        self.turn(self.link)
        # From now on a visit asks for what changed.
        self.later()

    def apply_there(self, **amounts):
        """Say anew what the payment pays: ``first`` and ``second`` with their amounts."""
        (there,) = self.screen.payments()
        parts = {self.number(getattr(self, name)): amount for name, amount in amounts.items()}
        self.book.apply_payment(there["id"], parts)

    def told(self):
        """Let a visit run. :return: the question about the payment, which is the only one."""
        written = self.sets_written()
        self.later()
        self.assertEqual(self.sets_written(), written, "nothing is put back by itself")
        transfer = self.transfer_of(self.payment.move_id)
        self.assertEqual((transfer.state, transfer.reason), ("processed", "changed_after"))
        issue = self.the_issue("changed_after")
        self.assertEqual(issue.binding_id, transfer.binding_id)
        self.assertIn(self.payment.move_id.name, issue.reason_text)
        return issue

    def changes(self, issue):
        return [tuple(change[1:]) for change in issue.reason_arguments["changes"] if change[0] == "applied"]

    def assert_settled(self):
        self.later()
        self.assertFalse(self.transfer_of(self.payment.move_id).reason)
        still_open = [("connection_id", "=", self.link.id), ("state", "=", "open")]
        self.assertFalse(self.env["bridge.issue"].search(still_open))

    def asked_with_lines(self):
        """Return whether each question for payments that left since asked for what they pay."""
        found = [query for text in self.sent for query in reading.parse(text).iter("ReceivePaymentQueryRq")]
        return [query.findtext("IncludeLineItems") == "true" for query in found]

    def test_moved_to_another_invoice_and_restored(self):
        self.apply_there(second="100.00")
        issue = self.told()
        first, second = self.number(self.first), self.number(self.second)
        self.assertEqual(
            self.changes(issue),
            [(f"{first} 100.00", f"{first} 0.00"), (f"{second} 0.00", f"{second} 100.00")],
        )
        for words in (first, second, "100.00"):
            self.assertIn(words, issue.reason_text)
        self.cure(issue, "restore")
        self.turn(self.link)
        self.turn(self.link)
        (there,) = self.screen.payments()
        self.assertEqual([(row["number"], row["amount"]) for row in there["applied_to"]], [(first, Decimal("100.00"))])
        self.assertEqual(self.balances_there(self.first | self.second), [Decimal("0.00"), Decimal("150.00")])
        self.assert_settled()

    def test_moved_to_another_invoice_and_accepted(self):
        self.apply_there(second="100.00")
        self.cure(self.told(), "accept_there")
        written = self.sets_written()
        self.assert_settled()
        self.assertEqual(self.sets_written(), written)
        self.assertEqual(self.balances_there(self.first | self.second), [Decimal("100.00"), Decimal("50.00")])
        # What was accepted is what counts: moved once more it is told once more.
        self.apply_there(first="100.00")
        number = self.number(self.second)
        self.assertIn((f"{number} 100.00", f"{number} 0.00"), self.changes(self.told()))

    def test_applied_differently(self):
        self.apply_there(first="60.00", second="40.00")
        first, second = self.number(self.first), self.number(self.second)
        self.assertEqual(
            self.changes(self.told()),
            [(f"{first} 100.00", f"{first} 60.00"), (f"{second} 0.00", f"{second} 40.00")],
        )

    def test_unapplied_and_applied_again(self):
        self.apply_there()
        issue, number = self.told(), self.number(self.first)
        self.assertEqual(self.changes(issue), [(f"{number} 100.00", f"{number} 0.00")])
        # A visit that reads nothing new leaves the question as it is.
        self.told()
        # Who puts it back there has answered it.
        self.apply_there(first="100.00")
        self.later()
        self.assertEqual(issue.state, "solved")
        self.assert_settled()

    def test_only_payments_that_changed_are_asked_what_they_pay(self):
        self.assertFalse(self.asked_with_lines()[0], "on the first day none of them is ours")
        self.sent.clear()
        self.later()
        self.assertEqual(self.asked_with_lines(), [True])

    def test_first_payment_of_a_file(self):
        """A file without payments has no watermark: what the first of ours pays is asked for by its number."""
        flow = self.link.flow_ids.filtered(lambda flow: flow.kind == "payment")
        flow.watermark = False
        self.apply_there(second="100.00")
        self.sent.clear()
        self.told()
        self.assertEqual(self.asked_with_lines(), [False, True])
        # Where nobody tells what it pays that is no answer to the question.
        flow.watermark = False
        with self.silent_about_payments():
            self.told()

    @contextmanager
    def silent_about_payments(self):
        """QuickBooks tells nothing of what payments pay."""

        def tell(carry, _payload):
            return re.sub("<AppliedToTxnRet>.*?</AppliedToTxnRet>", "", carry(), flags=re.DOTALL)

        with self.carrying(tell):
            yield


@tagged("post_install", "-at_install")
class TestDesktopNothingToDo(PaymentsCase):
    """QuickBooks is not opened for what waits for a person."""

    def test_a_payment_of_a_rejected_invoice(self):
        move = self.invoice(self.line(price=100.0))
        self.release(move)
        with self.refusing_invoices():
            self.turn(self.link)
        self.assertEqual(move.bridge_state, "rejected")
        payment = self.pay(move)
        self.turn(self.link)
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual((transfer.state, bool(transfer.issue_id)), ("queued", False))
        self.assertFalse(self.link._has_work())
        self.as_("user", move.bridge_transfer_id).action_release_again()
        self.assertTrue(self.link._has_work())
        self.turn(self.link)
        self.assertEqual((move.bridge_state, transfer.state), ("processed", "processed"))

    @contextmanager
    def refusing_invoices(self):
        def refuse(_ctx, _request):
            raise Refusal(3210, message="The book says no.")

        with patch.dict(handlers.HANDLERS, {"InvoiceAddRq": refuse}):
            yield
