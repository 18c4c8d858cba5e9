import re
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.accounting_bridge.engine.findings import Finding, Missing, Prepared
from odoo.addons.accounting_bridge.engine.preparation import Preparation
from odoo.addons.accounting_bridge.engine.values import exact
from odoo.addons.accounting_bridge.ledgers.documents import Bill, BillLine, JournalEntry, JournalLine, Kind, Reference
from odoo.addons.accounting_bridge.ledgers.protocol import Operation
from odoo.addons.accounting_bridge.models.bridge_transfer import UNFINISHED

from ..pay_lines import from_plain, sides_of

# What a ledger says that takes no line below zero.
_NEGATIVE = re.compile(
    r"negativ|below zero|(?:less|lower|smaller) than (?:zero|0)|greater than (?:or equal to )?(?:zero|0)"
)
_ZERO = Decimal(0)


class BridgePayBill(models.Model):
    """What a pay run owes one vendor as a document of a ledger: a bill, or the journal entry that says the same.

    ::

        bill                                     journal entry
        wages            3,000.00                wages            3,000.00
        tax withheld      -450.00                tax withheld                  450.00
        total            2,550.00  (vendor)      liability for pay           2,550.00
    """

    _inherit = "bridge.pay.bill"

    # === WHICH OF BOTH === #

    @api.model
    def _bridge_kind(self, connection, net, amounts):
        """Return what a pay run becomes there: a bill wherever that says it.

        :param net: what is owed to the vendor.
        :param amounts: of the lines.
        """
        as_entry = (
            connection.payroll_document == "entry"
            or net <= 0
            or not connection._ledger().has_bills
            or (connection.refuses_negative_lines and any(amount < 0 for amount in amounts))
        )
        return Kind.JOURNAL_ENTRY if as_entry else Kind.BILL

    # === THE DOCUMENT === #

    @api.model
    def _bridge_prepare(self, preparation, links):
        """Prepare the documents of links, all of them read together. :return dict: ``{link id: Prepared}``"""
        bills = links.sudo().pay_bill_id
        vendors = preparation.links(bills.partner_id, "partner_id", (Kind.VENDOR,))
        taken = self._bridge_numbers_taken(preparation, bills)
        return {link.id: self._bridge_prepared(preparation, link.sudo(), vendors, taken) for link in links}

    @api.model
    def _bridge_prepared(self, preparation, link, vendors, taken):
        bill, kind = link.pay_bill_id, Kind(link.kind)
        if bill.binding_id != link and not link.external_id:
            # It goes, or has gone, as a document of another kind.
            arguments = {"document": bill.name or bill.number}
            return Prepared(
                findings=[Finding("pay_sent_otherwise", f"binding:{link.id}", link.kind, arguments, link.id)]
            )
        lines, findings = bill._bridge_lines(preparation)
        prepared = Prepared(findings=[*bill._bridge_against(preparation, link, taken), *findings])
        vendor = None
        if kind is Kind.BILL:
            currency = preparation.customer_currency(bill.currency_id)
            vendor = vendors.get((bill.partner_id.id, currency))
            if not (vendor and vendor.external_id):
                missing = Missing(bill.partner_id.id, "res.partner", currency, Kind.VENDOR.value)
                prepared.missing[missing] = bill.partner_id.name
        liability = bill._bridge_liability(preparation) if kind is Kind.JOURNAL_ENTRY else None
        # Where nothing is owed, none is needed.
        lacks = kind is Kind.JOURNAL_ENTRY and bill.net and not liability
        if prepared.blocked_by or prepared.missing or lacks:
            return prepared
        prepared.document = (
            bill._bridge_bill(link, vendor, lines) if vendor else bill._bridge_entry(link, liability, lines)
        )
        return prepared

    def _bridge_bill(self, link, vendor, lines):
        return Bill(
            vendor=Reference(Kind.VENDOR, vendor.external_id, self.partner_id.name or ""),
            lines=tuple(
                BillLine(line.account, line.amount, line.description, tracking=line.tracking) for line in lines
            ),
            total=sum((line.amount for line in lines), _ZERO),
            **self._bridge_head(link),
        )

    def _bridge_entry(self, link, liability, lines):
        """Return the entry: what the bill would say, and what is owed on the other side."""
        sides = [JournalLine(line.account, line.amount, line.description, tracking=line.tracking) for line in lines]
        net = sum((line.amount for line in lines), _ZERO)
        if net:
            sides.append(JournalLine(liability, -net, self.name or ""))
        total = sum((side.amount for side in sides if side.amount > 0), _ZERO)
        return JournalEntry(lines=tuple(sides), total=total, **self._bridge_head(link))

    def _bridge_head(self, link):
        return {
            "source_number": self.number,
            "number": self.number,
            "trace": link.trace,
            "date": self.date,
            "currency": self.currency_id.name,
            "note": self.name or "",
        }

    # === WHAT STANDS AGAINST IT === #

    def _bridge_against(self, preparation, link, taken):
        """Return what stands against a document as a whole, as findings."""
        self.ensure_one()
        found = []

        def about(reason, **arguments):
            arguments = {"document": self.name or self.number, **arguments}
            found.append(Finding(reason, f"binding:{link.id}", link.kind, arguments, link.id))

        closed = preparation.company.get("closing_date") or ""
        home = preparation.engine.remote_currency or preparation.home_currency.name
        there = taken.get((link.kind, self.number))
        if self.date < preparation.date_from:
            about("before_start", date=preparation.date_from.isoformat())
        elif closed and self.date.isoformat() <= closed:
            about("closed_period", words=self.env._("they are closed until %(date)s.", date=closed))
        elif self.currency_id.name != home:
            about("currency_foreign", currency=self.currency_id.name, home=home)
        elif there and not (link.external_id or link.send_anyway):
            about("bill_number_used", number=self.number, remote_record_id=there.id)
        return found

    @api.model
    def _bridge_numbers_taken(self, preparation, bills):
        """Return ``{(kind, number): mirror row}`` of documents there that bear a number of ours and are nobody's."""
        mirror = self.env["bridge.remote.record"].sudo()
        rows = mirror.search(
            [
                ("connection_id", "=", preparation.connection.id),
                ("kind", "in", (Kind.BILL.value, Kind.JOURNAL_ENTRY.value)),
                ("number", "in", bills.mapped("number")),
                ("is_gone", "=", False),
            ]
        )
        bound = self.env["bridge.binding"].sudo().search([("remote_record_id", "in", rows.ids)]).remote_record_id
        return {(row.kind, row.number): row for row in rows - bound if not (row.details or {}).get("is_void")}

    # === WHAT THE LEDGER SAYS === #

    @api.model
    def _bridge_refused(self, session, transfer, outcome):
        """Send as a journal entry what the ledger takes as no bill: none of its plan, or no line below zero.

        A refusal is definite, so that nothing of the bill is there. :return bool: whether it goes so.
        """
        bill = transfer.binding_id.sudo().pay_bill_id
        if transfer.kind != Kind.BILL.value or transfer.operation != Operation.CREATE.value:
            return False
        if outcome.reason == "value_refused" and _NEGATIVE.search((outcome.words or "").lower()):
            session.connection_id.sudo().refuses_negative_lines = True
        elif outcome.reason != "plan_lacks":
            return False
        said = {"reason": outcome.reason, "arguments": dict(outcome.arguments), "words": outcome.words}
        transfer._move_to("rejected", {transfer.id: said}, session_id=session.id)
        transfer._move_to("withdrawn", {transfer.id: {"reason": "sent_as_entry"}}, session_id=session.id)
        bill._bridge_send_as(Kind.JOURNAL_ENTRY, transfer.batch_id, transfer.released_by_id)
        return True

    def _bridge_send_as(self, kind, batch, user):
        """Write the intention to send a document as one of another kind."""
        self.ensure_one()
        link = self.env["bridge.binding"].sudo()._reserve(self.connection_id, self, kind)
        self.write({"kind": kind.value, "binding_id": link.id})
        newest = link.transfer_ids.sorted("id")[-1:]
        if newest.state in UNFINISHED:
            self.transfer_id = newest
        else:
            self._bridge_intend(Operation.CREATE, batch, user)

    def _bridge_intend(self, operation, batch, user):
        """Write an intention about a document into the outbox."""
        vendor = self.env["bridge.binding"].sudo()
        if self.kind == Kind.BILL.value:
            vendor = vendor._reserve(self.connection_id, self.partner_id, Kind.VENDOR)
        transfer = (
            self.env["bridge.transfer"]
            .sudo()
            .create(
                {
                    "connection_id": self.connection_id.id,
                    "batch_id": batch.id,
                    "binding_id": self.binding_id.id,
                    "operation": operation.value,
                    "need_ids": [(6, 0, vendor.ids)],
                    "released_by_id": user.id or self.env.uid,
                }
            )
        )
        transfer._note_creation()
        self.transfer_id = transfer

    # === CURES === #

    def _bridge_restore(self, link):
        """Write the intention to send a bill as it was released over what somebody changed there."""
        self.ensure_one()
        connection = link.connection_id
        if not connection._ledger().capabilities.can(Kind(link.kind), Operation.UPDATE):
            raise UserError(
                self.env._(
                    "A journal entry that is in %(ledger)s cannot be changed from here. Change it there, or accept "
                    "what is there.",
                    ledger=connection.ledger_name,
                )
            )
        bill = self.sudo()
        bill._bridge_intend(Operation.UPDATE, self.env["bridge.batch"]._payroll_batch(connection), self.env.user)
        connection._wake()

    def _bridge_compare(self, link):
        """Compare the total of a document that was linked by hand, as ``bridge.binding._compare_with_odoo``."""
        self.ensure_one()
        there, ours = link.remote_record_id, self._bridge_total(Kind(link.kind))
        agrees = self.currency_id.compare_amounts(float(ours), there.total) == 0
        theirs = f"{exact(there.total, 2):.2f}"
        link.write({"totals_agree": agrees, "remote_total": theirs, "remote_tax": f"{exact(there.tax_amount, 2):.2f}"})
        return {} if agrees else {"theirs": theirs, "ours": f"{ours:.2f}"}

    def _bridge_total(self, kind=None):
        """Return the total of the document: of an entry what its debits come to, as the ledgers count it.

        :param kind: what it is there; None: what it goes as.
        """
        self.ensure_one()
        bill = self.sudo()
        if (kind or Kind(bill.kind)) is Kind.BILL:
            return exact(bill.net, 2)
        connection = bill.connection_id
        lines, _findings = bill._bridge_lines(Preparation(connection.with_env(connection._technical_env())))
        # While a pay code has no account only its entries can be counted.
        amounts = [line.amount for line in lines] or [
            amount for entry in from_plain(bill.entries) for amount in sides_of(entry)
        ]
        return sum((amount for amount in (*amounts, -exact(bill.net, 2)) if amount > 0), _ZERO)
