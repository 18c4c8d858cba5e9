"""A job is closed, and a moment later its invoice is on its way to the ledger: the right one, once."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import invoicing, looking
from .job_case import JobCase, Killed

NO_JOURNAL = "No journal"


@tagged("post_install", "-at_install")
class TestJobs(JobCase):
    """The policy that posts and releases."""

    def setUp(self):
        super().setUp()
        self.con = self.job_connection()

    def test_a_job_reaches_the_ledger(self):
        order = self.order()
        job = self.jobs_of(order)
        self.complete(job)
        self.assertFalse(order.invoice_ids, "nobody in the field waits for an invoice")
        self.assertEqual(self.note_of(job).state, "waiting")
        self.run_schedule()
        move = order.invoice_ids
        self.assertEqual((move.state, move.amount_total, move.fsm_order_ids), ("posted", 100.0, job))
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.batch_id.origin), ("queued", "policy"))
        note = self.note_of(job)
        self.assertEqual((note.state, note.move_ids, note.user_id), ("invoiced", move, self.worker))
        self.run_all(self.con)
        self.assertEqual(move.bridge_state, "processed")

    def test_the_schedule_is_woken(self):
        cron = self.env.ref("accounting_bridge_fieldservice.ir_cron_invoice")
        woken = [("cron_id", "=", cron.id)]
        self.env["ir.cron.trigger"].search(woken).unlink()
        self.complete(self.jobs_of(self.order()))
        self.assertEqual(self.env["ir.cron.trigger"].search_count(woken), 1)

    def test_ten_jobs_of_one_order(self):
        """Each makes the invoice of its own line, is linked with no other, and none is made twice."""
        order = self.order(*(self.sold(price=10.0 + number) for number in range(10)))
        jobs = self.jobs_of(order)
        self.assertEqual(len(jobs), 10)
        self.complete(jobs[:1])
        self.run_schedule()
        self.assertEqual(self.amounts_of(order.invoice_ids), [10.0])
        self.complete(jobs[1:])
        self.run_schedule()
        self.run_schedule()
        self.assertEqual(self.amounts_of(order.invoice_ids), [10.0 + number for number in range(10)])
        for job in jobs:
            move = self.invoice_of(job)
            self.assertEqual(
                (len(move), move.fsm_order_ids, move.invoice_line_ids.sale_line_ids), (1, job, job.sale_line_id)
            )
        self.assertEqual(order.invoice_status, "invoiced")
        self.run_all(self.con)
        self.assertEqual(set(order.invoice_ids.mapped("bridge_state")), {"processed"})

    def test_a_job_of_a_whole_order(self):
        """It takes what no other job has, with the headings above it; a visit of the same order is its own job."""
        parts = self._service("Parts", "PARTS", invoice_policy="order")
        order = self.order(
            {"display_type": "line_section", "name": "Visits"},
            self.sold(price=50.0),
            {"display_type": "line_section", "name": "Repair"},
            self.sold(self.repair, price=200.0),
            {"display_type": "line_note", "name": "With care"},
            self.sold(parts, price=30.0),
        )
        jobs = self.jobs_of(order)
        whole, visit = jobs.filtered(lambda job: not job.sale_line_id), jobs.filtered("sale_line_id")
        self.complete(whole)
        self.run_schedule()
        lines = order.invoice_ids.invoice_line_ids.sorted("sequence")
        self.assertEqual(lines.mapped("display_type"), ["line_section", "product", "line_note", "product"])
        self.assertEqual(order.invoice_ids.amount_total, 230.0)
        self.complete(visit)
        self.run_schedule()
        self.assertEqual(self.amounts_of(order.invoice_ids), [50.0, 230.0])

    def test_a_job_opened_again_and_completed_again(self):
        """The invoice that is there is the invoice of it."""
        job = self.jobs_of(self.order())
        self.complete(job)
        self.run_schedule()
        move = self.invoice_of(job)
        self.open_again(job)
        self.run_schedule()
        self.complete(job)
        self.run_schedule()
        self.assertEqual(self.invoice_of(job), move)
        self.assertEqual(self.note_of(job).state, "invoiced")

    def test_what_was_added_to_a_job_is_invoiced_once(self):
        """The rest of a line that was raised after it was invoiced, and no more."""
        order = self.order()
        job = self.jobs_of(order)
        self.complete(job)
        self.run_schedule()
        self.open_again(job)
        order.order_line.product_uom_qty = 3
        self.complete(job)
        self.run_schedule()
        self.assertEqual(self.amounts_of(order.invoice_ids), [100.0, 200.0])

    def test_opened_again_before_the_schedule_comes_by(self):
        job = self.jobs_of(self.order())
        self.complete(job)
        self.open_again(job)
        self.run_schedule()
        self.assertEqual((self.note_of(job).state, self.invoice_of(job).ids), ("reopened", []))
        self.complete(job)
        self.run_schedule()
        self.assertEqual(self.amounts_of(self.invoice_of(job)), [100.0])

    def test_a_cancelled_job_makes_none(self):
        """It is closed, too, and in another stage."""
        self.company_a.bridge_flag_jobs = True
        order = self.order(self.sold(self.repair))
        job = self.jobs_of(order)
        job.action_cancel()
        self.settle()
        self.assertTrue(job.is_closed)
        self.run_schedule()
        self.assertEqual((order.invoice_ids.ids, self.note_of(job).ids, self.flags_of(job)), ([], [], (False, False)))

    def test_cancelled_before_the_schedule_comes_by(self):
        order = self.order(self.sold(self.repair))
        job = self.jobs_of(order)
        self.complete(job)
        job.action_cancel()
        self.settle()
        self.run_schedule()
        self.assertEqual((order.invoice_ids.ids, self.note_of(job).state), ([], "reopened"))

    def test_nothing_to_invoice_says_why(self):
        loose, manual = (
            self.loose_job(),
            self._service("Hours", "HOURS", field_service_tracking="sale", invoice_policy="delivery"),
        )
        idle = self.jobs_of(self.order(self.sold(manual)))
        self.complete(loose | idle)
        self.run_schedule()
        notes = self.note_of(loose), self.note_of(idle)
        self.assertEqual([note.state for note in notes], ["nothing", "nothing"])
        self.assertEqual([note.reason for note in notes], ["job_without_order", "job_nothing_to_invoice"])
        self.assertIn(loose.name, notes[0].reason_text)
        self.assertIn(idle.sale_id.name, notes[1].reason_text)

    def test_invoiced_by_hand_before(self):
        """What a person made of all jobs at once is not made again."""
        order = self.order(self.sold(), self.sold())
        jobs = self.jobs_of(order)
        self.as_("manager", self.con).write({"job_policy": "hand"})
        self.complete(jobs[0])
        order._create_invoices()
        self.as_("manager", self.con).write({"job_policy": "posted"})
        self.complete(jobs[1])
        self.run_schedule()
        self.assertEqual(self.amounts_of(order.invoice_ids), [100.0, 100.0])
        self.assertEqual((self.note_of(jobs[0]).ids, self.note_of(jobs[1]).state), ([], "invoiced"))
        self.open_again(jobs[0])
        self.complete(jobs[0])
        self.run_schedule()
        self.assertEqual((len(order.invoice_ids), self.note_of(jobs[0]).state), (2, "drafted"))

    def test_killed_in_between(self):
        """What was not finished has not happened, and is done by the next run."""
        job = self.jobs_of(self.order())
        self.complete(job)
        make = invoicing.make

        def die(*args):
            make(*args)
            raise Killed

        with patch.object(invoicing, "make", die):
            self.dying(lambda: self.env["bridge.job"]._invoice_one(self.note_of(job).id))
        self.assertEqual((self.note_of(job).state, self.invoice_of(job).ids), ("waiting", []))
        self.run_schedule()
        self.assertEqual(self.amounts_of(self.invoice_of(job)), [100.0])

    def test_one_that_fails_is_asked_about_and_cured(self):
        """Its neighbours go on."""
        bad, good = self.jobs_of(self.order()), self.jobs_of(self.order())
        self.complete(bad | good)
        make = invoicing.make

        def fail(job, look):
            if job == bad:
                raise UserError(NO_JOURNAL)
            return make(job, look)

        with patch.object(invoicing, "make", fail):
            self.run_schedule()
        self.assertEqual((self.note_of(bad).state, self.note_of(good).state), ("asked", "invoiced"))
        issue = self.open_issue(self.con)
        self.assertEqual((issue.reason, issue.record_name), ("job_not_invoiced", bad.name))
        self.assertIn("No journal", issue.reason_text)
        self.assertEqual(self.cure(issue, "open_order_of_job", "user")["res_id"], bad.sale_id.id)
        self.cure(issue, "invoice_job", "user")
        self.run_schedule()
        self.assertEqual((issue.state, self.amounts_of(self.invoice_of(bad))), ("solved", [100.0]))

    def test_left_to_a_person(self):
        job = self.jobs_of(self.order())
        self.complete(job)
        with patch.object(invoicing, "make", side_effect=UserError("No journal")):
            self.run_schedule()
        self.cure(self.open_issue(self.con), "leave_job", "user")
        self.run_schedule()
        self.assertEqual((self.note_of(job).state, self.invoice_of(job).ids), ("left", []))

    @mute_logger("odoo.addons.accounting_bridge_fieldservice.invoicing")
    def test_what_nobody_foresaw(self):
        job = self.jobs_of(self.order())
        self.complete(job)
        with patch.object(invoicing, "make", side_effect=KeyError("x")):
            self.run_schedule()
        self.assertIn("KeyError", self.open_issue(self.con).reason_text)

    def test_a_down_payment_is_a_persons(self):
        order = self.order()
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids, active_model="sale.order")
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 20}).create_invoices()
        order.invoice_ids.action_post()
        self.complete(self.jobs_of(order))
        self.run_schedule()
        self.assertEqual(self.open_issue(self.con).reason, "job_down_payment")
        self.assertEqual(len(order.invoice_ids), 1)

    def test_what_was_credited_is_a_persons(self):
        job = self.jobs_of(self.order())
        self.complete(job)
        self.run_schedule()
        move = self.invoice_of(job)
        move._reverse_moves([{"invoice_date": move.invoice_date}], cancel=True)
        self.open_again(job)
        self.complete(job)
        self.run_schedule()
        self.assertEqual(self.open_issue(self.con).reason, "job_credited")
        self.assertEqual(len(self.invoice_of(job).filtered(lambda one: one.move_type == "out_invoice")), 1)

    def test_a_customer_who_is_invoiced_by_hand(self):
        self.customer.bridge_by_hand = True
        job = self.jobs_of(self.order())
        self.complete(job)
        self.run_schedule()
        self.assertEqual((self.note_of(job).state, self.invoice_of(job).ids), ("by_hand", []))

    def test_a_note_that_was_lost(self):
        """A job is completed whatever happens to its note; the schedule finds it when it has time."""
        self.con.jobs_since = "2020-01-01"
        job = self.jobs_of(self.order())
        notes = self.registry["bridge.job"]
        with (
            patch.object(notes, "_note", side_effect=KeyError("x")),
            mute_logger("odoo.addons.accounting_bridge_fieldservice.models.fsm_order"),
        ):
            self.complete(job)
        self.assertEqual((job._bridge_is_completed(), self.note_of(job).ids), (True, []))
        self.run_schedule()
        self.assertEqual(self.amounts_of(self.invoice_of(job)), [100.0])

    def test_closed_while_it_was_disconnected(self):
        """However long ago that was: it is invoiced when the connection is back."""
        self.con.jobs_since = "2020-01-01"
        job = self.jobs_of(self.order())
        self.con.action_disconnect()
        self.con.away_since = "2020-01-02"
        self.complete(job)
        job.bridge_completed_at = "2020-02-01"
        self.run_schedule()
        self.con.action_connect()
        self.run_schedule()
        self.assertFalse(self.note_of(job))
        self.con.action_enable()
        self.run_schedule()
        self.assertEqual(self.amounts_of(self.invoice_of(job)), [100.0])

    def test_what_stands_behind_jobs_is_read_together(self):
        def cost(count):
            order = self.order(*(self.sold() for _number in range(count)))
            jobs = self.jobs_of(order)
            self.complete(jobs)
            self.run_schedule()
            jobs = self.env["fsm.order"].browse(jobs.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(looking.look_at(jobs)), count)
            return self.cr.sql_log_count - before

        cost(2)
        self.assertEqual(cost(3), cost(12))


@tagged("post_install", "-at_install")
class TestJobPolicies(JobCase):
    """The other policies, and how one is chosen."""

    def test_by_hand_nothing_happens(self):
        con = self.job_connection("hand")
        job = self.jobs_of(self.order())
        self.complete(job)
        self.run_schedule()
        self.assertEqual((self.note_of(job).ids, self.invoice_of(job).ids), ([], []))
        self.as_("manager", con).write({"job_policy": "posted"})
        self.run_schedule()
        self.assertFalse(self.invoice_of(job), "what was closed before is not invoiced by a policy")

    def test_another_policy_since(self):
        con = self.job_connection()
        job = self.jobs_of(self.order())
        self.complete(job)
        self.as_("manager", con).write({"job_policy": "hand"})
        self.run_schedule()
        self.assertEqual((self.note_of(job).state, self.invoice_of(job).ids), ("by_hand", []))

    def test_a_draft_goes_by_its_flags_once_it_is_posted(self):
        self.company_a.bridge_flag_jobs = True
        con = self.job_connection("draft")
        self.as_("manager", con).write({"release_policy": "schedule"})
        job = self.jobs_of(self.order())
        self.complete(job)
        self.run_schedule()
        move = self.invoice_of(job)
        self.assertEqual((move.state, self.flags_of(move), self.note_of(job).state), ("draft", (True, True), "drafted"))
        move.action_post()
        self.assertFalse(move.bridge_state)
        self.release_on_schedule()
        self.assertEqual(move.bridge_state, "queued")

    def test_only_jobs_release_themselves(self):
        """Other invoices wait for a person where that is said of them."""
        con = self.job_connection()
        self.as_("manager", con).write({"release_policy": "hand"})
        other = self.invoice()
        job = self.jobs_of(self.order())
        self.complete(job)
        self.run_schedule()
        self.assertEqual((other.bridge_state, self.invoice_of(job).bridge_state), (False, "queued"))

    def test_issues_are_settled_before(self):
        con = self.connection()
        self.as_("manager", con).job_policy = "draft"
        self.assertTrue(con.jobs_since)
        with self.assertRaisesRegex(UserError, "Before invoices release themselves"):
            self.as_("manager", con).job_policy = "posted"

    def test_without_a_connection_jobs_are_closed_as_ever(self):
        job = self.jobs_of(self.order())
        self.complete(job)
        self.assertTrue(job._bridge_is_completed())

    def test_a_job_of_another_company(self):
        self.job_connection()
        job = self.env["fsm.order"].create({"location_id": self.location.id, "company_id": self.company_b.id})
        job.action_complete()
        self.settle()
        self.assertFalse(self.note_of(job))

    def test_the_list_of_jobs_opens(self):
        con = self.job_connection()
        job = self.jobs_of(self.order())
        self.complete(job)
        action = self.as_("user", con).action_open_jobs()
        self.assertEqual(self.as_("user", self.env["bridge.job"]).search(action["domain"]).fsm_order_id, job)
        self.assertEqual(con.job_count, 1)
        self.assertFalse(self.as_("user", self.env["bridge.job"], "b").search(action["domain"]))
        opened = self.as_("user", self.note_of(job)).action_open_job()
        self.assertEqual((opened["res_model"], opened["res_id"]), ("fsm.order", job.id))

    def test_flags_of_an_order_line(self):
        """A job made by hand for a line that has its job already has nothing of its own."""
        order = self.order()
        twin = self.loose_job(sale_id=order.id, sale_line_id=order.order_line.id)
        first = self.jobs_of(order) - twin
        lines = (first | twin)._bridge_lines()
        self.assertEqual((lines[first], len(lines[twin])), (order.order_line, 0))

    def test_an_order_whose_job_was_cancelled(self):
        """Another job of the whole order takes its place."""
        order = self.order(self.sold(self.repair))
        first = self.jobs_of(order)
        first.action_cancel()
        second = self.loose_job(sale_id=order.id)
        self.settle()
        self.assertEqual((second._bridge_lines()[second], len(first._bridge_lines()[first])), (order.order_line, 0))

    def test_what_a_person_invoices_of_an_order_notes_its_jobs(self):
        order = self.order(self.sold(), self.sold())
        jobs = self.jobs_of(order)
        self.complete(jobs[0])
        order._create_invoices().action_post()
        self.settle()
        self.assertEqual([bool(job.bridge_invoiced_as) for job in jobs], [True, False])
        self.assertEqual(order.order_line[0].invoice_lines.move_id, self.invoice_of(jobs[0]))

    def test_a_plain_order_is_invoiced_as_ever(self):
        order = self.order(self.sold(self._service("Plan", "PLAN", invoice_policy="order")), fsm_location_id=False)
        move = order._create_invoices()
        move.write({"invoice_line_ids": [Command.create(self.line())]})
        move.action_post()
        self.assertEqual(move.state, "posted")
