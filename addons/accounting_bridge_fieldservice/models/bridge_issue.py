from odoo import api, fields, models


class BridgeIssue(models.Model):
    _inherit = "bridge.issue"

    job_id = fields.Many2one("bridge.job", readonly=True, ondelete="cascade", index="btree_not_null")

    @api.depends("job_id")
    def _compute_record_name(self):
        about = self.filtered("job_id")
        for issue in about:
            issue.record_name = issue.job_id.sudo().fsm_order_id.display_name
        return super(BridgeIssue, self - about)._compute_record_name()
