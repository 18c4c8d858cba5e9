"""Every ledger gets the invoices of a contract, each once."""

from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.tests.each_ledger_case import (
    DesktopCase,
    NotebookCase,
    OnlineCompanyCase,
    XeroCompanyCase,
)

from .contract_case import Contracts


class FromContract(Contracts):
    """The way of a contract into the books of a ledger."""

    allow_inherited_tests_method = True

    def test_three_periods_are_in_the_books_once(self):
        connection = self.posting_connection()
        contract = self.contract()
        self.generate()
        self.run_all(connection)
        self.generate()
        self.run_all(connection)
        moves = self.invoices_of(contract)
        self.assertEqual(len(moves), 3)
        self.assertEqual(moves.mapped("bridge_state"), ["processed"] * 3, moves.mapped("bridge_ribbon"))
        there = self.mirrored(connection, Kind.INVOICE)
        self.assertEqual(len(there), 3)
        self.assertEqual(sum(there.mapped("total")), sum(moves.mapped("amount_total")))


@tagged("post_install", "-at_install")
class TestOnlineContract(FromContract, OnlineCompanyCase):
    """QuickBooks Online."""


@tagged("post_install", "-at_install", "slow")
class TestXeroContract(FromContract, XeroCompanyCase):
    """Xero."""


@tagged("post_install", "-at_install", "slow")
class TestDesktopContract(FromContract, DesktopCase):
    """QuickBooks Desktop."""


@tagged("post_install", "-at_install")
class TestNotebookContract(FromContract, NotebookCase):
    """The Notebook."""
