from odoo import api, models

from ..engine.invoicing import KIND_OF
from ..engine.line_rules import KINDS as LINE_KINDS
from ..engine.line_rules import LineRules
from ..ledgers.documents import Kind

# In the context of whoever writes many mappings one after the other, and calls ``_free`` once for all of them.
FREED_LATER = "bridge_freed_later"


class BridgeMappingFreeing(models.Model):
    """What waited for a counterpart goes on when it has one."""

    _inherit = "bridge.mapping"

    @api.model_create_multi
    def create(self, vals_list):
        """A tax that gets its counterpart frees what waited for it; a mapping of lines, what waited for an item."""
        mappings = super().create(vals_list)
        if not self.env.context.get(FREED_LATER):
            mappings._free()
        return mappings

    def write(self, vals):
        """Another counterpart may be the one that was lacking."""
        result = super().write(vals)
        if not self.env.context.get(FREED_LATER):
            self._free()
        return result

    def _free(self):
        """Let documents go on that waited for what these mappings say."""
        for connection, mine in self.filtered("tax_id").grouped("connection_id").items():
            roots = [f"tax:{tax.id}" for tax in mine.tax_id]
            self._issues_of(connection, [("root", "in", roots)])._solve("map_tax")
        lines = self.filtered(lambda mapping: mapping.kind in LINE_KINDS)
        for connection, mine in lines.grouped("connection_id").items():
            self._free_from_items(connection)
            self._close_questions(connection)
            if "line" in mine.mapped("kind"):
                self._issues_of(connection, [("reason", "=", "line_item_missing")])._solve("map_item")

    @api.model
    def _free_from_items(self, connection):
        """Have documents wait no longer for items that their lines do not name any more."""
        waiting = (
            self.env["bridge.transfer"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", connection.id),
                    ("state", "in", ("queued", "rejected")),
                    ("kind", "in", [kind.value for kind in KIND_OF.values()]),
                    ("need_ids", "any", self._is_empty_item()),
                ]
            )
        )
        if not waiting:
            return
        needs = waiting.move_id._bridge_needs(connection)
        freed = self.env["bridge.binding"].sudo()
        for transfer in waiting:
            items = transfer.need_ids.filtered_domain(self._is_empty_item())
            dropped = items.filtered(lambda link, move=transfer.move_id: link.id not in needs[move.id])
            if dropped:
                transfer.need_ids -= dropped
                freed |= dropped
        self._issues_of(connection, [("binding_id", "in", freed.ids)])._solve("map_item")
        connection.sudo()._wake()

    @api.model
    def _close_questions(self, connection):
        """Ask no longer which items products are that are mapped, or whose category is."""
        rules = LineRules(connection.sudo())
        asked = self._issues_of(connection, [("kind", "=", Kind.ITEM.value), ("binding_id.product_id", "!=", False)])
        products = asked.sudo().binding_id.product_id
        rules.warm(products)
        mapped = products.filtered(lambda product: rules.of_product(product) or rules.of_category(product))
        asked.filtered(lambda issue: issue.sudo().binding_id.product_id in mapped)._solve("map_item")

    @api.model
    def _is_empty_item(self):
        return [("kind", "=", Kind.ITEM.value), ("external_id", "=", False), ("alias_of_id", "=", False)]

    @api.model
    def _issues_of(self, connection, domain):
        return self.env["bridge.issue"].search([("connection_id", "=", connection.id), ("state", "=", "open"), *domain])
