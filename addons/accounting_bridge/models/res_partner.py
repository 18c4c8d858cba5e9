from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    bridge_sync = fields.Boolean("Flagged for integration", copy=False, help="Kept in step with the ledger.")
    bridge_binding_ids = fields.One2many("bridge.binding", "partner_id", groups="accounting_bridge.group_bridge_user")
