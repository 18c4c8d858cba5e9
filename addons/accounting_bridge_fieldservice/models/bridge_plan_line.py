from odoo import fields, models


class BridgePlanLine(models.Model):
    _inherit = "bridge.plan.line"

    job_ids = fields.Many2many("fsm.order", string="Jobs", readonly=True)

    def _record(self):
        """A line without an invoice opens its job."""
        return self.move_id or self.job_ids[:1] or super()._record()
