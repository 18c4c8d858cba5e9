"""What a person reads of the lines of a plan: of documents and of what waits, and what reading costs."""

from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

from odoo import fields
from odoo.tests import tagged

from ..engine import comparing_documents
from ..ledgers.documents import CreditNote, Invoice, InvoiceLine, Kind, Reference, field_digests
from .plan_case import PlanCase

LINES = (InvoiceLine(description="Wool", quantity=Decimal(2), amount=Decimal("100.00")),)
INVOICE = Invoice(
    customer=Reference(Kind.CUSTOMER, "7", "Acme"),
    source_number="INV/1",
    trace="account.move,1",
    date=date(2026, 3, 1),
    currency="USD",
    lines=LINES,
    untaxed=Decimal("100.00"),
    tax_amount=Decimal("8.00"),
    total=Decimal("108.00"),
)


@tagged("post_install", "-at_install")
class TestPlanWords(PlanCase):
    def lines(self, connection, rows):
        """Make a plan of lines as they are. :return: the lines"""
        plan = self.env["bridge.plan"].sudo().create({"connection_id": connection.id})
        return plan._add_lines([{"mark": "update", "name": f"Line {n}", **row} for n, row in enumerate(rows)])

    def differs(self, agreed=None, **changes):
        """Return what is told of an invoice of which this was changed here, and of which nobody read anything there."""
        link = SimpleNamespace(field_digests=field_digests(INVOICE), agreed=agreed, remote_record_id=None)
        return comparing_documents.differences_of(link, replace(INVOICE, **changes))

    def test_every_field_of_a_document_has_a_name(self):
        labels = self.connection()._field_labels()
        for shape in (Invoice, CreditNote):
            for name in {field.name for field in fields_of(shape)} - comparing_documents.UNSHOWN:
                name = comparing_documents.SHOWN.get(name) or comparing_documents.NAMED.get(name, name)
                with self.subTest(name):
                    self.assertIn(name, labels)
                    self.assertNotIn("_", labels[name])

    def test_tax_and_tax_code_are_told_apart(self):
        connection, code = self.connection(), Reference(Kind.TAX, "3", "State tax")
        rows = self.differs(tax=code, tax_amount=Decimal("9.00"), total=Decimal("109.00"))
        told = {connection._field_words(row[0]): row[2] for row in rows}
        self.assertEqual(told, {"tax code": "State tax", "tax": "9.00", "total": "109.00"})

    def test_what_the_bridge_keeps_for_itself_is_not_told(self):
        self.assertEqual(self.differs(tax_in_lines=True, source_number="INV/2"), [])

    def test_rates_are_told_exactly(self):
        self.assertEqual(self.differs(exchange_rate=Decimal("1.0837")), [["exchange_rate", None, "1.0837", None]])

    def test_nobody_knows_what_it_is_there(self):
        other = (replace(LINES[0], amount=Decimal("120.00")),)
        changed = {"due_date": date(2026, 4, 1), "lines": other}
        rows = self.differs(**changed)
        self.assertEqual(rows, [["due_date", None, "2026-04-01", None], ["lines", None, "Wool 2 120.00", None]])
        line = self.lines(self.connection(), [{"differences": rows}])
        self.assertEqual(line.difference_text, "due date: changed to 2026-04-01\nlines: changed to Wool 2 120.00")
        agreed = {"due_date": "", "lines": [{"description": "Wool", "quantity": "2", "amount": "100.00"}]}
        self.assertEqual(
            self.differs(agreed, **changed),
            [["due_date", "", "2026-04-01", None], ["line 1", "Wool 2 100.00", "Wool 2 120.00", None]],
        )

    def test_nobody_said_whose_it_is_to_be(self):
        line = self.lines(self.both_ways(), [{"mark": "conflict"}])
        for state, words in (
            ("compared", "a bookkeeper says"),
            ("started", "Left as it is"),
            ("done", "Left as it is"),
        ):
            line.plan_id.state = state
            self.assertIn(words, line.outcome_text)

    def test_when_the_next_run_begins_is_asked_once(self):
        """A ledger in the cloud wants to be left alone for a while: that is looked up for all lines together."""
        connection = self.env["bridge.connection"].create(
            {"ledger": "quickbooks_online", "company_id": self.company_b.id, "state": "connected"}
        )
        credential = self.env["bridge.credential"].sudo().create({"ledger": "quickbooks_online"})
        connection.sudo().credential_id = credential
        now = fields.Datetime.now()
        self.env["bridge.budget"].sudo().create(
            {
                "credential_id": credential.id,
                "period": "minute",
                "began_at": now,
                "quiet_until": now + timedelta(hours=2),
            }
        )

        def cost(count):
            lines = self.lines(connection, [{"state": "queued"}] * count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(lines.mapped("outcome_text"), [lines[0].outcome_text] * count)
            self.assertIn("takes calls again", lines[0].outcome_text)
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertEqual(cost(10), cost(80))
