from odoo.tests import tagged

from ..engine.transaction import OuterTransactionDirty, in_own_transaction
from .common import BridgeCommon


@tagged("post_install", "-at_install")
class TestBasics(BridgeCommon):
    """The base itself."""

    def test_release(self):
        """Tried by hand."""
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        self.assertEqual(move.bridge_state, "queued")
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed")

    def test_kinds(self):
        connection = self.connection()
        for kind, move in self.invoices_of_every_kind().items():
            print(kind, move.amount_total, move.amount_tax)
