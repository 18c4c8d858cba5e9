from decimal import Decimal
from unittest.mock import patch

from odoo.tests import tagged

from ..engine import applied
from ..ledgers import json_text
from ..ledgers.xero import text
from .entered_there_stories import EnteredThereStories
from .payment_stories import PaymentStories
from .xero_documents_case import XeroPaymentsCase


@tagged("post_install", "-at_install", "slow")
class TestXeroPayments(PaymentStories, EnteredThereStories, XeroPaymentsCase):
    """What pays an invoice in Odoo reaches the organisation with the right applications."""

    def there(self, move):
        return move.bridge_transfer_id.binding_id.external_id

    def written(self, path):
        """Return what was written to an address: ``(call, body)`` of each."""
        return [(call, self.body(call)) for call in self.calls(path) if call["method"] != "GET"]

    # === WHAT IS SAID === #

    def test_what_a_payment_says(self):
        """One invoice: a payment in a list, with our mark in its reference."""
        move = self.processed(100.0)
        payment = self.pay(move, 30.0)
        self.turn(self.link)
        ((call, body),) = self.written("Payments")
        (element,) = body["Payments"]
        self.assertEqual(element["Invoice"], {"InvoiceID": self.there(move)})
        self.assertEqual(element["Account"], {"AccountID": self.link.deposit_account_id.remote_id})
        self.assertEqual((element["Amount"], element["Date"]), (30, self.today().isoformat()))
        trace = self.transfer_of(payment.move_id).binding_id.trace
        self.assertTrue(element["Reference"].startswith(payment.move_id.name))
        self.assertIn(trace, element["Reference"])
        self.assertEqual((call["method"], call["parameters"]), ("PUT", {"summarizeErrors": "false"}))
        self.assertTrue(call["key"])

    def test_what_a_batch_says(self):
        """Several invoices: one line of the bank for all of them; the mark is in its details, there is no reference."""
        moves = self.processed(100.0, 50.0)
        payment = self.pay(moves)
        self.turn(self.link)
        self.assertEqual(self.written("Payments"), [])
        ((_call, body),) = self.written("BatchPayments")
        (element,) = body["BatchPayments"]
        self.assertEqual(
            [(row["Invoice"]["InvoiceID"], row["Amount"]) for row in element["Payments"]],
            [(self.there(moves[0]), 100), (self.there(moves[1]), 50)],
        )
        self.assertLessEqual(len(element["Details"]), 18)
        self.assertEqual(self.transfer_of(payment.move_id).binding_id.external_id.partition(":")[0], "batch")

    def test_what_an_application_says(self):
        """A credit note pays by an allocation of its own, below its own address."""
        move, credit = self.processed(100.0), self.credit_note(40.0)
        self.apply(move, credit)
        self.release(credit)
        self.turn(self.link)
        ((call, body),) = self.written(f"CreditNotes/{self.there(credit)}/Allocations")
        (element,) = body["Allocations"]
        self.assertEqual((element["Invoice"], element["Amount"]), ({"InvoiceID": self.there(move)}, 40))
        self.assertEqual((call["method"], self.screen.payments()), ("PUT", []))

    def test_application_taken_back(self):
        """Its allocation is deleted there, and nothing else is."""
        move, credit = self.processed(100.0), self.credit_note(40.0)
        self.apply(move, credit)
        self.release(credit)
        self.turn(self.link)
        self.assertEqual(self.balances_there(move), [Decimal("60.00")])
        credit.line_ids.remove_move_reconcile()
        self.settle()
        self.forget_what_left()
        self.turn(self.link)
        self.assertEqual(self.balances_there(move), [Decimal("100.00")])
        self.assertEqual([row["balance"] for row in self.screen.credit_memos()], [Decimal("40.00")])
        rows = [one.bridge_transfer_id.binding_id.remote_record_id for one in (move, credit)]
        self.assertEqual([row.balance for row in rows], [100.0, 40.0], "known without a reading")
        (call,) = [call for call in self.calls() if call["method"] != "GET"]
        self.assertEqual(call["method"], "DELETE")
        self.assertIn(f"CreditNotes/{self.there(credit)}/Allocations/", call["path"])

    def test_application_taken_off_there(self):
        """A person removes an allocation in the organisation: all that tells is that its credit note has it no more."""
        move, credit = self.processed(100.0), self.credit_note(40.0)
        self.apply(move, credit)
        self.release(credit)
        self.turn(self.link)
        (number,) = [row["number"] for row in self.screen.credit_memos()]
        self.desk.remove_allocation(number)
        self.turn(self.link)
        transfer = self.transfer_of(credit)
        self.assertEqual((transfer.state, transfer.reason), ("gone", "gone_there"))
        # The credit note itself is as it was.
        self.assertEqual(credit.bridge_transfer_id.state, "processed")

    # === THE FORM OF THE LEDGER === #

    def test_paid_without_a_bank(self):
        """Money has to go somewhere there: without an account a person is asked, and nothing is guessed."""
        self.link.deposit_account_id = False
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual(transfer.state, "rejected")
        issue = self.open_issue(self.link)
        self.assertIn("bank account", issue.reason_text)
        self.choose_bank(self.link)
        self.cure(issue, "release_again", "user")
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")

    # === MORE THAN INVOICES === #

    def overpaid(self, price, amount):
        """Return an invoice that was paid with more, of which a person has what it pays sent alone."""
        move = self.processed(price)
        payment = self.pay(move, amount)
        self.turn(self.link)
        self.assertEqual(self.screen.payments(), [])
        issue = self.open_issue(self.link)
        self.assertEqual(issue.reason, "rest_not_kept")
        self.assertIn(f"{amount - price:.2f}", issue.reason_text)
        self.cure(issue, "without_it")
        self.turn(self.link)
        return move, payment

    def test_overpayment_stays_open_there(self):
        """An overpayment is a document of its own there (facts 2.7): a person enters it, and has the rest sent."""
        move, payment = self.overpaid(100.0, 120.0)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")
        written = self.sets_written()
        self.turn(self.link)
        self.assertEqual((self.sets_written(), self.transfer_of(payment.move_id).state), (written, "processed"))

    def test_one_of_two_taken_back(self):
        """What pays nothing now is not kept there: a person is asked before anything is deleted."""
        first, second, payment = self.one_taken_back()
        issue = self.the_issue("rest_not_kept")
        self.assertIn("50.00", issue.reason_text)
        self.cure(issue, "without_it")
        self.turn(self.link)
        self.turn(self.link)
        self.assert_paid_there(payment, {first: "100.00"}, total="100.00")
        self.assertEqual(self.balances_there(first | second), [Decimal("0.00"), Decimal("50.00")])

    def one_taken_back(self):
        """Return two invoices that one payment paid, of which the second was taken back, and the payment."""
        first, second = self.processed(100.0, 50.0)
        payment = self.pay(first | second)
        self.turn(self.link)
        second.line_ids.matched_credit_ids.unlink()
        self.env.flush_all()
        self.turn(self.link)
        self.turn(self.link)
        self.assert_paid_there(payment, {first: "100.00", second: "50.00"}, total="150.00")
        return first, second, payment

    def test_one_of_two_taken_back_and_put_back(self):
        """The question answers itself."""
        first, second, payment = self.one_taken_back()
        self.the_issue("rest_not_kept")
        self.apply(second, payment.move_id)
        self.turn(self.link)
        self.assertFalse(self.transfer_of(payment.move_id).reason)
        self.assertFalse(
            self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")])
        )
        self.assert_paid_there(payment, {first: "100.00", second: "50.00"}, total="150.00")

    def test_both_taken_back_one_after_the_other(self):
        """Of what pays nothing nothing is asked: it is deleted."""
        first, _second, payment = self.one_taken_back()
        first.line_ids.matched_credit_ids.unlink()
        self.env.flush_all()
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual((self.screen.payments(), self.transfer_of(payment.move_id).state), ([], "processed"))
        self.assertFalse(
            self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")])
        )

    def test_replaced_with_a_rest(self):
        """Who has a payment deleted and sent again is asked first about what would not come back."""
        first, payment = self.overpaid(100.0, 150.0)
        second = self.processed(30.0)
        self.apply(second, payment.move_id)
        self.turn(self.link)
        self.cure(self.the_issue("payment_changed"), "replace_there")
        self.turn(self.link)
        self.assert_paid_there(payment, {first: "100.00"}, total="100.00")
        issue = self.the_issue("rest_not_kept")
        self.assertIn("20.00", issue.reason_text)
        self.cure(issue, "without_it")
        self.turn(self.link)
        self.turn(self.link)
        self.assert_paid_there(payment, {first: "100.00", second: "30.00"}, total="130.00")
        self.assertFalse(self.transfer_of(payment.move_id).reason)

    def test_pays_more_later(self):
        """What a payment there is applied to additionally is a person's to say; nothing is deleted for it."""
        first, payment = self.overpaid(100.0, 150.0)
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
        first, payment = self.overpaid(100.0, 150.0)
        second = self.invoice(self.line(price=50.0))
        self.release(second)
        self.apply(second, payment.move_id)
        self.turn(self.link)
        self.assertEqual(self.open_issue(self.link).reason, "payment_changed")
        self.assert_paid_there(payment, {first: "100.00"}, total="100.00")

    def test_early_payment_discount_is_asked_about(self):
        """Xero keeps no discount on a payment: it takes a credit note for it."""
        move = self.processed(100.0, invoice_payment_term_id=self.two_ten().id)
        payment = self.pay(move)
        self.turn(self.link)
        self.assertEqual(self.screen.payments(), [])
        issue = self.open_issue(self.link)
        self.assertEqual(issue.reason, "discount_not_kept")
        self.cure(issue, "without_it")
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "98.00"}, total="98.00")
        self.assertEqual(self.balances_there(move), [Decimal("2.00")])

    # === DONE THERE === #

    def test_its_invoice_is_made_anew_there(self):
        """What is paid is not voided there (facts 2.4): whoever does so takes the payment off first."""
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        self.desk.remove_payment(self.screen.payments()[0]["id"])
        self.screen.void_invoice(move.bridge_transfer_id.binding_id.remote_number)
        self.processed(10.0)
        self.assertEqual(move.bridge_state, "gone")
        self.assertEqual(self.transfer_of(payment.move_id).state, "gone")
        # Whoever releases it once more has what pays it sent along.
        self.release(move)
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])

    def release_payment(self, payment):
        transfer = self.transfer_of(payment.move_id)
        transfer.with_user(self.people["user", "a"]).with_context(
            allowed_company_ids=self.company_a.ids
        ).action_release_again()
        self.settle()
        self.turn(self.link)

    def test_payment_deleted_there(self):
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        self.desk.remove_payment(self.screen.payments()[0]["id"])
        self.turn(self.link)
        self.assertEqual(self.transfer_of(payment.move_id).state, "gone")
        self.assertIn("100.00 USD open in Xero", move.bridge_ribbon)
        self.turn(self.link)
        self.assertEqual(self.screen.payments(), [], "nothing is put back by itself")
        self.release_payment(payment)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")

    def test_batch_reconciled_there(self):
        """Matched with the bank's statement it is not deleted any more (facts 2.7)."""
        moves = self.processed(100.0, 50.0)
        payment = self.pay(moves)
        self.turn(self.link)
        (batch,) = self.screen.payments()
        self.desk.reconcile(batch["id"], "BatchPayments")
        self.take_back(payment)
        self.turn(self.link)
        issue = self.open_issue(self.link)
        self.assertEqual(issue.reason, "settled_there")
        self.assertEqual(len(self.screen.payments()), 1)
        self.desk.unreconcile(batch["id"], "BatchPayments")
        self.cure(issue, "check_again", "user")
        self.turn(self.link)
        self.assertEqual(self.screen.payments(), [])
        self.assertEqual(self.balances_there(moves), [Decimal("100.00"), Decimal("50.00")])

    def test_period_locked_there(self):
        """A locked period (facts 2.9) holds up the payment and nothing else."""
        move = self.processed(100.0)
        payment = self.pay(move)
        self.desk.lock_period(self.today(days=1).isoformat())
        self.turn(self.link)
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual((transfer.state, transfer.reason), ("rejected", "closed_period"), transfer.words)
        self.desk.lock_period(None)
        self.cure(self.open_issue(self.link), "release_again", "user")
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")

    # === LOST ANSWERS === #

    def test_lost_answer_of_an_application_names_it(self):
        """The allocation that is found is the one that is deleted when it is taken back."""
        move, credit = self.processed(100.0), self.credit_note(40.0)
        self.release(credit)
        self.turn(self.link)
        self.apply(move, credit)
        with self.losing_answers():
            self.turn(self.link)
        self.forget_keys()
        self.turn(self.link)
        self.turn(self.link)
        link = self.transfer_of(credit).binding_id
        self.assertEqual(
            (self.transfer_of(credit).state, link.external_id.partition(":")[0]), ("processed", "allocation")
        )
        self.assertEqual(link.remote_record_id.remote_id, link.external_id)
        credit.line_ids.remove_move_reconcile()
        self.settle()
        self.turn(self.link)
        self.assertEqual(self.balances_there(move), [Decimal("100.00")])
        self.assertEqual((self.transfer_of(credit).state, self.transfer_of(credit).reason), ("processed", False))
        self.assertFalse(
            self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")])
        )

    def test_lost_answer_of_a_batch(self):
        """It is known by the mark in its details."""
        moves = self.processed(100.0, 50.0)
        payment = self.pay(moves)
        with self.losing_answers():
            self.turn(self.link)
        self.forget_keys()
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.transfer_of(payment.move_id).state, "processed")
        self.assert_paid_there(payment, dict(zip(moves, ("100.00", "50.00"), strict=True)), total="150.00")

    def lost_batch(self):
        """Return invoices, and the payment of both whose answer was lost and that bears nothing of ours there."""
        moves = self.processed(100.0, 50.0)
        payment = self.pay(moves)
        with self.losing_answers():
            self.turn(self.link)
        self.forget_keys()
        return moves, payment

    def test_lost_batch_without_its_details(self):
        """Outside New Zealand the mark is in its details only: it is known by its day, its account and what it pays."""
        moves, payment = self.lost_batch()
        with patch.object(text, "unpacked", return_value=""):
            self.turn(self.link)
            self.turn(self.link)
        self.assertEqual(self.transfer_of(payment.move_id).state, "processed")
        self.assert_batch(moves)

    def test_lost_batch_and_one_into_another_account(self):
        """That one is not ours: nothing is linked to it, and nothing is paid twice."""
        moves, payment = self.lost_batch()
        with (
            patch.object(text, "unpacked", return_value=""),
            patch.object(applied, "account_in", return_value="another account"),
        ):
            self.turn(self.link)
            self.turn(self.link)
        transfer = self.transfer_of(payment.move_id)
        self.assertFalse(transfer.binding_id.external_id)
        self.assertNotEqual(transfer.state, "processed")
        self.assert_batch(moves)

    def assert_batch(self, moves):
        """There is one payment, of these invoices."""
        (there,) = self.screen.payments()
        self.assertEqual({row["number"] for row in there["applied_to"]}, {self.number(move) for move in moves})

    def body(self, call):
        return json_text.read(call["text"]) if call.get("text") else {}


@tagged("post_install", "-at_install")
class TestXeroPaymentCurrencies(XeroPaymentsCase):
    """Books in dollars, and a customer who pays in euros at a rate that is not that of the day."""

    def open_book(self, name):  # pylint: disable=missing-return
        is_new = name not in self.books
        super().open_book(name)
        if is_new:
            self.desk.use_currencies("EUR")
            self.desk.add_account("Euro Account", "BANK", "091", BankAccountNumber="0908071", CurrencyCode="EUR")
            self.euro = self.env.ref("base.EUR")
            self.euro.active = True
            self.env["res.currency.rate"].create(
                {
                    "currency_id": self.euro.id,
                    "name": "2020-01-01",
                    "company_id": self.company_a.id,
                    "inverse_company_rate": 1.6,
                }
            )

    def rows(self):
        """Return the payments there, those of a batch one by one: amount and rate."""
        return [(row["Amount"], row["CurrencyRate"]) for row in self.book.rows("Payments")]

    def paid(self, *prices):
        moves = self.processed(*prices, currency_id=self.euro.id)
        payment = self.pay(moves)
        self.turn(self.link)
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual(transfer.state, "processed", transfer.reason_text)
        return moves

    def test_into_the_account_of_the_books(self):
        """The bank is in dollars: euros go there by the rate that is told."""
        moves = self.paid(100.0)
        self.assertEqual(self.rows(), [(Decimal(100), Decimal("0.625"))])
        self.assertEqual([row["deposit_to"] for row in self.screen.payments()], ["Business Bank Account"])
        self.assertEqual(self.balances_there(moves), [Decimal("0.00")])

    def test_several_at_once(self):
        """Each payment of a batch bears the rate, into an account in euros as well."""
        self.choose_bank(self.link, "Euro Account")
        self.paid(100.0, 50.0)
        self.assertEqual(self.rows(), [(Decimal(100), Decimal("0.625")), (Decimal(50), Decimal("0.625"))])

    def test_into_an_account_of_another_currency(self):
        """Dollars do not go to an account in euros: which one is right is said by a person."""
        self.choose_bank(self.link, "Euro Account")
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        self.assertEqual(self.transfer_of(payment.move_id).state, "rejected")
        issue = self.open_issue(self.link)
        self.assertIn("in the currency of the payment or of the organisation", issue.reason_text)
        self.choose_bank(self.link)
        self.cure(issue, "release_again", "user")
        self.turn(self.link)
        self.assertEqual(self.rows(), [(Decimal(100), Decimal(1))])
