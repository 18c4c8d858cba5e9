"""A warehouse and what people do in it, on top of a company that has a ledger."""

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.accounting_bridge.tests.common import BridgeCommon


class Warehouse:
    """Orders, deliveries and the schedule that invoices them; mixed into the case of a ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company_a.id)], limit=1)
        cls.goods = cls._goods("Hose", "HOSE")
        cls.prepaid = cls._goods("Voucher", "VOUCH", invoice_policy="order")
        cls.worker = new_test_user(
            cls.env(context={"no_reset_password": True}),
            "worker_a",
            groups="stock.group_stock_user",
            name="Worker A",
            email="worker_a@example.com",
            company_id=cls.company_a.id,
            company_ids=[Command.set(cls.company_a.ids)],
        )
        cls.seller = new_test_user(
            cls.env(context={"no_reset_password": True}),
            "seller_a",
            groups="sales_team.group_sale_salesman_all_leads",
            name="Seller A",
            email="seller_a@example.com",
            company_id=cls.company_a.id,
            company_ids=[Command.set(cls.company_a.ids)],
        )

    @classmethod
    def _goods(cls, name, reference, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "default_code": reference,
                "type": "consu",
                "invoice_policy": "delivery",
                "taxes_id": False,
                "list_price": 10,
                **values,
            }
        )

    def invoicing_connection(self, **values):
        """Return a connection on which deliveries make invoices that are posted at once."""
        connection = self.connection(**values)
        self.choose(connection)
        return connection

    def choose(self, connection, **values):
        self.as_("manager", connection).write({"release_policy": "delivered", "policy_override": True})
        self.as_("manager", connection).write({"drafts_until": False, **values})
        self.env.invalidate_all()

    # === ORDERS === #

    def sold(self, product=None, quantity=10.0, **values):
        """Return the values of a line of an order."""
        return {"product_id": (product or self.goods).id, "product_uom_qty": quantity, "price_unit": 10.0, **values}

    def order(self, *lines, customer=None, company=None, **values):
        """Make and confirm an order; without lines it has ten of the goods."""
        order = (
            self.env["sale.order"]
            .with_company(company or self.company_a)
            .create(
                {
                    "partner_id": (customer or self.customer).id,
                    "order_line": [Command.create(line) for line in lines or (self.sold(),)],
                    **values,
                }
            )
        )
        order.order_line.filtered("product_id").tax_ids = False
        order.action_confirm()
        return order

    # === THE WAREHOUSE === #

    def deliver(self, picking, quantity=None, person=None):
        """Complete a transfer, all of it or so much of each line; what is left is a backorder."""
        picking = self.seen_by(person or self.worker, picking)
        picking.action_assign()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        self.assertEqual(picking.state, "done")
        self.env.flush_all()
        self.env.invalidate_all()

    def open_picking(self, order):
        """Return the transfer of an order that is to be completed next."""
        return order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel")).sorted("id")[:1]

    def bring_back(self, picking, quantity, *, to_refund=True):
        """A customer returns goods of a delivery, and the warehouse takes them in. :return: the return."""
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        wizard.product_return_moves.write({"quantity": quantity, "to_refund": to_refund})
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self.deliver(returned, quantity)
        return returned

    def run_schedule(self):
        """A moment later the schedule comes by."""
        self.env.flush_all()
        self.env.ref("accounting_bridge_sale_stock.ir_cron_invoice").method_direct_trigger()
        self.env.invalidate_all()

    def note_of(self, picking):
        """Return what was noted of a delivery."""
        return self.env["bridge.delivery"].search([("picking_id", "=", picking.id)])

    def lines_of(self, move):
        """Return ``[(product, quantity)]`` of an invoice."""
        lines = move.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        return [(line.product_id, line.quantity) for line in lines]


class DeliveryCase(Warehouse, BridgeCommon):
    """The same, with the double as ledger."""
