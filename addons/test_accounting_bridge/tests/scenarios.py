"""What must come out whatever the ledger: stories that any ledger's tests inherit.

The class beside this one brings what a story does to its ledger and looks at; ``tests/common.py`` has it for
the Notebook: ``turn``, ``carrying``, ``put_there``, ``put_twin_there``, ``change_there``, ``enter_customer_there``,
``change_customer_there``, ``remove_there``, ``slow_clock``, ``there``, ``writes_in``, ``reads_in``, ``asks_sent``,
``refusing``, ``forget_keys``, ``open_book``, and the texts that left in ``sent``. What can be said by these alone
stands in ``lines.py``. Where a ledger says a thing in other words or takes another way to the same end, its class
overrides the small method or the attribute that a story has for it.
"""

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord


class Scenarios:
    """What every group of stories asserts in the end."""

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True
    # What a ledger calls it that is busy for a moment.
    busy_reason = "busy_there"

    def map_tax(self, connection, tax):
        """Choose the counterpart of a tax, which was there when the ledger was read for the first time."""
        self.env["bridge.mapping"].create(
            {
                "connection_id": connection.id,
                "kind": "tax",
                "tax_id": tax.id,
                "remote_record_id": self.mirrored(connection, self.tax_kind, tax.name).id,
            }
        )

    def assert_in_step(self, moves):
        """Every document is processed, and the ledger holds it once, with Odoo's total and tax."""
        self.assertEqual(set(moves.mapped("bridge_state")), {"processed"}, moves.mapped("bridge_ribbon"))
        held: dict[str, list[RemoteRecord]] = {}
        for record in self.there(Kind.INVOICE):
            held.setdefault(record.id, []).append(record)
        for move in moves:
            link = move.bridge_transfer_id.binding_id
            self.assertEqual(len(held[link.external_id]), 1)
            record = held[link.external_id][0]
            self.assertAlmostEqual(float(record.total), move.amount_total, 2)
            self.assertAlmostEqual(float(record.tax_amount), move.amount_tax, 2)
            self.assertTrue(link.totals_agree)
        self.assertEqual(len(set(moves.bridge_transfer_id.binding_id.mapped("external_id"))), len(moves))


class ReleaseScenarios(Scenarios):
    """From the first reading to *processed*."""

    def test_first_session_only_reads(self):
        """What was released before *Enable* waits; nothing is written before a person said so."""
        self.put_there(Kind.CUSTOMER, "Known Already")
        connection = self.connection(enabled=False)
        self.connect(connection)
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assertTrue(connection.first_read_at)
        self.assertEqual(self.sets_written(), [])
        self.assertTrue(self.sent)
        self.assertEqual(move.bridge_state, "queued")
        self.assertEqual(connection.state, "connecting")
        self.assertTrue(self.mirrored(connection, Kind.CUSTOMER, "Known Already"))
        self.assertIn("nothing sent", connection.last_session_id.result)

    def test_released_queued_processed(self):
        connection = self.connection()
        move = self.invoice()
        batch = self.release(move)
        self.assertEqual(move.bridge_state, "queued")
        self.assertTrue(move.bridge_closed and move.bridge_ready)
        self.assertEqual(self.there(Kind.INVOICE), [])
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(self.history(move), ["queued", "sending", "processed"])
        number = move.bridge_transfer_id.binding_id.remote_number
        # Dependencies first, in a set of their own: the invoice names what they became.
        self.assertEqual(
            self.sets_written(),
            [[(Kind.CUSTOMER, "Baker Bros"), (Kind.ITEM, "CONS")], [(Kind.INVOICE, number)]],
        )
        self.assertEqual(connection.last_session_id.result, "OK - 1 processed, 0 rejected")
        self.assertEqual((batch.state, batch.processed_count), ("done", 1))

    def test_every_kind_of_line(self):
        taxes = self.tax_8 | self.tax_included
        for tax in taxes:
            self.put_there(Kind.TAX, tax.name, rate=tax.amount)
        self.put_there(Kind.ITEM, "Various")
        connection = self.connection()
        connection.line_item_id = self.mirrored(connection, Kind.ITEM, "Various")
        for tax in taxes:
            self.map_tax(connection, tax)
        moves = self.invoices_of_every_kind()
        everything = self.env["account.move"].union(*moves.values())
        self.release(everything)
        self.turn(connection)
        for kind, move in moves.items():
            with self.subTest(kind=kind):
                self.assert_in_step(move)

    def test_second_run_writes_nothing(self):
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        written = self.sets_written()
        self.turn(connection)
        self.assertEqual(self.sets_written(), written)
        # Released again without a change: it is what the ledger holds already.
        self.release(move)
        self.turn(connection)
        self.assertEqual(self.sets_written(), written)
        self.assert_in_step(move)

    def test_known_customer_is_linked_not_made(self):
        """The same name on both sides, once each, binds by itself, whatever its case and blanks."""
        there = self.put_there(Kind.CUSTOMER, "BAKER  bros")
        connection = self.connection(create_missing_customer="never")
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(self.there(Kind.INVOICE)[0].customer_id, there)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 1)


class MissingScenarios(Scenarios):
    """Customers and items that the ledger does not have, and every cure."""

    def blocked(self, policy="never", **values):
        """Return a connection and an invoice whose customer is missing there, after a session."""
        connection = self.connection(create_missing_customer=policy, **values)
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        return connection, move

    def test_missing_customer_never(self):
        connection, move = self.blocked()
        self.assertEqual(move.bridge_state, "rejected")
        self.assertEqual(move.bridge_transfer_id.reason, "customer_missing")
        self.assertEqual(move.bridge_transfer_id.next_actor, "bookkeeper")
        self.assertEqual(self.sets_written(), [])
        self.assertIn("Baker Bros", self.open_issue(connection).reason_text)

    def test_missing_customer_ask(self):
        connection, move = self.blocked("ask")
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("queued", "customer_asked"))
        self.assertEqual(self.there(Kind.CUSTOMER) + self.there(Kind.INVOICE), [])
        self.turn(connection)
        self.assertEqual(self.open_issue(connection).transfer_ids, move.bridge_transfer_id)

    def test_missing_customer_always(self):
        _connection, move = self.blocked("always")
        self.assert_in_step(move)
        self.assertEqual([record.name for record in self.there(Kind.CUSTOMER)], ["Baker Bros"])

    def test_cure_create_of_what_was_rejected(self):
        self.created_by_a_person("never")

    def test_cure_create_of_what_was_asked(self):
        self.created_by_a_person("ask")

    def created_by_a_person(self, policy):
        """*Create it*, whatever the policy: the document goes with the next run, its customer before it."""
        connection, move = self.blocked(policy)
        issue = self.open_issue(connection)
        question = " Shall it be created?" if policy == "ask" else ""
        self.assertEqual(issue.reason_text, f'There is no customer "Baker Bros" in {connection.ledger_name}.{question}')
        self.cure(issue, "create")
        self.assertEqual((move.bridge_state, issue.state), ("queued", "solved"))
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 1)

    def test_cure_always_create_frees_all(self):
        connection, move = self.blocked()
        other = self.invoice(customer=self._customer("Second Hand"))
        self.release(other)
        self.turn(connection)
        issue = move.bridge_transfer_id.issue_id
        self.cure(issue, "create_always")
        self.assertEqual(connection.create_missing_customer, "always")
        self.turn(connection)
        self.assert_in_step(move | other)

    def test_cure_pick(self):
        connection, move = self.blocked()
        there = self.put_there(Kind.CUSTOMER, "Bakers of London")
        self.read_again(connection)
        issue = self.open_issue(connection)
        action = self.cure(issue, "pick", "user")
        self.assertEqual(action["res_model"], "bridge.pick")
        wizard = (
            self.as_("user", self.env["bridge.pick"])
            .with_context(**action["context"])
            .create({"remote_record_id": self.mirrored(connection, Kind.CUSTOMER, "Bakers of London").id})
        )
        wizard.action_pick()
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(self.there(Kind.INVOICE)[0].customer_id, there)

    def read_again(self, connection):
        """Have the ledger read, while everything that was released waits for a person."""
        self.turn(connection)

    def test_cure_check_again(self):
        connection, move = self.blocked()
        there = self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.cure(self.open_issue(connection), "check_again", "user")
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(self.there(Kind.INVOICE)[0].customer_id, there)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 1)

    def test_cure_check_again_asks_for_this_customer(self):
        self.asked_for_itself(Kind.CUSTOMER, lambda: self.put_there(Kind.CUSTOMER, "Baker Bros"), {"baker bros"})

    def test_cure_check_again_asks_for_this_item(self):
        self.asked_for_itself(Kind.ITEM, lambda: self.put_there(Kind.ITEM, "CONS"), {"cons", "consulting"})

    def asked_for_itself(self, kind, enter, known_by):
        """The clock there is slow, so that what a person enters seems older than what was read before: it is found all
        the same, by one question that names nobody else.

        :param enter: what the person does there; gives its id.
        :param known_by: all that is asked for, folded.
        """
        self.put_there(kind, "Known Already")
        policies = {"create_missing_customer": "always", f"create_missing_{kind.value}": "never"}
        connection, move = self.blocked(policies.pop("create_missing_customer"), **policies)
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("rejected", f"{kind.value}_missing"))
        with self.slow_clock():
            there = enter()
        issue = self.open_issue(connection)
        link, before = issue.binding_id, len(self.sent)
        self.cure(issue, "check_again", "user")
        self.assertTrue(link.is_to_find)
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual((link.external_id, link.bound_by, link.is_to_find), (there, "key", False))
        named = [self.named_in(payload, kind) for payload in self.sent[before:]]
        self.assertEqual([texts for texts in named if texts], [known_by])
        self.turn(connection)
        self.assertFalse(any(self.named_in(payload, kind) for payload in self.sent[before + len(named) :]), "once")

    def named_in(self, payload, kind):
        """Return whom a text asks for by name or key, folded; what else it reads of the list are changes alone."""
        asked = [what for of_kind, what in self.reads_in(payload) if of_kind is kind]
        self.assertNotIn("all", asked)
        return {text.casefold() for what in asked if what != "changes" for text in what}

    def test_one_issue_holds_all_and_frees_all(self):
        connection, move = self.blocked()
        others = self.invoice() | self.invoice()
        self.release(others)
        self.turn(connection)
        issue = self.open_issue(connection)
        self.assertEqual(issue.transfer_count, 3)
        self.cure(issue, "create")
        self.turn(connection)
        self.assert_in_step(move | others)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 1)

    def test_released_again_after_it_was_added_there(self):
        """Manually add the missing name, release once again: rejected, queued, processed."""
        connection, move = self.blocked()
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.release(move)
        self.assertEqual(move.bridge_state, "queued")
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(self.history(move), ["queued", "rejected", "queued", "sending", "processed"])
        self.assertFalse(
            self.env["bridge.issue"].search([("connection_id", "=", connection.id), ("state", "=", "open")])
        )

    def test_missing_item_never(self):
        self.item_created_by_a_person("never", "rejected", "item_missing")

    def test_missing_item_ask(self):
        self.item_created_by_a_person("ask", "queued", "item_asked")

    def item_created_by_a_person(self, policy, state, reason):
        """An item that the ledger lacks, under a policy, and *Create it*."""
        connection, move = self.blocked("always", create_missing_item=policy)
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), (state, reason))
        self.assertEqual(self.there(Kind.ITEM), [])
        issue = self.open_issue(connection)
        question = " Shall it be created?" if policy == "ask" else ""
        self.assertEqual(issue.reason_text, f'There is no item "CONS" in {connection.ledger_name}.{question}')
        self.cure(issue, "create")
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual([record.name for record in self.there(Kind.ITEM)], ["CONS"])

    def test_several_customers_match(self):
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        second = self.put_twin_there(Kind.CUSTOMER, "Baker Bros")
        connection, move = self.blocked("always")
        self.assertEqual(move.bridge_transfer_id.reason, "customer_ambiguous")
        issue = self.open_issue(connection)
        self.assertEqual(len(issue.candidate_ids), 2)
        issue._link(issue.candidate_ids.filtered(lambda row: row.remote_id == second))
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(self.there(Kind.INVOICE)[0].customer_id, second)

    def test_name_shared_in_odoo_binds_nothing(self):
        self._customer("Baker  BROS")
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        _connection, move = self.blocked("always")
        self.assertEqual(move.bridge_transfer_id.reason, "customer_ambiguous")
        self.assertEqual(self.sets_written(), [])

    def test_inactive_customer(self):
        there = self.put_there(Kind.CUSTOMER, "Baker Bros", active=False)
        connection, move = self.blocked("always")
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("rejected", "customer_inactive"))
        self.change_there(Kind.CUSTOMER, there, active=True)
        self.cure(self.open_issue(connection), "check_again", "user")
        self.turn(connection)
        self.assert_in_step(move)

    def name_taken(self):
        """Return a connection and an invoice whose customer's name somebody took a moment before us."""
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        with self.before_writing(Kind.CUSTOMER, lambda: self.put_there(Kind.CUSTOMER, "Baker Bros")):
            self.turn(connection)
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("rejected", "customer_name_taken"))
        self.assertEqual(self.there(Kind.INVOICE), [])
        return connection, move

    def test_name_taken_another_name(self):
        """*Use another name there* means just that: the one who has the plain name is somebody else."""
        connection, move = self.name_taken()
        self.cure(self.open_issue(connection), "use_other_name")
        self.turn(connection)
        self.assert_in_step(move)
        plain, ours = self.there(Kind.CUSTOMER)
        self.assertEqual(plain.name, "Baker Bros")
        self.assertNotEqual(ours.name, "Baker Bros")
        self.assertEqual(self.there(Kind.INVOICE)[0].customer_id, ours.id)

    def test_name_taken_the_same_after_all(self):
        connection, move = self.name_taken()
        self.cure(self.open_issue(connection), "check_again", "user")
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 1)
