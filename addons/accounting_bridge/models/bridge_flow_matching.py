from odoo import fields, models

# Where one of these is changed, who is who is decided anew.
DECIDING = ("match_ahead", "leading_key")


class BridgeFlowMatching(models.Model):
    """Whether customers, or items, are matched before any document needs them."""

    _inherit = "bridge.flow"

    match_ahead = fields.Boolean(
        "Matched ahead",
        help="Who is who is settled before any document needs it: each record is linked to its entry there, or asked "
        "about.",
    )
    ahead_since = fields.Datetime("Matched ahead since", readonly=True)

    def write(self, vals):
        """Who is who is decided anew when the switch is turned, or another key leads."""
        decided = {name: vals[name] for name in DECIDING if name in vals}
        turned = self.filtered(lambda flow: any(flow[name] != value for name, value in decided.items()))
        if vals.get("match_ahead"):
            vals = {**vals, "ahead_since": fields.Datetime.now()}
        result = super().write(vals)
        for flow in turned:
            self.env["bridge.binding"].sudo()._judge_anew(flow.connection_id, flow.kind)
            flow.connection_id._wake()
        return result
