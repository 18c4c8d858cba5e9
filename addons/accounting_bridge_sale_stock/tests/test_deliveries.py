"""A delivery is done, and a moment later its invoice is on its way to the ledger; what of it, and in how many parts."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .delivery_case import DeliveryCase


@tagged("post_install", "-at_install")
class TestDeliveries(DeliveryCase):
    def setUp(self):
        super().setUp()
        self.con = self.invoicing_connection()

    def test_a_delivery_reaches_the_ledger(self):
        order = self.order()
        picking = order.picking_ids
        self.deliver(picking)
        self.assertFalse(order.invoice_ids, "nobody in the warehouse waits for an invoice")
        self.assertEqual(self.note_of(picking).state, "waiting")
        self.run_schedule()
        move = order.invoice_ids
        self.assertEqual((move.state, self.lines_of(move)), ("posted", [(self.goods, 10.0)]))
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.batch_id.origin), ("queued", "policy"))
        note = self.note_of(picking)
        self.assertEqual((note.state, note.move_ids, note.user_id), ("invoiced", move, self.worker))
        self.turn(self.con)
        self.assertEqual(move.bridge_state, "processed")

    def test_the_schedule_is_woken(self):
        cron = self.env.ref("accounting_bridge_sale_stock.ir_cron_invoice")
        woken = [("cron_id", "=", cron.id)]
        self.env["ir.cron.trigger"].search(woken).unlink()
        self.deliver(self.order().picking_ids)
        self.assertEqual(self.env["ir.cron.trigger"].search_count(woken), 1)

    def test_nothing_happens_without_the_policy(self):
        for policy in ("hand", "schedule", "posted"):
            with self.subTest(policy=policy):
                self.as_("manager", self.con).write({"release_policy": policy, "policy_override": True})
                order = self.order()
                self.deliver(order.picking_ids)
                self.assertFalse(self.note_of(order.picking_ids))
                self.run_schedule()
                self.assertFalse(order.invoice_ids)

    def test_another_policy_since(self):
        order = self.order()
        self.deliver(order.picking_ids)
        self.as_("manager", self.con).write({"release_policy": "hand"})
        self.run_schedule()
        self.assertFalse(order.invoice_ids)
        self.assertEqual(self.note_of(order.picking_ids).state, "by_hand")

    def test_run_twice_invoices_once(self):
        order = self.order()
        self.deliver(order.picking_ids)
        self.run_schedule()
        self.run_schedule()
        self.note_of(order.picking_ids).state = "waiting"
        self.run_schedule()
        self.assertEqual(len(order.invoice_ids), 1)
        self.assertEqual(self.note_of(order.picking_ids).state, "nothing")

    # === IN PARTS === #

    def test_three_parts_are_three_invoices(self):
        order = self.order()
        for part in (3, 3, 4):
            self.deliver(self.open_picking(order), part)
            self.run_schedule()
        moves = order.invoice_ids.sorted("id")
        self.assertEqual([self.lines_of(move) for move in moves], [[(self.goods, float(part))] for part in (3, 3, 4)])
        self.assertEqual(sum(moves.mapped("amount_total")), order.amount_total)
        self.assertEqual(set(moves.mapped("bridge_state")), {"queued"})
        self.assertEqual(len(self.env["bridge.delivery"].search([("order_ids", "in", order.ids)])), 3)

    def test_a_backorder_that_is_cancelled(self):
        order = self.order()
        self.deliver(self.open_picking(order), 7)
        self.open_picking(order).action_cancel()
        self.run_schedule()
        self.assertEqual(self.lines_of(order.invoice_ids), [(self.goods, 7.0)])

    def test_two_parts_before_the_schedule_comes_by(self):
        """Nothing is invoiced twice, and nothing is forgotten."""
        order = self.order()
        first = self.open_picking(order)
        self.deliver(first, 4)
        second = self.open_picking(order)
        self.deliver(second)
        self.run_schedule()
        self.assertEqual(self.lines_of(order.invoice_ids), [(self.goods, 10.0)])
        self.assertEqual((self.note_of(first).state, self.note_of(second).state), ("invoiced", "nothing"))

    def test_two_steps_are_invoiced_with_the_second(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.order()
        pick = self.open_picking(order)
        self.assertEqual(pick.picking_type_code, "internal")
        self.deliver(pick)
        self.run_schedule()
        self.assertFalse(order.invoice_ids or self.note_of(pick), "it has not left the house")
        ship = self.open_picking(order)
        self.assertEqual(ship.picking_type_code, "outgoing")
        self.deliver(ship)
        self.run_schedule()
        self.assertEqual(self.lines_of(order.invoice_ids), [(self.goods, 10.0)])
        self.assertEqual(order.invoice_ids.bridge_state, "queued")

    def test_several_orders_in_one_delivery_share_an_invoice(self):
        one, two = self.order(), self.order(self.sold(quantity=5))
        picking = one.picking_ids
        two.picking_ids.move_ids.picking_id = picking
        self.deliver(picking)
        self.run_schedule()
        self.assertEqual(one.invoice_ids, two.invoice_ids)
        self.assertEqual(self.lines_of(one.invoice_ids), [(self.goods, 10.0), (self.goods, 5.0)])
        self.assertEqual(self.note_of(picking).order_ids, one | two)

    def test_orders_of_two_customers_in_one_delivery(self):
        other = self._customer("Carter & Co")
        one, two = self.order(), self.order(customer=other)
        two.picking_ids.move_ids.picking_id = one.picking_ids
        self.deliver(one.picking_ids)
        self.run_schedule()
        self.assertEqual((one.invoice_ids | two.invoice_ids).partner_id, self.customer | other)
        self.assertEqual(self.note_of(one.picking_ids).move_ids, one.invoice_ids | two.invoice_ids)

    def test_several_deliveries_validated_together(self):
        orders = self.order() | self.order()
        for move in orders.picking_ids.move_ids:
            move.write({"quantity": 10, "picked": True})
        self.seen_by(self.worker, orders.picking_ids).with_context(skip_sms=True).button_validate()
        self.env.invalidate_all()
        self.run_schedule()
        self.assertEqual(len(orders.invoice_ids), 2)

    # === WHAT OF AN ORDER === #

    def test_only_what_is_invoiced_on_delivered_quantities(self):
        """Prepaid goods and services on order stay for a person; a service that was delivered goes along."""
        fixed = self._service("Set-up", "SETUP", invoice_policy="order")
        hours = self._service("Hours", "HOURS", invoice_policy="delivery")
        order = self.order(
            {"display_type": "line_section", "name": "Prepaid"},
            self.sold(self.prepaid),
            {"display_type": "line_note", "name": "Vouchers are sent by mail"},
            {"display_type": "line_section", "name": "Goods"},
            self.sold(),
            self.sold(fixed, 1),
            self.sold(hours, 8),
        )
        self.deliver(order.picking_ids)
        self.run_schedule()
        move = order.invoice_ids
        self.assertEqual(self.lines_of(move), [(self.goods, 10.0)])
        headings = move.invoice_line_ids.filtered(lambda line: line.display_type == "line_section")
        self.assertEqual(headings.mapped("name"), ["Goods"], "a heading without lines is left out")
        order.order_line.filtered(lambda line: line.product_id == hours).qty_delivered = 3
        more = self.order(self.sold(hours, 2), self.sold())
        more.order_line.filtered(lambda line: line.product_id == hours).qty_delivered = 2
        self.deliver(more.picking_ids)
        self.run_schedule()
        self.assertEqual(self.lines_of(more.invoice_ids), [(hours, 2.0), (self.goods, 10.0)])
        self.assertEqual(len(order.invoice_ids), 1, "of another order nothing was delivered")

    def test_an_order_that_is_all_prepaid(self):
        order = self.order(self.sold(self.prepaid))
        self.deliver(order.picking_ids)
        self.run_schedule()
        self.assertFalse(order.invoice_ids)
        self.assertEqual(self.note_of(order.picking_ids).state, "nothing")

    def test_a_transfer_without_an_order(self):
        """A receipt, or goods that are moved about, is none of our business."""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.goods.id,
                            "product_uom_qty": 5,
                            "location_id": self.env.ref("stock.stock_location_suppliers").id,
                            "location_dest_id": self.warehouse.lot_stock_id.id,
                        },
                    )
                ],
            }
        )
        picking.action_confirm()
        self.deliver(picking)
        self.assertFalse(self.note_of(picking))

    # === WHAT GOES WRONG === #

    def test_a_failure_does_not_stop_the_warehouse(self):
        """Even a note that cannot be written: the delivery is done, and the log says what happened."""
        order = self.order()
        deliveries = self.env.registry["bridge.delivery"]
        with (
            patch.object(deliveries, "_note", side_effect=ZeroDivisionError),
            mute_logger("odoo.addons.accounting_bridge_sale_stock.models.stock_picking"),
        ):
            self.deliver(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertFalse(self.note_of(order.picking_ids))
        self.run_schedule()
        self.assertEqual(order.invoice_ids.state, "posted", "what was lost is found")

    def test_delivered_while_it_was_disconnected(self):
        """However long ago that was: it is invoiced when the connection is back."""
        self.con.delivered_since = fields.Datetime.now() - timedelta(days=90)
        order = self.order()
        self.con.action_disconnect()
        self.con.away_since = fields.Datetime.now() - timedelta(days=60)
        self.deliver(order.picking_ids)
        order.picking_ids.date_done = fields.Datetime.now() - timedelta(days=30)
        self.run_schedule()
        self.con.action_connect()
        self.run_schedule()
        self.assertFalse(order.invoice_ids)
        self.con.action_enable()
        self.run_schedule()
        self.assertEqual((order.invoice_ids.state, order.invoice_ids.bridge_state), ("posted", "queued"))

    def test_what_was_delivered_before_is_not_invoiced(self):
        """Nothing is lost, and nothing is dug out that was done under another policy."""
        self.as_("manager", self.con).write({"release_policy": "hand"})
        order = self.order()
        self.deliver(order.picking_ids)
        order.picking_ids.date_done = fields.Datetime.now() - timedelta(hours=1)
        self.choose(self.con)
        self.run_schedule()
        self.assertFalse(order.invoice_ids)

    def test_what_the_books_refuse_becomes_an_issue(self):
        """The income account is archived: said in the host's words, cured, and invoiced with a button."""
        order, other = self.order(), self.order(self.sold(self._goods("Nozzle", "NOZZ")), customer=self._customer("D"))
        account = self.goods.product_tmpl_id.get_product_accounts()["income"].copy()
        self.goods.property_account_income_id = account
        self.deliver(order.picking_ids)
        self.deliver(other.picking_ids)
        account.active = False
        self.run_schedule()
        self.assertFalse(order.invoice_ids, "nothing is left half made")
        self.assertEqual(other.invoice_ids.bridge_state, "queued", "its neighbours go on")
        self.assertEqual(self.note_of(order.picking_ids).state, "asked")
        issue = self.open_issue(self.con)
        self.assertEqual((issue.reason, issue.kind), ("delivery_not_invoiced", "invoice"))
        for words in (order.picking_ids.name, order.name, "archived"):
            self.assertIn(words, issue.reason_text)
        self.assertEqual(issue.record_name, order.picking_ids.display_name)
        self.turn(self.con)
        self.assertEqual(issue.state, "open", "a run does not close what a person must answer")
        account.active = True
        self.cure(issue, "invoice_delivery", "user")
        self.run_schedule()
        self.assertEqual((order.invoice_ids.bridge_state, issue.state), ("queued", "solved"))

    def test_closed_books(self):
        """A lock date moves the accounting date as everywhere in Odoo; books that take no date at all are an issue."""
        self.company_a.fiscalyear_lock_date = "2020-01-31"
        order = self.order()
        self.deliver(order.picking_ids)
        locked = UserError("You cannot add entries prior to the lock date.")
        with patch.object(self.env.registry["account.move"], "_get_accounting_date", side_effect=locked):
            moves = self.env.registry["account.move"]
            with patch.object(moves, "_get_violated_lock_dates", return_value=[("2099-01-01", "hard_lock_date")]):
                self.run_schedule()
        self.assertFalse(order.invoice_ids)
        self.assertIn("lock date", self.open_issue(self.con).reason_text)
        self.cure(self.open_issue(self.con), "invoice_delivery", "user")
        self.run_schedule()
        self.assertEqual(order.invoice_ids.state, "posted")

    def test_what_nobody_foresaw(self):
        order, other = self.order(), self.order()
        self.deliver(order.picking_ids)
        self.deliver(other.picking_ids)
        original = type(order)._create_invoices

        def fail(orders, *args, **kwargs):
            if order in orders:
                raise ZeroDivisionError("by zero")
            return original(orders, *args, **kwargs)

        with (
            patch.object(type(order), "_create_invoices", fail),
            mute_logger("odoo.addons.accounting_bridge_sale_stock.invoicing"),
        ):
            self.run_schedule()
        self.assertIn("by zero", self.open_issue(self.con).reason_text)
        self.assertEqual(other.invoice_ids.state, "posted")

    def test_left_to_a_person(self):
        order = self.order()
        self.deliver(order.picking_ids)
        with patch.object(type(order), "_create_invoices", side_effect=UserError("No.")):
            self.run_schedule()
        issue = self.open_issue(self.con)
        self.assertEqual(self.cure(issue, "open_order", "user")["res_id"], order.id)
        self.cure(issue, "leave_delivery", "user")
        self.run_schedule()
        self.assertFalse(order.invoice_ids)
        self.assertEqual(self.note_of(order.picking_ids).state, "left")
