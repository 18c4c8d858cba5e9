from odoo import models

from ..engine import attention


class BridgeIssueAttention(models.Model):
    """Pages that are open hear of an issue that somebody has settled."""

    _inherit = "bridge.issue"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            attention.tell_changed(self.env)
        return result
