import logging

from odoo import SUPERUSER_ID, models
from odoo.exceptions import ConcurrencyError, LockError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..engine import comparing_documents, matching
from .bridge_transfer import UNFINISHED

_logger = logging.getLogger(__name__)


class BridgePlan(models.Model):
    """Plans whose lines are invoices and credit notes. Which of them a subject is about is said by its addon.

    ``_compare_documents`` lists what was never sent and what differs from what the ledger accepted last,
    ``_seen_documents`` and ``_start_documents`` are the other two methods of such a subject.
    """

    _inherit = "bridge.plan"

    def _check_documents_travel(self):
        """:raise UserError: documents do not go where this plan says, or not at all."""
        if self.direction == "pull":
            raise UserError(
                self.env._("Invoices go from Odoo to %(ledger)s. Choose this direction.", ledger=self.ledger_name)
            )
        if not self.connection_id.sudo()._sends_invoices():
            raise UserError(self.env._("Invoices are switched off on this connection."))

    def _documents_in_question(self, domain):
        """Return the documents of a domain that may be new to the ledger or other ones than it accepted last.

        Of what was never sent only what is ours to send, oldest first.
        """
        return comparing_documents.in_question(
            self.env,
            [
                ("company_id", "=", self.company_id.id),
                ("move_type", "in", ("out_invoice", "out_refund")),
                *("|", ("invoice_date", "=", False), ("invoice_date", ">=", self.connection_id.sudo().date_from)),
                *domain,
            ],
        )

    def _compare_documents(self, moves):
        """Add a line for every document that differs. What has both flags is ticked already.

        :return: the lines.
        """
        compared = comparing_documents.compare(self.connection_id, moves)
        return self._add_lines(self._document_rows(moves.filtered(lambda move: move.id in compared), compared))

    def _document_rows(self, moves, compared):
        """Return the values of lines of documents.

        :param compared: ``{move id: Compared}``
        """
        seen = comparing_documents.seen(self.connection_id, moves)
        return [
            {
                "mark": one.mark,
                "move_id": move.id,
                "partner_id": move.commercial_partner_id.id,
                "binding_id": move.bridge_transfer_id.sudo().binding_id.id,
                "name": move.display_name,
                "differences": one.differences,
                "seen": seen[move.id],
                "reason": one.reason,
                "reason_arguments": one.arguments,
                # What somebody took back is sent again by whoever ticks it.
                "is_selected": one.mark != "none"
                and move.bridge_closed
                and move.bridge_ready
                and move.bridge_transfer_id.sudo().state != "withdrawn",
            }
            for move in moves
            for one in (compared[move.id],)
        ]

    def _seen_documents(self, lines):
        """Return ``{line: digest}`` of both sides as they are now; a document that is gone has none."""
        seen = comparing_documents.seen(self.connection_id, lines.move_id)
        return {line: seen.get(line.move_id.id) for line in lines}

    def _start_documents(self, lines):
        """Post what is a draft, tick the flags and release all of it with the batch of this plan."""
        mine = {
            line: line.move_id.with_user(self.started_by_id or self.env.user).with_company(self.company_id)
            for line in lines
        }
        posted = lines.browse()
        for line, move in mine.items():
            why = move.state == "draft" and self._post_document(move)
            if why or move.state != "posted":
                words = why or self.env._("it waits for its day")
                line._refuse("document_not_posted", {"document": move.sudo().display_name, "words": words})
            else:
                posted |= line
        if posted:
            self._release_documents(posted)

    def _post_document(self, move):
        """Post a draft. :return: why that cannot be done, in the host's words, ``None`` where it was."""
        try:
            with self.env.cr.savepoint():
                move.action_post()
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError, LockError):
            raise
        except UserError as error:
            return str(error)
        except Exception as error:
            _logger.exception("Draft %s could not be posted", move.id)
            return f"{type(error).__name__}: {error}"
        return None

    def _release_documents(self, lines):
        """Release the documents of lines; those that are queued already stay as they are, and are followed."""
        connection = self.connection_id.sudo()
        moves = lines.move_id.with_user(self.started_by_id or self.env.user).sudo()
        idle = moves.filtered(lambda move: move.bridge_transfer_id.state not in UNFINISHED)
        if idle:
            self.env["bridge.batch"].with_user(moves.env.user)._release(connection, idle, batch=self._batch())
        moves._bridge_tick_flags()
        lines._queued_as({line: line.move_id.bridge_transfer_id for line in lines})
        self._settle_who_is_who()

    def _settle_who_is_who(self):
        """Have the run that starts this plan find, or create, the customers and items of what was just released.

        It has looked at what was released before it; without this the next run would.
        """
        session = self.env(user=SUPERUSER_ID, context={})["bridge.session"].search(
            [("connection_id", "=", self.connection_id.id), ("state", "=", "running")], order="id desc", limit=1
        )
        if session.read_done and not session.reads_part:
            matching.match_needed(session)
