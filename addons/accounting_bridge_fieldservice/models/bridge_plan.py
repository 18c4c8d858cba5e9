import hashlib
import json
import logging
from datetime import UTC, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, LockError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.accounting_bridge.engine import comparing_documents

from .. import invoicing
from ..looking import look_at

_logger = logging.getLogger(__name__)

# So many jobs are looked at together, and those beside them that share an invoice with one of these.
CHUNK = 200


class BridgePlan(models.Model):
    """Jobs in Compare and Sync: a line is a job, with its invoice where there is one."""

    _inherit = "bridge.plan"

    subject = fields.Selection(selection_add=[("jobs", "Jobs")], ondelete={"jobs": "cascade"})
    jobs_from = fields.Date(
        "Closed since",
        compute="_compute_jobs_from",
        store=True,
        readonly=False,
        help="Jobs that were closed before this day are left out. Empty: all of them.",
    )

    @api.depends("connection_id", "subject")
    def _compute_jobs_from(self):
        """What is ours begins with the start date of the connection, until a person says another day."""
        for plan in self:
            plan.jobs_from = plan.subject == "jobs" and plan.connection_id.sudo().date_from

    @api.model
    def _said(self):
        return super()._said() | {"jobs_from"}

    def _values_again(self):
        values = super()._values_again()
        return values | {"jobs_from": self.jobs_from} if self.subject == "jobs" else values

    def _check_comparable(self):
        result = super()._check_comparable()
        if self.subject == "jobs":
            self._check_documents_travel()
        return result

    def _compare_jobs(self):
        """List the jobs that are closed and have both flags: what is to be invoiced, what is to be sent.

        A job whose invoice the ledger holds as it is, is left out, unless the job was changed since.
        """
        for looks in self._looks_by_chunk():
            self._add_lines(self._rows_of_jobs(looks))
            # Of thousands of jobs nobody keeps what the last ones were.
            self.env.flush_all()
            self.env.invalidate_all()

    def _jobs_domain(self):
        jobs = self.env["fsm.order"]
        domain = [
            ("company_id", "=", self.company_id.id),
            ("stage_id", "in", jobs._bridge_completed_stage().ids),
            ("bridge_closed", "=", True),
            ("bridge_ready", "=", True),
        ]
        if self.jobs_from:
            zone = ZoneInfo(self.connection_id.sudo().tz or "UTC")
            since = datetime.combine(self.jobs_from, time.min, zone).astimezone(UTC).replace(tzinfo=None)
            # Of what was closed before the bridge was here nobody knows when.
            domain += ["|", ("bridge_completed_at", "=", False), ("bridge_completed_at", ">=", since)]
        return domain

    def _looks_by_chunk(self):
        """Yield ``{job: Look}`` of the jobs of this plan, some hundreds at a time, the first that were closed first.

        Jobs that share an invoice are looked at together, whatever chunk they belong to: it stands once.
        """
        found = self.env["fsm.order"].search(self._jobs_domain(), order="bridge_completed_at, id")
        left = dict.fromkeys(found.ids)
        while left:
            jobs, looks = found.browse(islice(left, CHUNK)), {}
            while jobs:
                for job_id in jobs.ids:
                    del left[job_id]
                looks |= look_at(jobs)
                invoiced = found.env["account.move"].sudo().union(*(looks[job].moves for job in jobs))
                orders = invoiced.invoice_line_ids.sale_line_ids.order_id
                beside = found.search([("sale_id", "in", orders.ids)], order="bridge_completed_at, id")
                jobs = beside.filtered(lambda job: job.id in left)
            yield looks

    def _rows_of_jobs(self, looks):
        """Return the values of the lines of jobs that are looked at together."""
        jobs = self.env["fsm.order"].browse(job.id for job in looks)
        moves = self.env["account.move"].union(*(look.moves.sudo(False) for look in looks.values()))
        moves = self._documents_in_question([("id", "in", moves.ids)])
        compared = comparing_documents.compare(self.connection_id, moves)
        told = {
            row["move_id"]: row for row in self._document_rows(moves.filtered(lambda m: m.id in compared), compared)
        }
        jobs_of = {}
        for job, look in looks.items():
            for move in look.moves:
                jobs_of.setdefault(move.id, []).append(job)
        rows = []
        for job, look in looks.items():
            mine = [move.id for move in look.moves if move.id in told]
            # An invoice of several jobs stands once, with the first of them.
            rows += [_row_of_invoice(told[id_], jobs_of[id_], looks) for id_ in mine if jobs_of[id_][0] == job]
            row = self._row_of_job(job, look, bool(mine))
            if row:
                rows.append(row)
        documents = comparing_documents.seen(self.connection_id, self.env["account.move"].browse(told))
        for row in rows:
            those = jobs.browse(row["job_ids"][0][2])
            row["seen"] = _digest(those, looks, documents.get(row.get("move_id")))
        return rows

    def _row_of_job(self, job, look, is_told):
        """Return the values of a line of what is to be invoiced of a job, or of why nothing is; else ``None``.

        :param is_told: whether an invoice of the job is listed.
        """
        row = {"name": job.name, "job_ids": [(6, 0, job.ids)], "mark": "none", "differences": _shown(look)}
        if look.wanted:
            row |= {"reason": look.reason, "reason_arguments": look.arguments}
            if not look.reason:
                by_hand = look.orders.partner_invoice_id.commercial_partner_id.filtered("bridge_by_hand")
                row |= {"mark": "add", "is_selected": not by_hand}
                row |= _older(job, look) if look.is_older else {}
            return row
        if look.is_older and not is_told:
            return row | _older(job, look)
        if look.moves:
            return None
        return row | {"reason": look.reason, "reason_arguments": look.arguments}

    def _seen_jobs(self, lines):
        """Return ``{line: digest}`` of the jobs and of their invoices on both sides, as they are now."""
        looks = look_at(lines.job_ids)
        documents = comparing_documents.seen(self.connection_id, lines.move_id)
        return {line: _digest(line.job_ids, looks, documents.get(line.move_id.id)) for line in lines}

    def _start_jobs(self, lines):
        """Make the invoices that are missing; all of them are posted and released with the batch of this plan."""
        for line in lines.filtered(lambda line: not line.move_id):
            self._make_invoice(line)
        documents = lines.filtered("move_id")
        if documents:
            self._start_documents(documents)

    def _make_invoice(self, line):
        """Make the invoice of a job as a draft; a job of which none can be made is refused, and says why."""
        user = self.started_by_id or self.env.user
        job = line.job_ids.with_user(user).sudo().with_company(self.company_id)
        try:
            with self.env.cr.savepoint():
                line.sudo().move_id = invoicing.make(job)[:1]
            return
        except invoicing.Refused as refused:
            reason, arguments = refused.args
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError, LockError):
            raise
        except UserError as error:
            reason, arguments = "job_not_invoiced", {"words": str(error)}
        except Exception as error:
            _logger.exception("No invoice could be made of %s", job)
            reason, arguments = "job_not_invoiced", {"words": f"{type(error).__name__}: {error}"}
        line._refuse(reason, {"job": job.name, "orders": "", **arguments})


def _row_of_invoice(row, jobs, looks):
    """Return the values of a line of an invoice that is there, named by its jobs."""
    names = ", ".join(job.name for job in jobs)
    row |= {"name": f"{names} · {row['name']}", "job_ids": [(6, 0, [job.id for job in jobs])]}
    # The jobs are flagged, and their invoice with them: also a draft that a person made. What was taken back is not.
    transfer = jobs[0].env["account.move"].browse(row["move_id"]).bridge_transfer_id.sudo()
    row["is_selected"] = row["mark"] != "none" and transfer.state != "withdrawn"
    older = next((job for job in jobs if looks[job].is_older), None)
    if older and not row["reason"]:
        row |= _older(older, looks[older])
    return row


def _older(job, look):
    """Say that an invoice is older than its job."""
    posted = look.moves.filtered(lambda move: move.state == "posted")
    invoices = ", ".join(posted.mapped("name"))
    return {"reason": "job_invoice_older", "reason_arguments": {"job": job.name, "invoice": invoices}}


def _shown(look):
    """Return what is told of a job that has no invoice yet."""
    customer = look.orders.partner_invoice_id.commercial_partner_id[:1].name
    found = [["customer", None, customer, ""]] if customer else []
    words = ", ".join(f"{line.name.splitlines()[0]} × {line.qty_to_invoice:g}" for line in look.wanted[:5])
    return found + ([["lines", None, words, ""]] if words else [])


def _digest(jobs, looks, document):
    """Return a digest of jobs as they are seen, and of their invoice."""
    seen = [
        [
            job.id,
            job.sudo().stage_id.id,
            [job.sudo().bridge_closed, job.sudo().bridge_ready],
            looks[job].digest,
            [[line.id, f"{line.qty_to_invoice:.6f}"] for line in looks[job].wanted],
            sorted(looks[job].moves.ids),
        ]
        for job in jobs.sorted("id")
    ]
    return hashlib.sha1(json.dumps([seen, document]).encode(), usedforsecurity=False).hexdigest()
