"""Flagged customers whose creation came to nothing before: they are in a plan again, and a tick tries once more."""

from odoo.tests import tagged

from ..ledgers.documents import Kind
from .double import DoubleLedger
from .plan_case import PlanCase

REASON = "permission_there"


@tagged("post_install", "-at_install")
class TestStoppedBefore(PlanCase):
    """What a run does not try again by itself a person may."""

    def setUp(self):
        super().setUp()
        self.book = self.both_ways("push")
        DoubleLedger.refused = {"New": REASON}
        self.new = self._customer("New", bridge_sync=True)
        self.turn(self.book)
        self.creation = self.new.bridge_binding_ids.transfer_ids
        self.assertEqual((self.creation.state, self.creation.operation), ("rejected", "create"))

    def lines(self):
        plan = self.plan(self.book, "push")
        return plan, plan.line_ids

    def assert_entered_once(self, plan):
        self.assertEqual([record.name for record in self.customers_there()], ["New"])
        self.assertEqual(self.outcomes(plan), {"New": "done"})
        self.assertEqual(plan.state, "done")
        self.assertEqual(self.creation.state, "processed", "it is the same intention, tried once more")
        self.assertEqual(self.marks(self.plan(self.book, "push")), [])

    def test_refused_one_is_tried_again(self):
        plan, line = self.lines()
        self.assertEqual((line.mark, line.name, line.can_be_ticked), ("add", "New", True))
        self.assertIn("The double says no.", line.outcome_text)
        DoubleLedger.refused = {}
        self.turn(self.book)
        self.assertEqual(self.creation.state, "rejected", "no run tries it by itself")
        self.sync(self.book, plan)
        self.assert_entered_once(plan)
        self.assertEqual(self.creation.released_by_id, self.people["user", "a"])
        self.assertFalse(self.issues(self.book), "what was asked about it is answered")

    def test_refused_again(self):
        plan, _line = self.lines()
        self.sync(self.book, plan)
        self.assertEqual(self.outcomes(plan), {"New": "refused"})
        self.assertEqual((plan.state, self.creation.state), ("done", "rejected"))
        self.assertEqual(len(self.issues(self.book)), 1)
        self.assertEqual(self.marks(self.plan(self.book, "push")), [("add", "New")])

    def test_invoices_that_waited_go_as_well(self):
        invoice = self.invoice(customer=self.new)
        self.release(invoice)
        self.turn(self.book)
        self.assertEqual(invoice.bridge_state, "rejected")
        DoubleLedger.refused = {}
        plan, _line = self.lines()
        self.sync(self.book, plan)
        self.turn(self.book)
        self.assertEqual(
            (self.outcomes(plan), invoice.bridge_state), ({"New": "done"}, "processed"), plan.line_ids.outcome_text
        )
        self.assertEqual(len(self.customers_there()), 1)

    def test_who_fixed_it_there_need_not_compare(self):
        """A flagged customer is looked at anew by the next run, and created where nobody stands for them."""
        DoubleLedger.refused = {}
        self.cure(self.open_issue(self.book), "check_again", "user")
        self.assertEqual(self.creation.state, "withdrawn")
        self.turn(self.book)
        self.assertEqual([record.name for record in self.customers_there()], ["New"])
        self.assertEqual(self.creation.state, "processed")

    def test_withdrawn_one_is_added(self):
        DoubleLedger.refused = {}
        self.creation.with_user(self.people["user", "a"]).action_take_back()
        self.turn(self.book)
        self.assertEqual(self.creation.state, "withdrawn")
        plan, line = self.lines()
        self.assertEqual((line.mark, line.outcome_text), ("add", ""))
        self.sync(self.book, plan)
        self.assert_entered_once(plan)

    def test_held_one_says_so(self):
        self.creation._requeue()
        self.assertEqual(self.marks(self.plan(self.book, "push")), [], "it is on its way")
        self.creation.with_user(self.people["user", "a"]).action_hold()
        _plan, line = self.lines()
        self.assertEqual((line.mark, line.can_be_ticked), ("none", False))
        self.assertIn("held back by a person", line.outcome_text)

    def test_who_is_there_by_now_is_linked(self):
        there = self.enter("New")
        self.book.customer_pace = "hand"
        self.turn(self.book)
        plan, line = self.lines()
        self.assertEqual((line.mark, line.reason), ("update", "plan_will_link"))
        self.sync(self.book, plan)
        self.assertEqual(self.link_of(self.new).external_id, there)
        self.assertEqual(len(self.customers_there()), 1)
        self.assertEqual(self.creation.state, "withdrawn", "nothing is left to be created")
        self.assertFalse(self.issues(self.book))

    def test_who_is_gone_there_says_so(self):
        """Who was there once is not made anew by a tick; that has an issue of its own."""
        DoubleLedger.refused = {}
        self.creation._requeue()
        self.turn(self.book)
        there = self.link_of(self.new)
        there.remote_record_id.is_gone = True
        there.external_id = False
        self.turn(self.book)
        self.assertEqual(self.issues(self.book).reason, "customer_gone")
        _plan, line = self.lines()
        self.assertEqual((line.mark, line.reason), ("none", "customer_gone"))

    def test_stopped_ones_cost_no_query_each(self):
        def cost():
            plan = self.env["bridge.plan"].create({"connection_id": self.book.id, "direction": "push"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            plan.action_compare()
            self.env.flush_all()
            return self.cr.sql_log_count - before, len(plan.line_ids)

        cost()
        few, _lines = cost()
        names = [f"More {number}" for number in range(20)]
        DoubleLedger.refused |= dict.fromkeys(names, REASON)
        for name in names:
            self._customer(name, bridge_sync=True)
        self.turn(self.book)
        many, lines = cost()
        self.assertEqual(lines, 21)
        self.assertLess(many - few, 12)


@tagged("post_install", "-at_install")
class TestOwnPeople(PlanCase):
    """Who works here is linked like anybody, and nothing is filled in: a plan shows nothing that would not be done."""

    def test_who_works_here_is_shown_once_flagged_only(self):
        book = self.both_ways()
        self.quietly(book)
        worker, guest = self.env["res.users"].create(
            [{"login": name.lower(), "name": name} for name in ("Worker", "Guest")]
        )
        guest.group_ids = self.env.ref("base.group_portal")
        there = {name: self.enter(name, phone="555 0100") for name in ("Worker", "Guest")}
        self.turn(book)
        for user in (worker, guest):
            link = self.env["bridge.binding"]._reserve(book, user.partner_id, Kind.CUSTOMER)
            link._bind(self.mirrored(book, Kind.CUSTOMER, user.name), "picked")
        self.assertEqual(self.marks(self.plan(book, "pull")), [("update", "Guest")])
        self.sync(book, self.plan(book, "pull"))
        self.assertEqual((guest.partner_id.phone, worker.partner_id.phone), ("555 0100", False))
        self.assertEqual(self.marks(self.plan(book, "pull")), [])
        worker.partner_id.bridge_sync = True
        self.edit(there["Worker"], phone="555 0222")
        self.turn(book)
        self.assertEqual(
            self.marks(self.plan(book, "pull")), [("update", "Worker")], "flagged, it is one like any other"
        )
