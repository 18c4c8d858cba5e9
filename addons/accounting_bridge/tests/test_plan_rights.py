"""Who compares and starts, and how often customers go without anybody."""

from datetime import UTC, datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .plan_case import PlanCase


@tagged("post_install", "-at_install")
class TestPace(PlanCase):
    """How often customers go by themselves."""

    def later(self, connection, **passed):
        connection._customer_flow().met_at -= timedelta(**passed)

    def test_daily_and_weekly(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        for pace, too_early in (("daily", {"hours": 20}), ("weekly", {"days": 6})):
            with self.subTest(pace):
                connection.customer_pace = pace
                # It came a little earlier than the customers met, whatever time it is now.
                came = datetime.now(UTC) - timedelta(**too_early) - timedelta(hours=2)
                connection.tz = "UTC"
                connection._customer_flow().write(
                    {"at_hour": came.hour + came.minute / 60, "weekday": str(came.weekday()), "met_at": False}
                )
                partner.phone = f"{pace} 1"
                self.turn(connection)
                self.assertEqual(self.told(there)["phone"], f"{pace} 1")
                partner.phone = f"{pace} 2"
                self.enter(f"New {pace}")
                for _run in range(2):
                    self.turn(connection)
                    self.assertEqual(self.told(there)["phone"], f"{pace} 1")
                    self.assertFalse(self.partners(f"New {pace}"))
                    self.later(connection, **too_early)
                self.later(connection, days=1)
                self.turn(connection)
                self.assertEqual(self.told(there)["phone"], f"{pace} 2")
                self.assertTrue(self.partners(f"New {pace}"))

    def test_by_hand(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        connection.customer_pace = "hand"
        partner.phone = "555 0111"
        self.enter("New")
        self.turn(connection)
        self.turn(connection)
        self.assertEqual(self.told(there)["phone"], "555 0100")
        self.assertFalse(self.partners("New"))
        self.assertFalse(connection._has_work(), "nothing is waited for")
        connection.customer_pace = "run"
        self.turn(connection)
        self.assertEqual(self.told(there)["phone"], "555 0111", "what was changed meanwhile is not forgotten")
        self.assertTrue(self.partners("New"))

    def test_by_hand_one_note_of_a_customer_is_kept(self):
        """However often somebody is changed: the newest values win over what was agreed on before the first of them."""
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        other, _there = self.known(connection, "Beta")
        connection.customer_pace = "hand"
        for number in range(3):
            partner.phone = f"555 011{number}"
            other.city = f"York {number}"
            self.turn(connection)
        (partner | other).bridge_binding_ids._note_changed(self.env.uid)
        notes = self.env["bridge.change"].search([("connection_id", "=", connection.id)])
        self.assertGreater(len(notes), 4)
        notes._gc_told_before()
        kept = notes.exists()
        self.assertEqual(sorted(kept.binding_id.ids), sorted((partner | other).bridge_binding_ids.ids))
        self.assertEqual(len(kept), 2)
        self.edit(there, phone="555 0222")
        connection.customer_pace = "run"
        self.turn(connection)
        issue = self.env["bridge.issue"].search([("reason", "=", "customer_conflict"), ("state", "=", "open")])
        self.assertEqual(issue.reason_arguments["conflicts"], [["phone", "555 0100", "555 0112", "555 0222"]])

    def test_by_hand_who_is_linked_is_met_at_once(self):
        """Else nobody could tell afterwards what was changed here."""
        connection = self.both_ways("push")
        connection.customer_pace = "hand"
        there = self.enter("Beta", phone="555 0100")
        partner = self.env["res.partner"].create({"name": "Beta", "bridge_sync": True, "phone": "555 0100"})
        self.turn(connection)
        self.release(self.invoice(customer=partner))
        self.turn(connection)
        self.turn(connection)
        partner.phone = "555 0111"
        plan = self.plan(connection, "push")
        self.assertEqual(self.marks(plan), [("update", "Beta")])
        self.sync(connection, plan)
        self.assertEqual(self.told(there)["phone"], "555 0111")

    def test_by_hand_an_answer_does_not_wait(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        partner.phone = "555 0111"
        self.edit(there, phone="555 0222")
        self.turn(connection)
        (issue,) = self.env["bridge.issue"].search([("reason", "=", "customer_conflict"), ("state", "=", "open")])
        connection.customer_pace = "hand"
        issue.with_context(cure="keep_odoo").action_cure()
        self.turn(connection)
        self.assertEqual(self.told(there)["phone"], "555 0111")


@tagged("post_install", "-at_install")
class TestPlanRights(PlanCase):
    """Who compares, ticks, chooses and starts; and of which company."""

    def setUp(self):
        super().setUp()
        self.con = self.both_ways()
        self.acme, self.there = self.known(self.con, "Acme")
        self.quietly(self.con)

    def test_users_compare_and_start(self):
        self.acme.phone = "555 0111"
        plan = self.plan(self.con, "push", "user")
        self.sync(self.con, plan)
        self.assertEqual(self.outcomes(plan), {"Acme": "done"})
        with self.assertRaises(UserError, msg="it was started already"):
            plan.action_start_sync()
        with self.assertRaises(UserError):
            plan.action_compare()

    def test_a_side_is_chosen_by_bookkeepers(self):
        self.acme.phone = "555 0111"
        self.edit(self.there, phone="555 0222")
        self.turn(self.con)
        plan = self.plan(self.con, "push", "user")
        with self.assertRaises(AccessError):
            plan.line_ids.choice = "odoo"
        self.as_("bookkeeper", plan.line_ids).write({"choice": "odoo", "is_selected": True})

    def test_what_the_bridge_keeps_is_not_written_by_hand(self):
        self.acme.phone = "555 0111"
        plan = self.plan(self.con, "push", "manager")
        for record, values in (
            (plan, {"state": "started"}),
            (plan, {"started_by_id": self.env.uid}),
            (plan.line_ids, {"mark": "add"}),
            (plan.line_ids, {"seen": "x"}),
            (plan.line_ids, {"partner_id": self.customer.id}),
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                record.write(values)
        with self.assertRaises(UserError, msg="it was compared"):
            plan.direction = "pull"
        with self.assertRaises(AccessError):
            self.as_("manager", self.env["bridge.plan"]).create({"connection_id": self.con.id, "state": "started"})
        with self.assertRaises(AccessError):
            plan.write({"line_ids": [(0, 0, {"mark": "add", "name": "Me"})]})
        with self.assertRaises(UserError, msg="nobody chose anything"):
            plan.line_ids.choice = "odoo"

    def test_nothing_ticked_starts_nothing(self):
        self.acme.phone = "555 0111"
        plan = self.plan(self.con, "push")
        with self.assertRaises(UserError):
            plan.action_start_sync()
        plan.action_tick_all()
        self.env.invalidate_all()
        self.assertEqual(plan.selected_count, 1)
        plan.action_tick_none()
        self.env.invalidate_all()
        self.assertEqual(plan.selected_count, 0)

    def test_of_its_own_company_only(self):
        self.acme.phone = "555 0111"
        plan = self.plan(self.con, "push")
        elsewhere = self.as_("manager", plan, "b")
        self.assertFalse(elsewhere.search([]))
        for refused in (
            lambda: elsewhere.read(["state"]),
            elsewhere.action_start_sync,
            lambda: elsewhere.create({"connection_id": self.con.id}),
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_customers_switched_off(self):
        self.con._customer_flow().enabled = False
        with self.assertRaises(UserError):
            self.plan(self.con, "push")
