from odoo import fields, models


class BridgeChange(models.Model):
    """A note that a released record was changed while nobody could tell yet what became of it.

    It is only ever inserted by people's transactions and deleted by the engine, so neither ever waits for
    the other.
    """

    _name = "bridge.change"
    _description = "Accounting Bridge Change"
    _log_access = False

    binding_id = fields.Many2one("bridge.binding", required=True, ondelete="cascade", index=True)
    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True)
    of_match = fields.Boolean(help="What it is matched by was changed: who is who is looked at anew.")
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
