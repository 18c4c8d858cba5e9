"""*Open there*: the page of the ledger that shows an invoice."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..ledgers.documents import Kind
from .common import BridgeCommon
from .double import DoubleLedger


def _page_of(self, kind, remote_id, company_id, environment):
    return f"https://ledger.example.com/{company_id}/{kind.value}/{remote_id}" if kind is Kind.INVOICE else ""


@tagged("post_install", "-at_install")
class TestPageThere(BridgeCommon):
    """A button where the ledger holds the document and has a page of it; none of a simulated ledger."""

    def setUp(self):
        super().setUp()
        self.con = self.connection()
        self.move = self.invoice()
        self.enterContext(patch.object(DoubleLedger, "page_of", _page_of))

    def opened(self, rank="user"):
        return self.as_(rank, self.move).action_bridge_open_there()

    def test_what_is_there_is_opened_by_its_id(self):
        self.release(self.move)
        self.turn(self.con)
        link = self.move.bridge_transfer_id.binding_id
        self.assertTrue(self.as_("user", self.move).bridge_has_page)
        action = self.opened()
        self.assertEqual((action["type"], action["target"]), ("ir.actions.act_url", "new"))
        company = self.con.remote_company_id or ""
        self.assertEqual(action["url"], f"https://ledger.example.com/{company}/invoice/{link.external_id}")
        with self.assertRaises(AccessError):
            self.move.with_user(self.billing).action_bridge_open_there()

    def test_what_is_not_there_has_no_page(self):
        self.release(self.move)
        self.assertFalse(self.move.bridge_has_page)
        with self.assertRaisesRegex(UserError, "has no page of this document"):
            self.opened()

    def test_a_simulated_ledger_has_none(self):
        self.release(self.move)
        self.turn(self.con)
        with patch.object(self.registry["bridge.connection"], "_is_simulated", lambda connection: True):
            self.env.invalidate_all()
            self.assertFalse(self.move.bridge_has_page)
