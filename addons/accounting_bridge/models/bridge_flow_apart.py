import logging

import psycopg2

from odoo import models
from odoo.exceptions import RedirectWarning, UserError

from ..engine import attention
from ..engine.meeting import CONFLICTS, NO_DATABASE
from ..ledgers.documents import Kind
from ..ledgers.protocol import Operation

_logger = logging.getLogger(__name__)

REASON = "unwritable"
# Where so many cannot be released and none could, it is not the fault of the documents: nothing is said of them, and
# one issue of the schedule itself.
SUSPECTS = 20
REASON_OF_ALL = "schedule_broken_off"


class BridgeFlowApart(models.Model):
    """A schedule whose documents cannot be released together: the one at fault is told, its neighbours go."""

    _inherit = "bridge.flow"

    def _run_apart(self, problem):
        """Release what waits in parts, after it could not be released as a whole: one document holds up no other.

        :param problem: what it failed with.
        :return bool: as ``_run_guarded``.
        """
        try:
            with self.env.cr.savepoint():
                if self._release_apart(self._due_documents()):
                    return self._note_run(bool(self._due_documents()))
        except (*CONFLICTS, *NO_DATABASE) as conflict:
            _logger.warning("Flow %s: its scheduled release is left to a later run: %s", self.id, conflict)
            return False
        except Exception as problem_of_all:
            _logger.exception("Flow %s: nothing of it can be released", self.id)
            problem = problem_of_all
        self._tell_broken_off(problem)
        return False

    # === WHAT IS THE FAULT OF NO DOCUMENT === #

    def _tell_broken_off(self, problem):
        """File that a schedule could release nothing; a run that comes through answers it."""
        # Of the kind of the flow, so that who may not see its documents does not read what was said of them.
        finding = {"reason": REASON_OF_ALL, "root": self._broken_off_root(), "kind": self.kind}
        arguments = {"kind": self.kind, "words": self._problem_words(problem)}
        self.env["bridge.issue"].sudo()._file(self.connection_id.id, [{**finding, "arguments": arguments}])
        attention.tell_changed(self.env)

    def _answer_broken_off(self):
        """The schedule came through, or runs no more: nothing is to be said of a run that failed before."""
        issues = self.env["bridge.issue"].sudo()
        issues.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("reason", "=", REASON_OF_ALL),
                ("root", "=", self._broken_off_root()),
                ("state", "in", ("open", "ignored")),
            ]
        )._answer_themselves()

    def _broken_off_root(self):
        return f"schedule:{self.kind}"

    def _problem_words(self, problem):
        """Return in one sentence what went wrong: no traceback, and nothing of what stands in the database."""
        if isinstance(problem, psycopg2.Error):
            return self.env._("The database refused it.")
        is_for_people = isinstance(problem, (UserError, RedirectWarning))
        told = problem.args[0] if is_for_people and problem.args else problem
        words = next(iter(str(told).strip().splitlines()), "")
        if not is_for_people or not words:
            words = ": ".join(filter(None, (type(problem).__name__, words)))
        return words if words.endswith((".", "!", "?", "…")) else f"{words.rstrip(' :;,')}."

    # === ONE BY ONE === #

    def _due_documents(self):
        """Return the documents that one go of this schedule releases; of other flows, none."""
        connection = self.connection_id
        if self.kind != Kind.INVOICE.value:
            return self.env["account.move"]
        return connection._flagged_documents(self._closed_day())

    def _release_apart(self, moves):
        """Release documents for a schedule in smaller and smaller parts, until what is at fault is alone.

        Who cannot be released is rejected, with an issue that says why.

        :return: the documents about which it is decided: released, or rejected.
        :raise Exception: what stands in the way of all of them, or a conflict with another transaction.
        """
        connection, batches = self.connection_id, self.env["bridge.batch"]
        batch, released, refused = batches, moves.browse(), {}
        parts = [moves] if moves else []
        while parts:
            part = parts.pop()
            try:
                with self.env.cr.savepoint():
                    begun = batches._release(connection, part, origin="schedule", batch=batch)
            except (*CONFLICTS, *NO_DATABASE):
                raise
            except Exception as problem:
                if len(part) > 1:
                    middle = len(part) // 2
                    parts += [part[middle:], part[:middle]]
                    continue
                _logger.exception("Document %s cannot be released by its schedule", part.id)
                refused[part.id] = self._problem_words(problem)
                if not released and len(refused) > SUSPECTS:
                    raise
            else:
                batch, released = batch or begun, released | part
        if not refused:
            return released
        batch = batch or batches.sudo().create(
            {"connection_id": connection.id, "origin": "schedule", "user_id": self.env.uid}
        )
        told = [one for one, words in refused.items() if self._reject_unreleased(batch, moves.browse(one), words)]
        return released | moves.browse(told)

    def _reject_unreleased(self, batch, move, words):
        """Reject a document that could not be released. :return bool: whether that could be said at least."""
        try:
            with self.env.cr.savepoint():
                connection = self.connection_id
                link = batch._reserve_documents(connection, move)
                operation = Operation.UPDATE if link.external_id else Operation.CREATE
                transfer = self.env["bridge.transfer"].sudo()
                transfer = transfer.create(
                    {
                        "connection_id": connection.id,
                        "batch_id": batch.id,
                        "binding_id": link.id,
                        "move_id": move.id,
                        "operation": operation.value,
                        "released_by_id": self.env.uid,
                    }
                )
                transfer._note_creation()
                root, arguments = f"binding:{link.id}", {"document": link.record_name, "words": words}
                finding = {"root": root, "kind": link.kind, "binding_id": link.id, "arguments": arguments}
                issues = self.env["bridge.issue"].sudo()._file(connection.id, [{"reason": REASON, **finding}])
                values = {"reason": REASON, "arguments": arguments, "issue_id": issues[REASON, root]}
                transfer._move_to("rejected", {transfer.id: values})
        except (*CONFLICTS, *NO_DATABASE):
            raise
        except Exception:
            _logger.exception("Document %s cannot be released by its schedule, nor rejected", move.id)
            return False
        return True
