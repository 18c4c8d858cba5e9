from odoo import models
from odoo.exceptions import UserError

from .bridge_connection import DESKTOP


class ResUsers(models.Model):
    """The .qwc file in the user's own preferences: the password belongs to who downloads it."""

    _inherit = "res.users"

    def action_qbd_download(self):
        """Download the .qwc file of the company that the user works in."""
        return self._qbd_connection().action_qbd_download()

    def action_qbd_new_password(self):
        return self._qbd_connection().action_qbd_new_password()

    def _qbd_connection(self):
        connection = self.env["bridge.connection"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("ledger", "=", DESKTOP),
                ("state", "!=", "disconnected"),
            ],
            limit=1,
        )
        if not connection:
            raise UserError(
                self.env._("%(company)s is not connected to QuickBooks Desktop.", company=self.env.company.name)
            )
        return connection
