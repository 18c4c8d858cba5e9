"""The line of text on orders and deliveries: what becomes of the invoice, who can do what, and no amount."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .delivery_case import DeliveryCase


@tagged("post_install", "-at_install")
class TestOutlook(DeliveryCase):
    def setUp(self):
        super().setUp()
        self.con = self.invoicing_connection()

    def told(self, record, person=None):
        """Return the text as somebody reads it."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.seen_by(person or self.worker, record).bridge_text or ""

    def codes(self, record, person):
        self.env.invalidate_all()
        return [button["code"] for button in self.seen_by(person, record).bridge_cures or []]

    def test_from_the_order_to_the_books(self):
        order = self.order()
        picking = order.picking_ids
        for record, person in ((picking, self.worker), (order, self.seller)):
            self.assertIn("When it is delivered its invoice goes to Double", self.told(record, person))
        self.deliver(picking)
        for record, person in ((picking, self.worker), (order, self.seller)):
            self.assertIn("about to be made", self.told(record, person))
        self.run_schedule()
        for record, person in ((picking, self.worker), (order, self.seller)):
            self.assertIn("will reach Double with the next run", self.told(record, person))
        self.con.action_pause()
        for record, person in ((picking, self.worker), (order, self.seller)):
            self.assertIn("will reach Double with the first run after Resume", self.told(record, person))
        self.con.action_resume()
        self.turn(self.con)
        number = order.invoice_ids.bridge_transfer_id.binding_id.remote_number
        for record, person in ((picking, self.worker), (order, self.seller)):
            self.assertIn(f"is in Double as {number}", self.told(record, person))
            self.assertNotIn("100", self.told(record, person).replace(number, ""), "no amount")
            self.assertEqual(self.codes(record, person), [])

    def test_drafts_and_hands(self):
        self.con.drafts_until = fields.Date.today() + timedelta(days=3)
        order = self.order()
        self.assertIn("a draft of its invoice is made", self.told(order.picking_ids))
        self.deliver(order.picking_ids)
        self.run_schedule()
        self.assertIn("A draft of its invoice was made", self.told(order.picking_ids))
        self.customer.bridge_by_hand = True
        by_hand = self.order()
        self.assertIn("by hand", self.told(by_hand.picking_ids))
        self.deliver(by_hand.picking_ids)
        self.run_schedule()
        self.assertIn("by hand", self.told(by_hand.picking_ids))

    def test_nothing_is_said_without_a_connection_or_policy(self):
        self.as_("manager", self.con).write({"release_policy": "hand"})
        order = self.order()
        self.assertEqual(self.told(order.picking_ids), "")
        self.con.action_disconnect()
        self.assertEqual(self.told(order.picking_ids), "")

    def test_held_before_it_is_delivered(self):
        """What the next run would decide is said while something can still be done about it."""
        self.con.create_missing_customer = "never"
        order = self.order()
        self.assertIn("will be held: There is no customer", self.told(order.picking_ids))
        self.assertEqual(self.codes(order.picking_ids, self.worker), ["ask_bookkeeper"])
        self.assertIn("open_customer", self.codes(order, self.people["user", "a"]))

    def test_held_afterwards(self):
        self.con.create_missing_customer = "never"
        self.con.bookkeeper_id = self.people["bookkeeper", "a"]
        order = self.order()
        picking = order.picking_ids
        self.deliver(picking)
        self.run_schedule()
        self.turn(self.con)
        self.assertEqual(order.invoice_ids.bridge_state, "rejected")
        self.assertIn('is held: There is no customer "Baker Bros"', self.told(picking))
        for record, person in ((picking, self.worker), (order, self.seller)):
            self.assertEqual(self.codes(record, person), ["ask_bookkeeper"])
            with self.assertRaises(AccessError):
                self.seen_by(person, record).with_context(cure="create").action_bridge_cure()
            self.seen_by(person, record).with_context(cure="ask_bookkeeper").action_bridge_ask()
            self.env.invalidate_all()
            self.assertIn(self.people["bookkeeper", "a"], record.activity_ids.user_id)
        # The invoice as a bridge user sees the order: one button, and it goes.
        bookkeeper = self.people["bookkeeper", "a"]
        bookkeeper.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.assertIn("create", self.codes(order, bookkeeper))
        self.seen_by(bookkeeper, order).with_context(cure="create").action_bridge_cure()
        self.turn(self.con)
        self.assertIn("is in Double as", self.told(picking))

    def test_a_return_is_cured_from_the_delivery(self):
        order = self.order()
        self.deliver(order.picking_ids)
        self.run_schedule()
        returned = self.bring_back(order.picking_ids, 4)
        self.run_schedule()
        self.assertIn("Shall there be a credit note?", self.told(returned))
        person = self.people["user", "a"]
        person.group_ids += self.env.ref("stock.group_stock_user")
        self.assertIn("make_credit_note", self.codes(returned, person))
        action = self.seen_by(person, returned).with_context(cure="make_credit_note").action_bridge_cure()
        self.assertEqual(action["res_model"], "account.move")
        with self.assertRaises(UserError):
            self.seen_by(person, returned).with_context(cure="make_credit_note").action_bridge_cure()

    def test_amounts_are_for_those_with_rights(self):
        """A reason that names amounts reads as its title in the warehouse."""
        order = self.order()
        self.deliver(order.picking_ids)
        self.run_schedule()
        transfer = order.invoice_ids.bridge_transfer_id
        values = {"reason": "totals_disagree", "arguments": {"document": "INV/1", "lines": "99.00", "untaxed": "98.00"}}
        transfer._move_to("rejected", {transfer.id: values})
        self.assertNotIn("99.00", self.told(order.picking_ids))
        self.assertIn("Totals do not add up", self.told(order.picking_ids))
        self.assertIn("99.00", self.told(order, self.people["manager", "a"]))

    def test_constant_queries(self):
        """A list of many costs as many queries as a list of few."""
        self.put_there(Kind.CUSTOMER, "Somebody")

        def cost(count):
            orders = self.env["sale.order"].union(*(self.order() for _number in range(count)))
            self.deliver_all(orders[: count // 2].picking_ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(orders.mapped("bridge_text")), count)
            return self.env.cr.sql_log_count - before

        cost(2)
        few = cost(4)
        self.assertLessEqual(cost(12), few)

    def deliver_all(self, pickings):
        for picking in pickings:
            self.deliver(picking)
        self.run_schedule()

    def test_the_forms_open(self):
        """For who sells and who delivers: everything on them may be read."""
        order = self.order()
        for record, person in ((order, self.seller), (order.picking_ids, self.worker)):
            arch = self.seen_by(person, record).get_view(view_type="form")["arch"]
            self.assertIn("bridge_text", arch)
            read = self.seen_by(person, record).web_read(
                {"bridge_text": {}, "bridge_text_level": {}, "bridge_cures": {}}
            )
            self.assertTrue(read[0]["bridge_text"])

    def test_lists_can_show_it(self):
        for model in ("sale.order", "stock.picking"):
            arch = self.env[model].get_view(view_type="list")["arch"]
            self.assertIn("bridge_text", arch)

    def test_portal_users_read_nothing(self):
        portal = self.env["res.users"].create(
            {"name": "Pat", "login": "pat", "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)]}
        )
        for model in ("sale.order", "stock.picking"):
            readable = self.env[model].with_user(portal).fields_get()
            self.assertEqual([name for name in readable if name.startswith("bridge_")], [])
