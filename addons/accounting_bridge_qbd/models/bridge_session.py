from odoo import fields, models


class BridgeSession(models.Model):
    """A session that is a visit of the Web Connector shows the calls it consisted of."""

    _inherit = "bridge.session"

    connector_step_ids = fields.One2many("bridge.connector.step", "session_id", "Calls", readonly=True)
