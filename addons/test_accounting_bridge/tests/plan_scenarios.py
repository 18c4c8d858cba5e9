"""Compare and Sync of customers, whatever the ledger: each direction, all marks, changes in between, a kill."""

from contextlib import suppress
from unittest.mock import patch

from psycopg2 import OperationalError

from odoo.addons.accounting_bridge.engine import syncing

from .scenarios import Scenarios


class PlanScenarios(Scenarios):
    """Beside what every scenario needs the class has ``told(id)``: name, e-mail and phone as the ledger tells them."""

    def by_hand(self, connection):
        """Nothing of customers goes by itself from now on."""
        connection.customer_pace = "hand"

    def read_again(self, connection):
        """The ledger is read, whether or not anything is to be sent."""
        self.turn(connection)

    def in_step(self, *names):
        """Make customers who are the same on both sides. :return: connection, and ``{name: (partner, id there)}``"""
        there = {
            name: self.enter_customer_there(name, email=f"{name.lower()}@example.com", phone="555 0100")
            for name in names
        }
        connection = self.connection()
        connection.customer_direction = "both"
        self.read_again(connection)
        people = {name: (self.who_is(name), id_) for name, id_ in there.items()}
        for partner, id_ in people.values():
            self.assertEqual(partner.bridge_binding_ids.external_id, id_)
        self.by_hand(connection)
        return connection, people

    def who_is(self, name):
        return self.env["res.partner"].search([("name", "=", name)])

    def plan(self, connection, direction):
        plan = self.as_("bookkeeper", self.env["bridge.plan"]).create(
            {"connection_id": connection.id, "direction": direction}
        )
        plan.action_compare()
        self.env.invalidate_all()
        return plan

    def marks(self, plan):
        return {line.name: line.mark for line in plan.line_ids}

    def start(self, plan, **choices):
        for line in plan.line_ids:
            if line.name in choices:
                line.choice = choices[line.name]
        plan.line_ids.filtered("can_be_ticked").is_selected = True
        plan.action_start_sync()
        self.env.invalidate_all()

    def outcomes(self, plan):
        return {line.name: line.outcome for line in plan.line_ids}

    def test_all_marks_on_the_way_there(self):
        connection, people = self.in_step("Acme", "Both", "Mine", "Same")
        for name in ("Acme", "Both", "Mine"):
            people[name][0].phone = "555 0111"
        for name in ("Both", "Mine"):
            self.change_customer_there(people[name][1], phone="555 0222")
        self._customer("Newcomer", email="new@example.com", phone="555 0300", bridge_sync=True)
        self.read_again(connection)
        plan = self.plan(connection, "push")
        self.assertEqual(
            self.marks(plan), {"Acme": "update", "Both": "conflict", "Mine": "conflict", "Newcomer": "add"}
        )
        self.start(plan, Both="ledger", Mine="odoo")
        self.turn(connection)
        self.assertEqual(set(self.outcomes(plan).values()), {"done"}, plan.line_ids.mapped("outcome_text"))
        self.assertEqual((plan.state, plan.progress), ("done", 100))
        phones = {name: self.told(id_)[2] for name, (_partner, id_) in people.items()}
        self.assertEqual(phones, {"Acme": "555 0111", "Both": "555 0222", "Mine": "555 0111", "Same": "555 0100"})
        self.assertEqual(people["Both"][0].phone, "555 0222")
        made = self.who_is("Newcomer").bridge_binding_ids.external_id
        self.assertEqual(self.told(made), ("Newcomer", "new@example.com", "555 0300"))
        for direction in ("push", "pull"):
            self.assertEqual(self.marks(self.plan(connection, direction)), {}, direction)

    def test_all_marks_on_the_way_here(self):
        connection, people = self.in_step("Acme", "Both", "Mine", "Same")
        for name in ("Both", "Mine"):
            people[name][0].phone = "555 0111"
        for name in ("Acme", "Both", "Mine"):
            self.change_customer_there(people[name][1], phone="555 0222")
        stranger = self.enter_customer_there("Newcomer", email="new@example.com", phone="555 0300")
        self.read_again(connection)
        plan = self.plan(connection, "pull")
        self.assertEqual(
            self.marks(plan), {"Acme": "update", "Both": "conflict", "Mine": "conflict", "Newcomer": "add"}
        )
        self.assertFalse(self.who_is("Newcomer"))
        self.start(plan, Both="ledger", Mine="odoo")
        self.turn(connection)
        self.assertEqual(set(self.outcomes(plan).values()), {"done"}, plan.line_ids.mapped("outcome_text"))
        phones = {name: partner.phone for name, (partner, _id) in people.items()}
        self.assertEqual(phones, {"Acme": "555 0222", "Both": "555 0222", "Mine": "555 0111", "Same": "555 0100"})
        self.assertEqual(self.told(people["Mine"][1])[2], "555 0111")
        self.assertEqual(self.who_is("Newcomer").bridge_binding_ids.external_id, stranger)
        for direction in ("push", "pull"):
            self.assertEqual(self.marks(self.plan(connection, direction)), {}, direction)

    def test_changed_between_compare_and_start(self):
        connection, people = self.in_step("Here", "There", "Same")
        for partner, _there in people.values():
            partner.phone = "555 0111"
        plan = self.plan(connection, "push")
        self.start(plan)
        people["Here"][0].email = "other@here.example"
        self.change_customer_there(people["There"][1], email="other@there.example")
        self.turn(connection)
        self.assertEqual(self.outcomes(plan), {"Here": "changed", "There": "changed", "Same": "done"})
        phones = {name: self.told(id_)[2] for name, (_partner, id_) in people.items()}
        self.assertEqual(phones, {"Here": "555 0100", "There": "555 0100", "Same": "555 0111"})

    def test_killed_in_the_middle_of_start_sync(self):
        connection, people = self.in_step("One", "Two", "Three")
        for partner, _there in people.values():
            partner.phone = "555 0111"
        plan = self.plan(connection, "push")
        self.start(plan)
        real, calls = syncing.go_on, []

        def dies(session, after, _limit):
            calls.append(after)
            if len(calls) == 2:
                raise OperationalError("the server went away")
            return real(session, after, 1)

        with patch.object(syncing, "go_on", dies), suppress(OperationalError):
            self.turn(connection)
        self.assertEqual(len(calls), 2, "it died")
        self.assertEqual(sorted(self.outcomes(plan).values()), ["queued", "waiting", "waiting"])
        for _again in range(3):
            self.turn(connection)
        self.assertEqual(set(self.outcomes(plan).values()), {"done"}, plan.line_ids.mapped("outcome_text"))
        self.assertEqual({self.told(id_)[2] for _partner, id_ in people.values()}, {"555 0111"})
        written = [name for names in self.sets_written() for _kind, name in names]
        self.assertEqual(len(written), 3, "each once")
