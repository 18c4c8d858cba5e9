import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..engine import budget, signing_in, vault
from ..engine.transaction import in_own_transaction
from ..ledgers.cloud import CUSTOM, PKCE, WEB
from ..ledgers.clouds import CLOUDS
from ..ledgers.protocol import Unreachable
from ..ledgers.quickbooks_online import prices
from ..ledgers.quickbooks_online.addresses import PRODUCTION, SANDBOX

_logger = logging.getLogger(__name__)

# A sign-in that nobody used for this long is renewed all the same, so that it does not lapse (facts 1.3).
IDLE = timedelta(days=7)
# What is looked at again when the ledger could not be reached to end a sign-in.
LEAVE_AGAIN = timedelta(minutes=10)
ONLINE, XERO = "quickbooks_online", "xero"
# Doors of every ledger in the cloud: the last part of an address is its code (``controllers``).
REDIRECT_PATHS = {code: f"/accounting_bridge/oauth/{code}" for code in CLOUDS}
WEBHOOK_PATHS = {code: f"/accounting_bridge/webhook/{code}" for code in CLOUDS}


class BridgeCredential(models.Model):
    """One login at the identity service of a ledger: the application, and the tokens that its consent gave.

    Where a login opens several companies (Xero) all connections that the same person signed in for, with the same
    application, have one credential between them (``engine.logins``); it then belongs to no company of Odoo unless all
    of them do.

    What is secret is sealed (``engine.vault``) and in no field that anybody but the server can read. States::

        draft -> signed_in -> needs_sign_in -> signed_in
                 signed_in | needs_sign_in -> leaving -> draft
    """

    _name = "bridge.credential"
    _description = "Accounting Bridge Credential"
    _rec_name = "ledger"

    company_id = fields.Many2one("res.company", readonly=True, index=True)
    ledger = fields.Selection([(code, cloud.name) for code, cloud in CLOUDS.items()], required=True, readonly=True)
    environment = fields.Selection(
        [(PRODUCTION, "Production"), (SANDBOX, "Sandbox")], default=PRODUCTION, required=True, readonly=True
    )
    app_type = fields.Selection(
        [(WEB, "Web app"), (PKCE, "Mobile or desktop app (PKCE)"), (CUSTOM, "Custom connection")],
        default=WEB,
        required=True,
        readonly=True,
    )
    client_id = fields.Char("Client ID", readonly=True, copy=False)
    client_secret_sealed = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    verifier_sealed = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    tokens_sealed = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    state = fields.Selection(
        [
            ("draft", "Not signed in"),
            ("signed_in", "Signed in"),
            ("needs_sign_in", "Needs sign-in"),
            ("leaving", "Signing out"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    refusal = fields.Char(readonly=True, copy=False, help="What the ledger said when it ended the sign-in.")
    remote_company_id = fields.Char("Company there", readonly=True, copy=False)
    user_there = fields.Char("Who signed in", readonly=True, copy=False, help="In the words of the ledger.")
    address = fields.Char(
        readonly=True, copy=False, help="Where the sign-in is good for; it is not used anywhere else."
    )
    token_expires_at = fields.Datetime(readonly=True, copy=False)
    refresh_expires_at = fields.Datetime(
        "Ends unless used by", readonly=True, copy=False, help="Every use moves it; it is used once a week at least."
    )
    hard_expires_at = fields.Datetime(
        "Consent ends", readonly=True, copy=False, help="Then somebody must sign in anew."
    )
    renewed_at = fields.Datetime("Last renewed", readonly=True, copy=False)
    leave_tries = fields.Integer(readonly=True, copy=False)

    consent_digest = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    consent_proof_sealed = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    consent_user_id = fields.Many2one("res.users", readonly=True, copy=False)
    consent_connection_id = fields.Many2one("bridge.connection", readonly=True, copy=False, ondelete="set null")
    consent_until = fields.Datetime(readonly=True, copy=False)

    metered_limit = fields.Integer(
        "Counted calls a month",
        default=prices.FREE_CALLS,
        readonly=True,
        help="When they are used up everything waits until the next month; 0 for no limit.",
    )
    connection_ids = fields.One2many("bridge.connection", "credential_id")

    _by_client = models.Index("(client_id) WHERE client_id IS NOT NULL")
    # Two people who sign in at once, in two companies, meet here (``engine.logins``).
    _one_per_login = models.UniqueIndex("(ledger, client_id, user_there) WHERE user_there IS NOT NULL")

    @api.depends("ledger", "connection_ids.company_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["ledger"]._description_selection(self.env))
        for credential in self:
            companies = ", ".join(credential.connection_ids.company_id.mapped("name"))
            label = labels.get(credential.ledger, "")
            credential.display_name = f"{label} · {companies}" if companies else label

    # === SECRETS === #

    def _seal(self, name, text):
        """Keep a secret; an empty text keeps what is there, since what is there is never shown."""
        if text:
            self.sudo().write({name: vault.seal(self.env, text.strip())})

    def _redirect_address(self):
        """Return the address at which the ledger's page ends; it must be known there exactly as it stands here."""
        return f"{self._base_address()}{REDIRECT_PATHS[self.ledger]}"

    def _base_address(self):
        return self.env["ir.config_parameter"].sudo().get_param("web.base.url", "").rstrip("/")

    def _application_values(self):
        """Return what makes another credential one of the same application, beside its client ID."""
        self.ensure_one()
        names = ("app_type", "client_secret_sealed", "verifier_sealed", "environment", "metered_limit")
        return {name: self[name] for name in names}

    def _twin(self, company):
        """Return another credential of the same application, that nobody has signed in with."""
        values = {"ledger": self.ledger, "client_id": self.client_id, "company_id": company.id}
        return self.create({**self._application_values(), **values})

    # === BUDGET === #

    def _calls_this_month(self, tenant=""):
        """Return ``(calls, counted calls)`` of this credential, and the counted ones of its whole application.

        :param str tenant: company there, where one sign-in opens several.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        month = (
            self.env["bridge.budget"]
            .sudo()
            .search(
                [
                    ("credential_id", "=", self.id),
                    ("tenant", "=", tenant),
                    ("period", "=", "month"),
                    ("began_at", "=", budget.month_of(now)),
                ]
            )
        )
        return month.calls, month.metered, budget.metered_this_month(self.env, self.client_id or "", now)

    # === SIGNING OUT === #

    def _leave(self, *, revokes=True):
        """End the sign-in: it is revoked by the schedule, since a button never calls a ledger.

        :param revokes: False where it is somebody else's, so that only what is kept of it here is dropped.
        """
        for credential in self.sudo():
            # A custom connection was let in there and not here; it ends there as well.
            if not revokes or credential.app_type == CUSTOM:
                credential.write({"tokens_sealed": False, "token_expires_at": False})
            if credential.state in ("signed_in", "needs_sign_in"):
                left = "leaving" if credential.tokens_sealed else "draft"
                credential.write({"state": left, "leave_tries": 0, "refusal": False, "consent_digest": False})
                self.env.ref("accounting_bridge.ir_cron_sign_ins").sudo()._trigger()

    def _tell_revoked(self, problem):
        """Say on the connections how the sign-in ended."""
        for connection in self.connection_ids.filtered("is_leaving") or self.connection_ids:
            connection.is_leaving = False
            if problem:
                body = connection._not_told_words(problem)
            else:
                body = self.env._("The sign-in was revoked at %(ledger)s.", ledger=connection.ledger_name)
            connection.with_context(mail_notify_force_send=False).message_post(body=body)

    # === SCHEDULE === #

    @api.model
    def _cron_sign_ins(self):
        """End what is to be ended, and renew what nobody used for a week."""
        leaving = self.search([("state", "=", "leaving")]).ids
        single = self.env["bridge.connection"].search([("is_leaving", "=", True)])
        single = single.filtered(lambda each: each.credential_id.state != "leaving" and not each._is_copied()).ids
        idle = self.search(
            [
                ("state", "=", "signed_in"),
                ("app_type", "!=", CUSTOM),
                ("renewed_at", "<", fields.Datetime.now() - IDLE),
            ]
        )
        # A copy that renewed would take the sign-in away from the original.
        ours = idle.filtered(lambda each: each._is_in_use()).ids
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(leaving) + len(single) + len(ours))
        for work, ids in ((self._revoke, leaving), (self._leave_one, single), (self._keep_alive, ours)):
            for id_ in ids:
                try:
                    work(id_)
                except Exception:
                    _logger.exception("%s %s: its sign-in could not be looked after", work.__name__, id_)
                if not cron._commit_progress(1):
                    return

    def _is_in_use(self):
        """Return whether a connection of this very database lives on the sign-in."""
        self.ensure_one()
        live = self.connection_ids.filtered(lambda each: each.state in ("connecting", "connected", "paused"))
        return any(not connection._stop_if_copied() for connection in live)

    def _revoke(self, credential_id):
        try:
            taken = in_own_transaction(self.env, signing_in.to_revoke, credential_id)
        except Unreachable as problem:
            taken, words, again = None, str(problem), False
        else:
            words, again = signing_in.revoke(*taken) if taken else ("", False)
        if in_own_transaction(self.env, signing_in.note_revoked, credential_id, words, again):
            self.env.ref("accounting_bridge.ir_cron_sign_ins").sudo()._trigger(fields.Datetime.now() + LEAVE_AGAIN)

    def _leave_one(self, connection_id):
        """Disconnect one company there, of a sign-in that others live on."""
        try:
            taken = in_own_transaction(self.env, signing_in.to_leave, connection_id)
        except (Unreachable, ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY) as problem:
            words, again = str(problem), True
        else:
            words, again = signing_in.leave(*taken) if taken else (signing_in.NOBODY, False)
        if in_own_transaction(self.env, signing_in.note_left, connection_id, words, again):
            self.env.ref("accounting_bridge.ir_cron_sign_ins").sudo()._trigger(fields.Datetime.now() + LEAVE_AGAIN)

    def _keep_alive(self, credential_id):
        """Renew a sign-in that nobody used; where it has ended the connections stop, and somebody is told."""
        since = fields.Datetime.now() - IDLE
        try:
            token, words, reason = in_own_transaction(self.env, signing_in.usable_token, credential_id, "", since)
        except (Unreachable, ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY) as problem:
            _logger.info("Credential %s: not renewed this time: %s", credential_id, problem)
            return
        if not token:
            in_own_transaction(self.env, _stop_connections, credential_id, reason, words)


def _stop_connections(env, credential_id, reason, words):
    for connection in env["bridge.credential"].browse(credential_id).connection_ids:
        if connection.state in ("connecting", "connected", "paused"):
            connection._stop_for(reason, {"words": words})
