"""Compare and Sync of customers: what is shown, what is ticked, what of it is done."""

from contextlib import suppress
from unittest.mock import patch

from psycopg2 import OperationalError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine import meeting, syncing
from .double import DoubleLedger
from .plan_case import PlanCase


@tagged("post_install", "-at_install")
class TestCompare(PlanCase):
    """Only what differs, with both values and the last agreed one."""

    def test_nothing_differs(self):
        connection = self.both_ways()
        self.known(connection, "Acme", billing={"lines": ["1 High St"], "city": "Reno", "state": "CA"})
        for direction in ("push", "pull"):
            plan = self.plan(connection, direction)
            self.assertEqual((plan.state, self.marks(plan)), ("compared", []))

    def test_changed_here_is_an_update(self):
        connection = self.both_ways()
        partner, _there = self.known(connection, "Acme")
        self.known(connection, "Zenith")
        partner.write({"phone": "555 0111", "city": "Elko"})
        plan = self.plan(connection, "push")
        (line,) = plan.line_ids
        self.assertEqual((line.mark, line.partner_id, line.name), ("update", partner, "Acme"))
        self.assertEqual(
            line.differences, [["phone", "555 0100", "555 0111", "555 0100"], ["billing_city", "", "Elko", ""]]
        )
        self.assertIn("555 0111 → 555 0100\n    agreed last: 555 0100", line.difference_text)
        self.assertFalse(line.is_selected)
        self.assertEqual((plan.update_count, plan.add_count), (1, 0))
        self.assertEqual(self.marks(self.plan(connection, "pull")), [])

    def test_changed_there_is_an_update(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        self.quietly(connection)
        self.edit(there, phone="555 0222", billing={"lines": ["9 Low St"], "city": "Reno", "country": "USA"})
        self.turn(connection)
        (line,) = self.plan(connection, "pull").line_ids
        self.assertEqual((line.mark, line.partner_id), ("update", partner))
        self.assertIn(["phone", "555 0100", "555 0100", "555 0222"], line.differences)
        self.assertIn(["billing_street", "", "", "9 Low St"], line.differences)
        self.assertEqual(self.marks(self.plan(connection, "push")), [])
        self.assertEqual(partner.phone, "555 0100", "comparing writes nobody")

    def test_addresses_and_terms_of_each_kind(self):
        """Whatever field differs is found by the database, in the address that stands for it."""
        connection = self.both_ways()
        partner, _there = self.known(connection, "Acme", billing={"lines": ["1 High St"], "city": "Reno"})
        invoicing, delivery = self.env["res.partner"].create(
            [{"parent_id": partner.id, "type": type_, "city": "Reno"} for type_ in ("invoice", "delivery")]
        )
        self.turn(connection)
        self.turn(connection)
        self.assertEqual(self.marks(self.plan(connection, "push")), [])
        for record, values, name in (
            (invoicing, {"city": "Elko"}, "billing_city"),
            (invoicing, {"email": "bills@acme.example"}, "email"),
            (invoicing, {"state_id": self.env.ref("base.state_us_5").id}, "billing_state"),
            (delivery, {"street": "1 Dock", "street2": "Gate 2"}, "delivery_street"),
            (delivery, {"country_id": self.usa.id}, "delivery_country"),
            (delivery, {"zip": "89801"}, "delivery_postal_code"),
            (partner, {"name": "Acme Holdings"}, "name"),
        ):
            with self.subTest(name):
                before = {column: record[column] for column in values}
                record.write(values)
                (line,) = self.plan(connection, "push").line_ids
                self.assertIn(name, [row[0] for row in line.differences])
                record.write(before)
                self.assertEqual(self.marks(self.plan(connection, "push")), [])

    def test_only_flagged_ones_go_there(self):
        connection = self.both_ways()
        partner, _there = self.known(connection, "Acme")
        partner.write({"phone": "555 0111", "bridge_sync": False})
        people = self.env["res.partner"].create([{"name": "Flagged"}, {"name": "Not flagged"}])
        people[0].bridge_sync = True
        plan = self.plan(connection, "push")
        self.assertEqual(self.marks(plan), [("add", "Flagged")])
        self.assertFalse(people.bridge_binding_ids, "comparing links nobody")

    def test_double_edits_are_conflicts(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        self.quietly(connection)
        partner.write({"phone": "555 0111", "city": "Elko"})
        self.edit(there, phone="555 0222", email="new@acme.example")
        self.turn(connection)
        for direction, also in (("push", "billing_city"), ("pull", "email")):
            (line,) = self.plan(connection, direction).line_ids
            self.assertEqual(line.mark, "conflict")
            self.assertEqual({row[0] for row in line.differences}, {"phone", also})
            self.assertIn(["phone", "555 0100", "555 0111", "555 0222"], line.differences)
            self.assertIn('a bookkeeper says under "Whose"', line.outcome_text)
            with self.assertRaises(UserError):
                line.is_selected = True
            self.as_("bookkeeper", line).choice = "odoo"
            self.assertFalse(line.outcome_text)

    def test_strangers_there_are_added(self):
        connection = self.both_ways("push")
        self.enter("Newcomer", email="new@example.com")
        self.enter("Baker Bros")
        self.enter("Twice")
        self.env["res.partner"].create([{"name": "Twice"}, {"name": "Twice"}])
        self.enter("A job", parent="customer-1")
        self.turn(connection)
        plan = self.plan(connection, "pull")
        self.assertEqual(self.marks(plan), [("update", "Baker Bros"), ("add", "Newcomer"), ("none", "Twice")])
        same, new, unclear = plan.line_ids
        self.assertEqual(same.partner_id, self.customer)
        self.assertIn("Baker Bros", same.outcome_text)
        self.assertEqual(new.differences, [["name", None, "", "Newcomer"], ["email", None, "", "new@example.com"]])
        self.assertEqual(unclear.reason, "customer_unclear")
        with self.assertRaises(UserError):
            unclear.is_selected = True

    def test_what_cannot_go_there_says_why(self):
        connection = self.both_ways()
        connection.create_missing_customer = "never"
        self.enter("Twice")
        self.enter("Twice")
        self.turn(connection)
        self.quietly(connection)
        self.env["res.partner"].search([("name", "=", "Twice")]).bridge_sync = False
        one, gone = self.env["res.partner"].create([{"name": "Twice", "bridge_sync": True}, {"name": "New"}])
        gone.bridge_sync = True
        plan = self.plan(connection, "push")
        self.assertEqual(dict((name, mark) for mark, name in self.marks(plan)), {"New": "add", "Twice": "none"})
        self.assertTrue(plan.line_ids.filtered(lambda line: line.partner_id == one).outcome_text)

    def test_what_was_read_and_when(self):
        connection = self.both_ways()
        plan = self.plan(connection, "push")
        self.assertEqual(plan.read_at, connection._customer_flow().last_read_at)
        self.assertIn("as it was read on", plan.freshness_text)
        sent = len(DoubleLedger.sent)
        plan.action_compare()
        self.assertEqual(len(DoubleLedger.sent), sent, "nothing is asked of the ledger")
        plan.action_run_now()
        with self.assertRaises(UserError, msg="nothing was read yet"):
            self.plan(self.connection(company=self.company_b, enabled=False), "push", "manager")

    def test_queries_do_not_grow(self):
        """Of the customers that are the same none is read; of those that differ some hundreds are read together."""
        connection = self.both_ways()
        for number in range(6):
            self.enter(f"Customer {number}", phone="1", email=f"c{number}@example.com")
        self.turn(connection)
        partners = self.env["res.partner"].search([("name", "like", "Customer ")])
        self.assertEqual(len(partners), 6)
        self.quietly(connection)
        counts = []
        for some in (partners[:1], partners[:2], partners):
            some.write({"phone": "2"})
            plan = self.env["bridge.plan"].create({"connection_id": connection.id, "direction": "push"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            plan.action_compare()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(plan.update_count, len(some))
        self.assertEqual(counts[1], counts[2])

    def test_text_of_a_ledger_is_no_markup(self):
        connection = self.both_ways("push")
        self.enter("<b>Wool</b>", email="a@example.com")
        self.turn(connection)
        (line,) = self.plan(connection, "pull").line_ids
        self.assertIn("<b>Wool</b>", line.difference_text)
        self.assertEqual((line._fields["difference_text"].type, line._fields["outcome_text"].type), ("text", "char"))


@tagged("post_install", "-at_install")
class TestStartSync(PlanCase):
    """Exactly what was ticked, once, and nothing that was changed since."""

    def test_push_does_what_is_ticked(self):
        connection = self.both_ways()
        acme, acme_there = self.known(connection, "Acme")
        zenith, zenith_there = self.known(connection, "Zenith")
        self.quietly(connection)
        (acme | zenith).write({"phone": "555 0111"})
        self.env["res.partner"].create([{"name": "New", "bridge_sync": True}, {"name": "Newer", "bridge_sync": True}])
        plan = self.plan(connection, "push")
        self.assertEqual(len(plan.line_ids), 4)
        self.sync(connection, plan, "Acme", "New")
        self.assertEqual((self.told(acme_there)["phone"], self.told(zenith_there)["phone"]), ("555 0111", "555 0100"))
        names = [record.name for record in self.customers_there()]
        self.assertEqual(names, ["Acme", "Zenith", "New"])
        self.assertEqual(self.outcomes(plan), {"Acme": "done", "New": "done", "Zenith": "planned", "Newer": "planned"})
        self.assertEqual((plan.state, plan.progress), ("done", 100))
        transfers = plan.sudo().line_ids.transfer_id
        self.assertEqual(transfers.released_by_id, self.people["user", "a"])
        self.assertEqual(transfers.batch_id, plan.sudo().batch_id)
        self.assertEqual(self.marks(self.plan(connection, "push")), [("update", "Zenith"), ("add", "Newer")])

    def test_pull_does_what_is_ticked(self):
        connection = self.both_ways()
        acme, acme_there = self.known(connection, "Acme")
        zenith, zenith_there = self.known(connection, "Zenith")
        self.quietly(connection)
        for there in (acme_there, zenith_there):
            self.edit(there, phone="555 0222")
        self.enter("New")
        self.enter("Newer")
        self.enter("Baker Bros", phone="1")
        self.turn(connection)
        plan = self.plan(connection, "pull")
        self.sync(connection, plan, "Acme", "New", "Baker Bros")
        self.assertEqual((acme.phone, zenith.phone, self.customer.phone), ("555 0222", "555 0100", "1"))
        self.assertEqual((len(self.partners("New")), len(self.partners("Newer"))), (1, 0))
        self.assertTrue(self.link_of(self.customer))
        self.assertEqual(self.partners("New").create_uid, connection.user_id)
        done = self.outcomes(plan)
        self.assertEqual({done[name] for name in ("Acme", "New", "Baker Bros")}, {"done"})
        self.assertEqual(plan.state, "done")
        self.assertEqual(self.marks(self.plan(connection, "pull")), [("update", "Zenith"), ("add", "Newer")])

    def test_direction_of_the_flow_makes_no_difference(self):
        """What a person chose is done, whichever way customers go by themselves."""
        connection = self.both_ways("pull")
        acme, there = self.known(connection, "Acme")
        acme.phone = "555 0111"
        self.turn(connection)
        self.assertEqual(self.told(there)["phone"], "555 0100")
        self.sync(connection, self.plan(connection, "push"))
        self.assertEqual(self.told(there)["phone"], "555 0111")

    def test_conflict_is_settled_as_chosen(self):
        for direction in ("push", "pull"):
            for choice, kept in (("odoo", "555 0111"), ("ledger", "555 0222")):
                with self.subTest(direction, choice=choice):
                    name = f"Acme {direction} {choice}"
                    connection = self.env["bridge.connection"].search([]) or self.both_ways()
                    connection.customer_direction = "both"
                    there = self.enter(name, phone="555 0100")
                    self.turn(connection)
                    partner = self.partners(name)
                    partner.phone = "555 0111"
                    self.edit(there, phone="555 0222")
                    self.turn(connection)
                    self.assertEqual(self.issues(connection).reason, "customer_conflict")
                    plan = self.plan(connection, direction, "bookkeeper")
                    plan.line_ids.write({"choice": choice})
                    self.sync(connection, plan)
                    self.turn(connection)
                    self.assertEqual((partner.phone, self.told(there)["phone"]), (kept, kept))
                    self.assertEqual(self.outcomes(plan), {name: "done"})
                    self.assertFalse(self.issues(connection), "the question has answered itself")
                    self.assertEqual(self.marks(self.plan(connection, direction)), [])

    def test_login_email_is_a_question_here_too(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        self.env["res.users"].create({"login": "acme", "partner_id": partner.id, "group_ids": False})
        self.quietly(connection)
        self.edit(there, email="other@acme.example")
        self.turn(connection)
        plan = self.plan(connection, "pull", "bookkeeper")
        self.assertEqual(plan.line_ids.mark, "conflict")
        plan.line_ids.choice = "ledger"
        self.sync(connection, plan)
        self.assertEqual(partner.email, "other@acme.example")

    def test_changed_since_is_refused(self):
        connection = self.both_ways()
        people = [self.known(connection, name) for name in ("Here", "There", "Same")]
        self.quietly(connection)
        for partner, _there in people:
            partner.phone = "555 0111"
        new, newer = self.env["res.partner"].create([{"name": "New"}, {"name": "Newer"}])
        (new | newer).bridge_sync = True
        plan = self.plan(connection, "push")
        self.start(plan)
        people[0][0].email = "new@here.example"
        self.edit(people[1][1], email="new@there.example")
        newer.bridge_sync = False
        self.turn(connection)
        self.assertEqual(
            self.outcomes(plan),
            {"Here": "changed", "There": "changed", "Newer": "changed", "Same": "done", "New": "done"},
        )
        line = plan.line_ids.filtered(lambda line: line.name == "Here")
        self.assertIn("after it was compared", line.outcome_text)
        self.assertEqual(
            [self.told(there)["phone"] for _partner, there in people], ["555 0100", "555 0100", "555 0111"]
        )
        action = line.action_compare_again()
        again = self.env["bridge.plan"].browse(action["res_id"])
        self.assertEqual({name for _mark, name in self.marks(again)}, {"Here", "There"})

    def test_changed_since_is_refused_on_the_way_here(self):
        connection = self.both_ways()
        people = [self.known(connection, name) for name in ("Here", "There", "Same")]
        self.quietly(connection)
        for _partner, there in people:
            self.edit(there, phone="555 0222")
        self.enter("New")
        known_by_then = self.enter("Known")
        self.turn(connection)
        plan = self.plan(connection, "pull")
        self.start(plan)
        people[0][0].email = "new@here.example"
        self.edit(people[1][1], email="new@there.example")
        self.env["res.partner"].create({"name": "Known"})
        self.turn(connection)
        self.assertEqual(
            self.outcomes(plan),
            {"Here": "changed", "There": "changed", "Known": "changed", "Same": "done", "New": "done"},
        )
        self.assertEqual([partner.phone for partner, _there in people], ["555 0100", "555 0100", "555 0222"])
        self.assertFalse(self.env["bridge.binding"].search([("external_id", "=", known_by_then)]))

    def dying(self, connection, death, problem):
        """Run a session that dies; what it had committed by then stays, as in life."""
        with death, suppress(problem):
            self.turn(connection)
            self.fail("it did not die")

    def test_killed_in_the_middle(self):
        """A run that dies after a chunk is gone on with, and nothing is done twice."""
        connection = self.both_ways("push")
        for number in range(5):
            self.enter(f"New {number}")
        self.turn(connection)
        plan = self.plan(connection, "pull")
        self.start(plan)
        self.in_chunks_of(2)
        real, calls = syncing.go_on, []

        def dies(session, after, limit):
            if len(calls) == 1:
                raise SystemExit("killed")
            calls.append(after)
            return real(session, after, limit)

        self.dying(connection, patch.object(syncing, "go_on", dies), SystemExit)
        self.assertEqual(len(self.env["res.partner"].search([("name", "like", "New ")])), 2)
        self.assertEqual(sorted(self.outcomes(plan).values()), ["done", "done", "waiting", "waiting", "waiting"])
        self.assertEqual((plan.state, plan.progress), ("started", 40))
        self.turn(connection)
        self.turn(connection)
        self.assertEqual(len(self.env["res.partner"].search([("name", "like", "New ")])), 5)
        self.assertEqual(set(self.outcomes(plan).values()), {"done"})
        self.assertEqual(plan.state, "done")

    def test_killed_before_it_is_committed(self):
        """What a chunk had done when it died is not there; the same chunk is done by the next run."""
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        self.quietly(connection)
        partner.phone = "555 0111"
        plan = self.plan(connection, "push")
        self.start(plan)
        real = syncing.start_customers

        def dies(plan, lines):
            real(plan, lines)
            raise OperationalError("the server went away")

        self.dying(connection, patch.object(syncing, "start_customers", dies), OperationalError)
        self.assertEqual(self.outcomes(plan), {"Acme": "waiting"})
        self.assertFalse(self.env["bridge.transfer"].search([("binding_id.partner_id", "=", partner.id)]))
        self.turn(connection)
        self.assertEqual(self.told(there)["phone"], "555 0111")
        self.assertEqual(self.outcomes(plan), {"Acme": "done"})
        self.assertEqual(len(self.env["bridge.transfer"].search([("binding_id.partner_id", "=", partner.id)])), 1)

    def test_one_that_odoo_refuses_stops_no_neighbour(self):
        connection = self.both_ways("push")
        for name in ("Bad", "Good", "Better"):
            self.enter(name)
        self.turn(connection)
        plan = self.plan(connection, "pull")
        make = meeting.Meeting.make

        def refuses(self, rows):
            if any(row.name == "Bad" for row in rows):
                raise UserError(self.env._("Nobody is called Bad."))
            return make(self, rows)

        with patch.object(meeting.Meeting, "make", refuses):
            self.sync(connection, plan)
        self.assertEqual(self.outcomes(plan), {"Bad": "refused", "Good": "done", "Better": "done"})
        (bad,) = plan.line_ids.filtered(lambda line: line.name == "Bad")
        self.assertIn("Nobody is called Bad.", bad.outcome_text)

    def test_what_nobody_foresaw_stops_no_neighbour(self):
        connection = self.both_ways("push")
        for name in ("Bad", "Good"):
            self.enter(name)
        self.turn(connection)
        plan = self.plan(connection, "pull")
        make = meeting.Meeting.make

        def breaks(self, rows):
            if any(row.name == "Bad" for row in rows):
                raise KeyError("bad")
            return make(self, rows)

        with patch.object(meeting.Meeting, "make", breaks), mute_logger("odoo.addons.accounting_bridge.engine.meeting"):
            self.sync(connection, plan)
        self.assertEqual(self.outcomes(plan), {"Bad": "refused", "Good": "done"})
        self.assertEqual(plan.state, "done")

    def test_stopped(self):
        """What was not done yet is left as it is, and the plan is done; nothing is started where nothing runs."""
        connection = self.both_ways("push")
        self.enter("New")
        self.turn(connection)
        plan = self.plan(connection, "pull")
        plan.action_tick_all()
        connection.action_pause()
        with self.assertRaisesRegex(UserError, "nothing would be done"):
            plan.action_start_sync()
        connection.action_resume()
        plan.action_start_sync()
        self.assertTrue(connection._has_work())
        plan.action_stop()
        self.assertEqual((plan.state, plan.progress_text), ("done", False))
        self.assertFalse(connection._has_work())
        self.turn(connection)
        self.assertFalse(self.partners("New"))
        with self.assertRaisesRegex(UserError, "reload"):
            plan.action_stop()

    def test_what_waits_for_an_answer_is_no_work(self):
        connection = self.both_ways("push")
        self.enter("New")
        self.turn(connection)
        plan = self.plan(connection, "pull")
        self.start(plan)
        self.assertTrue(connection._has_work())
        plan.sudo().line_ids.state = "queued"
        self.assertFalse(connection._has_work())

    def test_who_started_it_has_left(self):
        connection = self.both_ways("push")
        self.enter("New")
        self.turn(connection)
        plan = self.plan(connection, "pull")
        self.start(plan)
        plan.sudo().started_by_id = self.env["res.users"].create({"name": "Gone", "login": "gone", "active": False})
        self.turn(connection)
        self.assertEqual(self.outcomes(plan), {"New": "refused"})
        self.assertIn("who started it has left", plan.line_ids.outcome_text)

    def test_old_plans_are_deleted(self):
        connection = self.both_ways()
        old, young, started = (self.plan(connection, "push") for _number in range(3))
        started.sudo().state = "started"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE bridge_plan SET write_date = now() - interval '8 days' WHERE id = ANY(%s)", [(old | started).ids]
        )
        self.env.invalidate_all()
        self.env["bridge.plan"].sudo()._gc_plans()
        self.assertEqual((old | young | started).exists(), young | started)

    def test_refused_by_the_ledger(self):
        connection = self.both_ways()
        self.quietly(connection)
        self.env["res.partner"].create({"name": "New", "bridge_sync": True})
        DoubleLedger.refused = {"New": "refused"}
        plan = self.plan(connection, "push")
        self.sync(connection, plan)
        self.assertEqual(self.outcomes(plan), {"New": "refused"})
        self.assertIn("The double says no.", plan.line_ids.outcome_text)
        self.assertEqual(plan.state, "done")

    def test_technical_user_without_the_right(self):
        connection = self.both_ways("push")
        self.enter("New")
        self.turn(connection)
        plan = self.plan(connection, "pull")
        self.start(plan)
        connection.user_id.group_ids -= self.env.ref("base.group_partner_manager")
        with patch.object(meeting.Partners, "may_write", lambda _self: False):
            self.turn(connection)
        self.assertEqual(self.outcomes(plan), {"New": "refused"})
        self.assertFalse(self.partners("New"))

    def test_queries_of_starting_do_not_grow(self):
        connection = self.both_ways()
        for number in range(6):
            self.enter(f"Customer {number}", phone="1", email=f"c{number}@example.com")
        self.turn(connection)
        partners = self.env["res.partner"].search([("name", "like", "Customer ")])
        self.quietly(connection)
        counts = []
        for phone, some in (("2", partners[:1]), ("3", partners[:2]), ("4", partners)):
            some.write({"phone": phone})
            plan = self.plan(connection, "push").sudo()
            self.start(plan)
            session = self.env["bridge.session"].create(
                {"connection_id": connection.id, "origin": "person", "holder": "me"}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            syncing.go_on(session, 0, 300)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(set(self.outcomes(plan).values()), {"queued"})
            session.state = "done"
            self.turn(connection)
            self.turn(connection)
        self.assertEqual(counts[1], counts[2])
