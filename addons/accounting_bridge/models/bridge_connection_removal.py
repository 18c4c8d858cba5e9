from odoo import models
from odoo.tools import SQL

# In the order in which the database lets them go; what is not named here goes with its connection.
HISTORY = ("bridge.exchange", "bridge.transfer", "bridge.session", "bridge.mapping", "bridge.binding")


class BridgeConnectionRemoval(models.Model):
    """The end of connections whose addon is uninstalled: the only way in which history is ever deleted."""

    _inherit = "bridge.connection"

    def _remove_with_history(self):
        """Remove connections with all they hold in Odoo; the ledger is left as it is.

        Invoices, customers and products are not touched, but for the link from an invoice to its newest transfer,
        which the database empties. A ledger's addon names this method as what becomes of its value of ``ledger``.
        """
        if not self:
            return
        self.env.flush_all()
        for name in ("bridge.issue", "bridge.batch"):
            # Through the host: their messages, followers, activities and files go with them.
            self.env[name].sudo().search([("connection_id", "in", self.ids)]).unlink()
        self.env.cr.execute(
            SQL("UPDATE bridge_binding SET alias_of_id = NULL WHERE connection_id = ANY(%s)", self.ids)
        )
        for name in HISTORY:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE connection_id = ANY(%s)",
                    SQL.identifier(self.env[name]._table),
                    self.ids,
                )
            )
        self.env.invalidate_all()
        self.sudo().unlink()
