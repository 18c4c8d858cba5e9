"""A scheduled release in which one document goes wrong: that one is told, and its neighbours go."""

from unittest.mock import patch

from psycopg2.errors import LockNotAvailable, UniqueViolation

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine import attention
from ..models import bridge_flow_apart
from .test_schedules import ScheduleCase

LOGGERS = tuple(
    f"odoo.addons.accounting_bridge.models.{name}" for name in ("bridge_flow_schedule", "bridge_flow_apart")
)


@tagged("post_install", "-at_install")
class TestSchedulesApart(ScheduleCase):
    def setUp(self):
        super().setUp()
        self.moves = self.flagged("2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04")
        self.tried = []

    def run_with(self, problem, bad):
        """Run the schedule where some documents cannot be looked at."""
        needs = type(self.moves)._bridge_needs

        def fails(moves, connection):
            self.tried.append(len(moves))
            if moves & bad:
                raise problem
            return needs(moves, connection)

        with patch.object(type(self.moves), "_bridge_needs", fails), mute_logger(*LOGGERS):
            self.run_schedule()

    def issues(self):
        return self.env["bridge.issue"].search([("connection_id", "=", self.con.id)])

    def test_neighbours_go(self):
        bad = self.moves[1]
        for problem in (UserError("Bad <b>is</b> bad."), ValueError("Bad <b>is</b> bad.")):
            with self.subTest(problem=problem), self.env.cr.savepoint() as savepoint:
                self.run_with(problem, bad)
                self.assertEqual(self.moves.mapped("bridge_state"), ["queued", "rejected", "queued", "queued"], problem)
                batch = self.moves.bridge_transfer_id.batch_id
                self.assertEqual((len(batch), batch.origin, batch.rejected_count), (1, "schedule", 1))
                issue = self.open_issue(self.con)
                self.assertEqual((issue.reason, issue.transfer_ids.move_id), ("unwritable", bad))
                self.assertIn(f"{bad.name} cannot be written", issue.reason_text)
                self.assertIn("Bad <b>is</b> bad.", issue.reason_text)
                self.assertTrue(self.flow.last_scheduled_at)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_it_is_told_once_and_goes_when_it_is_mended(self):
        self.run_with(UserError("Bad."), self.moves[3])
        self.flow.last_scheduled_at = False
        del self.tried[:]
        later = self.flagged("2026-05-05")
        self.run_with(UserError("Bad."), self.moves[3])
        self.assertEqual(self.tried, [1], "who was refused holds up no later run")
        self.assertEqual(later.bridge_state, "queued")
        issue = self.open_issue(self.con)
        self.turn(self.con)
        self.assertEqual(issue.state, "open")
        self.cure(issue, "release_again", rank="user")
        self.turn(self.con)
        self.assertEqual(set((self.moves | later).mapped("bridge_state")), {"processed"})
        self.assertFalse(self.issues().filtered(lambda one: one.state == "open"))

    def test_the_only_one(self):
        self.run_schedule()
        alone = self.flagged("2026-05-06")
        self.flow.last_scheduled_at = False
        self.run_with(UserError("Bad."), alone)
        self.assertEqual((alone.bridge_state, alone.bridge_transfer_id.batch_id.origin), ("rejected", "schedule"))

    def test_what_is_no_fault_of_documents_is_told_of_the_schedule(self):
        """Not of twenty documents: once, of the schedule, until a run of it comes through."""
        with patch.object(bridge_flow_apart, "SUSPECTS", 2):
            self.run_with(UserError("Nothing <b>works</b>."), self.moves)
            issue = self.open_issue(self.con)
            self.run_with(UserError("Nothing works yet."), self.moves)
        self.assertEqual(self.gone(self.moves), [])
        self.assertFalse(self.flow.last_scheduled_at)
        self.assertEqual(self.open_issue(self.con), issue)
        self.assertEqual((issue.reason, issue.kind), ("schedule_broken_off", "invoice"))
        self.assertIn(
            "The schedule of invoices could release nothing of what is due: Nothing works yet. Nothing is lost",
            issue.reason_text,
        )
        self.assertEqual(attention.counts(self.con), {self.con.id: 1})
        self.turn(self.con)
        self.assertEqual(issue.state, "open", "a run of the ledger says nothing of the schedule")
        self.assertEqual(self.cure(issue, "open_settings", rank="manager")["res_id"], self.con.id)
        self.run_schedule()
        self.assertEqual(issue.state, "solved")
        self.assertEqual(set(self.moves.mapped("bridge_state")), {"queued"})

    def test_a_flow_of_an_addon_that_fails_is_told(self):
        """Where nothing can be released apart, what it failed with is what is said."""
        customers = self.con.flow_ids.filtered(lambda flow: flow.kind == "customer")
        with (
            patch.object(type(customers), "_release_due", side_effect=ValueError("No such table.")),
            mute_logger(*LOGGERS),
        ):
            self.assertFalse(customers._run_guarded())
        issue = self.open_issue(self.con)
        self.assertEqual((issue.reason, issue.kind), ("schedule_broken_off", "customer"))
        self.assertIn("The schedule of customers could release nothing", issue.reason_text)
        self.assertIn(": ValueError: No such table. Nothing is lost", issue.reason_text)

    def test_what_is_said_of_it_is_one_sentence(self):
        """No traceback, nothing of what stands in the database, and no sentence that runs on into the next."""
        row = UniqueViolation("duplicate key value\nDETAIL:  Key (email)=(office@baker.example) already exists.\n")
        said = {
            UserError("Choose a journal:\n- Sales\n- Other"): "Choose a journal.",
            UserError("Is it open?"): "Is it open?",
            RedirectWarning("No journal yet", 7, "Journals"): "No journal yet.",
            KeyError("x"): "KeyError: 'x'.",
            ValueError(): "ValueError.",
            ValueError("Bad\nTraceback (most recent call last):"): "ValueError: Bad.",
            row: "The database refused it.",
        }
        for problem, words in said.items():
            with self.subTest(words):
                self.flow._tell_broken_off(problem)
                issue = self.open_issue(self.con)
                self.assertEqual(issue.reason_arguments["words"], words)
                self.assertIn(f"of what is due: {words} Nothing is lost", issue.reason_text)

    def test_of_a_document_one_sentence_is_said_too(self):
        row = UniqueViolation("duplicate key value\nDETAIL:  Key (email)=(office@baker.example) already exists.\n")
        self.run_with(row, self.moves[1])
        self.assertIn("The database refused it.", self.open_issue(self.con).reason_text)
        self.assertNotIn("baker", self.open_issue(self.con).reason_text)

    def test_a_schedule_that_runs_no_more_is_not_spoken_of(self):
        """No run of it comes that could answer what was said."""
        for switched in ({"schedule": "hand"}, {"enabled": False}, {"release_policy": "hand"}):
            with self.subTest(switched), self.env.cr.savepoint() as savepoint:
                self.flow._tell_broken_off(UserError("Nothing works."))
                issue = self.open_issue(self.con)
                self.flow.at_hour = 3
                self.con._customer_flow().schedule = "hand"
                self.assertEqual(issue.state, "open", "it still runs")
                self.flow.write(switched)
                self.assertEqual(issue.state, "solved")
                self.assertFalse(attention.counts(self.con))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_conflict_is_left_to_a_later_run(self):
        self.run_with(LockNotAvailable("somebody has it"), self.moves[1])
        self.assertEqual(self.tried, [4])
        self.assertEqual(self.gone(self.moves), [])
        self.assertFalse(self.issues())
        self.assertTrue(self.flow._is_time())
