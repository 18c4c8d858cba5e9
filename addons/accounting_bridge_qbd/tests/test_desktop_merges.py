from importlib.util import find_spec

from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.tests.no_scenarios import NoScenarios

from .common import HAS_SIMULATORS
from .desktop_case import DesktopCase
from .documents_case import DocumentsCase

if HAS_SIMULATORS:
    from tests.simulators.quickbooks_desktop import Switches

if find_spec("odoo.addons.test_accounting_bridge"):
    from odoo.addons.test_accounting_bridge.tests.question_scenarios import MergeScenarios
else:
    MergeScenarios = NoScenarios


@tagged("post_install", "-at_install")
class TestDesktopMergedHere(MergeScenarios, DesktopCase):
    """Customers that are merged in Odoo: their links move, and a person says what becomes of the second one there."""

    def change_customer_there(self, id_, phone):
        (name,) = [record.name for record in self.there(Kind.CUSTOMER) if record.id == id_]
        self.book.change("Customer", name, Phone=phone)


@tagged("post_install", "-at_install")
class TestDesktopMerged(DocumentsCase):
    """Customers that are merged in the company file."""

    def merged(self):
        """Return an invoice of ours whose customer was merged there into another one."""
        move = self.processed()
        self.later()
        self.book.add_customer("Baker Brothers Inc")
        self.book.merge("Customer", "Baker Bros", "Baker Brothers Inc")
        self.later()
        return move

    def test_merged_there(self):
        """The documents of the loser are the survivor's, and so is whoever it stood for here."""
        self.book.book.switches = Switches(merge_is_listed=True)
        move = self.merged()
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        other = self.invoice()
        self.release(other)
        self.turn(self.link)
        self.assertEqual(other.bridge_state, "processed", other.bridge_ribbon)
        self.assertEqual({row["customer"] for row in self.screen.invoices()}, {"Baker Brothers Inc"})
        link = self.env["bridge.binding"].search([("partner_id", "=", self.customer.id), ("alias_of_id", "=", False)])
        self.assertEqual((link.remote_record_id.name, link.bound_by), ("Baker Brothers Inc", "merged"))

    def test_merged_there_untold(self):
        """Where the loser is not listed among what was deleted (facts 4.11): it is told, and nobody is made anew."""
        move = self.merged()
        self.assertEqual(self.where(move), ("processed", "changed_after"))
        self.assertIn("Baker Bros → Baker Brothers Inc", self.the_issue("changed_after").reason_text)
        other = self.invoice()
        self.release(other)
        self.turn(self.link)
        self.assertEqual(self.transfer(other).state, "rejected")
        self.assertTrue(other.bridge_cures)
        self.assertEqual([record.name for record in self.there(Kind.CUSTOMER)], ["Baker Brothers Inc"])
