"""The end of a consent: some ledgers let nobody in on the word of a person for ever (QuickBooks Online: five years,
facts 1.2). No renewal moves that day, so people are told weeks ahead, and once.
"""

import logging
from datetime import timedelta

from markupsafe import escape

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

# Time enough to find whoever has the rights there.
AHEAD = timedelta(weeks=6)
# A renewal tells the same day in seconds from now, so that it moves a little.
ABOUT = timedelta(days=1)
ACTIVITY = "accounting_bridge.mail_activity_consent_ends"
RUNNING = ("connecting", "connected", "paused")


class BridgeCredential(models.Model):
    _inherit = "bridge.credential"

    warned_of = fields.Datetime(readonly=True, copy=False, help="The end of consent that people were told of.")

    def _ends_soon(self):
        """Return whether consent ends within some weeks, or has ended."""
        self.ensure_one()
        end = self.hard_expires_at
        return bool(self.state == "signed_in" and end and end - fields.Datetime.now() <= AHEAD)

    @api.model
    def _cron_sign_ins(self):
        try:
            with self.env.cr.savepoint():
                self._warn_of_ends()
        except Exception:
            # That sign-ins are kept alive must not hang on a message.
            _logger.exception("Nobody could be told of a consent that ends")
        return super()._cron_sign_ins()

    @api.model
    def _warn_of_ends(self):
        """Tell people once of each consent that ends within some weeks."""
        soon = self.search(
            [("state", "=", "signed_in"), ("hard_expires_at", "<=", fields.Datetime.now() + AHEAD)]
        ).filtered(lambda each: not each.warned_of or each.hard_expires_at - each.warned_of > ABOUT)
        for credential in soon:
            live = credential.connection_ids.filtered(lambda each: each.state in RUNNING)
            ours = live.filtered(lambda each: not each._is_copied())
            for connection in ours:
                connection._tell_consent_ends()
            if ours:
                credential.warned_of = credential.hard_expires_at


class BridgeConnection(models.Model):
    _inherit = "bridge.connection"

    consent_end_text = fields.Char(compute="_compute_consent_end_text")

    @api.depends("credential_id.hard_expires_at", "credential_id.state", "state")
    @api.depends_context("lang", "tz")
    def _compute_consent_end_text(self):
        for connection in self:
            credential = connection.sudo().credential_id
            told = credential and connection.state in RUNNING and credential._ends_soon()
            # A recordset of nothing would be written as its name.
            connection.consent_end_text = connection._consent_end_words(credential.hard_expires_at) if told else False

    def _consent_end_words(self, end):
        day = fields.Datetime.context_timestamp(self, end).strftime("%Y-%m-%d")
        return self.env._(
            "The consent that lets us into %(ledger)s ends on %(day)s, whatever is done with it. Sign in again before"
            " that day: nothing stops then, and nothing has to be set up anew.",
            ledger=self.ledger_name,
            day=day,
        )

    def _tell_consent_ends(self):
        """Tell whoever looks after the connection, by an activity and by mail."""
        self.ensure_one()
        person = self.contact_id or self.bookkeeper_id or self.create_uid
        said = self.with_context(lang=person.lang, tz=person.tz, mail_notify_force_send=False)
        said.activity_schedule(
            ACTIVITY,
            fields.Date.context_today(said) + AHEAD / 2,
            summary=said.env._("Sign in again before the consent ends"),
            note=escape(said.consent_end_text or ""),
            user_id=person.id,
        )
        template = self.env.ref("accounting_bridge.mail_template_consent_ends", raise_if_not_found=False)
        if template and self._sign_in_recipients():
            template.send_mail(self.id, force_send=False)

    def _note_signed_in(self, company_there):
        result = super()._note_signed_in(company_there)
        self.activity_unlink([ACTIVITY])
        return result
