"""Customers that go both ways, whatever the ledger."""

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .scenarios import Scenarios


class CustomerScenarios(Scenarios):
    """Each tells of one customer, by phone and e-mail: what every ledger keeps."""

    def both_ways(self, direction="both"):
        connection = self.connection()
        connection.customer_direction = direction
        return connection

    def told(self, id_):
        """Return name, e-mail and phone of a customer as the ledger tells them."""
        (record,) = (record for record in self.there(Kind.CUSTOMER) if record.id == id_)
        party = record.details["party"]
        return record.name, party["email"], party["phone"]

    def acme(self, connection):
        """Enter a customer there and let it come here. :return: partner and its id there."""
        there = self.enter_customer_there("Acme", email="a@acme.example", phone="555 0100")
        self.turn(connection)
        partner = self.env["res.partner"].search([("name", "=", "Acme")])
        self.assertEqual(len(partner), 1)
        return partner, there

    def test_newcomer_becomes_a_partner_once(self):
        connection = self.both_ways()
        partner, there = self.acme(connection)
        self.assertRecordValues(
            partner, [{"email": "a@acme.example", "phone": "555 0100", "bridge_sync": True, "customer_rank": 1}]
        )
        self.assertEqual(partner.bridge_binding_ids.external_id, there)
        self.turn(connection)
        self.assertEqual(self.env["res.partner"].search_count([("name", "=", "Acme")]), 1)
        self.assertEqual(self.sets_written(), [])

    def test_known_one_is_linked(self):
        connection = self.both_ways()
        there = self.enter_customer_there("Baker Bros", phone="555 0100")
        self.turn(connection)
        self.assertEqual(self.customer.bridge_binding_ids.external_id, there)
        self.assertEqual(self.env["res.partner"].search_count([("name", "=", "Baker Bros")]), 1)

    def test_different_fields_are_merged(self):
        connection = self.both_ways()
        partner, there = self.acme(connection)
        partner.phone = "555 0111"
        self.change_customer_there(there, email="b@acme.example")
        self.turn(connection)
        self.assertEqual((partner.email, partner.phone), ("b@acme.example", "555 0111"))
        self.assertEqual(self.told(there), ("Acme", "b@acme.example", "555 0111"))
        sent = len(self.sets_written())
        self.turn(connection)
        self.assertEqual(len(self.sets_written()), sent, "a second run writes nothing")

    def test_the_same_field_is_a_question(self):
        connection = self.both_ways()
        partner, there = self.acme(connection)
        for kept, cure in (("555 0111", "keep_odoo"), ("555 0222", "keep_ledger")):
            with self.subTest(cure):
                partner.phone = "555 0111"
                self.change_customer_there(there, phone="555 0222")
                self.turn(connection)
                issue = self.open_issue(connection)
                self.assertEqual(issue.reason, "customer_conflict")
                self.assertEqual((partner.phone, self.told(there)[2]), ("555 0111", "555 0222"))
                self.cure(issue, cure)
                self.turn(connection)
                self.turn(connection)
                self.assertEqual((partner.phone, self.told(there)[2]), (kept, kept))
                # Both agree on something else before the next question.
                partner.phone = "555 0100"
                self.turn(connection)
                self.assertEqual(self.told(there)[2], "555 0100")

    def test_flagged_one_is_created_and_kept_in_step(self):
        connection = self.both_ways("push")
        self.customer.write({"bridge_sync": True, "email": "baker@example.com", "phone": "555 0100"})
        self.turn(connection)
        there = self.customer.bridge_binding_ids.external_id
        self.assertEqual(self.told(there), ("Baker Bros", "baker@example.com", "555 0100"))
        self.customer.phone = "555 0111"
        self.turn(connection)
        self.assertEqual(self.told(there), ("Baker Bros", "baker@example.com", "555 0111"))

    def test_lost_answer_to_an_update(self):
        connection = self.both_ways()
        partner, there = self.acme(connection)
        partner.phone = "555 0111"
        with self.losing_answers():
            self.turn(connection)
        for _again in range(3):
            self.turn(connection)
        self.assertEqual(self.told(there), ("Acme", "a@acme.example", "555 0111"))
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 1)
        self.assertEqual(set(self.env["bridge.transfer"].search([]).mapped("state")), {"processed"})
