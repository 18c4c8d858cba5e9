"""What the log says of a run: what was done, in right numbers."""

from odoo import fields
from odoo.tests import tagged

from ..engine import crank, run_words
from .double import DoubleLedger
from .meeting_case import MeetingCase


@tagged("post_install", "-at_install")
class TestRunWords(MeetingCase):
    def said(self, connection):
        self.turn(connection)
        return connection.last_session_id.result, connection.last_session_id.meeting_text

    def test_only_reading(self):
        connection = self.connection(enabled=False)
        connection.action_connect()
        self.enter("Acme")
        result, _customers = self.said(connection)
        self.assertRegex(result, r"^OK - (1 record|\d+ records) read, nothing sent$")
        session = connection.last_session_id
        for count, words in ((1, "OK - 1 record read, nothing sent"), (2, "OK - 2 records read, nothing sent")):
            session.records_read = count
            with self.subTest(count=count):
                self.assertEqual(run_words.of_run(session), words)

    def test_how_long_it_takes_yet(self):
        """At the pace so far, of what is under way; nothing is said before anybody can say."""
        connection = self.connection(enabled=False)
        self.turn(connection)
        session = connection.last_session_id
        session.write({"read_counts": {"customer": {"read": 2000, "left": 18000}}, "meeting_left": 0})
        for seconds, words in ((0, ""), (5, "about a minute left"), (30, "about 5 minutes left")):
            session.reads_since = fields.Datetime.subtract(fields.Datetime.now(), seconds=seconds)
            with self.subTest(seconds=seconds):
                self.assertEqual(session._estimate_words(), words)
        session.write({"read_counts": {}, "meeting_left": 600, "meeting_counts": {"met": 300, "before": 9000}})
        session.started_at = fields.Datetime.subtract(fields.Datetime.now(), seconds=8)
        self.assertEqual(session._estimate_words(), "about a minute left")
        self.assertFalse(connection.last_session_estimate, "a run that is over takes no time")
        session.state = "running"
        connection.invalidate_recordset()
        self.assertEqual(connection.last_session_estimate, "about a minute left")

    def test_nothing(self):
        connection = self.both_ways()
        self.turn(connection)
        self.assertEqual(self.said(connection), ("OK - nothing new", ""))

    def test_customers_that_came(self):
        connection = self.both_ways()
        self.turn(connection)
        self.enter("Acme")
        self.assertEqual(self.said(connection), ("OK - 1 customer created in Odoo", "1 customer created in Odoo"))
        for name in ("Beta", "Gamma"):
            self.enter(name)
        self.assertEqual(self.said(connection)[0], "OK - 2 customers created in Odoo")

    def test_customers_that_were_updated(self):
        connection = self.both_ways()
        ids = [self.known(connection, name)[1] for name in ("Acme", "Beta", "Gamma")]
        for id_ in ids:
            self.edit(id_, phone="555 0199")
        self.assertEqual(self.said(connection)[0], "OK - 3 customers updated in Odoo")
        self.edit(ids[0], phone="555 0177")
        self.assertEqual(self.said(connection)[0], "OK - 1 customer updated in Odoo")

    def test_customers_that_were_sent(self):
        connection = self.both_ways()
        partners = [self.known(connection, name)[0] for name in ("Acme", "Beta")]
        for partner in partners:
            partner.phone = "555 0199"
        result, _customers = self.said(connection)
        self.assertIn("2 customers updated in Double", result.replace(connection.ledger_name, "Double"))
        self.assertNotIn("processed", result)
        partners[0].phone = "555 0188"
        self.assertIn(f"1 customer updated in {connection.ledger_name}", self.said(connection)[0])

    def test_one_conflict_is_one_question(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        partner.phone = "555 0111"
        self.edit(there, phone="555 0222")
        self.assertEqual(self.said(connection), ("OK - 1 question", "1 question"))
        self.assertEqual(len(self.issues(connection)), 1)

    def test_documents_come_first(self):
        """What a release came to is the word on a run, as the Web Connector shows it."""
        connection = self.both_ways()
        self.turn(connection)
        move = self.invoice()
        self.release(move)
        connection.create_missing_customer = connection.create_missing_item = "always"
        self.assertEqual(self.said(connection)[0], "OK - 1 processed, 0 rejected")
        self.assertTrue(DoubleLedger.entries)

    def test_all_of_it_is_in_one_line(self):
        """Customers that came to Odoo in a run with documents are told there too, and nowhere else in the log."""
        connection = self.both_ways()
        self.turn(connection)
        move = self.invoice()
        self.release(move)
        connection.create_missing_customer = connection.create_missing_item = "always"
        self.enter("Acme")
        self.assertEqual(self.said(connection)[0], "OK - 1 processed, 0 rejected, 1 customer created in Odoo")
        for view in ("bridge_session_view_list", "bridge_session_view_form", "bridge_connection_view_form"):
            arch = self.env.ref(f"accounting_bridge.{view}").arch
            self.assertIn('name="result"' if "session" in view else "session_ids", arch)
            self.assertNotIn("meeting_text", arch)

    def test_before_a_problem(self):
        """What was done before a run was stopped is told with it."""
        connection = self.both_ways()
        self.turn(connection)
        session = connection.last_session_id
        session.write({"problem": "throttled", "meeting_counts": {"created": 2}})
        self.assertTrue(crank.result_words(session).endswith(" Before that: 2 customers created in Odoo."))
