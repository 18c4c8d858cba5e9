import hashlib
import secrets

from odoo import api, fields, models
from odoo.tools import consteq


class BridgeConnectorLogin(models.Model):
    """What a user's Web Connector signs in with: a password of its own, never the one for Odoo.

    128 random bits need no slow hash: SHA-256 with a salt is checked in microseconds and tells nothing.
    """

    _name = "bridge.connector.login"
    _description = "Web Connector Login"
    _rec_name = "user_id"

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    salt = fields.Char(groups="base.group_system", copy=False)
    password_digest = fields.Char(groups="base.group_system", copy=False)
    made_at = fields.Datetime("Password made", readonly=True)
    last_contact_at = fields.Datetime("Last contact", readonly=True)
    refused_count = fields.Integer(
        "Refused since", readonly=True, help="Sign-ins with a wrong password since the last right one."
    )

    _one_per_user = models.UniqueIndex("(connection_id, user_id)")

    @api.model
    def _ensure(self, connection, user):
        """Return the login of a user, made without a password where there is none."""
        login = self.sudo().search([("connection_id", "=", connection.id), ("user_id", "=", user.id)], limit=1)
        return login or self.sudo().create({"connection_id": connection.id, "user_id": user.id})

    def _make_password(self):
        """Make and store a new password. :return str: the password, which is stored nowhere."""
        self.ensure_one()
        password = secrets.token_hex(16)
        salt = secrets.token_hex(8)
        self.write(
            {
                "salt": salt,
                "password_digest": self._digest(salt, password),
                "made_at": fields.Datetime.now(),
                "refused_count": 0,
            }
        )
        return password

    def _show_new_password(self):
        """Open the dialog that shows a new password this once; it lives in the dialog only."""
        password = self._make_password()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Password for the Web Connector"),
            "res_model": "bridge.connector.password",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_user_name": self.user_id.login, "default_password": password},
        }

    def _is_still_allowed(self):
        """Return whether the user is still one who may release in this company."""
        user = self.user_id
        return (
            user.active
            and user.has_group("accounting_bridge.group_bridge_user")
            and self.connection_id.company_id in user.company_ids
        )

    def _note_refusal(self):
        for login in self:
            login.refused_count += 1

    @api.model
    def _digest(self, salt, password):
        return hashlib.sha256(f"{salt}:{password}".encode()).hexdigest()

    @api.model
    def _check(self, connection, user_name, password):
        """Return the login that a name and a password belong to, empty where they do not.

        The same work is done for a name that does not exist.
        """
        login = self.search([("connection_id", "=", connection.id), ("user_id.login", "=", user_name)], limit=1)
        usable = login.filtered(lambda login: login.password_digest and login._is_still_allowed())
        expected = usable.password_digest or "0" * 64
        right = consteq(expected, self._digest(usable.salt or "", password))
        return usable if right else self.browse()


class BridgeConnectorPassword(models.TransientModel):
    """Shows a new password once. Nothing of it is stored: the dialog is filled from its own context."""

    _name = "bridge.connector.password"
    _description = "Web Connector Password"

    user_name = fields.Char(readonly=True, store=False)
    password = fields.Char(readonly=True, store=False)
