from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    bridge_flag_contract = fields.Boolean(
        "Flag contract invoices",
        help="Tick Closed and Ready for invoice when the invoice of a contract is generated.",
    )
