from odoo import models


class BridgeCure(models.AbstractModel):
    """What is done about a delivery that was not invoiced."""

    _inherit = "bridge.cure"

    def _cure_open_order(self, issue):
        orders = issue.delivery_id.sudo().order_ids.sudo(False)
        action = {"type": "ir.actions.act_window", "name": self.env._("Orders"), "res_model": "sale.order"}
        if len(orders) == 1:
            return {**action, "res_id": orders.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", orders.ids)], "views": [(False, "list"), (False, "form")]}

    def _cure_invoice_delivery(self, issue):
        """Try it again, as soon as the schedule comes by."""
        issue.sudo().delivery_id._try_again()
        issue._solve("invoice_delivery")

    def _cure_deduct_down_payment(self, issue):
        """Invoice this delivery, and deduct the down payment of its order."""
        issue.sudo().delivery_id.deducts = True
        issue.sudo().delivery_id._try_again()
        issue._solve("deduct_down_payment")

    def _cure_make_credit_note(self, issue):
        """Make the draft of a credit note of what came back, and show it."""
        delivery = issue.sudo().delivery_id
        moves = delivery._credit_returned()
        issue._solve("make_credit_note")
        if not moves:
            return self._tell(self.env._("Nothing is left to credit: it was done meanwhile."), "info")
        return self._open(moves[:1])

    def _cure_leave_delivery(self, issue):
        """A person invoices it, or nobody does."""
        issue.sudo().delivery_id.state = "left"
        issue._solve("leave_delivery")
