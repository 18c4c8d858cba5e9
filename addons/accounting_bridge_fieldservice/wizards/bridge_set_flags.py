from odoo import fields, models


class BridgeSetFlags(models.TransientModel):
    """The same two flags on jobs: their invoices follow."""

    _inherit = "bridge.set.flags"

    move_ids = fields.Many2many(required=False)
    job_ids = fields.Many2many("fsm.order")

    def action_set(self):
        """Set the flags of jobs and of their invoices, and tell what comes of it."""
        if not self.job_ids:
            return super().action_set()
        cures = self.env["bridge.cure"]
        cures._check_rank("user")
        self.job_ids.check_access("read")
        moves, outcomes = self.job_ids._bridge_set_flags_with_invoices(
            closed=self.bridge_closed, ready=self.bridge_ready
        )
        jobs, invoices = len(self.job_ids), len(moves)
        if self.bridge_closed and self.bridge_ready:
            words = self.env._(
                "Both flags are ticked on jobs: %(jobs)s, invoices: %(invoices)s.", jobs=jobs, invoices=invoices
            )
        else:
            words = self.env._(
                "Flags are taken off jobs: %(jobs)s, invoices: %(invoices)s.", jobs=jobs, invoices=invoices
            )
        if any(outcomes.values()):
            words = f"{words} {moves._bridge_flags_words(outcomes)}"
        return cures._tell(words)
