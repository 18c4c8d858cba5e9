import json
import time
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.accounting_bridge.engine import crank
from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Reading, Unwritable

from ..ledgers.notebook import NotebookLedger
from .common import BridgeCase
from .scenarios import Scenarios

POISON = "poison"


class PoisonedNotebook(NotebookLedger):
    """A Notebook that cannot read a set with the poison in it, and executes nothing of such a set."""

    def perform(self, payload, not_after, access=None):
        if f'"{POISON}"' in payload and '"writes"' in payload:
            return "?"
        return super().perform(payload, not_after, access)

    def decode(self, answer, requests):
        return Reading(problem="not_understood") if answer == "?" else super().decode(answer, requests)


class MumblingNotebook(NotebookLedger):
    """A Notebook that writes what it is asked to write, and whose answers to writes nobody can read."""

    mumbles = True

    def perform(self, payload, not_after, access=None):
        answer = super().perform(payload, not_after, access)
        return answer[:-7] if self.mumbles and '"writes"' in payload else answer


class DeafNotebook(MumblingNotebook):
    """A Notebook that writes nothing and whose answers to writes nobody can read."""

    def perform(self, payload, not_after, access=None):
        return "<html>" if '"writes"' in payload else NotebookLedger.perform(self, payload, not_after)


class PickyNotebook(NotebookLedger):
    """A Notebook that finds out while it is writing the text that a document does not fit."""

    def encode_writes(self, pushes, key, previous_key):
        for push in pushes:
            if getattr(push.document, "name", "") == POISON:
                raise Unwritable("nothing of it can be written down", push.key)
        return super().encode_writes(pushes, key, previous_key)


@tagged("post_install", "-at_install")
class TestMisbehaving(Scenarios, BridgeCase):
    """Ledgers that say what no ledger should say."""

    def using(self, ledger_class):
        """Let the Notebook be one of another class, in the engine and in what the tests watch."""
        self.enterContext(
            patch.object(
                self.registry["bridge.connection"],
                "_ledger_classes",
                lambda model: {"notebook": ledger_class},
            )
        )
        # "sent" is kept by whichever ``perform`` is outermost.
        original = ledger_class.perform

        def perform(ledger, payload, not_after, access=None):
            if not self.sent or self.sent[-1] is not payload:
                self.attempts.append(payload)
            return original(ledger, payload, not_after)

        self.attempts = []
        self.enterContext(patch.object(ledger_class, "perform", perform))

    def sets_attempted(self):
        """Return the sets of writes that were handed to the ledger, understood or not."""
        return [written for payload in self.attempts if (written := self.writes_in(payload))]

    def test_set_not_understood_is_bisected(self):
        """One document spoils a set: it is halved until that one is alone; its neighbours lose only time."""
        connection = self.connection()
        good = self.env["account.move"]
        for number in range(7):
            good |= self.invoice(customer=self._customer(f"Customer {number}"))
        bad = self.invoice(customer=self._customer(POISON))
        self.using(PoisonedNotebook)
        self.release(good | bad)
        self.turn(connection)
        self.assert_in_step(good)
        self.assertEqual(bad.bridge_state, "rejected")
        self.assertEqual(bad.bridge_transfer_id.reason, "not_understood")
        sizes = [len(written) for written in self.sets_attempted() if (Kind.CUSTOMER, POISON) in written]
        self.assertEqual(sizes, sorted(set(sizes), reverse=True), "smaller every time")
        self.assertEqual((sizes[0], sizes[-1]), (9, 1))
        self.assertLessEqual(len(sizes), 5)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 7)

    def test_unreadable_answer_of_a_ledger_that_did_it(self):
        """What cannot be read may have been done: it is looked for, not sent again."""
        connection = self.connection()
        move = self.invoice()
        self.using(MumblingNotebook)
        self.release(move)
        for _run in range(4):
            self.turn(connection)
        self.assert_in_step(move)
        for kind in (Kind.CUSTOMER, Kind.ITEM, Kind.INVOICE):
            self.assertEqual(len(self.there(kind)), 1, kind)

    def test_unreadable_answers_are_not_hammered(self):
        """A ledger that only babbles is not asked the same thing all the time: one set a run."""
        connection = self.connection()
        move = self.invoice()
        self.using(DeafNotebook)
        self.release(move)
        self.assertEqual(self.turn(connection), 0)
        self.assertEqual(len(self.sets_attempted()), 1)
        self.assertEqual(connection.last_session_id.problem, "answer_unreadable")
        self.turn(connection)
        self.assertEqual(len(self.sets_attempted()), 2)
        keys = {json.loads(payload)["writes"][0][0] for payload in self.attempts if '"writes"' in payload}
        self.assertEqual(len(keys), 1, "no answer never ends a generation")

    def test_unwritable_document_goes_alone(self):
        connection = self.connection()
        good, bad = self.invoice(), self.invoice(customer=self._customer(POISON))
        self.using(PickyNotebook)
        self.release(good | bad)
        self.turn(connection)
        self.assert_in_step(good)
        self.assertEqual((bad.bridge_state, bad.bridge_transfer_id.reason), ("rejected", "unwritable"))
        self.assertIn("nothing of it can be written down", bad.bridge_reason)

    def test_broken_ledger_breaks_off_its_session_only(self):
        """A fault in a ledger's code ends the run, says so, and the lease is free at once."""
        connection = self.connection()
        move = self.invoice()
        self.release(move)

        def break_down(carry, payload):
            raise ZeroDivisionError("a fault of the ledger's author")

        with self.carrying(break_down), mute_logger(crank.__name__):
            connection._turn_guarded()
        self.env.invalidate_all()
        session = connection.last_session_id
        self.assertEqual(session.state, "failed")
        self.assertNotIn("OK", session.result)
        self.turn(connection)
        self.assert_in_step(move)

    def test_long_first_reading_goes_on_where_it_stopped(self):
        """A reading that takes longer than a run may take ends all the same."""
        for number in range(9):
            self.put_there(Kind.CUSTOMER, f"Customer {number}")
        connection = self.connection(enabled=False)
        connection.action_connect()
        with patch("odoo.addons.test_accounting_bridge.ledgers.notebook.PAGE", 2), self.one_exchange_a_run():
            for _run in range(8):
                self.turn(connection)
        self.assertTrue(connection.first_read_at)
        self.assertEqual(len(self.mirrored(connection, Kind.CUSTOMER)), 9)
        self.assertFalse(any(self.mirrored(connection, Kind.CUSTOMER).mapped("is_gone")))

    def one_exchange_a_run(self):
        """A clock on which every exchange takes longer than a run may take."""
        now = time.monotonic()
        ticks = (now + tick * (crank.BUDGET_SECONDS - 1) for tick in range(10**6))

        class Clock:
            monotonic = staticmethod(lambda: next(ticks))

        return patch.object(crank, "time", Clock)
