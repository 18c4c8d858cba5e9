from odoo import api, fields, models

from ..ledgers.documents import Kind


class BridgeBindingDefaults(models.Model):
    """Accounts and items to begin with travel as every other record does."""

    _inherit = "bridge.binding"

    kind = fields.Selection(selection_add=[(Kind.ACCOUNT.value, "Account")], ondelete={Kind.ACCOUNT.value: "cascade"})
    default_id = fields.Many2one("bridge.default", ondelete="restrict", index="btree_not_null", readonly=True)

    _one_per_default = models.UniqueIndex(
        "(connection_id, default_id, kind) WHERE default_id IS NOT NULL AND alias_of_id IS NULL"
    )

    @api.model
    def _host_columns(self):
        return {**super()._host_columns(), "bridge.default": "default_id"}

    @api.depends("default_id")
    def _compute_record_name(self):
        return super()._compute_record_name()
