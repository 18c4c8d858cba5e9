from odoo import fields, models


class BridgeSetFlags(models.TransientModel):
    """Tick or untick the two flags of a selection; a scheduled run sends what has both."""

    _name = "bridge.set.flags"
    _description = "Set Flags"

    move_ids = fields.Many2many("account.move", required=True)
    bridge_closed = fields.Boolean("Closed", default=True)
    bridge_ready = fields.Boolean("Ready for invoice", default=True)

    def action_set(self):
        """Set the flags, and tell what comes of it."""
        cures = self.env["bridge.cure"]
        cures._check_rank("user")
        self.move_ids.check_access("read")
        outcomes = self.move_ids._bridge_set_flags(closed=self.bridge_closed, ready=self.bridge_ready)
        return cures._tell(self.move_ids._bridge_flags_words(outcomes))
