"""Which payment terms a document says: its own, else those of the customer there, else the default."""

from odoo.tests import tagged

from ..engine.preparation import Preparation
from ..ledgers.documents import Kind
from .common import BridgeCommon


@tagged("post_install", "-at_install")
class TestTerms(BridgeCommon):
    def setUp(self):
        super().setUp()
        self.con = self.connection()
        names = ("Net 30", "Net 10")
        self.net_30, self.net_10 = self.env["bridge.remote.record"].create(
            [
                {"connection_id": self.con.id, "kind": Kind.TERM.value, "remote_id": name, "full_name": name}
                for name in names
            ]
        )
        self.con.default_term_id = self.net_10
        self.term = self.env["account.payment.term"].create({"name": "A month", "company_id": self.company_a.id})
        self.release(self.invoice())
        self.turn(self.con)
        link = self.env["bridge.binding"].search([("partner_id", "=", self.customer.id)])
        self.there = link.remote_record_id

    def said(self, term=False):
        """Return the id of the terms that an invoice says."""
        move = self.invoice(invoice_payment_term_id=term and term.id)
        reader = Preparation(self.con.with_env(self.con._technical_env()))
        document = reader.invoices(reader.env["account.move"].browse(move.id))[move.id].document
        return document.term and document.term.id

    def test_default_is_the_last_resort(self):
        self.env["bridge.mapping"].create(
            {
                "connection_id": self.con.id,
                "kind": "term",
                "term_id": self.term.id,
                "remote_record_id": self.net_30.id,
            }
        )
        self.assertEqual(self.said(self.term), "Net 30", "its own, as they are mapped")
        self.assertEqual(self.said(), "Net 10", "none at all: the default")
        self.there.details = {**(self.there.details or {}), "term": {"id": "Net 60", "name": "Net 60"}}
        self.assertIsNone(self.said(), "the customer has some there: the ledger applies them")
        self.con.default_term_id = False
        self.there.details = {**self.there.details, "term": None}
        self.assertIsNone(self.said())
