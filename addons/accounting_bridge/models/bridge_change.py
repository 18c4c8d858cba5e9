from odoo import api, fields, models
from odoo.tools import SQL


class BridgeChange(models.Model):
    """A note that a released record was changed while nobody could tell yet what became of it.

    It is only ever inserted by people's transactions and deleted by the engine, so neither ever waits for
    the other. Nobody looks whether there is one already: what the engine deletes at that moment would be lost.
    """

    _name = "bridge.change"
    _description = "Accounting Bridge Change"
    _log_access = False

    binding_id = fields.Many2one("bridge.binding", required=True, ondelete="cascade", index=True)
    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True)
    of_match = fields.Boolean(help="What it is matched by was changed: who is who is looked at anew.")
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")

    @api.autovacuum
    def _gc_told_before(self):
        """Keep one note of a record, the newest, where the engine looks at none for long: under *By hand*, and without
        a ledger. What was changed is told from the record itself and from what both sides agreed on last.
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM bridge_change WHERE id IN (
                    SELECT c.id FROM bridge_change c
                     WHERE EXISTS (SELECT FROM bridge_change n
                                    WHERE n.binding_id = c.binding_id AND n.id > c.id
                                      AND (n.of_match IS TRUE) = (c.of_match IS TRUE))
                       -- What the engine has at hand is its own.
                       FOR UPDATE OF c SKIP LOCKED)
                """
            )
        )
        self.invalidate_model()
