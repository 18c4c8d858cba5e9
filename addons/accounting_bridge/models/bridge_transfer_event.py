from odoo import api, fields, models

from .bridge_transfer import STATES


class BridgeTransferEvent(models.Model):
    """The history of a transfer: one row per change of state. Written by ``bridge.transfer._move_to`` only."""

    _name = "bridge.transfer.event"
    _description = "Accounting Bridge History"
    _order = "id desc"
    _log_access = False

    transfer_id = fields.Many2one("bridge.transfer", required=True, ondelete="cascade", index=True)
    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id")
    batch_id = fields.Many2one("bridge.batch", ondelete="set null", index="btree_not_null")
    session_id = fields.Many2one("bridge.session", ondelete="set null", index="btree_not_null")
    user_id = fields.Many2one("res.users", "By", ondelete="set null")
    at = fields.Datetime("When", required=True)
    state = fields.Selection(STATES, required=True)
    reason = fields.Char()
    reason_arguments = fields.Json()
    words = fields.Char("The ledger's words")
    generation = fields.Integer()
    reason_text = fields.Char("Why", compute="_compute_reason_text")

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for event in self:
            event.reason_text = event.reason and event.connection_id._reason_words(
                event.reason, {"words": event.words or "", **(event.reason_arguments or {})}
            )
