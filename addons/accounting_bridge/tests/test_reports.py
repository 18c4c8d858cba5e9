"""The report of a batch, and the digest of what went by itself."""

import re
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import html2plaintext

from odoo.addons.mail.tests.common import MailCase

from ..ledgers.documents import Kind
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
        self.assertEqual(batch._report_rows()["sums"], {"total": "100.50 USD", "remote_total": "100.50 USD"})
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
        self.assertEqual(report["counts"], {"rejected": 0, "warnings": 0, "processed": 5, "voided": 0, "waiting": 0})
        self.assertEqual([row["number"] for row in report["processed"]], moves[:2].mapped("name"))
        self.assertEqual(report["sums"], {"total": "150.00 USD", "remote_total": "150.00 USD"})
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
        self.assertEqual(rows["sums"], {"total": "50.00 USD", "remote_total": "51.00 USD"})
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

    # === ONE ROW FOR EACH DOCUMENT === #

    def change(self, move, price):
        move.button_draft()
        move.invoice_line_ids.price_unit = price
        move.action_post()
        self.env.flush_all()
        self.env.invalidate_all()

    def told(self, batches):
        """Return what a report tells: the numbers in each place, and the sums."""
        rows = batches._report_rows()
        places = {place: [row["number"] for row in rows[place]] for place in rows["counts"] if rows[place]}
        return places, (rows["sums"]["total"], rows["sums"]["remote_total"])

    def test_a_changed_document_is_told_once(self):
        """The update is of the same batch: the document counts once, with the total that was sent last."""
        connection = self.connection()
        move, other = self.invoice(self.line(price=70)), self.invoice(self.line(price=30))
        batch = self.release(move | other)
        self.turn(connection)
        self.change(move, 80)
        self.turn(connection)
        self.assertEqual(len(move.bridge_transfer_ids), 2)
        self.assertEqual(batch.processed_count, 2)
        self.assertEqual(self.told(batch), ({"processed": [move.name, other.name]}, ("110.00 USD", "110.00 USD")))

    def test_a_change_that_was_taken_back_leaves_what_was_sent(self):
        connection = self.connection()
        move = self.invoice(self.line(price=70))
        batch = self.release(move)
        self.turn(connection)
        self.change(move, 80)
        self.as_("user", move).action_bridge_take_back()
        self.env.invalidate_all()
        self.assertEqual((move.bridge_state, batch.processed_count), ("withdrawn", 1))

    def test_a_voided_document_is_in_no_sum(self):
        connection = self.connection()
        move, other = self.invoice(self.line(price=70)), self.invoice(self.line(price=30))
        batch = self.release(move | other)
        self.turn(connection)
        move.button_draft()
        move.button_cancel()
        transfer = move.bridge_transfer_id
        self.assertIn(transfer.operation, ("void", "delete"))
        transfer._move_to("sending", {transfer.id: {}})
        transfer._move_to("processed", {transfer.id: {}})
        self.assertEqual(
            self.told(batch), ({"processed": [other.name], "voided": [move.name]}, ("30.00 USD", "30.00 USD"))
        )

    def test_in_a_digest_the_last_batch_tells(self):
        """A document that several batches of a day came to is one row, as it became last."""
        connection = self.connection()
        move = self.invoice(self.line(price=70))
        batches = self.env["bridge.batch"]
        DoubleLedger.refused[self.number(move)] = "refused"
        for _time in range(2):
            batches |= self.env["bridge.batch"]._release(connection, move, origin="policy")
            self.turn(connection)
            DoubleLedger.refused.clear()
        self.assertEqual(len(batches), 2)
        self.assertEqual(self.told(batches), ({"processed": [move.name]}, ("70.00 USD", "70.00 USD")))
        self.assertEqual(batches.mapped("rejected_count"), [1, 0])

    def test_what_a_person_forces_is_reported(self):
        connection = self.connection()
        move = self.invoice()
        batch = self.release(move)
        self.turn(connection)
        wizard = self.as_("user", self.env["bridge.set.flags"]).create({"move_ids": [(6, 0, move.ids)]})
        wizard.action_set()
        self.env.invalidate_all()
        forced = move.bridge_transfer_id.batch_id
        self.assertNotEqual(forced, batch)
        with self.mock_mail_gateway():
            self.turn(connection)
            (mail,) = self._new_mails
        self.assertIn("1 processed", mail.subject)
        self.assertEqual(mail.recipient_ids, self.people["user", "a"].partner_id)

    def test_what_was_cured_waits_in_its_new_batch_only(self):
        connection = self.connection(create_missing_customer="ask")
        self.put_there(Kind.CUSTOMER, self.customer.name)
        known, asked = self.invoice(), self.invoice(customer=self._customer("Nobody There"))
        batch = self.release(known | asked)
        self.turn(connection)
        self.assertEqual((known.bridge_state, asked.bridge_state), ("processed", "queued"))
        self.assertEqual(batch.waiting_count, 1)
        again = self.env["bridge.batch"].create({"connection_id": connection.id})
        asked.bridge_transfer_id._requeue(batch=again)
        self.env.invalidate_all()
        self.assertEqual((batch.total_count, batch.waiting_count, again.waiting_count), (1, 0, 1))
        self.assertEqual(self.told(batch)[0], {"processed": [known.name]})

    def test_every_currency_has_its_sum(self):
        connection = self.connection()
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create({"currency_id": euro.id, "name": "2020-01-01", "rate": 0.5})
        moves = self.invoice(self.line(price=70)) | self.invoice(self.line(price=30), currency_id=euro.id)
        batch = self.release(moves)
        for transfer in moves.bridge_transfer_id:
            transfer.binding_id.remote_total = str(transfer.move_id.amount_total)
            transfer._move_to("sending", {transfer.id: {}})
            transfer._move_to("processed", {transfer.id: {}})
        self.assertEqual(connection.state, "connected")
        self.assertEqual(self.told(batch)[1], ("30.00 EUR, 70.00 USD", "30.00 EUR, 70.00 USD"))

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
