"""Payments that are stopped on their way, there or here: stories that any ledger's tests inherit."""

from odoo.exceptions import UserError


class StoppedPaymentStories:
    """What holds up a payment, or a part of it, holds up nothing else."""

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    def test_deposited_there_and_changed_once_more(self):
        """One deletion stands for it, however often it is changed here, so that one answer frees it."""
        first, second = self.processed(100.0, 100.0)
        payment = self.pay(first)
        self.turn(self.link)
        self.screen.deposit(self.screen.payments()[0]["id"])
        self.take_back(payment)
        self.turn(self.link)
        self.assertEqual(self.open_issue(self.link).reason, "settled_there")
        self.apply(second, payment.move_id)
        self.turn(self.link)
        issue = self.open_issue(self.link)
        self.assertEqual(issue.reason, "settled_there")
        transfers = self.env["bridge.transfer"].search([("move_id", "=", payment.move_id.id)], order="id")
        self.assertEqual(transfers.mapped("state"), ["processed", "rejected"])
        self.cure(issue, "release_again", "user")
        self.assertEqual(transfers.mapped("state"), ["processed", "queued"])

    def test_one_of_its_invoices_does_not_come(self):
        """Held or taken back before it left, it is left out, and the rest of the money travels."""
        for stop in ("action_bridge_hold", "action_bridge_take_back"):
            sent, stopped = self.invoice(self.line(price=100.0)), self.invoice(self.line(price=50.0))
            self.release(sent | stopped)
            payment = self.pay(sent | stopped)
            getattr(self.as_("user", stopped), stop)()
            self.settle()
            self.turn(self.link)
            self.assert_paid_there(payment, {sent: "100.00"}, total="100.00")

    def test_never_left_and_deleted_here(self):
        """What nothing left of can be deleted in Odoo; what the ledger was told keeps its history."""
        told = self.pay(self.processed(100.0))
        self.turn(self.link)
        waiting = self.invoice(self.line(price=50.0))
        self.release(waiting)
        payment = self.pay(waiting)
        for each in (payment, told):
            each.action_draft()
        self.settle()
        payment.unlink()
        self.assertFalse(payment.exists())
        with self.assertRaisesRegex(UserError, "keeps its history"):
            told.unlink()
