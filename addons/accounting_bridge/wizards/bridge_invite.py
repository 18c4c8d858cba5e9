from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

ACCOUNTANT = "accounting_bridge.group_bridge_bookkeeper"


class BridgeInvite(models.TransientModel):
    """Ask an accountant in: an internal user with Bridge Bookkeeper rights in the company of the connection.

    What exists is not changed by somebody who may not change it: the rights of a user who is here already are given by
    who administers users.
    """

    _name = "bridge.invite"
    _description = "Invite Your Accountant"

    connection_id = fields.Many2one("bridge.connection", required=True, readonly=True, ondelete="cascade")
    company_name = fields.Char(related="connection_id.company_id.name", related_sudo=False)
    ledger_name = fields.Char(related="connection_id.ledger_name", related_sudo=False)
    name = fields.Char("Accountant", required=True)
    email = fields.Char("E-mail", required=True)
    outlook = fields.Char(compute="_compute_outlook", help="What happens when the invitation is sent.")

    @api.depends("email", "connection_id")
    @api.depends_context("lang", "uid")
    def _compute_outlook(self):
        for wizard in self:
            address = email_normalize(wizard.email)
            user = wizard._user_here(address) if address else wizard.env["res.users"]
            wizard.outlook = wizard._obstacle(user) or (user and wizard._words_of(user)) or False

    def action_invite(self):
        """Make the user, or take the one who is here, and ask them to look at the connection. Twice is once."""
        self.ensure_one()
        connection = self.connection_id._for_one_manager()
        address = email_normalize(self.email)
        if not address:
            raise UserError(self.env._("%(email)s is no e-mail address.", email=self.email))
        user = self._user_here(address)
        obstacle = self._obstacle(user)
        if obstacle:
            raise UserError(obstacle)
        is_new = not user
        if is_new:
            user = self._make_user(address)
        elif not self._is_accountant(user):
            user.sudo().write(
                {
                    "group_ids": [Command.link(self.env.ref(ACCOUNTANT).id)],
                    "company_ids": [Command.link(connection.company_id.id)],
                }
            )
        if not connection.bookkeeper_id:
            connection.bookkeeper_id = user
        self._ask(connection, user)
        if is_new:
            told = self.env._("%(name)s was invited; the e-mail goes to %(email)s.", name=user.name, email=address)
        else:
            told = self.env._("%(name)s was asked.", name=user.name)
        return self.env["bridge.cure"]._tell(told)

    # === WHO IT IS === #

    def _user_here(self, address):
        """Return the user of an e-mail address: who signs in with it before who is merely written to at it."""
        found = (
            self.env["res.users"]
            .sudo()
            .with_context(active_test=False)
            .search(["|", ("login", "=ilike", _plain(address)), ("email_normalized", "=", address)])
        )
        return found.sorted(lambda user: (not user.active, user.login.lower() != address, user.id))[:1]

    def _is_accountant(self, user):
        """Return whether a user may already do all that an accountant needs in the company."""
        return user.has_group(ACCOUNTANT) and self.connection_id.company_id in user.company_ids

    def _obstacle(self, user):
        """Return why a user who is here cannot be asked in from here, "" where nothing stands in the way."""
        if not user:
            return ""
        if not user.active:
            return self.env._(
                "A user with this address was archived: %(name)s. Ask an administrator to bring them back under"
                " Settings > Users.",
                name=user.name,
            )
        if not user._is_internal():
            return self.env._(
                "%(name)s is a portal user. Ask an administrator to make them an internal user under Settings > Users.",
                name=user.name,
            )
        if not self._is_accountant(user) and not self.env.user.has_group("base.group_erp_manager"):
            return self.env._(
                "%(name)s is a user already, without Bridge Bookkeeper rights in %(company)s. Ask an administrator to"
                " give them these under Settings > Users.",
                name=user.name,
                company=self.company_name,
            )
        return ""

    def _words_of(self, user):
        """Return what happens to a user who is here."""
        if self._is_accountant(user):
            return self.env._("%(name)s is here already, and is asked to look at the connection.", name=user.name)
        return self.env._(
            "%(name)s is here already, is given Bridge Bookkeeper rights in %(company)s, and is asked to look at the"
            " connection.",
            name=user.name,
            company=self.company_name,
        )

    # === WHAT IS DONE === #

    def _make_user(self, address):
        """Make the user, in this company only, with these rights only, and queue the invitation."""
        company = self.connection_id.company_id
        users = self.env["res.users"].sudo().with_context(no_reset_password=True)
        user = users.create(
            {
                "name": self.name,
                "login": address,
                "email": address,
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set(self.env.ref(ACCOUNTANT).ids)],
                "lang": self.env.user.lang,
                "tz": self.connection_id.tz,
            }
        )
        user.partner_id.signup_prepare("signup")
        # Queued: a mail server that is silent holds nobody up, and tries again by itself.
        self.env.ref("auth_signup.set_password_email").sudo().send_mail(
            user.id, email_values={"email_to": address, "auto_delete": True, "message_type": "user_notification"}
        )
        return user

    def _ask(self, connection, user):
        """Give the accountant an activity on the connection, unless they have it, and note who was asked in."""
        summary = self.env._("You are asked to help with this connection")
        asked = connection.sudo().activity_ids.filtered(lambda one: one.user_id == user and one.summary == summary)
        if asked:
            return
        connection.sudo().with_context(mail_notify_force_send=False).activity_schedule(
            "mail.mail_activity_data_todo", summary=summary, user_id=user.id
        )
        connection.message_post(
            body=self.env._("%(name)s (%(email)s) was asked in as accountant.", name=user.name, email=user.email)
        )


def _plain(text):
    """Return a text in which nothing stands for other characters, for ``=ilike``."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
