from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

KEPT = timedelta(days=30)
PRUNED_AT_ONCE = 10_000


class BridgeNotice(models.Model):
    """One thing that a ledger said by itself: verified, kept once, and no more than a reason to read.

    Whatever an event says of a record, the record is read from the ledger with everything else that changed. Only of
    a merge no reading tells who is left of the two; that is believed (``engine/merged.py``).
    """

    _name = "bridge.notice"
    _description = "Accounting Bridge Notice"
    _order = "id desc"
    _rec_name = "event"

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True, readonly=True)
    event = fields.Char(required=True, readonly=True, help="Tells it from every other one, also when it comes again.")
    kind = fields.Char(readonly=True)
    remote_id = fields.Char("ID there", readonly=True)
    operation = fields.Char(readonly=True)
    deleted_id = fields.Char("ID of who was merged away", readonly=True)
    happened_at = fields.Char("When", readonly=True, help="In the words of the ledger.")

    _one_per_event = models.UniqueIndex("(connection_id, event)")
    _by_age = models.Index("(create_date)")
    _merges = models.Index("(connection_id, id) WHERE deleted_id IS NOT NULL")

    @api.model
    def _file(self, connection_id, events):
        """Keep events that were not kept before. :return int: how many that were."""
        rows = [
            SQL("(%s, %s)", connection_id, SQL(", ").join(SQL("%s", value) for value in (*values, self.env.cr.now())))
            for values in (
                (e["id"], e["kind"], e["remote_id"], e["operation"], e["happened_at"], e.get("deleted_id") or None)
                for e in events
            )
        ]
        if not rows:
            return 0
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO bridge_notice
                       (connection_id, event, kind, remote_id, operation, happened_at, deleted_id, create_date)
                     VALUES %s ON CONFLICT DO NOTHING RETURNING id
                """,
                SQL(", ").join(rows),
            )
        )
        return len(self.env.cr.fetchall())

    @api.autovacuum
    def _gc_notices(self):
        """Forget what came a month ago: nothing comes again after that."""
        old = self.search([("create_date", "<", fields.Datetime.now() - KEPT)], limit=PRUNED_AT_ONCE, order="id")
        count = len(old)
        old.unlink()
        return count, int(count == PRUNED_AT_ONCE)
