from odoo import fields, models


class BridgeLease(models.Model):
    """One row per connection, made with it and never deleted: who turns its crank. Written by
    ``engine.lease`` only.
    """

    _name = "bridge.lease"
    _description = "Accounting Bridge Lease"
    _log_access = False

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade")
    holder = fields.Char(help="The session that turns the crank.")
    epoch = fields.Integer(default=0, required=True, help="Grows with every new holder.")
    expires_at = fields.Datetime()

    _one_per_connection = models.UniqueIndex("(connection_id)")
