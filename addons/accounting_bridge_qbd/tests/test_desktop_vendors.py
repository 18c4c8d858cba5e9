"""Who a bill is owed to: vendors are looked for, created and asked about as customers are, where bills are sent."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .test_desktop_bills import BillsCase


@tagged("post_install", "-at_install")
class TestDesktopVendors(BillsCase):
    """A bill names its vendor, and what becomes of that is the engine's."""

    def bill(self):
        """Write a bill into the outbox that needs its vendor. :return: its transfer"""
        move = self.entry(("Wages", "100.00"))
        link = self.env["bridge.binding"]._reserve(self.link, move, Kind.BILL)
        transfer = self.env["bridge.transfer"].create(
            {
                "connection_id": self.link.id,
                "binding_id": link.id,
                "move_id": move.id,
                "need_ids": [Command.set(self.vendor_link().ids)],
            }
        )
        transfer._note_creation()
        return transfer

    def document(self, move):
        # The engine has linked the vendor in an environment of its own.
        self.env["bridge.binding"].invalidate_model()
        return super().document(move)

    def vendors(self):
        return sorted(row["name"] for row in self.book.vendors())

    def ours(self):
        """Return the vendors there that this company pays; QuickBooks has its tax agencies among them."""
        return [name for name in self.vendors() if name.startswith("Payroll")]

    def test_one_of_that_name_is_the_one(self):
        self.book.add_vendor("payroll  services")
        transfer = self.bill()
        self.turn(self.link)
        self.assertEqual((transfer.state, self.vendor_link().bound_by), ("processed", "key"))
        self.assertEqual(self.ours(), [])
        self.assertEqual([row["vendor"] for row in self.book.bills()], ["payroll  services"])

    def test_where_there_is_none_it_is_created_first(self):
        transfer = self.bill()
        self.turn(self.link)
        self.assertEqual((transfer.state, self.vendor_link().bound_by), ("processed", "created"))
        self.assertEqual(self.ours(), ["Payroll Services"])
        self.turn(self.link)
        self.assertEqual((self.ours(), len(self.book.bills())), (["Payroll Services"], 1))

    def test_one_that_is_not_in_use_takes_no_bill(self):
        self.book.add_vendor("Payroll Services", IsActive=False)
        transfer = self.bill()
        self.turn(self.link)
        self.assertEqual((transfer.state, transfer.reason), ("rejected", "vendor_inactive"))
        issue = self.the_issue("vendor_inactive")
        self.assertEqual((issue.kind, issue.transfer_count), ("vendor", 1))
        with self.slow_clock():
            self.book.set_active("Vendor", "Payroll Services")
        self.sent.clear()
        self.cure(issue, "check_again")
        self.turn(self.link)
        self.assertEqual(transfer.state, "processed")
        self.assertEqual(self.ours(), ["Payroll Services"])
        # It seems older than what was read before, so that it is asked for by name.
        reads = [how for text in self.sent for kind, how in self.reads_in(text) if kind is Kind.VENDOR]
        self.assertEqual(reads, ["changes", ["Payroll Services"]])

    def test_a_name_that_a_customer_has(self):
        """Customers and vendors share one space of names there: a person says what the vendor is called."""
        self.book.add_customer("Payroll Services")
        transfer = self.bill()
        self.turn(self.link)
        self.assertEqual((transfer.state, transfer.reason), ("rejected", "vendor_name_taken"))
        self.cure(self.the_issue("vendor_name_taken"), "use_other_name")
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(transfer.state, "processed")
        self.assertEqual(self.ours(), [f"Payroll Services #{self.vendor.id}"])

    def test_a_person_picks_the_vendor(self):
        self.book.add_customer("Payroll Services")
        self.book.add_vendor("Payroll Bureau")
        transfer = self.bill()
        self.turn(self.link)
        issue = self.the_issue("vendor_name_taken")
        picked = self.mirrored(self.link, Kind.VENDOR, "Payroll Bureau")
        wizard = self.env["bridge.pick"].create({"issue_id": issue.id, "remote_record_id": picked.id})
        wizard.action_pick()
        self.turn(self.link)
        self.assertEqual((transfer.state, self.ours()), ("processed", ["Payroll Bureau"]))

    def test_one_that_was_deleted_is_not_made_anew_unasked(self):
        self.bill()
        self.turn(self.link)
        self.book.delete("Bill", "RUN-5")
        self.book.delete_entry("Vendor", "Payroll Services")
        self.later()
        self.assertFalse(self.vendor_link().external_id)
        self.env["bridge.issue"].search([("connection_id", "=", self.link.id)])._solve("check_again")
        transfer = self.bill()
        self.turn(self.link)
        self.assertEqual((transfer.state, transfer.reason), ("rejected", "vendor_gone"))
        self.assertEqual(self.ours(), [])

    def test_what_is_switched_off_is_neither_read_nor_sent(self):
        self.link.sends_bills = False
        self.sent.clear()
        transfer = self.bill()
        self.later()
        texts = "".join(self.sent)
        self.assertTrue(texts)
        for word in ("VendorQueryRq", "BillQueryRq", "JournalEntryQueryRq", "BillAddRq", "VendorAddRq"):
            self.assertNotIn(word, texts)
        self.assertEqual(transfer.state, "queued")
        flows = self.link.flow_ids.filtered(lambda flow: flow.kind in ("vendor", "bill", "journal_entry"))
        self.assertEqual((len(flows), any(flows.mapped("enabled"))), (3, False))
        self.link.sends_bills = True
        self.assertTrue(all(flows.mapped("enabled")))
        self.later()
        self.assertEqual(transfer.state, "processed")
