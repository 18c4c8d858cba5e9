"""Answers that never came, half came or were no JSON: everything is there once, before and after five minutes."""

from odoo.tests import tagged

from ..ledgers import json_text
from ..ledgers.documents import Kind
from .cloud_company_case import AGAIN
from .hard_days_case import BARE, MANY, READING_GROWS_OLD
from .xero_hard_days_case import XeroHardDaysCase

# How long a key is remembered there, and by how many minutes later it is asked again.
MEMORIES = {
    "before five minutes": ({"idempotency_lifetime": 360}, 4),
    "after five minutes": ({"idempotency_lifetime": 360}, 7),
    "key is not remembered": ({"idempotency_lifetime": 0}, 4),
}


@tagged("post_install", "-at_install")
class TestXeroLostAnswers(XeroHardDaysCase):
    """Sockets that close: what nobody answered is there once, whenever it is asked for again."""

    def check(self, count, kind, **values):
        for name, (memory, minutes) in MEMORIES.items():
            with self.subTest(memory=name):
                self.switch(**memory)
                before = self.invoices_written()
                moves = self.made(count)
                order = self.order_write(kind, **values)
                self.turns()
                self.assertEqual(order.struck, 1)
                self.assert_waiting(moves.filtered(lambda move: move.bridge_state != "processed"))
                self.turns(1, minutes=minutes)
                self.settle_down(moves, written=before + count)

    def test_lost(self):
        self.check(3, "drop_after_commit")

    def test_one_alone_lost(self):
        self.check(1, "drop_after_commit")

    def test_never_came(self):
        self.check(3, "drop_before_commit")

    def test_half_a_list(self):
        """Some of a list are there and nobody said so: each is judged by itself."""
        self.check(MANY, "half_list", items=5)

    def test_truncated(self):
        self.check(MANY, "truncated")

    def test_broken_off(self):
        self.check(2, "broken_off")

    def test_in_xml(self):
        self.check(2, "xml")

    def test_page_in_place_of_an_answer(self):
        """200 and HTML: of a write nobody knows what came of it."""
        for kind in ("html", "html_after_commit", "empty", "empty_after_commit"):
            with self.subTest(kind=kind):
                self.check(2, kind)

    def test_element_without_an_answer(self):
        self.check(3, "missing_element")

    def test_same_bytes_under_the_same_key(self):
        """Within five minutes it is made once more as it was: Xero answers as it did, and writes nothing."""
        moves = self.made(2)
        self.order_write("drop_after_commit")
        self.turns()
        self.assert_waiting(moves)
        self.turns(1, minutes=4)
        first, again = (call for call in self.calls("Invoices") if call["method"] == "PUT" and self.is_of(call, moves))
        self.assertEqual([again["id"].startswith(AGAIN), first["id"].startswith(AGAIN)], [True, False])
        self.assertEqual((again["text"], again["key"]), (first["text"], first["key"]))
        replayed = [entry for entry in self.xero.journal.entries(key=first["key"]) if "replayed" in entry.note]
        self.assertEqual(len(replayed), 1)
        self.assert_once(moves)

    def test_evidence_after_five_minutes(self):
        """Later it is looked for, not sent: the key would be new to Xero."""
        moves = self.made(2)
        self.order_write("drop_after_commit")
        self.turns()
        self.turns(2, minutes=7)
        writes = [call for call in self.calls("Invoices") if call["method"] == "PUT" and self.is_of(call, moves)]
        self.assertEqual(len(writes), 1)
        self.assert_once(moves)

    def test_new_key_for_what_is_sent_again(self):
        """What never came is sent once more, under another key: the old one may yet be answered by anything."""
        moves = self.made(2)
        self.order_write("drop_before_commit")
        self.turns()
        self.turns(3, minutes=7)
        writes = [call for call in self.calls("Invoices") if call["method"] == "PUT" and self.is_of(call, moves)]
        self.assertEqual(len({call["key"] for call in writes}), len(writes))
        self.assert_once(moves)

    def is_of(self, call, moves):
        said = {row.get("Reference") for row in json_text.read(call["text"])["Invoices"]}
        return not said.isdisjoint(moves.mapped("name"))

    def test_item_answered_twice(self):
        moves = self.made(3)
        self.order_write("duplicated_element")
        self.turns()
        self.assert_once(moves)

    def test_elements_in_another_order(self):
        moves = self.made(MANY)
        self.order_write("reversed_elements")
        self.turns()
        self.assert_once(moves)
        for move in moves:
            self.assertEqual(self.on_the_screen(move)["number"], self.number(move))

    def test_slow(self):
        """An answer that takes its time is an answer."""
        moves = self.made(2)
        self.order_write("delay", seconds=1.5)
        self.turns()
        self.assert_once(moves)

    def test_change_and_void(self):
        """A change that was not answered is there once, and so is a void."""
        changed, voided = self.invoice(), self.invoice()
        self.sent_off(changed | voided)
        for name, (memory, minutes) in MEMORIES.items():
            with self.subTest(memory=name):
                self.switch(**memory)
                self.edit(changed, price=changed.amount_total + 7)
                self.order("drop_after_commit", call="update", entity="Invoices")
                self.turns()
                self.turns(4, minutes=minutes)
                self.assertEqual(self.where(changed), ("processed", ""), changed.bridge_ribbon)
                self.assert_same(changed)
        self.cancel(voided)
        self.order("drop_after_commit", call="update", entity="Invoices")
        self.turns()
        self.turns(4, minutes=2)
        self.assertEqual(self.where(voided), ("processed", ""), voided.bridge_ribbon)
        self.assertTrue(self.on_the_screen(voided)["is_void"])
        self.assertEqual(len(self.all_there()), self.begun + 2)

    def test_contact_and_item_lost(self):
        """They are found by our mark and by their code, and the invoice goes on."""
        for entity, minutes in (("Contacts", 4), ("Contacts", 7), ("Items", 4), ("Items", 7)):
            with self.subTest(entity=entity, minutes=minutes):
                place = f"{entity} {minutes}"
                product = self._service(f"Work of {place}", place.upper().replace(" ", "-"))
                customer = self._customer(f"Somebody of {place}")
                move = self.invoice(self.line(product=product), customer=customer)
                self.release(move)
                self.order("drop_after_commit", call="create", entity=entity)
                self.turns()
                self.turns(4, minutes=minutes)
                self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
                self.assertEqual([row.name for row in self.there(Kind.CUSTOMER)].count(customer.name), 1)
                self.assertEqual([row.id for row in self.there(Kind.ITEM)].count(product.default_code), 1)

    def test_reading_that_breaks_off(self):
        for kind in ("truncated", "html", "xml", "broken_off", "drop_before_commit"):
            with self.subTest(kind=kind):
                before = self.invoices_written()
                moves = self.made(1)
                self.order(kind, call="list")
                self.turns(1, minutes=READING_GROWS_OLD)
                if self.session.problem:
                    self.assertNotRegex(self.session.result, BARE)
                self.settle_down(moves, written=before + 1)


@tagged("post_install", "-at_install")
class TestXeroCachedErrors(XeroHardDaysCase):
    """A failure that Xero keeps under the key: asked again it is the same answer, whatever was done."""

    def test_nothing_was_done(self):
        for count in (1, 3):
            with self.subTest(count=count):
                before, begun = self.invoices_written(), self.last_call
                moves = self.made(count)
                order = self.order_write("cached_error")
                self.turns()
                self.assertEqual(order.struck, 1)
                self.assert_waiting(moves)
                self.assertEqual(self.invoices_written(), before)
                # Under the same key it would be the same failure for minutes: it is looked for, and sent with another.
                self.turns(1, minutes=4)
                self.settle_down(moves, written=before + count)
                keys = [entry.key for entry in self.calls_since(begun, kind="create", entity="Invoices")]
                self.assertGreater(len(set(keys)), 1)

    def test_all_was_done(self):
        for count in (1, 3):
            with self.subTest(count=count):
                before = self.invoices_written()
                moves = self.made(count)
                order = self.order_write("cached_error_after_commit")
                self.turns()
                self.assertEqual(order.struck, 1)
                self.turns(1, minutes=4)
                self.settle_down(moves, written=before + count)

    def test_memory_of_keys_is_down(self):
        """Every write is answered by an error then: nothing is lost and nothing is there twice."""
        moves = self.made(2)
        self.switch(idempotency_store="down")
        self.turns()
        self.assert_waiting(moves)
        self.turns(2, minutes=4)
        self.assert_waiting(moves)
        self.assertEqual(self.invoices_written(), 0)
        self.xero.switches.set(idempotency_store="up")
        # It was tried some times, so it is left alone for a while.
        for _again in range(6):
            self.turns(2, minutes=60)
        self.assert_once(moves)


@tagged("post_install", "-at_install", "slow")
class TestXeroBrokenGateway(XeroHardDaysCase):
    """Pages of HTML in the place of answers, and an organisation that is offline."""

    def test_writes(self):
        for kind in ("broken", "broken_after_commit"):
            for status in (500, 502, 503, 504):
                with self.subTest(kind=kind, status=status):
                    before = self.invoices_written()
                    moves = self.made(2)
                    self.order_write(kind, status=status)
                    self.turns()
                    self.assert_waiting(moves.filtered(lambda move: move.bridge_state != "processed"))
                    for move in moves:
                        self.assertNotRegex(move.bridge_ribbon, BARE)
                    self.turns(1, minutes=7)
                    self.settle_down(moves, written=before + 2)

    def test_reads(self):
        for status in (500, 503):
            with self.subTest(status=status):
                before = self.invoices_written()
                moves = self.made(1)
                self.order("broken", call="list", status=status)
                self.turns(1, minutes=READING_GROWS_OLD)
                self.assertTrue(self.session.problem)
                self.assertNotRegex(self.session.result, BARE)
                self.settle_down(moves, written=before + 1)

    def test_offline_for_an_hour(self):
        """Tried every ten minutes: nothing is given up."""
        moves = self.made(3)
        order = self.order("offline", times=-1)
        for _ten_minutes in range(6):
            self.turns(1, minutes=10)
            self.assert_waiting(moves)
            self.assertTrue(self.session.problem)
            self.assertNotRegex(self.session.result, BARE)
        self.assertEqual(self.link.state, "connected")
        order.times = 0
        self.turns(4, minutes=10)
        self.assert_once(moves)

    def test_void_that_nobody_can_say_of(self):
        """A void answered by an error may have been done: looked for once a run, later each time, never in a ring."""
        move = self.made(1)
        self.turns()
        self.assert_once(move)
        self.cancel(move)
        order = self.order("broken", call="update", entity="Invoices", times=-1, status=500)
        for _ten_minutes in range(3):
            struck = order.struck
            self.turns(1, minutes=10)
            self.assertLessEqual(order.struck - struck, 1)
        self.assertGreaterEqual(order.struck, 1)
        self.assertIn(move.bridge_transfer_id.state, ("queued", "uncertain"))
        order.times = 0
        self.turns(4, minutes=20)
        self.assertEqual(move.bridge_transfer_id.state, "processed")
