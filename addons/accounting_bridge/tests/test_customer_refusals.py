"""Customers whose change is refused, and the invoices of customers who are there already."""

import json
from dataclasses import replace
from unittest.mock import patch

from odoo.tests import tagged

from ..ledgers.documents import Kind
from ..ledgers.protocol import Unwritable
from .double import DoubleLedger
from .meeting_case import MeetingCase


@tagged("post_install", "-at_install")
class TestRefusedCustomers(MeetingCase):
    """What is said of a customer who is there already holds up no invoice."""

    def setUp(self):
        super().setUp()
        self.con = self.both_ways()
        self.partner, _there = self.known(self.con, "Acme")

    def change_and_release(self):
        """Change the customer and release an invoice of theirs. :return: the invoice"""
        self.partner.email = "new@example.com"
        move = self.invoice(customer=self.partner)
        self.release(move)
        return move

    def of_customer(self):
        return self.env["bridge.transfer"].search([("binding_id.partner_id", "=", self.partner.id)])

    def invoices_sent(self):
        writes = [write for text in DoubleLedger.sent for write in json.loads(text).get("writes", ())]
        return [write for write in writes if write["kind"] == Kind.INVOICE]

    def test_refused_there_before_its_invoice_left(self):
        alone = replace(DoubleLedger.capabilities, writes_per_exchange=1)
        self.enterContext(patch.object(DoubleLedger, "capabilities", alone))
        DoubleLedger.refused = {"Acme": "refused"}
        move = self.change_and_release()
        self.turn(self.con)
        self.assertEqual(self.of_customer().mapped("state"), ["rejected"])
        self.assertEqual((move.bridge_state, len(self.invoices_sent())), ("processed", 1))

    def test_cannot_be_written_in_the_set_of_its_invoice(self):
        write = DoubleLedger.encode_writes

        def encode(ledger, pushes, key, previous_key):
            for push in pushes:
                if push.kind is Kind.CUSTOMER:
                    raise Unwritable("A character that it does not take.", push.key)
            return write(ledger, pushes, key, previous_key)

        self.enterContext(patch.object(DoubleLedger, "encode_writes", encode))
        move = self.change_and_release()
        self.turn(self.con)
        self.assertEqual(self.of_customer().mapped("state"), ["rejected"])
        self.assertEqual((move.bridge_state, len(self.invoices_sent())), ("processed", 1))
        self.assertIn("sending", self.history(move))

    def test_who_is_not_there_takes_invoices_along(self):
        DoubleLedger.refused = {"Nobody": "refused"}
        move = self.invoice(customer=self._customer("Nobody"))
        self.release(move)
        self.turn(self.con)
        self.assertEqual((move.bridge_state, self.invoices_sent()), ("rejected", []))
