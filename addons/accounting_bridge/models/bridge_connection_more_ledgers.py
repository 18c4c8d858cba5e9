from odoo import fields, models


class BridgeConnectionMoreLedgers(models.Model):
    """Ledgers that could be connected if their addon were there."""

    _inherit = "bridge.connection"

    more_ledgers_text = fields.Char("More ledgers", compute="_compute_more_ledgers_text")

    def _more_ledgers(self):
        """Return ``{code: sentence}`` of what brings each ledger that has an addon of its own."""
        return {
            "quickbooks_desktop": self.env._("QuickBooks Desktop: install the QuickBooks Desktop addon, under Apps.")
        }

    def _compute_more_ledgers_text(self):
        known = {code for code, _name in self._fields["ledger"]._description_selection(self.env)}
        missing = [sentence for code, sentence in self._more_ledgers().items() if code not in known]
        self.more_ledgers_text = " ".join(missing)
