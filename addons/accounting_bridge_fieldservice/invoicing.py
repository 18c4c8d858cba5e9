"""The invoice of a job: made, posted, and with that released. Each job in a transaction of its own."""

import logging

from odoo.exceptions import ConcurrencyError, LockError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .looking import look_at

_logger = logging.getLogger(__name__)

# What a job without an invoice is not asked about: there is nothing to do.
NOTHING = ("job_without_order", "job_nothing_to_invoice")


class Refused(Exception):
    """No invoice was made: ``(reason, arguments)``."""


def invoice(env, row_id):
    """Invoice a job that waits for it. What another runner, or a person, has at hand is left for the next run."""
    row = env["bridge.job"].browse(row_id).try_lock_for_update()
    if not row or row.state != "waiting":
        return
    connection = row.connection_id
    row = row.with_context(allowed_company_ids=connection.company_id.ids, tz=connection.tz)
    row = row.with_company(connection.company_id)
    job = row.fsm_order_id
    if connection not in connection._invoicing_jobs(connection.company_id):
        # The policy is another one by now.
        row._became("by_hand")
        return
    if not job._bridge_is_completed():
        row._became("reopened")
        return
    look = look_at(job)[job]
    if len(look.orders.try_lock_for_update()) < len(look.orders):
        # Somebody invoices one of them right now.
        row._wake()
        return
    _invoice(row, job, look)


def give_up(env, row_id, words):
    """Nobody foresaw what went wrong: a person is told."""
    env["bridge.job"].browse(row_id)._ask("job_not_invoiced", {"words": words})


def _invoice(row, job, look):
    if not look.wanted and look.moves:
        row._became("invoiced" if any(move.state == "posted" for move in look.moves) else "drafted")
    elif look.reason in NOTHING:
        row._became("nothing", look.reason, look.arguments)
    elif any(order.partner_invoice_id.commercial_partner_id.bridge_by_hand for order in look.orders):
        row._became("by_hand")
    else:
        try:
            with row.env.cr.savepoint():
                moves = make(job, look)
                row.move_ids |= moves
                if row.connection_id.job_policy == "posted":
                    moves.action_post()
                posted = all(move.state == "posted" for move in moves)
        except Refused as refused:
            row._ask(*refused.args)
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError, LockError):
            raise
        except UserError as error:
            row._ask("job_not_invoiced", {"words": str(error)})
        except Exception as error:
            _logger.exception("No invoice could be made of %s", job)
            row._ask("job_not_invoiced", {"words": f"{type(error).__name__}: {error}"})
        else:
            row._became("invoiced" if posted else "drafted")


def make(job, look=None):
    """Make the draft of the invoice of a job, of its own lines that are to be invoiced, with the flags of the job.

    :raise Refused: nothing can be made of it.
    """
    look = look or look_at(job)[job]
    if look.reason:
        raise Refused(look.reason, look.arguments)
    moves = look.orders.with_context(
        bridge_job_lines=look.wanted.ids, bridge_job_ids=job.ids, raise_if_nothing_to_invoice=False
    )._create_invoices()
    moves = moves.with_env(job.env)
    if not moves or any(move.move_type != "out_invoice" for move in moves):
        raise Refused("job_nothing_to_invoice", {"job": job.name, "orders": ", ".join(look.orders.mapped("name"))})
    moves._bridge_tick_flags(closed=job.bridge_closed, ready=job.bridge_ready)
    return moves
