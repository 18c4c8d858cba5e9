"""Documents that are cancelled in Odoo, voided or deleted in the ledger: stories that any ledger's tests inherit."""

from decimal import Decimal

from odoo import Command, fields

from ..ledgers.documents import Kind


class VoidStories:
    """A document that is cancelled in Odoo is voided there, and nothing is taken out of the books unseen."""

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    def chatter(self, move):
        return " ".join(move.message_ids.mapped("body"))

    def assert_void(self, move, number):
        (there,) = self.screen.invoices(number)
        self.assertTrue(there["is_void"])
        self.assertEqual((there["total"], there["balance"]), (Decimal("0.00"), Decimal("0.00")))

    def assert_once(self, move):
        """One document there stands for it, and every other one of its number is void."""
        alive = [row for row in self.screen.invoices() if not row["is_void"]]
        self.assertEqual(len(alive), 1)
        self.assertEqual(alive[0]["id"], self.transfer(move).binding_id.external_id)
        self.assert_same(move)

    # === CANCELLED HERE === #

    def test_cancelled(self):
        move = self.processed()
        number = self.number(move)
        self.cancel(move)
        # Said at once, before anything has left.
        self.assertIn(f"it will be voided in {self.link.ledger_name}", self.chatter(move))
        self.assertIn(number, self.chatter(move))
        self.assertEqual((self.where(move), self.transfer(move).operation), (("queued", ""), "void"))
        self.assertIn("void", move.bridge_ribbon)
        self.assertFalse(self.on_the_screen(move)["is_void"])
        self.turn(self.link)
        self.assert_void(move, number)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assertIn("voided there", move.bridge_ribbon)
        self.later()
        self.assertEqual(self.where(move), ("processed", ""))
        self.assertIn("voided there", move.bridge_ribbon)

    def test_cancelled_credit_note(self):
        credit = self.sent_off(self.credit_note())
        self.cancel(credit)
        self.turn(self.link)
        (there,) = self.screen.credit_memos()
        self.assertTrue(there["is_void"])
        self.assertIn("voided there", credit.bridge_ribbon)

    def test_cancelled_before_it_left(self):
        move = self.invoice()
        self.release(move)
        self.cancel(move)
        self.assertEqual(self.where(move), ("withdrawn", ""))
        self.turn(self.link)
        self.assertEqual(self.screen.invoices(), [])

    def test_reposted_before_the_void_left(self):
        move = self.processed()
        before = self.on_the_screen(move)
        self.cancel(move)
        self.post_again(move)
        self.forget_what_left()
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assertEqual(self.on_the_screen(move), before)
        self.assertEqual(self.removals_sent(), 0)
        self.assert_once(move)
        self.assertIn("totals agree", move.bridge_ribbon)

    def test_reposted_otherwise_before_the_void_left(self):
        move = self.processed()
        self.cancel(move)
        move.button_draft()
        move.invoice_line_ids.price_unit = 140.0
        self.post_again(move)
        self.turn(self.link)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("140.00"))
        self.assert_once(move)

    def test_draft_again_takes_the_void_back(self):
        move = self.processed()
        self.cancel(move)
        move.button_draft()
        self.settle()
        self.turn(self.link)
        self.assertFalse(self.on_the_screen(move)["is_void"])
        self.assertIn("still holds it", move.bridge_ribbon)

    def test_posted_again_after_the_void(self):
        """Voided there and posted again here: a person releases it, and a new document stands there, once."""
        move = self.processed()
        number = self.number(move)
        self.cancel(move)
        self.turn(self.link)
        self.post_again(move)
        self.turn(self.link)
        self.assertEqual(len(self.screen.invoices()), 1, "nobody released it")
        self.sent_off(move)
        self.assertEqual([row["is_void"] for row in self.screen.invoices(number)], [True, False])
        self.assert_once(move)
        # And the same once more.
        self.cancel(move)
        self.turn(self.link)
        self.post_again(move)
        self.sent_off(move)
        self.assertEqual([row["is_void"] for row in self.screen.invoices(number)], [True, True, False])
        self.assert_once(move)
        self.later()
        self.assert_once(move)

    def test_paid_there(self):
        """What money was taken for is voided all the same only if the ledger lets it, and then the money stays."""
        move = self.processed()
        self.screen.receive_payment(self.number(move), "60.00")
        self.cancel(move)
        self.turn(self.link)
        state, reason = self.where(move)
        (payment,) = self.screen.payments()
        self.assertEqual(payment["total"], Decimal("60.00"))
        if state == "rejected":
            self.assertTrue(reason and move.bridge_cures)
        else:
            self.assertEqual((state, payment["unused"]), ("processed", Decimal("60.00")))

    def test_void_in_an_earlier_month_waits(self):
        last_month = fields.Date.start_of(self.today(), "month") - fields.Date.to_date("2024-01-02").resolution
        move = self.processed(invoice_date=last_month)
        self.cancel(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("queued", "earlier_month"))
        self.assertFalse(self.on_the_screen(move)["is_void"])
        self.cure(self.the_issue("earlier_month"), "update_anyway")
        self.turn(self.link)
        self.assert_void(move, self.number(move))

    def test_changed_there_is_not_voided_unseen(self):
        move = self.processed()
        self.screen.edit_line(self.number(move), 0, amount="80.00")
        self.cancel(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "changed_there"))
        self.cure(self.the_issue("changed_there"), "overwrite")
        self.turn(self.link)
        self.assert_void(move, self.number(move))

    # === CANCELLED WHILE A CHANGE WAITS, IS REFUSED OR IS HELD === #

    def test_cancelled_while_a_change_is_on_its_way(self):
        """The change comes back since somebody has worked on it there: what waits now is the void."""
        move = self.processed()
        number = self.number(move)
        self.edit(move, price=120.0)

        def meanwhile():
            self.screen.edit_invoice(number, memo="Called, pays on Friday")
            self.cancel(move)

        with self.before_writing(Kind.INVOICE, meanwhile):
            self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assert_void(move, number)

    def test_cancelled_while_a_change_is_lost(self):
        move = self.processed()
        self.edit(move, price=120.0)
        with self.losing_answers(delivered=False):
            self.turn(self.link)
        self.cancel(move)
        self.assertIn(self.transfer(move).state, ("sending", "uncertain"))
        self.forget_keys()
        for _session in range(3):
            self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assert_void(move, self.number(move))

    def test_cancelled_while_it_is_lost(self):
        """It never arrived: nothing of it is wanted there any more."""
        move = self.invoice()
        self.release(move)
        with self.losing_answers(delivered=False):
            self.turn(self.link)
        self.cancel(move)
        self.forget_keys()
        for _session in range(3):
            self.turn(self.link)
        self.assertEqual(self.where(move), ("withdrawn", ""))
        self.assertEqual(self.screen.invoices(), [])

    def test_note_of_a_late_answer_leaves_the_void(self):
        move = self.processed()
        self.cancel(move)
        self.transfer(move).binding_id._note_changed(self.env.uid)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assert_void(move, self.number(move))

    def test_cancelled_after_its_change_was_refused(self):
        """One transfer stands for it, so that one answer frees it."""
        move = self.processed()
        number = self.number(move)
        self.screen.edit_line(number, 0, amount="80.00")
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "changed_there"))
        self.cancel(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "changed_there"))
        self.cure(self.the_issue("changed_there"), "overwrite")
        self.turn(self.link)
        self.assert_void(move, number)
        self.assertFalse(move.bridge_transfer_ids.filtered(lambda transfer: transfer.state == "rejected"))

    def test_cancelled_after_its_change_was_refused_with_others(self):
        """The void waits for an answer of its own; the others go when what was wrong with all of them is settled."""
        last_month = fields.Date.start_of(self.today(), "month") - fields.Date.to_date("2024-01-02").resolution
        move = self.processed(invoice_date=last_month)
        self.link.create_missing_item = "never"
        travel = self._service("Travel", "TRAVEL")
        self.edit(move, invoice_line_ids=[Command.create(self.line(product=travel))])
        other = self.invoice(self.line(product=travel))
        self.release(other)
        self.turn(self.link)
        self.assertEqual({self.where(one) for one in (move, other)}, {("rejected", "item_missing")})
        issue = self.the_issue("item_missing")
        self.cancel(move)
        self.turn(self.link)
        self.assertEqual((self.where(move), self.transfer(move).operation), (("queued", "earlier_month"), "void"))
        self.cure(issue, "create")
        self.turn(self.link)
        self.assertEqual(self.where(other), ("processed", ""))
        self.cure(self.the_issue("earlier_month"), "update_anyway")
        self.turn(self.link)
        self.assert_void(move, self.number(move))
        self.assertFalse(move.bridge_transfer_ids.filtered(lambda transfer: transfer.state == "rejected"))

    def test_cancelled_after_its_change_was_held(self):
        """*Do not send* is said of the change: the ledger holds the invoice all the same, and its cancel goes there."""
        move = self.processed()
        number = self.number(move)
        self.edit(move, price=120.0)
        self.as_("user", move).action_bridge_hold()
        self.settle()
        self.assertIn(f"still holds it as {number}, 100.00", move.bridge_ribbon)
        self.edit(move, price=130.0)
        self.assertEqual(self.where(move), ("held", ""))
        self.cancel(move)
        self.assertIn(f"it will be voided in {self.link.ledger_name}", self.chatter(move))
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assert_void(move, number)

    def test_held_void(self):
        move = self.processed()
        self.cancel(move)
        self.as_("user", move).action_bridge_hold()
        self.settle()
        self.turn(self.link)
        self.assertEqual(self.where(move), ("held", ""))
        self.assertFalse(self.on_the_screen(move)["is_void"])

    def test_refused_and_cancelled(self):
        """Nothing of it left, and nobody has to answer anything about it; a draft is corrected, and waits for that."""
        self.link.create_missing_item = "never"
        move = self.invoice(self.line(product=self._service("Travel", "TRAVEL")))
        self.release(move)
        self.turn(self.link)
        issue = self.the_issue("item_missing")
        move.button_draft()
        self.settle()
        self.assertEqual((self.where(move), issue.state), (("rejected", "item_missing"), "open"))
        move.button_cancel()
        self.settle()
        self.assertEqual((self.where(move), issue.state), (("withdrawn", ""), "solved"))

    # === LOST ON THE WAY === #

    def lost(self, *, delivered):
        move = self.processed()
        self.cancel(move)
        with self.losing_answers(delivered=delivered):
            self.turn(self.link)
        self.assertIn(self.transfer(move).state, ("sending", "uncertain"))
        return move

    def test_answer_of_the_void_lost(self):
        move = self.lost(delivered=True)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assert_void(move, self.number(move))
        self.assertEqual(self.removals_sent(), 1)

    def test_answer_of_the_void_lost_and_forgotten(self):
        """The ledger does not remember the set: the mirror, read afresh, says that it is void."""
        move = self.lost(delivered=True)
        self.forget_keys()
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assertIn("voided there", move.bridge_ribbon)
        self.assert_void(move, self.number(move))
        self.assertEqual(self.removals_sent(), 1)

    def test_void_that_never_arrived(self):
        move = self.lost(delivered=False)
        self.forget_keys()
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assert_void(move, self.number(move))

    def test_void_lost_and_posted_again(self):
        """Posted again while nobody knows about the void: settled first, then released anew, once."""
        move = self.lost(delivered=True)
        self.post_again(move)
        self.forget_keys()
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(len(self.screen.invoices()), 1)
        self.sent_off(move)
        self.assert_once(move)


class GoneStories:
    """What the bookkeeper voided or deleted reads *gone*; a person says whether it goes there once more."""

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    def test_voided_there(self):
        move = self.processed()
        number = self.number(move)
        self.screen.void_invoice(number)
        self.later()
        self.assertEqual(self.where(move), ("gone", "voided_there"))
        self.assertEqual(move.bridge_ribbon_level, "danger")
        self.assertIn("no longer holds it", move.bridge_ribbon)
        self.assertIn("voided", move.bridge_ribbon)
        self.later()
        self.assertEqual(len(self.screen.invoices()), 1, "nothing is put back by itself")
        self.sent_off(move)
        self.assertEqual([row["is_void"] for row in self.screen.invoices(number)], [True, False])
        self.assert_same(move)

    def test_deleted_there(self):
        move = self.processed()
        number = self.number(move)
        self.screen.delete_invoice(number)
        self.later()
        self.assertEqual(self.transfer(move).state, "gone")
        self.assertIn("no longer holds it", move.bridge_ribbon)
        self.later()
        self.assertEqual(self.screen.invoices(), [])
        self.sent_off(move)
        self.assertEqual(len(self.screen.invoices(number)), 1)
        self.assert_same(move)

    def test_credit_memo_deleted_there(self):
        credit = self.sent_off(self.credit_note())
        self.screen.delete_credit_memo(self.number(credit))
        self.later()
        self.assertEqual(self.transfer(credit).state, "gone")
        self.sent_off(credit)
        self.assertEqual(len(self.screen.credit_memos()), 1)

    def test_gone_and_not_wanted(self):
        """*Do not send*: it stays gone, whatever is changed here."""
        move = self.processed()
        self.screen.delete_invoice(self.number(move))
        self.later()
        self.as_("user", move).action_bridge_hold()
        self.settle()
        self.assertEqual(self.transfer(move).state, "held")
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assertEqual(self.screen.invoices(), [])

    def test_gone_and_cancelled_here(self):
        """Nothing is there to be voided."""
        move = self.processed()
        self.screen.delete_invoice(self.number(move))
        self.later()
        move.button_draft()
        move.button_cancel()
        self.settle()
        self.later()
        self.assertEqual(self.removals_sent(), 0)

    def test_deleted_there_while_a_change_waits(self):
        """There is nothing to be changed any more: a person says whether it goes there once more."""
        move = self.processed()
        self.edit(move, price=120.0)
        self.screen.delete_invoice(self.number(move))
        self.forget_what_left()
        self.turn(self.link)
        self.assertEqual(self.updates_sent(), 0)
        self.assertEqual(self.screen.invoices(), [], "nothing is put back by itself")
        self.assertEqual(self.transfer(move).state, "gone")
        self.sent_off(move)
        self.assert_same(move)

    def test_voided_there_while_a_change_waits(self):
        move = self.processed()
        self.edit(move, price=120.0)
        self.screen.void_invoice(self.number(move))
        self.forget_what_left()
        self.turn(self.link)
        self.assertEqual(self.updates_sent(), 0)
        self.assertEqual(self.where(move), ("gone", "voided_there"))
        self.sent_off(move)
        self.assert_same(move)

    def test_voided_on_both_sides(self):
        """Cancelled here and voided there: both want the same."""
        move = self.processed()
        number = self.number(move)
        move.button_draft()
        move.button_cancel()
        self.settle()
        self.screen.void_invoice(number)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assertIn("voided there", move.bridge_ribbon)
        self.assertEqual(len(self.screen.invoices(number)), 1)

    def test_deleted_there_and_cancelled_here(self):
        move = self.processed()
        move.button_draft()
        move.button_cancel()
        self.settle()
        self.screen.delete_invoice(self.number(move))
        self.turn(self.link)
        self.assertIn(self.transfer(move).state, ("processed", "gone"))
        self.assertFalse(
            self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")])
        )

    def test_deleted_while_our_change_was_on_its_way(self):
        """The ledger no longer finds what is to be changed: read again, gone, and nothing lost."""
        move = self.processed()
        self.edit(move, price=120.0)
        with self.before_writing(Kind.INVOICE, lambda: self.screen.delete_invoice(self.number(move))):
            self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.transfer(move).state, "gone", self.where(move))
        self.sent_off(move)
        self.assert_same(move)
