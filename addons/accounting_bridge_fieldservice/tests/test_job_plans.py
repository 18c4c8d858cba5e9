"""Compare Invoice: a line is a job; Start Sync makes its invoice, posts it and releases it."""

from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .. import invoicing
from ..models import bridge_plan
from .job_case import JobCase, Killed

NO_JOURNAL = "No journal"


@tagged("post_install", "-at_install")
class TestJobPlans(JobCase):
    def setUp(self):
        super().setUp()
        self.company_a.bridge_flag_jobs = True
        self.con = self.job_connection("hand")

    def compare(self, rank="user", **values):
        plan = self.as_(rank, self.env["bridge.plan"]).create(
            {"connection_id": self.con.id, "subject": "jobs", "direction": "push", **values}
        )
        plan.action_compare()
        self.settle()
        return plan

    def start(self, plan, run=True):
        plan.action_start_sync()
        if run:
            self.run_all(self.con)

    def closed(self, *lines, **values):
        """Return jobs of an order that are closed."""
        jobs = self.jobs_of(self.order(*lines, **values))
        self.complete(jobs)
        return jobs

    def sent(self):
        """Return a job whose invoice the ledger holds."""
        job = self.closed()
        self.start(self.compare())
        self.assertEqual(self.invoice_of(job).bridge_state, "processed")
        return job

    def test_a_job_without_an_invoice(self):
        job = self.closed()
        plan = self.compare()
        line = plan.line_ids
        self.assertEqual((line.job_ids, line.mark, line.is_selected, line.name), (job, "add", True, job.name))
        self.assertIn("Visit", line.difference_text)
        self.assertNotIn("agreed", line.difference_text, "nothing was agreed on what is not there yet")
        self.assertFalse(self.invoice_of(job), "to compare makes nothing")
        self.start(plan)
        move = self.invoice_of(job)
        self.assertEqual((move.state, move.bridge_state, move.amount_total), ("posted", "processed", 100.0))
        self.assertEqual((line.outcome, line.move_id, self.flags_of(move)), ("done", move, (True, True)))
        self.assertEqual((plan.state, plan.batch_id.user_id), ("done", self.people["user", "a"]))
        self.assertFalse(self.compare().line_ids, "what is there as it is, is left out")

    def test_ten_jobs_of_one_order(self):
        jobs = self.closed(*(self.sold(price=10.0 + number) for number in range(10)))
        plan = self.compare()
        self.assertEqual(plan.line_ids.mapped("mark"), ["add"] * 10)
        self.start(plan)
        moves = jobs.sale_id.invoice_ids
        self.assertEqual(self.amounts_of(moves), [10.0 + number for number in range(10)])
        self.assertEqual(set(moves.mapped("bridge_state")), {"processed"})
        self.assertEqual(plan.line_ids.mapped("outcome"), ["done"] * 10)

    def test_only_what_is_ticked(self):
        jobs = self.closed(self.sold(price=10), self.sold(price=20))
        plan = self.compare()
        plan.line_ids.filtered(lambda line: line.job_ids == jobs[0]).is_selected = False
        self.start(plan)
        self.assertEqual((self.invoice_of(jobs[0]).ids, self.amounts_of(self.invoice_of(jobs[1]))), ([], [20.0]))

    def test_an_invoice_that_is_a_draft_or_was_not_sent(self):
        drafted, posted = self.closed(), self.closed()
        drafted.sale_id._create_invoices()
        posted.sale_id._create_invoices().action_post()
        plan = self.compare()
        lines = {line.job_ids: line for line in plan.line_ids}
        self.assertEqual({line.mark for line in lines.values()}, {"add"})
        self.assertEqual(lines[posted].move_id, self.invoice_of(posted))
        self.assertIn(posted.name, lines[posted].name)
        self.start(plan)
        for job in (drafted, posted):
            self.assertEqual((len(self.invoice_of(job)), self.invoice_of(job).bridge_state), (1, "processed"))

    def test_one_invoice_of_several_jobs_is_one_line(self):
        jobs = self.closed(self.sold(), self.sold())
        move = jobs.sale_id._create_invoices()
        plan = self.compare()
        self.assertEqual((plan.line_ids.job_ids, plan.line_ids.move_id), (jobs, move))
        self.start(plan)
        self.assertEqual((jobs.sale_id.invoice_ids, move.bridge_state), (move, "processed"))

    def test_jobs_are_looked_at_some_at_a_time(self):
        """Whatever the chunk: each job once, and an invoice of several of them in one line."""
        together = self.closed(self.sold(price=10), self.sold(price=20))
        alone = [self.closed() for _number in range(3)]
        later = self.closed()
        orders = together.sale_id | later.sale_id
        later.sale_id.partner_invoice_id = together.sale_id.partner_invoice_id
        move = orders._create_invoices()
        self.assertEqual(len(move), 1)
        whole = self.compare()
        sizes, real = [], bridge_plan.look_at

        def counted(jobs):
            sizes.append(len(jobs))
            return real(jobs)

        with patch.object(bridge_plan, "CHUNK", 2), patch.object(bridge_plan, "look_at", counted):
            plan = self.compare()
        self.assertLessEqual(max(sizes), 2)
        self.assertEqual(sum(sizes), 6, "each is looked at once")
        for each in (plan, whole):
            lines = {line.job_ids: line.move_id for line in each.line_ids}
            self.assertEqual(set(lines), {together | later, *alone})
            self.assertEqual(lines[together | later], move)
        self.start(plan)
        self.assertEqual(set(plan.line_ids.mapped("outcome")), {"done"})

    def test_only_what_was_closed_since(self):
        old, new = self.closed(), self.closed()
        self.con.sudo().tz = "America/New_York"
        # Half past eleven in the evening there, and the next day in UTC.
        old.sudo().bridge_completed_at = datetime(2026, 3, 2, 4, 30)
        new.sudo().bridge_completed_at = datetime(2026, 3, 2, 5, 30)
        self.settle()
        plan = self.compare(jobs_from="2026-03-02")
        self.assertEqual(plan.line_ids.job_ids, new)
        self.assertEqual(self.compare(jobs_from="2026-03-01").line_ids.job_ids, old | new)
        self.assertEqual(self.compare(jobs_from=False).line_ids.job_ids, old | new)
        again = self.env["bridge.plan"].browse(plan.line_ids.action_compare_again()["res_id"])
        self.assertEqual(again.line_ids.job_ids, new)
        with self.assertRaises(UserError):
            self.as_("user", plan).jobs_from = "2026-01-01"
        self.assertEqual(self.compare().jobs_from, self.con.date_from, "the start date, until somebody says more")

    def test_whose_day_nobody_knows_is_listed(self):
        job = self.closed()
        job.sudo().bridge_completed_at = False
        self.settle()
        self.assertEqual(self.compare(jobs_from="2026-03-02").line_ids.job_ids, job)

    def test_nothing_to_invoice_cannot_be_ticked(self):
        job = self.loose_job()
        self.complete(job)
        line = self.compare().line_ids
        self.assertEqual((line.mark, line.is_selected, line.reason), ("none", False, "job_without_order"))
        self.assertIn("nothing to invoice", line.outcome_text)
        with self.assertRaises(UserError):
            line.is_selected = True
        self.assertEqual(line.action_open_record()["res_id"], job.id)

    def test_what_is_not_ready_is_not_listed(self):
        """Not flagged, open, cancelled, of another company."""
        self.company_a.bridge_flag_jobs = False
        self.closed()
        half = self.closed()
        self.set_flags(half, ready=False)
        self.jobs_of(self.order())
        self.jobs_of(self.order()).action_cancel()
        self.settle()
        self.assertFalse(self.compare().line_ids)
        self.set_flags(half)
        self.assertEqual(self.compare().line_ids.job_ids, half)

    def test_a_changed_invoice_is_an_update(self):
        job = self.sent()
        move = self.invoice_of(job)
        # By hand in the books, so that only Compare finds it.
        self.as_("manager", self.con).write({"release_policy": "hand"})
        move.button_draft()
        move.invoice_line_ids.price_unit = 80
        with patch.object(self.registry["account.move"], "_bridge_note_changed"):
            move.action_post()
        self.settle()
        # It was sent a while ago.
        self.env.cr.execute("UPDATE bridge_transfer SET released_at = released_at - interval '1 minute'")
        self.env.invalidate_all()
        line = self.compare().line_ids
        self.assertEqual((line.mark, line.job_ids, line.move_id), ("update", job, move))
        self.start(line.plan_id)
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.operation), ("processed", "update"))

    def test_an_invoice_older_than_its_job(self):
        job = self.sent()
        job.resolution = "<p>The pump was changed, too</p>"
        self.settle()
        line = self.compare().line_ids
        self.assertEqual((line.mark, line.reason), ("none", "job_invoice_older"))
        self.assertIn("invoice is older than the job", line.outcome_text)
        move = self.invoice_of(job)
        move.button_draft()
        move.action_post()
        self.settle()
        self.assertNotIn("job_invoice_older", self.compare().line_ids.mapped("reason"))

    def test_opened_and_completed_again_is_not_older(self):
        job = self.sent()
        self.open_again(job)
        self.complete(job)
        self.assertFalse(self.compare().line_ids)

    def test_the_rest_of_a_job_is_added(self):
        """Its first invoice is older than the job, and what was added gets one of its own."""
        job = self.sent()
        job.sale_line_id.product_uom_qty = 3
        self.open_again(job)
        self.complete(job)
        plan = self.compare()
        self.assertEqual((plan.line_ids.mark, plan.line_ids.reason), ("add", "job_invoice_older"))
        self.start(plan)
        self.assertEqual(self.amounts_of(self.invoice_of(job)), [100.0, 200.0])
        self.assertEqual(set(self.invoice_of(job).mapped("bridge_state")), {"processed"})

    def test_changed_since_it_was_compared(self):
        changed, invoiced, opened = self.closed(), self.closed(), self.closed()
        plan = self.compare()
        lines = {line.job_ids: line for line in plan.line_ids}
        changed.sale_line_id.price_unit = 5
        invoiced.sale_id._create_invoices()
        self.open_again(opened)
        self.start(plan)
        self.assertEqual({line.outcome for line in lines.values()}, {"changed"})
        for job, count in ((changed, 0), (invoiced, 1), (opened, 0)):
            self.assertEqual(len(self.invoice_of(job)), count)
            self.assertFalse(self.invoice_of(job).bridge_state)

    def test_an_invoice_that_cannot_be_made_is_refused(self):
        bad, good = self.closed(), self.closed()
        plan = self.compare()
        make = invoicing.make

        def fail(job, look=None):
            if job == bad:
                raise UserError(NO_JOURNAL)
            return make(job, look)

        with patch.object(invoicing, "make", fail):
            self.start(plan)
        lines = {line.job_ids: line for line in plan.line_ids}
        self.assertEqual((lines[bad].outcome, lines[good].outcome), ("refused", "done"))
        self.assertIn("No journal", lines[bad].outcome_text)

    def test_what_a_person_must_do_cannot_be_ticked(self):
        order = self.order()
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids, active_model="sale.order")
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 20}).create_invoices()
        self.complete(self.jobs_of(order))
        line = self.compare().line_ids
        self.assertEqual((line.mark, line.reason), ("none", "job_down_payment"))

    def test_schedule_and_start_make_one_invoice(self):
        """A job that waits for the schedule when a person starts it."""
        self.as_("manager", self.con).write({"job_policy": "posted", "policy_override": True})
        job = self.closed()
        self.start(self.compare())
        self.run_schedule()
        self.assertEqual(self.amounts_of(self.invoice_of(job)), [100.0])
        self.assertEqual(self.note_of(job).state, "invoiced")

    def test_killed_in_the_middle_of_a_start(self):
        """What was not finished is gone on with; nothing is made twice."""
        jobs = self.closed(self.sold(price=10), self.sold(price=20))
        plan = self.compare()
        make, made = invoicing.make, []

        def die(job, look=None):
            if made:
                raise Killed
            made.append(make(job, look))
            return made[0]

        with patch.object(invoicing, "make", die):
            self.dying(lambda: self.start(plan))
        self.assertFalse(jobs.sale_id.invoice_ids)
        self.turn(self.con)
        self.run_all(self.con)
        self.assertEqual(self.amounts_of(jobs.sale_id.invoice_ids), [10.0, 20.0])
        self.assertEqual(set(jobs.sale_id.invoice_ids.mapped("bridge_state")), {"processed"})

    def test_jobs_go_one_way(self):
        with self.assertRaisesRegex(UserError, "from Odoo|From Odoo"):
            self.compare(direction="pull")
