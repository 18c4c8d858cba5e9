from datetime import timedelta

from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import consent, elsewhere, vault
from ..engine.access import CredentialAccess
from ..ledgers.cloud import PKCE
from ..ledgers.clouds import CLOUDS
from ..ledgers.documents import Kind
from ..ledgers.protocol import Unreachable
from ..ledgers.quickbooks_online.ledger import QuickBooksOnline
from ..ledgers.reason import Actor
from ..ledgers.reasons import reason_of
from .bridge_connection import LIVE_STATES
from .bridge_credential import ONLINE

MANAGERS = "accounting_bridge.group_bridge_manager"
# The schedule is woken to the minute anyway.
ABOUT = timedelta(seconds=45)
# Who is told of what is tried again by itself, since only a person ends it.
ASKED = (Actor.BOOKKEEPER, Actor.ADMINISTRATOR)
# A pause that ends before the next run of the schedule needs no hour.
SOON = timedelta(minutes=10)
# Where somebody may sign in: everywhere but in a copy, where it must be said first which one is the original.
SIGN_IN_STATES = ("draft", "disconnected", *LIVE_STATES)


class BridgeConnectionOnline(models.Model):
    """A connection to a company of a ledger in the cloud: its sign-in, and what is told of it.

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
