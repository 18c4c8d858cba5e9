"""The report of a batch, and the digest of what went by itself."""

import re
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import html2plaintext

from odoo.addons.mail.tests.common import MailCase

from .common import BridgeCommon
from .double import DoubleLedger

SCRIPT = "<img src=x onerror=alert(1)>"


@tagged("post_install", "-at_install")
class TestReports(MailCase, BridgeCommon):
    """Rejected first, sums equal to the ledger's, to who released; nothing is sent inside a transaction."""

    def batch(self):
        """Return a batch of three: two processed, one of them for a nasty name, and one rejected."""
        self.con = self.connection(report_user_ids=[(6, 0, self.people["bookkeeper", "a"].ids)])
        self.nasty = self.invoice(self.line(price=70), customer=self._customer(SCRIPT))
        self.plain = self.invoice(self.line(price=30.5))
        self.bad = self.invoice(self.line(price=11))
        DoubleLedger.refused[self.number(self.bad)] = "refused"
        batch = self.release(self.nasty | self.plain | self.bad)
        with self.mock_mail_gateway():
            self.turn(self.con)
            self.mails = self._new_mails
            self.sent_at_once = list(self._mails)
        return batch

    def number(self, move):
        return move.name.replace("INV/20", "").replace("/", "")

    def test_report(self):
        batch = self.batch()
        self.assertEqual((batch.state, bool(batch.reported_at)), ("done", True))
        (mail,) = self.mails
        self.assertEqual(self.sent_at_once, [], "a report is queued, never sent from inside the engine")
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("2 processed, 1 rejected", mail.subject)
        self.assertEqual(
            mail.recipient_ids,
            self.people["user", "a"].partner_id | self.people["bookkeeper", "a"].partner_id,
        )
        text = " ".join(html2plaintext(mail.body_html).replace("*", "").split())
        places = [text.index(move.name) for move in (self.bad, self.nasty, self.plain)]
        self.assertEqual(places[0], min(places), "rejected first")
        self.assertIn("The double says no.", text)
        self.assertRegex(text, r"100\.50.*in Odoo.*100\.50")
        self.assertEqual(batch._report_rows()["sums"], {"total": "100.50", "remote_total": "100.50"})
        self.assertIn(f"/odoo/accounting/customer-invoices/{self.bad.id}", mail.body_html)

    def test_a_long_report_names_the_first_and_counts_the_rest(self):
        """The sums are those of all documents, also of those that the mail does not name."""
        self.enterContext(patch("odoo.addons.accounting_bridge.models.bridge_batch.ROWS_IN_REPORT", 2))
        connection = self.connection()
        moves = self.env["account.move"].union(*(self.invoice(self.line(price=10.0 * (n + 1))) for n in range(5)))
        batch = self.release(moves)
        with self.mock_mail_gateway():
            self.turn(connection)
            text = html2plaintext(self._new_mails.body_html)
        report = batch._report_rows()
        self.assertEqual(report["counts"], {"rejected": 0, "warnings": 0, "processed": 5, "waiting": 0})
        self.assertEqual([row["number"] for row in report["processed"]], moves[:2].mapped("name"))
        self.assertEqual(report["sums"], {"total": "150.00", "remote_total": "150.00"})
        self.assertIn("Processed (5)", text)
        self.assertIn("and 3 more", text)
        self.assertIn(f"/odoo/bridge.batch/{batch.id}", self._new_mails.body_html)
        self.assertNotIn(moves[4].name, text)

    def test_names_are_text_not_markup(self):
        self.batch()
        (mail,) = self.mails
        self.assertNotIn("<img", mail.body_html)
        self.assertIn("&lt;img src=x onerror=alert(1)&gt;", mail.body_html)
        issue = self.open_issue(self.con)
        self.assertNotIn("<img", issue.reason_text)

    def test_words_of_a_ledger_are_text_not_markup(self):
        """What a ledger says in its own words is escaped in mail and in an activity."""
        connection = self.connection(create_missing_customer="never")
        move = self.invoice(customer=self._customer(SCRIPT))
        self.release(move)
        with self.mock_mail_gateway():
            self.turn(connection)
            (mail,) = self._new_mails
        self.assertNotIn("<img", mail.body_html)
        issue = self.open_issue(connection)
        self.assertIn(SCRIPT, issue.reason_text)
        self.as_("user", issue).action_ask()
        self.env.invalidate_all()
        self.assertNotIn("<img", str(issue.activity_ids.note))
        self.assertIn("onerror", str(issue.activity_ids.note))

    def test_a_difference_is_a_warning(self):
        """What the ledger holds with another total is processed, and told with both totals."""
        self.con = self.connection()
        DoubleLedger.changes_totals_by = 1
        move = self.invoice(self.line(price=50))
        batch = self.release(move)
        self.turn(self.con)
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("processed", "total_differs"))
        rows = batch._report_rows()
        self.assertEqual([row["number"] for row in rows["warnings"]], [move.name])
        self.assertEqual(rows["sums"], {"total": "50.00", "remote_total": "51.00"})
        self.assertIn("accept_difference", [cure["code"] for cure in move.bridge_cures])
        self.as_("bookkeeper", move).with_context(cure="accept_difference").action_bridge_cure()
        self.env.invalidate_all()
        self.assertIn("accepted by Bookkeeper A", move.bridge_ribbon)

    def test_a_batch_reports_once(self):
        batch = self.batch()
        with self.mock_mail_gateway():
            self.turn(self.con)
            self.env["bridge.connection"]._cron_report()
            self.assertFalse(self._new_mails)
        # Released again it is in another batch; this one keeps what it came to.
        DoubleLedger.refused.clear()
        again = self.release(self.bad)
        self.assertNotEqual(again, batch)
        self.turn(self.con)
        self.assertEqual((batch.processed_count, batch.rejected_count), (2, 1))
        self.assertEqual((again.processed_count, again.rejected_count), (1, 0))

    def test_what_waits_is_told_after_a_day(self):
        connection = self.connection(create_missing_customer="ask")
        move = self.invoice()
        batch = self.release(move)
        with self.mock_mail_gateway():
            self.turn(connection)
            self.assertFalse(self._new_mails)
            batch.released_at = fields.Datetime.subtract(fields.Datetime.now(), hours=25)
            self.env.flush_all()
            self.env["bridge.connection"]._cron_report()
            (mail,) = self._new_mails
        self.assertIn(move.name, html2plaintext(mail.body_html))
        self.assertEqual([row["number"] for row in batch._report_rows()["waiting"]], [move.name])

    def test_automatic_releases_make_one_digest_a_day(self):
        connection = self.connection(bookkeeper_id=self.people["bookkeeper", "a"].id)
        moves = [self.invoice(), self.invoice()]
        with self.mock_mail_gateway():
            for move in moves:
                self.env["bridge.batch"]._release(connection, move, origin="policy")
                self.turn(connection)
            self.assertFalse(self._new_mails, "nobody pressed, nobody is mailed for each")
            self.env["bridge.connection"]._cron_report()
            (mail,) = self._new_mails
            self.env["bridge.connection"]._cron_report()
            self.assertEqual(len(self._new_mails), 1)
        self.assertEqual(mail.recipient_ids, self.people["bookkeeper", "a"].partner_id)
        text = html2plaintext(mail.body_html)
        for move in moves:
            self.assertIn(move.name, text)
        self.assertTrue(re.search(r"\b2 batches", text))

    def test_stopping_a_connection_sends_no_mail_from_inside(self):
        """An activity for somebody who reads e-mail is queued, not sent by a mail server inside a commit."""
        contact = self.people["manager", "a"]
        contact.notification_type = "email"
        connection = self.connection(contact_id=contact.id)
        with self.mock_mail_gateway():
            connection._stop("wrong_company", "wrong_company", {"name": "A", "expected": "B"})
            self.env.cr.postcommit.run()
            self.assertEqual(len(self._mails), 0)
            self.assertEqual(self._new_mails.mapped("state"), ["outgoing"])
        self.assertEqual(connection.activity_ids.user_id, contact)
