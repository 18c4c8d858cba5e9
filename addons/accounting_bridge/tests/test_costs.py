"""What things cost: queries per row of a list, per document of a release or a set; writes to host tables."""

import re
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tests.test_cursor import TestCursor

from ..engine import applying, opening, storing
from ..engine.transaction import in_own_transaction
from ..ledgers.documents import Kind
from .common import BridgeCommon
from .double import DoubleLedger

WRITES = re.compile(r'^\s*(?:WITH .*?)?(UPDATE|INSERT INTO|DELETE FROM)\s+"?(\w+)"?', re.I | re.S)
OURS = "bridge_"


@tagged("post_install", "-at_install")
class TestCosts(BridgeCommon):
    """Counted, not timed."""

    def many(self, count, customers=1):
        """Return posted invoices of some customers, made in one go."""
        partners = [self._customer(f"Customer {number}") for number in range(customers)]
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "company_id": self.company_a.id,
                    "partner_id": partners[number % customers].id,
                    "invoice_date": "2026-01-15",
                    "invoice_line_ids": [(0, 0, self.line(price=10 + number))],
                }
                for number in range(count)
            ]
        )
        moves.action_post()
        return moves

    def queries(self, work, *args, **kwargs):
        """Return how many queries a piece of work makes, on whatever cursor, with a cold cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work(*args, **kwargs)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    # === THE LIST === #

    def test_list_costs_one_query_more(self):
        """The column Batch Status with its tooltip, for 10 rows and for 80."""
        connection = self.connection()
        moves = self.many(80)
        self.release(moves[:60])
        self.turn(connection)
        self.as_("user", moves[60:70]).action_bridge_hold()
        plain = ["name", "partner_id", "amount_total", "state"]
        reader = self.as_("user", self.env["account.move"])

        def read(names, limit):
            return reader.web_search_read(
                [("id", "in", moves.ids)], {name: {} for name in names}, limit=limit, order="id"
            )

        read(plain, 1)
        costs = {}
        for limit in (10, 80):
            costs[limit] = self.queries(read, [*plain, "bridge_state"], limit) - self.queries(read, plain, limit)
        self.assertLessEqual(costs[10], 1)
        self.assertLessEqual(costs[80], 1)
        self.assertEqual(len(read([*plain, "bridge_state"], 80)["records"]), 80)

    def test_list_view_has_the_column(self):
        arch = self.as_("user", self.env["account.move"]).get_view(
            self.env.ref("account.view_out_invoice_tree").id, "list"
        )["arch"]
        self.assertIn('name="bridge_state"', arch)

    def test_filter_group_and_sort_are_sql(self):
        connection = self.connection(create_missing_customer="never")
        moves = self.many(4, customers=2)
        self.put_there(Kind.CUSTOMER, "Customer 0")
        self.release(moves)
        self.turn(connection)
        held = self.invoice()
        self.as_("user", held).action_bridge_hold()
        model = self.as_("user", self.env["account.move"])
        domain = [("id", "in", (moves | held).ids)]
        self.assertEqual(
            set(model.search([*domain, ("bridge_state", "=", "processed")]).ids), {moves[0].id, moves[2].id}
        )
        self.assertEqual(len(model.search([*domain, ("bridge_state", "in", ("held", "rejected"))])), 3)
        self.assertEqual(len(model.search([("company_id", "=", self.company_a.id), ("bridge_state", "=", False)])), 0)
        groups = dict(model._read_group(domain, ["bridge_state"], ["__count"]))
        self.assertEqual(groups, {"processed": 2, "rejected": 2, "held": 1})
        ordered = model.search(domain, order="bridge_state, id").mapped("bridge_state")
        self.assertEqual(ordered, ["held", "processed", "processed", "rejected", "rejected"])

        def search():
            return model.search([*domain, ("bridge_state", "=", "processed")], order="bridge_state")

        search()
        self.assertEqual(self.queries(search), 1)

    # === RELEASE, OPEN, APPLY === #

    def release_directly(self, connection, moves):
        return self.env["bridge.batch"]._release(connection, moves)

    def test_release_makes_no_query_per_document(self):
        connection = self.connection()
        self.release_directly(connection, self.many(2))
        moves = self.many(60)
        few = self.queries(self.release_directly, connection, moves[:10])
        many = self.queries(self.release_directly, connection, moves[10:])
        self.assertLessEqual(many - few, 10, f"10 documents: {few} queries, 50 documents: {many}")

    def test_preview_makes_no_query_per_document(self):
        connection = self.connection()
        moves = self.many(60, customers=20)
        preview = self.env["bridge.release"]._preview
        few, many = (
            self.queries(preview, connection, moves[:10]),
            self.queries(preview, connection, moves[10:]),
        )
        self.assertLessEqual(many - few, 10, f"10 documents: {few} queries, 50 documents: {many}")

    def test_open_and_apply_make_no_query_per_document(self):
        """A set of 10 and a set of 50 new customers and invoices cost nearly the same number of queries."""
        connection = self.connection()
        capabilities = patch.object(
            DoubleLedger,
            "capabilities",
            type(DoubleLedger.capabilities)(
                **{
                    name: getattr(DoubleLedger.capabilities, name)
                    for name in DoubleLedger.capabilities.__dataclass_fields__
                    if name != "writes_per_exchange"
                },
                writes_per_exchange=100,
            ),
        )
        with capabilities:
            few = self.one_set_each(connection, 10)
            many = self.one_set_each(connection, 50)
        for step, count in few.items():
            with self.subTest(step=step):
                self.assertLessEqual(many[step] - count, 12, f"10: {count} queries, 50: {many[step]}")

    def one_set_each(self, connection, count):
        """Release invoices of as many new customers, turn once. :return dict: queries by step."""
        moves = self.env["account.move"]
        for number in range(count):
            moves |= self.invoice(customer=self._customer(f"{count}-{number}"))
        self.release_directly(connection, moves)
        steps = {}
        counted = in_own_transaction

        def count_step(env, work, *args, **kwargs):
            before = self.cr.sql_log_count
            try:
                return counted(env, work, *args, **kwargs)
            finally:
                name = work.__name__
                steps[name] = max(steps.get(name, 0), self.cr.sql_log_count - before)

        with patch("odoo.addons.accounting_bridge.engine.crank.in_own_transaction", count_step):
            self.turn(connection)
        self.assertEqual(set(moves.mapped("bridge_state")), {"processed"})
        return {name: steps[name] for name in ("open_exchange", "store_answer", "apply_answer")}

    # === HOST TABLES === #

    def watching(self, statements, cursors=TestCursor):
        """Note the table of every statement that writes, on a kind of cursor."""
        original = cursors.execute

        def execute(cursor, query, params=None, log_exceptions=True):
            text = query.code if hasattr(query, "code") else query
            match = WRITES.match(text if isinstance(text, str) else text.decode())
            if match:
                statements.append(match[2])
            return original(cursor, query, params, log_exceptions)

        return patch.object(cursors, "execute", execute)

    def test_host_tables_are_not_written_by_open_store_apply(self):
        """A person who edits an invoice is not held up by the engine, and holds up nothing."""
        connection = self.connection()
        moves = self.many(5, customers=3)
        DoubleLedger.refused[moves[0].name.replace("INV/20", "").replace("/", "")] = "refused"
        self.release(moves)
        self.env.flush_all()
        steps, counted = {}, in_own_transaction

        def watch_step(env, work, *args, **kwargs):
            with self.watching(steps.setdefault(work, [])):
                return counted(env, work, *args, **kwargs)

        with patch("odoo.addons.accounting_bridge.engine.crank.in_own_transaction", watch_step):
            self.turn(connection)
        self.assertEqual(sorted(moves.mapped("bridge_state")), ["processed"] * 4 + ["rejected"])
        for work in (opening.open_exchange, storing.store_answer, applying.apply_answer):
            with self.subTest(step=work.__name__):
                self.assertTrue(steps[work], "the watch sees what is written")
                self.assertEqual({table for table in steps[work] if not table.startswith(OURS)}, set())
        self.assertEqual(set(steps[storing.store_answer]), {"bridge_exchange"}, "the raw answer, and nothing else")

    def test_release_writes_no_line_of_an_invoice(self):
        """On invoices a release writes the two flags and the newest transfer, once each, and no message."""
        connection = self.connection()
        moves = self.many(5)
        self.env.flush_all()
        messages, statements = moves.message_ids, []
        with self.watching(statements, type(self.cr)):
            self.release_directly(connection, moves)
            self.env.flush_all()
        self.assertIn("bridge_transfer", statements)
        self.assertFalse({"account_move_line", "account_partial_reconcile"} & set(statements))
        self.assertLessEqual(statements.count("account_move"), 2)
        self.assertEqual(moves.message_ids, messages)

    def test_two_schedules_read_once(self):
        """A reading may be counted by the ledger: what one schedule has read the other one does not read again."""
        self.connection()
        connections = self.env["bridge.connection"]
        read = len(DoubleLedger.sent)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: 600):
            connections._cron_turn(second=True)
            self.assertEqual(len(DoubleLedger.sent), read)
            connections._cron_turn()
        self.assertEqual(len(DoubleLedger.sent), read + 1)
