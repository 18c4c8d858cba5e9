"""What somebody deletes in the company file beside invoices: customers, items, payments; and what is said of ours."""

from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .documents_case import DocumentsCase
from .payments_case import PaymentsCase


@tagged("post_install", "-at_install")
class TestDesktopListDeletions(DocumentsCase):
    """ListDeletedQuery: a customer or an item of ours vanished, and a person says what becomes of it."""

    def link_of(self, record):
        column = {"res.partner": "partner_id", "product.product": "product_id"}[record._name]
        return self.env["bridge.binding"].search([(column, "=", record.id), ("alias_of_id", "=", False)])

    def vanished(self, record, kind, name):
        """QuickBooks lets nobody delete what an invoice names: the invoice goes first, then the entry."""
        move = self.processed()
        link = self.link_of(record)
        lost = link.external_id
        self.screen.delete_invoice(self.number(move))
        self.remove_there(kind, lost)
        self.forget_what_left()
        self.later()
        self.assertTrue(self.elements("ListDeletedQueryRq"))
        self.assertEqual(self.where(move), ("gone", "gone_there"))
        self.assertTrue(link.remote_record_id.is_gone)
        self.assertFalse(link.external_id, "the link is undone")
        other = self.invoice(self.line(price=50.0))
        self.release(move | other)
        self.turn(self.link)
        issue = self.the_issue(f"{kind.value}_gone")
        self.assertIn(name, issue.reason_text)
        self.assertEqual((move | other).bridge_transfer_id.issue_id, issue)
        self.assertEqual(self.screen.invoices(), [], "nothing is made again in silence")
        self.cure(issue, "create")
        self.turn(self.link)
        self.assert_same(move | other)
        (again,) = self.there(kind)
        self.assertNotEqual(again.id, lost)
        self.assertEqual(link.external_id, again.id)

    def test_customer_deleted_there(self):
        self.vanished(self.customer, Kind.CUSTOMER, "Baker Bros")

    def test_item_deleted_there(self):
        self.vanished(self.service, Kind.ITEM, "CONS")


@tagged("post_install", "-at_install")
class TestDesktopPaymentDeletions(PaymentsCase):
    """TxnDeletedQuery: a payment of ours vanished there."""

    later = DocumentsCase.later

    def test_deleted_there(self):
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        self.book.delete("ReceivePayment", self.screen.payments()[0]["id"])
        self.later()
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual((transfer.state, transfer.reason), ("gone", "gone_there"))
        issue = self.the_issue("gone_there")
        self.assertIn(payment.move_id.name, issue.reason_text)
        self.later()
        self.assertEqual(self.screen.payments(), [], "nothing is put back by itself")
        self.assertIn("100.00 USD open", move.bridge_ribbon)
        self.cure(issue, "release_again", "user")
        self.turn(self.link)
        (there,) = self.screen.payments()
        self.assertEqual([row["amount"] for row in there["applied_to"]], [Decimal("100.00")])
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])

    def edit_there(self, payment_id, **values):
        """The bookkeeper edits a payment on the screen, which no request of ours could do."""
        columns = ", ".join(f"{name} = ?" for name in values)
        self.book.store.run(
            f"UPDATE txn SET {columns}, modified = ?, edit_sequence = edit_sequence + 1 WHERE txn_id = ?",
            *values.values(),
            self.book.store.one("SELECT max(modified) AS m FROM txn")["m"],
            payment_id,
        )

    def test_dated_otherwise_there(self):
        move = self.processed(100.0)
        payment = self.pay(move)
        self.turn(self.link)
        (there,) = self.screen.payments()
        day = self.today(days=-3).isoformat()
        self.edit_there(there["id"], txn_date=day)
        self.later()
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual((transfer.state, transfer.reason), ("processed", "changed_after"))
        issue = self.the_issue("changed_after")
        self.assertIn(day, issue.reason_text)
        self.assertIn(payment.move_id.date.isoformat(), issue.reason_text)
        self.assertEqual([row["date"] for row in self.screen.payments()], [day], "it is never put back by itself")
        self.cure(issue, "accept_there")
        self.later()
        self.assertFalse(self.transfer_of(payment.move_id).reason)
