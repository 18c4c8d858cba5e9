from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    bridge_delivery_ids = fields.Many2many(
        "bridge.delivery",
        string="Made for deliveries",
        readonly=True,
        copy=False,
        groups="accounting_bridge.group_bridge_user",
    )
