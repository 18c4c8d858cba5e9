import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

# Kept by the bridge: who sets flags presses Set Flags.
KEPT = frozenset(("bridge_closed", "bridge_ready", "bridge_completed_at", "bridge_invoiced_as"))


class FSMOrder(models.Model):
    """A job: when it is closed it may be flagged and invoiced."""

    _inherit = "fsm.order"

    bridge_closed = fields.Boolean(
        "Closed", copy=False, readonly=True, help="The work is done: the invoice may be made and sent."
    )
    bridge_ready = fields.Boolean(
        "Ready for invoice", copy=False, readonly=True, help="The job is complete: the invoice may be made and sent."
    )
    bridge_completed_at = fields.Datetime("Closed on", copy=False, readonly=True, index="btree_not_null")
    bridge_invoiced_as = fields.Char(
        copy=False, readonly=True, exportable=False, help="Digest of the job as it was when its invoice was posted."
    )
    bridge_job_ids = fields.One2many(
        "bridge.job", "fsm_order_id", "In the books", groups="accounting_bridge.group_bridge_user"
    )

    # === WHAT STANDS BEHIND IT === #

    @api.model
    def _bridge_completed_stage(self):
        """Return the stage of jobs that are done; a job that is cancelled is closed, too, and in another one."""
        stage = self.env.ref("fieldservice.fsm_stage_completed", raise_if_not_found=False)
        return stage or self.env["fsm.stage"]

    def _bridge_is_completed(self):
        self.ensure_one()
        return bool(self.stage_id) and self.stage_id == self._bridge_completed_stage()

    def _bridge_lines(self):
        """Return ``{job: lines of its order}``, all of them found together.

        The line that a job was made of is its own. A job of a whole order has what no other job of the order has; where
        several jobs are of the whole order, the first that is not cancelled has it.
        """
        jobs = self.sudo()
        lines = jobs.env["sale.order.line"]
        cancelled = self.env.ref("fieldservice.fsm_stage_cancelled", raise_if_not_found=False)
        whole = jobs.filtered(lambda job: job.sale_id and not job.sale_line_id)
        owners = {}
        if whole:
            rivals = jobs.search(
                [("sale_id", "in", whole.sale_id.ids), ("sale_line_id", "=", False)], order="id"
            ).filtered(lambda job: job.stage_id != cancelled or job in whole)
            for job in rivals.sorted(lambda job: (job.stage_id == cancelled, job.id)):
                owners.setdefault(job.sale_id, job)
        free = Domain("fsm_order_id", "=", False)
        if cancelled:
            free |= Domain("fsm_order_id.stage_id", "=", cancelled.id) & Domain("fsm_order_id.sale_line_id", "=", False)
        found = lines.search(
            Domain("display_type", "=", False)
            & Domain("is_downpayment", "=", False)
            & (
                Domain("fsm_order_id", "in", jobs.ids)
                | Domain("id", "in", jobs.sale_line_id.ids)
                | (Domain("order_id", "in", whole.sale_id.ids) & free)
            ),
            order="order_id, sequence, id",
        )
        of_line = {job.sale_line_id: job for job in jobs.sorted("id", reverse=True) if job.sale_line_id}
        result = defaultdict(lines.browse)
        for line in found:
            job = line.fsm_order_id
            if not job or (job.stage_id == cancelled and not job.sale_line_id):
                job = of_line.get(line) or owners.get(line.order_id) or job
            result[job] |= line
        # What is read of one line is read of all of them.
        return {job: result[job.sudo()].with_prefetch(found.ids) for job in self}

    def _bridge_invoices(self, lines_of=None):
        """Return ``{job: its invoices and credit notes that are not cancelled}``.

        They are told by the lines of the order: where a person invoices an order of several jobs, the host links every
        one of them with it.
        """
        lines_of = lines_of or self._bridge_lines()
        return {
            job: (lines.invoice_lines if lines else job.sudo().invoice_lines).move_id.filtered(
                lambda move: move.state != "cancel" and move.move_type in ("out_invoice", "out_refund")
            )
            for job, lines in lines_of.items()
        }

    # === CLOSED AND OPENED AGAIN === #

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            self._bridge_check_fields(values)
        jobs = super().create(vals_list)
        jobs.filtered(lambda job: job._bridge_is_completed())._bridge_close()
        return jobs

    def write(self, vals):
        """Whoever completes a job leaves a note; who opens it again takes its flags off."""
        self._bridge_check_fields(vals)
        if "stage_id" not in vals:
            return super().write(vals)
        completed = self.filtered(lambda job: job._bridge_is_completed())
        result = super().write(vals)
        done = self.filtered(lambda job: job._bridge_is_completed())
        (done - completed)._bridge_close()
        (completed - done)._bridge_open_again()
        return result

    def _bridge_check_fields(self, vals):
        """:raise AccessError: what the bridge keeps is written by hand"""
        if KEPT & vals.keys() and not self.env.su:
            raise AccessError(self.env._("Flags are set with Set Flags, and not written by hand."))

    def _bridge_close(self):
        """Flag jobs that were just completed where their company says so, and note them for the schedule."""
        if not self:
            return
        jobs = self.sudo()
        jobs.bridge_completed_at = fields.Datetime.now()
        flagged = jobs.filtered(lambda job: job.company_id.bridge_flag_jobs)
        flagged._bridge_tick(closed=True, ready=True)
        flagged._bridge_moves()._bridge_tick_flags()
        # What is the host's to say is said by the host, outside of the savepoint.
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                self.env["bridge.job"].sudo()._note(jobs)
        except Exception:
            _logger.exception("Jobs %s were not noted to be invoiced", self.ids)

    def _bridge_open_again(self):
        """Whoever opens a job again takes its flags off. An invoice that was posted stands."""
        jobs = self.sudo()
        jobs._bridge_tick(closed=False, ready=False)

    # === FLAGS === #

    def _bridge_moves(self):
        """Return the invoices of these jobs whose flags follow theirs; who is invoiced by hand is left to a person."""
        moves = self.env["account.move"].sudo().union(*self._bridge_invoices().values())
        return moves.filtered(lambda move: not move.commercial_partner_id.bridge_by_hand)

    def _bridge_tick(self, *, closed, ready):
        """Set the flags of jobs, and keep in the chatter who did it. :return: those that were changed."""
        changed = self.filtered(lambda job: (job.bridge_closed, job.bridge_ready) != (closed, ready)).sudo()
        if changed:
            changed.write({"bridge_closed": closed, "bridge_ready": ready})
            words = {True: self.env._("yes"), False: self.env._("no")}
            body = self.env._(
                "Closed: %(closed)s. Ready for invoice: %(ready)s.", closed=words[closed], ready=words[ready]
            )
            changed._message_log_batch(bodies=dict.fromkeys(changed.ids, body))
        return changed

    def action_bridge_set_flags(self):
        """Open *Set Flags* for jobs and their invoices."""
        self.env["bridge.cure"]._check_rank("user")
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Flags"),
            "res_model": "bridge.set.flags",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_job_ids": [(6, 0, self.ids)]},
        }

    def _bridge_set_flags_with_invoices(self, *, closed, ready):
        """Set the flags of jobs and of their invoices as a person asked.

        With both the invoice is made where that is the policy, and what was sent before is sent again; without one of
        them nothing is made, and an invoice that is queued is withdrawn.

        :return tuple: these invoices, and what becomes of them: ``{outcome: documents}``.
        :raise UserError: a job is not completed.
        """
        open_ones = self.filtered(lambda job: not job._bridge_is_completed())
        if open_ones and (closed or ready):
            names = ", ".join(open_ones[:5].mapped("name"))
            raise UserError(self.env._("Only jobs that are completed are flagged: %(jobs)s.", jobs=names))
        jobs = self.sudo()
        jobs._bridge_tick(closed=closed, ready=ready)
        rows = self.env["bridge.job"].sudo()
        if closed and ready:
            rows._note(jobs)
        else:
            rows.search([("fsm_order_id", "in", jobs.ids)])._leave()
        moves = self.env["account.move"].sudo().union(*jobs._bridge_invoices().values())
        return moves, moves._bridge_set_flags(closed=closed, ready=ready) if moves else {}
