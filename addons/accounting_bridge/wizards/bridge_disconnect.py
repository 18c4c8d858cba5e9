from odoo import api, fields, models


class BridgeDisconnect(models.TransientModel):
    """Says what stays behind before a connection is disconnected."""

    _name = "bridge.disconnect"
    _description = "Disconnect a Ledger"

    connection_id = fields.Many2one("bridge.connection", required=True, readonly=True, ondelete="cascade")
    waiting_text = fields.Text("Still queued", compute="_compute_waiting_text")
    leaving_text = fields.Char(compute="_compute_leaving_text")
    ledger_name = fields.Char(related="connection_id.ledger_name")

    @api.depends("connection_id")
    @api.depends_context("lang")
    def _compute_waiting_text(self):
        states = dict(self.env["bridge.transfer"]._fields["state"]._description_selection(self.env))
        kinds = dict(self.env["bridge.binding"]._fields["kind"]._description_selection(self.env))
        for wizard in self:
            counted = self.env["bridge.transfer"]._read_group(
                [
                    ("connection_id", "=", wizard.connection_id.id),
                    ("state", "in", ("queued", "sending", "uncertain", "held")),
                ],
                ["kind", "state"],
                ["__count"],
            )
            wizard.waiting_text = "\n".join(
                f"{count:,} {kinds[kind]}: {states[state]}" for kind, state, count in counted
            )

    @api.depends("connection_id")
    @api.depends_context("lang")
    def _compute_leaving_text(self):
        for wizard in self:
            wizard.leaving_text = wizard.connection_id and wizard.connection_id._disconnect_words()

    def action_disconnect(self):
        self.connection_id.action_disconnect()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
