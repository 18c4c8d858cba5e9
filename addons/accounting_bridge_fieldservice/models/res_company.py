from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    bridge_flag_jobs = fields.Boolean(
        "Flag closed jobs", help="Tick Closed and Ready for invoice when a field service order is completed."
    )
