"""Down payments, returns, the first week, customers who are left to people: what a bookkeeper expects."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .delivery_case import DeliveryCase


@tagged("post_install", "-at_install")
class TestDeliveryMoney(DeliveryCase):
    def setUp(self):
        super().setUp()
        self.con = self.invoicing_connection()

    # === DOWN PAYMENTS === #

    def pay_down(self, order, amount):
        """Somebody invoices a down payment."""
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "fixed", "fixed_amount": amount})
        )
        wizard.create_invoices()
        move = order.invoice_ids
        move.invoice_date = fields.Date.today()
        move.action_post()
        return move

    def test_a_down_payment_waits_for_a_person(self):
        order = self.order()
        down = self.pay_down(order, 30)
        self.assertFalse(down.bridge_transfer_id, "a person made it, and releases it")
        self.deliver(order.picking_ids)
        self.run_schedule()
        self.assertEqual(order.invoice_ids, down)
        issue = self.open_issue(self.con)
        self.assertEqual(issue.reason, "delivery_down_payment")
        self.cure(issue, "deduct_down_payment", "user")
        self.run_schedule()
        move = order.invoice_ids - down
        self.assertEqual((move.amount_total, move.bridge_state, move.move_type), (70.0, "queued", "out_invoice"))

    def test_a_down_payment_is_deducted_where_that_is_set(self):
        self.choose(self.con, deducts_down_payments=True)
        order = self.order()
        down = self.pay_down(order, 30)
        self.deliver(self.open_picking(order), 6)
        self.run_schedule()
        first = order.invoice_ids - down
        self.assertEqual(first.amount_total, 30.0, "sixty less the down payment")
        self.deliver(self.open_picking(order))
        self.run_schedule()
        second = order.invoice_ids - down - first
        self.assertEqual(second.amount_total, 40.0, "deducted once")
        self.assertEqual(sum(order.invoice_ids.mapped("amount_total")), order.amount_total)

    def test_a_down_payment_that_is_more_than_what_was_delivered(self):
        self.choose(self.con, deducts_down_payments=True)
        order = self.order()
        down = self.pay_down(order, 50)
        self.deliver(self.open_picking(order), 2)
        self.run_schedule()
        self.assertEqual(order.invoice_ids, down, "no credit note is made of a delivery")
        issue = self.open_issue(self.con)
        self.assertEqual(issue.reason, "delivery_below_down_payment")
        self.deliver(self.open_picking(order))
        self.run_schedule()
        move = order.invoice_ids - down
        self.assertEqual(move.amount_total, 50.0, "the next delivery is worth enough")

    def test_of_two_orders_only_the_one_with_a_down_payment_waits(self):
        one, two = self.order(), self.order()
        down = self.pay_down(one, 30)
        two.picking_ids.move_ids.picking_id = one.picking_ids
        self.deliver(one.picking_ids)
        self.run_schedule()
        self.assertEqual((one.invoice_ids, two.invoice_ids.state), (down, "posted"))
        issue = self.open_issue(self.con)
        self.assertIn(one.name, issue.reason_text)
        self.assertNotIn(two.name, issue.reason_text)

    # === RETURNS === #

    def test_a_return_asks_for_a_credit_note(self):
        order = self.order()
        picking = order.picking_ids
        self.deliver(picking)
        self.run_schedule()
        move = order.invoice_ids
        returned = self.bring_back(picking, 4)
        self.run_schedule()
        self.assertEqual(order.invoice_ids, move, "a return invoices nothing and credits nothing by itself")
        issue = self.open_issue(self.con)
        self.assertEqual((issue.reason, issue.delivery_id.picking_id), ("delivery_returned", returned))
        action = self.cure(issue, "make_credit_note", "user")
        note = self.env["account.move"].browse(action["res_id"])
        self.assertEqual((note.state, note.move_type, note.amount_total), ("draft", "out_refund", 40.0))
        self.assertEqual((order.invoice_ids - move, self.lines_of(note)), (note, [(self.goods, 4.0)]))
        self.assertEqual((issue.state, issue.solved_with), ("solved", "make_credit_note"))

    def test_returned_before_it_was_invoiced(self):
        order = self.order()
        self.deliver(order.picking_ids)
        self.bring_back(order.picking_ids, 4)
        self.run_schedule()
        self.assertEqual(self.lines_of(order.invoice_ids), [(self.goods, 6.0)])
        self.assertFalse(self.env["bridge.issue"].search([("connection_id", "=", self.con.id)]))

    def test_returned_to_be_exchanged(self):
        """What is not to be refunded is not asked about."""
        order = self.order()
        self.deliver(order.picking_ids)
        self.run_schedule()
        self.bring_back(order.picking_ids, 4, to_refund=False)
        self.run_schedule()
        self.assertFalse(self.env["bridge.issue"].search([("connection_id", "=", self.con.id)]))

    def test_returned_and_delivered_again(self):
        """The question answers itself when the customer has the goods after all."""
        order = self.order()
        picking = order.picking_ids
        self.deliver(picking)
        self.run_schedule()
        move = order.invoice_ids
        returned = self.bring_back(picking, 4)
        self.run_schedule()
        issue = self.open_issue(self.con)
        self.bring_back(returned, 4)
        self.run_schedule()
        self.assertEqual((issue.state, order.invoice_ids), ("solved", move))

    def test_a_credit_note_that_was_made_meanwhile(self):
        order = self.order()
        self.deliver(order.picking_ids)
        self.run_schedule()
        self.bring_back(order.picking_ids, 4)
        self.run_schedule()
        issue = self.open_issue(self.con)
        order.with_context(bridge_lines="returned")._create_invoices(final=True)
        told = self.cure(issue, "make_credit_note", "user")
        self.assertIn("it was done meanwhile", told["params"]["message"])
        self.assertEqual(issue.state, "solved")

    def test_what_was_credited_by_a_person_is_not_invoiced_again(self):
        """The host counts it as not invoiced yet; whether it is to be invoiced again nobody else knows."""
        order = self.order()
        self.deliver(order.picking_ids, 4)
        self.run_schedule()
        move = order.invoice_ids
        self.assertEqual(move.state, "posted")
        move._reverse_moves([{"invoice_date": move.invoice_date}])
        self.deliver(self.open_picking(order))
        self.run_schedule()
        self.assertEqual(order.invoice_ids.filtered(lambda one: one.move_type == "out_invoice"), move)
        self.assertIn("something of it was credited", self.open_issue(self.con).reason_text)

    # === THE FIRST WEEK === #

    def test_the_first_week_only_drafts(self):
        """Somebody looks at them; what is posted goes."""
        self.as_("manager", self.con).write({"release_policy": "hand"})
        self.as_("manager", self.con).write({"release_policy": "delivered", "policy_override": True})
        self.env.invalidate_all()
        today = fields.Date.context_today(self.con.with_context(tz=self.con.tz))
        self.assertEqual(self.con.drafts_until, today + timedelta(days=7))
        order = self.order()
        self.deliver(order.picking_ids)
        self.run_schedule()
        move = order.invoice_ids
        self.assertEqual((move.state, move.bridge_transfer_id.id), ("draft", False))
        self.assertEqual(self.note_of(order.picking_ids).state, "drafted")
        move.with_user(self.billing).action_post()
        self.env.invalidate_all()
        self.assertEqual(move.bridge_state, "queued")
        self.con.drafts_until = today - timedelta(days=1)
        later = self.order()
        self.deliver(later.picking_ids)
        self.run_schedule()
        self.assertEqual(later.invoice_ids.bridge_state, "queued")

    def test_other_invoices_stay_with_people(self):
        """When delivered means deliveries: what somebody else invoices is released by hand."""
        self.assertFalse(self.invoice().bridge_transfer_id)

    # === LEFT TO PEOPLE === #

    def test_invoiced_by_hand(self):
        self.customer.bridge_by_hand = True
        branch = self.env["res.partner"].create({"name": "Branch", "parent_id": self.customer.id})
        for customer in (self.customer, branch):
            order = self.order(customer=customer)
            self.deliver(order.picking_ids)
            self.run_schedule()
            self.assertFalse(order.invoice_ids)
            self.assertEqual(self.note_of(order.picking_ids).state, "by_hand")
        self.assertFalse(self.env["bridge.issue"].search([("connection_id", "=", self.con.id)]))
