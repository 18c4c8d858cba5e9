from odoo import api, fields, models


class BridgeConnectionIssues(models.Model):
    """How many open issues there are on each page of a connection, as people say it."""

    _inherit = "bridge.connection"

    customer_issue_text = fields.Char(compute="_compute_issue_texts")
    item_issue_text = fields.Char(compute="_compute_issue_texts")
    invoice_issue_text = fields.Char(compute="_compute_issue_texts")
    payment_issue_text = fields.Char(compute="_compute_issue_texts")

    @api.depends("customer_issue_count", "item_issue_count", "invoice_issue_count", "payment_issue_count")
    @api.depends_context("lang")
    def _compute_issue_texts(self):
        for connection in self:
            for page in ("customer", "item", "invoice", "payment"):
                count = connection[f"{page}_issue_count"]
                one = self.env._("1 open issue here")
                many = self.env._("%(count)s open issues here", count=f"{count:,}")
                connection[f"{page}_issue_text"] = one if count == 1 else many
