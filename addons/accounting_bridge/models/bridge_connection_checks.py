from odoo import models
from odoo.exceptions import UserError


class BridgeConnectionChecks(models.Model):
    """What a person may ask of a connection: what would happen, and what most likely stands for what."""

    _inherit = "bridge.connection"

    def action_check_all(self):
        """Look at last month's documents as if they were released now. Nothing is sent."""
        self.ensure_one()
        self.env["bridge.cure"]._check_rank("user")
        self.check_access("read")
        return self.env["bridge.rehearsal"]._check(self)._open()

    def action_suggest(self):
        """Suggest counterparts of what has none. The context says of what: ``about`` is tax, account or item."""
        self.ensure_one()
        self.env["bridge.cure"]._check_rank("bookkeeper")
        self.check_access("read")
        about = self.env.context.get("about", "tax")
        labels = dict(self.env["bridge.suggestion"]._fields["about"]._description_selection(self.env))
        if about not in labels:
            raise UserError(self.env._("Nothing can be suggested for that."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Suggest: %(what)s", what=labels[about]),
            "res_model": "bridge.suggestion",
            "res_id": self.env["bridge.suggestion"]._suggest(self, about).id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
