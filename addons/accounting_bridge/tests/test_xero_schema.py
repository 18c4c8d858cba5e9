"""Every body that is sent and every answer of the simulator is of Xero's own OpenAPI file."""

from unittest import skipUnless
from unittest.mock import patch

from odoo.tests import tagged

from ..ledgers.documents import Kind
from ..ledgers.xero import writes
from .cloud_company_case import NO_SIMULATORS
from .xero_company_case import HAS_SIMULATORS
from .xero_documents_case import XeroDocumentsCase

if HAS_SIMULATORS:
    from . import xero_judge

HAS_SCHEMA = HAS_SIMULATORS and xero_judge.is_there()


@tagged("post_install", "-at_install")
@skipUnless(HAS_SCHEMA, xero_judge.MISSING if HAS_SIMULATORS else NO_SIMULATORS)
class TestXeroSchema(XeroDocumentsCase):
    """Every other test has the same judge; this one makes sure that it is listened to."""

    def test_everything_is_judged(self):
        asked, answered, written = self.judge.requests, self.judge.answers, self.judge.elements
        self.assertGreater(answered, 0)
        changed, voided = self.invoice(), self.invoice()
        self.sent_off(changed | voided | self.credit_note())
        self.edit(changed, price=120.0)
        self.cancel(voided)
        self.turn(self.link)
        self.assertEqual(self.there(Kind.INVOICE)[0].total, 120)
        # A contact, an item, three documents, a change and a void.
        self.assertEqual(self.judge.elements, written + 7)
        self.assertGreaterEqual(self.judge.requests - asked, 6)
        self.assertGreaterEqual(self.judge.answers - answered, 6)
        self.assertEqual(self.judge.found, [])

    def spoil(self, spoiled):
        """Let every new invoice leave as this function of it."""
        create = writes._CREATES[Kind.INVOICE]
        self.enterContext(patch.dict(writes._CREATES, {Kind.INVOICE: lambda *given: spoiled(create(*given))}))

    def assert_found(self, word):
        move = self.invoice()
        self.release(move)
        self.turn(self.link)
        self.assertTrue(any(word in one for one in self.judge.found), self.judge.found)
        self.judge.forget()

    def test_field_that_no_document_has(self):
        self.spoil(lambda each: each | {"Nonsense": 1})
        self.assert_found("Nonsense")

    def test_field_that_no_line_has(self):
        self.spoil(lambda each: each | {"LineItems": [line | {"Colour": "red"} for line in each["LineItems"]]})
        self.assert_found("Colour")

    def test_parameter_that_no_call_has(self):
        with patch.object(writes, "_fine", lambda _endpoint: {"unitdp": "four"}):
            self.assert_found("unitdp")
