"""Mappings of products, categories and accounts: what reaches each ledger, and what they cost."""

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine import merged
from ..engine.preparation import Preparation
from ..ledgers.documents import Kind
from .ahead_case import AheadCase
from .common import BridgeCommon
from .mapping_stories import MappingStories
from .online_documents_case import OnlineDocumentsCase
from .xero_documents_case import XeroDocumentsCase


@tagged("post_install", "-at_install")
class TestOnlineMapping(MappingStories, OnlineDocumentsCase):
    """Lines of QuickBooks Online name an item."""

    default = "Various"

    def place(self, line):
        return line["item"]


@tagged("post_install", "-at_install")
class TestXeroMapping(MappingStories, XeroDocumentsCase):
    """Lines of Xero name an account."""

    gives = Kind.ACCOUNT
    default = "Sales"

    def place(self, line):
        accounts = self.mirrored(self.link, Kind.ACCOUNT)
        return accounts.filtered(lambda row: row.details["number"] == line["account"]).name


@tagged("post_install", "-at_install")
class TestMappingRules(BridgeCommon):
    """Once each, of the right kind, and without a query for each line."""

    def setUp(self):
        super().setUp()
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        for name in ("CONS", "Labour", "Parts"):
            self.put_there(Kind.ITEM, name)
        self.con = self.connection()
        self.labour, self.parts = (self.mirrored(self.con, Kind.ITEM, name) for name in ("Labour", "Parts"))
        self.top = self.env["product.category"].create({"name": "Top"})

    def maps(self, kind, column, ours, theirs):
        values = {"connection_id": self.con.id, "kind": kind, column: ours.id, "remote_record_id": theirs.id}
        return self.env["bridge.mapping"].create(values)

    def items(self, moves):
        """Return the names of the items that lines would name."""
        prepared = Preparation(self.con).invoices(moves)
        return [line.item and line.item.name for move in moves for line in prepared[move.id].document.lines]

    def test_once_each(self):
        revenue = self.company_data["default_account_revenue"]
        for kind, column, ours in (
            ("product", "product_id", self.service),
            ("category", "category_id", self.top),
            ("line", "account_id", revenue),
        ):
            self.maps(kind, column, ours, self.labour)
            with (
                self.subTest(kind=kind),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.maps(kind, column, ours, self.parts)
        # What a line goes to and where its discount is booked are two things of one account.
        self.maps("account", "account_id", revenue, self.mirrored(self.con, Kind.ACCOUNT, "Sales"))

    def test_of_the_kind_that_lines_name(self):
        account = self.mirrored(self.con, Kind.ACCOUNT, "Sales")
        with self.assertRaises(ValidationError):
            self.maps("category", "category_id", self.top, account)
        mapping = self.env["bridge.mapping"].new({"connection_id": self.con.id, "kind": "product"})
        self.assertEqual(mapping.remote_kinds, ["item"])

    def test_a_link_is_said_before_a_category_and_after_a_product(self):
        """What the product is there by itself is as specific as can be, until somebody maps the product."""
        linked = self.invoice()
        self.release(linked)
        self.turn(self.con)
        self.service.categ_id = self.top
        self.maps("category", "category_id", self.top, self.parts)
        other = self._service("Bolts", "BOLTS", categ_id=self.top.id)
        moves = linked | self.invoice(self.line(product=other))
        self.assertEqual(self.items(moves), ["CONS", "Parts"])
        self.maps("product", "product_id", self.service, self.labour)
        self.assertEqual(self.items(moves), ["Labour", "Parts"])

    def test_preview_and_engine_say_the_same(self):
        self.con.create_missing_item = "never"
        move = self.invoice(self.line(product=self._service("Bolts", "BOLTS", categ_id=self.top.id)))
        self.assertEqual(self.level(move), "blocked")
        self.maps("category", "category_id", self.top, self.parts)
        self.assertEqual(self.level(move), "ready")
        self.release(move)
        self.turn(self.con)
        self.assertEqual(move.bridge_state, "processed")

    def test_items_that_were_merged_there(self):
        mapping = self.maps("product", "product_id", self.service, self.parts)
        merged._let_follow(self.con.last_session_id, self.parts, self.labour)
        self.assertEqual(mapping.remote_record_id, self.labour)

    def level(self, move):
        action = self.as_("user", move).action_bridge_release()
        return self.as_("user", self.env["bridge.release"].browse(action["res_id"])).line_ids.level

    def test_costs_the_same_whatever_the_number_of_lines(self):
        """Ten products in ten categories, or one."""
        categories = self.env["product.category"].create(
            [{"name": f"Below {number}", "parent_id": self.top.id} for number in range(10)]
        )
        self.maps("category", "category_id", self.top, self.parts)
        products = [self._service(f"P{n}", f"P{n}", categ_id=one.id) for n, one in enumerate(categories)]
        self.release(self.invoice())
        self.turn(self.con)
        few = self.invoice(self.line(product=products[0]))
        many = self.env["account.move"].union(*(self.invoice(*(self.line(product=p) for p in products)) for _n in "ab"))
        costs = []
        for moves in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(set(self.items(moves)), {"Parts"})
            needs = moves._bridge_needs(self.con)
            self.env.flush_all()
            costs.append(self.cr.sql_log_count - before)
            self.assertTrue(all(len(ids) == 1 for ids in needs.values()), "the customer only")
        self.assertLessEqual(costs[1], costs[0], costs)


@tagged("post_install", "-at_install")
class TestMappingAhead(AheadCase):
    """Where items are matched before any document needs them, nobody is asked about what is mapped."""

    def test_what_is_mapped_is_not_asked_about(self):
        connection = self.ahead()
        self.put_there(Kind.ITEM, "Labour", sku="LAB")
        night = self.env["product.category"].create({"name": "Night"})
        below = self.env["product.category"].create({"name": "Late", "parent_id": night.id})
        products = self.env["product.product"].union(
            *(self._service(name, name, categ_id=below.id) for name in ("LAMPS", "ROPES", "NAILS"))
        )
        self.turn(connection)
        asked = [("connection_id", "=", connection.id), ("binding_id.product_id", "in", products.ids)]
        asked += [("state", "=", "open")]
        self.assertEqual(self.env["bridge.issue"].search_count(asked), 3)
        values = {"connection_id": connection.id, "remote_record_id": self.mirrored(connection, Kind.ITEM, "Labour").id}
        self.env["bridge.mapping"].create({**values, "kind": "product", "product_id": products[0].id})
        self.assertEqual(self.env["bridge.issue"].search(asked).binding_id.product_id, products[1:])
        self.env["bridge.mapping"].create({**values, "kind": "category", "category_id": night.id})
        self.assertFalse(self.env["bridge.issue"].search(asked))
        later = self._service("SAWS", "SAWS", categ_id=night.id)
        self.turn(connection)
        self.turn(connection)
        self.assertFalse(self.env["bridge.issue"].search(asked))
        self.assertFalse(self.env["bridge.binding"].search([("product_id", "=", later.id)]))
