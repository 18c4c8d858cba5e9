import json
from datetime import timedelta

from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import choosing, crank, lease, matching_ahead, meeting, syncing, vault
from ..ledgers.documents import Kind
from ..ledgers.reasons import reason_of
from .bridge_connection import AWAY_STATES, LIVE_STATES
from .bridge_exchange import EXCHANGE_UNFINISHED

# A schedule wakes itself by naming the moment since when it goes on, which is longer ago than this.
OWN_CALL = timedelta(seconds=5)
# In the order in which the database lets them go; what is not named here goes with its connection.
HISTORY = (
    "bridge.exchange",
    "bridge.transfer",
    "bridge.session",
    "bridge.mapping",
    "bridge.binding",
    "bridge.default",
)


class BridgeConnectionStates(models.Model):
    """The states of a connection, who may change them, and the identity of the ledger company behind it."""

    _inherit = "bridge.connection"

    away_since = fields.Datetime(readonly=True, copy=False, help="Since then nothing follows what people do.")
    readiness = fields.Json(compute="_compute_readiness")
    next_run_text = fields.Char("Next", compute="_compute_next_run_text")
    first_read_text = fields.Char("What was read", compute="_compute_first_read_text")
    readiness_text = fields.Text("Still missing", compute="_compute_readiness")

    # === WHAT A PERSON DOES === #

    def action_connect(self):
        """Let the ledger be read for the first time; nothing is written there before *Enable*."""
        for connection in self._for_managers():
            connection._set_state("connecting", ("draft", "disconnected"))
            connection.seal = vault.seal(connection.env, connection._identity_here())

    def action_enable(self):
        """Let documents travel, once everything that is required has been chosen."""
        for connection in self._for_managers():
            missing = connection._missing_for_enable()
            if missing:
                raise UserError("\n".join([connection.env._("Before documents can travel:"), *missing]))
            connection._set_state("connected", ("connecting", "paused"))
            connection._catch_up()
            connection.enabled_at = connection.enabled_at or fields.Datetime.now()
            # Everything has just been read: a run that finds nothing to do would only read it again.
            if connection._has_work() or meeting.is_due(connection):
                connection._wake()

    def action_pause(self):
        self._for_managers()._set_state("paused", ("connected",))

    def action_resume(self):
        connections = self._for_managers()
        connections._set_state("connected", ("paused",))
        for connection in connections:
            connection._catch_up()
        self._wake()

    def action_disconnect(self):
        """Stop for good; links and history stay, and what is queued stays queued for a later connection."""
        self._for_managers()._set_state("disconnected", (*LIVE_STATES, "copied"))

    def action_run_now(self):
        """Wake the engine; a button never performs."""
        self._check_manager_or_user()
        self._wake()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self._run_now_words(),
                "type": "info",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _compute_next_run_text(self):
        for connection in self:
            live = connection.state in ("connecting", "connected")
            connection.next_run_text = live and connection._next_run_words()

    def _departure_words(self, kind=None):
        """Return with what leaves that is queued, as part of a sentence: with the next run, or with the first one after
        a person has ended what holds all of it up.

        :param kind: of what is queued, where that may be switched off.
        """
        self.ensure_one()
        held_up = {
            "draft": self.env._("the first run after the ledger has been connected"),
            "disconnected": self.env._("the first run after the ledger has been connected again"),
            "connecting": self.env._("the first run after Enable was pressed on the connection"),
            "paused": self.env._("the first run after Resume was pressed on the connection, which is paused"),
            "needs_sign_in": self.env._("the first run after somebody has signed in again on the connection"),
            "wrong_company": self.env._(
                "the first run after the right company is there again, or the other one was confirmed on the connection"
            ),
            "copied": self.env._(
                "the first run after somebody has said on the connection that this is the original database"
            ),
        }
        if self.state in held_up:
            return held_up[self.state]
        flow = kind and self.flow_ids.filtered(lambda flow: flow.kind == kind and not flow.enabled)
        if flow:
            labels = dict(flow._fields["kind"]._description_selection(self.env))
            return self.env._(
                "the first run after %(kind)s was switched on in Schedule on the connection", kind=labels[kind]
            )
        return self._next_run_words()

    def _next_run_words(self):
        """Return when the engine runs next, as part of a sentence."""
        return self.env._("the next run, within ten minutes")

    def _run_now_words(self):
        return self.env._("The next run starts within a minute.")

    def action_confirm_company(self):
        """A person says that the file met last is the right one; what was bound to another file is looked at again."""
        for connection in self._for_managers():
            connection._check_state("wrong_company")
            met = connection.reason_arguments or {}
            connection.write(
                {
                    "restored_at": met.get("date")
                    if connection.reason == "restored_company"
                    else connection.restored_at,
                    "remote_company_id": met.get("id") or connection.remote_company_id,
                }
            )
            # What the mirror knows may not be there any more.
            connection._forget_reading()
            connection._resume()

    def action_read_again(self):
        """*Read everything again*: for whoever doubts that what is known here is what is there; it sends nothing."""
        for connection in self._for_managers():
            connection._check_state("connecting", "connected", "paused")
            if lease.holder_of(connection.env, connection.id)[0]:
                raise UserError(connection.env._("A run is under way. Press this again when it has ended."))
            connection._forget_reading()
            connection._wake()

    def _forget_reading(self):
        """The next run reads everything from its beginning; also what was broken off, which asked for changes."""
        self.flow_ids.write({"watermark": False, "last_read_at": False})
        self.last_session_id.to_read = False

    def action_confirm_original(self):
        """A person says that this database is the one that was connected."""
        for connection in self._for_managers():
            connection._check_state("copied")
            connection.seal = vault.seal(connection.env, connection._identity_here())
            connection._resume()
            connection._catch_up()

    def action_release_lease(self):
        """*That computer is gone*: let the next visit in; what is open is asked about first."""
        for connection in self._for_managers():
            lease.seize(connection.env, connection.id)

    def _for_managers(self):
        """Return the connections with the rights to change their guarded fields.

        :raise AccessError: the user is no manager, or they belong to another company.
        """
        self.env["bridge.cure"]._check_rank("manager")
        self.check_access("write")
        return self.sudo()

    def _check_manager_or_user(self):
        self.check_access("read")
        self.env["bridge.cure"]._check_rank("user")

    # === TRANSITIONS === #

    def _set_state(self, state, sources):
        """Guarded transition. :raise UserError: the connection is in none of the states it may come from."""
        self._check_state(*sources)
        self._note_away(state)
        self.write({"state": state, "reason": False, "reason_arguments": False})

    def _check_state(self, *states):
        """:raise UserError: a connection is in none of these states."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for connection in self:
            if connection.state not in states:
                raise UserError(
                    self.env._("%(name)s is %(state)s.", name=connection.name, state=labels[connection.state])
                )

    def _stop(self, state, reason, arguments):
        """Stop a live connection for a reason that a person must settle; the queue keeps filling."""
        self.ensure_one()
        told_already = self.state == state and self.reason == reason
        if self.state in ("connecting", "connected", "paused"):
            self.resume_state = self.state
        self._note_away(state)
        self.write({"state": state, "reason": reason, "reason_arguments": arguments})
        if told_already:
            return
        # Mail is queued: a mail server that is silent must not hold up the transaction of a run.
        self.with_context(mail_notify_force_send=False).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("The connection needs you"),
            note=escape(self.reason_text or ""),
            user_id=(self.contact_id or self.bookkeeper_id or self.create_uid).id,
        )

    def _stop_for(self, problem, arguments):
        """Stop where a problem of a session is one that only a person can end; every other is tried again."""
        if reason_of(problem).state:
            self._stop(reason_of(problem).state, problem, arguments)

    def _note_away(self, state):
        """Keep since when nothing follows what people do, where a state is such a one."""
        if state in AWAY_STATES:
            self.filtered(lambda connection: not connection.away_since).away_since = fields.Datetime.now()

    def _catch_up(self):
        """Follow what happened while this connection was away, as far as documents may leave again."""
        self.ensure_one()
        if not (self.away_since and self.state == "connected"):
            return
        since, self.away_since = self.away_since, False
        if self.enabled_at:
            self._follow_since(since)

    def _follow_since(self, since):
        """Do what the events since a moment would have done. Notes are left of all else, and the next session reads
        them; an addon adds what its own events do.
        """

    def _resume(self):
        self.ensure_one()
        self.write({"state": self.resume_state or "connecting", "reason": False, "reason_arguments": False})
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self._wake()

    # === WHAT IS MISSING === #

    def _missing_for_enable(self):
        """Return what must be chosen before documents may travel, as sentences."""
        self.ensure_one()
        missing = []
        if not self.first_read_at:
            missing.append(self.env._("- the ledger must have been read once"))
        elif not self.backup_confirmed and not self.enabled_at and not self.is_called:
            missing.append(self.env._("- say that a backup of the company file was made"))
        missing += self._missing_accounts()
        if self.remote_currency and self.remote_currency != self.company_id.currency_id.name:
            missing.append(
                self.env._(
                    "- the books there are kept in %(theirs)s, this company in %(ours)s",
                    theirs=self.remote_currency,
                    ours=self.company_id.currency_id.name,
                )
            )
        return missing

    def _missing_accounts(self):
        """Return which accounts of the ledger must be chosen yet, as sentences."""
        missing = []
        if not self.income_account_id:
            missing.append(self.env._("- choose the revenue account, under Invoices"))
        if not self.expense_account_id:
            missing.append(self.env._("- choose the item expense account, under Invoices"))
        needs = self.ledger and self._ledger_classes()[self.ledger].capabilities.needs_deposit_account
        if needs and self.sends_payments and not (self.deposit_account_id or self.deposit_mapping_ids):
            missing.append(self.env._("- choose the account that payments are deposited to, under Payments"))
        return missing

    def action_send_trial(self):
        """Let one invoice travel before *Enable*, so that somebody can look at it in the ledger."""
        for connection in self._for_managers():
            connection._check_state("connecting")
            if not (connection.first_read_at and connection.trial_move_id):
                raise UserError(self.env._("Choose an invoice when the ledger has been read once."))
            self.env["bridge.batch"]._release(connection, connection.trial_move_id.sudo())
            connection._wake()

    def _may_write(self):
        """Return whether documents may leave: all of them, or the one that is sent as a trial."""
        return self.state == "connected" or bool(
            self.state == "connecting" and self.first_read_at and self.trial_move_id
        )

    @api.depends("first_read_at")
    @api.depends_context("lang")
    def _compute_first_read_text(self):
        """Say what the first session found: how many of what, as far as it concerns anybody."""
        labels = dict(self.env["bridge.flow"]._fields["kind"]._description_selection(self.env))
        for connection in self:
            counted = connection.flow_ids.filtered("record_count")
            parts = [f"{flow.record_count:,} {labels[flow.kind]}" for flow in counted if flow.kind != "company"]
            connection.first_read_text = " · ".join(parts)

    @api.depends(
        "state",
        "first_read_at",
        "backup_confirmed",
        "income_account_id",
        "expense_account_id",
        "deposit_account_id",
        "sends_payments",
        "remote_currency",
    )
    @api.depends_context("lang")
    def _compute_readiness(self):
        for connection in self:
            missing = connection._missing_for_enable()
            connection.readiness, connection.readiness_text = missing, "\n".join(missing)

    # === IDENTITY === #

    def _identity_here(self):
        """Return what tells this database from a copy of it.

        The address counts where somebody has fixed it; the host rewrites one that is not at every sign-in.
        """
        parameters = self.env["ir.config_parameter"].sudo()
        address = parameters.get_param("web.base.url") if parameters.get_param("web.base.url.freeze") else ""
        return json.dumps(
            {"name": self.env.cr.dbname, "uuid": parameters.get_param("database.uuid"), "address": address},
            sort_keys=True,
        )

    def _is_copied(self):
        """Return whether this database is a copy of the one that was connected."""
        self.ensure_one()
        return vault.unseal(self.env, self.sudo().seal or "") != self._identity_here()

    def _read_settings_anew(self):
        """Let the next session read the company there before it decides: somebody has put something right in it.

        Where that session reads nothing the ledger itself says whether its books are closed.
        """
        for connection in self.sudo():
            details = connection.company_details or {}
            if details.get("read_at") or details.get("closing_date"):
                connection.company_details = {**details, "read_at": "", "closing_date": ""}

    def _meet_company(self, record, session):
        """Compare the ledger company that answered with the one this connection belongs to.

        :param record: the COMPANY entry as it was read; its ``id`` is the ledger's identity of the company.
        """
        self.ensure_one()
        problem, arguments = self._company_problem(record)
        if not problem:
            problem, arguments = self._company_taken(record)
        if problem:
            session.problem = problem
            self._stop("wrong_company", problem, {**arguments, "id": record.id})
            return
        if self.state == "wrong_company" and self.reason in ("wrong_company", "company_taken"):
            # The right one is open again, or it is free.
            self._resume()
        details = {**(self.company_details or {}), **record.details}
        values = {
            "remote_company_id": record.id or self.remote_company_id,
            "remote_company_name": record.name,
            "remote_country": details.get("country"),
            "remote_currency": details.get("currency") or self.remote_currency,
            "company_details": details,
            # What an earlier answer said is no news: a person may have confirmed a later restoration since.
            "restored_at": record.details.get("last_restore") or self.restored_at,
        }
        if any(self[name] != value for name, value in values.items()):
            self.write(values)

    def _company_problem(self, record):
        """Return ``(reason, arguments)`` why a ledger company must not be spoken with, ``("", {})`` where it may."""
        expected = self.remote_company_id
        if expected and record.id != expected:
            return "wrong_company", {"name": record.name, "expected": self.remote_company_name}
        restored = record.details.get("last_restore") or ""
        if self.first_read_at and restored and restored != (self.restored_at or ""):
            return "restored_company", {"date": restored}
        return "", {}

    def _company_taken(self, record):
        """Return ``(reason, arguments)`` where another live connection has this ledger company already."""
        other = record.id and self.search(
            [
                ("ledger", "=", self.ledger),
                ("remote_company_id", "=", record.id),
                ("state", "in", LIVE_STATES),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        return ("company_taken", {"name": record.name, "company": other.company_id.name}) if other else ("", {})

    # === WHO TURNS THE CRANK === #

    def _has_work(self):
        """Return whether a session would have anything to do; an empty outbox opens nothing."""
        self.ensure_one()
        env = self.env
        return bool(
            choosing.has_due(env, self.id)
            or matching_ahead.is_due(self)
            or env["bridge.transfer"].search_count(
                [("connection_id", "=", self.id), ("state", "in", ("sending", "uncertain"))], limit=1
            )
            or env["bridge.exchange"].search_count(
                [("connection_id", "=", self.id), ("state", "in", EXCHANGE_UNFINISHED)], limit=1
            )
            or env["bridge.change"].search_count(self._changes_of_concern(), limit=1)
            or syncing.is_left(env, self.id)
        )

    def _changes_of_concern(self):
        """Return the domain of people's changes that a session would look at."""
        mine = [("connection_id", "=", self.id)]
        if self._customer_flow()._meets_now():
            return mine
        return [*mine, "|", ("of_match", "=", True), ("binding_id.kind", "!=", Kind.CUSTOMER.value)]

    def _wake(self):
        """Wake the engine after this transaction. A ledger that visits us is not woken: it comes by itself."""
        if any(connection.is_called for connection in self):
            self._wake_schedules()

    @api.model
    def _cron_turn(self, second=False):
        """Turn the crank of every live connection whose ledger is called. Two schedules run this side by side.

        Both take those first that have waited longest. The second one leaves the first of them alone, so that what
        one of them has just read, which a ledger may count, is not read again by the other. A run has seconds; where
        they are not enough both are woken to go on with the others.
        """
        connections = self.search(
            [
                "|",
                ("state", "in", ("connecting", "connected")),
                # It may be the right one again.
                "&",
                ("state", "=", "wrong_company"),
                ("reason", "in", ("wrong_company", "company_taken")),
            ]
        )
        called = connections.filtered(lambda connection: connection.is_called and not connection._stop_if_copied())
        called = called.sorted(lambda connection: connection.last_session_id.id)[1 if second else 0 :]
        cron, began = self.env["ir.cron"], self._goes_on_since()
        cron._commit_progress(remaining=len(called))
        left = 0
        for number, connection in enumerate(called, start=1):
            if not connection._is_turned_since(began) or connection._has_work():
                left += connection._turn_guarded()
            if not cron._commit_progress(1):
                left += not all(other._is_turned_since(began) for other in called[number:])
                # Told that something remains, the host would begin again from the front, ten times, without any time.
                cron._commit_progress(remaining=0)
                break
        if left:
            self._wake_schedules(began)

    @api.model
    def _goes_on_since(self):
        """Return when the runs began that this one goes on with; now where anything else has called it, too."""
        now = fields.Datetime.now()
        due = [("cron_id", "=", self.env.context.get("cron_id", False)), ("call_at", "<=", now)]
        calls = self.env["ir.cron.trigger"].sudo().search(due)
        own = calls.filtered(lambda call: call.create_date - call.call_at > OWN_CALL)
        return max(own.mapped("call_at")) if own and own == calls else now

    @api.model
    def _wake_schedules(self, moment=None):
        """Let both schedules run after this transaction. :param moment: since when they go on; None to begin anew."""
        for xmlid in ("accounting_bridge.ir_cron_turn", "accounting_bridge.ir_cron_turn_second"):
            self.env.ref(xmlid).sudo()._trigger(moment)

    def _is_turned_since(self, moment):
        """Return whether another run has turned this one since a moment."""
        self.invalidate_recordset(["last_session_id", "last_session_at"])
        return bool(self.last_session_at and self.last_session_at > moment)

    def _turn_guarded(self):
        """Turn one crank; what goes wrong on one connection never reaches its neighbours."""
        self.ensure_one()
        try:
            return crank.turn(self.env, self.id)
        except Exception:  # noqa: BLE001 - a schedule never raises: the lease ends by itself and the next run goes on
            crank._logger.exception("Connection %s: the run was broken off", self.id)
            return 0

    def _stop_if_copied(self):
        self.ensure_one()
        if self.state == "copied" or not self._is_copied():
            return self.state == "copied"
        self._stop("copied", "database_copied", {})
        return True

    def _digest_batches(self):
        """Return the batches that the daily digest tells; ``_send_digests`` names them in the context."""
        return self.env["bridge.batch"].browse(self.env.context.get("digest_batch_ids") or ())

    def _digest_recipients(self):
        """Return the partners who read the daily digest: those named on the connection, else its bookkeeper."""
        self.ensure_one()
        people = self.report_user_ids or self.bookkeeper_id or self.contact_id
        return people.filtered("active").partner_id.filtered("email")

    @api.model
    def _cron_report(self):
        """Report batches that wait for a person since a day, and one digest of what was released by itself."""
        for connection in self.search([("state", "in", LIVE_STATES)]):
            self.env["bridge.batch"]._report_complete(connection.id)
        self.env["bridge.batch"]._send_digests()

    # === THE END === #

    @api.model
    def _history_models(self):
        """Return the models whose rows are removed with a connection, in the order in which that is possible.

        An addon adds a model whose rows otherwise keep a connection from being deleted.
        """
        return HISTORY

    def _remove_with_history(self):
        """Remove connections with all they hold in Odoo; the ledger is left as it is.

        This is the only way in which history is ever deleted: a ledger's addon names it as what becomes of its value
        of ``ledger`` when it is uninstalled. Invoices, customers and products are not touched, but for the link from
        an invoice to its newest transfer, which the database empties.
        """
        if not self:
            return
        env = self.env
        env.flush_all()
        for name in ("bridge.issue", "bridge.batch"):
            # Through the host: their messages, followers, activities and files go with them.
            env[name].sudo().search([("connection_id", "in", self.ids)]).unlink()
        env.cr.execute(SQL("UPDATE bridge_binding SET alias_of_id = NULL WHERE connection_id = ANY(%s)", self.ids))
        for name in self._history_models():
            table = SQL.identifier(env[name]._table)
            env.cr.execute(SQL("DELETE FROM %s WHERE connection_id = ANY(%s)", table, self.ids))
        env.invalidate_all()
        self.sudo().unlink()
