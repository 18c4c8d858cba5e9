"""Dead lines, books that forget, files that are swapped: what must never double or lose a document."""

from odoo import Command, fields

from odoo.addons.accounting_bridge.engine import applying, lease, storing
from odoo.addons.accounting_bridge.engine.transaction import in_own_transaction
from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Unreachable

from .scenarios import Scenarios


class LostScenarios(Scenarios):
    """An answer that never came, settled by the ledger's memory, by evidence, or by a person."""

    # What becomes of a session whose set was not answered, and what one says that did not reach its ledger.
    unanswered_state = "failed"
    unreachable_problem = "unreachable"
    unreachable_words = "nobody at home"
    # How many sets carry a write that never arrived: it is asked for and written again, or asking writes it.
    sets_until_written = 2

    def linked(self):
        """Return a connection whose customer and item are linked, so that a set holds invoices only."""
        connection = self.connection()
        first = self.invoice()
        self.release(first)
        self.turn(connection)
        self.assert_in_step(first)
        return connection

    def lost(self, *, delivered=True, moves=None):
        """Return a connection and invoices whose writing was not answered."""
        connection = self.linked()
        moves = self.invoice() | self.invoice() if moves is None else moves
        self.release(moves)
        with self.losing_answers(delivered=delivered):
            self.turn(connection)
        self.assertTrue(set(moves.mapped("bridge_state")) <= {"sending", "uncertain"})
        self.assertEqual(connection.last_session_id.state, self.unanswered_state)
        return connection, moves

    def test_lost_answer_is_asked_for(self):
        connection, moves = self.lost()
        written = self.sets_written()
        self.turn(connection)
        self.assertEqual(self.asks_sent(), 1)
        self.assertEqual(self.sets_written(), written, "nothing is written to find out")
        self.assert_in_step(moves)
        self.assertIn("uncertain", self.history(moves[0]))
        self.assertEqual(len(self.there(Kind.INVOICE)), 3)

    def test_lost_before_it_arrived(self):
        connection, moves = self.lost(delivered=False)
        first_keys = {line.transfer_id: line.key for line in moves.bridge_transfer_id.line_ids}
        self.turn(connection)
        self.assert_in_step(moves)
        self.assertEqual(len(self.there(Kind.INVOICE)), 3)
        for transfer in moves.bridge_transfer_id:
            # No answer never ends a generation: it travelled again under the key it had.
            self.assertEqual(set(transfer.line_ids.mapped("key")), {first_keys[transfer]})
            self.assertEqual(len(transfer.line_ids), self.sets_until_written)

    def test_forgotten_keys_trace_is_evidence(self):
        connection, moves = self.lost()
        self.forget_keys()
        written = self.sets_written()
        self.turn(connection)
        self.assertEqual(self.sets_written(), written)
        self.assert_in_step(moves)
        self.assertEqual(len(self.there(Kind.INVOICE)), 3)
        self.assertEqual(set(moves.bridge_transfer_id.binding_id.mapped("bound_by")), {"evidence"})

    def without_trace(self, **changes):
        """Return a lost invoice whose entry there has lost our mark and was changed, and that entry's id."""
        connection, move = self.lost(moves=self.invoice())
        self.forget_keys()
        entry_id = self.lose_mark(self.there(Kind.INVOICE)[-1], **changes)
        written = self.sets_written()
        self.turn(connection)
        self.assertEqual(self.sets_written(), written)
        return connection, move, entry_id

    def lose_mark(self, entry, **changes):
        """Take our mark off an entry and change it. :return str: its id."""
        self.change_there(Kind.INVOICE, entry.id, trace="", **changes)
        return entry.id

    def test_no_trace_number_customer_and_total_are_evidence(self):
        _connection, move, entry_id = self.without_trace()
        self.assert_in_step(move)
        self.assertEqual(move.bridge_transfer_id.binding_id.external_id, entry_id)
        self.assertEqual(len(self.there(Kind.INVOICE)), 2)

    def test_no_trace_and_another_total_is_asked(self):
        """What bears our number and another total may be another invoice: a person says, nothing is sent."""
        connection, move, entry_id = self.without_trace(lines=["1.00"])
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("rejected", "number_taken"))
        self.cure(self.open_issue(connection), "already_there")
        self.assertEqual(move.bridge_state, "processed")
        link = move.bridge_transfer_id.binding_id
        self.assertEqual((link.external_id, link.totals_agree), (entry_id, False))
        self.turn(connection)
        self.assertEqual(len(self.there(Kind.INVOICE)), 2)

    def test_key_too_old_to_be_trusted(self):
        """A key is good for as long as the ledger promises; after that only what it holds counts."""
        connection, moves = self.lost()
        lifetime = connection._ledger().capabilities.key_lifetime
        moves.bridge_transfer_id.line_ids.exchange_id.first_sent_at = fields.Datetime.now() - 2 * lifetime
        self.turn(connection)
        self.assertEqual(self.asks_sent(), 0)
        self.assert_in_step(moves)
        self.assertEqual(len(self.there(Kind.INVOICE)), 3)

    def test_forgotten_keys_of_a_customer(self):
        """A customer whose creation was not answered is adopted too, and its invoice goes on."""
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        with self.losing_answers():
            self.turn(connection)
        self.forget_keys()
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 1)
        self.assertEqual(len(self.there(Kind.ITEM)), 1)

    def look_alike(self, entry, *, trace):
        """Put an invoice into the ledger that agrees with an entry in everything."""
        values = {"number": entry.number, "customer": entry.customer_id, "tax": str(entry.tax_amount)}
        lines = [str(entry.total - entry.tax_amount)]
        return self.put_there(Kind.INVOICE, "", lines=lines, **values, **({"trace": entry.trace} if trace else {}))

    def several(self):
        """Return a lost invoice that two entries of the ledger could be, the first of them and the second."""
        connection, move = self.lost(moves=self.invoice())
        self.forget_keys()
        entry = self.there(Kind.INVOICE)[-1]
        twin = self.look_alike(entry, trace=True)
        written = self.sets_written()
        self.turn(connection)
        self.assertEqual(self.sets_written(), written)
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("uncertain", "several_found"))
        return connection, move, entry.id, twin

    def test_several_could_be_it_a_person_picks(self):
        connection, move, first, twin = self.several()
        issue = self.open_issue(connection)
        self.assertEqual(set(issue.candidate_ids.mapped("remote_id")), {first, twin})
        action = self.cure(issue, "already_there")
        wizard = (
            self.as_("bookkeeper", self.env["bridge.pick"])
            .with_context(**action["context"])
            .create({"remote_record_id": issue.candidate_ids.filtered(lambda row: row.remote_id == twin).id})
        )
        wizard.action_pick()
        self.env.invalidate_all()
        self.assertEqual(move.bridge_state, "processed")
        self.assertEqual(move.bridge_transfer_id.binding_id.external_id, twin)
        held = len(self.there(Kind.INVOICE))
        self.turn(connection)
        self.assertEqual(len(self.there(Kind.INVOICE)), held)

    def test_several_could_be_it_and_none_is(self):
        connection, move, *_ids = self.several()
        held = len(self.there(Kind.INVOICE))
        self.cure(self.open_issue(connection), "not_there")
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed", move.bridge_ribbon)
        self.assertEqual(len(self.there(Kind.INVOICE)), held + 1)

    def test_still_lost_it_is_asked_again(self):
        """The line is dead when the ledger is asked, too: it is asked once more and not written again."""
        connection, moves = self.lost()
        with self.unreachable():
            self.turn(connection)
            self.turn(connection)
        written = self.sets_written()
        self.turn(connection)
        self.assertEqual(self.asks_sent(), 1)
        self.assertEqual(self.sets_written(), written)
        self.assert_in_step(moves)

    def test_late_answer_after_it_was_asked(self):
        """An answer that comes when the ledger has been asked already changes nothing any more."""
        connection, moves = self.lost()
        self.turn(connection)
        exchange = moves.bridge_transfer_id.line_ids.exchange_id.sorted("id")[-1]
        self.assertEqual(exchange.state, "applied")
        self.assertFalse(self.deliver(exchange, "{}"))
        self.assert_in_step(moves)

    def deliver(self, exchange, answer):
        """Deliver an answer for an exchange. :return bool: whether it was kept."""
        self.env.flush_all()
        kept = in_own_transaction(self.env, storing.store_answer, exchange.id, answer)
        in_own_transaction(self.env, applying.apply_answer, exchange.id)
        self.env.invalidate_all()
        return kept

    def test_edited_while_nobody_knows(self):
        """An invoice that is edited while its outcome is unknown is settled first, then goes as an update."""
        connection, move = self.lost(moves=self.invoice(self.line(price=100.0)))
        self.edit(move, 75.0)
        self.turn(connection)
        self.assertEqual(move.amount_total, 75.0)
        self.assert_in_step(move)
        self.assertEqual(len(self.there(Kind.INVOICE)), 2)

    def edit(self, move, price):
        move.button_draft()
        move.invoice_line_ids = [Command.update(move.invoice_line_ids[0].id, {"price_unit": price})]
        move.action_post()

    # === NOT REACHED, NOT THE RIGHT ONE === #

    def test_unreachable_queue_stays(self):
        connection = self.linked()
        move = self.invoice()
        self.release(move)
        with self.unreachable():
            self.assertEqual(self.turn(connection), 0, "an unreachable ledger is not hammered")
        self.assertEqual(move.bridge_state, "queued")
        self.assertEqual(connection.last_session_id.problem, self.unreachable_problem)
        self.assertIn(self.unreachable_words, connection.last_session_id.result)
        self.assertFalse(lease.holder_of(self.env, connection.id)[0])
        self.turn(connection)
        self.assert_in_step(move)

    def test_unreachable_in_the_middle(self):
        """The ledger answers what is read and is gone when it is written to: nothing has happened."""
        connection = self.linked()
        move = self.invoice()
        self.release(move)
        gone = []

        def leave(carry, payload):
            if self.writes_in(payload) or gone:
                gone.append(True)
                raise Unreachable("nobody at home")
            return carry()

        with self.carrying(leave):
            self.turn(connection)
        self.assertEqual(move.bridge_state, "queued")
        self.as_("user", move).action_bridge_take_back()
        self.turn(connection)
        self.assertEqual(move.bridge_state, "withdrawn")
        self.assertEqual(self.asks_sent(), 0)
        self.assertEqual(len(self.there(Kind.INVOICE)), 1)

    def test_another_company_is_refused_on_sight(self):
        connection = self.linked()
        move = self.invoice()
        self.release(move)
        before = self.sets_written()
        self.open_book("somebody else's")
        self.turn(connection)
        self.turn(connection)
        self.assertEqual((connection.state, connection.reason), ("wrong_company", "wrong_company"))
        self.assertEqual(self.sets_written(), before)
        self.assertEqual(move.bridge_state, "queued")
        self.assertEqual(len(connection.activity_ids), 1, "asked once, not with every run")
        # The mirror keeps what the right company holds.
        self.assertTrue(self.mirrored(connection, Kind.CUSTOMER, "Baker Bros"))

    def test_right_company_again(self):
        """Opening the right file again is enough; nobody has to press anything."""
        connection = self.linked()
        move = self.invoice()
        self.release(move)
        self.open_book("somebody else's")
        self.turn(connection)
        self.assertEqual(connection.state, "wrong_company")
        self.open_book("book")
        self.turn(connection)
        self.turn(connection)
        self.assertEqual(connection.state, "connected")
        self.assert_in_step(move)
        self.assertFalse(connection.activity_ids)

    def test_copied_database_sends_nothing(self):
        connection = self.linked()
        move = self.invoice()
        self.release(move)
        texts = len(self.sent)
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        self.run_by_itself(connection)
        self.assertEqual((connection.state, connection.reason), ("copied", "database_copied"))
        self.assertEqual(len(self.sent), texts)
        self.assertEqual(move.bridge_state, "queued")
        self.as_("manager", connection).action_confirm_original()
        self.run_by_itself(connection)
        self.assertEqual(connection.state, "connected")
        self.assertEqual(move.bridge_state, "processed")

    def run_by_itself(self, _connection):
        """What happens when nobody presses anything: the first of the two schedules, run as the host does."""
        self.env.flush_all()
        self.env.ref("accounting_bridge.ir_cron_turn").method_direct_trigger()
        self.env.invalidate_all()
