from odoo import models


class BridgeCure(models.AbstractModel):
    """What is done about a job that was not invoiced."""

    _inherit = "bridge.cure"

    def _cure_open_job(self, issue):
        return issue.job_id.sudo(False).action_open_job()

    def _cure_open_order_of_job(self, issue):
        job = issue.job_id.sudo().fsm_order_id
        orders = job._bridge_lines()[job].order_id.sudo(False)
        action = {"type": "ir.actions.act_window", "name": self.env._("Orders"), "res_model": "sale.order"}
        if len(orders) == 1:
            return {**action, "res_id": orders.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", orders.ids)], "views": [(False, "list"), (False, "form")]}

    def _cure_invoice_job(self, issue):
        """Try it again, as soon as the schedule comes by."""
        issue.sudo().job_id._try_again()
        issue._solve("invoice_job")

    def _cure_leave_job(self, issue):
        """A person invoices it, or nobody does."""
        job = issue.sudo().job_id
        issue._solve("leave_job")
        job._became("left")
