"""What people do to the outbox while things are on their way, and what a ledger does to a set of writes."""

from odoo import Command, fields

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.reasons import BACK_OFF_MINUTES

from .scenarios import Scenarios


class OutboxHelpers(Scenarios):
    """What people do in these stories."""

    def number_there(self, move):
        """Return the number under which an invoice will stand in the ledger."""
        return (
            self.env["bridge.release"]
            ._preview(self.env["bridge.connection"].search([], limit=1), move)
            .line_ids[0]
            .text.split(" · ")[0]
            .removeprefix("as ")
        )

    def edit(self, move, price):
        """Reset to draft, change the price, post again, as a person in another transaction."""
        self.env.invalidate_all()
        move.button_draft()
        move.invoice_line_ids = [Command.update(move.invoice_line_ids[0].id, {"price_unit": price})]
        move.action_post()
        self.env.flush_all()
        self.env.invalidate_all()


class OutboxScenarios(OutboxHelpers):
    """Take back, do not send, edit, refuse: the state diagram, walked by people."""

    def test_take_back(self):
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        self.as_("user", move).action_bridge_take_back()
        self.env.invalidate_all()
        self.assertEqual(move.bridge_state, "withdrawn")
        self.turn(connection)
        self.assertEqual(self.sets_written(), [])
        self.release(move)
        self.turn(connection)
        self.assert_in_step(move)

    def test_do_not_send_and_reverse(self):
        connection = self.connection()
        queued, untouched = self.invoice(), self.invoice()
        self.release(queued)
        self.as_("user", queued | untouched).action_bridge_hold()
        self.env.invalidate_all()
        self.assertEqual(set((queued | untouched).mapped("bridge_state")), {"held"})
        self.turn(connection)
        self.assertEqual(self.sets_written(), [])
        self.release(queued | untouched)
        self.turn(connection)
        self.assert_in_step(queued | untouched)

    def test_rejected_is_held(self):
        """*Do not send* ends a rejection, and the issue that nothing waits for any more."""
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        with self.refusing(self.number_there(move), "refused"):
            self.turn(connection)
        issue = self.open_issue(connection)
        self.as_("user", move).action_bridge_hold()
        self.turn(connection)
        self.assertEqual(move.bridge_state, "held")
        self.assertEqual(issue.state, "solved")

    def test_question_is_over_when_nothing_waits_for_its_answer(self):
        """What is taken back, held or reset to draft leaves no question behind; no run has to come for that."""
        connection = self.connection(create_missing_customer="ask")
        for name, leave in (
            ("taken back", lambda move: self.as_("user", move).action_bridge_take_back()),
            ("held", lambda move: self.as_("user", move).action_bridge_hold()),
            ("draft", lambda move: self.as_("user", move).button_draft()),
        ):
            with self.subTest(name=name):
                moves = self.invoice() | self.invoice()
                self.release(moves)
                self.turn(connection)
                issue = self.open_issue(connection)
                leave(moves[0])
                self.env.invalidate_all()
                self.assertEqual(issue.state, "open", "the other one waits still")
                leave(moves[1])
                self.env.invalidate_all()
                self.assertEqual(issue.state, "solved")

    def test_draft_while_queued_is_withdrawn(self):
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        self.as_("user", move).button_draft()
        self.env.invalidate_all()
        self.assertEqual(move.bridge_state, "withdrawn")
        self.turn(connection)
        self.assertEqual(self.sets_written(), [])
        move.action_post()
        self.release(move)
        self.turn(connection)
        self.assert_in_step(move)

    def test_edited_while_being_sent(self):
        """It is processed as it was sent, then queued again by itself and sent as an update."""
        connection = self.connection()
        move = self.invoice(self.line(price=100.0))
        self.release(move)
        with self.before_writing(Kind.INVOICE, lambda: self.edit(move, 140.0)):
            self.turn(connection)
        transfers = self.env["bridge.transfer"].search([("move_id", "=", move.id)], order="id")
        self.assertEqual(transfers.mapped("operation"), ["create", "update"])
        self.assertEqual(
            [transfer.event_ids.sorted("id").mapped("state") for transfer in transfers],
            [["queued", "sending", "processed"], ["queued", "sending", "processed"]],
        )
        self.assertEqual(move.amount_total, 140.0)
        self.assert_in_step(move)
        self.assertEqual(len(self.there(Kind.INVOICE)), 1)

    def test_edited_after_it_was_processed(self):
        connection = self.connection()
        move = self.invoice(self.line(price=100.0))
        self.release(move)
        self.turn(connection)
        self.edit(move, 90.0)
        self.assertEqual(move.bridge_state, "queued")
        self.assertEqual(move.bridge_transfer_id.operation, "update")
        self.turn(connection)
        self.assertEqual(move.amount_total, 90.0)
        self.assert_in_step(move)

    def changed_while_updated(self, **values):
        """Return a connection and an edited invoice in which somebody there changed something a moment before us."""
        connection = self.connection()
        move = self.invoice(self.line(price=100.0))
        self.release(move)
        self.turn(connection)
        entry = self.there(Kind.INVOICE)[0]
        self.edit(move, 90.0)
        with self.before_writing(Kind.INVOICE, lambda: self.change_there(Kind.INVOICE, entry.id, **values)):
            self.turn(connection)
        return connection, move

    def test_update_of_what_was_changed_there(self):
        """Where the ledger changed something of ours nothing is overwritten, and an issue shows both."""
        connection, move = self.changed_while_updated(number="77")
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("rejected", "changed_there"))
        self.assertEqual(float(self.there(Kind.INVOICE)[0].total), 100.0)
        number = move.bridge_transfer_id.binding_id.remote_number
        self.assertIn(f"number {number} → 77", self.open_issue(connection).reason_text)

    def test_update_of_what_moved_there(self):
        """Only its version moved: it is read once what it is now, and the update goes over that."""
        _connection, move = self.changed_while_updated(note="called them")
        self.assert_in_step(move)
        self.assertEqual(float(self.there(Kind.INVOICE)[0].total), 90.0)
        self.assertEqual(self.history(move), ["queued", "sending", "queued", "sending", "processed"])

    def test_refused_document_does_not_stop_its_neighbours(self):
        connection = self.connection()
        moves = self.invoice() | self.invoice() | self.invoice()
        bad = moves[1]
        self.release(moves)
        with self.refusing(self.number_there(bad), "refused"):
            self.turn(connection)
        self.assert_in_step(moves - bad)
        self.assertEqual((bad.bridge_state, bad.bridge_transfer_id.reason), ("rejected", "refused"))
        self.assertIn("The book says no.", bad.bridge_reason)
        self.assertEqual(connection.last_session_id.result, "OK - 2 processed, 1 rejected")
        self.cure(self.open_issue(connection), "release_again", "user")
        self.turn(connection)
        self.assert_in_step(moves)

    def test_issue_is_over_when_the_document_is_released_again(self):
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        with self.refusing(self.number_there(move), "refused"):
            self.turn(connection)
        issue = self.open_issue(connection)
        self.release(move)
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(issue.state, "solved")

    def test_refusal_ends_a_generation(self):
        """A definite answer, accepted or refused, ends a key; what is tried again travels under a new one."""
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        with self.refusing(self.number_there(move), "refused"):
            self.turn(connection)
        self.release(move)
        self.turn(connection)
        keys = move.bridge_transfer_id.line_ids.mapped("key")
        self.assertEqual(len(keys), 2)
        self.assertEqual(len(set(keys)), 2)

    def test_back_off_then_a_person(self):
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        with self.refusing(self.number_there(move), "busy_there"):
            for minutes in BACK_OFF_MINUTES:
                before = fields.Datetime.now()
                self.turn(connection)
                transfer = move.bridge_transfer_id
                self.assertEqual((transfer.state, transfer.reason), ("queued", self.busy_reason))
                self.assertGreaterEqual((transfer.due_at - before).total_seconds(), minutes * 60 - 1)
                written = len(self.sets_written())
                self.turn(connection)
                self.assertEqual(len(self.sets_written()), written, "it must not go before its time")
                transfer.due_at = fields.Datetime.subtract(before, minutes=1)
            self.turn(connection)
        self.assertEqual(move.bridge_state, "rejected")
        self.assertIn("release_again", [cure["code"] for cure in move.bridge_cures])

    def test_schedule_is_not_woken_for_what_cannot_leave(self):
        """What waits for *Enable*, a switch or a date is not left over: a schedule would spin for it."""
        self.put_there(Kind.ACCOUNT, "Sales")
        connection = self.connection(enabled=False)
        self.connect(connection)
        self.release(self.invoice())
        self.assertEqual(self.turn(connection), 0, "waits for Enable")
        self.let_travel(connection)
        self.release(self.invoice())
        flow = connection.flow_ids.filtered(lambda flow: flow.kind == Kind.INVOICE.value)
        flow.enabled = False
        self.assertEqual(self.turn(connection), 0, "waits for the switch")
        flow.enabled = True
        self.release(self.invoice(customer=self._customer("Open Elsewhere")))
        with self.refusing("Open Elsewhere", "busy_there"):
            self.assertEqual(self.turn(connection), 0, "waits for a date")

    def test_dependent_is_filed_under_the_issue_of_what_it_needs(self):
        connection = self.connection()
        moves = self.invoice() | self.invoice()
        self.release(moves)
        with self.refusing("CONS", "refused"):
            self.turn(connection)
        issue = self.open_issue(connection)
        self.assertEqual(issue.kind, "item")
        self.assertEqual(set(moves.mapped("bridge_state")), {"rejected"})
        self.assertEqual(set(moves.bridge_transfer_id.mapped("issue_id").ids), {issue.id})
        self.cure(issue, "release_again", "user")
        self.turn(connection)
        self.assert_in_step(moves)
