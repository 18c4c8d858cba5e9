"""Payments that somebody entered in the ledger before Odoo's came: stories that any ledger's tests inherit."""

from decimal import Decimal

from odoo import fields

from ..engine.preparation import Preparation
from ..ledgers.documents import Kind


class EnteredThereStories:
    """What is paid there already is asked about, whoever entered it; nothing is booked twice."""

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    def met_there(self, theirs, ours=None):
        """Return an invoice that a person paid there, and the payment of it here, after a run."""
        move = self.processed(100.0)
        self.screen.receive_payment(self.number(move), theirs)
        payment = self.pay(move, ours and float(ours))
        self.turn(self.link)
        return move, payment

    def stands(self, payment):
        transfer = self.transfer_of(payment.move_id)
        return transfer.state, transfer.reason or ""

    def look_at(self, payment):
        """Something about a payment was touched: it is compared with what is there."""
        self.transfer_of(payment.move_id).binding_id._note_changed(self.env.uid)
        self.turn(self.link)

    def test_part_entered_there(self):
        move, payment = self.met_there("30.00", "30.00")
        self.assertEqual(self.stands(payment), ("rejected", "payment_maybe_there"))
        self.assertEqual(self.balances_there(move), [Decimal("70.00")])
        self.cure(self.the_issue("payment_maybe_there"), "already_there")
        written = self.sets_written()
        self.look_at(payment)
        self.assertEqual((self.sets_written(), self.stands(payment)), (written, ("processed", "")))
        self.assertEqual(len(self.screen.payments()), 1)
        # Nothing that a person made is deleted by itself; it is as the person says.
        self.take_back(payment)
        self.turn(self.link)
        self.assertEqual((len(self.screen.payments()), self.stands(payment)), (1, ("processed", "payment_theirs")))
        self.cure(self.the_issue("payment_theirs"), "replace_there")
        self.turn(self.link)
        self.assertEqual(self.screen.payments(), [])

    def test_all_entered_there(self):
        move, payment = self.met_there("100.00")
        self.cure(self.the_issue("payment_maybe_there"), "already_there")
        self.turn(self.link)
        self.assertEqual((len(self.screen.payments()), self.stands(payment)), (1, ("processed", "")))
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])

    def test_another_one_was_entered_there(self):
        """The answer is about that one payment: it is no word on anything else that is asked about payments."""
        move, payment = self.met_there("30.00", "30.00")
        self.cure(self.the_issue("payment_maybe_there"), "send_anyway")
        self.turn(self.link)
        self.assertEqual((self.stands(payment), len(self.screen.payments())), (("processed", ""), 2))
        self.assertEqual(self.balances_there(move), [Decimal("40.00")])
        self.assertFalse(self.transfer_of(payment.move_id).binding_id.send_anyway)

    def test_another_day_or_amount_is_another_one(self):
        move = self.processed(100.0)
        self.screen.receive_payment(self.number(move), "30.00")
        other = self.pay(move, 20.0)
        older = self.pay(move, 30.0, payment_date=self.today(days=-8))
        self.turn(self.link)
        self.assertEqual((self.stands(other), self.stands(older)), (("processed", ""), ("processed", "")))
        self.assertEqual(self.balances_there(move), [Decimal("20.00")])

    def test_more_than_is_left_is_closed_by_hand(self):
        """What the ledger refuses since it is paid there otherwise is closed from its issue."""
        _move, payment = self.met_there("60.00")
        issue = self.the_issue("paid_more_than_due")
        self.assertNotIn("credit_and_reinvoice", issue._offered(), "a payment is not invoiced anew")
        self.cure(issue, "done_there")
        self.turn(self.link)
        self.assertEqual((self.stands(payment)[0], issue.state), ("held", "solved"))

    def asked_about(self, payment):
        """Return the open issue that asks whether a payment is there."""
        issue = self.transfer_of(payment.move_id).issue_id
        self.assertEqual((issue.reason, issue.state), ("payment_maybe_there", "open"))
        return issue

    def test_one_of_two_equal_ones_is_there(self):
        """Which of them it is, a person says; the other one is sent."""
        move = self.processed(100.0)
        self.screen.receive_payment(self.number(move), "50.00")
        first, second = self.pay(move, 50.0), self.pay(move, 50.0)
        self.turn(self.link)
        self.assertEqual([row["total"] for row in self.screen.payments()], [Decimal("50.00")])
        asked = self.asked_about(second)
        self.cure(self.asked_about(first), "already_there")
        self.assertEqual(asked.state, "solved")
        self.turn(self.link)
        self.assertEqual([self.stands(payment) for payment in (first, second)], [("processed", "")] * 2)
        self.assertEqual((len(self.screen.payments()), self.balances_there(move)), (2, [Decimal("0.00")]))

    def test_both_of_two_equal_ones_are_there(self):
        """Each of them is asked about one of those that are there."""
        move = self.processed(100.0)
        for _time in range(2):
            self.screen.receive_payment(self.number(move), "50.00")
        first, second = self.pay(move, 50.0), self.pay(move, 50.0)
        self.turn(self.link)
        self.cure(self.asked_about(first), "already_there")
        self.turn(self.link)
        self.cure(self.asked_about(second), "already_there")
        self.turn(self.link)
        self.assertEqual([self.stands(payment) for payment in (first, second)], [("processed", "")] * 2)
        self.assertEqual((len(self.screen.payments()), self.balances_there(move)), (2, [Decimal("0.00")]))

    def test_total_there_is_of_what_is_ours(self):
        """What pays an invoice from before the start date is not missed in the payment there."""
        move, old = self.processed(100.0), self.invoice(self.line(price=50.0), invoice_date="2019-12-01")
        self.screen.receive_payment(self.number(move), "100.00")
        payment = self.pay(move | old)
        self.turn(self.link)
        self.cure(self.the_issue("payment_maybe_there"), "already_there")
        self.assertEqual(self.stands(payment), ("processed", ""))
        self.assertTrue(self.transfer_of(payment.move_id).binding_id.totals_agree)

    def test_changed_there_by_hand_does_not_come_back(self):
        """Who has changed there what was taken back here is not asked again, and nothing is announced but done."""
        _move, payment = self.met_there("30.00", "30.00")
        self.cure(self.the_issue("payment_maybe_there"), "already_there")
        payment.action_draft()
        payment.action_cancel()
        self.settle()
        self.assertNotIn("with the next run", "".join(payment.move_id.message_ids.mapped("body")))
        self.turn(self.link)
        self.cure(self.the_issue("payment_theirs"), "done_there")
        self.look_at(payment)
        self.assertEqual((len(self.screen.payments()), self.stands(payment)), (1, ("processed", "")))

    # === WHAT IS THERE IS AS IT WAS SENT === #

    def test_renamed_customer_and_other_account(self):
        """Nothing that is paid is another: the payment there stands, and nobody is asked."""
        move, payment = self.sent_payment()
        there = self.screen.payments()
        self.customer.name = "Renamed & Sons"
        self.link.deposit_account_id = self.mirrored(self.link, Kind.ACCOUNT, there[0]["deposit_to"])
        self.screen.add_bank("Second Bank")
        self.turn(self.link)
        self.map_there("deposit", self.bank, "Second Bank", Kind.ACCOUNT)
        self.release(move)
        self.turn(self.link)
        self.look_at(payment)
        self.assertEqual((self.stands(payment), self.screen.payments()), (("processed", ""), there))

    def overpaid(self, price, amount):
        """Return an invoice that is in the ledger, and a payment there of more than that."""
        move = self.processed(price)
        payment = self.pay(move, amount)
        self.turn(self.link)
        return move, payment

    def test_done_there_does_not_come_back(self):
        _first, payment = self.overpaid(100.0, 150.0)
        second = self.processed(50.0)
        self.apply(second, payment.move_id)
        self.turn(self.link)
        self.cure(self.the_issue("payment_changed"), "done_there")
        self.look_at(payment)
        self.assertEqual(self.stands(payment), ("processed", ""))
        self.customer.name = "Renamed & Sons"
        self.look_at(payment)
        self.assertEqual(self.stands(payment), ("processed", ""), "how its customer is called changes no payment")

    # === CREDIT NOTES FROM BEFORE === #

    def test_older_credit_note_is_applied_on_the_later_day(self):
        """An application bears the day on which both are there."""
        credit = self.credit_note(40.0, date=fields.Date.to_string(self.today(days=-20)))
        self.release(credit)
        move = self.processed(100.0)
        self.apply(move, credit)
        prepared = self.prepared_payment(credit)
        self.assertEqual(prepared.date, move.invoice_date)
        credit.bridge_transfer_id.binding_id.redated_to = self.today(days=1)
        self.assertEqual(self.prepared_payment(credit).date, self.today(days=1))

    def prepared_payment(self, move):
        return Preparation(self.link).payments(move)[move.id].document
