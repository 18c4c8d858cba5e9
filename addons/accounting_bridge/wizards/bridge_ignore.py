from odoo import api, fields, models
from odoo.exceptions import UserError


class BridgeIgnore(models.TransientModel):
    """Ignore issues, and say why."""

    _name = "bridge.ignore"
    _description = "Ignore Issues"

    issue_ids = fields.Many2many("bridge.issue", required=True)
    told_text = fields.Char("What it means", compute="_compute_told_text")
    why = fields.Char(help="Kept with the issue.")

    @api.depends("issue_ids")
    @api.depends_context("lang")
    def _compute_told_text(self):
        for wizard in self:
            waiting = sum(wizard.issue_ids.mapped("transfer_count"))
            if not waiting:
                wizard.told_text = self.env._("No document waits for it.")
            elif waiting == 1:
                wizard.told_text = self.env._("1 document waits for it, and stays where it is.")
            else:
                wizard.told_text = self.env._(
                    "%(count)s documents wait for it, and stay where they are.", count=f"{waiting:,}"
                )

    def action_ignore(self):
        self.env["bridge.cure"]._check_rank("bookkeeper")
        self.issue_ids.check_access("read")
        why = (self.why or "").strip()
        if not why:
            raise UserError(self.env._("Please say why: whoever looks at it later reads it with the issue."))
        ignored = self.issue_ids._ignore(why)
        if not ignored:
            raise UserError(
                self.env._(
                    "None of these can be ignored: they are settled, or about the connection itself, and nothing "
                    "travels until that is right."
                )
            )
        message = self.env._("Ignored: %(count)s.", count=len(ignored))
        return self.issue_ids._tell_bulk(message, len(self.issue_ids) - len(ignored))
