"""Who is who, said by people: pairing both sides, unlinking, linking to another one, whatever the ledger."""

from odoo import fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .outbox_scenarios import OutboxHelpers


class WhoHelpers(OutboxHelpers):
    """What people press in these stories."""

    def link_of(self, record):
        """Return the link that is a record's own."""
        column = {"res.partner": "partner_id", "product.product": "product_id"}[record._name]
        return self.env["bridge.binding"].search([(column, "=", record.id), ("alias_of_id", "=", False)])

    def linked(self, customer=None):
        """Return a connection and an invoice that the ledger holds."""
        connection = self.connection()
        move = self.invoice(customer=self.customer if customer is None else customer)
        self.release(move)
        self.turn(connection)
        self.assert_in_step(move)
        return connection, move

    def released(self, connection, *customers):
        """Release an invoice of each customer, and run. :return: the invoices."""
        moves = self.env["account.move"].union(*(self.invoice(customer=customer) for customer in customers))
        self.release(moves)
        self.turn(connection)
        return moves

    def open_issues(self, connection):
        return self.env["bridge.issue"].search([("connection_id", "=", connection.id), ("state", "=", "open")])

    def dialog(self, action, rank="bookkeeper", **values):
        """Open a dialog as a client does. :return: the wizard."""
        wizards = self.as_(rank, self.env[action["res_model"]])
        if action.get("res_id"):
            wizard = wizards.browse(action["res_id"])
            wizard.write(values)
            return wizard
        return wizards.with_context(**action["context"]).create(values)

    def unlink_entry(self, link, why="That is somebody else.", rank="bookkeeper"):
        """Press *Unlink* on a link."""
        self.dialog(self.as_(rank, link).action_unlink_entry(), rank, why=why).action_apply()
        self.env.invalidate_all()

    def relink(self, link, row, why="It is this branch.", rank="bookkeeper"):
        """Press *Link to another one* on a link."""
        wizard = self.dialog(self.as_(rank, link).action_link_to_another(), rank, remote_record_id=row.id, why=why)
        wizard.action_apply()
        self.env.invalidate_all()

    def ignore(self, issues, why="We stopped selling to them.", rank="bookkeeper"):
        self.dialog(self.as_(rank, issues).action_ignore(), rank, why=why).action_ignore()
        self.env.invalidate_all()

    def chatter(self, record):
        return " | ".join(record.message_ids.mapped("preview"))

    def chooser(self, issue, rank="user"):
        return self.dialog(self.cure(issue, "choose", rank), rank)

    def pair(self, chooser, pairs):
        """Pair records of Odoo with entries in a chooser. :param pairs: ``{record: id there or "create"}``"""
        for line in chooser.line_ids:
            said = pairs.get(line.partner_id or line.product_id)
            if said == "create":
                line.write({"remote_record_id": False, "decision": "create"})
            elif said:
                row = chooser.remote_record_ids.filtered(lambda row, said=said: row.remote_id == said)
                line.write({"remote_record_id": row.id, "decision": "link"})
            else:
                line.write({"decision": "leave"})
        return chooser

    def choose(self, chooser):
        chooser.action_choose()
        self.env.invalidate_all()


class PairScenarios(WhoHelpers):
    """Several on both sides share a name: a person pairs them. As every ledger has it."""

    def twins(self):
        """Return a connection, two customers of one name, and the ids of two entries of that name."""
        first = self.put_there(Kind.CUSTOMER, "Baker Bros")
        second = self.put_twin_there(Kind.CUSTOMER, "Baker Bros")
        twin = self._customer("Baker Bros", email="north@baker.example")
        return self.connection(create_missing_customer="never"), twin, first, second

    def test_both_sides_are_shown_and_paired(self):
        connection, twin, first, second = self.twins()
        moves = self.released(connection, self.customer, twin)
        issues = self.open_issues(connection)
        self.assertEqual(set(issues.mapped("reason")), {"customer_ambiguous"})
        chooser = self.chooser(issues[0])
        self.assertEqual(chooser.line_ids.partner_id, self.customer | twin)
        self.assertEqual(set(chooser.entry_ids.remote_record_id.mapped("remote_id")), {first, second})
        self.assertIn("north@baker.example", " ".join(chooser.line_ids.mapped("known_by")))
        self.assertFalse(chooser.line_ids.remote_record_id, "a name that both sides bear twice suggests nothing")
        self.choose(self.pair(chooser, {self.customer: second, twin: first}))
        self.assertFalse(self.open_issues(connection), "one page settles both")
        self.assertEqual(set(issues.mapped("solved_with")), {"choose"})
        self.turn(connection)
        self.assert_in_step(moves)
        self.assertEqual([record.customer_id for record in self.there(Kind.INVOICE)], [second, first])
        self.assertEqual(self.link_of(twin).bound_by, "picked")


class ChooserScenarios(PairScenarios):
    """What else can be said of who is who."""

    def test_two_of_odoo_are_one_there(self):
        there = self.put_there(Kind.CUSTOMER, "Baker Bros")
        connection, twin = self.connection(create_missing_customer="never"), self._customer("Baker Bros")
        moves = self.released(connection, self.customer, twin)
        chooser = self.chooser(moves[0].bridge_transfer_id.issue_id)
        self.choose(self.pair(chooser, {self.customer: there, twin: there}))
        self.turn(connection)
        self.assert_in_step(moves)
        self.assertEqual({record.customer_id for record in self.there(Kind.INVOICE)}, {there})
        links = self.customer.bridge_binding_ids | twin.bridge_binding_ids
        self.assertEqual(len(links.alias_of_id), 1, "one link, and one that stands behind it")

    def test_what_is_left_stays_a_question(self):
        connection, twin, first, _second = self.twins()
        moves = self.released(connection, self.customer, twin)
        chooser = self.chooser(moves[0].bridge_transfer_id.issue_id)
        self.choose(self.pair(chooser, {self.customer: first}))
        self.turn(connection)
        self.assert_in_step(moves[0])
        issue = self.open_issue(connection)
        self.assertEqual((issue.binding_id.partner_id, moves[1].bridge_state), (twin, "rejected"))

    def test_the_unpaired_one_is_created_by_the_bookkeeper(self):
        connection, twin, first, _second = self.twins()
        twin.name = "Baker  BROS"
        moves = self.released(connection, self.customer, twin)
        issue = moves[0].bridge_transfer_id.issue_id
        with self.assertRaises(AccessError):
            self.pair(self.chooser(issue), {self.customer: first, twin: "create"}).action_choose()
        self.env.invalidate_all()
        self.assertFalse(self.link_of(self.customer).external_id, "nothing of it was done")
        self.choose(self.pair(self.chooser(issue, "bookkeeper"), {self.customer: first, twin: "create"}))
        self.assertTrue(self.link_of(twin).may_create)
        self.assertFalse(self.open_issues(connection))

    def test_the_unpaired_entry_is_added_to_odoo(self):
        connection, twin, first, second = self.twins()
        self.released(connection, self.customer, twin)
        chooser = self.chooser(self.open_issues(connection)[0], "bookkeeper")
        self.pair(chooser, {self.customer: first})
        chooser.entry_ids.filtered(lambda entry: entry.remote_record_id.remote_id == second).is_added = True
        self.choose(chooser)
        made = self.env["bridge.binding"].search([("external_id", "=", second)]).partner_id
        self.assertEqual(made.name, "Baker Bros")
        self.assertNotIn(made, self.customer | twin)

    def test_links_that_are_wrong_change_places(self):
        connection, twin, first, second = self.twins()
        moves = self.released(connection, self.customer, twin)
        issue = moves[0].bridge_transfer_id.issue_id
        third = self._customer("Baker  Bros")
        self.choose(self.pair(self.chooser(issue), {self.customer: second, twin: first}))
        self.turn(connection)
        self.assert_in_step(moves)
        move = self.released(connection, third)
        issue = self.open_issue(connection)
        swapped = {self.customer: first, twin: second, third: first}
        self.assertEqual(
            {line.partner_id: line.linked_id.remote_id for line in self.chooser(issue).line_ids},
            {self.customer: second, twin: first, third: False},
        )
        with self.assertRaises(AccessError):
            self.pair(self.chooser(issue), swapped).action_choose()
        self.env.invalidate_all()
        self.choose(self.pair(self.chooser(issue, "bookkeeper"), swapped))
        self.assertEqual(self.link_of(twin).external_id, second)
        self.turn(connection)
        self.assert_in_step(moves | move)
        self.assertEqual(self.there(Kind.INVOICE)[-1].customer_id, first)
        self.assertIn("instead of", self.chatter(twin))

    def test_items(self):
        codes = [self.put_there(Kind.ITEM, "CONS"), self.put_twin_there(Kind.ITEM, "CONS")]
        connection = self.connection(create_missing_item="never")
        move = self.released(connection, self.customer)
        issue = self.open_issue(connection)
        self.assertEqual(issue.reason, "item_ambiguous")
        chooser = self.chooser(issue)
        self.assertIn(self.service, chooser.line_ids.product_id)
        self.choose(self.pair(chooser, {self.service: codes[1]}))
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(self.link_of(self.service).external_id, codes[1])

    def test_an_entry_that_several_of_odoo_could_be(self):
        """The question came from the other side: who of ours is it?"""
        twin = self._customer("Baker Bros", email="north@baker.example")
        connection = self.connection()
        connection.customer_direction = "both"
        there = self.enter_customer_there("Baker Bros", phone="555 0100")
        self.turn(connection)
        issue = self.open_issue(connection)
        self.assertEqual(issue.reason, "customer_unclear")
        chooser = self.chooser(issue)
        self.assertEqual(chooser.line_ids.partner_id, self.customer | twin)
        self.choose(self.pair(chooser, {twin: there}))
        self.assertEqual((issue.state, self.link_of(twin).external_id), ("solved", there))
        self.turn(connection)
        self.assertFalse(self.open_issues(connection))
        self.assertEqual(twin.phone, "555 0100", "they are kept in step from now on")

    def test_nothing_chosen_and_entries_of_nobody_here(self):
        connection, twin, first, _second = self.twins()
        self.released(connection, self.customer, twin)
        other = self.put_there(Kind.CUSTOMER, "Quite Another")
        self.turn(connection)
        chooser = self.chooser(self.open_issues(connection)[0])
        with self.assertRaisesRegex(UserError, "Nothing was chosen"):
            self.pair(chooser, {}).action_choose()
        row = self.mirrored(connection, Kind.CUSTOMER, "Quite Another")
        self.assertEqual(row.remote_id, other)
        chooser.line_ids[0].write({"remote_record_id": row.id, "decision": "link"})
        with self.assertRaisesRegex(UserError, "cannot be linked"):
            chooser.action_choose()
        self.assertFalse(self.link_of(self.customer).external_id)
        self.assertTrue(first)


class UnlinkScenarios(WhoHelpers):
    """What people undo stays undone, and who did it is known."""

    def test_unlinked_is_not_linked_again_by_itself(self):
        connection, move = self.linked()
        link = self.link_of(self.customer)
        there = link.external_id
        self.unlink_entry(link)
        self.assertFalse(link.external_id or link.remote_record_id or link.bound_at or link.digest)
        self.assertEqual(link.refused_ids, [there])
        other = self.released(connection, self.customer)
        issue = self.open_issue(connection)
        self.assertEqual((other.bridge_state, issue.reason), ("rejected", "customer_unlinked"))
        self.assertIn("a person said that it is not the same", issue.reason_text)
        for _run in range(2):
            self.turn(connection)
        self.assertFalse(link.external_id, "not by another run either")
        self.assert_in_step(move)
        picked = self.put_there(Kind.CUSTOMER, "Bakers of London")
        self.turn(connection)
        row = self.mirrored(connection, Kind.CUSTOMER, "Bakers of London")
        self.dialog(self.cure(issue, "pick", "user"), "user", remote_record_id=row.id).action_pick()
        self.turn(connection)
        self.assert_in_step(move | other)
        self.assertEqual([record.customer_id for record in self.there(Kind.INVOICE)], [there, picked])

    def test_the_same_after_all(self):
        connection, move = self.linked()
        link = self.link_of(self.customer)
        there = link.external_id
        self.unlink_entry(link)
        other = self.released(connection, self.customer)
        with self.assertRaises(AccessError):
            self.cure(self.open_issue(connection), "confirm_match", "user")
        self.cure(self.open_issue(connection), "confirm_match")
        self.assertEqual((link.external_id, link.refused_ids), (there, False))
        self.turn(connection)
        self.assert_in_step(move | other)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 1)

    def test_create_it_beside_the_other_one(self):
        """The plain name is that of the one it is not: it goes by another one."""
        connection, move = self.linked()
        self.unlink_entry(self.link_of(self.customer))
        other = self.released(connection, self.customer)
        self.customer.name = "Baker Brothers of York"
        self.cure(self.open_issue(connection), "create")
        self.turn(connection)
        self.assert_in_step(move | other)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 2)

    def test_who_when_what_and_why(self):
        connection, _move = self.linked()
        link, ledger = self.link_of(self.customer), connection.ledger_name
        person = self.people["bookkeeper", "a"]
        self.unlink_entry(link, "<b>Wrong</b> branch.")
        (event,) = link.event_ids
        self.assertEqual((event.what, event.user_id, event.why), ("unlinked", person, "<b>Wrong</b> branch."))
        self.assertEqual((event.old_name, event.new_name), ("Baker Bros", False))
        self.assertAlmostEqual(event.at.timestamp(), fields.Datetime.now().timestamp(), delta=120)
        message = self.customer.message_ids[0]
        self.assertEqual(message.author_id, person.partner_id)
        self.assertIn(f'No longer linked to "Baker Bros" in {ledger}.', message.preview)
        self.assertIn("&lt;b&gt;Wrong&lt;/b&gt;", message.body, "what a person types is text")
        item = self.link_of(self.service)
        self.unlink_entry(item)
        self.assertIn("No longer linked", self.chatter(self.service))

    def test_link_to_another_one(self):
        connection, move = self.linked()
        link, there = self.link_of(self.customer), self.put_there(Kind.CUSTOMER, "Bakers of London")
        before = link.external_id
        self.turn(connection)
        self.relink(link, self.mirrored(connection, Kind.CUSTOMER, "Bakers of London"))
        self.assertEqual((link.external_id, link.refused_ids, link.bound_by), (there, [before], "picked"))
        (event,) = link.event_ids
        self.assertEqual((event.what, event.old_id, event.new_id), ("relinked", before, there))
        self.assertIn('Linked to "Bakers of London"', self.chatter(self.customer))
        self.assertIn('instead of "Baker Bros"', self.chatter(self.customer))
        other = self.released(connection, self.customer)
        self.assert_in_step(move | other)
        self.assertEqual([record.customer_id for record in self.there(Kind.INVOICE)], [before, there])

    def test_the_dialog_says_what_it_does_not_change(self):
        _connection, _move = self.linked()
        wizard = self.dialog(self.as_("bookkeeper", self.link_of(self.customer)).action_unlink_entry())
        self.assertIn("1 document was sent with it", wizard.told_text)
        with self.assertRaisesRegex(UserError, "say why"):
            wizard.action_apply()
        self.assertTrue(self.link_of(self.customer).external_id)

    def test_refused_while_a_document_is_under_way(self):
        connection, move = self.linked()
        link, other = self.link_of(self.customer), self.invoice()
        self.release(other)
        with self.losing_answers():
            self.turn(connection)
        self.assertIn(other.bridge_state, ("sending", "uncertain"))
        with self.assertRaisesRegex(UserError, "what became of them is not known yet"):
            self.unlink_entry(link)
        self.env.invalidate_all()
        self.assertTrue(link.external_id)
        self.assertFalse(link.event_ids)
        self.turn(connection)
        self.assert_in_step(move | other)
        self.unlink_entry(link)
        self.assertFalse(link.external_id)

    def test_whoever_shares_the_entry_keeps_it(self):
        connection, move = self.linked()
        link, there = self.link_of(self.customer), self.link_of(self.customer).external_id
        branch = self._customer("Branch")
        other = self.invoice(customer=branch)
        self.release(other)
        self.link_of(branch)._bind(link.remote_record_id, "picked")
        self.assertEqual(branch.bridge_binding_ids.alias_of_id, link)
        self.unlink_entry(link)
        self.assertEqual((self.link_of(branch).external_id, link.external_id), (there, False))
        self.turn(connection)
        self.assert_in_step(move | other)

    def test_who_may(self):
        connection, _move = self.linked()
        link, row = self.link_of(self.customer), self.link_of(self.customer).remote_record_id
        for rank, where in (("user", "a"), ("manager", "b")):
            seen = self.as_(rank, link, where)
            with self.subTest(rank=rank, where=where), self.assertRaises(AccessError):
                wizards = self.as_(rank, self.env["bridge.relink"], where)
                wizards.create({"binding_ids": [(6, 0, seen.ids)], "unlinks": True, "why": "no"}).action_apply()
        self.env.invalidate_all()
        self.assertEqual(link.remote_record_id, row)
        self.assertEqual(connection.state, "connected")

    def test_a_document_is_not_unlinked_so(self):
        _connection, move = self.linked()
        with self.assertRaisesRegex(UserError, "Only customers"):
            self.unlink_entry(move.bridge_transfer_id.binding_id)

    def test_several_of_the_list(self):
        """*Unlink* takes a selection, *Link to another one* does not; both are for bookkeepers."""
        _connection, _move = self.linked()
        links = self.link_of(self.customer) | self.link_of(self.service)
        with self.assertRaisesRegex(UserError, "tick one row"):
            self.as_("bookkeeper", links).action_link_to_another()
        self.unlink_entry(links)
        self.assertFalse(any(links.mapped("external_id")))
        names = {"Unlink", "Link to another one"}
        for rank, offered in (("user", set()), ("bookkeeper", names), ("manager", names)):
            menu = self.as_(rank, self.env["ir.actions.actions"]).get_bindings("bridge.binding").get("action", ())
            self.assertEqual({action["name"] for action in menu} & names, offered, rank)

    def test_an_entry_that_was_said_no_to_is_asked_about(self):
        """The other way round: it does not become the partner's again because it was changed there."""
        connection = self.connection()
        connection.customer_direction = "both"
        there = self.enter_customer_there("Baker Bros", phone="555 0100")
        self.turn(connection)
        link = self.link_of(self.customer)
        self.assertEqual(link.external_id, there)
        self.unlink_entry(link)
        self.change_customer_there(there, phone="555 0111")
        self.turn(connection)
        self.assertFalse(link.external_id)
        self.assertEqual(self.env["res.partner"].search_count([("name", "=", "Baker Bros")]), 1)
        self.assertIn("customer_unclear", self.open_issues(connection).mapped("reason"))
