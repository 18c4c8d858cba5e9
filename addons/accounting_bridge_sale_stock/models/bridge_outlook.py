from odoo import api, fields, models
from odoo.exceptions import UserError

from ..outlook import Outlook


class BridgeOutlook(models.AbstractModel):
    """One line of text on a record of those who sell or deliver: what becomes of its invoice, and what holds it up.

    It names no amount: who works in a warehouse sees none.
    """

    _name = "bridge.outlook"
    _description = "Accounting Bridge Outlook"

    bridge_text = fields.Char(
        "In the books", compute="_compute_bridge_outlook", compute_sudo=False, groups="base.group_user"
    )
    bridge_text_level = fields.Selection(
        [("info", "Information"), ("success", "Success"), ("warning", "Warning")],
        compute="_compute_bridge_outlook",
        compute_sudo=False,
        groups="base.group_user",
    )
    bridge_cures = fields.Json(
        compute="_compute_bridge_outlook", compute_sudo=False, exportable=False, groups="base.group_user"
    )

    def _bridge_orders(self):
        """Return ``{record: orders}`` whose invoices the line of text is about. A model says which."""
        raise NotImplementedError

    @api.depends_context("uid", "lang")
    def _compute_bridge_outlook(self):
        outlook = Outlook(self.env, self)
        for record in self:
            told = outlook.of(record)
            record.bridge_text, record.bridge_text_level = told.text, told.level
            record.bridge_cures = self.env["bridge.cure"]._buttons_for_all(told.cures) if told.cures else []

    def action_bridge_cure(self):
        """Apply the cure named in the context to what holds up the invoice."""
        self.ensure_one()
        self.check_access("read")
        self.env["bridge.cure"]._check_rank("user")
        told, code = Outlook(self.env, self).of(self), self.env.context.get("cure")
        if code not in told.cures:
            raise UserError(self.env._("This cure is no longer offered. Please reload the page."))
        if told.issue:
            return told.issue.sudo(False).action_cure()
        if told.move:
            return told.move.sudo(False).action_bridge_cure()
        return self.env["bridge.cure"]._open_before_release(code, told.connection, told.places[code])

    def action_bridge_ask(self):
        """Ask somebody who may do something about it: an activity on this record."""
        self.ensure_one()
        self.check_access("read")
        told = Outlook(self.env, self).of(self)
        if not told.cures:
            raise UserError(self.env._("This cure is no longer offered. Please reload the page."))
        cures = self.env["bridge.cure"].sudo()
        return cures._tell_asked(cures._ask(self, told.connection, told.reason, told.text))
