"""A name that is somebody else's in the ledger: linked to that one, or changed in Odoo."""

from odoo.exceptions import AccessError, UserError

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .who_scenarios import PairScenarios, WhoHelpers


class NameScenarios(WhoHelpers):
    """The name of a customer is somebody else's there. As every ledger has it."""

    def name_taken(self):
        """Return a connection, an invoice whose customer's name somebody took a moment before us, and the issue."""
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        with self.before_writing(Kind.CUSTOMER, lambda: self.put_there(Kind.CUSTOMER, "Baker Bros")):
            self.turn(connection)
        issue = self.open_issue(connection)
        self.assertEqual((move.bridge_state, issue.reason), ("rejected", "customer_name_taken"))
        self.assertEqual(
            issue.reason_text,
            f'The name "Baker Bros" is taken in {connection.ledger_name} by another customer, a vendor, an employee or '
            "another name.",
        )
        return connection, move, issue

    def read_again(self, connection):
        """Have the ledger read: some are opened only where there is something to be sent."""
        self.assert_in_step(self.released(connection, self._customer("Somebody Else")))

    def test_link_to_that_one(self):
        connection, move, issue = self.name_taken()
        with self.assertRaisesRegex(UserError, "that was read so far"):
            # The mirror does not know it yet: what is said then is what to press.
            self.cure(issue, "link_that_one", "user")
        self.read_again(connection)
        self.cure(issue, "link_that_one", "user")
        self.turn(connection)
        self.assert_in_step(move)
        (there,) = [record for record in self.there(Kind.CUSTOMER) if record.name == "Baker Bros"]
        self.assertEqual(self.link_of(self.customer).external_id, there.id)
        self.assertEqual(self.link_of(self.customer).bound_by, "picked")

    def test_rename_here(self):
        connection, move, issue = self.name_taken()
        self.read_again(connection)
        # Who renames a customer is who may do so in Odoo.
        self.people["user", "a"].group_ids += self.env.ref("base.group_partner_manager")
        wizard = self.dialog(self.cure(issue, "rename_here", "user"), "user")
        self.assertEqual(wizard.name, "Baker Bros")
        self.assertIn("is taken in", wizard.taken_text)
        with self.assertRaisesRegex(UserError, "another name"):
            wizard.action_rename()
        wizard.name = "baker  BROS"
        with self.assertRaisesRegex(UserError, "is taken in"):
            wizard.action_rename()
        wizard.name = "Baker Brothers of York"
        self.assertFalse(wizard.taken_text)
        self.assertEqual(wizard.written_as, "Baker Brothers of York")
        self.assertIn("At most", wizard.limit_text)
        wizard.action_rename()
        self.env.invalidate_all()
        self.assertEqual((self.customer.name, issue.state), ("Baker Brothers of York", "solved"))
        self.turn(connection)
        self.assert_in_step(move)
        names = {record.name for record in self.there(Kind.CUSTOMER)}
        self.assertEqual(names, {"Baker Bros", "Baker Brothers of York", "Somebody Else"})


class PeopleScenarios(PairScenarios, NameScenarios):
    """What people say of who is who, as every ledger has it."""


class RenameScenarios(NameScenarios):
    """What else stands against a name."""

    def test_that_one_is_inactive(self):
        connection, _move, issue = self.name_taken()
        self.turn(connection)
        (there,) = self.there(Kind.CUSTOMER)
        self.change_there(Kind.CUSTOMER, there.id, active=False)
        self.turn(connection)
        with self.assertRaisesRegex(UserError, "is inactive in"):
            self.cure(issue, "link_that_one", "user")
        self.assertEqual(issue.state, "open")

    def test_rename_with_the_rights_of_odoo(self):
        _connection, _move, issue = self.name_taken()
        wizard = self.dialog(self.cure(issue, "rename_here", "user"), "user", name="Other")
        self.people["user", "a"].group_ids -= self.env.ref("base.group_partner_manager")
        self.env.flush_all()
        if self.as_("user", self.customer).has_access("write"):
            self.skipTest("invoicing brings the right to write contacts")
        with self.assertRaises(AccessError):
            wizard.action_rename()
        self.env.invalidate_all()
        self.assertEqual(self.customer.name, "Baker Bros")
