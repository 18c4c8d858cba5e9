import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
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
    downloaded_at = fields.Datetime(".qwc file downloaded", readonly=True)
    made_at = fields.Datetime("Password made", readonly=True)
    last_contact_at = fields.Datetime("Last contact", readonly=True)
    refused_count = fields.Integer(
        "Refused since", readonly=True, help="Sign-ins with a wrong password since the last right one."
    )

    is_mine = fields.Boolean(compute="_compute_is_mine")
    is_allowed = fields.Boolean(
        "May release", compute="_compute_is_allowed", help="A login whose owner may not release is not let in."
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

    def _show_new_password(self, taken_over=False):
        """Open the dialog that shows a new password this once; it lives in the dialog only."""
        password = self._make_password()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Password for the Web Connector"),
            "res_model": "bridge.connector.password",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_user_name": self.user_id.login,
                "default_password": password,
                "default_taken_over": taken_over,
                "default_connection_id": self.connection_id.id,
            },
        }

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for login in self:
            login.is_mine = login.user_id == self.env.user

    def _compute_is_allowed(self):
        for login in self:
            login.is_allowed = login.sudo()._is_still_allowed()

    # === TAKING OVER === #

    def action_take_over(self):
        """Make the login of somebody else the login of the manager who asks, and show its new password.

        The password before is dead at once, whether or not the new one is ever typed in. A manager who has a login of
        their own keeps that one, with a new password too: one computer, one login.
        """
        self.ensure_one()
        connection, heir = self.connection_id, self.env.user
        connection.check_access("write")
        self.env["bridge.cure"]._check_rank("manager")
        if self.user_id == heir:
            return self.sudo()._show_new_password()
        if connection.company_id not in heir.company_ids:
            raise UserError(
                self.env._("Only members of %(company)s can take over this login.", company=connection.company_id.name)
            )
        login = self.sudo()
        owner, contact = login.user_id, login.last_contact_at
        own = login.search([("connection_id", "=", connection.id), ("user_id", "=", heir.id)])
        if own:
            login.unlink()
            own.last_contact_at = max(filter(None, (own.last_contact_at, contact)), default=False)
            login = own
        else:
            login.user_id = heir
        # The file names the user: it has to be downloaded and added once more.
        login.downloaded_at = False
        connection.message_post(
            body=self.env._(
                "%(heir)s took over the Web Connector login of %(owner)s. The password before is no longer valid.",
                heir=heir.name,
                owner=owner.sudo().name,
            )
        )
        return login._show_new_password(taken_over=True)

    def _is_still_allowed(self):
        """Return whether the user is still one who may release in this company."""
        user = self.user_id
        return (
            user.active
            and user.has_group("accounting_bridge.group_bridge_user")
            and self.connection_id.company_id in user.company_ids
        )

    def _note_download(self):
        self.downloaded_at = fields.Datetime.now()

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
    taken_over = fields.Boolean(readonly=True, store=False)
    connection_id = fields.Many2one("bridge.connection", readonly=True, store=False)

    def action_download(self):
        return self.env["bridge.connection"].browse(self.env.context["default_connection_id"]).action_qbd_download()
