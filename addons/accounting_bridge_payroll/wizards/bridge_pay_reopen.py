from odoo import fields, models


class BridgePayReopen(models.TransientModel):
    """Why a pay run that was released is opened again."""

    _name = "bridge.pay.reopen"
    _description = "Accounting Bridge Reopen Pay Run"

    run_id = fields.Many2one("hr.payslip.run", required=True, readonly=True, ondelete="cascade")
    is_there = fields.Boolean(compute="_compute_is_there")
    why = fields.Char(required=True)

    def _compute_is_there(self):
        for wizard in self:
            wizard.is_there = any(bill._may_be_there() for bill in wizard.run_id.sudo().bridge_bill_ids)

    def action_reopen(self):
        """Unlock the run and keep who did it and why."""
        self.ensure_one()
        self.env["bridge.cure"]._check_rank("user")
        self.run_id.check_access("write")
        self.run_id._bridge_reopen(self.why)
        return {"type": "ir.actions.act_window_close"}
