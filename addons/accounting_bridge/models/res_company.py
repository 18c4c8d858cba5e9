from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    bridge_flag_customers = fields.Boolean(
        "Flag new customers", help="A customer who is entered in Odoo is flagged for integration."
    )
    bridge_flag_posted = fields.Boolean(
        "Flag posted invoices", help="Tick Closed and Ready for invoice when an invoice is posted."
    )
