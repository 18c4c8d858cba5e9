from odoo import api, fields, models

from ..seeing import PAY_KINDS


class BridgeExchange(models.Model):
    """A round trip that carries or reads a bill is seen by payroll officers only, bytes and all."""

    _inherit = "bridge.exchange"

    is_payroll = fields.Boolean(
        "Of pay runs", compute="_compute_is_payroll", store=True, help="Seen by payroll officers only."
    )

    @api.depends("requests")
    def _compute_is_payroll(self):
        for exchange in self:
            exchange.is_payroll = any(request.get("kind") in PAY_KINDS for request in exchange.requests or ())
