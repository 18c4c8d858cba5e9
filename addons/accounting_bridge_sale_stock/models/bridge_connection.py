from datetime import timedelta

from odoo import api, fields, models

# So long a policy that was just switched on makes drafts only: people see what it does before anything leaves.
DRAFTS_ONLY = timedelta(days=7)


class BridgeConnection(models.Model):
    """What a connection does with deliveries, once that is its policy."""

    _inherit = "bridge.connection"

    drafts_until = fields.Date(
        "Only drafts until",
        copy=False,
        tracking=True,
        help="Up to this day the invoices of deliveries are left as drafts; one that a person posts is released. Empty"
        " it to have invoices posted at once.",
    )
    deducts_down_payments = fields.Boolean(
        "Deduct down payments",
        copy=False,
        tracking=True,
        help="The first invoice of an order deducts its down payment. Off: a delivery of an order with a down payment"
        " waits for a person.",
    )
    delivered_since = fields.Datetime(readonly=True, copy=False, help="What was delivered before is not invoiced.")
    delivery_count = fields.Integer("Deliveries", compute="_compute_delivery_count")

    def _compute_delivery_count(self):
        counts = dict(
            self.env["bridge.delivery"]._read_group([("connection_id", "in", self.ids)], ["connection_id"], ["__count"])
        )
        for connection in self:
            connection.delivery_count = counts.get(connection, 0)

    @api.model
    def _invoicing_deliveries(self, companies):
        """Return the live connections of companies on which a delivery makes its invoice."""
        return self._with_policy(companies).filtered(lambda one: one.release_policy == "delivered")

    def _note_policy(self, policy):
        """The first week of it only drafts."""
        result = super()._note_policy(policy)
        self.delivered_since = fields.Datetime.now() if policy == "delivered" else False
        if policy == "delivered" and not self._only_drafts():
            self.drafts_until = self._today() + DRAFTS_ONLY
        return result

    def _today(self):
        return fields.Date.context_today(self.with_context(tz=self.tz))

    def _only_drafts(self):
        """Return whether invoices of deliveries are left as drafts today."""
        return bool(self.drafts_until and self._today() <= self.drafts_until)

    def _released_when_posted(self, moves):
        """What a delivery made is released when it is posted: by the bridge, or by a person who looked at the draft."""
        released = super()._released_when_posted(moves)
        if self.release_policy == "delivered":
            released |= self._fit_for_policy(moves.filtered("bridge_delivery_ids"))
        return released

    def _follow_since(self, since):
        """Note also what was delivered while this connection was away."""
        result = super()._follow_since(since)
        self.env["bridge.delivery"].sudo()._note_lost(since)
        return result

    def action_open_deliveries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("accounting_bridge_sale_stock.action_bridge_delivery")
        return {**action, "domain": [("connection_id", "=", self.id)]}
