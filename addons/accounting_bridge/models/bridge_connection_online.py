from datetime import timedelta
from urllib.parse import urlsplit

from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import consent, elsewhere, logins, signing_in, vault
from ..engine.access import CredentialAccess
from ..ledgers.cloud import CUSTOM, PKCE
from ..ledgers.clouds import CLOUDS
from ..ledgers.documents import Kind
from ..ledgers.http import UnsafeAddress, check_address
from ..ledgers.protocol import Unreachable
from ..ledgers.quickbooks_online import prices
from ..ledgers.quickbooks_online.ledger import QuickBooksOnline
from ..ledgers.reason import Actor
from ..ledgers.reasons import reason_of
from .bridge_connection import LIVE_STATES
from .bridge_credential import ONLINE, WEBHOOK_PATHS

MANAGERS = "accounting_bridge.group_bridge_manager"
# The schedule is woken to the minute anyway.
ABOUT = timedelta(seconds=45)
# Who is told of what is tried again by itself, since only a person ends it.
ASKED = (Actor.BOOKKEEPER, Actor.ADMINISTRATOR)
# A pause that ends before the next run of the schedule needs no hour.
SOON = timedelta(minutes=10)
# What a form writes and the credential keeps.
APPLICATION = (
    "app_type",
    "app_client_id",
    "app_client_secret",
    "app_verifier",
    "app_environment",
    "app_metered_limit",
)
# Where somebody may sign in: everywhere but in a copy, where it must be said first which one is the original.
SIGN_IN_STATES = ("draft", "disconnected", *LIVE_STATES)


class BridgeConnectionOnline(models.Model):
    """A connection to a company of a ledger in the cloud: its application there, its sign-in, its doors.

    What differs between such ledgers stands in ``ledgers.cloud``; what only one of them has in a model of its own.
    """

    _inherit = "bridge.connection"

    ledger = fields.Selection(
        selection_add=[(ONLINE, "QuickBooks Online")],
        ondelete={ONLINE: lambda connections: connections._remove_with_history()},
    )
    credential_id = fields.Many2one(
        "bridge.credential",
        "Sign-in",
        readonly=True,
        copy=False,
        check_company=True,
        index="btree_not_null",
        groups=MANAGERS,
    )
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
    write_mode = fields.Selection(
        [
            ("auto", "By the queue: few one by one, many in batches"),
            ("batch", "In batches: fewer calls, each of them counted"),
            ("thrift", "One by one: never counted"),
        ],
        "Sending",
        default="auto",
        required=True,
        help="Writing one by one costs nothing at Intuit; a batch carries thirty in one call, which is counted.",
    )
    app_has_client_secret = fields.Boolean(compute="_compute_app", groups=MANAGERS)
    app_has_verifier = fields.Boolean(compute="_compute_app", groups=MANAGERS)
    app_redirect_address = fields.Char("Redirect URI", compute="_compute_app_addresses", groups=MANAGERS)
    app_webhook_address = fields.Char("Webhook endpoint", compute="_compute_app_addresses", groups=MANAGERS)
    app_sign_in_text = fields.Char("Signed in", compute="_compute_app_texts", groups=MANAGERS)
    app_calls_text = fields.Char("Calls this month", compute="_compute_app_texts", groups=MANAGERS)

    @api.model
    def _ledger_classes(self):
        return {**super()._ledger_classes(), ONLINE: QuickBooksOnline}

    def _ledger(self):
        if self.ledger != ONLINE:
            return super()._ledger()
        self.ensure_one()
        return QuickBooksOnline({**(self.company_details or {}), "write_mode": self.write_mode})

    def _cloud(self):
        """Return what the ledger is like beside its books, ``None`` where it is not in the cloud."""
        return CLOUDS.get(self.ledger)

    def _access(self):
        cloud = self._cloud()
        if not cloud:
            return super()._access()
        company_there = (self.remote_company_id or "") if cloud.is_shared else None
        return CredentialAccess(self.env, self.sudo().credential_id, company_there)

    def _is_simulated(self):
        return bool(elsewhere.configured(self.ledger)) if self._cloud() else super()._is_simulated()

    def _ledger_words(self, words):
        # What the client says on behalf of the ledger stands where it is said, marked for translation there.
        return self.env._(words) if self._cloud() and words else super()._ledger_words(words)

    # === THE APPLICATION === #

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
            super(BridgeConnectionOnline, online).write(of_application)
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
        if {"client_id", "environment", "app_type"} & changed.keys() and credential.state in ("signed_in", "leaving"):
            if credential.state == "leaving" or set(credential.connection_ids.mapped("state")) - {"draft"}:
                raise UserError(self.env._("Disconnect first: the sign-in belongs to the application as it is."))
            # Somebody signed in and chose no company: nothing lives on it.
            changed |= {"state": "draft", "tokens_sealed": False, "token_expires_at": False}
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

    # === SIGNING IN === #

    def action_connect(self):
        online = self.filtered(lambda connection: connection._cloud())
        if not online:
            return super().action_connect()
        super(BridgeConnectionOnline, self - online).action_connect()
        return online.action_sign_in()

    def action_sign_in(self):
        """Open the page on which a person lets us in. What follows comes by the door of the callback."""
        connection = self._for_managers()
        connection.ensure_one()
        connection._check_state(*SIGN_IN_STATES)
        credential = connection.credential_id
        if not (credential.client_id and (credential.client_secret_sealed or credential.app_type == PKCE)):
            raise UserError(self.env._("Enter the client ID and the client secret of your application first."))
        if connection._other_live():
            raise UserError(self.env._(consent.ANOTHER_LIVE))
        return self._begin_sign_in()

    def _begin_sign_in(self):
        """Return what the client does next: it opens a window with the page of the ledger."""
        try:
            url = consent.begin(self)
        except Unreachable as problem:
            raise UserError(self._ledger_words(str(problem))) from None
        return {"type": "ir.actions.client", "tag": "accounting_bridge_sign_in", "params": {"url": url}}

    def _other_live(self):
        domain = [("company_id", "=", self.company_id.id), ("state", "in", LIVE_STATES), ("id", "!=", self.id)]
        return self.search(domain, limit=1)

    def _company_there_words(self, company_there):
        """Return why a company that somebody signed in to cannot be this connection's, "" where it can."""
        self.ensure_one()
        if not self._cloud().is_company(company_there):
            return self.env._(consent.NO_COMPANY)
        connection = self.sudo()
        is_another = connection.remote_company_id not in (False, company_there)
        if is_another and connection._is_bound():
            return self._another_company_words()
        return self._company_taken_words(company_there)

    def _another_company_words(self):
        connection = self.sudo()
        return self.env._(
            "You signed in to another company of %(ledger)s. This connection belongs to %(expected)s, and its"
            " history with it. Sign in again and choose that one.",
            ledger=connection.ledger_name,
            expected=connection.remote_company_name or connection.remote_company_id,
        )

    def _company_taken_words(self, company_there):
        """Return that another live connection has a company there, "" where none has."""
        connection = self.sudo()
        other = connection.search(
            [
                ("ledger", "=", connection.ledger),
                ("remote_company_id", "=", company_there),
                ("state", "in", LIVE_STATES),
                ("id", "!=", connection.id),
            ],
            limit=1,
        )
        if other:
            arguments = {"name": other.remote_company_name or company_there, "company": other.company_id.name}
            return connection._reason_words("company_taken", arguments)
        return ""

    def _is_bound(self):
        """Return whether the connection belongs to its company there for good.

        What was never read binds nothing: whoever chose the wrong company on the first day chooses again.
        """
        self.ensure_one()
        return bool(self.first_read_at or self._has_read())

    def _has_read(self):
        """Return whether anything of a company was read, also where the first reading did not come to its end."""
        domain = [("connection_id", "=", self.id)]
        return bool(self.env["bridge.remote.record"].search_count(domain, limit=1))

    def _note_signed_in(self, company_there):
        """Go on with a fresh sign-in: where nothing was connected the ledger is read for the first time."""
        self.ensure_one()
        self.remote_company_id = company_there or self.remote_company_id
        if self.state in ("draft", "disconnected"):
            self._set_state("connecting", ("draft", "disconnected"))
            self.seal = vault.seal(self.env, self._identity_here())
        elif self.state == "needs_sign_in":
            self._resume()
            return
        self._wake()

    def _stop(self, state, reason, arguments):
        """A sign-in that has ended is told by mail at once: nothing travels until somebody signs in."""
        told_already = self.state == state and self.reason == reason
        result = super()._stop(state, reason, arguments)
        template = self.env.ref("accounting_bridge.mail_template_sign_in", raise_if_not_found=False)
        if state == "needs_sign_in" and template and not told_already and self._sign_in_recipients():
            template.send_mail(self.id, force_send=False)
            # The queue is sent once an hour by itself; this must not wait so long.
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return result

    def _stop_for(self, problem, arguments):
        """What stops nothing and still needs a person (a subscription, a used-up budget) is told when it begins."""
        super()._stop_for(problem, arguments)
        reason = reason_of(problem)
        if not self._cloud() or reason.state or reason.actor not in ASKED or self._was_met(problem):
            return
        self.with_context(mail_notify_force_send=False).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._(reason.title),
            note=escape(self._reason_words(problem, arguments)),
            user_id=(self.contact_id or self.bookkeeper_id or self.create_uid).id,
        )

    def _was_met(self, problem):
        """Return whether the run before this one ended for the same reason."""
        ended = [("connection_id", "=", self.id), ("state", "!=", "running")]
        return self.env["bridge.session"].search(ended, limit=1).problem == problem

    def _sign_in_recipients(self):
        """Return the partners who are told: the technical contact, else the bookkeeper, else who made it."""
        people = (self.contact_id, self.bookkeeper_id, self.create_uid)
        reachable = (person.filtered("active").partner_id.filtered("email") for person in people)
        return next((partner for partner in reachable if partner), self.env["res.partner"])

    # === DISCONNECTING === #

    def action_disconnect(self):
        # What a copy holds of a sign-in is the original's: to revoke it would stop that one.
        copies = self.sudo().filtered(lambda connection: connection.state == "copied" or connection._is_copied())
        result = super().action_disconnect()
        for connection in self.sudo().filtered("credential_id"):
            connection._leave_there(connection not in copies)
        return result

    def _leave_there(self, revokes):
        """End the sign-in; where it is not ours to revoke only what is kept of it here is dropped."""
        self.credential_id._leave(revokes=revokes)

    def _not_told_words(self, problem):
        """Say that a sign-in was dropped here and stands there yet, and how a person ends it."""
        return self.env._(
            "The sign-in was dropped here, but %(ledger)s could not be told: %(words)s %(how)s",
            ledger=self.ledger_name,
            words=self._ledger_words(problem),
            how=self.env._(self._cloud().words.how_to_end),
        )

    # === QUIET === #

    def _quiet_until(self):
        """Return until when the ledger wants to be left alone, ``None`` where that is over soon."""
        if not self._cloud() or not self.sudo().credential_id:
            return None
        tenant = (self.remote_company_id or "") if self._cloud().is_shared else ""
        domain = [("credential_id", "=", self.sudo().credential_id.id), ("tenant", "=", tenant)]
        budget = self.env["bridge.budget"].sudo().search([*domain, ("period", "=", "minute")])
        until = budget.quiet_until
        return until if until and until - fields.Datetime.now() > SOON else None

    def _moment_words(self, moment):
        """Return a moment in the time of whoever reads, else of the connection."""
        local = fields.Datetime.context_timestamp(self.with_context(tz=self.env.user.tz or self.tz), moment)
        return f"{local:%Y-%m-%d %H:%M}"

    def _next_run_words(self):
        until = self._quiet_until()
        if not until:
            return super()._next_run_words()
        return self.env._(
            "the first run after %(time)s, when %(ledger)s takes calls again",
            time=self._moment_words(until),
            ledger=self.ledger_name,
        )

    def _reason_words(self, code, arguments):
        words = super()._reason_words(code, arguments)
        until = self._quiet_until() if code == "throttled" else None
        if not until:
            return words
        return self.env._("%(words)s Nothing is asked before %(time)s.", words=words, time=self._moment_words(until))

    # === WAKING === #

    def _wake_at(self, moment):
        """Let a run begin then, or at the one that is planned for about that time already."""
        turn = self.env.ref("accounting_bridge.ir_cron_turn").sudo()
        about = [("call_at", ">=", moment - ABOUT), ("call_at", "<=", moment + ABOUT)]
        if not self.env["ir.cron.trigger"].sudo().search_count([("cron_id", "=", turn.id), *about], limit=1):
            turn._trigger(moment)

    def _wake_once(self):
        """Wake the engine unless it is about to run: a hundred notices are one reading."""
        turn = self.env.ref("accounting_bridge.ir_cron_turn").sudo()
        pending = (
            self.env["ir.cron.trigger"]
            .sudo()
            .search_count([("cron_id", "=", turn.id), ("call_at", "<=", fields.Datetime.now())], limit=1)
        )
        if not pending:
            self._wake()

    def _company_problem(self, record):
        problem, arguments = super()._company_problem(record)
        if problem == "wrong_company" and record.kind is Kind.COMPANY and self.ledger == ONLINE:
            arguments["name"] = record.name or record.id
        return problem, arguments


def _take_out(values, names):
    """Take entries out of a dictionary. :return: what was taken."""
    return {name: values.pop(name) for name in names if name in values}
