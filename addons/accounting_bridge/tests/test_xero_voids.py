from decimal import Decimal

from odoo.tests import tagged

from ..ledgers.documents import Kind
from .void_stories import GoneStories, VoidStories
from .xero_company_case import HAS_SIMULATORS
from .xero_documents_case import XeroDocumentsCase

if HAS_SIMULATORS:
    from tests.simulators.xero.books import Invalid


@tagged("post_install", "-at_install", "slow")
class TestXeroVoids(VoidStories, XeroDocumentsCase):
    """A document that is cancelled in Odoo is voided there, and nothing is taken out of the books unseen."""

    def test_what_a_void_says(self):
        """Looked at first, then voided, and nothing else is said of it."""
        move = self.processed()
        there = self.on_the_screen(move)["id"]
        self.cancel(move)
        self.forget_what_left()
        self.turn(self.link)
        (body,) = self.updates()
        self.assertEqual(body, {"InvoiceID": there, "Status": "VOIDED"})
        look, write = self.calls()[-2:]
        self.assertEqual((look["method"], write["path"]), ("GET", f"Invoices/{there}"))
        self.assertEqual(write["unless"]["look"], look["id"])

    def test_paid_there(self):
        """Payments have to be taken off before (facts 2.4): refused, and a person who did so has it voided."""
        move = self.processed()
        number = self.number(move)
        paid = self.screen.receive_payment(number, "60.00")
        self.cancel(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "in_use_there"))
        self.assertIn("payments", self.the_issue("in_use_there").reason_text)
        self.assertEqual([row["total"] for row in self.screen.payments()], [Decimal("60.00")])
        self.assertFalse(self.on_the_screen(move)["is_void"])
        self.desk.remove_payment(paid)
        self.cure(self.the_issue("in_use_there"), "check_again", "user")
        self.turn(self.link)
        self.assert_void(move, number)

    def test_credited_there(self):
        """The same with a credit note that somebody there has allocated (facts 2.4)."""
        move = self.processed()
        number = self.number(move)
        self.desk.enter_credit_note("Baker Bros", [("Sales", "1", "30")], number="CN-1")
        self.desk.allocate("CN-1", number)
        self.cancel(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "in_use_there"))
        self.desk.remove_allocation("CN-1")
        self.cure(self.the_issue("in_use_there"), "check_again", "user")
        self.turn(self.link)
        self.assert_void(move, number)

    def test_number_goes_on(self):
        """A number is used up by the document that was voided: the next one bears it with a digit behind it."""
        move = self.processed()
        number = self.number(move)
        self.cancel(move)
        self.turn(self.link)
        self.post_again(move)
        self.sent_off(move)
        self.assertEqual(self.number(move), f"{number}-2")
        self.assert_once(move)


@tagged("post_install", "-at_install")
class TestXeroGone(GoneStories, XeroDocumentsCase):
    """What the bookkeeper voided reads *gone*; a person says whether it goes there once more.

    What is approved is never deleted there, only voided (facts 2.4): the stories of deletions are of voids here.
    """

    def alive(self):
        return [row for row in self.all_there() if not row["is_void"]]

    def test_nobody_deletes_there(self):
        move = self.processed()
        with self.assertRaises(Invalid):
            self.desk.delete("Invoices", self.number(move))

    def test_deleted_there(self):
        """It is voided in place of that, and stays in the list."""
        move = self.processed()
        number = self.number(move)
        self.screen.delete_invoice(number)
        self.later()
        self.assertEqual(self.where(move), ("gone", "voided_there"))
        self.later()
        self.assertEqual(self.alive(), [], "nothing is put back by itself")
        self.sent_off(move)
        self.assertEqual([row["is_void"] for row in self.screen.invoices(number)], [True, False])
        self.assert_same(move)

    def test_credit_memo_deleted_there(self):
        """A credit note is voided in place of that, and its number is used up, too."""
        credit = self.sent_off(self.credit_note())
        number = self.number(credit)
        self.screen.delete_credit_memo(number)
        self.later()
        self.assertEqual(self.where(credit), ("gone", "voided_there"))
        self.sent_off(credit)
        self.assertEqual([row["number"] for row in self.alive()], [f"{number}-2"])
        self.assert_same(credit)

    def test_gone_and_not_wanted(self):
        """*Do not send*: it stays void, whatever is changed here."""
        move = self.processed()
        self.screen.delete_invoice(self.number(move))
        self.later()
        self.as_("user", move).action_bridge_hold()
        self.settle()
        self.assertEqual(self.transfer(move).state, "held")
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assertEqual((self.alive(), len(self.screen.invoices())), ([], 1))

    def test_deleted_there_while_a_change_waits(self):
        """The change is not sent to what is void: a person says whether it goes there once more."""
        move = self.processed()
        self.edit(move, price=120.0)
        self.screen.delete_invoice(self.number(move))
        self.forget_what_left()
        self.turn(self.link)
        self.assertEqual((self.updates_sent(), self.alive()), (0, []))
        self.assertEqual(self.where(move), ("gone", "voided_there"))
        self.sent_off(move)
        self.assert_same(move)

    def test_voided_right_before_our_change(self):
        """Between the look and the change: Xero refuses it (facts 2.4); read again it is gone."""
        move = self.processed()
        self.edit(move, price=120.0)
        with self.before_writing(Kind.INVOICE, lambda: self.screen.void_invoice(self.number(move))):
            self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("gone", "voided_there"))
        self.assertEqual(self.alive(), [])
