"""Closed and Ready for invoice on jobs: ticked by preference, set by people, followed by invoices."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .job_case import JobCase


@tagged("post_install", "-at_install")
class TestJobFlags(JobCase):
    def notes_on(self, job):
        """Return ``[(author, text)]`` of what the chatter says of flags."""
        messages = job.message_ids.filtered(lambda message: "Ready for invoice" in (message.body or "")).sorted("id")
        return [(message.author_id, str(message.body)) for message in messages]

    # === BY PREFERENCE === #

    def test_ticked_when_a_job_is_closed(self):
        """Who closed it, and when, stands in the chatter."""
        self.company_a.bridge_flag_jobs = True
        job = self.jobs_of(self.order())
        self.assertEqual(self.flags_of(job), (False, False))
        self.complete(job)
        self.assertEqual(self.flags_of(job), (True, True))
        ((author, text),) = self.notes_on(job)
        self.assertEqual(author, self.worker.partner_id)
        self.assertIn("Closed: yes. Ready for invoice: yes.", text)
        self.assertTrue(job.bridge_completed_at)

    def test_not_ticked_without_the_preference(self):
        job = self.jobs_of(self.order())
        self.complete(job)
        self.assertEqual((self.flags_of(job), self.notes_on(job)), ((False, False), []))

    def test_the_preference_of_its_own_company(self):
        self.company_b.bridge_flag_jobs = True
        job = self.jobs_of(self.order())
        self.complete(job)
        self.assertEqual(self.flags_of(job), (False, False))

    def test_an_invoice_that_is_there_already_follows(self):
        self.company_a.bridge_flag_jobs = True
        order = self.order(self.sold(self.repair))
        move = order._create_invoices()
        self.complete(self.jobs_of(order))
        self.assertEqual(self.flags_of(move), (True, True))

    def test_an_invoice_that_is_posted_later_follows(self):
        self.company_a.bridge_flag_jobs = True
        order = self.order()
        self.complete(self.jobs_of(order))
        move = order._create_invoices()
        self.assertEqual(self.flags_of(move), (False, False))
        move.action_post()
        self.assertEqual(self.flags_of(move), (True, True))

    def test_an_invoice_of_a_job_without_flags_has_none(self):
        order = self.order()
        self.complete(self.jobs_of(order))
        move = order._create_invoices()
        move.action_post()
        self.assertEqual(self.flags_of(move), (False, False))

    def test_who_is_invoiced_by_hand_is_left_alone(self):
        self.company_a.bridge_flag_jobs = True
        self.customer.bridge_by_hand = True
        order = self.order(self.sold(self.repair))
        move = order._create_invoices()
        self.complete(self.jobs_of(order))
        move.action_post()
        self.assertEqual(self.flags_of(move), (False, False))

    def test_taken_off_when_a_job_is_opened_again(self):
        """The invoice that was posted stands."""
        self.company_a.bridge_flag_jobs = True
        order = self.order(self.sold(self.repair))
        job = self.jobs_of(order)
        move = order._create_invoices()
        move.action_post()
        self.complete(job)
        self.open_again(job)
        self.assertEqual((self.flags_of(job), self.flags_of(move)), ((False, False), (True, True)))
        self.assertEqual(len(self.notes_on(job)), 2)

    def test_the_setting_is_the_companys(self):
        settings = self.env["res.config.settings"].create({"bridge_flag_jobs": True})
        settings.execute()
        self.assertTrue(self.company_a.bridge_flag_jobs)

    # === SET FLAGS === #

    def test_set_on_jobs_and_their_invoices(self):
        order = self.order(self.sold(), self.sold())
        jobs = self.jobs_of(order)
        self.complete(jobs)
        moves = order._create_invoices()
        moves.action_post()
        told = self.set_flags(jobs)
        self.assertEqual({self.flags_of(record) for record in (*jobs, *moves)}, {(True, True)})
        self.assertIn("jobs: 2, invoices: 1", told)
        self.assertEqual(self.notes_on(jobs[0])[0][0], self.people["user", "a"].partner_id)

    def test_set_one_of_them(self):
        job = self.jobs_of(self.order())
        self.complete(job)
        self.set_flags(job, ready=False)
        self.assertEqual(self.flags_of(job), (True, False))

    def test_forced_into_the_next_run(self):
        """What was flagged is sent by the schedule; what was sent before goes again."""
        con = self.job_connection("hand")
        self.as_("manager", con).write({"release_policy": "schedule"})
        order = self.order()
        job = self.jobs_of(order)
        self.complete(job)
        move = order._create_invoices()
        move.action_post()
        self.release_on_schedule()
        self.assertFalse(move.bridge_state)
        self.set_flags(job)
        con._invoice_flow().last_scheduled_at = False
        self.release_on_schedule()
        self.run_all(con)
        self.assertEqual(move.bridge_state, "processed")
        sent = move.bridge_transfer_id
        self.assertIn("it goes again with the next run, as an update", self.set_flags(job))
        self.assertNotEqual(move.bridge_transfer_id, sent)
        self.assertEqual((move.bridge_transfer_id.operation, move.bridge_state), ("update", "queued"))
        self.run_all(con)
        self.assertEqual(move.bridge_state, "processed")

    def test_a_flag_taken_off_withdraws(self):
        self.company_a.bridge_flag_jobs = True
        con = self.job_connection()
        job = self.jobs_of(self.order())
        self.complete(job)
        self.run_schedule()
        move = self.invoice_of(job)
        self.assertEqual(move.bridge_state, "queued")
        self.assertIn("1 was queued and is withdrawn.", self.set_flags(job, ready=False))
        self.assertEqual((move.bridge_state, self.flags_of(move)), ("withdrawn", (True, False)))
        self.run_all(con)
        self.assertEqual(move.bridge_state, "withdrawn")

    def test_a_flag_taken_off_before_there_is_an_invoice(self):
        self.company_a.bridge_flag_jobs = True
        self.job_connection()
        job = self.jobs_of(self.order())
        self.complete(job)
        self.set_flags(job, closed=False, ready=False)
        self.run_schedule()
        self.assertEqual((self.note_of(job).state, self.invoice_of(job).ids), ("left", []))
        self.set_flags(job)
        self.run_schedule()
        self.assertEqual((self.note_of(job).state, self.amounts_of(self.invoice_of(job))), ("invoiced", [100.0]))

    def test_only_completed_jobs(self):
        open_one, cancelled = self.jobs_of(self.order()), self.jobs_of(self.order())
        cancelled.action_cancel()
        self.settle()
        for job in (open_one, cancelled):
            with self.assertRaisesRegex(UserError, job.name):
                self.set_flags(job)
        self.set_flags(open_one, closed=False, ready=False)

    def test_set_flags_of_invoices_is_as_ever(self):
        self.job_connection("hand")
        move = self.invoice()
        action = self.as_("user", move).action_bridge_set_flags()
        wizard = self.as_("user", self.env["bridge.set.flags"]).with_context(**action["context"]).create({})
        wizard.action_set()
        self.assertEqual(self.flags_of(move), (True, True))

    # === RIGHTS === #

    def test_who_may_set_flags(self):
        job = self.jobs_of(self.order())
        self.complete(job)
        for person in (self.worker, self.billing):
            with self.assertRaises(AccessError):
                self.set_flags(job, person=person)
            with self.assertRaises(AccessError):
                self.seen_by(person, self.env["bridge.set.flags"]).create({"job_ids": [(6, 0, job.ids)]}).action_set()
        with self.assertRaises(AccessError):
            self.set_flags(job, person=self.people["user", "b"])
        for rank in ("user", "bookkeeper", "manager"):
            self.set_flags(job, person=self.people[rank, "a"])

    def test_flags_are_not_written_by_hand(self):
        job = self.jobs_of(self.order())
        self.complete(job)
        for name, value in (("bridge_closed", True), ("bridge_ready", True), ("bridge_invoiced_as", "x")):
            with self.assertRaises(AccessError):
                self.seen_by(self.worker, job).write({name: value})
        dispatcher = self._new_person("fieldservice.group_fsm_dispatcher", "dispatcher_a", self.company_a)
        with self.assertRaises(AccessError):
            self.seen_by(dispatcher, self.env["fsm.order"]).create(
                {"location_id": self.location.id, "bridge_closed": True}
            )

    def test_bridge_users_read_jobs_and_no_more(self):
        job = self.jobs_of(self.order())
        self.complete(job)
        for view in ("list", "form", "search"):
            self.as_("user", self.env["fsm.order"]).get_view(view_type=view)
        self.as_("user", job).read(["name", "location_id", "person_id", "bridge_closed", "invoice_ids"])
        self.assertFalse(self.as_("user", self.env["fsm.order"], "b").search([("id", "=", job.id)]))
        with self.assertRaises(AccessError):
            self.as_("user", job).write({"description": "x"})
        with self.assertRaises(AccessError):
            self.seen_by(self.worker, self.env["bridge.job"]).check_access("read")
        with self.assertRaises(AccessError):
            self.as_("manager", self.env["bridge.job"]).create({"fsm_order_id": job.id})

    def test_closed_jobs_lists_what_is_completed(self):
        done, open_one, cancelled = (self.jobs_of(self.order()) for _number in range(3))
        cancelled.action_cancel()
        self.complete(done)
        view = self.env["fsm.order"].get_view(self.env.ref("fieldservice.fsm_order_search_view").id, "search")
        self.assertIn('name="bridge_closed_jobs"', view["arch"])
        stage = self.env.ref("fieldservice.fsm_stage_completed")
        self.assertIn(f"[('stage_id', '=', {stage.id})]", view["arch"])
        found = self.env["fsm.order"].search([("stage_id", "=", stage.id)])
        self.assertEqual(found & (done | open_one | cancelled), done)
