"""What people and time put right again: schedules, merges, old bytes; entries that vanished, silence, overwriting."""

import hashlib
from contextlib import ExitStack, contextmanager

from odoo import Command, fields
from odoo.exceptions import AccessError

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.reasons import BACK_OFF_MINUTES

from .outbox_scenarios import OutboxHelpers


class TimeScenarios(OutboxHelpers):
    """Schedules, customers that are merged here, and bytes that grow old, on any ledger."""

    def linked(self, *lines, **values):
        """Return a connection and an invoice that the ledger holds."""
        connection = self.connection(**values)
        move = self.invoice(*lines)
        self.release(move)
        self.turn(connection)
        self.assert_in_step(move)
        return connection, move

    def link_of(self, record):
        """Return the link that is a record's own."""
        column = {"res.partner": "partner_id", "product.product": "product_id"}[record._name]
        return self.env["bridge.binding"].search([(column, "=", record.id), ("alias_of_id", "=", False)])

    # === SCHEDULES === #

    def flag(self, moves):
        """Tick both flags, as a person does who leaves the release to the schedule."""
        moves.with_user(self.people["user", "a"]).write({"bridge_closed": True, "bridge_ready": True})

    def schedule(self, connection, later=None):
        """Run the schedule that releases, as the host does.

        :param later: hours that have passed since it ran last.
        """
        flow = connection.flow_ids.filtered(lambda flow: flow.kind == Kind.INVOICE)
        if later:
            flow.last_scheduled_at = fields.Datetime.subtract(flow.last_scheduled_at, hours=later)
        self.env.flush_all()
        self.env.ref("accounting_bridge.ir_cron_release").method_direct_trigger()
        self.env.invalidate_all()
        return flow

    def test_flagged_documents_go_by_themselves_once(self):
        connection = self.connection()
        flagged, half, plain = self.invoice(), self.invoice(), self.invoice()
        self.flag(flagged)
        half.bridge_closed = True
        flow = self.schedule(connection)
        self.assertTrue(flow.last_scheduled_at)
        self.assertEqual(flagged.bridge_state, "queued")
        self.assertEqual(flagged.bridge_transfer_id.batch_id.origin, "schedule")
        self.assertFalse((half | plain).bridge_transfer_id)
        self.turn(connection)
        self.assert_in_step(flagged)
        for later in (None, 1, 25):
            self.schedule(connection, later)
            self.turn(connection)
        self.assertEqual(len(flagged.bridge_transfer_ids), 1, "once")
        self.assertEqual([record.id for record in self.there(Kind.INVOICE)], flagged.mapped(self.external_id))

    def external_id(self, move):
        return move.bridge_transfer_id.binding_id.external_id

    def test_schedule_waits_for_its_time(self):
        for minutes, too_soon, in_time in ((60, 0.5, 0.5), (1440, 12, 12)):
            with self.subTest(minutes=minutes):
                connection = self.env["bridge.connection"].search([]) or self.connection()
                flow = connection.flow_ids.filtered(lambda flow: flow.kind == Kind.INVOICE)
                flow.write(
                    {"schedule": "minutes", "every_minutes": minutes, "last_scheduled_at": fields.Datetime.now()}
                )
                move = self.invoice()
                self.flag(move)
                self.schedule(connection)
                self.schedule(connection, too_soon)
                self.assertFalse(move.bridge_state, "before its time")
                self.schedule(connection, in_time)
                self.assertEqual(move.bridge_state, "queued")
                self.turn(connection)
                self.assert_in_step(move)

    def test_by_hand_and_switched_off_release_nothing(self):
        connection = self.connection()
        flow = connection.flow_ids.filtered(lambda flow: flow.kind == Kind.INVOICE)
        move = self.invoice()
        self.flag(move)
        for values in ({"schedule": "hand"}, {"schedule": "minutes", "enabled": False}):
            flow.write(values | {"last_scheduled_at": fields.Datetime.subtract(fields.Datetime.now(), years=1)})
            self.schedule(connection)
            self.turn(connection)
            self.assertFalse(move.bridge_transfer_id, values)
        self.assertEqual(self.sets_written(), [])
        flow.enabled = True
        self.schedule(connection)
        self.turn(connection)
        self.assert_in_step(move)

    def test_paused_connection_releases_nothing(self):
        """The schedule of a connection that is paused has not been missed: it comes when it goes on."""
        connection = self.connection()
        move = self.invoice()
        self.flag(move)
        connection.action_pause()
        self.schedule(connection)
        self.assertFalse(move.bridge_transfer_id)
        connection.action_resume()
        self.schedule(connection)
        self.turn(connection)
        self.assert_in_step(move)

    # === MERGED CUSTOMERS === #

    def merge(self, loser, winner):
        """Merge two customers through the host's own wizard."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": [Command.set((loser | winner).ids)], "dst_partner_id": winner.id}
        )
        wizard.action_merge()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(loser.exists())

    def two_customers(self):
        """Return a connection, two customers that the ledger holds, an invoice of each, and their two links."""
        connection = self.connection()
        loser, winner = self._customer("Baker Brothers"), self._customer("Baker & Sons")
        moves = self.invoice(customer=loser) | self.invoice(customer=winner)
        self.release(moves)
        self.turn(connection)
        self.assert_in_step(moves)
        return connection, loser, winner, moves, self.link_of(loser), self.link_of(winner)

    def test_merge_hands_the_links_over(self):
        connection, loser, winner, moves, lost, kept = self.two_customers()
        ids = lost.external_id, kept.external_id
        self.merge(loser, winner)
        self.assertEqual((lost.partner_id, lost.alias_of_id, lost.external_id), (winner, kept, ids[0]))
        self.assertEqual((kept.partner_id, kept.alias_of_id.id, kept.external_id), (winner, False, ids[1]))
        self.assert_in_step(moves)
        more = self.invoice(customer=winner) | self.invoice(customer=winner)
        self.release(more)
        self.turn(connection)
        self.assert_in_step(moves | more)
        self.assertEqual([record.customer_id for record in self.there(Kind.INVOICE)], [*ids, ids[1], ids[1]])
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 2)

    def test_merge_while_an_invoice_of_the_loser_is_queued(self):
        connection, loser, winner, moves, _lost, kept = self.two_customers()
        queued = self.invoice(customer=loser)
        self.release(queued)
        self.merge(loser, winner)
        self.assertEqual(queued.bridge_state, "queued")
        self.turn(connection)
        self.assert_in_step(moves | queued)
        self.assertEqual(self.there(Kind.INVOICE)[-1].customer_id, kept.external_id)

    def test_merge_with_a_customer_that_the_ledger_does_not_know(self):
        """Only the loser is linked: the winner takes the link over, whatever it is called."""
        connection, loser, _winner, moves, lost, _kept = self.two_customers()
        stranger = self._customer("Quite Another Name")
        self.merge(loser, stranger)
        self.assertEqual((lost.partner_id, lost.alias_of_id.id), (stranger, False))
        move = self.invoice(customer=stranger)
        self.release(move)
        self.turn(connection)
        self.assert_in_step(moves | move)
        self.assertEqual(self.there(Kind.INVOICE)[-1].customer_id, lost.external_id)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 2)

    def test_merge_with_a_customer_that_waits_to_be_created(self):
        """The winner's own link is still empty: what the ledger knows of the loser is not lost over it."""
        connection, loser, _winner, moves, lost, _kept = self.two_customers()
        newcomer = self._customer("Newcomers")
        waiting = self.invoice(customer=newcomer)
        self.release(waiting)
        self.merge(loser, newcomer)
        self.turn(connection)
        self.assert_in_step(moves | waiting)
        self.assertEqual(self.there(Kind.INVOICE)[-1].customer_id, lost.external_id)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 2)

    def test_merge_while_the_loser_is_about_to_be_created(self):
        """What waited to be created for the loser is not created beside what the ledger knows of the winner."""
        connection, _loser, winner, moves, _lost, kept = self.two_customers()
        newcomer = self._customer("Newcomers")
        waiting = self.invoice(customer=newcomer)
        self.release(waiting)
        with self.refusing("Newcomers", "busy_there"):
            self.turn(connection)
        creation = self.link_of(newcomer).transfer_ids
        self.assertEqual(creation.state, "queued")
        self.merge(newcomer, winner)
        self.assertEqual(creation.state, "withdrawn")
        self.turn(connection)
        self.assert_in_step(moves | waiting)
        self.assertEqual(self.there(Kind.INVOICE)[-1].customer_id, kept.external_id)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 2)

    # === OLD BYTES === #

    def test_old_bytes_become_a_digest(self):
        connection, move = self.linked()
        exchanges = self.env["bridge.exchange"].search([("connection_id", "=", connection.id)], order="id")
        *old, recent = exchanges
        bytes_of = {exchange: (exchange.payload, exchange.answer) for exchange in old}
        exchanges.opened_at = fields.Datetime.subtract(fields.Datetime.now(), days=31)
        recent.opened_at = fields.Datetime.subtract(fields.Datetime.now(), days=29)
        other = self.invoice()
        self.release(other)
        with self.losing_answers():
            self.turn(connection)
        unfinished = other.bridge_transfer_id.line_ids.exchange_id
        unfinished.opened_at = fields.Datetime.subtract(fields.Datetime.now(), days=400)
        kept = unfinished.payload
        self.env["bridge.exchange"]._gc_bytes()
        self.env.invalidate_all()
        for exchange, texts in bytes_of.items():
            self.assertFalse(exchange.payload or exchange.recovery_payload or exchange.answer)
            digests = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
            self.assertEqual([exchange.payload_digest, exchange.answer_digest], digests)
        self.assertTrue(recent.payload and recent.answer)
        self.assertEqual(unfinished.payload, kept, "what is not finished may have to be asked about")
        self.assertFalse(recent.payload_digest or unfinished.payload_digest)
        self.turn(connection)
        self.assert_in_step(move | other)
        self.assertEqual(self.env["bridge.exchange"]._gc_bytes()[0], 1, "the one that is finished now")
        self.assertEqual(self.env["bridge.exchange"]._gc_bytes(), (0, False), "a second time there is nothing to do")


class CureScenarios(TimeScenarios):
    """Every story ends with the ledger holding what Odoo holds, once."""

    # === SOMETHING THAT WE ARE LINKED TO IS GONE THERE === #

    def gone(self, record, count=2):
        """The entry of a customer or an item is deleted there, and the ledger says so to every invoice that names it.

        :return: the connection, the invoices that were refused, the issue, the id that is no more.
        """
        connection, _first = self.linked()
        # What was created is read once more; from then on only changes are, and a deletion is none.
        self.turn(connection)
        link = self.link_of(record)
        lost = link.external_id
        self.remove_there(Kind(link.kind), lost)
        moves = self.env["account.move"].union(*[self.invoice() for _number in range(count)])
        self.release(moves)
        with self.refusing_all(moves, f"{link.kind}_missing", name=lost):
            self.turn(connection)
        self.assertEqual(set(moves.mapped("bridge_state")), {"rejected"})
        issue = self.open_issue(connection)
        self.assertEqual(moves.bridge_transfer_id.issue_id, issue)
        self.assertEqual((issue.reason, issue.binding_id), (f"{link.kind}_gone", link))
        self.assertIn(link.record_name, issue.reason_text)
        self.assertFalse(link.external_id or link.version or link.digest, "the link is undone")
        self.assertTrue(link.remote_record_id.is_gone)
        return connection, moves, issue, lost

    @contextmanager
    def refusing_all(self, moves, reason, **arguments):
        """The ledger refuses each of these invoices."""
        with ExitStack() as refusals:
            for move in moves:
                refusals.enter_context(self.refusing(self.number_there(move), reason, **arguments))
            yield

    def test_value_that_is_refused(self):
        """A value that a ledger does not take is told of the customer or the item whose it is, and is no taken name."""
        connection = self.connection()
        told = {}
        for name, values in (
            ("Newcomers", {"customer": self._customer("Newcomers")}),
            ("PUMP", {"lines": [self.line(product=self._service("Pump", "PUMP"))]}),
        ):
            move = self.invoice(*values.pop("lines", ()), **values)
            self.release(move)
            with self.refusing(name, "value_refused"):
                self.turn(connection)
            transfer = move.bridge_transfer_id
            told[transfer.reason] = transfer.reason_text
        self.assertEqual(list(told), ["customer_value_refused", "item_value_refused"])
        for name, text in zip(("Newcomers", "[PUMP] Pump"), told.values(), strict=True):
            self.assertIn(f'"{name}": The book says no.', text)

    def test_customer_gone_there_is_created_again(self):
        connection, moves, issue, lost = self.gone(self.customer)
        self.cure(issue, "create")
        self.turn(connection)
        self.assert_in_step(moves)
        again = self.link_of(self.customer).external_id
        self.assertEqual([record.id for record in self.there(Kind.CUSTOMER)], [again])
        self.assertNotEqual(again, lost)
        self.assertEqual({record.customer_id for record in self.there(Kind.INVOICE)[-2:]}, {again})

    def test_customer_gone_there_and_entered_again(self):
        """*I fixed it there*: the new entry of the same name is linked, and no other is made."""
        connection, moves, issue, _lost = self.gone(self.customer)
        there = self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.cure(issue, "check_again", "user")
        self.turn(connection)
        self.assert_in_step(moves)
        self.assertEqual(self.link_of(self.customer).external_id, there)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 1)

    def test_customer_gone_there_and_another_picked(self):
        connection, moves, issue, _lost = self.gone(self.customer)
        there = self.put_there(Kind.CUSTOMER, "Bakers of London")
        self.turn(connection)
        issue.with_user(self.people["user", "a"])._link(self.mirrored(connection, Kind.CUSTOMER, "Bakers of London"))
        self.turn(connection)
        self.assert_in_step(moves)
        self.assertEqual({record.customer_id for record in self.there(Kind.INVOICE)[-2:]}, {there})

    def test_item_gone_there_is_created_again(self):
        connection, moves, issue, lost = self.gone(self.service)
        self.cure(issue, "create")
        self.turn(connection)
        self.assert_in_step(moves)
        again = self.link_of(self.service).external_id
        self.assertEqual([record.id for record in self.there(Kind.ITEM)], [again])
        self.assertNotEqual(again, lost)

    def is_asked_about_once(self, record):
        """Whatever the setting for what is missing: only a person knows whether it was deleted or merged away.

        The next invoice waits for the same answer, and the answer frees them all.
        """
        connection, moves, issue, _lost = self.gone(record)
        kind = Kind(issue.binding_id.kind)
        self.assertEqual((connection.create_missing_customer, connection.create_missing_item), ("always", "always"))
        other = self.invoice()
        self.release(other)
        for _run in range(2):
            self.turn(connection)
        self.assertEqual(self.open_issue(connection), issue)
        self.assertEqual((moves | other).bridge_transfer_id.issue_id, issue)
        self.assertFalse(self.there(kind), "nothing is made again in silence")
        self.cure(issue, "create")
        self.turn(connection)
        self.assert_in_step(moves | other)
        self.assertEqual(issue.state, "solved")
        self.assertEqual(len(self.there(kind)), 1)

    def test_customer_gone_there_is_asked_about_once(self):
        self.is_asked_about_once(self.customer)

    def test_item_gone_there_is_asked_about_once(self):
        self.is_asked_about_once(self.service)

    def test_something_else_is_gone_there(self):
        """What we are not linked to undoes no link: it stands against the invoice alone."""
        connection, _first = self.linked()
        link = self.link_of(self.customer)
        held = link.external_id
        move = self.invoice()
        self.release(move)
        with self.refusing_all(move, "customer_missing", name="somebody else"):
            self.turn(connection)
        issue = self.open_issue(connection)
        self.assertEqual((issue.reason, issue.binding_id), ("reference_gone", move.bridge_transfer_id.binding_id))
        self.assertEqual(link.external_id, held)
        self.cure(issue, "check_again", "user")
        self.turn(connection)
        self.assert_in_step(move)

    # === NO ANSWER === #

    def test_known_before_it_left_is_never_adopted(self):
        """An entry that was there before the bytes left cannot be what they became, however alike it is now."""
        connection, first = self.linked()
        customer = self.link_of(self.customer).external_id
        old = self.put_there(Kind.INVOICE, number="of last year", customer=customer, lines=["100.00"], tax="0")
        self.turn(connection)
        move = self.invoice()
        number = self.number_there(move)
        self.release(move)
        with self.losing_answers(delivered=False):
            self.turn(connection)
        self.forget_keys()
        self.change_there(Kind.INVOICE, old, number=number)
        self.turn(connection)
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("rejected", "number_taken"))
        self.assertFalse(move.bridge_transfer_id.binding_id.external_id)
        self.cure(self.open_issue(connection), "send_anyway")
        self.turn(connection)
        self.assert_in_step(first | move)
        self.assertEqual(len(self.there(Kind.INVOICE)), 3)

    def test_silence_is_asked_later_each_time_and_ends_with_a_person(self):
        """The ledger never says what became of it and never holds it: it waits longer and longer, under one key."""
        connection, _first = self.linked()
        move = self.invoice()
        self.release(move)
        waits = []
        with self.losing_answers(delivered=False):
            # The first time it goes again at once; so the first wait follows the second silence.
            for _silence in range(2):
                self.turn(connection)
            transfer = move.bridge_transfer_id
            while transfer.state != "rejected" and len(waits) < 20:
                before, left = fields.Datetime.now(), self.times_left(transfer)
                self.turn(connection)
                if transfer.state == "queued":
                    waits.append(round((transfer.due_at - before).total_seconds() / 60))
                    self.turn(connection)
                    self.assertEqual(self.times_left(transfer), left, "it must not go before its time")
                    # All of a test happens at one moment of the database: long before it began.
                    transfer.due_at = fields.Datetime.subtract(before, days=1)
                    self.turn(connection)
                    self.assertEqual(self.times_left(transfer), left + 1)
        self.assertEqual(waits, list(BACK_OFF_MINUTES[:-1]))
        self.assertEqual(sorted(set(waits)), waits, "later each time")
        issue = self.open_issue(connection)
        self.assertEqual((transfer.reason, transfer.issue_id), ("refused", issue))
        self.assertIn("never a definite answer", issue.reason_text)
        self.assertEqual(len(set(transfer.line_ids.mapped("key"))), 1, "no answer never ends a generation")
        self.cure(issue, "release_again", "user")
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(len(self.there(Kind.INVOICE)), 2)

    def times_left(self, transfer):
        """Return how many times the bytes of a transfer have left."""
        return len(transfer.line_ids.exchange_id.filtered("first_sent_at"))

    # === OVERWRITE === #

    def changed_there(self):
        """Return a connection and an invoice that was edited on both sides, after its update was refused."""
        connection, move = self.linked(self.line(price=100.0))
        entry = self.there(Kind.INVOICE)[0]
        self.edit(move, 90.0)
        with self.before_writing(Kind.INVOICE, lambda: self.change_there(Kind.INVOICE, entry.id, lines=["77.00"])):
            self.turn(connection)
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("rejected", "changed_there"))
        self.assertEqual(float(self.there(Kind.INVOICE)[0].total), 77.0)
        return connection, move, entry.id

    def test_overwrite(self):
        connection, move, entry_id = self.changed_there()
        version = self.there(Kind.INVOICE)[0].version
        self.cure(self.open_issue(connection), "overwrite")
        self.turn(connection)
        write = self.sent[-1]["writes"][0]
        self.assertEqual(write[1:4], [Kind.INVOICE, entry_id, version], "over the version that was read last")
        self.assert_in_step(move)
        self.assertEqual([float(record.total) for record in self.there(Kind.INVOICE)], [90.0])

    def test_overwrite_covers_only_what_was_read(self):
        """Changed there once more between the reading and the writing: nothing unseen is overwritten."""
        connection, move, entry_id = self.changed_there()
        self.cure(self.open_issue(connection), "overwrite")
        with self.before_writing(Kind.INVOICE, lambda: self.change_there(Kind.INVOICE, entry_id, lines=["55.00"])):
            self.turn(connection)
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("rejected", "changed_there"))
        self.assertEqual(float(self.there(Kind.INVOICE)[0].total), 55.0)
        self.cure(self.open_issue(connection), "overwrite")
        self.turn(connection)
        self.assert_in_step(move)
        # The permission ended with it: the next change there is asked about again.
        self.change_there(Kind.INVOICE, entry_id, lines=["44.00"])
        self.edit(move, 80.0)
        self.turn(connection)
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("rejected", "changed_there"))
        self.assertEqual(float(self.there(Kind.INVOICE)[0].total), 44.0)

    def test_overwrite_is_for_bookkeepers(self):
        connection, move, _entry_id = self.changed_there()
        with self.assertRaises(AccessError):
            self.cure(self.open_issue(connection), "overwrite", "user")
        self.turn(connection)
        self.assertEqual(move.bridge_state, "rejected")
        self.assertEqual(float(self.there(Kind.INVOICE)[0].total), 77.0)
