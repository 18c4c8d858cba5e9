from odoo import api, fields, models
from odoo.exceptions import UserError

from ..ledgers.documents import Kind


class BridgeTransfer(models.Model):
    """Where a person sees a document in the ledger: on a page of its own, or by what is to be searched for."""

    _inherit = "bridge.transfer"

    search_text = fields.Char("Find it there", compute="_compute_search_text")
    has_page = fields.Boolean(compute="_compute_has_page", help="There is a page of the ledger that shows it.")

    @api.depends("state", "binding_id.external_id", "binding_id.remote_number")
    @api.depends_context("lang")
    def _compute_search_text(self):
        for transfer in self:
            link = transfer.binding_id
            is_there = transfer.is_document and link.external_id
            transfer.search_text = transfer.connection_id._words_to_search(link) if is_there else False

    def _compute_has_page(self):
        for transfer in self:
            transfer.has_page = bool(transfer.sudo()._page_there())

    def _page_there(self):
        """Return the address of the document in its ledger, "" where it is not there or nobody can open it so."""
        link, connection = self.binding_id, self.connection_id
        # Behind a simulated ledger stands no page of the real one.
        if not link.external_id or connection.is_simulated:
            return ""
        company = connection.remote_company_id or ""
        environment = connection.credential_id.environment or ""
        return connection._ledger().page_of(Kind(link.kind), link.external_id, company, environment)

    def action_open_there(self):
        """Open a document in the ledger.

        :raise UserError: it is not there (any more), or its ledger has no such page.
        """
        self.ensure_one()
        self._check_rank("user")
        address = self.sudo()._page_there()
        if not address:
            raise UserError(self.env._("%(ledger)s has no page of this document.", ledger=self.ledger_name))
        return {"type": "ir.actions.act_url", "url": address, "target": "new"}
