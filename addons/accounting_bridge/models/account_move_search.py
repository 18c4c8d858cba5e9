from odoo import fields, models


class AccountMove(models.Model):
    """Where a person finds an invoice in the ledger: on a page of its own, or by what is to be searched for."""

    _inherit = "account.move"

    bridge_search_text = fields.Char(related="bridge_transfer_id.search_text", groups="base.group_user")
    bridge_has_page = fields.Boolean(related="bridge_transfer_id.has_page", groups="base.group_user")

    def action_bridge_open_there(self):
        """Open an invoice in the ledger that holds it."""
        self.ensure_one()
        return self.bridge_transfer_id.action_open_there()
