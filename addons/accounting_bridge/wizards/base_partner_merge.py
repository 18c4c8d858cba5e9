from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    """A merge of customers carries their links: the loser's link becomes an alias of the winner's."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env["bridge.binding"].sudo()._merge_partners(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)
