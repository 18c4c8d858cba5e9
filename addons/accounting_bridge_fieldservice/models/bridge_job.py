import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, LockError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.accounting_bridge.engine.transaction import in_own_transaction

from .. import invoicing

_logger = logging.getLogger(__name__)

# Jobs that one run of the schedule takes up; what is left waits for the next one, a moment later.
AT_ONCE = 200
# So far back a job is looked for whose note was lost.
LOOKED_BACK = timedelta(days=2)


class BridgeJob(models.Model):
    """A job that was closed, and what became of its invoice.

    The row is the intention: written when the job is completed, in the same transaction and with nothing else. A
    schedule makes the invoice a moment later, so that nobody in the field waits for it, or fails by it.
    """

    _name = "bridge.job"
    _description = "Accounting Bridge Job"
    _order = "id desc"
    _rec_name = "fsm_order_id"

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True, readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    fsm_order_id = fields.Many2one("fsm.order", "Job", required=True, ondelete="cascade", readonly=True)
    user_id = fields.Many2one("res.users", "Closed by", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("invoiced", "Invoiced"),
            ("drafted", "A draft was made"),
            ("nothing", "Nothing to invoice"),
            ("by_hand", "Invoiced by hand"),
            ("asked", "Somebody is asked"),
            ("reopened", "Not closed any more"),
            ("left", "Left to a person"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    reason = fields.Char("Reason code", readonly=True)
    reason_arguments = fields.Json(readonly=True)
    reason_text = fields.Char("Reason", compute="_compute_reason_text")
    move_ids = fields.Many2many("account.move", string="Invoices", readonly=True)
    issue_ids = fields.One2many("bridge.issue", "job_id", "Open issues", domain=[("state", "=", "open")])

    _one_per_job = models.UniqueIndex("(connection_id, fsm_order_id)")
    _of_job = models.Index("(fsm_order_id)")
    _waiting = models.Index("(id) WHERE state = 'waiting'")

    @api.depends("reason", "reason_arguments")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for row in self:
            connection = row.connection_id.sudo()
            row.reason_text = row.reason and connection._reason_words(row.reason, row.reason_arguments)

    # === NOTED === #

    @api.model
    def _note(self, jobs):
        """Write the intention to invoice jobs that are closed, where that is the policy. :return: the rows."""
        jobs = jobs.filtered(lambda job: job._bridge_is_completed())
        connections = self.env["bridge.connection"].sudo()._invoicing_jobs(jobs.company_id)
        if not connections:
            return self.browse()
        known = self.search([("fsm_order_id", "in", jobs.ids), ("connection_id", "in", connections.ids)])
        noted = {(row.connection_id, row.fsm_order_id) for row in known}
        known._became("waiting")
        known.user_id = self.env.uid
        rows = known | self.create(
            [
                {"connection_id": connection.id, "fsm_order_id": job.id, "user_id": self.env.uid}
                for connection in connections
                for job in jobs
                if job.company_id == connection.company_id and (connection, job) not in noted
            ]
        )
        if rows:
            self._wake()
        return rows

    @api.model
    def _note_lost(self, back_to=None):
        """Note jobs whose note could not be written when they were closed. :return: the rows.

        :param back_to: since when they are looked for; None: a short while.
        """
        completed = self.env["fsm.order"]._bridge_completed_stage()
        jobs = self.env["fsm.order"]
        back_to = back_to or fields.Datetime.now() - LOOKED_BACK
        for connection in self.env["bridge.connection"].search([("jobs_since", "!=", False)]):
            since = max(connection.jobs_since, back_to)
            jobs |= jobs.search(
                Domain("company_id", "=", connection.company_id.id)
                & Domain("stage_id", "=", completed.id)
                & Domain("bridge_completed_at", ">", since)
                & (Domain("sale_id", "!=", False) | Domain("sale_line_id", "!=", False))
            )
        noted = self.search([("fsm_order_id", "in", jobs.ids)]).fsm_order_id
        return self._note(jobs - noted)

    @api.model
    def _wake(self):
        self.env.ref("accounting_bridge_fieldservice.ir_cron_invoice").sudo()._trigger()

    def _try_again(self):
        """Have the schedule look at them once more."""
        self._became("waiting")
        self._wake()

    def _leave(self):
        """What has not been made yet is not made by itself."""
        self.filtered(lambda row: row.state == "waiting")._became("left")

    # === INVOICED === #

    @api.model
    def _cron_invoice(self):
        """Invoice jobs that were closed, each in a transaction of its own."""
        # When there is nothing to do there is time to see whether anything was lost.
        rows = self.search([("state", "=", "waiting")], order="id", limit=AT_ONCE) or self._note_lost()
        ids = rows.ids
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(ids))
        for id_ in ids:
            self._invoice_one(id_)
            if not cron._commit_progress(1):
                self._wake()
                return

    @api.model
    def _invoice_one(self, id_):
        """Invoice a job; what goes wrong is its own issue, and its neighbours go on.

        What somebody else has locked for longer than it is waited for is left for the next run.
        """
        try:
            in_own_transaction(self.env, invoicing.invoice, id_)
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError, LockError):
            return
        except Exception as error:
            _logger.exception("Job %s was not invoiced", id_)
            in_own_transaction(self.env, invoicing.give_up, id_, str(error))

    def _became(self, state, reason=False, arguments=False):
        """Keep what became of these jobs; whatever was asked about them before is answered."""
        if not self:
            return
        self.write({"state": state, "reason": reason, "reason_arguments": arguments})
        if state != "waiting" and self.issue_ids:
            self.issue_ids._answer_themselves()

    # === WHAT IS ASKED === #

    def _ask(self, reason, arguments):
        """Ask a person about this job."""
        self.ensure_one()
        job = self.fsm_order_id
        named = {"job": job.name, "orders": ", ".join(job._bridge_lines()[job].order_id.mapped("name")), **arguments}
        found = {
            "reason": reason,
            "root": f"job:{self.id}",
            "kind": "invoice",
            "arguments": named,
            "words": named.get("words"),
        }
        ids = self.env["bridge.issue"]._file(self.connection_id.id, [found])
        asked = self.env["bridge.issue"].browse(ids.values())
        asked.write({"job_id": self.id})
        others = self.issue_ids - asked
        if others:
            others._answer_themselves()
        self.write({"state": "asked", "reason": reason, "reason_arguments": named})

    def action_open_job(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "fsm.order",
            "res_id": self.fsm_order_id.id,
            "views": [(False, "form")],
        }
