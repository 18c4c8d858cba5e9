from odoo import fields, models


class BridgeFormer(models.Model):
    """What a document said here when the ledger had accepted it, kept when it is reset to draft.

    The ledger may refuse what it is changed into; then this is what it still holds there, and what is credited.
    People's transactions insert it and the engine never reads it. Where a document is posted again and the ledger has
    nothing new of it, it is forgotten: what does not travel may be another thing by now.
    """

    _name = "bridge.former"
    _description = "Accounting Bridge Former Content"
    _log_access = False

    binding_id = fields.Many2one("bridge.binding", required=True, ondelete="cascade", index=True)
    digest = fields.Char(required=True, help="Of what the ledger had accepted: that of the link.")
    content = fields.Json(required=True, help="``head``: {field: value}; ``lines``: [[id of the line, {field: value}]]")
