from odoo import api, fields, models

from .bridge_flow_schedule import PACES


class BridgeConnectionPace(models.Model):
    """How often customers go by themselves, as a field of the form."""

    _inherit = "bridge.connection"

    customer_pace = fields.Selection(
        PACES,
        "Customers are kept in step",
        compute="_compute_customer_pace",
        inverse="_inverse_customer_pace",
        readonly=False,
        help="How often what was changed, or is new, is taken and sent by itself. By hand: only what people tick in"
        " Compare and Sync. The customers of invoices that are released are looked for at any time.",
    )

    @api.depends("flow_ids.pace")
    def _compute_customer_pace(self):
        for connection in self:
            connection.customer_pace = connection._customer_flow().pace

    def _inverse_customer_pace(self):
        for connection in self:
            connection._customer_flow().pace = connection.customer_pace
