"""What a sceptic tried: second connections, corrections that were taken back, entries that vanished, wrong picks."""

from odoo.exceptions import UserError

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .outbox_scenarios import OutboxHelpers


class DoubtScenarios(OutboxHelpers):
    """Each of these once led to a second document, a wrong total unseen, or a document that nobody moved on."""

    def test_number_there_with_a_mark_of_somebody_else(self):
        """A document that an earlier connection sent bears a mark, and is asked about all the same."""
        connection = self.connection()
        move = self.invoice()
        self.put_there(
            Kind.INVOICE,
            number=self.number_there(move),
            customer="nobody",
            lines=["5.00"],
            tax="0",
            trace="of-another-connection",
        )
        self.release(move)
        self.turn(connection)
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("rejected", "number_taken"))
        self.assertEqual(len(self.there(Kind.INVOICE)), 1)
        self.cure(self.open_issue(connection), "send_anyway")
        self.turn(connection)
        self.assert_in_step(move)

    def test_correction_taken_back_and_made_again(self):
        """Reset to draft while its update waits, then posted with another amount: the ledger hears of it."""
        connection = self.connection()
        move = self.invoice(self.line(price=101.0))
        self.release(move)
        self.turn(connection)
        self.edit(move, 200.0)
        self.assertEqual(move.bridge_state, "queued")
        self.edit(move, 250.0)
        self.assertEqual(move.bridge_state, "queued")
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(len(self.there(Kind.INVOICE)), 1)

    def test_taken_back_update_says_what_the_ledger_holds(self):
        connection = self.connection()
        move = self.invoice(self.line(price=101.0))
        self.release(move)
        self.turn(connection)
        self.edit(move, 200.0)
        self.as_("user", move).action_bridge_take_back()
        self.env.invalidate_all()
        self.assertEqual((move.bridge_state, move.bridge_ribbon_level), ("withdrawn", "warning"))
        self.assertIn("101.00", move.bridge_ribbon)

    def test_what_has_left_cannot_be_taken_back(self):
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        for action in ("action_bridge_take_back", "action_bridge_hold"):
            with self.assertRaises(UserError):
                getattr(self.as_("user", move), action)()
        self.assert_in_step(move)

    def test_updated_then_gone_is_created_again(self):
        """Gone after an update: released again it is created, not updated under an id that nobody knows."""
        connection = self.connection()
        move = self.invoice(self.line(price=101.0))
        self.release(move)
        self.turn(connection)
        self.edit(move, 90.0)
        self.turn(connection)
        self.assertEqual(move.bridge_transfer_id.operation, "update")
        for entry in self.there(Kind.INVOICE):
            self.remove_there(Kind.INVOICE, entry.id)
        # All of a test happens at one moment of the database; what was read before must be older.
        self.env.cr.execute("UPDATE bridge_remote_record SET write_date = write_date - interval '1 hour'")
        connection.flow_ids.write({"watermark": False})
        other = self.invoice()
        self.release(other)
        self.turn(connection)
        self.assertEqual(move.bridge_state, "gone")
        self.release(move)
        self.assertEqual(move.bridge_transfer_id.operation, "create")
        self.turn(connection)
        self.assert_in_step(move | other)

    def test_linked_to_another_total_is_a_difference(self):
        """*It is there: link it* shows what differs, and no second document may be linked to the same entry."""
        connection = self.connection()
        first, second = self.invoice(self.line(price=77.0)), self.invoice(self.line(price=77.0))
        sent = self.invoice()
        self.release(sent)
        self.turn(connection)
        customer = sent.bridge_transfer_id.need_ids.filtered("partner_id").external_id
        for move in (first, second):
            self.put_there(Kind.INVOICE, number=self.number_there(move), customer=customer, lines=["5.00"], tax="0")
        self.release(first | second)
        self.turn(connection)
        issues = {move: move.bridge_transfer_id.issue_id for move in (first, second)}
        self.cure(issues[first], "already_there")
        self.assertEqual(first.bridge_state, "processed")
        self.assertEqual(first.bridge_transfer_id.reason, "total_differs")
        self.assertEqual(first.bridge_ribbon_level, "warning")
        taken = first.bridge_transfer_id.binding_id.remote_record_id
        with self.assertRaises(UserError):
            issues[second].with_user(self.people["bookkeeper", "a"])._link(taken)
        self.assertEqual(second.bridge_state, "rejected")

    def test_item_question_leaves_the_customer_question(self):
        """A document that waits for two answers: the second question is not closed before anybody answered it."""
        connection = self.connection(create_missing_customer="ask", create_missing_item="ask")
        move = self.invoice(
            self.line(product=self._service("Brand new service", "BN1")), customer=self._customer("Brand New Inc.")
        )
        self.release(move)
        for _visit in range(2):
            self.turn(connection)
        issues = self.env["bridge.issue"].search([("connection_id", "=", connection.id)])
        self.assertEqual(set(issues.mapped("state")), {"open"}, issues.mapped("reason_text"))
        events = len(move.bridge_transfer_id.event_ids)
        self.turn(connection)
        self.assertEqual(len(move.bridge_transfer_id.event_ids), events, "a second run writes nothing")

    def test_prices_including_tax_rounded_globally(self):
        """The lines add up to the entry, whatever the rounding of the company did to single subtotals."""
        tax = self._tax("Included 8.25 %", 8.25, price_include_override="tax_included")
        self.put_there(Kind.TAX, tax.name, rate=tax.amount)
        connection = self.connection()
        connection.company_id.tax_calculation_rounding_method = "round_globally"
        self.map_tax(connection, tax)
        moves = self.env["account.move"]
        for step in range(6):
            moves |= self.invoice(*[self.line(price=19.99 + step + part * 7.77, taxes=tax) for part in range(5)])
        self.release(moves)
        self.turn(connection)
        self.assert_in_step(moves)
