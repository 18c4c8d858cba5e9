"""The day on which a consent ends for good is said weeks ahead, and once (facts 1.2)."""

from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .test_credential import SignedInCase

YEARS = timedelta(days=5 * 365)


@tagged("post_install", "-at_install")
class TestConsentEnd(SignedInCase):
    def setUp(self):
        super().setUp()
        self.began = fields.Datetime.now()
        self.contact = self.person("user", login="contact")
        self.connection.contact_id = self.contact
        self.env["mail.mail"].search([]).unlink()

    def live_until(self, ago):
        """Months go by, in which nothing but the schedule runs, until so long before the end."""
        moment, last = self.began, self.began + YEARS - ago
        while moment < last:
            moment = min(moment + timedelta(days=60), last)
            self.run_schedule(moment)
        return moment

    def run_schedule(self, moment):
        self.env.flush_all()
        with freeze_time(moment):
            self.env.ref("accounting_bridge.ir_cron_sign_ins").method_direct_trigger()
            self.env.invalidate_all()
            self.shown = self.connection.consent_end_text

    def mails(self):
        return self.env["mail.mail"].search([]).filtered(lambda each: "ends soon" in (each.subject or ""))

    def activities(self):
        kind = self.env.ref("accounting_bridge.mail_activity_consent_ends")
        return self.connection.activity_ids.filtered(lambda each: each.activity_type_id == kind)

    def test_six_weeks_ahead_and_once(self):
        self.live_until(timedelta(weeks=7))
        self.assertEqual((self.credential.state, self.connection.state), ("signed_in", "connected"))
        self.assertGreater(self.grants()[0].refreshes, 20, "all these years it renewed itself")
        self.assertFalse(self.mails() or self.activities() or self.shown)
        end = (self.began + YEARS).strftime("%Y-%m-%d")
        for days in (40, 39, 20, 2):
            self.run_schedule(self.began + YEARS - timedelta(days=days))
            self.assertIn(end, self.shown)
        mail = self.mails()
        self.assertEqual(len(mail), 1)
        self.assertEqual((mail.recipient_ids, mail.state), (self.contact.partner_id, "outgoing"))
        self.assertIn(end, mail.body_html)
        self.assertIn(f"/odoo/bridge-connections/{self.connection.id}", mail.body_html)
        self.assertEqual(self.activities().user_id, self.contact)
        self.assertIn(end, self.activities().note)
        self.assertEqual(self.connection.state, "connected", "nothing stops before the day")

    def test_signed_in_again(self):
        """A new consent takes everything back, and is told of when its own end comes."""
        moment = self.live_until(timedelta(weeks=5))
        self.assertTrue(self.activities() and self.shown)
        with freeze_time(moment):
            self.assertEqual(self.sign_in().status_code, 200)
            self.assertFalse(self.connection.consent_end_text)
        self.assertFalse(self.activities())
        self.assertEqual(self.connection.state, "connected")
        self.began = moment
        self.live_until(timedelta(weeks=4))
        self.assertEqual((len(self.mails()), len(self.activities())), (2, 1))

    def test_a_copy_tells_nobody(self):
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        self.credential.write({"hard_expires_at": self.began + timedelta(days=9), "renewed_at": self.began})
        self.run_schedule(self.began + timedelta(days=1))
        self.assertFalse(self.mails() or self.activities())

    def test_disconnected(self):
        self.credential.hard_expires_at = self.began + timedelta(days=9)
        self.seen_by(self.manager, self.connection).action_disconnect()
        self.run_schedule(self.began + timedelta(days=1))
        self.assertFalse(self.mails() or self.activities() or self.shown)
