from odoo import fields, models
from odoo.fields import Domain

from ..looking import look_at


class AccountMove(models.Model):
    _inherit = "account.move"

    bridge_job_ids = fields.Many2many(
        "bridge.job",
        string="Made for jobs",
        readonly=True,
        copy=False,
        groups="accounting_bridge.group_bridge_user",
    )

    def _post(self, soft=True):
        """Keep what the jobs were like when their invoice was posted, and hand on their flags."""
        posted = super()._post(soft=soft)
        posted.sudo()._bridge_note_posted_for_jobs()
        return posted

    def _bridge_note_posted_for_jobs(self):
        invoices = self.filtered(lambda move: move.move_type == "out_invoice")
        sold = invoices.invoice_line_ids.sale_line_ids
        if not sold:
            return
        jobs = self.env["fsm.order"].search(
            Domain("id", "in", sold.fsm_order_id.ids)
            | Domain("sale_line_id", "in", sold.ids)
            | (Domain("sale_id", "in", sold.order_id.ids) & Domain("sale_line_id", "=", False))
        )
        looks = {job: look for job, look in look_at(jobs).items() if look.lines & sold}
        for job, look in looks.items():
            job.bridge_invoiced_as = look.digest
        for move in invoices:
            mine = [job for job, look in looks.items() if look.lines & move.invoice_line_ids.sale_line_ids]
            if mine and all(job.bridge_closed and job.bridge_ready for job in mine):
                move.filtered(lambda one: not one.commercial_partner_id.bridge_by_hand)._bridge_tick_flags()
