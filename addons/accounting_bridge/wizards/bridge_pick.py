from odoo import api, fields, models
from odoo.exceptions import UserError

from ..ledgers.documents import DOCUMENTS, PURCHASES
from ..ledgers.reasons import CURES

# Cures that may end in picking.
PICKING = ("pick", "confirm_match", "already_there")


class BridgePick(models.TransientModel):
    """Pick the entry of the ledger that a customer, an item or a document of Odoo is."""

    _name = "bridge.pick"
    _description = "Pick a Ledger Record"

    issue_id = fields.Many2one("bridge.issue", required=True)
    connection_id = fields.Many2one(related="issue_id.connection_id")
    kind = fields.Selection(related="issue_id.kind")
    record_name = fields.Char(related="issue_id.record_name")
    entry_id = fields.Many2one(related="issue_id.remote_record_id")
    partner_id = fields.Many2one(
        "res.partner",
        "In Odoo",
        compute="_compute_partner",
        store=True,
        readonly=False,
        domain="[('parent_id', '=', False), ('company_id', 'in', (False, company_id))]",
    )
    company_id = fields.Many2one(related="issue_id.company_id")
    partner_ids = fields.Many2many(related="issue_id.partner_ids")
    remote_record_id = fields.Many2one(
        "bridge.remote.record",
        "In the ledger",
        compute="_compute_remote_record",
        store=True,
        readonly=False,
        domain="[('connection_id', '=', connection_id), ('kind', '=', kind), ('is_active', '=', True),"
        " ('is_gone', '=', False)]",
    )
    candidate_ids = fields.Many2many(related="issue_id.candidate_ids")

    @api.depends("issue_id")
    def _compute_remote_record(self):
        for wizard in self:
            candidates = wizard.issue_id.candidate_ids
            wizard.remote_record_id = candidates if len(candidates) == 1 else False

    @api.depends("issue_id")
    def _compute_partner(self):
        for wizard in self:
            candidates = wizard.issue_id.partner_ids
            wizard.partner_id = candidates if len(candidates) == 1 else False

    def _rank(self):
        """Return who may pick: which customer or item is meant is seen by whoever knows them; what became of a document
        is bookkeeping, and so is another link in place of one that is there.
        """
        link = self.issue_id.sudo().binding_id
        is_booked = self.kind in (*DOCUMENTS, *PURCHASES) or link.external_id or link.alias_of_id
        return "bookkeeper" if is_booked else "user"

    def action_pick(self):
        """Link to what was picked and release what waited for it."""
        self.issue_id.check_access("read")
        cures = self.env["bridge.cure"]
        cures._check_rank(self._rank())
        offered = [code for code in self.issue_id._offered() if code in PICKING]
        if not offered:
            raise UserError(self.env._("This cure is no longer offered. Please reload the page."))
        if "pick" not in offered:
            cures._check_rank(CURES[offered[0]].rank)
        if self.entry_id:
            self.partner_id.check_access("read")
            self.issue_id._link_partner(self.partner_id)
        else:
            self.issue_id._link(self.remote_record_id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
