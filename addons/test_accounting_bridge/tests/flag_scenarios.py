"""What was sent before and is forced into the next run."""

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .outbox_scenarios import OutboxHelpers


class FlagScenarios(OutboxHelpers):
    """*Set Flags*, on any ledger."""

    def set_flags(self, moves, **flags):
        wizard = self.as_("user", self.env["bridge.set.flags"]).create({"move_ids": [(6, 0, moves.ids)], **flags})
        wizard.action_set()
        self.env.flush_all()
        self.env.invalidate_all()

    def sent_before(self, count=1):
        connection = self.connection()
        moves = self.env["account.move"].union(*(self.invoice() for _number in range(count)))
        self.release(moves)
        self.turn(connection)
        self.assert_in_step(moves)
        return connection, moves

    def test_forced_into_the_next_run(self):
        """It goes as an update, in which nothing is another, and only those that were ticked."""
        connection, moves = self.sent_before(2)
        before = {record.id: record for record in self.there(Kind.INVOICE)}
        self.set_flags(moves[0])
        written = len(self.sets_written())
        self.turn(connection)
        self.assertEqual(len(self.sets_written()), written + 1)
        self.assert_in_step(moves)
        self.assertEqual(self.history(moves[0]), ["queued", "sending", "processed"])
        self.assertEqual([len(move.bridge_transfer_ids) for move in moves], [2, 1])
        now = {record.id: record for record in self.there(Kind.INVOICE)}
        self.assertEqual(now.keys(), before.keys())
        self.assertEqual({one.total for one in now.values()}, {one.total for one in before.values()})
        self.turn(connection)
        self.assertEqual(len(self.sets_written()), written + 1, "once")

    def test_flag_taken_off_what_was_forced(self):
        connection, move = self.sent_before()
        self.set_flags(move)
        self.assertEqual(move.bridge_state, "queued")
        self.set_flags(move, bridge_ready=False)
        self.assertEqual(move.bridge_state, "withdrawn")
        written = self.sets_written()
        self.turn(connection)
        self.assertEqual(self.sets_written(), written)

    def test_forced_and_changed(self):
        """What is changed before it leaves goes with its change, once."""
        connection, move = self.sent_before()
        self.set_flags(move)
        self.edit(move, 130.0)
        self.set_flags(move)
        written = len(self.sets_written())
        self.turn(connection)
        self.assertEqual(len(self.sets_written()), written + 1)
        self.assert_in_step(move)
        self.assertEqual(move.amount_total, 130.0)

    def test_forced_while_it_waits_for_nothing_new(self):
        """A change that was taken back before it left is none: it goes all the same, since a person said so."""
        connection, move = self.sent_before()
        self.edit(move, 130.0)
        self.edit(move, 100.0)
        self.set_flags(move)
        self.assert_sent_once(connection, move)

    def test_forced_before_it_was_taken_back(self):
        connection, move = self.sent_before()
        self.edit(move, 130.0)
        self.set_flags(move)
        self.edit(move, 100.0)
        self.assert_sent_once(connection, move)

    def assert_sent_once(self, connection, move):
        self.assertEqual(move.bridge_state, "queued")
        written = len(self.sets_written())
        self.turn(connection)
        self.assertEqual(len(self.sets_written()), written + 1)
        self.assert_in_step(move)

    def test_answer_to_what_was_forced_is_lost(self):
        connection, move = self.sent_before()
        self.set_flags(move)
        with self.losing_answers():
            self.turn(connection)
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(len(self.there(Kind.INVOICE)), 1)
