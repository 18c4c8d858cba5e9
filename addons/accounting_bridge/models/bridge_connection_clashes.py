from odoo import api, fields, models


class BridgeConnectionClashes(models.Model):
    """Settings of the ledger company that do not go with what is done here: said, never changed by us."""

    _inherit = "bridge.connection"

    clash_text = fields.Text("To be looked at", compute="_compute_clash_text")

    @api.depends(
        "company_details", "number_rule", "sends_payments", "tax_style", "mapping_ids.kind", "deposit_account_id"
    )
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
        needs = self.ledger and self._ledger_classes()[self.ledger].capabilities.needs_deposit_account
        if needs and self.sends_payments and not (self.deposit_account_id or self.deposit_mapping_ids):
            clashes.append(
                self.env._(
                    "- Payments of journals without a deposit account have to be looked after by a person in"
                    " %(ledger)s, or do not go there at all: choose the account under Payments",
                    ledger=ledger,
                )
            )
        if company.get("sales_tax") is False and self.tax_style == "codes" and self.company_id.account_sale_tax_id:
            clashes.append(
                self.env._(
                    "- Sales tax is switched off in %(ledger)s: documents with tax are rejected. Switch it on there, or"
                    " choose Tax lines under Taxes",
                    ledger=ledger,
                )
            )
        mapped = set(self.sudo().mapping_ids.mapped("kind"))
        if "tracking" in mapped and company.get("class_tracking") is False:
            clashes.append(
                self.env._(
                    "- Analytic accounts stand for classes, which are switched off in %(ledger)s: nothing is said of"
                    " them",
                    ledger=ledger,
                )
            )
        if "location" in mapped and company.get("locations") is False:
            clashes.append(
                self.env._(
                    "- Analytic accounts stand for locations, which are switched off in %(ledger)s: nothing is said of"
                    " them",
                    ledger=ledger,
                )
            )
        return clashes
