"""Answers that never came, half came or were a page of HTML: everything is there once, however keys are remembered."""

from odoo.tests import tagged

from .hard_days_case import BARE, MANY, READING_GROWS_OLD
from .online_hard_days_case import HardDaysCase

# How the service may answer a key that it has seen: as before, by an error, or as if it had never seen it.
MEMORIES = ({"requestid_answer": "replay"}, {"requestid_answer": "600"}, {"requestid_lifetime": 0})
DEFAULTS = {"requestid_answer": "replay", "requestid_lifetime": 86400}


@tagged("post_install", "-at_install")
class TestOnlineBrokenGateway(HardDaysCase):
    """Pages of HTML in the place of answers."""

    def test_writes(self):
        for kind in ("broken", "broken_after_commit"):
            for status in (500, 503, 504):
                with self.subTest(kind=kind, status=status):
                    before = self.invoices_written()
                    moves = self.made(2)
                    self.order(kind, call="create", entity="Invoice", status=status)
                    self.turns()
                    self.assert_waiting(moves.filtered(lambda move: move.bridge_state != "processed"))
                    self.turns(3, minutes=2)
                    self.assertEqual(set(moves.mapped("bridge_state")), {"processed"}, moves.mapped("bridge_ribbon"))
                    self.assert_same(moves)
                    self.assertEqual(self.invoices_written(), before + 2)

    def test_batches(self):
        for kind in ("broken", "broken_after_commit"):
            with self.subTest(kind=kind):
                before = self.invoices_written()
                moves = self.made(MANY)
                order = self.order(kind, where="batch?requestid=", status=504)
                self.turns()
                self.assertEqual(order.struck, 1)
                self.assert_waiting(moves.filtered(lambda move: move.bridge_state != "processed"))
                self.turns(3, minutes=2)
                self.assert_same(moves)
                self.assertEqual(self.invoices_written(), before + MANY)

    def test_reads(self):
        for status in (500, 503, 504):
            with self.subTest(status=status):
                before = self.invoices_written()
                moves = self.made(1)
                self.order("broken", call="cdc", status=status)
                self.turns(1, minutes=READING_GROWS_OLD)
                self.assertTrue(self.session.problem)
                self.assertNotRegex(self.session.result, BARE)
                self.assert_waiting(moves)
                self.turns(1, minutes=2)
                self.assert_same(moves)
                self.assertEqual(self.invoices_written(), before + 1)

    def test_for_an_hour(self):
        """Down for an hour, tried every ten minutes: nothing is given up."""
        moves = self.made(3)
        order = self.order("broken", times=-1, status=503)
        for _ten_minutes in range(6):
            self.turns(1, minutes=10)
            self.assert_waiting(moves)
        self.assertEqual(self.link.state, "connected")
        order.times = 0
        self.turns(2, minutes=10)
        self.assert_once(moves)


@tagged("post_install", "-at_install", "slow")
class TestOnlineLostAnswers(HardDaysCase):
    """Sockets that close: what nobody answered is there once, however the service treats a key it has seen."""

    def check(self, count, kind, *, where="", **values):
        for memory in MEMORIES:
            with self.subTest(memory=memory):
                self.switch(**DEFAULTS | memory)
                before = self.invoices_written()
                moves = self.made(count)
                order = self.order(kind, where=where, **values)
                self.turns()
                self.assertEqual(order.struck, 1)
                self.assert_waiting(moves.filtered(lambda move: move.bridge_state != "processed"))
                self.turns(3, minutes=2)
                for move in moves:
                    self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
                self.assert_same(moves)
                numbers = [row["number"] for row in self.all_there()]
                self.assertEqual(len(numbers), len(set(numbers)))
                self.assertEqual(self.invoices_written(), before + count)

    def test_single_write_lost(self):
        self.check(1, "drop_after_commit", call="create", entity="Invoice")

    def test_single_write_that_never_came(self):
        self.check(1, "drop_before_commit", call="create", entity="Invoice")

    def test_one_of_several(self):
        self.check(4, "drop_after_commit", call="create", entity="Invoice", skip=2)

    def test_whole_batch_lost(self):
        self.check(MANY, "drop_after_commit", where="batch?requestid=")

    def test_whole_batch_that_never_came(self):
        self.check(MANY, "drop_before_commit", where="batch?requestid=")

    def test_half_a_batch(self):
        self.check(MANY, "half_batch", where="batch?requestid=", items=5)

    def test_truncated(self):
        self.check(2, "truncated", call="create", entity="Invoice")

    def test_truncated_batch(self):
        self.check(MANY, "truncated", where="batch?requestid=")

    def test_broken_off(self):
        self.check(MANY, "broken_off", where="batch?requestid=")

    def test_answered_in_xml(self):
        self.check(2, "xml", call="create", entity="Invoice")

    def test_item_without_its_name(self):
        self.check(MANY, "missing_bid", where="batch?requestid=")

    def test_item_without_an_answer(self):
        self.check(MANY, "missing_item", where="batch?requestid=")

    def test_update_and_void(self):
        """A change that was not answered is there once, and so is a void."""
        changed, voided = self.invoice(), self.invoice()
        self.sent_off(changed | voided)
        for memory in MEMORIES[:2]:
            with self.subTest(memory=memory):
                self.switch(**DEFAULTS | memory)
                self.edit(changed, price=changed.amount_total + 7)
                self.order("drop_after_commit", call="update", entity="Invoice")
                self.turns(4, minutes=2)
                self.assertEqual(self.where(changed), ("processed", ""), changed.bridge_ribbon)
                self.assert_same(changed)
        self.cancel(voided)
        self.order("drop_after_commit", call="void", entity="Invoice")
        self.turns(4, minutes=2)
        self.assertEqual(self.where(voided), ("processed", ""), voided.bridge_ribbon)
        self.assertTrue(self.on_the_screen(voided)["is_void"])
        self.assertEqual(len(self.all_there()), self.begun + 2)

    def test_item_answered_twice(self):
        moves = self.made(MANY)
        self.order("duplicated_item", where="batch?requestid=")
        self.turns()
        self.assert_once(moves)

    def test_customer_and_item_lost(self):
        """Lists have no number to be found by: their name is, and the invoice goes on."""
        for memory in MEMORIES:
            with self.subTest(memory=memory):
                self.switch(**DEFAULTS | memory)
                name = f"Somebody {len(self.book.customers())}"
                move = self.invoice(customer=self._customer(name))
                self.release(move)
                self.order("drop_after_commit", call="create", entity="Customer")
                self.turns(4, minutes=2)
                self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
                self.assertEqual([row["name"] for row in self.book.customers()].count(name), 1)

    def test_reading_that_is_truncated(self):
        moves = self.made(1)
        self.order("truncated", call="cdc")
        self.turns(1, minutes=READING_GROWS_OLD)
        self.assert_waiting(moves)
        self.turns(2, minutes=2)
        self.assert_once(moves)
