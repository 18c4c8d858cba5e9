"""Invoices that the ledger does not let be changed any more: stories that any ledger's tests inherit."""

from decimal import Decimal

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError


class ReinvoiceStories:
    """*Credit and re-invoice* leaves both sides equal, and what the ledger holds as it is."""

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    def setUp(self):
        super().setUp()
        self.link.write({"confirm_earlier_months": False, "sends_payments": True})

    def close_books(self):
        """The bookkeeper closes the books of the last month."""
        raise NotImplementedError

    def last_month(self):
        return fields.Date.subtract(fields.Date.start_of(self.today(), "month"), days=1)

    def an_old_one(self):
        """Return an invoice of the last month, with two lines, that is in the ledger."""
        return self.processed(*self.lines(100.0, 50.0), invoice_date=self.last_month(), ref="PO 4711")

    def refused(self, move, **values):
        """The books are closed and the invoice is changed: that is refused. :return: the issue"""
        self.close_books()
        self.edit(move, price=120.0, **values)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        return self.the_issue("closed_period")

    def reinvoice(self, issue):
        """Press the cure. :return: the credit note and the new invoice."""
        action = self.cure(issue, "credit_and_reinvoice")
        new = self.env["account.move"].browse(action["res_id"])
        credit = self.env["account.move"].search([("move_type", "=", "out_refund")], order="id desc", limit=1)
        return credit, new

    def assert_equal_sides(self, moves):
        """Every document is there once, with the same total, tax and open balance on both sides."""
        self.turn(self.link)
        self.assertEqual(set(moves.mapped("bridge_state")), {"processed"}, moves.mapped("bridge_ribbon"))
        self.assert_same(moves)
        self.assertEqual(len(self.all_there()), len(moves))
        self.assertFalse(
            self.env["bridge.issue"]
            .search([("connection_id", "=", self.link.id), ("state", "=", "open")])
            .mapped("reason_text")
        )

    def open_there(self, moves):
        return [str(self.on_the_screen(move)["balance"]) for move in moves]

    def assert_same_open(self, *, taken_there="0.00"):
        """The customer owes the same on both sides, but for money taken there that Odoo knows nothing of."""
        domain = [("partner_id", "=", self.customer.id), ("account_id.account_type", "=", "asset_receivable")]
        lines = self.env["account.move.line"].search([*domain, ("parent_state", "=", "posted")])
        here = Decimal(f"{sum(lines.mapped('amount_residual')):.2f}")
        owed = sum(row["balance"] for row in self.screen.invoices())
        free = sum(row["balance"] for row in self.screen.credit_memos())
        unused = sum(row["unused"] for row in self.screen.payments())
        self.assertEqual(here - Decimal(taken_there), owed - free - unused)

    def test_in_closed_books(self):
        """The old one is credited as the ledger has it, and what was changed stands on a new one."""
        move = self.an_old_one()
        before = self.on_the_screen(move)
        issue = self.refused(move, invoice_line_ids=self.commands(10.0), ref="PO 4712")
        credit, new = self.reinvoice(issue)
        self.assertEqual((issue.state, issue.solved_with), ("solved", "credit_and_reinvoice"))
        self.assertEqual([move.amount_total, credit.amount_total, new.amount_total], [150.0, 150.0, 180.0])
        self.assertEqual((move.ref, new.ref), ("PO 4711", "PO 4712"))
        self.assertEqual((move.invoice_date, new.invoice_date), (self.last_month(), self.today()))
        self.assertEqual(set((move | credit | new).mapped("state")), {"posted"})
        self.assertEqual(move.payment_state, "reversed")
        self.turn(self.link)
        self.assert_equal_sides(move | credit | new)
        self.assertEqual(self.on_the_screen(move)["lines"], before["lines"])
        self.assertEqual(self.open_there(move | credit | new), ["0.00", "0.00", "180.00"])
        self.assertIn(credit.name, " ".join(move.message_ids.mapped("body")))

    def test_second_run_writes_nothing(self):
        self.reinvoice(self.refused(self.an_old_one()))
        self.turn(self.link)
        written = self.sets_written()
        self.later()
        self.assertEqual(self.sets_written(), written)

    def test_paid_there(self):
        """Nothing can be applied to what is paid: the credit pays for the new one."""
        move = self.an_old_one()
        self.screen.receive_payment(self.number(move), "150.00")
        self.later()
        credit, new = self.reinvoice(self.refused(move))
        self.assertEqual((credit.amount_residual, new.amount_residual), (0.0, 20.0))
        self.turn(self.link)
        self.assert_equal_sides(move | credit | new)
        self.assertEqual(self.open_there(move | credit | new), ["0.00", "0.00", "20.00"])

    def test_paid_here(self):
        """What paid the old one here pays it again, just as much; the credit pays for the new one."""
        move = self.an_old_one()
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        payment = wizard.create({"journal_id": self.company_data["default_journal_bank"].id})._create_payments()
        self.settle()
        self.turn(self.link)
        self.edit(move, price=120.0)
        (payment.move_id | move).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.settle()
        self.close_books()
        for _run in range(2):
            self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        credit, new = self.reinvoice(self.the_issue("closed_period"))
        self.assertEqual((move.amount_residual, credit.amount_residual, new.amount_residual), (0.0, 0.0, 20.0))
        self.turn(self.link)
        self.assert_equal_sides(move | credit | new)
        self.assertEqual(self.open_there(move | credit | new), ["0.00", "0.00", "20.00"])
        self.assertEqual([str(row["total"]) for row in self.screen.payments() if row["total"]], ["150.00"])

    def test_paid_here_with_what_was_changed(self):
        """What was paid beyond the old total pays the new one."""
        move = self.an_old_one()
        issue = self.refused(move)
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        wizard.create({"journal_id": self.company_data["default_journal_bank"].id})._create_payments()
        self.settle()
        credit, new = self.reinvoice(issue)
        self.assertEqual([move.amount_total, new.amount_total], [150.0, 170.0])
        self.assertEqual((move.amount_residual, credit.amount_residual, new.amount_residual), (0.0, 0.0, 0.0))
        for _run in range(2):
            self.turn(self.link)
        self.assert_equal_sides(move | credit | new)
        self.assertEqual(self.open_there(move | credit | new), ["0.00", "0.00", "0.00"])

    def test_paid_by_a_line_of_a_statement(self):
        """Undone, that line would be made anew: a person undoes the match first, and reads so."""
        move = self.an_old_one()
        issue = self.refused(move)
        bank = self.company_data["default_journal_bank"]
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": bank.id, "amount": 170.0, "date": self.today(), "partner_id": self.customer.id}
        )
        receivable = move._bridge_receivable()
        matched = line.move_id.line_ids.filtered(lambda entry: entry.account_id == bank.suspense_account_id)
        matched.account_id = receivable.account_id
        (matched | receivable).reconcile()
        self.settle()
        self.assert_refused(move, issue, "bank statement pays it")
        matched.remove_move_reconcile()
        self.settle()
        self.reinvoice(issue)
        self.assertEqual(move.amount_total, 150.0)

    def test_customer_that_moved_since(self):
        """Names and addresses live on: an invoice is what was accepted although its customer has others by now."""
        move = self.an_old_one()
        issue = self.refused(move)
        self.customer.write({"street": "2 New Street", "email": "new@baker.example", "name": "Baker Brothers"})
        self.settle()
        self.reinvoice(issue)
        self.assertEqual((move.amount_total, move.partner_id.name), (150.0, "Baker Brothers"))

    def test_product_with_another_name_since(self):
        move = self.an_old_one()
        issue = self.refused(move)
        self.service.write({"name": "Advice", "default_code": "ADV"})
        self.settle()
        self.reinvoice(issue)
        self.assertEqual(move.amount_total, 150.0)

    def test_lines_that_were_taken_away(self):
        """What was deleted here is put back, by a line of its own."""
        move = self.an_old_one()
        last = move.invoice_line_ids.sorted("id")[-1]
        credit, new = self.reinvoice(self.refused(move, invoice_line_ids=[Command.delete(last.id)]))
        self.assertEqual([move.amount_total, credit.amount_total, new.amount_total], [150.0, 150.0, 120.0])
        self.turn(self.link)
        self.assert_equal_sides(move | credit | new)

    def test_changed_twice(self):
        """It is what the ledger accepted that is credited, however often it was changed since."""
        move = self.an_old_one()
        self.close_books()
        self.edit(move, price=130.0)
        self.edit(move, price=140.0)
        credit, new = self.reinvoice(self.refused(move))
        self.assertEqual([move.amount_total, credit.amount_total, new.amount_total], [150.0, 150.0, 170.0])
        self.turn(self.link)
        self.assert_equal_sides(move | credit | new)

    # === SETTLED THERE === #

    def keep_what_is_paid(self):
        """The ledger lets no invoice fall below what is paid of it; one that may do otherwise is told so."""

    def refused_below_what_is_paid(self, move):
        """The invoice comes to 110 now, and 150 are paid there: that is refused. :return: the issue"""
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "not_changeable"), self.transfer(move).words)
        issue = self.transfer(move).issue_id
        self.assertIn("something is paid or applied on it there", issue.reason_text)
        self.assertNotIn("anew", issue.reason_text, "its button says so, where it can be done")
        self.assertIn("credit_and_reinvoice", issue._offered())
        self.assertEqual(str(self.on_the_screen(move)["total"]), "150.00")
        return issue

    def test_paid_there_more_than_it_comes_to_now(self):
        """What was paid too much is open as a credit, on both sides."""
        self.keep_what_is_paid()
        move = self.processed(*self.lines(100.0, 50.0))
        self.screen.receive_payment(self.number(move), "150.00")
        self.edit(move, price=60.0)
        credit, new = self.reinvoice(self.refused_below_what_is_paid(move))
        self.assertEqual([move.amount_total, credit.amount_total, new.amount_total], [150.0, 150.0, 110.0])
        self.assertEqual((credit.amount_residual, new.amount_residual), (40.0, 0.0))
        self.turn(self.link)
        self.assert_equal_sides(move | credit | new)
        self.assertEqual(self.open_there(move | credit | new), ["0.00", "40.00", "0.00"])
        self.assertEqual([str(row["total"]) for row in self.screen.payments() if row["total"]], ["150.00"])
        self.assert_same_open(taken_there="150.00")

    def test_deposited_there_what_was_paid_here(self):
        """The money lies in a deposit there and cannot be taken off the invoice: it stays, and the rest is a credit."""
        self.keep_what_is_paid()
        move = self.processed(*self.lines(100.0, 50.0))
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        payment = wizard.create({"journal_id": self.company_data["default_journal_bank"].id})._create_payments()
        self.settle()
        self.turn(self.link)
        (paid,) = self.screen.payments()
        self.screen.deposit(paid["id"])
        self.edit(move, price=60.0)
        (payment.move_id | move).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.settle()
        issue = self.refused_below_what_is_paid(move)
        held = self.env["bridge.issue"].search([("reason", "=", "settled_there"), ("state", "=", "open")])
        self.assertNotIn("credit_and_reinvoice", held._offered(), "a payment is not invoiced anew")
        credit, new = self.reinvoice(issue)
        self.assertEqual([move.amount_total, credit.amount_total, new.amount_total], [150.0, 150.0, 110.0])
        self.assertEqual((move.amount_residual, credit.amount_residual, new.amount_residual), (0.0, 40.0, 0.0))
        self.turn(self.link)
        self.assert_equal_sides(move | credit | new)
        self.assertEqual(self.open_there(move | credit | new), ["0.00", "40.00", "0.00"])
        self.assertEqual([row["id"] for row in self.screen.payments() if row["total"]], [paid["id"]])
        self.assertEqual(held.state, "solved")
        self.assert_same_open()

    # === NOT SAFE === #

    def assert_refused(self, move, issue, words):
        """The person reads why, and nothing has happened."""
        count = self.env["account.move"].search_count([])
        with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
            self.cure(issue, "credit_and_reinvoice")
        self.env.invalidate_all()
        self.assertEqual((move.amount_total, issue.state), (170.0, "open"))
        self.assertEqual(self.env["account.move"].search_count([]), count)

    def test_locked_here_too(self):
        move = self.an_old_one()
        issue = self.refused(move)
        move.company_id.sudo().sale_lock_date = self.last_month()
        self.assert_refused(move, issue, "locked in Odoo, too")

    def test_not_known_any_more(self):
        move = self.an_old_one()
        issue = self.refused(move)
        self.env["bridge.former"].search([]).unlink()
        self.assert_refused(move, issue, "does not know any more")

    def test_kept_wrongly(self):
        """What is put back must be what the ledger accepted, to the last field."""
        move = self.an_old_one()
        issue = self.refused(move)
        former = self.env["bridge.former"].search([])
        content = former.content
        content["head"]["ref"] = "PO 1"
        former.content = content
        self.assert_refused(move, issue, "cannot be put back as it was")

    def test_who_may(self):
        issue = self.refused(self.an_old_one())
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.cure(issue, "credit_and_reinvoice", "user")

    # === BEFORE IT IS RESET === #

    def ask(self, move, rank="bookkeeper"):
        """Press *Reset to Draft* in the form. :return: the dialog"""
        action = self.as_(rank, move).action_bridge_tell_first()
        self.assertEqual((action["res_model"], move.state), ("bridge.reset", "posted"))
        # What the client brings from the list and the form that were left.
        context = {"active_model": "account.move", "active_ids": move.ids, "default_move_type": "out_invoice"}
        dialog = self.as_(rank, self.env["bridge.reset"].browse(action["res_id"]))
        return dialog.with_context(**action.get("context", {}), **context, default_move_id=move.id)

    def test_told_before_it_is_reset(self):
        move = self.an_old_one()
        dialog = self.ask(move)
        self.assertIn(self.number(move), dialog.holds_text)
        self.assertIn("150.00", dialog.holds_text)
        self.assertIn("as an update", dialog.next_text)
        self.assertFalse(dialog.is_forbidden)
        dialog.action_reset()
        self.assertEqual(move.state, "draft")

    def test_told_that_it_is_of_an_earlier_month(self):
        self.link.confirm_earlier_months = True
        self.assertIn("bookkeeper is asked first", self.ask(self.an_old_one()).next_text)

    def test_told_what_is_paid_there(self):
        move = self.an_old_one()
        self.screen.receive_payment(self.number(move), "60.00")
        self.later()
        self.assertIn("90.00", self.ask(move).holds_text)
        self.screen.receive_payment(self.number(move), "90.00")
        self.later()
        self.assertIn("nothing is open", self.ask(move).holds_text)

    def test_told_what_was_paid_here(self):
        """The answer to our payment says so: nobody waits for the next reading."""
        move = self.an_old_one()
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        wizard.create({"journal_id": self.company_data["default_journal_bank"].id})._create_payments()
        self.settle()
        self.turn(self.link)
        self.assertIn("nothing is open", self.ask(move).holds_text)

    def pay_here(self, moves):
        """Pay invoices with one payment, which is sent. :return: the payment"""
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=moves.ids)
        payment = wizard.create(
            {"journal_id": self.company_data["default_journal_bank"].id, "group_payment": True}
        )._create_payments()
        self.settle()
        self.turn(self.link)
        return payment

    def take_back(self, payment):
        """The payment pays nothing any more and is deleted there. Nothing is read after that."""
        payment.move_id.line_ids.remove_move_reconcile()
        self.settle()
        self.turn(self.link)
        self.assertEqual([row["id"] for row in self.screen.payments() if row["total"]], [])

    def test_told_that_our_payment_was_taken_back(self):
        """The answer to its deletion says that all is open again, of each invoice that it paid."""
        moves = self.an_old_one() | self.processed(*self.lines(70.0))
        payment = self.pay_here(moves)
        for move in moves:
            self.assertIn("nothing is open", self.ask(move).holds_text)
        self.take_back(payment)
        for move in moves:
            self.assertIn("Nothing is paid on it there", self.ask(move).holds_text)
        rows = self.transfer(moves[0]).binding_id.remote_record_id | self.transfer(moves[1]).binding_id.remote_record_id
        self.assertEqual(rows.mapped("balance"), [150.0, 70.0])
        self.assertFalse(any(row.details.get("paid") for row in rows))

    def test_told_that_our_payment_was_taken_back_beside_theirs(self):
        """What somebody paid there stays paid."""
        move = self.an_old_one()
        self.screen.receive_payment(self.number(move), "60.00")
        self.later()
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        payment = wizard.create(
            {"journal_id": self.company_data["default_journal_bank"].id, "amount": 90.0}
        )._create_payments()
        self.settle()
        self.turn(self.link)
        self.assertIn("nothing is open", self.ask(move).holds_text)
        payment.move_id.line_ids.remove_move_reconcile()
        self.settle()
        self.turn(self.link)
        self.assertIn("90.00", self.ask(move).holds_text)
        self.assertNotIn("nothing is open", self.ask(move).holds_text)

    def test_credited_after_our_payment_was_taken_back(self):
        """The old invoice is open again on both sides: the credit note is applied to it."""
        move = self.an_old_one()
        self.take_back(self.pay_here(move))
        self.link.company_details = {**self.link.company_details, "closing_date": self.last_month().isoformat()}
        self.ask(move).action_credit_and_reinvoice()
        credit = self.env["account.move"].search([("reversed_entry_id", "=", move.id)])
        self.assertEqual((move.amount_residual, credit.amount_residual), (0.0, 0.0))
        self.turn(self.link)
        self.assertEqual(self.open_there(move | credit), ["0.00", "0.00"])

    def test_told_that_it_will_be_refused(self):
        move = self.an_old_one()
        closed = self.last_month().isoformat()
        self.link.company_details = {**self.link.company_details, "closing_date": closed}
        dialog = self.ask(move)
        self.assertTrue(dialog.is_forbidden and dialog.may_reinvoice)
        self.assertIn(closed, dialog.next_text)
        self.assertFalse(self.ask(move, "user").may_reinvoice)

    def test_credited_instead_of_reset(self):
        """Nothing was changed yet: it is credited as it is, and a draft that says the same is there to be changed."""
        move = self.an_old_one()
        self.close_books()
        dialog = self.ask(move)
        action = dialog.action_credit_and_reinvoice()
        self.settle()
        self.assertFalse(self.ask(move).may_reinvoice, "it is offered once")
        with self.assertRaisesRegex(UserError, "credited already"), self.cr.savepoint():
            dialog.action_credit_and_reinvoice()
        self.env.invalidate_all()
        new = self.env["account.move"].browse(action["res_id"])
        credit = self.env["account.move"].search([("reversed_entry_id", "=", move.id)])
        self.assertEqual((move.state, credit.state, new.state), ("posted", "posted", "draft"))
        told = " ".join(new.message_ids.mapped("body"))
        self.assertTrue(move.name in told and credit.name in told, told)
        self.settle()
        self.turn(self.link)
        self.assert_equal_sides(move | credit)
        new.invoice_line_ids.sorted("id")[0].price_unit = 130.0
        new.action_post()
        self.sent_off(new)
        self.assert_equal_sides(move | credit | new)
        self.assertEqual(self.on_the_screen(new)["total"], Decimal("180.00"))

    def test_credited_in_the_dialog_after_a_refusal(self):
        """What was refused is put back by way of the host's own button, which asks nobody."""
        move = self.an_old_one()
        self.refused(move)
        action = self.ask(move).action_credit_and_reinvoice()
        self.settle()
        new = self.env["account.move"].browse(action["res_id"])
        credit = move.reversal_move_ids
        self.assertEqual([move.amount_total, credit.amount_total, new.amount_total], [150.0, 150.0, 170.0])
        self.assertEqual((move.state, credit.state, new.state), ("posted", "posted", "draft"))
        self.turn(self.link)
        self.assert_equal_sides(move | credit)

    def test_changed_once_more_after_it_was_credited(self):
        """The cure does not credit what was credited in the dialog."""
        move = self.an_old_one()
        self.close_books()
        self.ask(move).action_credit_and_reinvoice()
        self.settle()
        self.turn(self.link)
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        self.assert_refused(move, self.transfer(move).issue_id, "credited already")

    def test_credit_that_waits_for_a_draft(self):
        """The old invoice is paid there, the new one is a draft: the person reads what is left to do."""
        move = self.an_old_one()
        self.screen.receive_payment(self.number(move), "150.00")
        self.later()
        self.ask(move).action_credit_and_reinvoice()
        self.assertEqual(move.reversal_move_ids.amount_residual, 150.0)
        self.assertIn("The credit note is open", " ".join(move.message_ids.mapped("body")))

    def test_disconnected(self):
        """What a ledger holds that is not connected any more is not told of, and nothing is released to it."""
        move = self.an_old_one()
        dialog = self.ask(move)
        self.link.state = "disconnected"
        self.settle()
        self.assertFalse(self.as_("bookkeeper", move).bridge_is_told_of)
        with self.assertRaisesRegex(UserError, "not connected any more"), self.cr.savepoint():
            dialog.action_credit_and_reinvoice()


class ReconciledStories:
    """*Credit and re-invoice* where an invoice itself stands in a statement of the bank that was reconciled there.

    For ledgers that can hold one so.
    """

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    def reconcile_there(self, move):
        """A person ticks an invoice off against a statement of the bank."""
        raise NotImplementedError

    def refused_as_settled(self, move):
        """The invoice comes to 170 now: that is refused. :return: the issue"""
        self.reconcile_there(move)
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "settled_there"), self.transfer(move).words)
        issue = self.the_issue("settled_there")
        self.assertIn(move.name, issue.reason_text)
        self.assertIn("does not let go of it", issue.reason_text)
        return issue

    def test_reconciled_there(self):
        move = self.processed(*self.lines(100.0, 50.0))
        before = self.on_the_screen(move)
        credit, new = self.reinvoice(self.refused_as_settled(move))
        self.assertEqual([move.amount_total, credit.amount_total, new.amount_total], [150.0, 150.0, 170.0])
        self.turn(self.link)
        self.assert_equal_sides(move | credit | new)
        self.assertEqual(self.on_the_screen(move)["lines"], before["lines"])
        self.assertEqual(self.open_there(move | credit | new), ["0.00", "0.00", "170.00"])
        self.assert_same_open()

    def test_reconciled_and_paid_there(self):
        move = self.processed(*self.lines(100.0, 50.0))
        self.screen.receive_payment(self.number(move), "150.00")
        credit, new = self.reinvoice(self.refused_as_settled(move))
        self.turn(self.link)
        self.assert_equal_sides(move | credit | new)
        self.assertEqual(self.open_there(move | credit | new), ["0.00", "0.00", "20.00"])
        self.assert_same_open(taken_there="150.00")


class ForceStories:
    """*Set Flags* forces into the next run what was sent before."""

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    def set_flags(self, moves, **flags):
        wizard = self.as_("user", self.env["bridge.set.flags"]).create({"move_ids": [(6, 0, moves.ids)], **flags})
        action = wizard.action_set()
        self.settle()
        return action["params"]["message"]

    def assert_as_before(self, move, before):
        """What a person reads of a document there is what stood there before."""
        there = self.on_the_screen(move)
        names = ("number", "date", "due_date", "customer", "total", "tax", "balance", "memo", "lines")
        self.assertEqual({name: there[name] for name in names}, {name: before[name] for name in names})

    def test_forced(self):
        """It goes as an update although nothing was changed, and nothing is changed there by it."""
        move = self.processed(*self.lines(100.0, 50.0))
        before = self.on_the_screen(move)
        self.assertIn("as an update", self.set_flags(move))
        self.assertEqual((self.where(move), self.transfer(move).operation), (("queued", ""), "update"))
        self.forget_what_left()
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), self.transfer(move).words)
        self.assertEqual(self.updates_sent(), 1)
        self.assert_as_before(move, before)
        self.assertEqual(self.history(move), ["queued", "sending", "processed"])
        self.assert_same(move)
        self.later()
        self.assertEqual(self.updates_sent(), 1, "once")

    def test_forced_credit_note(self):
        credit = self.sent_off(self.credit_note())
        before = self.on_the_screen(credit)
        self.set_flags(credit)
        self.turn(self.link)
        self.assertEqual(self.where(credit), ("processed", ""), self.transfer(credit).words)
        self.assert_as_before(credit, before)

    def test_forced_though_paid_there(self):
        move = self.processed()
        self.screen.receive_payment(self.number(move), "60.00")
        self.set_flags(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), self.transfer(move).words)
        self.assert_same(move)

    def test_forced_over_what_was_changed_there(self):
        """Nothing of the bookkeeper's is written over: the person reads what was changed."""
        move = self.processed()
        due = self.today(days=44).isoformat()
        self.screen.edit_invoice(self.number(move), due_date=due)
        self.set_flags(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "changed_there"))
        self.assertEqual(self.on_the_screen(move)["due_date"], due)

    def test_remark_stays(self):
        move = self.processed()
        self.screen.edit_invoice(self.number(move), memo="Called, pays on Friday")
        self.set_flags(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), self.transfer(move).words)
        self.assertEqual(self.on_the_screen(move)["memo"], "Called, pays on Friday")

    def test_flag_taken_off_before_it_left(self):
        move = self.processed()
        self.set_flags(move)
        self.assertIn("withdrawn", self.set_flags(move, bridge_ready=False))
        self.assertEqual(self.where(move), ("withdrawn", ""))
        self.forget_what_left()
        self.turn(self.link)
        self.assertEqual(self.updates_sent(), 0)
        self.assertIn("still holds it", move.bridge_ribbon)
