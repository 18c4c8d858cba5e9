from odoo import api, fields, models
from odoo.exceptions import UserError

from ..ledgers.documents import PARTIES, Kind
from ..ledgers.keys import name_key
from ..models.bridge_cure_matching import OTHER_LISTS


class BridgeRename(models.TransientModel):
    """Give a customer or a product of Odoo another name, because its own is somebody else's in the ledger."""

    _name = "bridge.rename"
    _description = "Rename Here"

    issue_id = fields.Many2one("bridge.issue", required=True)
    label = fields.Char("What is changed", compute="_compute_label")
    name = fields.Char("New name", compute="_compute_name", store=True, readonly=False)
    written_as = fields.Char("Will be written there as", compute="_compute_written_as")
    taken_text = fields.Char("Taken", compute="_compute_written_as")
    limit_text = fields.Char("Room there", compute="_compute_written_as")

    def _link(self):
        return self.issue_id.sudo().binding_id

    def _column(self):
        """Return the field that a record is called by there: of a product its reference, where it has one."""
        product = self._link().product_id
        return "default_code" if product.default_code else "name"

    @api.depends("issue_id")
    @api.depends_context("lang")
    def _compute_label(self):
        for wizard in self:
            record = wizard._link()._record()
            wizard.label = record._fields[wizard._column()].get_description(self.env)["string"] if record else ""

    @api.depends("issue_id")
    def _compute_name(self):
        for wizard in self:
            record = wizard._link()._record()
            wizard.name = record[wizard._column()] if record else ""

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_written_as(self):
        for wizard in self:
            link = wizard._link()
            connection, kind = link.connection_id, link.kind
            name = (wizard.name or "").strip()
            wizard.written_as = wizard._name_there(link, name)
            most = connection and connection._ledger().capabilities.name_lengths.get(Kind(kind))
            values = {"ledger": connection.ledger_name, "most": most, "count": len(name)}
            wizard.limit_text = (
                self.env._("At most %(most)s characters in %(ledger)s; this has %(count)s.", **values) if most else ""
            )
            kinds = (kind, *OTHER_LISTS.get(kind, ()))
            taken = self.env["bridge.cure"]._bearing(connection, kinds, {name_key(wizard.written_as)} - {""})
            taken -= link.remote_record_id
            wizard.taken_text = (
                self.env._('"%(name)s" is taken in %(ledger)s, too.', name=taken[0].display_name, **values)
                if taken
                else ""
            )

    @staticmethod
    def _name_there(link, name):
        """Return the name that a record will have there, "" where nothing of it can be written."""
        if not link:
            return ""
        ledger, record = link.connection_id._ledger(), link._record()
        if link.kind in PARTIES:
            return ledger.party_name(" ".join(filter(None, (name, link.currency_name))), record.id)
        return ledger.item_name(name, record.id)

    def action_rename(self):
        """Rename with the rights that the user has in Odoo, and let the next run look again."""
        self.env["bridge.cure"]._check_rank("user")
        self.issue_id.check_access("read")
        link, name = self._link(), (self.name or "").strip()
        if self.issue_id.state != "open" or not link:
            raise UserError(self.env._("This is settled already. Please reload the page."))
        record = link._record().with_env(self.env)
        if name == (record[self._column()] or "").strip():
            raise UserError(self.env._("Please enter another name."))
        if not name:
            raise UserError(self.env._("Please enter a name."))
        if not self.written_as:
            raise UserError(self.env._("Nothing of this name can be written there."))
        if self.taken_text:
            raise UserError(self.taken_text)
        record.write({self._column(): name})
        link.use_other_name = False
        self.env["bridge.cure"]._look_anew(self.issue_id, "rename_here")
        link.connection_id._wake()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
