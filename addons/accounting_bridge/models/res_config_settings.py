from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    bridge_flag_customers = fields.Boolean(related="company_id.bridge_flag_customers", readonly=False)
    bridge_flag_posted = fields.Boolean(related="company_id.bridge_flag_posted", readonly=False)

    def action_open_bridge_connections(self):
        return self.env["ir.actions.act_window"]._for_xml_id("accounting_bridge.action_bridge_connection")
