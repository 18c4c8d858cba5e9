"""Every ledger gets the invoice of a delivery."""

from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.tests.each_ledger_case import (
    DesktopCase,
    NotebookCase,
    OnlineCompanyCase,
    XeroCompanyCase,
)

from .delivery_case import Warehouse


class FromDelivery(Warehouse):
    """The way of a delivery into the books of a ledger."""

    allow_inherited_tests_method = True

    def test_a_delivery_is_in_the_books(self):
        connection = self.invoicing_connection()
        order = self.order()
        self.deliver(order.picking_ids)
        self.run_schedule()
        while self.turn(connection):
            pass
        self.env.invalidate_all()
        move = order.invoice_ids
        self.assertEqual(move.bridge_state, "processed", move.bridge_ribbon)
        there = self.mirrored(connection, Kind.INVOICE)
        self.assertEqual(sum(there.mapped("total")), move.amount_total)


@tagged("post_install", "-at_install", "slow")
class TestOnlineDelivery(FromDelivery, OnlineCompanyCase):
    """QuickBooks Online."""


@tagged("post_install", "-at_install")
class TestXeroDelivery(FromDelivery, XeroCompanyCase):
    """Xero."""


@tagged("post_install", "-at_install", "slow")
class TestDesktopDelivery(FromDelivery, DesktopCase):
    """QuickBooks Desktop."""


@tagged("post_install", "-at_install")
class TestNotebookDelivery(FromDelivery, NotebookCase):
    """The Notebook."""
