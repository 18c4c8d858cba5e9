"""What the log says of a run: what was done, in right numbers."""

from odoo.tests import tagged

from ..engine import run_words
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
