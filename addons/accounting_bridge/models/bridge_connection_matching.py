from odoo import api, fields, models

from ..ledgers.documents import Kind

COUNTED = (Kind.CUSTOMER.value, Kind.ITEM.value)


class BridgeConnectionMatching(models.Model):
    """The switch of each tab on which customers and items are matched ahead, and what came of it."""

    _inherit = "bridge.connection"

    customers_ahead = fields.Boolean(
        "Match customers ahead",
        compute="_compute_ahead",
        inverse="_inverse_customers_ahead",
        readonly=False,
        help="Every customer is linked to its entry there, or asked about, before any invoice needs it.",
    )
    items_ahead = fields.Boolean(
        "Match items ahead",
        compute="_compute_ahead",
        inverse="_inverse_items_ahead",
        readonly=False,
        help="Every product that is sold is linked to its entry there, or asked about, before any invoice needs it.",
    )
    customer_counts = fields.Char("Customers on both sides", compute="_compute_match_counts")
    item_counts = fields.Char("Items on both sides", compute="_compute_match_counts")

    def _flow_of(self, kind):
        return self.flow_ids.filtered(lambda flow: flow.kind == kind.value)

    def _matches_ahead(self, kind):
        """Return whether records of a kind are matched before a document needs them."""
        return bool(self._flow_of(kind).match_ahead)

    @api.depends("flow_ids.match_ahead")
    def _compute_ahead(self):
        for connection in self:
            connection.customers_ahead = connection._matches_ahead(Kind.CUSTOMER)
            connection.items_ahead = connection._matches_ahead(Kind.ITEM)

    def _inverse_customers_ahead(self):
        for connection in self:
            connection._flow_of(Kind.CUSTOMER).match_ahead = connection.customers_ahead

    def _inverse_items_ahead(self):
        for connection in self:
            connection._flow_of(Kind.ITEM).match_ahead = connection.items_ahead

    @api.depends_context("lang")
    def _compute_match_counts(self):
        """Say how many are linked, and how many wait for a person: one query for both tabs."""
        counts = {
            (connection.id, kind, state): count
            for connection, kind, state, count in self.env["bridge.binding"]._read_group(
                [("connection_id", "in", self.ids), ("kind", "in", COUNTED), ("match_state", "!=", False)],
                ["connection_id", "kind", "match_state"],
                ["__count"],
            )
        }
        for connection in self:
            customers, items = (Kind.CUSTOMER.value, Kind.ITEM.value)
            connection.customer_counts = connection._match_words(counts, customers, connection.customer_issue_count)
            connection.item_counts = connection._match_words(counts, items, connection.item_issue_count)

    def _match_words(self, counts, kind, review):
        """Return how many are linked, how many questions are open, and what the others are."""
        states = dict(self.env["bridge.binding"]._fields["match_state"]._description_selection(self.env))
        words = self.env._(
            "matched %(matched)s · to review %(review)s",
            matched=f"{counts.get((self.id, kind, 'matched'), 0):,}",
            review=f"{review:,}",
        )
        rest = [
            f"{states[state].lower()} {counts[self.id, kind, state]:,}"
            for state in ("create", "ignored", "new")
            if counts.get((self.id, kind, state))
        ]
        return " · ".join([words, *rest])
