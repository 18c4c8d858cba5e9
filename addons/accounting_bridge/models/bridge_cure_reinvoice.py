from odoo import models

from ..ledgers.documents import Kind
from ..ledgers.protocol import Operation

CODE = "credit_and_reinvoice"


class BridgeIssueReinvoice(models.Model):
    """*Credit and re-invoice* is offered for invoices that the ledger holds and does not let be changed."""

    _inherit = "bridge.issue"

    def _offered(self):
        codes = super()._offered()
        if CODE in codes and not self.sudo()._refused_changes():
            codes = tuple(code for code in codes if code != CODE)
        return codes

    def _refused_changes(self):
        """Return the transfers of invoices whose change this stands against."""
        return self.transfer_ids.filtered(
            lambda transfer: (
                transfer.kind == Kind.INVOICE.value
                and transfer.operation == Operation.UPDATE.value
                and transfer.state == "rejected"
                and transfer.binding_id.external_id
            )
        )


class BridgeCureReinvoice(models.AbstractModel):
    _inherit = "bridge.cure"

    def _cure_credit_and_reinvoice(self, issue):
        """Credit what the ledger holds, and send it anew as it is in Odoo now."""
        moves = issue.sudo()._refused_changes().move_id
        made = [move._bridge_credit_and_reinvoice() for move in moves.with_env(self.env)]
        issue._solve(CODE)
        return self._open(made[0][1]) if len(made) == 1 else None
