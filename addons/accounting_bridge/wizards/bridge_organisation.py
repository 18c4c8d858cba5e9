from odoo import fields, models


class BridgeOrganisation(models.TransientModel):
    """Choose one of the companies that a sign-in opens; those that are tied already are not among them."""

    _name = "bridge.organisation"
    _description = "Choose an Organisation of the Ledger"

    connection_id = fields.Many2one("bridge.connection", required=True, readonly=True, ondelete="cascade")
    ledger_name = fields.Char(related="connection_id.ledger_name")
    line_ids = fields.One2many("bridge.organisation.line", "wizard_id")


class BridgeOrganisationLine(models.TransientModel):
    _name = "bridge.organisation.line"
    _description = "Organisation of a Ledger"

    wizard_id = fields.Many2one("bridge.organisation", required=True, readonly=True, ondelete="cascade")
    company_there = fields.Char(required=True, readonly=True)
    name = fields.Char("Organisation", readonly=True)

    def action_choose(self):
        """Tie the connection to it; it goes on with its first reading."""
        self.ensure_one()
        self.wizard_id.connection_id._choose_company(self.company_there)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
