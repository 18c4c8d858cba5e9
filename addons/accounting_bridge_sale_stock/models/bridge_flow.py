from odoo import fields, models


class BridgeFlow(models.Model):
    _inherit = "bridge.flow"

    release_policy = fields.Selection(
        selection_add=[("delivered", "When delivered: a delivery makes, posts and releases its invoice")],
        # Without the addon nothing does so any more; to send something else instead is a person's choice.
        ondelete={"delivered": lambda flows: flows.write({"release_policy": "hand"})},
    )
