from odoo import api, fields, models

from ..ledgers.documents import Kind


class BridgeEnterKey(models.TransientModel):
    """Enter the e-mail, or the SKU, by which a record is known in the ledger."""

    _name = "bridge.enter.key"
    _description = "Enter E-mail or SKU"

    connection_id = fields.Many2one("bridge.connection", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    kind = fields.Selection(
        [(Kind.CUSTOMER.value, "Customer"), (Kind.ITEM.value, "Item")], required=True, readonly=True
    )
    is_before_release = fields.Boolean(readonly=True, help="The preview of a release waits below.")
    record_name = fields.Char("Record", compute="_compute_record_name")
    entered = fields.Char("E-mail or SKU", compute="_compute_entered", store=True, readonly=False)

    @api.depends("partner_id", "product_id")
    def _compute_record_name(self):
        for wizard in self:
            wizard.record_name = (wizard.partner_id or wizard.product_id).sudo().display_name

    @api.depends("partner_id", "product_id")
    def _compute_entered(self):
        """What is there now."""
        for wizard in self:
            wizard.entered = wizard._link().record_key if wizard._link() else ""

    def _link(self):
        """Return the link of the record, where it has one."""
        column, record = self._record()
        domain = [
            ("connection_id", "=", self.connection_id.id),
            (column, "=", record.id),
            ("kind", "=", self.kind),
            ("alias_of_id", "=", False),
        ]
        return self.env["bridge.binding"].search(domain, order="id", limit=1)

    def _record(self):
        column = "partner_id" if self.kind == Kind.CUSTOMER.value else "product_id"
        return column, self[column]

    def action_save(self):
        """Write it, and look at once who the record is there."""
        self.ensure_one()
        self.env["bridge.cure"]._check_rank("user")
        self.connection_id.check_access("read")
        record = self._record()[1]
        record.check_access("read")
        link = self._link() or self.env["bridge.binding"].sudo()._reserve(self.connection_id, record, Kind(self.kind))
        link.sudo(False).action_set_key(self.entered or "")
        if self.is_before_release:
            return {"type": "ir.actions.act_window_close"}
        return {"type": "ir.actions.client", "tag": "soft_reload"}
