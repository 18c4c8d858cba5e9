from odoo import models

from ..engine.invoicing import KIND_OF
from ..ledgers.documents import Kind


class AccountMoveSchedule(models.Model):
    """What is flagged goes as it happens, where the schedule of its company's connection says so."""

    _inherit = "account.move"

    def write(self, vals):
        """Wake the release for documents that have just come to have what a scheduled run asks for."""
        result = super().write(vals)
        if vals.get("bridge_closed") or vals.get("bridge_ready") or vals.get("state") == "posted":
            self.sudo()._bridge_wake_release()
        return result

    def _bridge_wake_release(self):
        ready = self.filtered(
            lambda move: (
                move.bridge_closed
                and move.bridge_ready
                and move.state == "posted"
                and move.move_type in KIND_OF
                and not move.bridge_transfer_id
            )
        )
        if ready:
            self.env["bridge.flow"]._wake_at_once(ready.company_id, Kind.INVOICE.value)
