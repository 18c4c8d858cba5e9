from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import elsewhere, logins, signing_in, vault
from ..ledgers.cloud import CUSTOM, PKCE
from ..ledgers.http import UnsafeAddress, check_address
from ..ledgers.quickbooks_online import prices
from .bridge_connection_online import MANAGERS
from .bridge_credential import WEBHOOK_PATHS

# What a form writes and the credential keeps.
APPLICATION = (
    "app_type",
    "app_client_id",
    "app_client_secret",
    "app_verifier",
    "app_environment",
    "app_metered_limit",
)


class BridgeConnectionApplication(models.Model):
    """The application that a connection signs in with: a form writes it and the credential keeps it.

    What is secret of it is never read. What is missing before anybody can sign in is said here as well.
    """

    _inherit = "bridge.connection"

    app_type = fields.Selection(
        [("web", "Web app"), ("pkce", "Mobile or desktop app (PKCE)"), ("custom", "Custom connection")],
        "Type of app",
        compute="_compute_app",
        inverse="_inverse_app_type",
        groups=MANAGERS,
        copy=False,
        help="As it was chosen when the application was made there. A custom connection is for one organisation.",
    )
    app_client_id = fields.Char(
        "Client ID", compute="_compute_app", inverse="_inverse_app_client_id", groups=MANAGERS, copy=False
    )
    # Written and never read: no compute gives them a value, and what is typed leaves the cache at once.
    app_client_secret = fields.Char(
        "Client secret", store=False, inverse="_inverse_app_client_secret", groups=MANAGERS, copy=False
    )
    app_verifier = fields.Char(
        "Webhook verifier token", store=False, inverse="_inverse_app_verifier", groups=MANAGERS, copy=False
    )
    app_environment = fields.Selection(
        [("production", "Production"), ("sandbox", "Sandbox")],
        "Environment",
        compute="_compute_app",
        inverse="_inverse_app_environment",
        groups=MANAGERS,
        copy=False,
        help="Development keys open sandbox companies only, production keys real ones only.",
    )
    app_metered_limit = fields.Integer(
        "Counted calls a month",
        compute="_compute_app",
        inverse="_inverse_app_metered_limit",
        groups=MANAGERS,
        copy=False,
        help="When they are used up everything waits until the next month; 0 for no limit.",
    )
    app_has_client_secret = fields.Boolean(compute="_compute_app", groups=MANAGERS)
    app_has_verifier = fields.Boolean(compute="_compute_app", groups=MANAGERS)
    app_redirect_address = fields.Char("Redirect URI", compute="_compute_app_addresses", groups=MANAGERS)
    app_webhook_address = fields.Char("Webhook endpoint", compute="_compute_app_addresses", groups=MANAGERS)
    app_sign_in_text = fields.Char("Signed in", compute="_compute_app_texts", groups=MANAGERS)
    app_calls_text = fields.Char("Calls this month", compute="_compute_app_texts", groups=MANAGERS)

    # === KEPT === #

    @api.model_create_multi
    def create(self, vals_list):
        of_application = [_take_out(values, APPLICATION) for values in vals_list]
        connections = super().create(vals_list)
        connections._ensure_credential()
        for connection, values in zip(connections, of_application, strict=True):
            if values and connection._cloud():
                connection.write(values)
        return connections

    def write(self, vals):
        """What belongs to the application is written where there is one, also when the ledger is chosen just now."""
        if "company_id" in vals and any(connection.state == "draft" for connection in self):
            alone = self.sudo().credential_id.filtered(lambda each: not each.connection_ids - self)
            alone.write({"company_id": vals["company_id"]})
        of_application = _take_out(vals := dict(vals), APPLICATION)
        result = super().write(vals)
        if "ledger" in vals or of_application:
            self._ensure_credential()
        online = self.filtered(lambda connection: connection._cloud())
        if of_application and online:
            super(BridgeConnectionApplication, online).write(of_application)
        return result

    def unlink(self):
        """What signs us in goes with the last connection that it was for."""
        credentials = self.sudo().credential_id
        result = super().unlink()
        credentials.filtered(lambda credential: not credential.connection_ids).unlink()
        return result

    def _ensure_credential(self):
        for connection in self.filtered(lambda each: each._cloud()).sudo():
            if connection.credential_id.ledger != connection.ledger:
                values = {
                    "ledger": connection.ledger,
                    "company_id": connection.company_id.id,
                    "metered_limit": connection._cloud().free_calls,
                }
                connection.credential_id = self.env["bridge.credential"].sudo().create(values)

    @api.depends("credential_id")
    def _compute_app(self):
        for connection in self:
            credential = connection.sudo().credential_id
            connection.app_type = credential.app_type or "web"
            connection.app_client_id = credential.client_id
            connection.app_environment = credential.environment or "production"
            connection.app_metered_limit = credential.metered_limit if credential else prices.FREE_CALLS
            connection.app_has_client_secret = bool(credential.client_secret_sealed)
            connection.app_has_verifier = bool(credential.verifier_sealed)

    def _inverse_app_client_id(self):
        for connection in self:
            connection._write_app({"client_id": (connection.app_client_id or "").strip() or False})
        self.invalidate_recordset(["app_client_id"])

    def _inverse_app_type(self):
        for connection in self:
            connection._write_app({"app_type": connection.app_type or "web"})

    def _inverse_app_environment(self):
        for connection in self:
            connection._write_app({"environment": connection.app_environment or "production"})

    def _inverse_app_metered_limit(self):
        for connection in self:
            connection._write_app({"metered_limit": max(0, connection.app_metered_limit)})
        self.invalidate_recordset(["app_metered_limit"])

    def _inverse_app_client_secret(self):
        typed = self.filtered("app_client_secret")
        self._seal_app("app_client_secret", "client_secret_sealed")
        logins.take_up(typed.sudo().credential_id)

    def _inverse_app_verifier(self):
        self._seal_app("app_verifier", "verifier_sealed")

    def _seal_app(self, name, sealed):
        for connection in self.filtered(name):
            connection._check_app_change()
            connection.sudo().credential_id._seal(sealed, connection[name])
        self.invalidate_recordset([name, "app_has_client_secret", "app_has_verifier"])

    def _write_app(self, values):
        """Change the application; a sign-in that was given to another one is worth nothing."""
        credential = self.sudo().credential_id
        changed = {name: value for name, value in values.items() if credential[name] != value}
        if not changed:
            return
        self._check_app_change()
        is_another = bool({"client_id", "environment", "app_type"} & changed.keys())
        if is_another and credential.state in ("signed_in", "leaving"):
            if credential.state == "leaving" or set(credential.connection_ids.mapped("state")) - {"draft"}:
                raise UserError(self.env._("Disconnect first: the sign-in belongs to the application as it is."))
            # Somebody signed in and chose no company: nothing lives on it.
            changed |= {"state": "draft", "tokens_sealed": False, "token_expires_at": False}
        elif is_another and credential.tokens_sealed:
            # What the old one was given may not be taken up with the secret of another.
            changed |= {"tokens_sealed": False, "refusal": signing_in.ANOTHER_APPLICATION}
        if "client_id" in changed:
            changed["user_there"] = False
        credential.write(changed)

    def _check_app_change(self):
        self.env["bridge.cure"]._check_rank("manager")
        self.check_access("write")
        others = self.sudo().credential_id.connection_ids.company_id
        if not self.env.su and others - self.env.user.company_ids:
            raise UserError(
                self.env._("Another company of Odoo lives on the same sign-in. Whoever may see all of them changes it.")
            )

    @api.depends("ledger")
    def _compute_app_addresses(self):
        for connection in self:
            credential = connection.sudo().credential_id
            connection.app_redirect_address = credential._redirect_address() if credential else False
            connection.app_webhook_address = (
                f"{credential._base_address()}{WEBHOOK_PATHS[credential.ledger]}" if credential else False
            )

    @api.depends("credential_id")
    @api.depends_context("lang", "tz")
    def _compute_app_texts(self):
        for connection in self:
            credential = connection.sudo().credential_id
            connection.app_sign_in_text = connection._sign_in_words(credential) if credential else False
            connection.app_calls_text = connection._calls_words(credential) if credential else False

    def _sign_in_words(self, credential):
        def day(moment):
            return fields.Datetime.context_timestamp(self, moment).strftime("%Y-%m-%d") if moment else ""

        if credential.state == "leaving":
            return self.env._("The sign-in is being revoked.")
        if credential.state == "needs_sign_in":
            words = self._ledger_words(credential.refusal or "")
            if credential.tokens_sealed:
                return self.env._("Not as the application is: %(words)s Correct it here, and it goes on.", words=words)
            return self.env._("It has ended: %(words)s", words=words)
        if credential.state != "signed_in":
            return self.env._("Nobody has signed in.")
        if credential.hard_expires_at:
            return self.env._("Yes, renewed by itself. Consent ends on %(day)s.", day=day(credential.hard_expires_at))
        return self.env._("Yes, renewed by itself, last on %(day)s.", day=day(credential.renewed_at))

    def _calls_words(self, credential):
        """Say what was called this month, and what that costs (QuickBooks Online: facts 5)."""
        calls, metered, of_application = credential._calls_this_month()
        if credential.environment == "sandbox":
            return self.env._("%(calls)s; calls to a sandbox cost nothing.", calls=f"{calls:,}")
        plan, price = prices.cheapest(of_application)
        words = {
            "calls": f"{calls:,}",
            "metered": f"{metered:,}",
            "used": f"{of_application:,}",
            "free": f"{prices.FREE_CALLS:,}",
            "share": f"{100 * of_application / prices.FREE_CALLS:.1f}",
            "plan": plan,
            "price": f"{price:,.2f}",
        }
        if price:
            return self.env._(
                "%(calls)s, of which %(metered)s count. The application has used %(used)s, more than the %(free)s that"
                " cost nothing: $ %(price)s this month in the plan %(plan)s.",
                **words,
            )
        return self.env._(
            "%(calls)s, of which %(metered)s count. The application has used %(used)s of the %(free)s that cost"
            " nothing (%(share)s %%).",
            **words,
        )

    # === SET-UP === #

    def action_check_set_up(self):
        """Say what is missing before anybody can sign in. No ledger is called."""
        self.ensure_one()
        self._for_managers()
        problems, remarks = self._set_up_findings()
        lines = [*(f"✘ {line}" for line in problems), *(f"• {line}" for line in remarks)]
        if not problems:
            lines.insert(0, self.env._("✔ Everything that signing in needs is here."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Set-up of %(name)s", name=self.name),
                # Its title stands on the same line else.
                "message": "\n".join(["", *lines]),
                "type": "warning" if problems else "success",
                "sticky": True,
                "className": "o_bridge_lines",
            },
        }

    def _set_up_findings(self):
        """Return ``(what stands in the way, what is worth knowing)`` as sentences."""
        env, credential = self.env, self.sudo().credential_id
        problems, remarks = [], []
        words = self._cloud().words
        if not credential.client_id:
            problems.append(env._(words.no_client_id))
        if not credential.client_secret_sealed:
            if credential.app_type != PKCE:
                problems.append(env._(words.no_client_secret))
        elif not vault.unseal(env, credential.client_secret_sealed):
            problems.append(env._("The client secret cannot be read with the keys of this server. Enter it again."))
        problems += self._address_findings(credential)
        if not credential.verifier_sealed:
            remarks.append(env._(words.no_webhook_secret))
        if not env.ref("accounting_bridge.ir_cron_turn").sudo().active:
            problems.append(env._("The schedule “Accounting Bridge: send and read” is switched off."))
        if not (self.contact_id or self.bookkeeper_id):
            remarks.append(env._("Name a technical contact: who is told when somebody must sign in again."))
        return problems, remarks

    def _address_findings(self, credential):
        """Return what is wrong with the addresses that both sides know, and with that of a simulator."""
        problems = []
        if credential.app_type != CUSTOM:
            problems += self._redirect_findings(credential._redirect_address(), credential.environment)
        try:
            elsewhere.override(self.ledger)
        except UnsafeAddress:
            problems.append(self.env._(signing_in.UNSAFE))
        return problems

    def _redirect_findings(self, address, environment):
        """Return what is wrong with the address to which the page of the ledger sends people back."""
        try:
            check_address(address)
        except UnsafeAddress:
            return [self.env._(self._cloud().words.no_https, address=address)]
        if address.startswith("https:") or self._is_simulated():
            return []
        words = self._cloud().plain_words(urlsplit(address).hostname or "", environment)
        return [self.env._(words, address=address, host=urlsplit(address).hostname)] if words else []


def _take_out(values, names):
    """Take entries out of a dictionary. :return: what was taken."""
    return {name: values.pop(name) for name in names if name in values}
