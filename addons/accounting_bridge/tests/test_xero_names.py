"""Names in Xero: no two contacts share one, whether they buy or sell."""

from importlib.util import find_spec

from odoo.tests import tagged

from ..ledgers.documents import Kind
from .no_scenarios import NoScenarios
from .xero_company_case import XeroCompanyCase

if find_spec("odoo.addons.test_accounting_bridge"):
    from odoo.addons.test_accounting_bridge.tests.name_scenarios import PeopleScenarios
else:
    PeopleScenarios = NoScenarios


@tagged("post_install", "-at_install")
class TestXeroWho(PeopleScenarios, XeroCompanyCase):
    """Who is who, said by people."""


@tagged("post_install", "-at_install")
class TestXeroNames(XeroCompanyCase):
    """One list of contacts: who sells can buy."""

    def enter_supplier(self):
        self.desk.add_contact("Baker Bros")
        self.desk.enter_bill("Baker Bros", [("Materials", "1", "10.00")])

    def test_name_of_a_supplier(self):
        """Somebody enters a supplier of that name a moment before us: it is a contact like any other, and is linked."""
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        with self.before_writing(Kind.CUSTOMER, self.enter_supplier):
            self.turn(connection)
        issue = self.open_issue(connection)
        self.assertEqual((move.bridge_state, issue.reason), ("rejected", "customer_name_taken"))
        self.turn(connection)
        self.cure(issue, "link_that_one", "user")
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed", move.bridge_ribbon)
        self.assertEqual([entry.name for entry in self.there(Kind.CUSTOMER)], ["Baker Bros"])

    def test_room_for_a_name(self):
        connection = self.connection(create_missing_customer="never")
        self.release(self.invoice())
        self.turn(connection)
        issue = self.open_issue(connection)
        wizard = self.env["bridge.rename"].create({"issue_id": issue.id, "name": "B" * 300})
        self.assertEqual(wizard.limit_text, "At most 255 characters in Xero; this has 300.")
        self.assertLessEqual(len(wizard.written_as), 255)
