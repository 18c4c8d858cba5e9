"""The plug: how many things need a person, in whose eyes, and that pages which are open hear of it."""

import json

from odoo.tests import HttpCase, tagged

from ..engine import attention
from .common import BridgeCommon


class AttentionCase(BridgeCommon):
    def setUp(self):
        super().setUp()
        self.con = self.connection(create_missing_customer="never")

    def reject(self, *names):
        """Have a document rejected for each customer that is not there. :return: their issues"""
        for name in names:
            self.release(self.invoice(customer=self._customer(name)))
        self.turn(self.con)
        return self.env["bridge.issue"].search([("connection_id", "=", self.con.id), ("state", "=", "open")])


@tagged("post_install", "-at_install")
class TestAttention(AttentionCase):
    def told(self, rank="user", where="a"):
        return self.as_(rank, self.env["bridge.connection"], where).needs_person()

    def test_what_is_counted(self):
        self.assertEqual(self.told(), {"count": 0, "title": "Accounting Bridge: nothing needs a person"})
        first, second = self.reject("Zoe", "Yan")
        self.assertEqual(self.told(), {"count": 2, "title": "Accounting Bridge: 2 things need a person"})
        # What the bridge or the ledger settles by itself needs nobody.
        first.sudo().next_actor = "ledger"
        self.assertEqual(self.told(), {"count": 1, "title": "Accounting Bridge: 1 thing needs a person"})
        second.sudo().state = "ignored"
        self.assertEqual(self.told()["count"], 0)
        for state in attention.STOPPED:
            self.con.sudo().state = state
            self.assertEqual(self.told()["count"], 1, state)

    def test_whose_companies_and_rights(self):
        self.reject("Zoe")
        self.assertEqual(self.told("manager")["count"], 1)
        self.assertEqual(self.told("manager", "b")["count"], 0)
        outsider = self.seen_by(self.billing, self.env["bridge.connection"])
        self.assertEqual(outsider.needs_person(), {"count": 0, "title": ""})
        # A rule that hides an issue hides it from the number too.
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env["ir.model"]._get("bridge.issue").id,
                "groups": [(4, self.env.ref("accounting_bridge.group_bridge_user").id)],
                "domain_force": "[('id', '=', 0)]",
            }
        )
        self.assertEqual(self.told()["count"], 0)

    def heard(self):
        """Return how often people of the bridge were told to ask again, and forget it."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        group = self.env.ref("accounting_bridge.group_bridge_user")
        rows = self.env["bus.bus"].sudo().search([("message", "like", attention.CHANGED)])
        for row in rows:
            self.assertEqual(json.loads(row.channel), [self.env.cr.dbname, "res.groups", group.id])
            self.assertEqual(json.loads(row.message), {"type": attention.CHANGED, "payload": {}})
        count = len(rows)
        rows.unlink()
        return count

    def test_pages_that_are_open_hear_of_it(self):
        self.heard()
        issue = self.reject("Zoe")
        self.assertTrue(self.heard(), "a run has ended")
        self.assertEqual(self.heard(), 0)
        (issue | issue).sudo().write({"state": "ignored"})
        issue.sudo().state = "open"
        self.assertEqual(self.heard(), 1, "once in one transaction")
        self.con.sudo()._stop("needs_sign_in", "sign_in_ended", {})
        self.assertEqual(self.heard(), 1)
        self.con.number_rule = "ledger"
        self.assertEqual(self.heard(), 0)

    def test_what_it_costs(self):
        """As many queries for many issues and connections as for few."""
        self.reject("Zoe", "Yan", "Xia")
        ask = self.as_("user", self.env["bridge.connection"]).needs_person
        ask()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            ask()


@tagged("post_install", "-at_install")
class TestPlugInTheBrowser(AttentionCase, HttpCase):
    # Entered for each test by the common class.
    registry_test_mode = False

    def test_plug(self):
        self.reject("Zoe")
        self.start_tour("/odoo", "accounting_bridge_plug", login="user_a")

    def test_nobody_else_has_one(self):
        self.start_tour("/odoo", "accounting_bridge_no_plug", login="billing_a")
