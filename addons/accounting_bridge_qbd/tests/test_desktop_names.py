"""Names in QuickBooks Desktop: one for all lists of people, and short ones for items."""

from importlib.util import find_spec

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.tests.no_scenarios import NoScenarios

from .desktop_case import DesktopCase

if find_spec("odoo.addons.test_accounting_bridge"):
    from odoo.addons.test_accounting_bridge.tests.name_scenarios import PeopleScenarios
else:
    PeopleScenarios = NoScenarios


@tagged("post_install", "-at_install", "slow")
class TestDesktopWho(PeopleScenarios, DesktopCase):
    """Who is who, said by people."""


@tagged("post_install", "-at_install")
class TestDesktopNames(DesktopCase):
    """A customer may not be called as an employee is, and an item has 31 characters."""

    def test_name_of_an_employee(self):
        connection = self.connection()
        self.book.add_other_name(self.customer.name, "Employee")
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        issue = self.open_issue(connection)
        self.assertEqual((move.bridge_state, issue.reason), ("rejected", "customer_name_taken"))
        with self.assertRaisesRegex(UserError, "a vendor or an employee may have the name"):
            self.cure(issue, "link_that_one", "user")
        wizard = self.env["bridge.rename"].create({"issue_id": issue.id, "name": "Baker Bros of York"})
        self.assertIn("At most 41 characters in QuickBooks Desktop", wizard.limit_text)
        wizard.action_rename()
        self.env.invalidate_all()
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed", move.bridge_ribbon)

    def test_short_names_of_items(self):
        """The dialog says how much room there is, and as what a longer one will be written."""
        connection = self.connection(create_missing_item="never")
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        issue = self.open_issue(connection)
        self.assertEqual(issue.kind, Kind.ITEM.value)
        issue.sudo().reason = "item_name_taken"
        wizard = self.env["bridge.rename"].create({"issue_id": issue.id})
        self.assertEqual(wizard.label, "Internal Reference")
        wizard.name = "Consulting on the spot, by the hour"
        self.assertEqual(wizard.limit_text, "At most 31 characters in QuickBooks Desktop; this has 35.")
        self.assertLessEqual(len(wizard.written_as), 31)
        wizard.action_rename()
        self.assertEqual(self.service.default_code, "Consulting on the spot, by the hour")
