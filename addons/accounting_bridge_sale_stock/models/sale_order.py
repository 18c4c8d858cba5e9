from odoo import models

from ..invoicing import RETURNED

HEADINGS = ("line_section", "line_subsection")


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "bridge.outlook"]

    def _get_invoiceable_lines(self, final=False):
        """Leave out what the bridge does not invoice by itself: what is invoiced on ordered quantities."""
        lines = super()._get_invoiceable_lines(final)
        wanted = self.env.context.get("bridge_lines")
        if not wanted:
            return lines
        kept = lines.filtered(lambda line: line.display_type or line._bridge_is(wanted))
        return kept._bridge_without_empty_headings()

    def _bridge_orders(self):
        """Return ``{record: orders}`` whose invoices its line of text is about."""
        return {order: order.sudo() for order in self}

    def _bridge_has_down_payment(self):
        """Return whether a down payment was invoiced that no invoice has deducted yet."""
        self.ensure_one()
        return any(line.is_downpayment and line.qty_to_invoice < 0 for line in self.order_line)

    def _bridge_is_returned(self):
        """Return whether more is invoiced than what the customer kept."""
        self.ensure_one()
        return any(line._bridge_is(RETURNED) for line in self.order_line)

    def _bridge_expects_delivery(self):
        """Return whether something is still on its way to the customer, whose invoice is to come."""
        self.ensure_one()
        return self.state == "sale" and any(
            picking.state not in ("done", "cancel") and picking.picking_type_code == "outgoing"
            for picking in self.picking_ids
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _bridge_is(self, wanted):
        """Return whether a line is one of those that are to be invoiced."""
        self.ensure_one()
        precision = self.env["decimal.precision"].precision_get("Product Unit")
        open_quantity = round(self.qty_to_invoice, precision)
        if wanted == RETURNED:
            on_delivery = self.product_id.invoice_policy == "delivery" and not self.is_downpayment
            return on_delivery and open_quantity < 0
        if self.is_downpayment:
            return open_quantity < 0
        if self.product_id.type == "combo":
            return any(line._bridge_is(wanted) for line in self.linked_line_ids)
        return self.product_id.invoice_policy == "delivery" and open_quantity > 0

    def _bridge_was_credited(self):
        """Return whether a person credited something of an invoice of these lines.

        The host counts that as not invoiced yet, and nobody but that person knows whether it is to be invoiced again.
        """
        notes = self.invoice_lines.move_id.filtered(
            lambda move: move.move_type == "out_refund" and move.state != "cancel"
        )
        return bool(notes.reversed_entry_id)

    def _bridge_without_empty_headings(self):
        """Return lines without the headings, and their notes, under which nothing is left."""
        kept, waiting, is_open = self.browse(), self.browse(), True
        for line in self:
            if line.display_type in HEADINGS:
                inside = waiting if line.display_type == "line_subsection" else self.browse()
                waiting, is_open = inside.filtered(lambda one: one.display_type == "line_section") | line, False
            elif line.display_type and not is_open:
                waiting |= line
            else:
                kept |= waiting | line
                waiting, is_open = self.browse(), True
        return kept
