"""What a run looks through while the database has not counted the links that it makes."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import matching_ahead
from ..ledgers.documents import Kind
from .ahead_case import AheadCase

# Records of each kind, all of them linked, so that each has to be looked up and none is found.
MANY = 300
# Rows that may be looked at for each of them: its own, its link, its template, some of each on the way through a plan.
# Whoever walks through all links for each record comes to MANY.
EACH = 30


@tagged("post_install", "-at_install")
class TestMatchingLoad(AheadCase):
    """Links of a new connection are looked up one by one, and never walked through for each record."""

    def test_looking_for_records_without_a_link(self):
        connection = self.ahead()
        self.env["res.partner"].create(
            [{"name": f"Shopper {number}", "customer_rank": 1, "is_company": True} for number in range(MANY)]
        )
        self.env["product.product"].create([{"name": f"Thing {number}", "type": "service"} for number in range(MANY)])
        with patch.object(matching_ahead, "CHUNK", MANY // 3):
            self.turn(connection)
        for kind in (Kind.CUSTOMER, Kind.ITEM):
            with self.subTest(kind=kind):
                linked = [("connection_id", "=", connection.id), ("kind", "=", kind)]
                self.assertGreaterEqual(self.env["bridge.binding"].search_count(linked), MANY)
                self.assertFalse(matching_ahead._next_strangers(connection, kind, 0, 10))
                walked = self.rows_of(SQL("SELECT count(*) %s", matching_ahead._unreserved(connection, kind)))
                self.assertLess(walked, self.records(kind) * EACH)

    def records(self, kind):
        return self.env[matching_ahead.MODEL_OF[kind]].with_context(active_test=False).search_count([])

    def rows_of(self, query):
        """Return how many rows PostgreSQL looks at for a query."""
        ((answer,),) = self.env.execute_query(SQL("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) %s", query))
        return self._rows(answer[0]["Plan"])

    def _rows(self, node):
        looked_at = node["Actual Rows"] + sum(each for name, each in node.items() if name.startswith("Rows Removed"))
        return looked_at * node["Actual Loops"] + sum(self._rows(each) for each in node.get("Plans", ()))
