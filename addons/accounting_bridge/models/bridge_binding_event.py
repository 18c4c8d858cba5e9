from odoo import fields, models


class BridgeBindingEvent(models.Model):
    """The history of a link as people made it: who, when, from what to what, and why. Never changed."""

    _name = "bridge.binding.event"
    _description = "Accounting Bridge Link History"
    _order = "id desc"
    _log_access = False

    binding_id = fields.Many2one("bridge.binding", required=True, ondelete="cascade", index=True)
    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id")
    user_id = fields.Many2one("res.users", "By", ondelete="set null")
    at = fields.Datetime("When", required=True)
    what = fields.Selection(
        [
            ("linked", "Linked"),
            ("unlinked", "Unlinked"),
            ("relinked", "Linked to another one"),
            ("merged", "Merged in Odoo"),
        ],
        required=True,
    )
    old_id = fields.Char("ID there before")
    old_name = fields.Char("From")
    new_id = fields.Char("ID there")
    new_name = fields.Char("To")
    why = fields.Char()
