from odoo import Command, models

HEADINGS = ("line_section", "line_subsection")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_invoiceable_lines(self, final=False):
        """Of a job only its own lines, and the headings above them."""
        lines = super()._get_invoiceable_lines(final)
        wanted = self.env.context.get("bridge_job_lines")
        if wanted is None:
            return lines
        kept, waiting, is_open = lines.browse(), lines.browse(), True
        for line in lines:
            if line.display_type in HEADINGS:
                above = waiting if line.display_type == "line_subsection" else lines.browse()
                waiting, is_open = above.filtered(lambda one: one.display_type == "line_section") | line, False
            elif line.display_type and not is_open:
                waiting |= line
            elif line.display_type or line.id in wanted:
                kept |= waiting | line
                waiting, is_open = lines.browse(), True
        return kept


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_invoice_line(self, **optional_values):
        """An invoice that is made of one job is linked with this one, and not with every open job of its order."""
        values = super()._prepare_invoice_line(**optional_values)
        job_ids = self.env.context.get("bridge_job_ids")
        if job_ids and not self.display_type:
            values["fsm_order_ids"] = [Command.set(job_ids)]
        return values
