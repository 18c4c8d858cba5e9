from odoo import api, fields, models
from odoo.tools import SQL


class BridgeChange(models.Model):
    """A note that a released record was changed while nobody could tell yet what became of it.

    People's transactions only ever insert it, and it is deleted by whoever has dealt with it, so a person never waits
    for the engine. Nobody looks whether there is one already: what the engine deletes at that moment would be lost.
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

        Numbers come before commits, so the engine may know the newest note and not yet what an older one tells of.
        What it has at hand is left alone, and a note that stays is written: whoever has read it before, and deletes it
        now, is refused by the database and looks again.
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH newest AS (
                    SELECT binding_id, max(id) AS id FROM bridge_change
                     GROUP BY binding_id, of_match IS TRUE HAVING count(*) > 1
                ), pair AS (
                    SELECT c.id AS older_id, n.id AS newest_id
                      FROM newest
                      JOIN bridge_change n ON n.id = newest.id
                      JOIN bridge_change c ON c.binding_id = n.binding_id AND c.id < n.id
                                          AND (c.of_match IS TRUE) = (n.of_match IS TRUE)
                       FOR UPDATE OF c, n SKIP LOCKED
                ), kept AS (
                    UPDATE bridge_change n SET of_match = n.of_match WHERE n.id IN (SELECT newest_id FROM pair)
                )
                DELETE FROM bridge_change WHERE id IN (SELECT older_id FROM pair)
                """
            )
        )
        self.invalidate_model()
