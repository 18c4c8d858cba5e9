"""The list of invoices by where they stand on their way to the ledger."""

import ast

from lxml import etree

from odoo.tests import tagged

from .common import BridgeCommon


@tagged("post_install", "-at_install")
class TestInvoiceList(BridgeCommon):
    """Groups, their titles and what is found behind them, as the web client asks for it."""

    def setUp(self):
        super().setUp()
        connection = self.connection()
        self.never = self.invoice() | self.invoice() | self.invoice()
        self.processed, self.queued, self.held = self.invoice(), self.invoice(), self.invoice()
        self.release(self.processed)
        self.turn(connection)
        self.release(self.queued)
        self.as_("user", self.held).action_bridge_hold()
        self.env.flush_all()
        self.moves = self.seen_by(self.billing, self.env["account.move"])
        self.domain = [("id", "in", (self.never | self.processed | self.queued | self.held).ids)]

    def described(self, moves):
        views = moves.get_views([(False, "list"), (False, "search")])
        return views["models"]["account.move"]["fields"]["bridge_state"]

    def test_every_group_has_a_title_and_finds_its_invoices(self):
        titles = dict(self.described(self.moves)["selection"])
        groups = self.moves.web_read_group(self.domain, ["bridge_state"], ["__count"])["groups"]
        found = {
            titles[group["bridge_state"]]: self.moves.search([*self.domain, *group["__extra_domain"]])
            for group in groups
        }
        self.assertEqual(
            {title: set(moves.ids) for title, moves in found.items()},
            {
                "Not released": set(self.never.ids),
                "Processed": set(self.processed.ids),
                "Queued": set(self.queued.ids),
                "Held": set(self.held.ids),
            },
        )
        self.assertEqual({titles[group["bridge_state"]]: group["__count"] for group in groups}["Not released"], 3)

    def test_it_is_grouped_sorted_and_found_by_the_database(self):
        """One statement each, however many invoices; the title costs none."""
        for work in (
            lambda: self.moves.formatted_read_group(self.domain, ["bridge_state"], ["__count"]),
            lambda: self.moves.search(self.domain, order="bridge_state, id"),
            lambda: self.moves.search([*self.domain, ("bridge_state", "=", False)]),
            lambda: self.described(self.moves),
        ):
            work()
            before = self.env.cr.sql_log_count
            work()
            self.assertLessEqual(self.env.cr.sql_log_count - before, 1)
        self.assertEqual(self.moves.search([*self.domain, ("bridge_state", "=", False)]).ids, self.never.ids[::-1])

    def test_graphs_and_pivots_call_it_the_same(self):
        self.assertEqual(self.described(self.moves)["falsy_value_label"], "Not released")

    def test_it_is_a_title_and_no_state(self):
        """Nothing can be written as this state, and a transfer has no such state."""
        self.assertNotIn(False, dict(self.env["bridge.transfer"].fields_get(["state"])["state"]["selection"]))
        self.assertFalse(self.never[0].bridge_state)

    def test_it_is_found_by_what_it_comes_from(self):
        """By an order, or by hand; the addons for jobs and contracts add theirs."""
        self.queued.invoice_origin = "S00017"
        self.people["user", "a"].group_ids += self.env.ref("account.group_account_invoice")
        moves = self.as_("user", self.env["account.move"])
        filters = etree.fromstring(moves.get_view(view_type="search")["arch"]).iter("filter")
        found = {
            each.get("string"): moves.search([*self.domain, *ast.literal_eval(each.get("domain"))])
            for each in filters
            if each.get("name") in ("bridge_of_order", "bridge_by_hand")
        }
        self.assertEqual(set(found), {"From an order", "Entered by hand"})
        self.assertEqual(found["From an order"], self.queued)
        self.assertEqual(set(found["Entered by hand"].ids), set((self.never | self.processed | self.held).ids))
