"""Cures of one person between two sessions are one batch, told in one report."""

from odoo.tests import tagged

from .common import BridgeCommon


@tagged("post_install", "-at_install")
class TestBatches(BridgeCommon):
    def rejected(self, *names):
        """Return invoices that were rejected, each for a customer that the ledger lacks."""
        self.con = self.connection(create_missing_customer="never")
        moves = self.env["account.move"].union(*(self.invoice(customer=self._customer(name)) for name in names))
        self.first = self.release(moves)
        self.turn(self.con)
        self.assertEqual(set(moves.mapped("bridge_state")), {"rejected"})
        return moves

    def create_there(self, move, rank="bookkeeper"):
        self.as_(rank, move).with_context(cure="create").action_bridge_cure()
        self.env.invalidate_all()
        return move.bridge_transfer_id.batch_id

    def test_cures_in_a_row_are_one_batch(self):
        one, two, three = self.rejected("One", "Two", "Three")
        batch = self.create_there(one)
        self.assertNotEqual(batch, self.first)
        self.assertEqual(batch, self.create_there(two))
        self.turn(self.con)
        self.assertEqual((batch.processed_count, batch.state), (2, "done"))
        self.assertNotEqual(batch, self.create_there(three), "what is reported takes nothing more")

    def test_every_person_has_a_batch(self):
        one, two = self.rejected("One", "Two")
        self.assertNotEqual(self.create_there(one), self.create_there(two, "manager"))

    def test_a_batch_that_a_session_has_touched_takes_nothing_more(self):
        one, two = self.rejected("One", "Two")
        batch = self.create_there(one)
        transfer = one.bridge_transfer_id
        transfer._move_to("sending", {transfer.id: {}}, session_id=self.con.last_session_id.id)
        self.assertNotEqual(batch, self.create_there(two))

    def test_released_again_without_any_batch(self):
        self.con = self.connection()
        move = self.invoice()
        self.as_("user", move).action_bridge_hold()
        self.env["bridge.batch"].search([]).unlink()
        self.as_("user", move.bridge_transfer_id).action_release_again()
        self.env.invalidate_all()
        self.assertEqual(move.bridge_transfer_id.batch_id.user_id, self.people["user", "a"])
