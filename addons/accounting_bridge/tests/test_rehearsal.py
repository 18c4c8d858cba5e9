"""*Check all*: last month's documents as if they were released now, grouped by what cures them."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..ledgers.documents import Kind
from ..wizards import bridge_rehearsal
from .common import BridgeCommon
from .double import DoubleLedger
from .rehearsal_case import Rehearsals

OUTBOX = (
    "bridge.transfer",
    "bridge.transfer.event",
    "bridge.binding",
    "bridge.batch",
    "bridge.issue",
    "bridge.exchange",
    "bridge.mapping",
    "bridge.change",
)


@tagged("post_install", "-at_install")
class TestRehearsal(Rehearsals, BridgeCommon):
    """What it looks at, what it says and what it leaves alone."""

    def setUp(self):
        super().setUp()
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.put_there(Kind.ITEM, "CONS")
        self.con = self.connection(create_missing_customer="never")
        today = fields.Date.today()
        self.last = fields.Date.subtract(today.replace(day=1), days=1)

    def last_month(self, *lines, **values):
        return self.invoice(*lines, invoice_date=self.last, **values)

    def check(self, person=None):
        """Press the button. :return: the page as the same person sees it"""
        seen = self.seen_by(person or self.people["user", "a"], self.con)
        page = seen.env["bridge.rehearsal"].browse(seen.action_check_all()["res_id"])
        return page

    def of(self, page, reason):
        return page.cause_ids.filtered(lambda cause: cause.reason == reason)

    def many(self, count, **values):
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "company_id": self.company_a.id,
                    "partner_id": self._customer(f"Stranger {number % 7}").id,
                    "invoice_date": self.last,
                    "invoice_line_ids": [(0, 0, self.line(price=10 + number, **values))],
                }
                for number in range(count)
            ]
        )
        moves.action_post()
        return moves

    def test_nothing_is_sent_reserved_or_written(self):
        moves = self.last_month() | self.last_month(customer=self._customer("Newcomers"))
        self.env.flush_all()
        called, counts = list(DoubleLedger.sent), [self.env[model].search_count([]) for model in OUTBOX]
        flags = moves.mapped("bridge_closed")
        self.check()
        self.env.flush_all()
        self.assertEqual(DoubleLedger.sent, called)
        self.assertEqual([self.env[model].search_count([]) for model in OUTBOX], counts)
        self.assertEqual(moves.mapped("bridge_closed"), flags)

    def test_last_month_unless_another_is_chosen(self):
        self.last_month()
        self.invoice()
        self.last_month(post=False)
        page = self.check()
        self.assertEqual((page.date_from, page.date_to), (self.last.replace(day=1), self.last))
        self.assertEqual((page.total_count, page.ready_count), (1, 1))
        page.write({"date_from": fields.Date.today().replace(day=1), "date_to": fields.Date.today()})
        page.action_check()
        self.assertEqual(page.total_count, 1)
        page.date_from = self.last
        page.action_check()
        self.assertEqual(page.total_count, 2)
        self.assertFalse(page.cause_ids)

    def test_grouped_by_what_cures_them(self):
        """What many documents wait for is told once; what is a fault of each of them, once with how many more."""
        stranger = self._customer("Newcomers")
        same = [self.last_month(self.line(price=price), customer=stranger) for price in (10, 20)]
        refund = self.last_month(self.line(price=5), customer=stranger, move_type="out_refund")
        taxed = [self.last_month(self.line(taxes=[self.tax_8])) for _time in range(3)]
        free = [self.last_month(self.line(price=5), self.line(price=-5)) for _time in range(2)]
        self.last_month()
        page = self.check()
        self.assertEqual(
            [(cause.reason, cause.document_count, cause.amount) for cause in page.cause_ids],
            [
                ("tax_unmapped", 3, 324.0),
                ("customer_missing", 2, 30.0),
                ("total_zero", 2, 0.0),
                ("not_an_invoice", 1, -5.0),
            ],
        )
        self.assertEqual((page.total_count, page.blocked_count, page.ready_count), (9, 8, 1))
        missing = self.of(page, "customer_missing")
        self.assertIn("Newcomers", missing.text)
        self.assertEqual(set(missing.line_ids.move_id.ids), {move.id for move in same})
        self.assertNotIn(refund.id, missing.line_ids.move_id.ids)
        self.assertEqual(self.of(page, "tax_unmapped").title, "Tax without a counterpart")
        zero = self.of(page, "total_zero")
        self.assertIn("(and 1 more)", zero.text)
        self.assertEqual({line.words for line in zero.line_ids}, {self.words(move) for move in free})
        opened = self.of(page, "tax_unmapped").action_open_documents()
        found = self.env["account.move"].search(opened["domain"])
        self.assertEqual(set(found.ids), {move.id for move in taxed})

    def words(self, move):
        return f"The total of {move.name} is zero, so there is nothing to collect and nothing to send."

    def test_what_has_two_faults_stands_under_both(self):
        """The first one is what a run would say."""
        move = self.last_month(self.line(taxes=[self.tax_8]), customer=self._customer("Newcomers"))
        page = self.check()
        self.assertEqual((page.blocked_count, len(page.cause_ids)), (1, 2))
        first = page.cause_ids.line_ids.filtered("is_first")
        self.assertEqual((first.cause_id.reason, first.move_id.id), ("customer_missing", move.id))

    def test_cures_that_need_no_issue(self):
        """The tax is chosen from here; who may not, and what no button cures, has none."""
        self.last_month(self.line(taxes=[self.tax_8]))
        self.last_month(self.line(price=5), self.line(price=-5))
        page = self.check(self.people["bookkeeper", "a"])
        cause = self.of(page, "tax_unmapped")
        self.assertEqual([button["code"] for button in cause.cures], ["map_tax"])
        action = cause.with_context(cure="map_tax").action_cure()
        self.assertEqual(action["context"]["default_tax_id"], self.tax_8.id)
        zero = self.of(page, "total_zero")
        self.assertEqual([button["code"] for button in zero.cures], ["open_document"])
        with self.assertRaises(UserError):
            zero.with_context(cure="create").action_cure()
        self.assertFalse(self.of(self.check(), "tax_unmapped").cures)

    def test_cures_of_an_open_issue(self):
        """Where somebody is asked already, what cures it is pressed here."""
        stranger = self._customer("Newcomers")
        released = self.invoice(customer=stranger)
        self.release(released)
        self.turn(self.con)
        self.last_month(customer=stranger)
        page = self.check(self.people["bookkeeper", "a"])
        cause = self.of(page, "customer_missing")
        self.assertIn("create", [button["code"] for button in cause.cures])
        cause.with_context(cure="create").action_cure()
        self.env.invalidate_all()
        self.assertEqual(released.bridge_state, "queued")

    def test_what_is_there_and_what_is_held(self):
        there, held, fresh = (self.last_month() for _time in range(3))
        self.release(there)
        self.turn(self.con)
        self.as_("user", held).action_bridge_hold()
        page = self.check()
        self.assertEqual((page.settled_count, page.held_count, page.ready_count, page.total_count), (1, 1, 1, 2))
        page.unreleased_only = True
        page.action_check()
        self.assertEqual((page.settled_count, page.held_count, page.ready_count, page.total_count), (0, 0, 1, 1))
        self.assertFalse(fresh.bridge_state)

    def test_before_the_start_date(self):
        """Whoever begins today sees what would have become of last month."""
        self.con.date_from = fields.Date.today()
        self.last_month()
        page = self.check()
        self.assertTrue(page.looks_past_start)
        self.assertEqual((page.ready_count, page.blocked_count), (1, 0))
        page.looks_past_start = False
        page.action_check()
        self.assertEqual((page.ready_count, page.blocked_count), (0, 1))
        self.assertEqual(page.cause_ids.reason, "before_start")

    def test_not_read_yet(self):
        self.con.sudo().first_read_at = False
        with self.assertRaisesRegex(UserError, "has not been read yet"):
            self.check()

    def test_period_that_ends_before_it_begins(self):
        page = self.check()
        page.date_from = fields.Date.today()
        with self.assertRaises(UserError):
            page.action_check()

    def test_cost_by_chunk(self):
        """Each chunk costs the same few queries, however many documents there are, and keeps nothing in memory."""
        self.many(48, taxes=[self.tax_8])
        page = self.check()
        counts = []
        with patch.object(bridge_rehearsal, "CHUNK", 8):
            looked = bridge_rehearsal._Tally.add

            def count(tally, moves):
                before = self.cr.sql_log_count
                looked(tally, moves)
                counts.append(self.cr.sql_log_count - before)

            with patch.object(bridge_rehearsal._Tally, "add", count):
                page.action_check()
        self.assertEqual(len(counts), 6)
        # The first one opens the causes, and none costs more than another.
        self.assertLessEqual(max(counts[1:]) - min(counts[1:]), 4, counts)
        with patch.object(bridge_rehearsal, "CHUNK", 48):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            page.action_check()
            whole = self.cr.sql_log_count - before
        self.assertLessEqual(whole, counts[0] + 30, f"48 documents: {whole} queries, 8 documents: {counts[0]}")

    def test_who_may(self):
        self.last_month()
        for person in (self.billing, self.people["manager", "b"]):
            with self.subTest(person=person.login), self.assertRaises(AccessError):
                self.check(person)
        page = self.check()
        other = self.seen_by(self.people["bookkeeper", "a"], page)
        with self.assertRaises(AccessError):
            other.action_check()

    def test_another_connection_by_hand(self):
        """A page made by a call names no connection of another company."""
        foreign = self.connection(company=self.company_b, enabled=False)
        page = self.as_("user", self.env["bridge.rehearsal"]).create(
            {"connection_id": foreign.id, "date_from": self.last, "date_to": self.last}
        )
        with self.assertRaises(AccessError):
            page.action_check()
