from decimal import Decimal

from odoo.tests import tagged

from ..ledgers.documents import Kind
from .entered_there_stories import EnteredThereStories
from .online_documents_case import OnlinePaymentsCase
from .payment_stories import PaymentStories

REQUIRED = {"CustomerRef", "TotalAmt"}


@tagged("post_install", "-at_install", "slow")
class TestOnlinePayments(PaymentStories, EnteredThereStories, OnlinePaymentsCase):
    """What pays an invoice in Odoo reaches the company with the right applications."""

    def said(self):
        """Return the body of the newest payment that left."""
        return self.written("payment")[-1]["body"]

    def there(self, move):
        return move.bridge_transfer_id.binding_id.external_id

    # === WHAT IS SAID === #

    def test_waits_for_a_change_of_its_invoice(self):
        """It says which invoice it waits for."""
        move = self.processed(100.0)
        move._bridge_note_changed(forced=True)
        payment = self.pay(move)
        self.assertEqual(move.bridge_state, "queued")
        self.assertIn(move.name, payment.move_id.bridge_ribbon)
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")

    def test_what_a_payment_says(self):
        move = self.processed(100.0)
        payment = self.pay(move, 30.0)
        self.turn(self.link)
        (call,) = self.written("payment")
        body = call["body"]
        self.assertEqual(
            body["Line"], [{"Amount": 30, "LinkedTxn": [{"TxnId": self.there(move), "TxnType": "Invoice"}]}]
        )
        self.assertEqual((body["TotalAmt"], body["PaymentRefNum"]), (30, payment.move_id.name))
        self.assertTrue(body["PrivateNote"].endswith(f"odoo:{self.transfer_of(payment.move_id).binding_id.trace}"))
        self.assertNotIn("DepositToAccountRef", body)
        self.assertEqual(call["parameters"], {"requestid": call["id"]})

    def test_names_no_receivable_where_several_fit(self):
        """Our invoices name none: to which one a payment goes, QuickBooks knows."""
        move = self.processed(100.0)
        self.desk.add_account("A receivable for retail", "Accounts Receivable")
        self.turn(self.link)
        self.pay(move)
        self.turn(self.link)
        self.assertNotIn("ARAccountRef", self.said())

    def test_what_an_application_says(self):
        """A payment of nothing with two lines that come to the same."""
        move, credit = self.processed(100.0), self.credit_note(40.0)
        self.apply(move, credit)
        self.release(credit)
        self.turn(self.link)
        body = self.said()
        self.assertEqual(body["TotalAmt"], 0)
        self.assertEqual(
            [(line["Amount"], line["LinkedTxn"]) for line in body["Line"]],
            [
                (40, [{"TxnId": self.there(move), "TxnType": "Invoice"}]),
                (40, [{"TxnId": self.there(credit), "TxnType": "CreditMemo"}]),
            ],
        )
        self.assertNotIn("DepositToAccountRef", body)

    def test_deposit_account_is_said(self):
        self.screen.add_bank("Second Bank")
        move = self.processed(100.0)
        self.map_there("deposit", self.bank, "Second Bank", Kind.ACCOUNT)
        self.pay(move)
        self.turn(self.link)
        self.assertEqual(self.said()["DepositToAccountRef"], {"value": self.book.find("Account", "Second Bank")["Id"]})

    def test_application_taken_back(self):
        """A credit note that was applied is a document there, so that taking it back deletes that."""
        move, credit = self.processed(100.0), self.credit_note(40.0)
        self.apply(move, credit)
        self.release(credit)
        self.turn(self.link)
        self.assertEqual(self.balances_there(move), [Decimal("60.00")])
        credit.line_ids.remove_move_reconcile()
        self.settle()
        self.turn(self.link)
        self.assertEqual(self.balances_there(move), [Decimal("100.00")])
        self.assertEqual([row["balance"] for row in self.screen.credit_memos()], [Decimal("40.00")])
        rows = [one.bridge_transfer_id.binding_id.remote_record_id for one in (move, credit)]
        self.assertEqual([row.balance for row in rows], [100.0, 40.0], "known without a reading")
        self.assertEqual(self.screen.payments(), [])
        (call,) = self.written("payment", "delete")
        self.assertEqual(set(call["body"]), {"Id", "SyncToken"})

    # === JOBS === #

    def job(self):
        """Return a delivery address, whose invoices go to a job of its customer."""
        self.link.jobs_for_delivery = True
        return self.env["res.partner"].create(
            {"name": "Warehouse", "type": "delivery", "parent_id": self.customer.id, "street": "9 Dock Rd"}
        )

    def test_payment_of_a_job_and_of_its_customer(self):
        """A job of ours is billed with its customer, who may pay for it."""
        move = self.processed(100.0, partner_shipping_id=self.job().id)
        plain = self.processed(40.0, partner_shipping_id=self.customer.id)
        payment = self.pay(move | plain)
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00", plain: "40.00"}, total="140.00")

    def test_payment_of_a_job_that_pays_for_itself(self):
        """A job that was there before may not be billed with its customer: it pays its own invoices."""
        top = self.desk.add_customer("Baker Bros")
        job = self.desk.add_customer("Warehouse", Job=True, ParentRef={"value": top["Id"]})
        move = self.processed(100.0, partner_shipping_id=self.job().id)
        payment = self.pay(move)
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")
        self.assertEqual(self.said()["CustomerRef"], {"value": job["Id"]})

    # === WHAT IS NOT KEPT THERE === #

    def discounted(self):
        move = self.processed(100.0, invoice_payment_term_id=self.two_ten().id)
        payment = self.pay(move)
        self.assertEqual(payment.amount, 98.0)
        self.turn(self.link)
        return move, payment

    def test_early_payment_discount_is_asked_about(self):
        move, payment = self.discounted()
        self.assertEqual(self.screen.payments(), [])
        issue = self.open_issue(self.link)
        self.assertEqual(issue.reason, "discount_not_kept")
        for words in ("2.00", "QuickBooks Online", "credit memo"):
            self.assertIn(words, issue.reason_text)
        self.cure(issue, "without_it")
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "98.00"}, total="98.00")
        self.assertEqual(self.balances_there(move), [Decimal("2.00")])
        self.turn(self.link)
        self.assertIn("2.00 USD open in QuickBooks Online", move.bridge_ribbon)
        self.assertEqual(self.transfer_of(payment.move_id).state, "processed")
        # Looked at once more, nothing of it is another payment.
        written = self.sets_written()
        self.env["bridge.change"].create(
            {
                "binding_id": self.transfer_of(payment.move_id).binding_id.id,
                "connection_id": self.link.id,
                "user_id": self.env.uid,
            }
        )
        self.turn(self.link)
        self.assertEqual((self.sets_written(), self.transfer_of(payment.move_id).reason), (written, False))

    def test_without_what_was_not_released_is_no_word_on_the_discount(self):
        """Each question has its own answer: who leaves an invoice out has not said what becomes of a discount."""
        ours = self.processed(100.0, invoice_payment_term_id=self.two_ten().id)
        payment = self.pay(ours | self.invoice(self.line(price=40.0)))
        self.turn(self.link)
        for reason in ("payment_part_unreleased", "discount_not_kept"):
            issue = self.open_issue(self.link)
            self.assertEqual(issue.reason, reason)
            self.cure(issue, "without_it")
            self.turn(self.link)
        self.assert_paid_there(payment, {ours: "98.00"}, total="98.00")

    def test_discount_entered_there_by_hand(self):
        _move, payment = self.discounted()
        self.cure(self.open_issue(self.link), "done_there")
        self.turn(self.link)
        self.assertEqual((self.screen.payments(), self.transfer_of(payment.move_id).state), ([], "held"))

    def test_write_off_is_asked_about(self):
        move = self.processed(100.0)
        account = self.company_data["default_account_expense"]
        payment = self.pay(move, 95.0, payment_difference_handling="reconcile", writeoff_account_id=account.id)
        self.turn(self.link)
        self.assertEqual(self.open_issue(self.link).reason, "discount_not_kept")
        self.cure(self.open_issue(self.link), "without_it")
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "95.00"}, total="95.00")

    # === APPLIED DIFFERENTLY THERE === #

    def made_smaller_there(self):
        """Return an invoice of 100.00 that is paid and was made 60.00 there since, and its payment."""
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        self.screen.edit_line(self.number(move), 0, "60.00")
        self.turn(self.link)
        self.assertEqual([row["unused"] for row in self.screen.payments()], [Decimal("40.00")])
        return move, payment

    def test_invoice_made_smaller_there_and_restored(self):
        """The money that was taken off the invoice there stays off it: a person is told and has it sent again."""
        move, payment = self.made_smaller_there()
        # While the invoice reads otherwise there, that is the one question.
        self.assertFalse(self.transfer_of(payment.move_id).reason)
        self.cure(self.the_issue("changed_after"), "restore")
        self.turn(self.link)
        self.assertEqual(self.balances_there(move), [Decimal("40.00")])
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("processed", False))
        issue = self.the_issue("changed_after")
        self.assertEqual(issue.binding_id, self.transfer_of(payment.move_id).binding_id)
        for words in (payment.move_id.name, self.number(move), "100.00", "60.00"):
            self.assertIn(words, issue.reason_text)
        self.assertEqual(len(self.written("payment", "delete")), 0, "nothing is deleted before somebody says so")
        self.cure(issue, "restore")
        self.turn(self.link)
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])
        self.assertFalse(self.transfer_of(payment.move_id).reason)

    def test_applied_again_there(self):
        """The bookkeeper puts the money to the invoice once more: the question answers itself."""
        move, payment = self.made_smaller_there()
        self.cure(self.the_issue("changed_after"), "restore")
        self.turn(self.link)
        self.the_issue("changed_after")
        (there,) = self.screen.payments()
        line = {"Amount": 100, "LinkedTxn": [{"TxnId": self.there(move), "TxnType": "Invoice"}]}
        self.desk.edit("Payment", there["id"], Line=[line])
        self.turn(self.link)
        self.assertFalse(self.transfer_of(payment.move_id).reason)
        self.assertFalse(
            self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")])
        )

    def test_smaller_invoice_is_accepted(self):
        """Who accepts the invoice as it is there has accepted what that leaves of the payment."""
        _move, payment = self.made_smaller_there()
        self.cure(self.the_issue("changed_after"), "accept_there")
        self.turn(self.link)
        self.turn(self.link)
        self.assertFalse(self.transfer_of(payment.move_id).reason)
        self.assertFalse(
            self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")])
        )

    def test_taken_off_there(self):
        """A person takes the money off an invoice there, which itself reads as it did."""
        first, second = self.processed(100.0, 50.0)
        payment = self.pay(first | second)
        self.turn(self.link)
        (there,) = self.screen.payments()
        line = {"Amount": 100, "LinkedTxn": [{"TxnId": self.there(first), "TxnType": "Invoice"}]}
        self.desk.edit("Payment", there["id"], Line=[line])
        self.turn(self.link)
        issue = self.the_issue("changed_after")
        self.assertEqual(issue.binding_id, self.transfer_of(payment.move_id).binding_id)
        self.assertIn(self.number(second), issue.reason_text)
        self.assertNotIn(self.number(first), issue.reason_text)
        self.cure(issue, "accept_there")
        self.turn(self.link)
        self.assertFalse(
            self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")])
        )

    # === DONE THERE === #

    def test_reconciled_there(self):
        """Matched with the bank's statement (6480)."""
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        self.desk.reconcile("Payment", self.screen.payments()[0]["id"])
        self.take_back(payment)
        self.turn(self.link)
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual((transfer.state, transfer.reason), ("rejected", "settled_there"))
        self.assertTrue(transfer.words)

    def test_deposit_undone_there(self):
        """Refused while it lies in a deposit; once that is undone it goes when somebody says so."""
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        self.screen.deposit(self.screen.payments()[0]["id"])
        self.take_back(payment)
        self.turn(self.link)
        issue = self.open_issue(self.link)
        self.assertEqual(issue.reason, "settled_there")
        self.desk.undo_deposit(self.book.objects("Deposit")[0]["Id"])
        self.cure(issue, "check_again", "user")
        self.turn(self.link)
        self.assertEqual(self.screen.payments(), [])
        self.assertEqual(self.balances_there(move), [Decimal("100.00")])

    def test_credit_note_applied_after_its_month_was_closed(self):
        """Its application moves no money: it is sent with the first open day, and nothing is changed in Odoo."""
        day = self.today(days=-40).isoformat()
        move, credit = self.invoice(self.line(price=100.0), invoice_date=day), self.credit_note(40.0, date=day)
        self.release(move | credit)
        self.turn(self.link)
        closed = self.today(days=-10)
        self.desk.close_books(closed.isoformat(), password=True)
        self.apply(move, credit)
        self.turn(self.link)
        self.assertEqual(self.transfer_of(credit).reason, "closed_period")
        self.cure(self.the_issue("closed_period"), "redate")
        self.turn(self.link)
        self.assertEqual((self.transfer_of(credit).state, self.balances_there(move)), ("processed", [Decimal("60.00")]))
        day = self.transfer_of(credit).binding_id.redated_to
        self.assertEqual((self.said()["TxnDate"], day > closed), (day.isoformat(), True))

    def test_books_closed_there(self):
        """Closed books (6210) hold up the payment and nothing else."""
        move = self.processed(100.0)
        payment = self.pay(move)
        self.desk.close_books(self.today_there(days=1), password=True)
        self.turn(self.link)
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual((transfer.state, transfer.reason), ("rejected", "closed_period"), transfer.words)
        self.desk.open_books()
        self.cure(self.open_issue(self.link), "release_again", "user")
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")

    def today_there(self, **delta):
        return self.today(**delta).isoformat()

    # === ENTERED THERE FOR SEVERAL OF OURS === #

    def paid_there_at_once(self):
        """Return two invoices that one payment there pays, of the second a part, and the payment here of the first,
        linked to it.
        """
        moves = self.processed(100.0, 100.0)
        lines = [
            {"Amount": amount, "LinkedTxn": [{"TxnId": self.there(move), "TxnType": "Invoice"}]}
            for move, amount in zip(moves, (Decimal("100.00"), Decimal("50.00")), strict=True)
        ]
        self.desk.receive_payment(self.number(moves[0]), "150.00", Line=lines)
        payment = self.pay(moves[0])
        self.turn(self.link)
        self.cure(self.the_issue("payment_maybe_there"), "already_there")
        self.assertEqual(self.stands(payment)[0], "processed")
        return moves, payment

    def test_pays_more_there_from_the_start(self):
        """What a linked payment pays there besides is no change of what it pays here."""
        _moves, payment = self.paid_there_at_once()
        stood = self.stands(payment)
        self.customer.name = "Renamed & Sons"
        self.look_at(payment)
        self.assertEqual((self.stands(payment), len(self.screen.payments())), (stood, 1))

    def test_second_part_of_what_was_paid_there_at_once(self):
        """What a payment there pays besides the one that it was linked to is not sent as well."""
        moves, _payment = self.paid_there_at_once()
        second = self.pay(moves[1], 50.0)
        self.turn(self.link)
        self.assertEqual(self.stands(second), ("rejected", "payment_maybe_there"))
        issue = self.transfer_of(second.move_id).issue_id
        self.assertNotIn("already_there", issue._offered(), "it is linked to another one")
        self.cure(issue, "done_there")
        self.turn(self.link)
        self.assertEqual((self.stands(second)[0], issue.state), ("held", "solved"))
        self.assertEqual(
            (len(self.screen.payments()), self.balances_there(moves)), (1, [Decimal("0.00"), Decimal("50.00")])
        )

    def test_another_payment_of_what_was_linked(self):
        """What a linked payment pays there for its own payment here stands for no other."""
        move, payment = self.met_there("50.00", "50.00")
        self.cure(self.the_issue("payment_maybe_there"), "already_there")
        other = self.pay(move, 50.0)
        self.turn(self.link)
        self.assertEqual((self.stands(payment), self.stands(other)), (("processed", ""),) * 2)
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])

    def test_credit_note_applied_there_by_hand(self):
        """An application bears no money there: its total is not that of the credit note."""
        move, credit = self.processed(100.0), self.credit_note(40.0)
        self.release(credit)
        self.turn(self.link)
        self.desk.apply_credit(self.number(credit), self.number(move))
        self.apply(move, credit)
        self.turn(self.link)
        self.cure(self.the_issue("payment_maybe_there"), "already_there")
        transfer = self.transfer_of(credit)
        self.assertEqual((transfer.state, transfer.reason or ""), ("processed", ""))

    def test_payment_deleted_there(self):
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        self.desk.delete("Payment", self.screen.payments()[0]["id"])
        self.turn(self.link)
        self.assertEqual(self.transfer_of(payment.move_id).state, "gone")
        self.assertIn("100.00 USD open in QuickBooks Online", move.bridge_ribbon)
        self.turn(self.link)
        self.assertEqual(self.screen.payments(), [], "nothing is put back by itself")
        self.release_payment(payment)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")

    def test_payment_voided_there(self):
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        self.desk.void("Payment", self.screen.payments()[0]["id"])
        self.turn(self.link)
        self.assertEqual(self.transfer_of(payment.move_id).state, "gone")
        self.release_payment(payment)
        self.assertEqual([row["total"] for row in self.screen.payments()], [Decimal(0), Decimal(100)])
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])

    def release_payment(self, payment):
        transfer = self.transfer_of(payment.move_id)
        transfer.with_user(self.people["user", "a"]).with_context(
            allowed_company_ids=self.company_a.ids
        ).action_release_again()
        self.settle()
        self.turn(self.link)

    def test_payment_edited_there(self):
        """Its amount is theirs now: an issue shows both."""
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        row = self.screen.payments()[0]
        self.desk.edit(
            "Payment",
            row["id"],
            TotalAmt=Decimal("80.00"),
            Line=[{"Amount": Decimal("80.00"), "LinkedTxn": [{"TxnId": self.there(move), "TxnType": "Invoice"}]}],
        )
        self.turn(self.link)
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual((transfer.state, transfer.reason), ("processed", "changed_after"))
        issue = self.open_issue(self.link)
        for words in ("100.00", "80.00"):
            self.assertIn(words, issue.reason_text)
        self.cure(issue, "restore")
        self.turn(self.link)
        self.turn(self.link)
        self.assert_paid_there(payment, {move: "100.00"}, total="100.00")


@tagged("post_install", "-at_install")
class TestOnlineAutoApply(OnlinePaymentsCase):
    """The company applies payments and credits by itself (preferences AutoApplyPayments and AutoApplyCredit)."""

    profile = {
        "tax": "manual",
        "preferences": {
            "SalesFormsPrefs": {"AutoApplyPayments": True, "AutoApplyCredit": True, "CustomTxnNumbers": True}
        },
    }

    def test_overpayment_pays_another_invoice(self):
        first, second = self.processed(100.0, 50.0)
        payment = self.pay(first, 120.0)
        self.turn(self.link)
        self.assertEqual(self.transfer_of(payment.move_id).state, "processed")
        self.turn(self.link)
        self.assertEqual(self.balances_there(first | second), [Decimal("0.00"), Decimal("30.00")])
        # What the company did by itself stands on the invoice.
        self.assertIn("30.00 USD open in QuickBooks Online", second.bridge_ribbon)
        self.assertEqual(second.bridge_state, "processed")

    def test_credit_note_is_applied_by_itself(self):
        """It is applied by the time we come to apply it: nothing is applied twice, and nobody is asked in vain."""
        move, credit = self.processed(100.0), self.credit_note(40.0)
        self.apply(move, credit)
        self.release(credit)
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.balances_there(move), [Decimal("60.00")])
        self.assertEqual([row["balance"] for row in self.screen.credit_memos()], [Decimal("0.00")])
        self.assertEqual(len(self.screen.payments()), 1)
