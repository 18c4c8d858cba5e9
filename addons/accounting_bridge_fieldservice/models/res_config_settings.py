from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    bridge_flag_jobs = fields.Boolean(related="company_id.bridge_flag_jobs", readonly=False)
