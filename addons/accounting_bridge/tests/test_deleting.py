"""Customers and products that people delete in Odoo: who was only matched goes, what has travelled stays."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..ledgers.documents import Kind
from .ahead_case import AheadCase


@tagged("post_install", "-at_install")
class TestDeleting(AheadCase):
    def test_who_is_only_asked_about_can_be_deleted(self):
        connection = self.ahead()
        nobody = self.shopper("Nobody", "nobody@example.com")
        unknown = self._service("No such", "NONE")
        self.turn(connection)
        links = self.link(connection, nobody) | self.link(connection, unknown)
        issues = self.env["bridge.issue"].search([("binding_id", "in", links.ids)])
        self.assertEqual(len(issues), 2)
        issues[0].activity_schedule("mail.mail_activity_data_todo")
        activities = issues.activity_ids
        self.assertTrue(activities)
        nobody.unlink()
        unknown.product_tmpl_id.unlink()
        self.assertFalse(links.exists())
        self.assertFalse(issues.exists())
        self.assertFalse(activities.exists())
        self.turn(connection)
        self.assertEqual(connection.customer_issue_count, 0)

    def test_who_was_linked_ahead_can_be_deleted_and_another_one_takes_the_entry(self):
        connection = self.ahead()
        there = self.put_there(Kind.CUSTOMER, "Acme Pty", email="office@acme.example")
        acme = self.shopper("Acme", "office@acme.example")
        self.turn(connection)
        self.assertEqual(self.link(connection, acme).external_id, there)
        acme.unlink()
        again = self.shopper("Acme again", "office@acme.example")
        self.turn(connection)
        self.assertEqual(self.link(connection, again).external_id, there)

    def test_one_of_two_that_share_a_key_is_deleted(self):
        connection = self.ahead()
        there = self.put_there(Kind.ITEM, "Blue paint", sku="PAINT")
        one, other = self._service("Paint", "PAINT"), self._service("Old paint", "PAINT")
        self.turn(connection)
        self.assertEqual(self.said(connection, one)[0], "review")
        other.unlink()
        self.turn(connection)
        self.assertEqual(self.link(connection, one).external_id, there)
        self.assertEqual(self.said(connection, one), ("matched", False))

    def test_what_has_travelled_keeps_its_history(self):
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        used = self._customer("Never on a document")
        link = self.env["bridge.binding"]._reserve(connection, used, Kind.CUSTOMER)
        link.bound_by = "pulled"
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            used.unlink()
        link.bound_by = False
        move.bridge_transfer_id.need_ids |= link
        with self.assertRaisesRegex(UserError, "Never on a document cannot be deleted"):
            used.unlink()
        self.assertTrue(used.exists())
