"""Entries that a person has put right there are asked for themselves: many of them, and whatever is answered."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.accounting_bridge.engine import crank, rereading
from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Find, Page, Reading, Unwritable

from ..ledgers.notebook import NotebookLedger
from .common import BridgeCase
from .scenarios import Scenarios


@tagged("post_install", "-at_install")
class TestRereading(Scenarios, BridgeCase):
    """One or many, answered or not: no session asks twice, and none is stopped for ever."""

    def missing(self, *names):
        """Return a connection, and an invoice of each of these customers, whom somebody entered under a slow clock and
        then pressed *I fixed it there - check again*.
        """
        self.put_there(Kind.CUSTOMER, "Known Already")
        connection = self.connection(create_missing_customer="never")
        moves = self.env["account.move"].union(*(self.invoice(customer=self._customer(name)) for name in names))
        self.release(moves)
        self.turn(connection)
        self.assertEqual(set(moves.mapped("bridge_state")), {"rejected"})
        with self.slow_clock():
            for name in names:
                self.put_there(Kind.CUSTOMER, name)
        issues = self.env["bridge.issue"].search([("connection_id", "=", connection.id), ("state", "=", "open")])
        self.as_("user", issues).with_context(cure="check_again").action_cure_selected()
        self.env.flush_all()
        del self.sent[:]
        return connection, moves

    def marked(self):
        return self.env["bridge.binding"].search([("is_to_find", "=", True)]).mapped("record_name")

    def named(self):
        """Return the names of customers that were asked for, one list for each text."""
        found = [[what for _kind, what in self.reads_in(payload) if isinstance(what, list)] for payload in self.sent]
        return [what for payload in found for what in payload]

    def test_many_are_asked_for_in_turn(self):
        connection, moves = self.missing("One", "Two", "Three")
        self.assertEqual(self.marked(), ["One", "Two", "Three"])
        sessions = len(connection.session_ids)
        with patch.object(rereading, "AT_ONCE", 2):
            self.turn(connection)
        self.assert_in_step(moves)
        self.assertEqual((self.named(), self.marked()), ([["One", "Two"], ["Three"]], []))
        self.assertEqual(len(connection.session_ids), sessions + 1)

    def test_without_a_mark_nothing_is_asked(self):
        connection, _moves = self.missing("One")
        self.turn(connection)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.assertEqual(rereading.plan(connection), [])
        self.turn(connection)
        self.assertEqual(self.named(), [["One"]])

    def answering(self, reason, *, naming=""):
        """Let the Notebook answer a question by name with a reason, or only one that names somebody."""
        original = NotebookLedger.decode

        def decode(ledger, answer, requests):
            read = original(ledger, answer, requests)
            return Reading(
                tuple(
                    Page(page.kind, reason=reason) if self.names(request, naming) else page
                    for request, page in zip(requests, read.pages, strict=True)
                )
                if read.pages
                else (),
                read.outcomes,
            )

        return patch.object(NotebookLedger, "decode", decode)

    def failing(self, problem, *, naming=""):
        """Let a whole round trip fail that asks so."""
        original = NotebookLedger.decode

        def decode(ledger, answer, requests):
            if any(self.names(request, naming) for request in requests):
                return Reading(problem=problem)
            return original(ledger, answer, requests)

        return patch.object(NotebookLedger, "decode", decode)

    @staticmethod
    def names(request, name):
        return isinstance(request, Find) and (not name or name in request.names)

    def test_what_nobody_answered_is_asked_again(self):
        connection, moves = self.missing("One", "Two")
        for ways in (self.answering, self.failing):
            with ways("throttled"):
                self.turn(connection)
            self.assertEqual((connection.last_session_id.problem, self.marked()), ("throttled", ["One", "Two"]))
        self.assertEqual(set(moves.mapped("bridge_state")), {"queued"})
        self.turn(connection)
        self.assert_in_step(moves)
        self.assertEqual((self.named(), self.marked()), ([["One", "Two"]] * 3, []))

    def test_no_question_stops_a_session(self):
        """Whatever becomes of it, everything else goes on, and who is not found is missing as before."""
        for ways in (self.answering, self.failing):
            for reason in ("not_understood", "answer_unreadable", "ledger_out_of_order", "not_run"):
                self.open_book(f"{ways.__name__} {reason}")
                with self.subTest(ways=ways.__name__, reason=reason), self.env.cr.savepoint() as savepoint:
                    connection, moves = self.missing("One")
                    with ways(reason):
                        self.turn(connection)
                    self.assertEqual((connection.last_session_id.state, self.marked()), ("done", []))
                    self.assertEqual((moves.bridge_state, self.named()), ("rejected", [["One"]]))
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_what_is_refused_together_is_asked_one_by_one(self):
        """One that nobody there understands takes nothing away from the others."""
        for ways in (self.answering, self.failing):
            self.open_book(f"{ways.__name__} together")
            with self.subTest(ways=ways.__name__), self.env.cr.savepoint() as savepoint:
                connection, moves = self.missing("One", "Bad", "Two")
                sessions = len(connection.session_ids)
                with ways("not_understood", naming="Bad"):
                    self.turn(connection)
                self.assertEqual(self.named(), [["One", "Bad", "Two"], ["One"], ["Bad"], ["Two"]])
                self.assertEqual(moves.mapped("bridge_state"), ["processed", "rejected", "processed"])
                self.assertEqual((len(connection.session_ids), self.marked()), (sessions + 1, []))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_records_that_cannot_be_read_are_not_asked_for(self):
        """A session begins all the same, and asks for the others."""
        connection, moves = self.missing("One", "Two")
        hidden = moves[0].partner_id
        rule = self.env["ir.rule"].create(
            {
                "name": "Not this one",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": f"[('id', '!=', {hidden.id})]",
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertLogs(rereading.__name__, "ERROR") as said:
            (entry,) = rereading.plan(connection)
        self.assertEqual((entry["names"], len(said.records)), (["Two"], 2))
        self.assertEqual(self.marked(), ["Two"])
        rule.unlink()
        self.env.invalidate_all()
        self.turn(connection)
        self.assertEqual((moves.mapped("bridge_state"), self.marked()), (["rejected", "processed"], []))

    def test_an_address_is_asked_for_as_it_is_written_too(self):
        connection, moves = self.missing("One")
        moves.partner_id.email = "Ann <Ann.Lee@One.example>"
        with patch.object(type(connection), "_leading_key", lambda connection, kind: "email"):
            (entry,) = rereading.plan(connection)
        self.assertEqual(entry["keys"], ["Ann.Lee@One.example", "ann.lee@one.example"])

    def test_another_company_answers_nothing(self):
        connection, moves = self.missing("One")
        book = self.book_path
        self.open_book("somebody else's")
        self.turn(connection)
        self.assertEqual((connection.state, self.marked()), ("wrong_company", ["One"]))
        self.open_book(book.stem)
        self.turn(connection)
        self.turn(connection)
        self.assertEqual((moves.bridge_state, self.marked()), ("processed", []))

    def test_what_cannot_be_written_there_is_nobody_there(self):
        connection, moves = self.missing("Bad", "One")
        original = NotebookLedger.encode_reads

        def encode_reads(ledger, requests):
            if any(self.names(request, "Bad") for request in requests):
                raise Unwritable("nothing to be found by name")
            return original(ledger, requests)

        with patch.object(NotebookLedger, "encode_reads", encode_reads):
            self.turn(connection)
        self.assertEqual((connection.last_session_id.state, self.named(), self.marked()), ("done", [["One"]], []))
        self.assertEqual(moves.mapped("bridge_state"), ["rejected", "processed"])

    def test_a_session_that_only_goes_on_is_none(self):
        """Before anything is asked it is looked who answers, so that everything is read."""
        connection, moves = self.missing("One")
        last = connection.last_session_id
        last.write({"state": "done", "ran_out": True, "read_done": True, "ended_at": fields.Datetime.now()})
        links = self.env["bridge.binding"].search([("is_to_find", "=", True)])
        links.is_to_find = False
        self.assertTrue(crank._only_goes_on(connection, last))
        links.is_to_find = True
        self.assertFalse(crank._only_goes_on(connection, last))
        self.turn(connection)
        self.assert_in_step(moves)
        self.assertEqual([bool(self.reads_in(payload)) for payload in self.sent[:2]], [True, True])
        self.assertEqual(self.sent[1], {"pulls": [["customer", 0, ["One"]]]})

    def test_the_last_calls_of_a_day_are_for_what_is_sent(self):
        connection, moves = self.missing("One")
        with patch.object(crank, "_only_sends", lambda connection: True):
            self.turn(connection)
        self.assertEqual((self.named(), self.marked()), ([], ["One"]))
        self.release(moves)
        self.turn(connection)
        self.assert_in_step(moves)

    def test_a_part_is_read_without_it(self):
        """Who only looks at what the ledger told of decides nothing; the next session asks."""
        connection, moves = self.missing("One")
        part = [{"kind": "company", "since": ""}]
        with patch.object(crank.notices, "part_of", lambda connection, last, plan: part):
            self.turn(connection)
        self.assertEqual((self.named(), self.marked()), ([], ["One"]))
        self.turn(connection)
        self.assert_in_step(moves)

    def test_where_no_document_waits(self):
        """Who is matched ahead is asked about before anything is released, and found in the same way."""
        self.put_there(Kind.CUSTOMER, "Known Already")
        connection = self.connection(create_missing_customer="never")
        ahead = self._customer("Ahead", customer_rank=1)
        connection.customers_ahead = True
        self.turn(connection)
        with self.slow_clock():
            there = self.put_there(Kind.CUSTOMER, "Ahead")
        link = self.env["bridge.binding"].search([("partner_id", "=", ahead.id)])
        self.cure(link.issue_id, "check_again", "user")
        self.turn(connection)
        self.assertEqual((link.external_id, link.match_state, link.is_to_find), (there, "matched", False))
        self.assertIn(["Ahead"], self.named())

    def test_those_that_it_could_be_are_asked_for_too(self):
        """Whom a person was shown may be set right there under the name that it has there."""
        twins = self.put_there(Kind.CUSTOMER, "Baker Bros"), self.put_twin_there(Kind.CUSTOMER, "BAKER BROS")
        connection = self.connection(create_missing_customer="never")
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_transfer_id.reason, "customer_ambiguous")
        with self.slow_clock():
            self.change_there(Kind.CUSTOMER, twins[1], active=False)
        self.cure(self.open_issue(connection), "check_again", "user")
        del self.sent[:]
        self.turn(connection)
        self.assertEqual((self.named(), self.marked()), ([["Baker Bros", "BAKER BROS"]], []))
        rows = self.mirrored(connection, Kind.CUSTOMER)
        self.assertEqual(rows.filtered("is_active").mapped("remote_id"), [twins[0]])
