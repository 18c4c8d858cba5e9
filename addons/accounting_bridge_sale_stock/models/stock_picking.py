import logging

from odoo import models

_logger = logging.getLogger(__name__)


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "bridge.outlook"]

    def _action_done(self):
        """Leave a note of what was delivered. Every way to complete a transfer ends here; the invoice comes later."""
        result = super()._action_done()
        self._bridge_note_done()
        return result

    def _bridge_note_done(self):
        """Note deliveries for the schedule that invoices them. Whatever goes wrong, they are done."""
        # What is the host's to say is said by the host, outside of the savepoint.
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                self.env["bridge.delivery"].sudo()._note(self.sudo())
        except Exception:
            _logger.exception("Deliveries %s were not noted to be invoiced", self.ids)

    def _bridge_orders(self):
        """Return ``{record: orders}`` that were, or will be, delivered to a customer by it."""
        return {picking: picking.sudo()._bridge_customer_moves().sale_line_id.order_id for picking in self}

    def _bridge_customer_moves(self):
        """Return the moves of goods that leave for a customer, or come back from one."""
        return self.move_ids.filtered(
            lambda move: (
                move.state != "cancel"
                and move.sale_line_id
                and "customer" in (move.location_id.usage, move.location_dest_id.usage)
            )
        )

    def _bridge_is_return(self):
        """Return whether goods come back from a customer."""
        self.ensure_one()
        return any(move.location_id.usage == "customer" for move in self._bridge_customer_moves())
