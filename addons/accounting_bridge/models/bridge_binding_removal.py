from odoo import api, models
from odoo.exceptions import UserError

from ..engine import matching_ahead
from ..ledgers.documents import Kind

# What links say of themselves where an entry there came from Odoo, or a record of Odoo from there.
MADE_BY_US = ("created", "pulled", "evidence", "merged")
NAMED_IN_WORDS = 3


class BridgeBindingRemoval(models.Model):
    """Customers, products and entries that people delete in Odoo. In the ledger nothing is deleted by it."""

    _inherit = "bridge.binding"

    @api.model
    def _make_way(self, records):
        """Delete the links of customers or products that are about to be deleted, where nothing ever came of them.

        Matching ahead links whoever is in scope: that alone keeps nobody from being deleted. Who shared a key with
        them, or could have been their entry, is looked at anew.

        :raise UserError: something of them has travelled, or waits to; what was sent keeps its history.
        """
        column = {"res.partner": "partner_id", "product.product": "product_id"}[records._name]
        links = self.sudo().search([(column, "in", records.ids)])
        used = links._used()
        if used:
            names = used.mapped("record_name")
            raise UserError(
                self.env._(
                    "%(names)s cannot be deleted: what was sent to %(ledger)s keeps its history. Archive it instead;"
                    " in the ledger nothing changes by it.",
                    names=", ".join(names[:NAMED_IN_WORDS]) + (" …" if len(names) > NAMED_IN_WORDS else ""),
                    ledger=used[0].connection_id.ledger_name,
                )
            )
        for (connection, kind), mine in links.grouped(lambda link: (link.connection_id, link.kind)).items():
            keys = {key for link in mine for key in link.match_keys or ()}
            matching_ahead.note_removed(connection, Kind(kind), keys, mine.remote_record_id)
        # Through the records, so that the activities of those who were asked go, too.
        self.env["bridge.issue"].sudo().search([("binding_id", "in", links.ids)]).unlink()
        links.unlink()

    @api.model
    def _forget_unsent_payments(self, moves):
        """Delete the links of entries that were to pay documents of ours and no longer do, where nothing ever left."""
        links = self.sudo().search(
            [
                ("move_id", "in", moves.ids),
                ("kind", "=", Kind.PAYMENT.value),
                ("external_id", "=", False),
                ("bound_at", "=", False),
            ]
        )
        unsent = links.filtered(
            lambda link: all(
                transfer.state in ("withdrawn", "held") and not transfer.line_ids for transfer in link.transfer_ids
            )
        )
        self.env["bridge.issue"].sudo().search([("binding_id", "in", unsent.ids)]).unlink()
        unsent.transfer_ids.unlink()
        unsent.unlink()

    def _used(self):
        """Return the links that something came of: made by us or theirs, travelled, waited for, or merged."""
        if not self:
            return self
        domain = ["|", ("binding_id", "in", self.ids), ("need_ids", "in", self.ids)]
        transfers = self.env["bridge.transfer"].sudo().search(domain)
        others = self.search([("alias_of_id", "in", self.ids)]).alias_of_id
        waited_for = (transfers.binding_id | transfers.need_ids | others) & self
        return waited_for | self.filtered(lambda link: link.bound_by in MADE_BY_US or link.alias_of_id)
