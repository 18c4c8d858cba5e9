from odoo import api, fields, models
from odoo.exceptions import UserError


class BridgeRelink(models.TransientModel):
    """Unlink customers and items, or link one to another entry: asks why, and says what it does not change."""

    _name = "bridge.relink"
    _description = "Unlink or Link to Another One"

    binding_ids = fields.Many2many("bridge.binding", string="Links", required=True)
    unlinks = fields.Boolean("Unlink", help="Undo the links; else one is linked to another entry.")
    connection_id = fields.Many2one("bridge.connection", compute="_compute_kind")
    kind = fields.Char(compute="_compute_kind")
    current_ids = fields.Many2many("bridge.remote.record", compute="_compute_kind")
    told_text = fields.Text("What is linked", compute="_compute_told_text")
    remote_record_id = fields.Many2one(
        "bridge.remote.record",
        "Link to",
        domain="[('connection_id', '=', connection_id), ('kind', '=', kind), ('is_active', '=', True),"
        " ('is_gone', '=', False), ('id', 'not in', current_ids)]",
    )
    why = fields.Char(help="Kept with the link, and shown on the customer or product.")

    @api.depends("binding_ids")
    def _compute_kind(self):
        for wizard in self:
            link = wizard.binding_ids[:1]
            wizard.connection_id, wizard.kind = link.connection_id, link.kind
            wizard.current_ids = wizard.binding_ids.remote_record_id

    @api.depends("binding_ids")
    @api.depends_context("lang")
    def _compute_told_text(self):
        for wizard in self:
            counts = wizard.binding_ids._sent_counts()
            wizard.told_text = "\n".join(wizard._words_of(link, counts.get(link.id, 0)) for link in wizard.binding_ids)

    def _words_of(self, link, count):
        values = {
            "name": link.record_name,
            "entry": link.remote_record_id.display_name or "",
            "ledger": link.connection_id.ledger_name,
            "count": count,
        }
        if not link.is_changeable:
            return self.env._("%(name)s is not linked.", **values)
        if not count:
            return self.env._('%(name)s is linked to "%(entry)s" in %(ledger)s.', **values)
        if count == 1:
            return self.env._(
                '%(name)s is linked to "%(entry)s" in %(ledger)s. 1 document was sent with it; it stays as it is '
                "there.",
                **values,
            )
        return self.env._(
            '%(name)s is linked to "%(entry)s" in %(ledger)s. %(count)s documents were sent with it; they stay as they '
            "are there.",
            **values,
        )

    def action_apply(self):
        self.env["bridge.cure"]._check_rank("bookkeeper")
        self.binding_ids.check_access("read")
        why = (self.why or "").strip()
        if not why:
            raise UserError(self.env._("Please say why: whoever asks later reads it with the link."))
        links = self.binding_ids.sudo()
        if self.unlinks:
            links._unlink_entries(why)
        else:
            links.ensure_one()
            links._link_to(self._picked(), why)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _picked(self):
        """Return the entry that was picked. :raise UserError: none was, or it is none of these."""
        row, link = self.remote_record_id.sudo(), self.binding_ids
        fits = (row.connection_id, row.kind) == (link.connection_id, link.kind)
        if not row or not fits or not row.is_active or row.is_gone:
            raise UserError(self.env._("Please pick an entry that is in use in the ledger."))
        return row
