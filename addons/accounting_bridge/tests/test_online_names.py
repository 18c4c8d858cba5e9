"""Names in QuickBooks Online: one name space for customers, vendors and employees."""

from importlib.util import find_spec

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..ledgers.documents import Kind
from .no_scenarios import NoScenarios
from .online_company_case import OnlineCompanyCase

if find_spec("odoo.addons.test_accounting_bridge"):
    from odoo.addons.test_accounting_bridge.tests.name_scenarios import PeopleScenarios
else:
    PeopleScenarios = NoScenarios


@tagged("post_install", "-at_install", "slow")
class TestOnlineWho(PeopleScenarios, OnlineCompanyCase):
    """Who is who, said by people."""


@tagged("post_install", "-at_install")
class TestOnlineNames(OnlineCompanyCase):
    """A customer may not be called as a vendor is."""

    def test_name_of_a_vendor(self):
        """Nothing can be linked, since a vendor takes no invoice: the words say so, and another name goes through."""
        self.desk.add_vendor(self.customer.name)
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        issue = self.open_issue(connection)
        self.assertEqual((move.bridge_state, issue.reason), ("rejected", "customer_name_taken"))
        with self.assertRaisesRegex(UserError, "a vendor or an employee may have the name"):
            self.cure(issue, "link_that_one", "user")
        wizard = self.env["bridge.rename"].create({"issue_id": issue.id, "name": "Baker Bros (customer)"})
        self.assertIn("At most 500 characters in QuickBooks Online", wizard.limit_text)
        wizard.action_rename()
        self.env.invalidate_all()
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed", move.bridge_ribbon)
        self.assertEqual([entry.name for entry in self.there(Kind.CUSTOMER)], ["Baker Bros (customer)"])
