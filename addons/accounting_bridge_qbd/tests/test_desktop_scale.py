"""A company file with long lists: read page by page, each committed, each at the same price. Counted, not timed."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from odoo.addons.accounting_bridge.engine import crank
from odoo.addons.accounting_bridge.engine.transaction import in_own_transaction
from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Pull, Unanswered

from .. import visit
from .common import HAS_SIMULATORS
from .desktop_case import DesktopCase
from .payments_case import PaymentsCase

if HAS_SIMULATORS:
    from tests.simulators.quickbooks_desktop import QuickBooksError, Switches, bulk

# Four pages of customers, the last one short, and two of items.
PAGE = Pull(Kind.CUSTOMER).limit
CUSTOMERS, ITEMS = 3 * PAGE + 10, PAGE + 100


@contextmanager
def counting(cursor):
    """Count queries by step, where a step happens several times its dearest: give a dict that fills."""
    steps = {}

    def count(env, work, *args):
        before = cursor.sql_log_count
        try:
            return in_own_transaction(env, work, *args)
        finally:
            steps[work.__name__] = max(steps.get(work.__name__, 0), cursor.sql_log_count - before)

    with patch.object(visit, "in_own_transaction", count), patch.object(crank, "in_own_transaction", count):
        yield steps


@tagged("post_install", "-at_install")
class TestDesktopScale(DesktopCase):
    """The first load of a company file, which only reads."""

    def setUp(self):
        super().setUp()
        bulk.fill(self.book.book, customers=CUSTOMERS, items=ITEMS)
        self.items = len(self.book.items())
        self.long = self.connection(enabled=False)
        self.long.action_connect()
        # After each answer: rows of the mirror, what the bar and the card say, queries by step.
        self.pages = []
        original = visit.receive_response

        def receive_response(env, *call):
            with counting(self.cr) as steps:
                said = original(env, *call)
            self.env.invalidate_all()
            self.pages.append({"said": said, "card": self.card(), "steps": steps, **self.rows()})
            return said

        self.enterContext(patch.object(visit, "receive_response", receive_response))

    def rows(self):
        """Return how many rows the mirror holds, each counted once, by kind."""
        return {
            kind.value: len(set(self.mirrored(self.long, kind).mapped("remote_id")))
            for kind in (Kind.CUSTOMER, Kind.ITEM)
        }

    def card(self):
        """Return what the card on the Dashboard says: the bar, and the line under it."""
        return self.long.last_session_progress, self.long.last_session_loading or ""

    def seen(self, name):
        return [page[name] for page in self.pages]

    def power_cut_after(self, pages):
        """Begin a visit whose computer loses its power after so many answers."""
        with self.carrying(lambda carry, _payload: self.cut() if len(self.pages) == pages else carry()):
            self.turn(self.long)
        self.assertEqual(len(self.pages), pages)
        # Nothing was written there, so whoever comes next need not wait.
        self.cut_off = ()

    @staticmethod
    def cut():
        raise Unanswered

    def test_every_page_is_on_record_before_the_next_is_asked_for(self):
        self.turn(self.long)
        self.assertEqual(self.seen("customer"), [PAGE, 2 * PAGE, 3 * PAGE, CUSTOMERS])
        self.assertEqual(self.seen("item"), [PAGE, self.items, self.items, self.items])
        self.assertEqual(len(self.mirrored(self.long, Kind.CUSTOMER)), CUSTOMERS)
        self.assertEqual([text.count('iterator="Start"') for text in self.sent], [4, 0, 0, 0])
        self.assertEqual([text.count('iterator="Continue"') for text in self.sent], [0, 2, 1, 1])
        self.assertTrue(self.long.first_read_at)

    def test_the_bar_tells_the_truth(self):
        self.turn(self.long)
        said = self.seen("said")
        self.assertEqual(said, sorted(set(said)), "it never stands still and never goes back")
        self.assertEqual(said[-1], 100)
        every = CUSTOMERS + self.items
        for page in self.pages[:-1]:
            self.assertLess(page["said"], 100)
            self.assertAlmostEqual(page["said"], 100 * (page["customer"] + page["item"]) / every, delta=5)

    def test_the_card_says_how_many_there_will_be(self):
        self.turn(self.long)
        words = [words for _bar, words in self.seen("card")]
        self.assertEqual(
            words,
            [
                f"Customers 500 / 1,510 · Items 500 / {self.items}",
                "Customers 1,000 / 1,510",
                "Customers 1,500 / 1,510",
                "",
            ],
        )
        self.assertEqual([bar for bar, _words in self.seen("card")][:-1], self.seen("said")[:-1])
        self.assertEqual(self.card(), (100, ""))

    # === CUT OFF === #

    def test_a_load_that_was_cut_off_goes_on(self):
        """What was read stays; an iterator dies with its visit, and the last name that was met is where it goes on."""
        self.power_cut_after(1)
        self.assertFalse(self.long.first_read_at)
        self.assertEqual(self.rows(), {"customer": PAGE, "item": PAGE})
        self.sent.clear()
        self.turn(self.long)
        self.assertEqual([text.count('iterator="Start"') for text in self.sent], [4, 0, 0])
        self.assertEqual([text.count('iterator="Continue"') for text in self.sent], [0, 1, 1])
        for name, last in (("Customer", self.met_last(Kind.CUSTOMER)), ("Item", self.met_last(Kind.ITEM))):
            self.assertNotIn("FromModifiedDate", self.asked_for(name))
            self.assertEqual(self.from_name(self.asked_for(name)), last)
        self.assert_loaded()

    def test_three_pages_and_a_kill_after_the_second(self):
        """The requests one by one: the pages that were committed are not asked for again."""
        self.power_cut_after(2)
        self.sent.clear()
        self.turn(self.long)
        asked = [self.asked_for("Customer", text) for text in self.sent]
        self.assertEqual(len(asked), 2, "ten hundred and nine entries were left, and the one it goes on from")
        last = bulk.customer_name(2 * PAGE)
        self.assertEqual([self.from_name(one) for one in asked], [last, last], "every page repeats the filters")
        self.assertEqual(['iterator="Start"' in one for one in asked], [True, False])
        self.assert_loaded()
        self.assertEqual(self.long.last_session_id.records_read, CUSTOMERS - 2 * PAGE + 1 + self.small_lists())

    def small_lists(self):
        """Return how many entries a visit reads that goes on with customers: all others, and what changed of items."""
        session = self.long.last_session_id
        return sum(counts["read"] for kind, counts in session.read_counts.items() if kind != "customer")

    def test_the_bar_goes_on_where_it_stood(self):
        self.power_cut_after(2)
        before = self.pages[-1]["card"][0]
        del self.pages[:]
        self.turn(self.long)
        said = self.seen("said")
        self.assertEqual(said, sorted(set(said)))
        self.assertGreaterEqual(said[0], before)
        self.assertLess(said[0], 100)
        every = CUSTOMERS + self.items
        self.assertAlmostEqual(said[0], 100 * (3 * PAGE + self.items) / every, delta=5)
        self.assertEqual(
            [words for _bar, words in self.seen("card")], [f"Customers {3 * PAGE - 1:,} / {CUSTOMERS:,}", ""]
        )

    def test_cut_off_twice(self):
        self.power_cut_after(1)
        self.power_cut_after(2)
        self.sent.clear()
        self.turn(self.long)
        # A page of the second visit begins with the last entry of the first one's.
        self.assertEqual(self.from_name(self.asked_for("Customer")), bulk.customer_name(2 * PAGE - 1))
        self.assert_loaded()

    def test_cut_off_before_a_page_came(self):
        """The visit after it asks from the same name: a session that read nothing has taken no place away."""
        self.power_cut_after(1)
        self.power_cut_at_once()
        self.sent.clear()
        self.turn(self.long)
        self.assertEqual(self.from_name(self.asked_for("Customer")), bulk.customer_name(PAGE))
        self.assert_loaded()

    def test_a_dialog_in_quickbooks_takes_no_place_away(self):
        """QuickBooks fails in the middle of the load, as it does while a dialog is open."""

        def fail(carry, _payload):
            if len(self.pages) == 2:
                raise QuickBooksError("0x80040414", "A modal dialog box is showing in the QuickBooks user interface.")
            return carry()

        with self.carrying(fail):
            self.turn(self.long)
        self.assertEqual(self.long.last_session_id.state, "failed")
        self.sent.clear()
        self.turn(self.long)
        self.assertEqual(self.from_name(self.asked_for("Customer")), bulk.customer_name(2 * PAGE))
        self.assert_loaded()

    def test_what_changed_meanwhile_is_read_next(self):
        """An entry before the place changes between both visits: the watermark stays behind it."""
        self.power_cut_after(1)
        self.book.change("Customer", bulk.customer_name(7), Phone="555-0000")
        self.turn(self.long)
        self.assert_loaded()
        flow = self.long.flow_ids.filtered(lambda flow: flow.kind == Kind.CUSTOMER.value)
        changed = next(row for row in self.book.customers() if row["full_name"] == bulk.customer_name(7))
        self.assertLess(flow.watermark, changed["modified"])
        known = self.mirrored(self.long, Kind.CUSTOMER, bulk.customer_name(7))
        self.assertNotEqual(known.version, changed["edit_sequence"])
        self.turn(self.long)
        self.assertEqual(known.version, changed["edit_sequence"])

    def test_a_list_in_another_order_is_read_from_its_start(self):
        """Nobody says in which order a list comes (facts 4.12): entries that are missing at its end are noticed."""
        self.book.add_customer("Aardvark Garden")
        self.book.book.switches = Switches(list_order="entered")
        self.power_cut_after(1)
        self.assertFalse(self.mirrored(self.long, Kind.CUSTOMER, "Aardvark Garden"))
        # Behind this name there is nothing, and before it nearly everything.
        self.book.change("Customer", bulk.customer_name(PAGE), Name="Zzz")
        last = self.long.last_session_id
        last.to_read = [{**entry, "name": "Zzz"} for entry in last.to_read]
        self.sent.clear()
        self.turn(self.long)
        asked = [self.from_name(self.asked_for("Customer", text)) for text in self.sent]
        self.assertEqual(asked, ["Zzz", "", "", "", ""])
        self.assertEqual(self.rows()["customer"], CUSTOMERS + 1)
        self.assertTrue(self.mirrored(self.long, Kind.CUSTOMER, "Aardvark Garden"))
        said = self.seen("said")
        self.assertEqual(said[-5:], sorted(said[-5:]))
        self.assertTrue(self.long.first_read_at)

    def power_cut_at_once(self):
        """Begin a visit whose computer loses its power before QuickBooks has answered at all."""
        with self.carrying(lambda _carry, _payload: self.cut()):
            self.turn(self.long)
        self.cut_off = ()

    def met_last(self, kind):
        """Return the last name of a list that the first page of it held."""
        rows = self.book.customers() if kind is Kind.CUSTOMER else self.book.items()
        names = sorted((row["full_name"] for row in rows), key=str.casefold)
        return names[PAGE - 1]

    @staticmethod
    def from_name(asked):
        """Return the name from which a request asks on, "" where it asks for the whole list."""
        return asked.partition("<FromName>")[2].partition("</FromName>")[0]

    def test_a_list_that_was_finished_is_not_read_again(self):
        self.power_cut_after(2)
        self.assertEqual(self.rows(), {"customer": 2 * PAGE, "item": self.items})
        self.sent.clear()
        self.turn(self.long)
        self.assertNotIn("FromModifiedDate", self.asked_for("Customer"))
        self.assertEqual(self.from_name(self.asked_for("Customer")), bulk.customer_name(2 * PAGE))
        self.assertIn("FromModifiedDate", self.asked_for("Item"), "from the watermark on")
        self.assert_loaded()

    def asked_for(self, name, text=None):
        """Return the request for a list in a text, by default in the first one that was sent."""
        text = self.sent[0] if text is None else text
        return text.partition(f"<{name}QueryRq")[2].partition(f"</{name}QueryRq>")[0]

    def assert_loaded(self):
        """Everything is there once, and nothing of it counts as gone."""
        self.assertEqual(self.rows(), {"customer": CUSTOMERS, "item": self.items})
        for kind, count in ((Kind.CUSTOMER, CUSTOMERS), (Kind.ITEM, self.items)):
            self.assertEqual(len(self.mirrored(self.long, kind)), count)
        self.assertFalse(self.mirrored(self.long, Kind.CUSTOMER).filtered("is_gone"))
        self.assertTrue(self.long.first_read_at)
        self.assertEqual(self.pages[-1]["said"], 100)

    def test_a_long_page_costs_no_query_more_than_a_short_one(self):
        self.turn(self.long)
        long, short = self.pages[2]["steps"], self.pages[3]["steps"]
        for step in ("_store", "apply_answer", "absorb_changes", "_progress"):
            with self.subTest(step=step):
                self.assertLessEqual(long[step], short[step], f"{PAGE} rows and 10 rows")
        self.assertLessEqual(long["apply_answer"], 12)


@tagged("post_install", "-at_install")
class TestDesktopCosts(PaymentsCase):
    """A set of five documents and a full set cost the same number of queries, whatever is done with them."""

    FEW, MANY = 5, 25
    # What the host reads by chunks of its own may add some.
    MORE = 8

    def visited(self, count):
        """One visit that settles so many documents. :return dict: queries by step"""
        done = len(self.processed_transfers())
        with counting(self.cr) as steps:
            self.turn(self.link)
        self.assertEqual(len(self.processed_transfers()) - done, count)
        return {name: steps[name] for name in ("open_exchange", "_store", "apply_answer", "absorb_changes")}

    def processed_transfers(self):
        return self.env["bridge.transfer"].search([("state", "=", "processed"), ("move_id", "!=", False)])

    def assert_same_price(self, work):
        """``work(moves)`` is done with few and with many documents that are there, which is queries apart no more."""
        prices = {}
        for count in (self.FEW, self.MANY):
            moves = self.processed(*(100 + number for number in range(count)))
            work(moves)
            self.env.flush_all()
            self.env.invalidate_all()
            prices[count] = self.visited(count)
        for step, many in prices[self.MANY].items():
            with self.subTest(step=step):
                self.assertLessEqual(many - prices[self.FEW][step], self.MORE, prices)

    def test_updates(self):
        def change(moves):
            moves.button_draft()
            for line in moves.invoice_line_ids:
                line.price_unit += 1
            moves.action_post()

        self.assert_same_price(change)

    def test_payments(self):
        self.assert_same_price(lambda moves: self.pay(moves, group_payment=False))

    def test_voids(self):
        def cancel(moves):
            moves.button_draft()
            moves.button_cancel()

        self.assert_same_price(cancel)

    def test_creations(self):
        prices = {}
        # The first visit finds nothing of ours to read back: what it costs says nothing of the others.
        for count in (self.FEW, self.FEW, self.MANY):
            moves = self.env["account.move"].create(
                [
                    {
                        "move_type": "out_invoice",
                        "company_id": self.company_a.id,
                        "partner_id": self.customer.id,
                        "invoice_line_ids": [Command.create(self.line(price=200 + number))],
                    }
                    for number in range(count)
                ]
            )
            moves.action_post()
            self.release(moves)
            prices[count] = self.visited(count)
        for step, many in prices[self.MANY].items():
            with self.subTest(step=step):
                self.assertLessEqual(many - prices[self.FEW][step], self.MORE, prices)
