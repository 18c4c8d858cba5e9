"""What people do in Odoo with invoices, credit notes and payments, and look at afterwards, whatever the ledger.

The class beside these brings ``link``, the connection, and ``screen``: what a person does at the ledger's own screen.

==================================================  ===================================================================
``invoices(number)``, ``credit_memos(number)``      rows of all of them, or of a number: ``id``, ``number``, ``total``,
                                                    ``tax``, ``balance``, ``date``, ``due_date``, ``customer``,
                                                    ``memo``, ``is_void``, ``lines`` (each ``id``, ``amount``)
``payments()``                                      rows: ``id``, ``number``, ``total``, ``unused``, ``deposit_to``,
                                                    ``applied_to`` (each ``number`` of the invoice, ``amount``)
``receive_payment(number, amount)``                 money that a person takes for an invoice
``deposit(id of a payment)``                        and brings to the bank
``edit_invoice(number, ...)``                       another ``due_date``, ``date``, ``number`` or ``memo``
``edit_line(number, place, ...)``                   another ``amount`` or ``description`` of one line
``void_invoice``, ``delete_invoice``,               by number
``delete_credit_memo``
``add_bank``, ``add_customer``                      by name
==================================================  ===================================================================

It brings as well what left: ``updates_sent``, ``removals_sent``, ``reads_sent`` count requests of an invoice,
``line_ids_said`` gives the ids of the lines of the newest update, "" for a new one; and ``later``, which lets an hour
go by and a session run.
"""

from odoo import Command, fields

from ..ledgers.documents import Kind


class _People:
    def settle(self):
        self.env.flush_all()
        self.env.invalidate_all()

    def map_there(self, kind, ours, theirs, theirs_kind=None):
        """Choose the counterpart of a tax, a journal, an analytic account ..., by its name in the ledger."""
        columns = {"tax": "tax_id", "deposit": "journal_id", "term": "term_id"}
        column = columns.get(kind, "analytic_id")
        row = self.mirrored(self.link, theirs_kind or Kind(kind), theirs)
        self.assertEqual(len(row), 1, theirs)
        values = {"connection_id": self.link.id, "kind": kind, column: ours.id, "remote_record_id": row.id}
        return self.env["bridge.mapping"].create(values)

    def the_issue(self, reason):
        """Return the one open issue of the connection, which has this reason."""
        issue = self.open_issue(self.link)
        self.assertEqual(issue.reason, reason, issue.reason_text)
        return issue

    def number(self, move):
        return move.bridge_transfer_id.binding_id.remote_number

    def forget_what_left(self):
        self.sent.clear()

    def today(self, **delta):
        return fields.Date.add(fields.Date.today(), **delta)


class Documents(_People):
    """Invoices and credit notes."""

    def processed(self, *lines, customer=None, **values):
        """Return a posted invoice with these lines that is in the ledger."""
        return self.sent_off(self.invoice(*lines, customer=customer, **values))

    def sent_off(self, moves):
        """Release documents and let a session run: they are processed."""
        self.release(moves)
        self.turn(self.link)
        self.assertEqual(set(moves.mapped("bridge_state")), {"processed"}, moves.mapped("bridge_ribbon"))
        return moves

    def credit_note(self, *lines, customer=None, post=True, **values):
        """Return a credit note with these lines; without any it has one of the service at 100."""
        return self.invoice(*lines, customer=customer, post=post, move_type="out_refund", **values)

    def edit(self, move, *, price=None, line=0, **values):
        """Change a posted document as people do: back to draft, change, post again."""
        move.button_draft()
        if price is not None:
            move.invoice_line_ids.sorted("id")[line].price_unit = price
        if values:
            move.write(values)
        move.action_post()
        self.settle()

    def cancel(self, move):
        move.button_draft()
        move.button_cancel()
        self.settle()

    def post_again(self, move):
        if move.state == "cancel":
            move.button_draft()
        move.action_post()
        self.settle()

    def preview(self, moves):
        """Return ``{document: line of the preview}`` as a person sees it before the release."""
        action = self.as_("user", moves).action_bridge_release()
        wizard = self.as_("user", self.env["bridge.release"].browse(action["res_id"]))
        return {line.move_id.with_env(self.env): line for line in wizard.line_ids}

    def transfer(self, move):
        return move.bridge_transfer_id

    def where(self, move):
        """Return the state of a document and why."""
        return self.transfer(move).state, self.transfer(move).reason or ""

    def lines(self, *prices, **values):
        """Return lines of the service at these prices, as ``invoice`` takes them."""
        return [self.line(price=price, **values) for price in prices]

    def commands(self, *prices):
        return [Command.create(line) for line in self.lines(*prices)]

    # === IN THE LEDGER === #

    def all_there(self):
        """Return the invoices and credit memos of the ledger."""
        return self.screen.invoices() + self.screen.credit_memos()

    def on_the_screen(self, move):
        """Return what the ledger holds of a document: by its link, also where that was let go."""
        link = self.transfer(move).binding_id
        known = link.external_id or link.remote_record_id.remote_id
        return next(row for row in self.all_there() if row["id"] == known)

    def assert_same(self, moves):
        """Total and tax of documents are the same to the cent on both sides, and the bridge says so."""
        for move in moves:
            there = self.on_the_screen(move)
            ours = {"total": f"{move.amount_total:.2f}", "tax": f"{move.amount_tax:.2f}"}
            theirs = {name: f"{there[name]:.2f}" for name in ours}
            if self.link.tax_style == "lines":
                theirs["tax"] = ours["tax"]
            self.assertEqual(theirs, ours, move.name)
            self.assertTrue(self.transfer(move).binding_id.totals_agree, move.name)


class Payments(_People):
    """Invoices that are in the ledger, and what pays them."""

    def setUp(self):
        super().setUp()
        self.link = self.connection()
        self.link.sends_payments = True
        self.bank = self.company_data["default_journal_bank"]

    def processed(self, *prices, customer=None, **values):
        """Return invoices of these prices that are in the ledger."""
        moves = self.env["account.move"].union(
            *(self.invoice(self.line(price=price), customer=customer, **values) for price in prices)
        )
        self.release(moves)
        self.turn(self.link)
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
        self.settle()
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
        self.settle()

    def take_back(self, payment):
        """Undo everything that an entry of the books pays."""
        payment.move_id.line_ids.remove_move_reconcile()
        self.settle()

    def transfer_of(self, move):
        """Return the newest transfer of an entry that pays."""
        return self.env["bridge.transfer"].search(
            [("move_id", "=", move.id), ("kind", "=", "payment")], order="id desc", limit=1
        )

    def balances_there(self, moves):
        """Return what is open of invoices in the ledger, in their order."""
        open_there = {row["id"]: row["balance"] for row in self.screen.invoices()}
        return [open_there[move.bridge_transfer_id.binding_id.external_id] for move in moves]
