from odoo import api, fields, models


class BridgeBudget(models.Model):
    """How many calls a credential has made: in this minute, and in each month. Written by ``engine.budget`` only."""

    _name = "bridge.budget"
    _description = "Accounting Bridge Budget"
    _log_access = False
    _order = "began_at desc"

    credential_id = fields.Many2one("bridge.credential", required=True, ondelete="cascade", index=True)
    tenant = fields.Char("Company there", default="", required=True, help="Where one sign-in opens several.")
    period = fields.Selection([("minute", "Minute"), ("month", "Month")], required=True)
    began_at = fields.Datetime(required=True)
    calls = fields.Integer()
    metered = fields.Integer("Counted", help="Calls that the price list of the ledger counts.")
    batches = fields.Integer()
    calls_before = fields.Integer(help="In the minute before.")
    batches_before = fields.Integer()
    minute_left = fields.Integer(help="What the ledger said is left of its own minute.")
    minute_at = fields.Datetime(help="When it said so.")
    day_left = fields.Integer(help="What the ledger said is left of its own day.")
    day_most = fields.Integer(help="The most that was left of it.")
    day_at = fields.Datetime(help="When it said so.")
    quiet_until = fields.Datetime(help="Nothing is called before: the ledger asked for it.")

    _one_minute = models.UniqueIndex("(credential_id, tenant) WHERE period = 'minute'")
    _one_per_month = models.UniqueIndex("(credential_id, tenant, began_at) WHERE period = 'month'")

    @api.depends("period", "began_at")
    def _compute_display_name(self):
        for budget in self:
            budget.display_name = f"{budget.began_at:%Y-%m}" if budget.period == "month" else "60 s"
