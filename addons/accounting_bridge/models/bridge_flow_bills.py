from odoo import models

from ..ledgers.documents import Kind


class BridgeFlowBills(models.Model):
    """Vendors and journal entries go with bills."""

    _inherit = "bridge.flow"

    def write(self, vals):
        """The switch of bills is that of everything which they need."""
        result = super().write(vals)
        bills = self.filtered(lambda flow: "enabled" in vals and flow.kind == Kind.BILL.value)
        if bills:
            others = bills.connection_id._purchase_flows() - bills
            others.write({"enabled": vals["enabled"]})
        return result
