"""Bills and journal entries through the whole engine: outbox, visit, company file, totals read back.

What becomes a bill is said by whoever makes it, a pay run for instance; here the test says it, at the one place where
records of the host become documents. Everything else is the engine as it is.
"""

from ast import literal_eval
from decimal import Decimal
from unittest import skipUnless
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.accounting_bridge.engine.findings import Prepared
from odoo.addons.accounting_bridge.engine.preparation import Preparation
from odoo.addons.accounting_bridge.ledgers.documents import Bill, BillLine, JournalEntry, JournalLine, Kind, Reference
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Unanswered

from .common import HAS_SIMULATORS, NO_SIMULATORS
from .documents_case import DocumentsCase
from .test_desktop_refusals import RefusalCase, of

ACCOUNTS = (("Wages", "Expense"), ("Tax Withheld", "OtherCurrentLiability"), ("Wages Payable", "OtherCurrentLiability"))


class BillsCase(DocumentsCase):
    """What a pay run would say, and the outbox that it would say it to."""

    def before_connecting(self):
        for name, kind in ACCOUNTS:
            self.book.add_account(name, kind)

    def setUp(self):
        super().setUp()
        self.link.sends_bills = True
        self.vendor = self._customer("Payroll Services")
        self.lines_of = {}
        self.enterContext(patch.object(Preparation, "invoices", self.prepare))

    # === WHAT A PAY RUN WOULD SAY === #

    def entry(self, *lines):
        """Return an entry of the host that stands for a document; ``lines`` are accounts there and amounts."""
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "company_id": self.company_a.id,
                "date": fields.Date.today(),
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": debit, "credit": credit})
                    for account, debit, credit in (
                        (self.company_data["default_account_expense"], 10.0, 0.0),
                        (self.company_data["default_account_revenue"], 0.0, 10.0),
                    )
                ],
            }
        )
        move.action_post()
        self.lines_of[move.id] = lines
        return move

    def prepare(self, moves):
        return {move.id: Prepared(document=self.document(move)) for move in moves}

    def document(self, move):
        link = self.link_of(move)
        lines = [(self.account(name), Decimal(amount), name) for name, amount in self.lines_of[move.id]]
        common = {"source_number": move.name, "trace": link.trace, "date": move.date, "currency": "USD"}
        if link.kind == Kind.JOURNAL_ENTRY.value:
            total = sum((amount for _account, amount, _name in lines if amount > 0), Decimal(0))
            return JournalEntry(
                lines=tuple(JournalLine(*line) for line in lines), total=total, number="RUN-6", **common
            )
        vendor = Reference(Kind.VENDOR, self.vendor_link().external_id, self.vendor.name)
        total = sum((amount for _account, amount, _name in lines), Decimal(0))
        return Bill(
            vendor=vendor, lines=tuple(BillLine(*line) for line in lines), total=total, number="RUN-5", **common
        )

    def account(self, name):
        return Reference(Kind.ACCOUNT, self.mirrored(self.link, Kind.ACCOUNT, name).remote_id, name)

    def link_of(self, move):
        return self.env["bridge.binding"].search([("move_id", "=", move.id)])

    def vendor_link(self):
        return self.env["bridge.binding"]._reserve(self.link, self.vendor, Kind.VENDOR)

    def queue(self, move, kind, operation=Operation.CREATE):
        """Write the intention into the outbox, with the vendor before a bill. :return: the transfer of the document"""
        link = self.env["bridge.binding"]._reserve(self.link, move, kind)
        needs = self.vendor_link() if kind is Kind.BILL else link.browse()
        wanted = [(need, self.env["account.move"], Operation.CREATE) for need in needs if not need.external_id]
        transfers = self.env["bridge.transfer"].create(
            [
                {
                    "connection_id": self.link.id,
                    "binding_id": each.id,
                    "move_id": document.id,
                    "operation": how.value,
                    "need_ids": [Command.set(needs.ids)] if document else [],
                }
                for each, document, how in [*wanted, (link, move, operation)]
            ]
        )
        transfers._note_creation()
        return transfers[-1]

    def assert_read_back(self, move, total):
        """What the company file holds is what was sent, and the link says so."""
        link = self.link_of(move)
        self.assertEqual((Decimal(link.remote_total), link.totals_agree), (Decimal(total), True))
        row = link.remote_record_id
        self.assertEqual((f"{row.total:.2f}", row.remote_id), (total, link.external_id))


@tagged("post_install", "-at_install")
class TestDesktopBills(BillsCase):
    """A vendor, a bill with account lines, and the journal entry where a bill would be below zero."""

    def test_a_bill_with_its_vendor(self):
        move = self.entry(("Wages", "5000.00"), ("Tax Withheld", "-1234.56"))
        transfer = self.queue(move, Kind.BILL)
        self.turn(self.link)
        self.assertEqual((transfer.state, transfer.reason), ("processed", False))
        (there,) = self.book.bills()
        self.assertEqual((there["vendor"], there["number"]), ("Payroll Services", "RUN-5"))
        self.assertEqual((there["total"], there["balance"]), (Decimal("3765.44"), Decimal("3765.44")))
        self.assertEqual(
            [(line["account"], line["amount"]) for line in there["lines"]],
            [("Wages", Decimal("5000.00")), ("Tax Withheld", Decimal("-1234.56"))],
        )
        self.assert_read_back(move, "3765.44")
        self.assertEqual(self.link_of(move).kind, "bill")

    def test_a_bill_is_changed_and_voided(self):
        move = self.entry(("Wages", "100.00"))
        self.queue(move, Kind.BILL)
        self.turn(self.link)
        self.lines_of[move.id] = (("Wages", "100.00"), ("Wages", "12.34"))
        self.queue(move, Kind.BILL, Operation.UPDATE)
        self.turn(self.link)
        self.assert_read_back(move, "112.34")
        (there,) = self.book.bills()
        self.assertEqual(there["total"], Decimal("112.34"))
        transfer = self.queue(move, Kind.BILL, Operation.VOID)
        self.turn(self.link)
        self.assertEqual(transfer.state, "processed")
        (there,) = self.book.bills()
        self.assertEqual((there["is_void"], there["total"]), (True, Decimal("0.00")))

    def test_below_zero_it_is_a_journal_entry(self):
        """QuickBooks takes no bill below zero: it is rejected with words, and an entry says the same."""
        lines = (("Wages", "100.00"), ("Tax Withheld", "-150.00"), ("Wages Payable", "50.00"))
        bill = self.queue(self.entry(*lines[:2]), Kind.BILL)
        entry = self.entry(*lines)
        transfer = self.queue(entry, Kind.JOURNAL_ENTRY)
        self.turn(self.link)
        self.assertEqual((bill.state, bill.reason), ("rejected", "unwritable"))
        self.assertIn("negative", bill.reason_text)
        self.assertEqual((transfer.state, transfer.reason), ("processed", False))
        self.assertEqual(self.book.bills(), [])
        (there,) = self.book.journal_entries()
        self.assertEqual(there["total"], Decimal("150.00"))
        self.assert_read_back(entry, "150.00")

    def test_an_answer_that_was_lost(self):
        """The power goes after QuickBooks has booked the bill: it is asked about, and is there once."""
        move = self.entry(("Wages", "10.00"))
        transfer = self.queue(move, Kind.BILL)

        def carry_and_lose(carry, payload):
            answer = carry()
            if "<BillAddRq" in payload:
                raise Unanswered
            return answer

        with self.carrying(carry_and_lose):
            self.turn(self.link)
        self.assertEqual(transfer.state, "sending")
        self.turn(self.link)
        self.assertEqual(transfer.state, "processed")
        self.assertEqual(len(self.book.bills()), 1)
        self.assert_read_back(move, "10.00")

    def test_the_menu_lists_them(self):
        move = self.entry(("Wages", "10.00"))
        transfer = self.queue(move, Kind.BILL)
        entry = self.queue(self.entry(("Wages", "5.00"), ("Wages Payable", "-5.00")), Kind.JOURNAL_ENTRY)
        self.turn(self.link)
        action = self.env["ir.actions.act_window"]._for_xml_id("accounting_bridge.action_bridge_bill")
        listed = self.env["bridge.transfer"].search(literal_eval(action["domain"]))
        self.assertEqual(listed, entry | transfer)
        self.assertEqual(set(listed.mapped("state")), {"processed"})


@tagged("post_install", "-at_install")
@skipUnless(HAS_SIMULATORS, NO_SIMULATORS)
class TestDesktopBillRefusals(BillsCase):
    """Each refusal of a vendor, a bill or an entry is a reason with words and a way on, too."""

    assert_way_on = RefusalCase.assert_way_on
    refused_with = RefusalCase.refused_with

    def refused(self, request, label, row, transfer):
        """Let QuickBooks refuse one request. :param transfer: of what it writes"""
        with self.subTest(rule=row.rule, request=request):
            with self.refused_with(request, {label: row}):
                self.turn(self.link)
            self.assert_way_on(transfer, row)

    def test_vendors(self):
        for row in of("VendorAdd"):
            self.vendor = self._customer(f"Payroll {row.rule}")
            bill = self.queue(self.entry(("Wages", "10.00")), Kind.BILL)
            self.refused("VendorAdd", self.vendor.name, row, bill.need_ids.transfer_ids)
        self.assertEqual(self.book.bills(), [])

    def test_new_bills(self):
        for row in of("BillAdd", "VendorCreditAdd"):
            self.refused("BillAdd", "RUN-5", row, self.queue(self.entry(("Wages", "10.00")), Kind.BILL))
        self.assertEqual(self.book.bills(), [])

    def test_changed_bills(self):
        for row in of("BillMod", "BillAdd"):
            move = self.entry(("Wages", "10.00"))
            self.queue(move, Kind.BILL)
            self.turn(self.link)
            self.lines_of[move.id] = (("Wages", "11.00"),)
            change = self.queue(move, Kind.BILL, Operation.UPDATE)
            self.refused("BillMod", self.link_of(move).external_id, row, change)
        self.assertEqual({row["total"] for row in self.book.bills()}, {Decimal("10.00")})

    def test_new_entries(self):
        for row in of("JournalEntryAdd"):
            entry = self.entry(("Wages", "5.00"), ("Wages Payable", "-5.00"))
            self.refused("JournalEntryAdd", "RUN-6", row, self.queue(entry, Kind.JOURNAL_ENTRY))
        self.assertEqual(self.book.journal_entries(), [])
