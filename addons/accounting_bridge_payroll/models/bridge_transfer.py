from odoo import models

from ..seeing import PAY_KINDS


class BridgeTransfer(models.Model):
    _inherit = "bridge.transfer"

    def _of_pay_runs(self):
        return self.filtered(lambda transfer: transfer.kind in PAY_KINDS)
