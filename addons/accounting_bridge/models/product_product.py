from odoo import fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    bridge_sync = fields.Boolean("Flagged for integration", copy=False, help="Kept in step with the ledger.")
    bridge_binding_ids = fields.One2many("bridge.binding", "product_id", groups="accounting_bridge.group_bridge_user")
