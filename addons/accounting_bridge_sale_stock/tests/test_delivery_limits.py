"""Two companies, people without rights on accounting, and who may press what."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.accounting_bridge.tests.common import RANKS

from .delivery_case import DeliveryCase


@tagged("post_install", "-at_install")
class TestDeliveryLimits(DeliveryCase):
    def test_two_companies(self):
        """Each delivers, and only the company whose policy it is has invoices made."""
        self.con = self.invoicing_connection()
        self.env["account.chart.template"].try_loading("generic_coa", company=self.company_b, install_demo=False)
        mine, theirs = self.order(), self.order(company=self.company_b)
        self.assertEqual(theirs.company_id, self.company_b)
        worker = self.worker
        worker.company_ids += self.company_b
        for order in (mine, theirs):
            self.deliver(order.picking_ids)
        self.run_schedule()
        self.assertEqual((mine.invoice_ids.company_id, theirs.invoice_ids.ids), (self.company_a, []))
        self.assertFalse(self.note_of(theirs.picking_ids))
        notes = self.note_of(mine.picking_ids)
        self.assertTrue(self.as_("user", notes).search([("id", "in", notes.ids)]))
        self.assertFalse(self.as_("manager", notes, "b").search([("id", "in", notes.ids)]))

    def test_a_worker_has_no_right_on_accounting(self):
        """They validate; the invoice is made by the schedule; nothing of it is theirs to read."""
        self.con = self.invoicing_connection()
        self.assertFalse(self.seen_by(self.worker, self.env["account.move"]).has_access("read"))
        order = self.order()
        self.deliver(order.picking_ids, person=self.worker)
        self.run_schedule()
        self.assertEqual(order.invoice_ids.state, "posted")
        for record in (order.invoice_ids, self.note_of(order.picking_ids), order.invoice_ids.bridge_transfer_id):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                self.seen_by(self.worker, record).check_access("read")

    def test_who_may_do_what_to_the_table(self):
        for rank in RANKS:
            table = self.as_(rank, self.env["bridge.delivery"])
            allowed = {name for name in ("read", "write", "create", "unlink") if table.has_access(name)}
            self.assertEqual(allowed, {"read"}, rank)
        self.assertFalse(self.seen_by(self.billing, self.env["bridge.delivery"]).has_access("read"))

    def test_cures_by_rank(self):
        """Who only works in the warehouse presses none of them, whatever a client sends."""
        self.con = self.invoicing_connection()
        order = self.order()
        self.deliver(order.picking_ids)
        self.run_schedule()
        self.bring_back(order.picking_ids, 2)
        self.run_schedule()
        issue = self.open_issue(self.con)
        for code in ("make_credit_note", "leave_delivery", "open_order"):
            for person in (self.worker, self.billing):
                with self.subTest(cure=code, person=person.login), self.assertRaises(AccessError):
                    self.seen_by(person, issue).with_context(cure=code).action_cure()
        self.assertEqual(issue.state, "open")
