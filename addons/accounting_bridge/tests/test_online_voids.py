from decimal import Decimal

from odoo.tests import tagged

from .online_documents_case import OnlineDocumentsCase
from .void_stories import GoneStories, VoidStories


@tagged("post_install", "-at_install", "slow")
class TestOnlineVoids(VoidStories, OnlineDocumentsCase):
    """A document that is cancelled in Odoo is voided there, and nothing is taken out of the books unseen."""

    def test_what_a_void_says(self):
        move = self.processed()
        self.cancel(move)
        self.turn(self.link)
        (call,) = self.written("invoice", "void")
        self.assertEqual(set(call["body"]), {"Id", "SyncToken"})

    def test_cancelled_credit_note(self):
        """A credit memo cannot be voided there: it is deleted, and said so."""
        credit = self.sent_off(self.credit_note())
        number = self.number(credit)
        self.cancel(credit)
        self.assertIn("deleted", self.chatter(credit))
        self.assertIn(number, self.chatter(credit))
        self.turn(self.link)
        self.assertEqual(self.screen.credit_memos(), [])
        self.assertIn("deleted there", credit.bridge_ribbon)
        self.turn(self.link)
        self.assertEqual(self.where(credit), ("processed", ""))
        self.post_again(credit)
        self.sent_off(credit)
        self.assertEqual([row["total"] for row in self.screen.credit_memos()], [Decimal("100.00")])

    def test_reposted_before_the_deletion_left(self):
        credit = self.sent_off(self.credit_note())
        self.cancel(credit)
        self.post_again(credit)
        self.turn(self.link)
        self.assertEqual(self.where(credit), ("processed", ""))
        self.assertEqual(len(self.screen.credit_memos()), 1)


@tagged("post_install", "-at_install", "slow")
class TestOnlineGone(GoneStories, OnlineDocumentsCase):
    """What the bookkeeper voided or deleted reads *gone*; a person says whether it goes there once more."""
