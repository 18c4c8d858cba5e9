"""Vendors, bills and journal entries against a company file: what pay runs will stand on."""

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from unittest import skipUnless

from odoo.tests import BaseCase

from odoo.addons.accounting_bridge.ledgers.documents import Bill, BillLine, JournalEntry, JournalLine, Kind, Party
from odoo.addons.accounting_bridge.ledgers.documents import Reference as Ref
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Pull, Push, Unwritable, Verdict

from ..ledgers.quickbooks_desktop import QuickBooksDesktop, qwc
from .common import HAS_SIMULATORS, NO_SIMULATORS

if HAS_SIMULATORS:
    from tests.reference import Listener
    from tests.simulators.quickbooks_desktop import CompanyFile

DAY = date(2026, 5, 11)


@skipUnless(HAS_SIMULATORS, NO_SIMULATORS)
class TestPurchases(BaseCase):
    """Each set of writes leaves as the engine sends it; what is in the books is read from the file itself."""

    def setUp(self):
        super().setUp()
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.book = Listener(CompanyFile.create(Path(folder) / "book.sqlite", name="Books Inc.", sample="empty"))
        self.addCleanup(self.book.close)
        self.book.begin_session("Odoo", qwc.OWNER_ID, "{0a1b2c3d-0000-4000-8000-00000000000b}")
        self.ledger = QuickBooksDesktop()
        self.sets = 0
        self.accounts = {
            name: Ref(Kind.ACCOUNT, self.book.add_account(name, kind), name)
            for name, kind in (
                ("Wages", "Expense"),
                ("Tax Withheld", "OtherCurrentLiability"),
                ("Wages Payable", "OtherCurrentLiability"),
            )
        }

    def carry(self, *pushes):
        """Write a set. :return: the outcomes in the order of the pushes"""
        self.sets += 1
        text = self.ledger.encode_writes(pushes, f"set{self.sets}", "")
        read = self.ledger.decode(self.book.process_request(text), pushes)
        self.assertFalse(read.problem)
        found = {outcome.key: outcome for outcome in read.outcomes}
        return [found[push.key] for push in pushes]

    def enter(self, kind, document):
        (outcome,) = self.carry(Push("k1", kind, Operation.CREATE, document, trace=document.trace))
        return outcome

    def vendor(self, name="Payroll"):
        outcome = self.enter(Kind.VENDOR, Party(name=name, full_name=name, trace=f"vendor-{name}"))
        self.assertEqual(outcome.verdict, Verdict.ACCEPTED, outcome.words)
        return Ref(Kind.VENDOR, outcome.record.id, name)

    def bill(self, *lines, **values):
        lines = tuple(BillLine(self.accounts[name], Decimal(amount), name) for name, amount in lines)
        total = sum((line.amount for line in lines), Decimal(0))
        return Bill(
            **{
                "vendor": values.get("vendor") or self.vendor(),
                "source_number": "RUN/2026/05",
                "trace": "run-1",
                "date": DAY,
                "currency": "USD",
                "lines": lines,
                "total": total,
                "number": "RUN-2026-05",
                **values,
            }
        )

    def test_a_pay_run_as_one_bill(self):
        """Earnings positive, deductions negative, the total is the net pay."""
        bill = self.bill(("Wages", "5000.00"), ("Tax Withheld", "-1234.56"))
        outcome = self.enter(Kind.BILL, bill)
        self.assertEqual(outcome.verdict, Verdict.ACCEPTED, outcome.words)
        self.assertEqual(outcome.record.total, Decimal("3765.44"))
        (there,) = self.book.bills()
        self.assertEqual((there["vendor"], there["number"], there["total"]), ("Payroll", "RUN-2026-05", bill.total))
        self.assertEqual(
            [(line["account"], line["amount"]) for line in there["lines"]],
            [("Wages", Decimal("5000.00")), ("Tax Withheld", Decimal("-1234.56"))],
        )

    def test_a_bill_is_known_by_its_mark(self):
        self.enter(Kind.BILL, self.bill(("Wages", "10.00")))
        reads = [Pull(Kind.BILL), Pull(Kind.VENDOR)]
        bills, vendors = self.ledger.decode(self.book.process_request(self.ledger.encode_reads(reads)), reads).pages
        self.assertEqual([(row.trace, row.total, row.balance) for row in bills.records], [("run-1", 10, 10)])
        known = {row.id: row.name for row in vendors.records}
        self.assertEqual(known[bills.records[0].customer_id], "Payroll")

    def test_a_bill_changed_and_voided(self):
        document = self.bill(("Wages", "10.00"))
        first = self.enter(Kind.BILL, document)
        more = self.bill(("Wages", "10.00"), ("Wages", "2.50"), vendor=document.vendor)
        common = {"remote_id": first.record.id, "trace": "run-1", "details": first.record.details}
        (second,) = self.carry(Push("k2", Kind.BILL, Operation.UPDATE, more, version=first.record.version, **common))
        self.assertEqual((second.verdict, second.record.total), (Verdict.ACCEPTED, Decimal("12.50")), second.words)
        (third,) = self.carry(Push("k3", Kind.BILL, Operation.VOID, None, **common))
        self.assertEqual(third.verdict, Verdict.ACCEPTED, third.words)
        (there,) = self.book.bills()
        self.assertEqual((there["is_void"], there["total"]), (True, Decimal("0.00")))

    def test_below_zero_is_a_journal_entry(self):
        """Where the deductions are more than the earnings QuickBooks takes no bill, and an entry says the same."""
        with self.assertRaises(Unwritable):
            self.enter(Kind.BILL, self.bill(("Wages", "100.00"), ("Tax Withheld", "-150.00")))
        lines = (
            JournalLine(self.accounts["Wages"], Decimal("100.00"), "Wages"),
            JournalLine(self.accounts["Tax Withheld"], Decimal("-150.00"), "Tax"),
            JournalLine(self.accounts["Wages Payable"], Decimal("50.00"), "Owed back"),
        )
        entry = JournalEntry(
            source_number="RUN/2026/06",
            trace="run-2",
            date=DAY,
            currency="USD",
            lines=lines,
            total=Decimal("150.00"),
            number="RUN-6",
        )
        outcome = self.enter(Kind.JOURNAL_ENTRY, entry)
        self.assertEqual(outcome.verdict, Verdict.ACCEPTED, outcome.words)
        (there,) = self.book.journal_entries()
        self.assertEqual(there["total"], Decimal("150.00"))
        self.assertEqual(self.book.bills(), [])

    def test_vendor_and_customer_share_their_names(self):
        """One partner that is both needs two names there: the second is refused with a reason that says so."""
        self.book.add_customer("Acme")
        outcome = self.enter(Kind.VENDOR, Party(name="Acme", full_name="Acme", trace="vendor-acme"))
        self.assertEqual((outcome.verdict, outcome.reason), (Verdict.REFUSED, "name_taken"))
