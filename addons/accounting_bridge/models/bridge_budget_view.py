from odoo import api, fields, models

from ..engine import budget
from ..ledgers.clouds import CLOUDS
from ..ledgers.quickbooks_online import prices
from .bridge_credential import ONLINE

COUNTED = ("calls", "batches", "calls_before", "batches_before")


class BridgeBudgetView(models.Model):
    """What a person reads of the budget of calls: of whom it is, how much of it is left, and what it costs."""

    _inherit = "bridge.budget"

    connection_names = fields.Char("Connections", compute="_compute_connection_names")
    used = fields.Integer(compute="_compute_used", help="In the last 60 seconds, or in the month.")
    limit_text = fields.Char("Of", compute="_compute_used", help="What the ledger, or the application, allows.")
    left_text = fields.Char("Left", compute="_compute_used")
    day_text = fields.Char("Left of the day", compute="_compute_day_text", help="As the ledger said last.")
    cost_text = fields.Char("Costs", compute="_compute_used", help="Of the whole application, in this month.")

    @api.depends("credential_id.connection_ids", "tenant")
    def _compute_connection_names(self):
        for row in self:
            mine = row.credential_id.connection_ids
            if row.tenant:
                mine = mine.filtered(lambda one, row=row: one.remote_company_id == row.tenant)
            row.connection_names = ", ".join(mine.mapped("name")) or row.credential_id.display_name

    @api.depends("calls", "metered", "calls_before", "began_at", "minute_left", "minute_at", "credential_id")
    @api.depends_context("lang")
    def _compute_used(self):
        now, of_applications = fields.Datetime.now(), self._of_applications()
        for row in self:
            credential = row.credential_id
            row.used, row.limit_text, row.left_text, row.cost_text = row.calls, False, False, False
            if row.period == "minute":
                allowance = CLOUDS[credential.ledger].allowance
                values = {name: row[name] for name in (*COUNTED, "began_at", "minute_left", "minute_at")}
                left = budget.left_of_minute(values, now, allowance)
                row.used = max(0, allowance.calls_a_minute - left)
                row.limit_text, row.left_text = f"{allowance.calls_a_minute:,}", f"{left:,}"
            elif row._is_priced():
                counted = of_applications.get((credential.client_id or "", row.began_at), 0)
                row.cost_text = self._cost_words(counted)
                if credential.metered_limit:
                    row.limit_text = self.env._("%(count)s counted", count=f"{credential.metered_limit:,}")
                    row.left_text = f"{max(0, credential.metered_limit - counted):,}"

    def _of_applications(self):
        """Return how many counted calls the applications of these rows have made, in each month."""
        priced = self.filtered(lambda row: row.period == "month" and row._is_priced())
        clients = {credential.client_id or "" for credential in priced.credential_id}
        return budget.metered_by_month(self.env, clients) if clients else {}

    def _cost_words(self, counted):
        """Return what so many counted calls in a month cost."""
        plan, price = prices.cheapest(counted)
        return self.env._("$ %(price)s in the plan %(plan)s", price=f"{price:,.2f}", plan=plan)

    @api.depends("day_left", "day_most", "day_at")
    @api.depends_context("lang")
    def _compute_day_text(self):
        for row in self:
            row.day_text = bool(row.day_at) and self.env._(
                "%(left)s of %(most)s", left=f"{row.day_left:,}", most=f"{row.day_most:,}"
            )

    def _is_priced(self):
        """Return whether the ledger's price list counts these calls: its sandbox is free, and so are other ledgers."""
        return self.credential_id.ledger == ONLINE and self.credential_id.environment == "production"
