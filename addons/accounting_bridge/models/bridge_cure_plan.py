from odoo import models


class BridgeCurePlan(models.AbstractModel):
    """The cure of a line of a plan; without a plan it opens the plans there are."""

    _inherit = "bridge.cure"

    def _cure_compare_again(self, issue):
        return self.env["ir.actions.act_window"]._for_xml_id("accounting_bridge.action_bridge_plan")
