import os
import secrets
import uuid
from datetime import timedelta
from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config, format_datetime, str2bool

from odoo.addons.accounting_bridge.models.bridge_connection import LIVE_STATES

from ..ledgers.quickbooks_desktop import qwc
from ..ledgers.quickbooks_desktop.ledger import QuickBooksDesktop

DESKTOP = QuickBooksDesktop.code
# The door of a connection; the token is not a secret of weight (a password stands behind it), only hard to guess.
PATH = "/accounting_bridge_qbd"
VISITS_SHOWN = 10
# After this long without contact somebody is told.
SILENCE = timedelta(days=1)


class BridgeConnection(models.Model):
    """A connection to a QuickBooks Desktop company file: its door, its .qwc file, who visits it."""

    _inherit = "bridge.connection"

    ledger = fields.Selection(
        selection_add=[(DESKTOP, "QuickBooks Desktop")],
        ondelete={DESKTOP: lambda connections: connections._remove_with_history()},
    )
    qbd_token = fields.Char("Door", readonly=True, copy=False, groups="accounting_bridge.group_bridge_user")
    qbd_file_id = fields.Char("FileID", readonly=True, copy=False, help="Tells this company file from every other one.")
    qbd_minutes = fields.Integer(
        "Visit every (minutes)",
        default=15,
        help="Written into the .qwc file; the person at QuickBooks can change it there.",
    )
    qbd_company_path = fields.Char(
        "Company file",
        readonly=True,
        copy=False,
        help="Where the file was open at the first visit; unattended visits open it from there.",
    )
    qbd_connector_version = fields.Char("Web Connector version", readonly=True, copy=False)
    qbd_login_ids = fields.One2many("bridge.connector.login", "connection_id")
    qbd_address = fields.Char("Address of the door", compute="_compute_qbd_address")
    qbd_address_text = fields.Text("What the Web Connector would refuse", compute="_compute_qbd_address")
    qbd_last_contact_at = fields.Datetime("Last contact", compute="_compute_qbd_contact")
    qbd_is_late = fields.Boolean(compute="_compute_qbd_contact", help="No visit came for three intervals.")
    qbd_has_login = fields.Boolean(compute="_compute_qbd_contact")

    # What the page of the Web Connector ticks: each is something that arrived here, never a press of a button.
    qbd_knocked_at = fields.Datetime("First knock", readonly=True, copy=False)
    qbd_met_at = fields.Datetime("Company file seen", readonly=True, copy=False)
    qbd_unattended_at = fields.Datetime(
        "Unattended access seen",
        readonly=True,
        copy=False,
        help="When QuickBooks first said that the application may log in by itself, or had let it in that way.",
    )
    qbd_silence_told_at = fields.Datetime(
        "Silence told", readonly=True, copy=False, help="The last contact of the silence that was told by mail."
    )
    qbd_visit_ids = fields.One2many("bridge.connector.visit", "connection_id")
    qbd_last_visit_ids = fields.Many2many(
        "bridge.connector.visit", string="Last visits", compute="_compute_qbd_last_visits"
    )
    qbd_last_visit_trouble = fields.Char(compute="_compute_qbd_last_visits")

    qbd_downloaded_at = fields.Datetime(compute="_compute_qbd_steps")
    qbd_accepted_at = fields.Datetime(compute="_compute_qbd_steps")
    qbd_steps_seen = fields.Integer(compute="_compute_qbd_steps")
    qbd_next_contact_at = fields.Datetime("Next expected", compute="_compute_qbd_next_contact")
    qbd_product = fields.Char("QuickBooks", compute="_compute_qbd_product")

    _one_per_door = models.UniqueIndex("(qbd_token) WHERE qbd_token IS NOT NULL")
    _one_per_file = models.UniqueIndex("(qbd_file_id) WHERE qbd_file_id IS NOT NULL")

    @api.model
    def _ledger_classes(self):
        return {**super()._ledger_classes(), DESKTOP: QuickBooksDesktop}

    def _is_simulated(self):
        """QuickBooks visits us, so the server's configuration or environment says who it is; never a record."""
        if self.ledger != DESKTOP:
            return super()._is_simulated()
        said = config.get("accounting_bridge_simulated") or os.environ.get("ACCOUNTING_BRIDGE_SIMULATED") or ""
        return str2bool(str(said), False)

    @api.model_create_multi
    def create(self, vals_list):
        connections = super().create(vals_list)
        connections._make_door()
        return connections

    def write(self, vals):
        """A draft may turn out to be of QuickBooks Desktop later than it began."""
        result = super().write(vals)
        if "ledger" in vals:
            self._make_door()
        return result

    def _make_door(self):
        """Give the connections of QuickBooks Desktop the address and the id that stand in their .qwc files, once."""
        for connection in self.sudo().filtered(lambda one: one.ledger == DESKTOP and not one.qbd_token):
            connection.write({"qbd_token": secrets.token_urlsafe(18), "qbd_file_id": str(uuid.uuid4())})

    @api.depends("qbd_token")
    @api.depends_context("lang")
    def _compute_qbd_address(self):
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url", "")
        for connection in self:
            token = connection.sudo().qbd_token
            address = f"{base}{PATH}/{quote(token)}" if token else False
            connection.qbd_address = address
            problems = qwc.check_address(address, address) if address else []
            # The sentences stand in qwc.py, marked for translation there.
            connection.qbd_address_text = "\n".join(self.env._(problem) for problem in problems)

    @api.depends("qbd_login_ids.last_contact_at", "qbd_minutes", "state")
    def _compute_qbd_contact(self):
        now = fields.Datetime.now()
        for connection in self:
            contacts = connection.sudo().qbd_login_ids.filtered("last_contact_at").mapped("last_contact_at")
            connection.qbd_has_login = bool(connection.sudo().qbd_login_ids)
            connection.qbd_last_contact_at = max(contacts, default=False)
            latest = connection.qbd_last_contact_at
            connection.qbd_is_late = bool(
                latest
                and connection.qbd_minutes
                and connection.state in LIVE_STATES
                and (now - latest).total_seconds() > 180 * connection.qbd_minutes
            )

    # === THE .QWC FILE === #

    def action_qbd_download(self):
        """Hand out the .qwc file of the user who asks, making a login the first time.

        :raise UserError: the Web Connector would refuse the address.
        """
        self.ensure_one()
        self.check_access("read")
        self.env["bridge.cure"]._check_rank("user")
        if self.qbd_address_text:
            raise UserError(self.env._("The Web Connector would not take this file:") + "\n" + self.qbd_address_text)
        if self.state in ("draft", "disconnected"):
            self.env["bridge.cure"]._check_rank("manager")
            self.action_connect()
        self.env["bridge.connector.login"]._ensure(self, self.env.user)
        return {
            "type": "ir.actions.act_url",
            "url": f"{PATH}/{quote(self.sudo().qbd_token)}/download",
            "target": "download",
        }

    def action_qbd_new_password(self):
        """Make a new password for the user who asks and show it, this once."""
        self.ensure_one()
        self.check_access("read")
        self.env["bridge.cure"]._check_rank("user")
        return self.env["bridge.connector.login"]._ensure(self, self.env.user)._show_new_password()

    def _qbd_application(self, user):
        """Return what stands in the .qwc file of a user."""
        self.ensure_one()
        return qwc.Application(
            name=self.env._("Odoo - %(company)s to QuickBooks", company=self.company_id.name),
            address=self.qbd_address,
            support_address=self.qbd_address,
            user_name=user.login,
            file_id=self.qbd_file_id,
            unique_name=f"Odoo {self.qbd_file_id[:8]}",
            description=self.env._("Invoices of %(company)s from Odoo", company=self.company_id.name),
            minutes=self.qbd_minutes,
            unattended=self.qbd_unattended,
            personal_data=self.qbd_personal_data,
        )

    # === IDENTITY === #

    def _company_problem(self, record):
        """A company file is known by the FileID that the Web Connector left in it, else by its name."""
        if self.ledger != DESKTOP:
            return super()._company_problem(record)
        other = {"name": record.name, "expected": self.remote_company_name or self.company_id.name}
        if record.id and record.id != self.qbd_file_id:
            return "wrong_company", other
        if record.id and self.remote_company_name not in (False, "", record.name) and not self.qbd_company_path:
            # The Web Connector leaves our id in every file that it is let into: a moved one bears its name as well.
            return "wrong_company", other
        met_with_id = self.remote_company_id == self.qbd_file_id
        if not record.id and (met_with_id or (self.remote_company_name and self.remote_company_name != record.name)):
            return "wrong_company", other
        restored = record.details.get("last_restore") or ""
        if self.first_read_at and restored and restored != (self.restored_at or ""):
            return "restored_company", {"date": restored}
        return "", {}

    def action_qbd_file_moved(self):
        """*The file was moved*: the next visit takes the file that is open, if it bears our id and its name."""
        for connection in self._for_managers():
            connection.qbd_company_path = False

    def action_confirm_company(self):
        """For a company file the identity is its FileID: the first one that it was given stays in it for good."""
        for connection in self:
            if connection.ledger == DESKTOP and connection.reason == "wrong_company":
                met = (connection.reason_arguments or {}).get("id")
                if met and met != connection.qbd_file_id:
                    connection._for_managers()._take_over_file(met)
                connection.sudo().write({"remote_company_id": False, "remote_company_name": False})
        return super().action_confirm_company()

    def _take_over_file(self, file_id):
        """Belong to a company file that was connected to another database first, say one for trials.

        :raise UserError: it is the file of another connection here.
        """
        self.ensure_one()
        other = self.search([("qbd_file_id", "=", file_id), ("id", "!=", self.id)], limit=1)
        if other:
            raise UserError(
                self.env._(
                    "That company file belongs to the connection of %(company)s. Open the right company file in"
                    " QuickBooks; the next visit goes on by itself.",
                    company=other.company_id.name,
                )
            )
        self.qbd_file_id = file_id

    def _ledger_words(self, words):
        # What to do on the computer there stands in faults.py, marked for translation there.
        return self.env._(words) if self.ledger == DESKTOP and words else super()._ledger_words(words)

    def _waits_for_right_file(self):
        """Return whether another file was met last time; the right one is known on sight and goes on by itself."""
        self.ensure_one()
        return self.state == "wrong_company" and self.reason == "wrong_company"

    def _next_run_words(self):
        """Return when the next visit is expected: an interval after the last contact."""
        if self.ledger != DESKTOP:
            return super()._next_run_words()
        if not (self.qbd_last_contact_at and self.qbd_minutes) or self.qbd_is_late:
            return self.env._("the next Web Connector run")
        expected = self.qbd_last_contact_at + timedelta(minutes=self.qbd_minutes)
        local = fields.Datetime.context_timestamp(self.with_context(tz=self.env.user.tz or self.tz), expected)
        return self.env._("the next Web Connector run (expected %(time)s)", time=f"{local:%H:%M}")

    def _setup_connect_words(self):
        """Nobody connects to QuickBooks Desktop from here: its Web Connector is given a file, and visits us."""
        if self.ledger != DESKTOP:
            return super()._setup_connect_words()
        return self.env._("- press Download .qwc, and add the file in the Web Connector")

    def _run_now_words(self):
        if self.ledger == DESKTOP:
            return self.env._("QuickBooks Desktop comes by itself: press Update Selected in the Web Connector.")
        return super()._run_now_words()

    # === WHAT VISITS BRING === #

    def _note_knock(self):
        """Keep when a Web Connector first knocked; written once, so that no later visit waits for this row."""
        if not self.qbd_knocked_at:
            self.qbd_knocked_at = fields.Datetime.now()

    def _note_company(self, record, *, right):
        """Keep when the right company file was first met, and when it first let the application in by itself."""
        if not right:
            return
        now = fields.Datetime.now()
        if not self.qbd_met_at:
            self.qbd_met_at = now
        by_itself = record.details.get("automatic_login") or record.details.get("automatic_login_allowed")
        if by_itself and not self.qbd_unattended_at:
            self.qbd_unattended_at = now

    # === WHAT THE PAGE SHOWS === #

    @api.depends(
        "qbd_login_ids.downloaded_at",
        "qbd_login_ids.last_contact_at",
        "qbd_login_ids.made_at",
        "qbd_knocked_at",
        "qbd_met_at",
        "qbd_unattended_at",
        "first_read_at",
    )
    def _compute_qbd_steps(self):
        for connection in self:
            logins = connection.sudo().qbd_login_ids
            accepted = logins.filtered(
                lambda login: login.last_contact_at and login.last_contact_at >= (login.made_at or login.create_date)
            )
            connection.qbd_downloaded_at = max(logins.filtered("downloaded_at").mapped("downloaded_at"), default=False)
            connection.qbd_accepted_at = max(accepted.mapped("last_contact_at"), default=False)
            connection.qbd_steps_seen = sum(
                map(
                    bool,
                    (
                        connection.qbd_downloaded_at,
                        connection.qbd_knocked_at,
                        connection.qbd_accepted_at,
                        connection.qbd_met_at,
                        connection.first_read_at,
                        connection.qbd_unattended_at,
                    ),
                )
            )

    @api.depends("qbd_last_contact_at", "qbd_minutes", "state")
    def _compute_qbd_next_contact(self):
        for connection in self:
            latest, minutes = connection.qbd_last_contact_at, connection.qbd_minutes
            due = latest and minutes and connection.state in LIVE_STATES
            connection.qbd_next_contact_at = latest + timedelta(minutes=minutes) if due else False

    @api.depends("company_details")
    def _compute_qbd_product(self):
        for connection in self:
            details = connection.company_details or {}
            name, version = details.get("product") or "", details.get("version") or ""
            connection.qbd_product = f"{name} ({version})" if name and version else name or version

    @api.depends_context("lang")
    def _compute_qbd_last_visits(self):
        for connection in self:
            visits = connection.qbd_visit_ids.sorted("id", reverse=True)[:VISITS_SHOWN]
            connection.qbd_last_visit_ids = visits
            latest = visits[:1]
            failed = latest.outcome == "nvu" or latest.state in ("failed", "lost")
            connection.qbd_last_visit_trouble = latest.result if failed else False

    # === SILENCE === #

    @api.model
    def _cron_tell_silence(self):
        """Mail once per silence that no Web Connector came for a day: the computer sleeps, or nobody is signed in."""
        for connection in self.search([("ledger", "=", DESKTOP), ("state", "in", ("connecting", "connected"))]):
            if connection._is_silent() and not connection._stop_if_copied():
                connection._tell_silence()

    def _is_silent(self):
        """Return whether a Web Connector that used to come has not come for a day, and nobody was told so yet."""
        self.ensure_one()
        latest, told = self.qbd_last_contact_at, self.qbd_silence_told_at
        return bool(latest and fields.Datetime.now() - latest > SILENCE and not (told and told >= latest))

    def _tell_silence(self):
        self.ensure_one()
        template = self.env.ref("accounting_bridge_qbd.mail_template_silence", raise_if_not_found=False)
        if not template or not self._silence_recipients():
            return
        # Queued: a mail server that is silent must not hold up the schedule.
        template.send_mail(self.id, force_send=False)
        self.qbd_silence_told_at = self.qbd_last_contact_at

    def _silence_recipients(self):
        """Return the partners who can do something about that computer: the technical contact, else the bookkeeper."""
        self.ensure_one()
        people = (self.contact_id, self.bookkeeper_id, self.create_uid)
        reachable = (person.filtered("active").partner_id.filtered("email") for person in people)
        return next((partner for partner in reachable if partner), self.env["res.partner"])

    def _silence_since(self):
        """Return the time of the last contact as its reader writes it."""
        self.ensure_one()
        reader = self._silence_recipients()[:1]
        return format_datetime(
            self.env,
            self.qbd_last_contact_at,
            tz=reader.tz or self.tz,
            dt_format="EEEE d MMMM y, HH:mm",
            lang_code=reader.lang or self.env.lang,
        )

    # === DOORS OF THE PAGE === #

    def action_qbd_codes(self):
        """Open the list of everything that QuickBooks and the Web Connector can answer."""
        return self.env["ir.actions.act_window"]._for_xml_id("accounting_bridge_qbd.action_bridge_connector_code")

    def action_qbd_visits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("accounting_bridge_qbd.action_bridge_connector_visit")
        return {**action, "domain": [("connection_id", "=", self.id)]}
