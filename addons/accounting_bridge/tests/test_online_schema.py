"""Every body that is sent and every answer of the simulator is of Intuit's own schema."""

from unittest import skipUnless
from unittest.mock import patch

from odoo.tests import tagged

from ..ledgers.documents import Kind
from ..ledgers.protocol import Operation
from ..ledgers.quickbooks_online import writes
from .online_company_case import HAS_SIMULATORS
from .online_documents_case import OnlineDocumentsCase

if HAS_SIMULATORS:
    from . import online_judge

HAS_SCHEMA = HAS_SIMULATORS and online_judge.is_there()


@tagged("post_install", "-at_install")
@skipUnless(HAS_SCHEMA, "the schema of Intuit is not beside the repository")
class TestOnlineSchema(OnlineDocumentsCase):
    """Every other test has the same judge; this one makes sure that it is listened to."""

    def test_everything_is_judged(self):
        self.assertGreater(self.judge.answers, 0)
        before = self.judge.bodies
        changed, voided = self.invoice(), self.invoice()
        self.sent_off(changed | voided | self.credit_note())
        self.edit(changed, price=120.0)
        self.cancel(voided)
        self.turn(self.link)
        self.assertEqual(self.there(Kind.INVOICE)[0].total, 120)
        # A customer, an item, three documents, a change and a void; small ones may share a batch.
        self.assertGreaterEqual(self.judge.bodies, before + 4)
        self.assertEqual(self.judge.found, [])

    def test_what_is_wrong_is_found(self):
        """A field that no document has, as we would send it by mistake."""
        key = Kind.INVOICE, Operation.CREATE
        create = writes._BUILDERS[key]
        self.enterContext(patch.dict(writes._BUILDERS, {key: lambda *given: create(*given) | {"Nonsense": 1}}))
        move = self.invoice()
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.transfer(move).state, "rejected")
        self.assertTrue(any("Nonsense" in one for one in self.judge.found), self.judge.found)
        self.judge.forget()
