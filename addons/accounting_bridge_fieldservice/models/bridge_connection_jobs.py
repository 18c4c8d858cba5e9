from odoo import api, fields, models

from odoo.addons.accounting_bridge.models.bridge_connection import LIVE_STATES

# Under these a job that is closed makes its invoice of its own accord.
MAKING = ("draft", "posted")


class BridgeConnection(models.Model):
    """What a connection does with jobs that are closed."""

    _inherit = "bridge.connection"

    job_policy = fields.Selection(
        [
            ("hand", "By hand: a person makes the invoice, or starts it under Compare and Sync"),
            (
                "draft",
                "Draft: a job that is closed makes a draft of its invoice; once posted it goes as other invoices do",
            ),
            ("posted", "Posted and released: a job that is closed makes, posts and releases its invoice"),
        ],
        "Invoices of jobs",
        default="hand",
        required=True,
        copy=False,
        tracking=True,
        help="What was closed before is not invoiced by it.",
    )
    jobs_since = fields.Datetime(readonly=True, copy=False, help="Jobs that were closed before are not invoiced.")
    job_count = fields.Integer("Jobs", compute="_compute_job_count")

    def _compute_job_count(self):
        counts = dict(
            self.env["bridge.job"]._read_group([("connection_id", "in", self.ids)], ["connection_id"], ["__count"])
        )
        for connection in self:
            connection.job_count = counts.get(connection, 0)

    def write(self, vals):
        """What releases by itself is switched on when nobody has to be asked any more, as every policy of invoices."""
        policy = vals.get("job_policy")
        changed = self.filtered(lambda one: policy and one.job_policy != policy)
        started = changed.filtered(lambda one: policy in MAKING and one.job_policy not in MAKING)
        result = super().write(vals)
        if policy == "posted":
            for connection in changed:
                connection._check_policy(policy)
        if started:
            started.sudo().jobs_since = fields.Datetime.now()
        return result

    @api.model
    def _invoicing_jobs(self, companies):
        """Return the live connections of companies on which a job that is closed makes its invoice."""
        return self._sending_invoices(companies).filtered(lambda one: one.job_policy in MAKING)

    @api.model
    def _sending_invoices(self, companies):
        """Return the live connections of companies that send invoices."""
        if not companies:
            return self.browse()
        connections = self.search(
            [("company_id", "in", companies.ids), ("state", "in", LIVE_STATES), ("enabled_at", "!=", False)]
        )
        return connections.filtered(lambda one: one._sends_invoices())

    @api.model
    def _with_policy(self, companies):
        """Those count, too, that release nothing by itself but the invoices of jobs."""
        jobs = self._sending_invoices(companies).filtered(lambda one: one.job_policy == "posted")
        return super()._with_policy(companies) | jobs

    def _released_when_posted(self, moves):
        """What a job made is released when it is posted, whatever is said of other invoices."""
        released = super()._released_when_posted(moves)
        if self.job_policy == "posted":
            released |= self._fit_for_policy(moves.filtered("bridge_job_ids"))
        return released

    def _follow_since(self, since):
        """Note also the jobs that were closed while this connection was away."""
        result = super()._follow_since(since)
        self.env["bridge.job"].sudo()._note_lost(since)
        return result

    def action_open_jobs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("accounting_bridge_fieldservice.action_bridge_job")
        return {**action, "domain": [("connection_id", "=", self.id)]}
