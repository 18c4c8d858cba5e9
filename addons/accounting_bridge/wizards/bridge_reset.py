from odoo import api, fields, models

from ..engine.changing import forbids, is_earlier_month, is_paid
from ..ledgers.cures import CURES


class BridgeReset(models.TransientModel):
    """Tells what the ledger holds of an invoice, and what comes of changing it, before it is reset to draft."""

    _name = "bridge.reset"
    _description = "Reset to Draft"

    move_id = fields.Many2one("account.move", required=True, readonly=True, ondelete="cascade")
    holds_text = fields.Char(compute="_compute_words")
    next_text = fields.Char(compute="_compute_words")
    is_forbidden = fields.Boolean(compute="_compute_words")
    may_reinvoice = fields.Boolean(compute="_compute_words")

    @api.depends("move_id")
    @api.depends_context("lang", "uid")
    def _compute_words(self):
        # What is told is read with the rights of the engine: whoever may not read the invoice is told nothing.
        self.move_id.check_access("read")
        may = self.env["bridge.cure"]._may(CURES["credit_and_reinvoice"].rank)
        for wizard in self:
            link = wizard.move_id.sudo().bridge_transfer_id.binding_id
            why = forbids(link.connection_id, link.remote_record_id) if link else ""
            wizard.is_forbidden = bool(why)
            wizard.may_reinvoice = (
                may and wizard.move_id.move_type == "out_invoice" and not wizard.move_id._bridge_credited_with(link)
            )
            wizard.holds_text = wizard._holds_words(link) if link else ""
            wizard.next_text = wizard._next_words(link, why) if link else ""

    def _holds_words(self, link):
        """Return what the ledger holds: number, total, what is open of it."""
        row = link.remote_record_id
        values = {
            "ledger": link.connection_id.ledger_name,
            "number": link.remote_number or link.external_id,
            "total": link.remote_total or f"{row.total:.2f}",
            "currency": link.move_id.currency_id.name or "",
            "open": f"{row.balance:,.2f}",
        }
        words = self.env._("%(ledger)s holds it as %(number)s, %(total)s %(currency)s.", **values)
        if is_paid(row) and not row.balance:
            return f"{words} {self.env._('It is paid there: nothing is open.')}"
        if is_paid(row):
            told = self.env._("Something is paid on it there: %(open)s %(currency)s are open.", **values)
            return f"{words} {told}"
        return f"{words} {self.env._('Nothing is paid on it there.')}" if row.balance else words

    def _next_words(self, link, why):
        """Return what comes of changing it."""
        connection = link.connection_id
        values = {"ledger": connection.ledger_name}
        if why == "paid":
            return self.env._(
                "%(ledger)s does not change the amounts of what is paid: when it is posted again with others, the"
                " change will be refused. Credit and re-invoice keeps it there and makes a credit note and a new"
                " invoice.",
                **values,
            )
        if why == "closed":
            values["date"] = (connection.company_details or {}).get("closing_date")
            return self.env._(
                "The books in %(ledger)s are closed until %(date)s: the change will be refused. Credit and re-invoice"
                " keeps it there and makes a credit note and a new invoice.",
                **values,
            )
        if is_earlier_month(connection, link):
            return self.env._(
                "When it is posted again, the change is not sent at once: it belongs to an earlier month, and the"
                " bookkeeper is asked first.",
                **values,
            )
        values["next"] = connection._departure_words(link.kind)
        return self.env._(
            "When it is posted again, the change goes to %(ledger)s as an update, with %(next)s.", **values
        )

    def action_reset(self):
        """Reset it to draft, as if nobody had asked."""
        self.env["bridge.cure"]._check_rank("user")
        self.move_id.button_draft()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_credit_and_reinvoice(self):
        """Credit it as it is, and open a draft of a new invoice that says the same, to be changed."""
        cures = self.env["bridge.cure"]
        cures._check_rank(CURES["credit_and_reinvoice"].rank)
        _credit, new = self.move_id._bridge_credit_and_reinvoice(post=False)
        return cures._open(new)
