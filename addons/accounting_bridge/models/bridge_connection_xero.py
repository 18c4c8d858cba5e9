from odoo import api, fields, models

from ..ledgers.xero import client
from ..ledgers.xero.ledger import Xero
from .bridge_credential import XERO


class BridgeConnectionXero(models.Model):
    """A connection to an organisation of Xero."""

    _inherit = "bridge.connection"

    ledger = fields.Selection(
        selection_add=[(XERO, "Xero")], ondelete={XERO: lambda connections: connections._remove_with_history()}
    )

    @api.model
    def _ledger_classes(self):
        return {**super()._ledger_classes(), XERO: Xero}

    def _ledger(self):
        """Links back to Odoo are our mark on documents there; they bear the address of this server."""
        if self.ledger != XERO:
            return super()._ledger()
        return Xero({**(self.company_details or {}), "link": self.get_base_url()})

    def _set_up_findings(self):
        problems, remarks = super()._set_up_findings()
        if self.ledger == XERO and not client.has_library():
            problems.append(self.env._(client.NO_LIBRARY))
        return problems, remarks

    def _calls_words(self, credential):
        """Say what was called this month, and what is left of the day, which is all that is limited (facts 4)."""
        if self.ledger != XERO:
            return super()._calls_words(credential)
        tenant = self.remote_company_id or ""
        calls, _metered, _of_application = credential._calls_this_month(tenant)
        minute = self.env["bridge.budget"].sudo()
        minute = minute.search(
            [("credential_id", "=", credential.id), ("tenant", "=", tenant), ("period", "=", "minute")]
        )
        if not minute.day_at:
            return self.env._("%(calls)s", calls=f"{calls:,}")
        return self.env._(
            "%(calls)s. Of the day %(left)s were left at %(time)s; a fifth is kept for what people send.",
            calls=f"{calls:,}",
            left=f"{max(0, minute.day_left):,}",
            time=fields.Datetime.context_timestamp(self, minute.day_at).strftime("%H:%M"),
        )
