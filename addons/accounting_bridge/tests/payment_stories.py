"""What pays an invoice in Odoo and reaches the ledger: stories that any ledger's tests inherit."""

from decimal import Decimal
from unittest.mock import patch

from odoo import Command, fields

from ..ledgers.documents import Kind
from .stopped_payment_stories import StoppedPaymentStories


class PaymentStories(StoppedPaymentStories):
    """What pays an invoice in Odoo reaches the ledger with the right applications."""

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    def assert_paid_there(self, payment, applied, *, total, unused="0.00"):
        """The ledger holds one payment of this total that pays these invoices, and nothing twice."""
        (there,) = [row for row in self.screen.payments() if row["number"] == payment.move_id.name]
        numbers = {
            move.bridge_transfer_id.binding_id.remote_number: Decimal(amount) for move, amount in applied.items()
        }
        self.assertEqual({row["number"]: row["amount"] for row in there["applied_to"]}, numbers)
        self.assertEqual((there["total"], there["unused"]), (Decimal(total), Decimal(unused)))
        return there

    def test_full(self):
        move = self.processed(100.0)
        payment = self.pay(move)
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual((transfer.state, transfer.operation), ("queued", "create"))
        self.assertEqual(self.screen.payments(), [])
        self.turn(self.link)
        self.assertEqual(self.transfer_of(payment.move_id).state, "processed")
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])
        self.assertIn("Nothing is open", move.bridge_ribbon)

    def test_partial(self):
        move = self.processed(100.0)
        self.pay(move, 30.0)
        self.turn(self.link)
        self.assertEqual(self.balances_there(move), [Decimal("70.00")])
        self.turn(self.link)
        self.assertIn("70.00", move.bridge_ribbon)
        second = self.pay(move)
        self.turn(self.link)
        self.assert_paid_there(second, {move: "70.00"}, total="70.00")
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])

    def test_several_at_once(self):
        """What one run tells of two payments, and then of one and a credit note, adds up here as it does there."""
        move = self.processed(100.0)
        self.pay(move, 30.0)
        self.pay(move, 20.0)
        self.turn(self.link)
        self.assertEqual(self.balances_there(move), [Decimal("50.00")])
        self.assert_known_open(move, 50.0)
        self.pay(move, 10.0)
        credit = self.credit_note(40.0)
        self.apply(move, credit)
        self.release(credit)
        self.turn(self.link)
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])
        self.assert_known_open(move, 0.0)
        self.assertIn("Nothing is open", move.bridge_ribbon)

    def assert_known_open(self, move, balance):
        """What the mirror says is open of a document, without another look at the ledger."""
        row = move.bridge_transfer_id.binding_id.remote_record_id
        row.invalidate_recordset()
        self.assertEqual(row.balance, balance)

    def test_one_over_three_invoices(self):
        moves = self.processed(100.0, 50.0, 25.0)
        payment = self.pay(moves)
        self.turn(self.link)
        self.assert_paid_there(payment, dict(zip(moves, ("100.00", "50.00", "25.00"), strict=True)), total="175.00")
        self.assertEqual(set(self.balances_there(moves)), {Decimal("0.00")})

    def test_second_run_writes_nothing(self):
        self.pay(self.processed(100.0))
        self.turn(self.link)
        written = self.sets_written()
        self.turn(self.link)
        self.assertEqual(self.sets_written(), written)

    def test_waits_for_its_invoice(self):
        """A payment of what is still on its way goes after it, in the same session."""
        move = self.invoice(self.line(price=100.0))
        self.release(move)
        payment = self.pay(move)
        self.assertEqual(self.transfer_of(payment.move_id).state, "queued")
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")
        kinds = [kind for written in self.sets_written() for kind, _label in written]
        self.assertEqual(kinds[-2:], [Kind.INVOICE, Kind.PAYMENT])

    def test_release_takes_payments_along(self):
        move = self.invoice(self.line(price=100.0))
        payment = self.pay(move)
        self.assertFalse(self.transfer_of(payment.move_id))
        self.release(move)
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")

    def test_paid_while_it_was_gone_there(self):
        """An invoice is deleted there and paid here before it is released again by its cure: the money goes with it."""
        move = self.processed(100.0)
        self.screen.delete_invoice(move.bridge_transfer_id.binding_id.remote_number)
        self.processed(10.0)
        self.assertEqual(move.bridge_state, "gone")
        payment = self.pay(move)
        self.turn(self.link)
        self.assertFalse(self.transfer_of(payment.move_id))
        self.cure(self.open_issue(self.link), "release_again", "user")
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")

    def test_not_ours(self):
        """What pays an invoice from before the start date is the bookkeeper's, finally."""
        ours = self.processed(100.0)
        old = self.invoice(self.line(price=40.0), invoice_date="2019-12-01")
        payment = self.pay(ours | old)
        self.turn(self.link)
        self.assert_paid_there(payment, {ours: "100.00"}, total="100.00")
        alone = self.invoice(self.line(price=10.0), invoice_date="2019-12-01")
        self.assertFalse(self.transfer_of(self.pay(alone).move_id))

    def test_pays_what_was_never_released(self):
        ours = self.processed(100.0)
        other = self.invoice(self.line(price=40.0))
        payment = self.pay(ours | other)
        self.turn(self.link)
        self.assertEqual(self.screen.payments(), [])
        issue = self.open_issue(self.link)
        self.assertEqual(issue.reason, "payment_part_unreleased")
        self.assertIn(other.name, issue.reason_text)
        self.cure(issue, "without_it")
        self.turn(self.link)
        self.assert_paid_there(payment, {ours: "100.00"}, total="100.00")

    def test_without_what_was_never_released_looked_at_again(self):
        """What was said of it when it was sent stands: looked at once more it is the same payment."""
        ours = self.processed(100.0)
        payment = self.pay(ours | self.invoice(self.line(price=40.0)))
        self.turn(self.link)
        self.cure(self.the_issue("payment_part_unreleased"), "without_it")
        self.turn(self.link)
        self.transfer_of(payment.move_id).binding_id._note_changed(self.env.uid)
        written = self.sets_written()
        self.turn(self.link)
        self.assertEqual((self.sets_written(), self.transfer_of(payment.move_id).reason), (written, False))

    def test_discount_of_what_was_never_released(self):
        """It stays with the invoice that it was granted on: the released one was paid in full."""
        ours = self.processed(100.0)
        payment = self.pay(ours | self.invoice(self.line(price=40.0), invoice_payment_term_id=self.two_ten().id))
        self.assertEqual(payment.amount, 139.2)
        self.turn(self.link)
        issue = self.open_issue(self.link)
        self.assertEqual(issue.reason, "payment_part_unreleased")
        self.cure(issue, "without_it")
        self.turn(self.link)
        self.assert_paid_there(payment, {ours: "100.00"}, total="100.00")
        self.assertEqual(self.balances_there(ours), [Decimal("0.00")])

    def two_ten(self):
        """Return payment terms that grant two percent for ten days."""
        return self.env["account.payment.term"].create(
            {
                "name": "2/10 net 30",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "excluded",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )

    def test_statement_line(self):
        move = self.processed(100.0)
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": fields.Date.today(),
                "payment_ref": "Transfer",
                "partner_id": self.customer.id,
                "amount": 100.0,
            }
        )
        _liquidity, suspense, _other = line._seek_for_lines()
        receivable = move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        suspense.account_id = receivable.account_id
        (suspense | receivable).reconcile()
        self.env.flush_all()
        self.env.invalidate_all()
        self.turn(self.link)
        (there,) = self.screen.payments()
        self.assertEqual([row["amount"] for row in there["applied_to"]], [Decimal("100.00")])
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])

    def test_overpayment_stays_open_there(self):
        move = self.processed(100.0)
        payment = self.pay(move, 120.0)
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="120.00", unused="20.00")

    def test_credit_note_with_its_application(self):
        move = self.processed(100.0)
        credit = self.credit_note(40.0)
        self.apply(move, credit)
        self.release(credit)
        self.turn(self.link)
        self.assertEqual(credit.bridge_state, "processed", credit.bridge_ribbon)
        (there,) = self.screen.credit_memos()
        self.assertEqual((there["total"], there["balance"]), (Decimal("40.00"), Decimal("0.00")))
        self.assertEqual(self.balances_there(move), [Decimal("60.00")])
        self.assertEqual(self.transfer_of(credit).state, "processed")
        written = self.sets_written()
        self.turn(self.link)
        self.assertEqual(self.sets_written(), written)

    def test_credit_note_that_was_never_released(self):
        """The invoice stays open there, and nobody would know: it is asked about until the credit note is released."""
        move = self.processed(100.0)
        credit = self.credit_note(40.0)
        self.apply(move, credit)
        self.turn(self.link)
        issue = self.open_issue(self.link)
        self.assertEqual(issue.reason, "credit_unreleased")
        for name in (move.name, credit.name):
            self.assertIn(name, issue.reason_text)
        self.assertEqual(self.balances_there(move), [Decimal("100.00")])
        self.release(credit)
        self.turn(self.link)
        self.assertEqual(self.balances_there(move), [Decimal("60.00")])
        self.assertEqual((credit.bridge_state, issue.state), ("processed", "solved"))

    def test_credit_note_from_before_the_start(self):
        """What is not ours to send is nobody's question."""
        move = self.processed(100.0)
        credit = self.credit_note(40.0, date="2019-12-31")
        self.apply(move, credit)
        self.turn(self.link)
        self.assertFalse(self.env["bridge.issue"].search([("connection_id", "=", self.link.id)]))

    def test_deposit_account_of_a_journal(self):
        self.screen.add_bank("Second Bank")
        move = self.processed(100.0)
        self.map_there("deposit", self.bank, "Second Bank", Kind.ACCOUNT)
        self.pay(move)
        self.turn(self.link)
        self.assertEqual([row["deposit_to"] for row in self.screen.payments()], ["Second Bank"])

    # === TAKEN BACK, CHANGED === #

    def test_unreconcile_deletes_there(self):
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        self.assertEqual(len(self.screen.payments()), 1)
        payment.move_id.line_ids.remove_move_reconcile()
        self.env.flush_all()
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual((transfer.state, transfer.operation), ("queued", "delete"))
        self.turn(self.link)
        self.assertEqual(self.screen.payments(), [])
        self.assertEqual(self.balances_there(move), [Decimal("100.00")])
        # And reconciled again it is there again, once.
        self.apply(move, payment.move_id)
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")

    def sent_payment(self):
        """Return an invoice and the payment of it, both in the ledger."""
        before = len(self.screen.payments())
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        self.assertEqual(len(self.screen.payments()), before + 1)
        return move, payment

    def test_while_it_was_away(self):
        """What is paid and what is taken back while a connection is away reaches the ledger when it is back."""
        for leave, come_back in ((self.disconnect, self.connect_again), (self.be_copied, self.confirm_original)):
            with self.subTest(leave=leave.__name__):
                _old, taken_back = self.sent_payment()
                known = {row["id"] for row in self.screen.payments()}
                (move,) = self.processed(80.0)
                leave()
                self.forget_what_left()
                payment = self.pay(move)
                taken_back.move_id.line_ids.remove_move_reconcile()
                self.settle()
                self.assertEqual(self.transfer_of(payment.move_id).state, False)
                self.assertEqual(self.sets_written(), [])
                come_back()
                self.turn(self.link)
                self.turn(self.link)
                self.assertEqual(self.transfer_of(taken_back.move_id).operation, "delete")
                self.assert_paid_there(payment, {move: "80.00"}, total="80.00")
                self.assertEqual(len(known - {row["id"] for row in self.screen.payments()}), 1)
                self.assertEqual(self.balances_there(move), [Decimal("0.00")])
                written = self.sets_written()
                self.turn(self.link)
                self.assertEqual(self.sets_written(), written)

    def disconnect(self):
        # The sign-in stays, so that nobody has to consent anew.
        with patch.object(type(self.link), "_leave_there"):
            self.link.action_disconnect()

    def connect_again(self):
        self.link._set_state("connecting", ("disconnected",))
        with patch.object(type(self.link), "_missing_for_enable", return_value=[]):
            self.link.action_enable()

    def be_copied(self):
        self.link._stop("copied", "database_copied", {})

    def confirm_original(self):
        self.link.action_confirm_original()

    def assert_cancelled_there(self, move, payment, entry):
        """It was said at once that the payment will be deleted there, and it is."""
        self.settle()
        self.assertEqual((payment.state, entry.exists().state), ("canceled", "cancel"))
        for record in (entry, payment):
            said = " ".join(record.message_ids.mapped("body"))
            self.assertIn(f"it will be deleted in {self.link.ledger_name}", said)
        transfer = self.transfer_of(entry)
        self.assertEqual((transfer.state, transfer.operation), ("queued", "delete"))
        self.turn(self.link)
        self.assertEqual(self.screen.payments(), [])
        self.assertEqual(self.balances_there(move), [Decimal("100.00")])
        self.assertEqual(self.transfer_of(entry).state, "processed")

    def test_cancelled_from_draft(self):
        """*Reset to Draft*, then *Cancel*: what people do with a payment that was a mistake."""
        move, payment = self.sent_payment()
        entry = payment.move_id
        payment.action_draft()
        payment.action_cancel()
        self.assert_cancelled_there(move, payment, entry)

    def test_cancelled_at_once(self):
        """The button that a payment has that was marked as sent: its entry is still posted."""
        move, payment = self.sent_payment()
        payment.action_cancel()
        self.assert_cancelled_there(move, payment, payment.move_id)

    def test_reset_before_it_left_and_posted_again(self):
        """Only a memo was corrected: it still pays the invoice here, and so it does there."""
        move = self.processed(100.0)
        payment = self.pay(move)
        payment.action_draft()
        payment.memo = "by bank"
        payment.action_post()
        self.settle()
        self.turn(self.link)
        self.assertEqual(move.amount_residual, 0.0)
        self.assertEqual(len(self.screen.payments()), 1)
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])

    def test_reset_changed_and_posted_again(self):
        """Another amount: it pays less, so the payment there is deleted and made anew."""
        move, payment = self.sent_payment()
        payment.action_draft()
        payment.amount = 60.0
        payment.action_post()
        self.settle()
        for _session in range(3):
            self.turn(self.link)
        open_here = Decimal(f"{move.amount_residual:.2f}")
        self.assertEqual(self.balances_there(move), [open_here])

    def test_one_of_two_taken_back(self):
        """The payment there is deleted and made anew for what it still pays."""
        first, second = self.processed(100.0, 50.0)
        payment = self.pay(first | second)
        self.turn(self.link)
        partial = second.line_ids.matched_credit_ids
        partial.unlink()
        self.env.flush_all()
        self.turn(self.link)
        self.turn(self.link)
        self.assert_paid_there(payment, {first: "100.00"}, total="150.00", unused="50.00")
        self.assertEqual(self.balances_there(first | second), [Decimal("0.00"), Decimal("50.00")])

    def test_taken_back_before_it_left(self):
        move = self.processed(100.0)
        payment = self.pay(move)
        payment.move_id.line_ids.remove_move_reconcile()
        self.env.flush_all()
        self.assertEqual(self.transfer_of(payment.move_id).state, "withdrawn")
        self.turn(self.link)
        self.assertEqual(self.screen.payments(), [])

    def test_pays_more_later(self):
        """What a payment there is applied to additionally is a person's to say; nothing is deleted for it."""
        first = self.processed(100.0)
        payment = self.pay(first, 150.0)
        self.turn(self.link)
        second = self.processed(50.0)
        self.apply(second, payment.move_id)
        self.turn(self.link)
        issue = self.open_issue(self.link)
        self.assertEqual(issue.reason, "payment_changed")
        self.assertEqual(len(self.screen.payments()), 1)
        self.cure(issue, "replace_there")
        self.turn(self.link)
        self.turn(self.link)
        self.assert_paid_there(payment, {first: "100.00", second: "50.00"}, total="150.00")

    def test_pays_more_of_what_has_not_left(self):
        """An invoice that is still on its way is no reason to delete a payment of another."""
        first = self.processed(100.0)
        payment = self.pay(first, 150.0)
        self.turn(self.link)
        second = self.invoice(self.line(price=50.0))
        self.release(second)
        self.apply(second, payment.move_id)
        self.turn(self.link)
        self.assertEqual(self.open_issue(self.link).reason, "payment_changed")
        self.assert_paid_there(payment, {first: "100.00"}, total="150.00", unused="50.00")

    def test_taken_back_one_after_the_other(self):
        """The deletion that answers the first one stands when nothing is left to be paid."""
        moves = self.processed(100.0, 50.0)
        self.pay(moves)
        self.turn(self.link)
        for move in moves:
            move.line_ids.matched_credit_ids.unlink()
            self.env.flush_all()
        self.turn(self.link)
        self.assertEqual(self.screen.payments(), [])

    def test_its_invoice_is_made_anew_there(self):
        """The payment there is tied to nothing any more, and a person is told."""
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        self.screen.delete_invoice(move.bridge_transfer_id.binding_id.remote_number)
        self.processed(10.0)
        self.assertEqual(move.bridge_state, "gone")
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.balances_there(move), [Decimal("100.00")])
        self.assertEqual(self.transfer_of(payment.move_id).reason, "payment_changed")
        self.cure(self.open_issue(self.link), "replace_there")
        self.turn(self.link)
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")

    def test_deposited_there(self):
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        self.screen.deposit(self.screen.payments()[0]["id"])
        payment.move_id.line_ids.remove_move_reconcile()
        self.env.flush_all()
        self.turn(self.link)
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual((transfer.state, transfer.reason), ("rejected", "settled_there"))
        self.assertEqual(transfer.issue_id._offered(), ("check_again", "release_again"), "no invoice to make anew")
        self.assertEqual(len(self.screen.payments()), 1)

    def test_deposited_there_and_tied_here_again(self):
        """What was refused is not wanted any more: both sides say the same, and nobody is asked about it."""
        move, payment = self.sent_payment()
        self.screen.deposit(self.screen.payments()[0]["id"])
        self.take_back(payment)
        self.turn(self.link)
        issue = self.open_issue(self.link)
        self.assertEqual(issue.reason, "settled_there")
        self.apply(move, payment.move_id)
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual((issue.state, transfer.state, transfer.reason), ("solved", "processed", False))
        written = self.sets_written()
        self.turn(self.link)
        self.assertEqual(self.sets_written(), written)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")
        # And taken back once more it is asked about once more.
        self.take_back(payment)
        self.turn(self.link)
        self.assertEqual(self.open_issue(self.link).reason, "settled_there")

    def test_restore_makes_it_anew(self):
        """A payment that somebody there deleted and entered otherwise is no invoice: it is replaced."""
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        transfer = self.transfer_of(payment.move_id)
        issues = self.env["bridge.issue"]._file(
            self.link.id,
            [
                {
                    "reason": "changed_after",
                    "root": f"binding:{transfer.binding_id.id}",
                    "kind": "payment",
                    "binding_id": transfer.binding_id.id,
                    "arguments": {"document": payment.name, "changes": [["date", "2026-11-01", "2026-11-02"]]},
                }
            ],
        )
        issue = self.env["bridge.issue"].browse(issues.values())
        values = {"reason": "changed_after", "issue_id": issue.id, "sources": ("processed",)}
        transfer._move_to("processed", {transfer.id: values})
        self.cure(issue, "restore")
        self.turn(self.link)
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")
        operations = (
            self.env["bridge.transfer"].search([("binding_id", "=", transfer.binding_id.id)]).mapped("operation")
        )
        self.assertEqual(operations, ["create", "delete", "create"])

    # === LOST ANSWERS === #

    def test_lost_answer_of_a_payment(self):
        move = self.processed(100.0)
        payment = self.pay(move)
        with self.losing_answers():
            self.turn(self.link)
        self.forget_keys()
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.transfer_of(payment.move_id).state, "processed")
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")

    def test_lost_answer_while_payments_are_switched_off(self):
        """Nobody reads them now: what became of it is not known, and it is not sent once more when they are on."""
        move = self.processed(100.0)
        payment = self.pay(move)
        with self.losing_answers():
            self.turn(self.link)
        self.forget_keys()
        self.link.sends_payments = False
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.transfer_of(payment.move_id).state, "uncertain")
        self.link.sends_payments = True
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.transfer_of(payment.move_id).state, "processed")
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")

    def test_lost_answer_of_an_application(self):
        """A credit note that was applied leaves no document: the tie is the evidence."""
        move = self.processed(100.0)
        credit = self.credit_note(40.0)
        self.release(credit)
        self.turn(self.link)
        self.apply(move, credit)
        with self.losing_answers():
            self.turn(self.link)
        self.forget_keys()
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.transfer_of(credit).state, "processed")
        self.assertEqual(self.balances_there(move), [Decimal("60.00")])

    def test_lost_answer_of_a_deletion(self):
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        payment.move_id.line_ids.remove_move_reconcile()
        self.env.flush_all()
        with self.losing_answers():
            self.turn(self.link)
        self.forget_keys()
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.transfer_of(payment.move_id).state, "processed")
        self.assertEqual(self.screen.payments(), [])

    def test_paid_by_hand_there_already(self):
        move = self.processed(100.0)
        number = move.bridge_transfer_id.binding_id.remote_number
        self.screen.receive_payment(number, "60.00")
        payment = self.pay(move)
        self.turn(self.link)
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual((transfer.state, transfer.reason), ("rejected", "paid_more_than_due"))
        self.assertNotIn("credit_and_reinvoice", transfer.issue_id._offered(), "a payment is not invoiced anew")
        self.assertEqual(self.balances_there(move), [Decimal("40.00")])

    def test_switched_off_nothing_follows(self):
        self.link.sends_payments = False
        move = self.processed(100.0)
        self.assertFalse(self.transfer_of(self.pay(move).move_id))
