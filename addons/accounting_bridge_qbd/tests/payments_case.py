"""What the tests of payments and credit notes do in Odoo."""

from odoo import Command, fields

from .desktop_case import DesktopCase


class PaymentsCase(DesktopCase):
    """A company file that holds two invoices of ours, and people who pay them in Odoo."""

    def setUp(self):
        super().setUp()
        self.paid_connection = self.connection()
        self.paid_connection.sends_payments = True
        self.paid_connection.discount_account_id = self.account_there("Discounts Given")
        self.bank = self.company_data["default_journal_bank"]

    def account_there(self, name):
        return self.env["bridge.remote.record"].search(
            [("connection_id", "=", self.paid_connection.id), ("kind", "=", "account"), ("name", "=", name)]
        )

    def processed(self, *prices, customer=None, **values):
        """Return invoices of these prices that are in the company file."""
        moves = self.env["account.move"].union(
            *(self.invoice(self.line(price=price), customer=customer, **values) for price in prices)
        )
        self.release(moves)
        self.turn(self.paid_connection)
        self.assertEqual(set(moves.mapped("bridge_state")), {"processed"}, moves.mapped("bridge_ribbon"))
        return moves

    def pay(self, moves, amount=None, **values):
        """Register a payment of documents. :return: the payment"""
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create(
                {
                    "journal_id": self.bank.id,
                    "group_payment": True,
                    "payment_date": fields.Date.today(),
                    **({} if amount is None else {"amount": amount}),
                    **values,
                }
            )
        )
        payment = wizard._create_payments()
        self.env.flush_all()
        self.env.invalidate_all()
        return payment

    def credit_note(self, price, customer=None, date=None):
        """Return a posted credit note; of today where no date is given."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "company_id": self.company_a.id,
                "partner_id": (customer or self.customer).id,
                "invoice_date": date or fields.Date.today(),
                "invoice_line_ids": [Command.create(self.line(price=price))],
            }
        )
        move.action_post()
        return move

    def apply(self, one, other):
        """Reconcile two entries on the receivable account."""
        lines = (one | other).line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        lines.reconcile()
        self.env.flush_all()
        self.env.invalidate_all()

    def transfer_of(self, move):
        """Return the newest transfer of an entry that pays."""
        return self.env["bridge.transfer"].search(
            [("move_id", "=", move.id), ("kind", "=", "payment")], order="id desc", limit=1
        )

    def balances_there(self, moves):
        """Return what is open of invoices in the company file, in their order."""
        open_there = {row["number"]: row["balance"] for row in self.book.invoices()}
        return [open_there[move.bridge_transfer_id.binding_id.remote_number] for move in moves]
