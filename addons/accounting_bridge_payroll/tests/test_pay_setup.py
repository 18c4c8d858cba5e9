"""What is read of pay runs is confirmed before a connection is set up, and whom they are owed to is said there."""

from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPaySetup(TransactionCase):
    def test_pay_runs_are_in_the_list_that_is_confirmed(self):
        connection = self.env["bridge.connection"].new({"ledger": "quickbooks_online"})
        codes = connection._consent_codes()
        self.assertLessEqual({"here.pay_run.reads", "here.pay_run.writes"}, set(codes))
        self.assertIn("amounts of pay codes", connection.consent_table)
        self.assertIn("here.pay_vendor.reads", codes, "whom pay is owed to becomes a vendor there")
        self.assertNotIn("here.pay_vendor.writes", codes)
        self.assertIn("Contacts whom pay is owed to", connection.consent_table)
        self.assertIn("bill", connection._setup_kinds(), "bills are a switch where something makes them")

    def test_a_new_connection_is_saved_from_either_page(self):
        for view in ("bridge_connection_view_form_setup", "bridge_connection_view_form"):
            with Form(self.env["bridge.connection"], view=f"accounting_bridge.{view}") as page:
                page.ledger = "quickbooks_online"
            flows = {flow.kind: flow for flow in page.record.flow_ids}
            self.assertEqual(flows["invoice"].release_policy, "schedule", view)
            self.assertEqual(flows["customer"].direction, "both", view)
            self.assertFalse(flows["bill"].enabled, view)

    def test_whoever_switches_bills_on_says_to_whom_pay_is_owed(self):
        connection = self.env["bridge.connection"].create({"ledger": "quickbooks_online"})
        connection.write({"first_read_at": "2026-11-22 12:00:00", "sends_bills": True})
        self.assertIn("to whom pay is owed", connection._setup_problems_mapping()[-1])
        connection.payroll_document = "entry"
        self.assertNotIn("pay is owed", "".join(connection._setup_problems_mapping()))
        connection.payroll_document = "bill"
        connection.payroll_vendor_id = self.env["res.partner"].create({"name": "Payday Services"})
        self.assertNotIn("pay is owed", "".join(connection._setup_problems_mapping()))
        view = self.env.ref("accounting_bridge.bridge_connection_view_form_setup")
        arch = self.env["bridge.connection"].get_view(view.id)["arch"]
        self.assertIn('name="payroll_vendor_id"', arch, "where it is asked for it can be said")
