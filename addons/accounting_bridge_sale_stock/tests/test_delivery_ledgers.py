"""Every ledger gets the invoice of a delivery."""

from importlib.util import find_spec

from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.tests.common import BridgeCommon
from odoo.addons.accounting_bridge.tests.online_company_case import OnlineCompanyCase
from odoo.addons.accounting_bridge.tests.xero_company_case import XeroCompanyCase

from .delivery_case import Warehouse

if find_spec("odoo.addons.accounting_bridge_qbd") and find_spec("odoo.addons.test_accounting_bridge"):
    from odoo.addons.accounting_bridge_qbd.tests.desktop_case import DesktopCase
    from odoo.addons.test_accounting_bridge.tests.common import BridgeCase as NotebookCase
else:

    class DesktopCase(BridgeCommon):
        """Stands where the other addons would."""

        def setUp(self):
            super().setUp()
            self.skipTest("the addons of the other ledgers are not on the addons path")

    NotebookCase = DesktopCase


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


@tagged("post_install", "-at_install")
class TestOnlineDelivery(FromDelivery, OnlineCompanyCase):
    """QuickBooks Online."""


@tagged("post_install", "-at_install")
class TestXeroDelivery(FromDelivery, XeroCompanyCase):
    """Xero."""


@tagged("post_install", "-at_install")
class TestDesktopDelivery(FromDelivery, DesktopCase):
    """QuickBooks Desktop."""


@tagged("post_install", "-at_install")
class TestNotebookDelivery(FromDelivery, NotebookCase):
    """The Notebook."""
