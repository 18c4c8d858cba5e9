"""Who is who, pressed in the browser: both sides beside each other, and a link that is undone."""

from odoo.tests import HttpCase, tagged

from ..ledgers.documents import Kind
from .common import BridgeCommon


@tagged("post_install", "-at_install")
class TestWhoInTheBrowser(BridgeCommon, HttpCase):
    # Entered for each test by the common class.
    registry_test_mode = False

    def setUp(self):
        super().setUp()
        for _twin in range(2):
            self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.con = self.connection()
        self.move = self.invoice()
        self.release(self.move)
        self.turn(self.con)
        self.issue = self.open_issue(self.con)

    def test_choose_and_unlink(self):
        self.assertEqual(self.issue.reason, "customer_ambiguous")
        self.start_tour("/odoo/bridge-issues", "accounting_bridge_choose_who_is_who", login="bookkeeper_a")
        self.env.invalidate_all()
        link = self.issue.binding_id
        self.assertEqual((self.issue.solved_with, link.bound_by), ("choose", "picked"))
        self.assertEqual(link.external_id, "customer-1")
        self.turn(self.con)
        self.assertEqual(self.move.bridge_state, "processed")
        self.start_tour(f"/odoo/bridge-customers/{link.id}", "accounting_bridge_unlink", login="bookkeeper_a")
        self.env.invalidate_all()
        self.assertFalse(link.external_id)
        self.assertEqual(link.event_ids[0].user_id, self.people["bookkeeper", "a"])
