import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, LockError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.models.bridge_connection import LIVE_STATES
from odoo.addons.accounting_bridge.models.bridge_transfer import STATES

from ..pay_lines import Unproved, as_it_stood, difference, entries_of, from_plain, net_of
from .hr_payslip import is_free

_logger = logging.getLogger(__name__)

# What is told of a run of several bills: what a person has to look at first.
FIRST = ("rejected", "gone", "uncertain", "held", "sending", "queued", "withdrawn", "processed")


class HrPayslipRun(models.Model):
    """A pay run on its way to the ledger: one bill for each vendor that it is owed to.

    It is approved when it is closed and every slip of it that is not cancelled is done. From its release on it is
    locked: what was proved is what is sent. Whoever opens it again says why; what it comes to then is compared with
    what was sent.
    """

    _inherit = "hr.payslip.run"

    bridge_locked = fields.Boolean(
        "Locked", readonly=True, copy=False, help="It was released to the account system and may not be changed."
    )
    bridge_bill_ids = fields.One2many("bridge.pay.bill", "run_id", "Bills", readonly=True)
    bridge_issue_ids = fields.One2many(
        "bridge.issue", "payslip_run_id", "Open issues", readonly=True, domain=[("state", "in", ("open", "ignored"))]
    )
    bridge_state = fields.Selection(STATES, "Batch Status", compute="_compute_bridge_state")
    bridge_is_approved = fields.Boolean("Approved", compute="_compute_bridge_is_approved", compute_sudo=True)

    @api.depends("bridge_bill_ids.bridge_state")
    def _compute_bridge_state(self):
        for run in self:
            states = run.bridge_bill_ids.mapped("bridge_state")
            run.bridge_state = next((state for state in FIRST if state in states), False)

    @api.depends("state", "slip_ids.state", "bridge_bill_ids.bridge_state", "bridge_bill_ids.is_left")
    def _compute_bridge_is_approved(self):
        for run in self:
            slips = run.slip_ids.filtered(lambda slip: slip.state != "cancel")
            run.bridge_is_approved = (
                run.state == "close"
                and all(slip.state == "done" for slip in slips)
                # Of a run that was sent everything may be taken back.
                and (bool(slips) or any(bill._may_be_there() for bill in run.bridge_bill_ids))
            )

    # === THE LOCK === #

    def _bridge_check_lock(self):
        """:raise UserError: a run was released"""
        locked = self.sudo().filtered("bridge_locked")
        if locked:
            raise UserError(
                self.env._(
                    "%(runs)s was released to the account system and is locked. Press Reopen on it first, and say why.",
                    runs=", ".join(locked.mapped("name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any("bridge_locked" in values for values in vals_list):
            raise AccessError(self.env._("Whether a pay run is locked is kept by the bridge."))
        return super().create(vals_list)

    def write(self, vals):
        """:raise UserError: a run was released, and this would change what it comes to"""
        if "bridge_locked" in vals and not self.env.su:
            raise AccessError(self.env._("Whether a pay run is locked is kept by the bridge."))
        if not all(name == "bridge_locked" or is_free(name) for name in vals):
            self._bridge_check_lock()
        result = super().write(vals)
        if vals.get("state") == "close":
            self._bridge_note_approved()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        if self.sudo().bridge_bill_ids:
            raise UserError(self.env._("This pay run has been released to the account system and keeps its history."))

    def action_bridge_reopen(self):
        """Ask why, and open a run again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reopen"),
            "res_model": "bridge.pay.reopen",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_run_id": self.id},
        }

    def _bridge_reopen(self, why):
        """Unlock a run; what has not left yet is taken back, what is there stays there.

        :raise UserError: it is on its way just now.
        """
        self.ensure_one()
        run = self.sudo()
        transfers = run.bridge_bill_ids.transfer_id
        if any(transfer.state in ("sending", "uncertain") for transfer in transfers):
            raise UserError(self.env._("It is on its way to the account system just now. Try again in a moment."))
        transfers.filtered(lambda transfer: transfer.state in ("queued", "rejected"))._leave_outbox("withdrawn")
        run.bridge_locked = False
        run.message_post(body=self.env._("Reopened: %(why)s", why=why), author_id=self.env.user.partner_id.id)

    # === WHAT IT COMES TO === #

    def _bridge_pay(self, connection):
        """Return ``{vendor: entries}`` of the slips, each slip proved.

        :raise Unproved: the lines of a slip do not come to its net.
        """
        self.ensure_one()
        classes = connection.payroll_class_ids
        slips = self.slip_ids.filtered(lambda slip: slip.state != "cancel")
        # Refunds that the host made of them belong to no run.
        slips |= slips.refunded_id.filtered(lambda slip: slip.state == "done" and not slip.payslip_run_id)
        pay = {}
        for slip in slips.sorted("id"):
            vendor = classes._of(slip, classes).partner_id or connection.payroll_vendor_id
            pay.setdefault(vendor, []).extend(entries_of(slip._bridge_slip()))
        return pay

    def _bridge_open_pay(self, connection):
        """Return ``{vendor: entries}`` of what has not been sent yet: of a run that was changed, the difference."""
        sent = self.bridge_bill_ids.filtered(lambda bill: bill.connection_id == connection and bill._may_be_there())
        before = {}
        for bill in sent.sorted("id"):
            before.setdefault(bill.partner_id, []).extend(from_plain(bill.entries))
        pay = as_it_stood(self._bridge_pay(connection), before)
        result = {}
        for vendor in dict.fromkeys([*pay, *before]):
            left = difference(pay.get(vendor, []), before.get(vendor, []))
            if left:
                result[vendor] = left
        return result

    def _bridge_leave(self, connection):
        """Somebody enters in the ledger what a run has become different by: from now on it counts as being there.

        :raise UserError: the lines of a slip do not come to its net.
        """
        self.ensure_one()
        run = self.sudo()
        run.lock_for_update()
        try:
            left = run._bridge_open_pay(connection)
        except Unproved as problem:
            raise UserError(run._bridge_unproved(connection, problem)) from None
        self.env["bridge.pay.bill"].sudo()._left_of_run(run, connection, left)

    # === RELEASE === #

    def action_bridge_release(self):
        """Release to Account System. :raise UserError: a run is not approved, or cannot be proved"""
        self.env["bridge.cure"]._check_rank("user")
        self.check_access("write")
        released = self.env["bridge.batch"]
        for run in self:
            released |= run._bridge_release_on(run._bridge_connection(), "person")
        if not released:
            raise UserError(self.env._("There is nothing to send: all of it is on its way, or there already."))
        return self.env["bridge.cure"]._tell(self.env._("Released to the account system."))

    def _bridge_connection(self):
        """Return the live connection of the company. :raise UserError: there is none, or it sends no bills"""
        self.ensure_one()
        connection = (
            self.env["bridge.connection"]
            .sudo()
            .search([("company_id", "=", self.company_id.id), ("state", "in", LIVE_STATES)], limit=1)
        )
        if not connection:
            raise UserError(self.env._("%(company)s is not connected to a ledger yet.", company=self.company_id.name))
        if not connection.sends_bills:
            raise UserError(
                self.env._("Pay runs are not sent: switch on Bills first, on the page Schedule of the connection.")
            )
        return connection

    def _bridge_release_on(self, connection, origin):
        """Release a run as a person presses it: what stands against it is said at once. :return: the batch"""
        try:
            return self._bridge_release(connection, origin)
        except Unproved as problem:
            raise UserError(self._bridge_unproved(connection, problem)) from None

    def _bridge_unproved(self, connection, problem):
        reason, arguments = problem.args
        return connection._reason_words(reason, {"run": self.name, **arguments})

    def _bridge_release(self, connection, origin):
        """Make the bills of what has not been sent, put them into the outbox and lock the run.

        :return: the batch, empty where nothing is left to send.
        :raise UserError: it is not approved, from before the start, or nobody has said whom it is owed to.
        :raise Unproved: the lines of a slip do not come to its net.
        """
        self.ensure_one()
        run = self.sudo()
        run.lock_for_update()
        if not run.bridge_is_approved:
            raise UserError(
                self.env._(
                    "%(run)s is not approved yet: it goes when it is closed and every slip of it is done.", run=run.name
                )
            )
        if run.date_end < connection.date_from:
            raise UserError(
                self.env._(
                    "%(run)s ends before %(date)s: what is older than the start of the connection does not travel.",
                    run=run.name,
                    date=connection.date_from,
                )
            )
        bills = self.env["bridge.pay.bill"].sudo()._of_run(run, connection, run._bridge_open_pay(connection))
        batch = self.env["bridge.batch"]._release_pay_bills(connection, bills, origin) if bills else None
        run.bridge_locked = bool(run.bridge_bill_ids)
        run._bridge_issues(connection)._answer_themselves()
        return batch or self.env["bridge.batch"]

    def _bridge_issues(self, connection):
        return (
            self.env["bridge.issue"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", connection.id),
                    ("payslip_run_id", "in", self.ids),
                    ("state", "in", ("open", "ignored")),
                    ("transfer_ids", "=", False),
                ]
            )
        )

    # === APPROVED === #

    def _bridge_note_approved(self):
        """Runs may be approved now: those that were sent before are compared, others wait for their schedule."""
        for run in self.sudo():
            if run.bridge_locked or not run.bridge_is_approved:
                continue
            connection = self.env["bridge.connection"].sudo()._sending_pay_runs(run.company_id)[:1]
            if not connection:
                continue
            if any(bill._may_be_there() for bill in run.bridge_bill_ids):
                run._bridge_look_again(connection)
            else:
                # What stood against it may be mended: the schedule tries it once more.
                run._bridge_issues(connection)._answer_themselves()
                self.env["bridge.flow"].sudo()._wake_at_once(run.company_id, Kind.BILL.value)

    def _bridge_is_decided(self):
        """Return whether something of it is there, or a person has said that it is not sent."""
        bills = self.sudo().bridge_bill_ids
        return any(bill._may_be_there() or bill.transfer_id.state == "held" for bill in bills)

    def _bridge_look_again(self, connection):
        """Lock a run that was sent before, and ask about what has become different."""
        self.bridge_locked = True
        try:
            left = self._bridge_open_pay(connection)
        except Unproved as problem:
            reason, arguments = problem.args
            self.env["bridge.issue"].sudo()._ask_about_run(connection, self, reason, arguments)
            return
        if not left:
            self._bridge_issues(connection)._answer_themselves()
            return
        nets = {vendor: f"{net_of(entries):,.2f}" for vendor, entries in left.items()}
        words = list(nets.values())
        if len(nets) > 1:
            words = [f"{net} ({vendor.name})" if vendor else net for vendor, net in nets.items()]
        self.env["bridge.issue"].sudo()._ask_about_run(
            connection, self, "pay_run_changed", {"difference": "; ".join(words)}
        )

    def _bridge_release_by_itself(self, connection, origin):
        """Release a run that nobody pressed a button for; what stands against it is a question to a person."""
        try:
            with self.env.cr.savepoint():
                self._bridge_release(connection, origin)
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError, LockError):
            raise
        except Unproved as problem:
            reason, arguments = problem.args
            self.env["bridge.issue"].sudo()._ask_about_run(connection, self, reason, arguments)
        except UserError as error:
            self.env["bridge.issue"].sudo()._ask_about_run(connection, self, "pay_run_refused", {"words": str(error)})
        except Exception as error:
            _logger.exception("Pay run %s was not released", self.id)
            words = f"{type(error).__name__}: {error}"
            self.env["bridge.issue"].sudo()._ask_about_run(connection, self, "pay_run_refused", {"words": words})
