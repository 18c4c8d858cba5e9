from odoo import api, fields, models


class BridgeConnectionClashes(models.Model):
    """Settings of the ledger company that do not go with what is done here: said, never changed by us."""

    _inherit = "bridge.connection"

    clash_text = fields.Text("To be looked at", compute="_compute_clash_text")

    @api.depends("company_details", "number_rule", "sends_payments", "tax_style")
    @api.depends_context("lang")
    def _compute_clash_text(self):
        for connection in self:
            connection.clash_text = "\n".join(connection._clashes())

    def _clashes(self):
        """Return what of the ledger's own settings is worth knowing before documents travel, as sentences."""
        self.ensure_one()
        company, ledger, clashes = self.company_details or {}, self.ledger_name, []
        if company.get("custom_numbers") is False and self.number_rule != "ledger":
            clashes.append(
                self.env._(
                    "- %(ledger)s gives its own numbers: switch on custom transaction numbers there, or choose The"
                    " ledger numbers here",
                    ledger=ledger,
                )
            )
        if company.get("auto_apply_credits"):
            clashes.append(
                self.env._(
                    "- %(ledger)s applies credits by itself to the oldest invoice, which need not be the one that was"
                    " paid here: switch it off there",
                    ledger=ledger,
                )
            )
        if company.get("auto_apply_payments") and self.sends_payments:
            clashes.append(
                self.env._(
                    "- %(ledger)s applies what is left of payments by itself, which need not be what was paid here:"
                    " switch it off there",
                    ledger=ledger,
                )
            )
        return clashes
