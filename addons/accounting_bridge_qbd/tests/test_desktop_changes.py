from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.accounting_bridge.engine import lease
from odoo.addons.accounting_bridge.tests.change_stories import ChangedThereStories, UpdateStories

from .documents_case import DocumentsCase

# What says which entry is meant, in which version.
ALWAYS = {"TxnID", "EditSequence"}


@tagged("post_install", "-at_install", "slow")
class TestDesktopUpdates(UpdateStories, DocumentsCase):
    """A document that was changed in Odoo is changed there, and nothing else."""

    def test_only_what_changed_is_said(self):
        move = self.processed(*self.lines(100.0, 50.0))
        before = self.on_the_screen(move)
        self.edit(move, invoice_date_due=self.today(days=20))
        self.assertEqual(self.where(move), ("queued", ""))
        self.assertEqual(self.transfer(move).operation, "update")
        self.turn(self.link)
        said = self.said("InvoiceMod")
        self.assertEqual(set(said) - ALWAYS, {"DueDate"})
        self.assertEqual(said["DueDate"], self.today(days=20).isoformat())
        there = self.on_the_screen(move)
        self.assertEqual(there["due_date"], self.today(days=20).isoformat())
        self.assertEqual((there["lines"], there["memo"]), (before["lines"], before["memo"]))
        self.assert_same(move)

    def test_lines_keep_what_the_bookkeeper_added(self):
        """The class that somebody gave a line there stays with it when another line is changed here."""
        self.book.set_preferences(class_tracking=True)
        self.book.add_class("North")
        move = self.processed(*self.lines(100.0, 50.0))
        ids = [line["id"] for line in self.on_the_screen(move)["lines"]]
        self.book.edit_line(self.number(move), 0, ClassRef={"FullName": "North"})
        self.edit(move, price=60.0, line=1)
        self.turn(self.link)
        there = self.on_the_screen(move)
        self.assertEqual([line["id"] for line in there["lines"]], ids)
        self.assertEqual([line["class"] for line in there["lines"]], ["North", ""])
        self.assert_same(move)

    def test_credit_note_is_changed(self):
        credit = self.sent_off(self.credit_note(*self.lines(40.0, 20.0)))
        self.edit(credit, price=45.0)
        self.turn(self.link)
        said = self.said("CreditMemoMod")
        self.assertEqual(set(said) - ALWAYS, {"CreditMemoLineMod"})
        self.assertNotIn("-1", [line["TxnLineID"] for line in said["CreditMemoLineMod"]])
        self.assertEqual(self.on_the_screen(credit)["total"], Decimal("65.00"))
        self.assert_same(credit)

    def test_other_customer(self):
        """Of another customer QuickBooks would fill in what is left out: everything is said."""
        move = self.processed()
        self.edit(move, partner_id=self._customer("Second Hand").id)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assertEqual(self.on_the_screen(move)["customer"], "Second Hand")
        self.assertLess(ALWAYS | {"Memo", "RefNumber", "InvoiceLineMod"}, set(self.said("InvoiceMod")))

    def test_bookkeeper_queued_it_for_the_printer(self):
        """Whoever wants it printed there wants that after our change as well."""
        move = self.processed()
        self.book.edit_invoice(self.number(move), IsToBePrinted=True)
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assert_same(move)
        self.assertTrue(self.on_the_screen(move)["to_be_printed"])


@tagged("post_install", "-at_install", "slow")
class TestDesktopChangedThere(ChangedThereStories, DocumentsCase):
    """What the bookkeeper changed is never put back, and an issue shows both values."""

    def test_moved_without_a_change_of_ours(self):
        """A payment moves the version of its invoice: its lines are looked at once, and nothing is said."""
        move = self.processed(*self.lines(300.0, 200.0))
        self.book.receive_payment(self.number(move), "100.00")
        self.forget_what_left()
        self.later()
        self.assertEqual(self.where(move), ("processed", ""))
        looks = [text for text in self.sent if "<IncludeLineItems>" in text]
        self.assertEqual(len(looks), 1)
        self.forget_what_left()
        self.later()
        self.assertFalse([text for text in self.sent if "<IncludeLineItems>" in text])


@tagged("post_install", "-at_install")
class TestDesktopClock(DocumentsCase):
    """What was saved while the clock of that computer was wrong hides nothing that is changed later."""

    def flow(self):
        return self.link.flow_ids.filtered(lambda flow: flow.kind == "invoice")

    def voided_there(self, move):
        self.book.void_invoice(self.number(move))
        self.later()
        self.assertEqual(self.where(move), ("gone", "voided_there"))

    def test_saved_in_another_year(self):
        move, other = self.processed(), self.processed()
        with self.book_clock(timedelta(days=400)):
            self.book.edit_invoice(self.number(other), PONumber="PO-7")
        self.later()
        self.assertTrue(self.flow().watermark)
        self.assertLess(self.flow().watermark, f"{fields.Datetime.now() + timedelta(days=2):%Y-%m-%d}")
        self.voided_there(move)

    def test_a_watermark_that_was_moved_too_far_before(self):
        move = self.processed()
        self.flow().watermark = "2099-12-31T08:00:00"
        self.voided_there(move)
        self.assertLess(self.flow().watermark, "2099")

    def test_read_everything_again(self):
        self.processed()
        self.later()
        self.assertTrue(self.flow().watermark)
        self.as_("manager", self.link).action_read_again()
        self.sent.clear()
        self.later()
        self.assertTrue([text for text in self.sent if "<InvoiceQueryRq" in text])
        self.assertFalse([text for text in self.sent if "<FromModifiedDate>" in text])
        self.assertTrue(self.flow().watermark)

    def test_read_everything_again_waits_for_the_run(self):
        self.processed()
        with (
            patch.object(lease, "holder_of", lambda _env, _id: ("another run", fields.Datetime.now())),
            self.assertRaisesRegex(UserError, "under way"),
        ):
            self.as_("manager", self.link).action_read_again()
        self.assertTrue(self.flow().last_read_at)
