from odoo import api, fields, models

from ..engine.taxation import percentage, plain, rate_of
from ..ledgers.documents import Kind


class BridgeMappingRates(models.Model):
    """Of a tax that is mapped: what it charges on both sides, side by side."""

    _inherit = "bridge.mapping"

    our_rate = fields.Char("Rate in Odoo (%)", compute="_compute_rates")
    their_rate = fields.Char("Rate there (%)", compute="_compute_rates")
    rate_verdict = fields.Selection(
        [("same", "Same rate"), ("other", "Another rate"), ("unknown", "Cannot be compared")],
        "Rates",
        compute="_compute_rates",
        help="An invoice whose tax the ledger would charge at another rate is not sent.",
    )

    @api.depends("kind", "tax_id.amount", "tax_id.amount_type", "remote_record_id.details")
    def _compute_rates(self):
        known = self._taxes_there()
        for mapping in self:
            ours, theirs = mapping._rates(known)
            mapping.our_rate, mapping.their_rate = plain(ours), plain(theirs)
            mapping.rate_verdict = mapping.tax_id and mapping._verdict(ours, theirs)

    def _taxes_there(self):
        """Return ``{id there: mirror row}`` of the taxes of the ledgers of these mappings, by connection."""
        taxes = self.filtered("tax_id")
        rows = (
            self.env["bridge.remote.record"]
            .sudo()
            .search_fetch(
                [("connection_id", "in", taxes.connection_id.ids), ("kind", "=", Kind.TAX.value)],
                ["connection_id", "remote_id", "details"],
            )
            if taxes
            else self.env["bridge.remote.record"]
        )
        return {
            connection: {row.remote_id: row for row in mine}
            for connection, mine in rows.grouped("connection_id").items()
        }

    def _rates(self, known):
        """Return the percentages of both sides, None for one that is not known.

        :param known: as ``_taxes_there`` gives it.
        """
        tax, row = self.tax_id.sudo(), self.remote_record_id.sudo()
        if not tax:
            return None, None
        return percentage(tax), rate_of(row, known.get(self.connection_id.sudo(), {})) if row else None

    def _verdict(self, ours, theirs):
        if ours is None or theirs is None:
            return "unknown"
        return "same" if ours == theirs else "other"
