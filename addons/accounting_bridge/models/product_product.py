from odoo import api, fields, models

from ..ledgers.documents import Kind

# What of a product tells which item it is, and whether that is of concern.
MATCHED_BY = frozenset(("default_code", "active", "name", "sale_ok", "company_id"))


class ProductProduct(models.Model):
    _inherit = "product.product"

    bridge_sync = fields.Boolean("Flagged for integration", copy=False, help="Kept in step with the ledger.")
    bridge_binding_ids = fields.One2many("bridge.binding", "product_id", groups="accounting_bridge.group_bridge_user")

    def write(self, vals):
        result = super().write(vals)
        if MATCHED_BY & vals.keys():
            self._bridge_note_match()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_bridge_links(self):
        self.env["bridge.binding"]._make_way(self)

    def _bridge_note_match(self):
        """Leave a note for each item that is matched ahead: what it is matched by was changed. One query."""
        if self:
            self.env["bridge.binding"].sudo().search(
                [
                    ("product_id", "in", self.ids),
                    ("kind", "=", Kind.ITEM.value),
                    ("alias_of_id", "=", False),
                ]
            )._note_match(self.env.uid)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        result = super().write(vals)
        if MATCHED_BY & vals.keys():
            self.with_context(active_test=False).product_variant_ids._bridge_note_match()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_bridge_links(self):
        # The variants go with their template without being asked.
        variants = self.with_context(active_test=False).product_variant_ids
        self.env["bridge.binding"]._make_way(variants)
