from odoo import api, fields, models


class BridgeIssue(models.Model):
    _inherit = "bridge.issue"

    delivery_id = fields.Many2one("bridge.delivery", readonly=True, ondelete="cascade", index="btree_not_null")

    @api.depends("delivery_id")
    def _compute_record_name(self):
        about = self.filtered("delivery_id")
        for issue in about:
            issue.record_name = issue.delivery_id.sudo().picking_id.display_name
        return super(BridgeIssue, self - about)._compute_record_name()
