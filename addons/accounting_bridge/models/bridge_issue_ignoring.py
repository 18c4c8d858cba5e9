from odoo import api, fields, models
from odoo.exceptions import UserError

# Issues that nobody ignores: while they are open nothing travels at all.
OF_ALL = ("connection",)


class BridgeIssueIgnoring(models.Model):
    """Issues that people ignore, and say why. They come back when the cause changes or they hold up something more."""

    _inherit = "bridge.issue"

    ignored_by_id = fields.Many2one("res.users", "Ignored by", readonly=True, ondelete="set null")
    ignored_at = fields.Datetime("Ignored on", readonly=True)
    ignored_why = fields.Char("Ignored because", readonly=True)
    ignored_text = fields.Char("What was said", compute="_compute_ignored_text")

    @api.depends("state", "ignored_by_id", "ignored_at", "ignored_why")
    @api.depends_context("lang", "tz")
    def _compute_ignored_text(self):
        for issue in self:
            if not issue.ignored_at:
                issue.ignored_text = ""
                continue
            values = {
                "who": issue.ignored_by_id.sudo().name or self.env._("somebody"),
                "when": fields.Date.to_string(fields.Datetime.context_timestamp(issue, issue.ignored_at)),
                "why": issue.ignored_why or "",
            }
            if issue.state == "open":
                issue.ignored_text = self.env._(
                    "Ignored by %(who)s on %(when)s (%(why)s); it is back because it is not the same any more, or "
                    "holds up something more.",
                    **values,
                )
            else:
                issue.ignored_text = self.env._("Ignored by %(who)s on %(when)s: %(why)s", **values)

    def action_ignore(self):
        """Ask why these issues are ignored."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ignore with a reason"),
            "res_model": "bridge.ignore",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_issue_ids": [(6, 0, self.ids)]},
        }

    def action_take_up_again(self):
        """Open issues again that were ignored."""
        self.check_access("read")
        self.env["bridge.cure"]._check_rank("user")
        ignored = self.filtered(lambda issue: issue.state == "ignored")
        if not ignored:
            raise UserError(self.env._("None of these issues is ignored."))
        ignored.sudo().write({"state": "open", "ignored_by_id": False, "ignored_at": False, "ignored_why": False})

    def _ignore(self, why):
        """Ignore open issues. What they hold up stays where it is.

        :return: the issues that were ignored; those about the settings never are.
        """
        mine = self.filtered(lambda issue: issue.state == "open" and issue.kind not in OF_ALL)
        mine.sudo().write(
            {
                "state": "ignored",
                "ignored_by_id": self.env.uid,
                "ignored_at": fields.Datetime.now(),
                "ignored_why": why,
            }
        )
        mine.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return mine

    @api.model
    def _come_back(self, held):
        """Open ignored issues again that hold up something which they did not hold up when they were ignored.

        :param held: list of ``(transfer, id of the issue)``, before the transfer is told of it.
        """
        new = {issue_id for transfer, issue_id in held if transfer.issue_id.id != issue_id}
        ignored = self.browse(new).filtered(lambda issue: issue.state == "ignored")
        if ignored:
            ignored.write({"state": "open"})
