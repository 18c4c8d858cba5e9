"""Questions that people ignore, answer together or by another name, and merges in Odoo, whatever the ledger."""

from odoo import Command
from odoo.exceptions import AccessError, UserError

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .who_scenarios import WhoHelpers


class IgnoreScenarios(WhoHelpers):
    """What nobody wants to be asked about, until it is something else."""

    def ambiguous(self):
        """Return a connection, an invoice that several customers there could be meant by, and its issue."""
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.put_twin_there(Kind.CUSTOMER, "Baker Bros")
        connection = self.connection(create_missing_customer="never")
        move = self.released(connection, self.customer)
        return connection, move, self.open_issue(connection)

    def test_ignored_with_a_reason(self):
        connection, move, issue = self.ambiguous()
        with self.assertRaisesRegex(UserError, "say why"):
            self.ignore(issue, "  ")
        self.ignore(issue)
        self.assertRecordValues(
            issue,
            [
                {
                    "state": "ignored",
                    "ignored_by_id": self.people["bookkeeper", "a"].id,
                    "ignored_why": "We stopped selling to them.",
                }
            ],
        )
        self.assertIn("We stopped selling to them.", issue.ignored_text)
        self.assertFalse(issue.cures)
        for _run in range(2):
            self.turn(connection)
        self.assertEqual((issue.state, move.bridge_state), ("ignored", "rejected"))
        self.assertEqual(connection.customer_issue_count, 0)

    def test_another_document_brings_it_back(self):
        connection, move, issue = self.ambiguous()
        self.ignore(issue)
        other = self.released(connection, self.customer)
        self.assertEqual((issue.state, other.bridge_transfer_id.issue_id), ("open", issue))
        self.assertIn("it is back", issue.ignored_text)
        self.assertEqual(self.open_issues(connection), issue, "it is the same one")
        self.assertEqual(move.bridge_state, "rejected")

    def test_another_cause_brings_it_back(self):
        """The same question with other candidates is another one; with the same it is not."""
        connection, _move, issue = self.ambiguous()
        self.ignore(issue)
        filed = {
            "reason": issue.reason,
            "root": issue.root,
            "kind": issue.kind,
            "binding_id": issue.binding_id.id,
            "arguments": issue.reason_arguments,
        }
        issues = self.env["bridge.issue"]
        issues._file(connection.id, [filed])
        self.assertEqual(issue.state, "ignored")
        changed = {**filed, "arguments": {**issue.reason_arguments, "candidates": "somebody else"}}
        self.assertEqual(set(issues._file(connection.id, [changed]).values()), {issue.id})
        self.assertEqual(issue.state, "open")

    def test_a_question_that_waits_in_the_queue(self):
        """What is asked of a document that stays queued is asked anew in every run: ignored, it stays so."""
        connection = self.connection(create_missing_customer="ask")
        move = self.released(connection, self.customer)
        issue = self.open_issue(connection)
        self.ignore(issue)
        before = len(move.bridge_transfer_id.event_ids)
        for _run in range(2):
            self.turn(connection)
        self.assertEqual((issue.state, move.bridge_state), ("ignored", "queued"))
        self.assertEqual(len(move.bridge_transfer_id.event_ids), before, "nothing happened, nothing is written down")

    def test_it_answers_itself(self):
        """Linked by another way it is settled, and what it held up goes on."""
        connection, move, issue = self.ambiguous()
        self.ignore(issue)
        row = issue.candidate_ids[0]
        issue.binding_id._bind(row, "picked")
        self.turn(connection)
        self.turn(connection)
        self.assertEqual(issue.state, "solved")
        self.assert_in_step(move)

    def test_take_up_again(self):
        connection, move, issue = self.ambiguous()
        self.ignore(issue)
        self.as_("user", issue).action_take_up_again()
        self.env.invalidate_all()
        self.assertEqual((issue.state, issue.ignored_why, issue.ignored_text), ("open", False, ""))
        with self.assertRaisesRegex(UserError, "None of these issues is ignored"):
            self.as_("user", issue).action_take_up_again()
        issue._link(issue.candidate_ids[0])
        self.turn(connection)
        self.assert_in_step(move)

    def test_who_may_ignore_what(self):
        connection, _move, issue = self.ambiguous()
        with self.assertRaises(AccessError):
            self.ignore(issue, rank="user")
        filed = {"reason": "accounts_missing", "root": "connection", "kind": "connection", "arguments": {}}
        of_all = self.env["bridge.issue"]._file(connection.id, [filed])
        settings = self.env["bridge.issue"].browse(of_all.values())
        with self.assertRaisesRegex(UserError, "None of these can be ignored"):
            self.ignore(settings)
        self.ignore(settings | issue)
        self.assertEqual((issue.state, settings.state), ("ignored", "open"))


class BulkScenarios(WhoHelpers):
    """Many questions, one press; what is not beyond doubt is left."""

    def test_create_all_makes_nobody_twice(self):
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.put_twin_there(Kind.CUSTOMER, "Baker Bros")
        connection = self.connection(create_missing_customer="never")
        others = [self._customer(f"Newcomer {number}") for number in range(3)]
        moves = self.released(connection, self.customer, *others)
        issues = self.open_issues(connection)
        self.assertEqual(len(issues), 4)
        with self.assertRaises(AccessError):
            self.as_("user", issues).action_create_all()
        told = self.as_("bookkeeper", issues).action_create_all()["params"]
        self.env.invalidate_all()
        self.assertIn("To be created: 3. 1 was left as it is", told["message"])
        self.turn(connection)
        self.assert_in_step(moves[1:])
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 5)
        self.assertEqual(self.open_issue(connection).reason, "customer_ambiguous")
        with self.assertRaisesRegex(UserError, "nothing is created"):
            self.as_("bookkeeper", self.open_issue(connection)).action_create_all()

    def probable(self):
        """Return a connection led by e-mail, and three customers: two match somebody probably, one several."""
        there = {
            name: self.enter_customer_there(name, email=f"old@{number}.example")
            for number, name in enumerate(("Baker Bros", "Smith", "Jones"))
        }
        connection = self.connection(create_missing_customer="never")
        connection.customer_key = "email"
        people = [self.customer, self._customer("Smith"), self._customer("Jones"), self._customer("Jones")]
        for number, partner in enumerate(people):
            partner.email = f"new@{number}.example"
        return connection, people, there

    def test_accept_all_probable(self):
        connection, people, there = self.probable()
        moves = self.released(connection, *people)
        issues = self.open_issues(connection)
        self.assertEqual(sorted(issues.mapped("reason")), ["customer_ambiguous"] * 2 + ["customer_probable"] * 2)
        with self.assertRaises(AccessError):
            self.as_("user", issues).action_accept_probable()
        told = self.as_("bookkeeper", issues).action_accept_probable()["params"]
        self.env.invalidate_all()
        self.assertIn("Accepted: 2. 2 were left as they are", told["message"])
        links = [self.link_of(partner) for partner in people]
        self.assertEqual([link.external_id for link in links[:2]], [there["Baker Bros"], there["Smith"]])
        self.assertEqual({link.bound_by for link in links[:2]}, {"confirmed"})
        self.assertFalse(links[2].external_id or links[3].external_id)
        self.assertEqual(links[0].event_ids.user_id, self.people["bookkeeper", "a"])
        self.turn(connection)
        self.assert_in_step(moves[:2])

    def test_two_that_claim_one_entry_are_left(self):
        connection, people, _there = self.probable()
        self.released(connection, *people[:2])
        issues = self.open_issues(connection)
        issues[0].candidate_ids = issues[1].candidate_ids
        told = self.as_("bookkeeper", issues).action_accept_probable()["params"]
        self.env.invalidate_all()
        self.assertIn("Accepted: 0. 2 were left", told["message"])
        self.assertEqual(self.open_issues(connection), issues)

    def test_how_many_documents_a_cure_frees(self):
        connection = self.connection(create_missing_customer="never")
        moves = self.invoice() | self.invoice() | self.invoice()
        self.release(moves)
        self.turn(connection)
        issue = self.open_issue(connection)
        self.assertEqual(issue.frees_text, "Settling it frees 3 documents.")
        self.assertIn("Settling it also frees 2 other documents.", moves[0].bridge_ribbon)
        self.as_("user", moves[1:]).action_bridge_hold()
        self.env.invalidate_all()
        self.assertEqual(issue.frees_text, "Settling it frees 1 document.")
        self.assertNotIn("also frees", moves[0].bridge_ribbon)
        self.cure(issue, "create")
        self.assertFalse(issue.frees_text)
        self.turn(connection)
        self.assert_in_step(moves[0])

    def test_one_issue_reads_as_one(self):
        connection = self.connection(create_missing_customer="never")
        self.released(connection, self.customer)
        self.assertEqual(connection.customer_issue_text, "1 open issue here")
        self.released(connection, self._customer("Second"))
        self.assertEqual(connection.customer_issue_text, "2 open issues here")


class MergeScenarios(WhoHelpers):
    """Two customers become one in Odoo: their links do, and the ledger's side is asked about."""

    def merge(self, loser, winner):
        """Merge two customers through the host's own wizard."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": [Command.set((loser | winner).ids)], "dst_partner_id": winner.id}
        )
        wizard.action_merge()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(loser.exists())

    def merged(self, direction=""):
        """Return a connection, the winner of a merge of two customers that the ledger holds, and their two links."""
        connection = self.connection()
        if direction:
            connection.customer_direction = direction
        loser, winner = self._customer("Baker Brothers"), self._customer("Smith & Sons")
        moves = self.released(connection, loser, winner)
        self.assert_in_step(moves)
        lost, kept = self.link_of(loser), self.link_of(winner)
        self.merge(loser, winner)
        return connection, winner, lost, kept

    def test_the_second_entry_is_asked_about(self):
        connection, winner, lost, kept = self.merged()
        self.assertEqual((lost.partner_id, lost.alias_of_id), (winner, kept))
        issue = self.open_issue(connection)
        self.assertEqual((issue.reason, issue.binding_id), ("customer_merged_here", lost))
        self.assertIn('"Smith & Sons" is used from now on; "Baker Brothers" is still there', issue.reason_text)
        self.assertEqual((lost.event_ids.what, lost.event_ids.old_name), ("merged", "Baker Brothers"))
        self.assertIn("Merged: Baker Brothers", self.chatter(winner))
        self.turn(connection)
        self.assertEqual(issue.state, "open", "it waits for an answer")
        with self.assertRaises(AccessError):
            self.cure(issue, "keep_both", "user")
        self.cure(issue, "keep_both")
        self.assertEqual(issue.state, "solved")
        self.turn(connection)
        self.assertFalse(self.open_issues(connection))

    def test_the_other_entry_is_used(self):
        connection, winner, lost, kept = self.merged()
        self.cure(self.open_issue(connection), "use_other")
        self.assertEqual((kept.alias_of_id, lost.alias_of_id.id), (lost, False))
        self.assertEqual(self.link_of(winner), lost)
        move = self.released(connection, winner)
        self.assert_in_step(move)
        self.assertEqual(self.there(Kind.INVOICE)[-1].customer_id, lost.external_id)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 2)
        self.assertFalse(self.open_issues(connection))

    def test_merged_there_too(self):
        connection, winner, lost, kept = self.merged()
        self.cure(self.open_issue(connection), "merged_there")
        move = self.released(connection, winner)
        self.assert_in_step(move)
        self.assertEqual(self.there(Kind.INVOICE)[-1].customer_id, kept.external_id)
        self.assertTrue(lost.alias_of_id)

    def test_what_was_merged_away_does_not_come_back(self):
        """A change of the second entry there makes no partner of it again."""
        connection, winner, lost, _kept = self.merged("both")
        self.cure(self.open_issue(connection), "keep_both")
        before = self.env["res.partner"].search_count([])
        self.change_customer_there(lost.external_id, phone="555 0199")
        for _run in range(2):
            self.turn(connection)
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertFalse(self.open_issues(connection))
        self.assertEqual(self.link_of(winner).external_id, _kept.external_id)

    def test_a_question_about_the_loser_answers_itself(self):
        connection = self.connection(create_missing_customer="never")
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        newcomer = self._customer("Newcomers")
        moves = self.released(connection, self.customer, newcomer)
        self.assertEqual(self.open_issue(connection).reason, "customer_missing")
        self.merge(newcomer, self.customer)
        self.assertFalse(self.open_issues(connection))
        self.turn(connection)
        self.assert_in_step(moves)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 1)

    def test_what_the_loser_was_said_not_to_be(self):
        connection, _move = self.linked()
        link = self.link_of(self.customer)
        refused = link.external_id
        self.unlink_entry(link)
        heir = self._customer("Heir")
        self.merge(self.customer, heir)
        self.assertEqual(self.link_of(heir).refused_ids, [refused])
        self.assertFalse(self.open_issues(connection))

    def test_what_shared_the_losers_entry_shares_the_one_that_is_left(self):
        connection = self.connection()
        loser, winner, branch = self._customer("Loser"), self._customer("Winner"), self._customer("Branch")
        moves = self.released(connection, loser, winner)
        self.assert_in_step(moves)
        other = self.invoice(customer=branch)
        self.release(other)
        alias = self.link_of(branch)
        alias._bind(self.link_of(loser).remote_record_id, "picked")
        kept = self.link_of(winner)
        self.merge(loser, winner)
        self.assertEqual(alias.alias_of_id, kept, "no alias stands behind an alias")
        self.turn(connection)
        self.assert_in_step(moves | other)


class AheadScenarios(WhoHelpers):
    """The same where who is who is settled before any document needs it."""

    def ahead(self):
        """Return a connection that matches customers ahead, and the question that it asks of our customer."""
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.put_twin_there(Kind.CUSTOMER, "Baker Bros")
        self.customer.customer_rank = 1
        connection = self.connection()
        connection.customers_ahead = True
        self.turn(connection)
        issue = self.open_issues(connection).filtered(lambda issue: issue.binding_id.partner_id == self.customer)
        self.assertEqual((issue.reason, issue.transfer_count), ("customer_ambiguous", 0))
        return connection, issue

    def test_chosen_before_any_document(self):
        connection, issue = self.ahead()
        row = issue.candidate_ids[1]
        self.choose(self.pair(self.chooser(issue), {self.customer: row.remote_id}))
        self.assertEqual((issue.state, self.link_of(self.customer).remote_record_id), ("solved", row))
        self.turn(connection)
        self.assertEqual(self.link_of(self.customer).match_state, "matched")
        self.assertEqual(issue.state, "solved")

    def test_ignored_until_a_document_needs_it(self):
        connection, issue = self.ahead()
        self.ignore(issue)
        link = self.link_of(self.customer)
        link.is_to_match = True
        self.turn(connection)
        self.assertEqual((issue.state, link.match_state), ("ignored", "ignored"))
        move = self.released(connection, self.customer)
        self.assertEqual((issue.state, link.match_state), ("open", "review"))
        self.assertEqual(move.bridge_transfer_id.issue_id, issue)

    def test_unlinked_is_to_be_reviewed(self):
        connection, issue = self.ahead()
        issue._link(issue.candidate_ids[0])
        self.turn(connection)
        link = self.link_of(self.customer)
        self.unlink_entry(link)
        self.turn(connection)
        asked = self.open_issues(connection).filtered(lambda issue: issue.binding_id == link)
        self.assertEqual((link.external_id, link.match_state, len(asked)), (False, "review", 1))
        self.assertNotIn(link.refused_ids[0], asked.candidate_ids.mapped("remote_id"))

    def test_create_all_without_a_document(self):
        connection, issue = self.ahead()
        connection.create_missing_customer = "ask"
        newcomer = self._customer("Newcomers", customer_rank=1)
        self.turn(connection)
        questions = self.open_issues(connection)
        self.assertIn(newcomer, questions.binding_id.partner_id)
        self.as_("bookkeeper", questions).action_create_all()
        self.env.invalidate_all()
        self.turn(connection)
        self.turn(connection)
        self.assertTrue(self.link_of(newcomer).external_id)
        self.assertEqual(issue.state, "open")
