from odoo import fields, models

from ..ledgers.documents import Kind


class BridgeIssueDefaults(models.Model):
    """What stands against an account to begin with."""

    _inherit = "bridge.issue"

    kind = fields.Selection(selection_add=[(Kind.ACCOUNT.value, "Account")], ondelete={Kind.ACCOUNT.value: "cascade"})
