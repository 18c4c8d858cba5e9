"""What stands behind jobs: their lines of orders, what of these is to be invoiced, their invoices. All read together.

One look serves the schedule that makes invoices, Compare and Start Sync: what Compare says is what is done.
"""

import hashlib
import json
from dataclasses import dataclass, field

# Of a job, what its invoice tells of: when one of it changes, the invoice is older than the job.
TOLD = ("description", "resolution", "date_start", "date_end")
# Of its lines.
SOLD = ("name", "product_uom_qty", "qty_delivered", "price_unit", "discount")


@dataclass(slots=True)
class Look:
    """What stands behind one job.

    ``lines``: of its order; ``wanted``: those with something to invoice; ``moves``: its invoices and credit notes that
    are not cancelled; ``reason`` and ``arguments``: why nothing can be made of it.
    """

    lines: object
    wanted: object
    moves: object
    digest: str
    is_older: bool
    reason: str = ""
    arguments: dict = field(default_factory=dict)

    @property
    def orders(self):
        return self.lines.order_id


def look_at(jobs):
    """Return ``{job: Look}``, read as the superuser."""
    jobs = jobs.sudo()
    lines_of = jobs._bridge_lines()
    lines = jobs.env["sale.order.line"].sudo().union(*lines_of.values())
    lines.fetch(("display_type", *SOLD))
    moves_of = jobs._bridge_invoices(lines_of)
    precision = jobs.env["decimal.precision"].precision_get("Product Unit")
    return {job: _look(job, lines_of[job], moves_of[job], precision) for job in jobs}


def _look(job, lines, moves, precision):
    wanted = lines.filtered(lambda line: line.order_id.state == "sale" and round(line.qty_to_invoice, precision) > 0)
    digest = digest_of(job, lines)
    posted = moves.filtered(lambda move: move.state == "posted")
    stamped = job.bridge_invoiced_as
    look = Look(lines, wanted, moves, digest, bool(posted and stamped and stamped != digest))
    look.reason, look.arguments = _obstacle(job, look)
    return look


def _obstacle(job, look):
    """Return why no invoice can be made of a job, and what the sentence names; ``("", {})`` where one can."""
    named = {"job": job.name, "orders": ", ".join(look.orders.mapped("name"))}
    if not look.lines:
        return "job_without_order", named
    if not look.wanted:
        return "job_nothing_to_invoice", named
    if _was_credited(look.wanted):
        return "job_credited", named
    if any(line.is_downpayment and line.qty_to_invoice < 0 for line in look.orders.order_line):
        return "job_down_payment", named
    return "", {}


def _was_credited(lines):
    """Return whether a person credited something of an invoice of these lines.

    The host counts that as not invoiced yet, and nobody but that person knows whether it is to be invoiced again.
    """
    notes = lines.invoice_lines.move_id.filtered(lambda move: move.move_type == "out_refund" and move.state != "cancel")
    return bool(notes.reversed_entry_id)


def digest_of(job, lines):
    """Return a digest of what the invoice of a job tells of it."""
    told = [
        [str(job[name] or "") for name in TOLD],
        [job.location_id.id, job.company_id.id, lines.order_id.partner_invoice_id.ids],
        [
            [line.id, line.product_id.id, sorted(line.tax_ids.ids), line.order_id.state]
            + [f"{value:.6f}" if isinstance(value, float) else str(value or "") for value in _values(line)]
            for line in lines
        ],
    ]
    return hashlib.sha1(json.dumps(told).encode(), usedforsecurity=False).hexdigest()


def _values(line):
    return [line[name] for name in SOLD]
