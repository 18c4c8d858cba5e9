from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import budget, logins, signing_in
from ..ledgers.cloud import CUSTOM
from ..ledgers.protocol import Unreachable
from .bridge_connection import LIVE_STATES
from .bridge_connection_online import MANAGERS

# Connections that live on a sign-in, or would again when a person says so.
LIVING = (*LIVE_STATES, "copied")


class BridgeConnectionLogins(models.Model):
    """A connection whose sign-in opens several companies there: which one is its own, and how it alone is ended."""

    _inherit = "bridge.connection"

    company_choices = fields.Json(
        readonly=True, copy=False, groups=MANAGERS, help="Companies there that a person chooses from: [{id, name}]."
    )
    is_leaving = fields.Boolean(
        "To be disconnected there", readonly=True, copy=False, help="The schedule does it; a button calls no ledger."
    )

    # === SIGNING IN === #

    def _begin_sign_in(self):
        """A custom connection was let in there: nobody consents here, and the first run asks for a token."""
        credential = self.sudo().credential_id
        if credential.app_type != CUSTOM:
            return super()._begin_sign_in()
        connection = self._for_managers()
        try:
            signing_in.keep_custom(credential)
        except Unreachable as problem:
            raise UserError(self._ledger_words(str(problem))) from None
        connection._note_signed_in("")
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _note_signed_in(self, company_there):
        self.write({"company_choices": False, "is_leaving": False})
        return super()._note_signed_in(company_there)

    def action_choose_company(self):
        """Let a person choose among the companies that a sign-in opens."""
        connection = self._for_managers()
        connection.ensure_one()
        if not connection.company_choices:
            raise UserError(self.env._("Sign in first, and tick the organisations on the page of the ledger."))
        lines = [
            fields.Command.create({"company_there": one["id"], "name": one["name"]})
            for one in connection.company_choices
            if not connection._company_taken_words(one["id"])
        ]
        wizard = self.env["bridge.organisation"].create({"connection_id": self.id, "line_ids": lines})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose the organisation"),
            "res_model": "bridge.organisation",
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _choose_company(self, company_there):
        """Go on with a company that a person chose. :raise UserError: it is none of those, or not free any more."""
        connection = self._for_managers()
        connection.ensure_one()
        connection._check_state("draft", "disconnected")
        chosen = next((one for one in connection.company_choices or () if one["id"] == company_there), None)
        if not chosen:
            raise UserError(self.env._("Sign in first, and tick the organisations on the page of the ledger."))
        words = logins.go_on(connection, chosen)
        if words:
            raise UserError(self._ledger_words(words))

    # === DISCONNECTING === #

    def _others_of_login(self):
        """Return the other connections that live on the same sign-in."""
        self.ensure_one()
        return (self.credential_id.connection_ids - self).filtered(lambda each: each.state in LIVING)

    def _leave_there(self, revokes):
        """Disconnect this company alone while others live on the sign-in; with the last one the sign-in ends."""
        cloud = self._cloud()
        if not (cloud and cloud.is_shared):
            return super()._leave_there(revokes)
        self.company_choices = False
        alone = not self._others_of_login()
        if revokes and self.credential_id.app_type != CUSTOM:
            self.is_leaving = True
            self.env.ref("accounting_bridge.ir_cron_sign_ins").sudo()._trigger()
        if alone:
            super()._leave_there(revokes)

    def _tell_left(self, problem):
        """Say how it went, and let the connection have an application of its own again."""
        if problem:
            body = self._not_told_words(problem)
        else:
            body = self.env._(
                "%(company)s was disconnected at %(ledger)s; other connections live on the same sign-in.",
                company=self.remote_company_name or self.remote_company_id,
                ledger=self.ledger_name,
            )
        self._tell_apart(body)

    def _tell_taken_over(self):
        """Say that nothing was ended there, since another connection has the company by now."""
        self._tell_apart(
            self.env._(
                "%(company)s stays connected at %(ledger)s: another connection of this database has taken it over.",
                company=self.remote_company_name or self.remote_company_id,
                ledger=self.ledger_name,
            )
        )

    def _tell_apart(self, body):
        self.with_context(mail_notify_force_send=False).message_post(body=body)
        if self.state == "disconnected":
            logins.detach(self)

    def _disconnect_words(self):
        """Return what ends at the ledger with this connection, "" where nothing is to be said."""
        self.ensure_one()
        connection, cloud = self.sudo(), self._cloud()
        if not (cloud and cloud.is_shared and connection.credential_id):
            return ""
        if connection.credential_id.app_type == CUSTOM:
            return self.env._("The custom connection itself stays: it is ended in %(ledger)s.", ledger=self.ledger_name)
        if connection._others_of_login():
            return self.env._(
                "Only this organisation is disconnected in %(ledger)s. The sign-in stays: %(count)s more of Odoo's"
                " connections live on it.",
                ledger=self.ledger_name,
                count=len(connection._others_of_login()),
            )
        return self.env._(
            "It is the last one of its sign-in: the sign-in is revoked, and everything that the person allowed the"
            " application in %(ledger)s ends.",
            ledger=self.ledger_name,
        )

    # === CALLS === #

    def _is_day_for_people(self):
        """Return whether what the ledger lets us call today is kept for what people send (``engine.budget``)."""
        cloud = self._cloud()
        tenant = self.remote_company_id if cloud and cloud.is_shared else ""
        return bool(cloud) and budget.is_for_people(self.env, self.sudo().credential_id, tenant)
