"""What only real cursors show: everything here commits, on rows of its own that are removed afterwards."""

import os
import tempfile
import threading
import time
from pathlib import Path
from unittest.mock import patch

from cryptography.fernet import Fernet
from psycopg2 import IntegrityError
from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.api import SUPERUSER_ID, Environment
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.accounting_bridge.engine import agreeing, applying, crank, lease, meeting, opening, storing
from odoo.addons.accounting_bridge.engine.transaction import in_own_transaction
from odoo.addons.accounting_bridge.tests.race_case import RaceCase

from ..ledgers.notebook import NotebookLedger

LEASE = 60
TABLES = (
    "bridge_transfer_event",
    "bridge_exchange_line",
    "bridge_exchange",
    "bridge_change",
    "bridge_transfer",
    "bridge_issue",
    "bridge_batch",
    "bridge_session",
    "bridge_binding",
    "bridge_mapping",
)


@tagged("post_install", "-at_install")
class TestRaces(RaceCase):
    """Two runners, two calls, two answers, and a user, at the same time."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        settings = {
            "NOTEBOOK": str(Path(folder.name) / "book.db"),
            "ACCOUNTING_BRIDGE_KEYS": Fernet.generate_key().decode(),
        }
        self.enterContext(patch.dict(os.environ, settings))
        self.company_id = self.commit(self.company_without_a_connection)
        self.connection_id = self.commit(self.make_connection)
        self.addCleanup(self.commit, self.remove)
        self.in_own(crank.begin, self.connection_id, "schedule", LEASE, "first reading")
        self.commit(self.enable)
        self.move_ids = self.commit(self.make_invoices)

    # === ROWS OF ITS OWN === #

    def in_own(self, work, *args):
        """Run a step of the engine as the engine does."""
        with self.registry.cursor() as cr:
            return in_own_transaction(Environment(cr, SUPERUSER_ID, {}), work, *args)

    def company_without_a_connection(self, env):
        """Return a company that can post invoices."""
        for company in env["res.company"].search([("chart_template", "!=", False)]):
            if not env["bridge.connection"].search_count([("company_id", "=", company.id)]):
                return company.id
        return self.fail("the database has no company with a chart of accounts and without a connection")

    def make_connection(self, env):
        connection = env["bridge.connection"].create(
            {
                "ledger": "notebook",
                "company_id": self.company_id,
                "date_from": "2020-01-01",
                "create_missing_customer": "always",
                "create_missing_item": "always",
            }
        )
        connection.action_connect()
        return connection.id

    def enable(self, env):
        """Enable without having read: nothing of that is raced for here."""
        connection = env["bridge.connection"].browse(self.connection_id)
        account = env["bridge.remote.record"].create(
            {"connection_id": connection.id, "kind": "account", "remote_id": "1", "full_name": "Sales"}
        )
        connection.write(
            {
                "first_read_at": fields.Datetime.now(),
                "income_account_id": account.id,
                "expense_account_id": account.id,
                "remote_currency": connection.company_id.currency_id.name,
            }
        )
        connection.action_enable()
        lease.seize(env, connection.id)

    def make_invoices(self, env):
        """Return two posted invoices, released."""
        env = env["base"].with_company(self.company_id).env
        partner = env["res.partner"].create({"name": "Racing Customer", "is_company": True})
        product = env["product.product"].create({"name": "Race", "type": "service", "taxes_id": False})
        moves = env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": fields.Date.today(),
                    "invoice_line_ids": [(0, 0, {"product_id": product.id, "price_unit": price, "tax_ids": False})],
                }
                for price in (10, 20)
            ]
        )
        moves.action_post()
        self.partner_id, self.product_id = partner.id, product.id
        env["bridge.batch"]._release(env["bridge.connection"].browse(self.connection_id), moves)
        return moves.ids

    def remove(self, env):
        """Leave the database as it was found."""
        move_ids = list(getattr(self, "move_ids", ())) or [0]
        env.cr.execute("UPDATE account_move SET bridge_transfer_id = NULL WHERE id = ANY(%s)", [move_ids])
        env.cr.execute(
            "DELETE FROM bridge_transfer_need n USING bridge_transfer t"
            " WHERE t.id = n.transfer_id AND t.connection_id = %s",
            [self.connection_id],
        )
        for table in TABLES:
            env.cr.execute(f"DELETE FROM {table} WHERE connection_id = %s", [self.connection_id])
        connection = env["bridge.connection"].browse(self.connection_id)
        connection.write({"income_account_id": False, "expense_account_id": False})
        connection.unlink()
        moves = env["account.move"].browse(getattr(self, "move_ids", ()))
        moves.button_draft()
        moves.with_context(force_delete=True).unlink()
        if moves:
            env["res.partner"].browse(self.partner_id).unlink()
            env["product.product"].browse(self.product_id).unlink()

    # === AT ONCE === #

    def at_once(self, *works):
        """Run functions in threads that start together. :return: what each returned or raised."""
        barrier = threading.Barrier(len(works))
        results = [None] * len(works)

        def run(index, work):
            barrier.wait(10)
            try:
                results[index] = work()
            except Exception as problem:  # noqa: BLE001 - what a thread raises is a result here
                results[index] = problem

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertFalse([thread for thread in threads if thread.is_alive()], "somebody waits for ever")
        return results

    def session(self, holder):
        """Begin a session that has read already. :return: its id."""
        session_id = self.in_own(crank.begin, self.connection_id, "schedule", LEASE, holder)
        self.assertTrue(session_id)

        def read(env):
            env["bridge.session"].browse(session_id).write({"to_read": []})

        self.commit(read)
        return session_id

    def opened(self, holder="a"):
        """Open the first set of writes and carry it. :return: ids of session and exchange, the answer."""
        session_id = self.session(holder)
        exchange_id = self.in_own(opening.open_exchange, session_id, LEASE).exchange_id
        payload = self.in_own(opening.mark_sent, exchange_id)
        self.assertIn('"writes"', payload)
        return session_id, exchange_id, NotebookLedger().perform(payload, time.monotonic() + 10)

    def to_invoices(self, holder="a"):
        """Play the first set, so that the invoices are next. :return: id of the session."""
        session_id, exchange_id, answer = self.opened(holder)
        self.in_own(storing.store_answer, exchange_id, answer)
        self.in_own(applying.apply_answer, exchange_id)
        return session_id

    def states(self):
        return self.commit(lambda env: env["account.move"].browse(self.move_ids).mapped("bridge_state"))

    def exchanges(self, purpose="write"):
        domain = [("connection_id", "=", self.connection_id), ("purpose", "=", purpose)]
        return self.commit(lambda env: env["bridge.exchange"].search_count(domain))

    def invoices_there(self):
        answer = NotebookLedger().perform('{"pulls": [["invoice", 0]]}', time.monotonic() + 10)
        return NotebookLedger().decode(answer, ()).pages[0].records

    # === THE RACES === #

    def test_one_of_several_runners_takes_the_lease(self):
        for round_ in range(5):
            runners = [
                lambda name=f"{round_}-{number}": self.in_own(crank.begin, self.connection_id, "schedule", LEASE, name)
                for number in range(4)
            ]
            results = self.at_once(*runners)
            self.assertEqual(len([result for result in results if result]), 1, results)
            self.in_own(lease.seize, self.connection_id)

    def test_lease_expires_by_the_clock_of_the_database(self):
        self.session("a")
        self.assertFalse(self.in_own(lease.take, self.connection_id, "b", LEASE))
        self.commit(
            lambda env: env.cr.execute(
                "UPDATE bridge_lease SET expires_at = now() AT TIME ZONE 'UTC' - interval '1 s'"
                " WHERE connection_id = %s",
                [self.connection_id],
            )
        )
        self.assertTrue(self.in_own(lease.take, self.connection_id, "b", LEASE))
        self.assertFalse(self.in_own(lease.renew, self.connection_id, "a", LEASE))
        self.assertFalse(self.in_own(lease.release, self.connection_id, "a"), "a stale runner takes nothing away")

    def test_two_calls_of_one_session_open_one_exchange(self):
        session_id = self.session("a")
        first, second = self.at_once(*[lambda: self.in_own(opening.open_exchange, session_id, LEASE)] * 2)
        self.assertTrue(first.exchange_id)
        self.assertEqual(first, second)
        self.assertEqual(self.exchanges(), 1)

    def test_a_conflict_is_not_logged_as_an_error(self):
        """Two that meet start again; nobody who watches the log is alarmed."""
        touch = "UPDATE bridge_connection SET resume_state = 'connected' WHERE id = %s"

        def conflict(env, tries):
            env.cr.execute("SELECT 1")
            tries.append(1)
            if len(tries) == 1:
                self.commit(lambda other: other.cr.execute(touch, [self.connection_id]))
            env.cr.execute(touch, [self.connection_id])
            return len(tries)

        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            self.assertEqual(self.in_own(conflict, []), 2)

    def test_an_answer_is_applied_once(self):
        _session_id, exchange_id, answer = self.opened()
        stored = self.at_once(*[lambda: self.in_own(storing.store_answer, exchange_id, answer)] * 2)
        self.assertEqual(sorted(stored), [False, True])
        applied = self.at_once(*[lambda: self.in_own(applying.apply_answer, exchange_id)] * 2)
        self.assertEqual(sorted(applied), [False, True])
        ended = self.commit(
            lambda env: env["bridge.transfer.event"].search_count(
                [("connection_id", "=", self.connection_id), ("state", "=", "processed")]
            )
        )
        self.assertEqual(ended, 2, "the customer and the item, once each")

    def test_user_edits_while_the_answer_is_applied(self):
        """Neither waits for the other, and neither is thrown out."""
        session_id = self.to_invoices()
        exchange_id = self.in_own(opening.open_exchange, session_id, LEASE).exchange_id
        answer = NotebookLedger().perform(self.in_own(opening.mark_sent, exchange_id), time.monotonic() + 10)
        with self.registry.cursor() as cr:
            move = Environment(cr, SUPERUSER_ID, {})["account.move"].browse(self.move_ids[0])
            move.ref = "edited by a person"
            move.flush_recordset()
            # The person's transaction stays open, its row locked, while the engine stores and applies.
            begun = time.monotonic()
            self.in_own(storing.store_answer, exchange_id, answer)
            self.assertTrue(self.in_own(applying.apply_answer, exchange_id))
            self.assertLess(time.monotonic() - begun, 3, "the engine waited for a person")
            move.ref = "edited once more"
            move.flush_recordset()
        self.assertEqual(self.states(), ["processed", "processed"])
        self.assertEqual(self.commit(lambda env: env["account.move"].browse(self.move_ids[0]).ref), "edited once more")

    def test_user_takes_back_while_it_is_opened(self):
        """Whoever is first wins; the document is either withdrawn and not sent, or sent and not withdrawn."""
        session_id = self.to_invoices()

        def take_back():
            return self.in_own(lambda env: env["account.move"].browse(self.move_ids[0]).action_bridge_take_back())

        opened, _taken = self.at_once(lambda: self.in_own(opening.open_exchange, session_id, LEASE), take_back)
        payload = self.in_own(opening.mark_sent, opened.exchange_id)
        sent = payload.count('"invoice"')
        self.assertEqual(self.states()[0], "sending" if sent == 2 else "withdrawn")

    def test_late_answer_under_a_lost_lease(self):
        """A runner slept, another took over and asks: the late answer is the truth all the same, once."""
        session_id = self.to_invoices("sleeper")
        exchange_id = self.in_own(opening.open_exchange, session_id, LEASE).exchange_id
        answer = NotebookLedger().perform(self.in_own(opening.mark_sent, exchange_id), time.monotonic() + 10)
        self.in_own(lease.seize, self.connection_id)
        other = self.session("other")
        self.assertTrue(self.in_own(opening.open_exchange, session_id, LEASE).fenced)
        asked = self.in_own(opening.open_exchange, other, LEASE)
        self.assertEqual(asked.exchange_id, exchange_id, "nothing new before that one is settled")
        self.assertEqual(self.states(), ["uncertain", "uncertain"])
        # The sleeper wakes with its answer between question and answer of the other.
        question = self.in_own(opening.mark_sent, exchange_id)
        self.assertIn('"ask"', question)
        self.assertTrue(self.in_own(storing.store_answer, exchange_id, answer))
        self.assertTrue(self.in_own(applying.apply_answer, exchange_id))
        self.assertEqual(self.states(), ["processed", "processed"])
        second = NotebookLedger().perform(question, time.monotonic() + 10)
        self.assertFalse(self.in_own(storing.store_answer, exchange_id, second))
        self.assertFalse(self.in_own(applying.apply_answer, exchange_id))
        self.assertFalse(self.in_own(opening.open_exchange, other, LEASE).exchange_id)
        self.assertEqual(len(self.invoices_there()), 2)

    def test_two_people_release_the_same_invoice(self):
        """One intention in the outbox, whoever pressed; the other is told, or finds it on its way."""
        self.in_own(lambda env: env["account.move"].browse(self.move_ids).action_bridge_take_back())

        def release(env):
            moves = env["account.move"].browse(self.move_ids)
            env["bridge.batch"]._release(env["bridge.connection"].browse(self.connection_id), moves)

        with mute_logger("odoo.sql_db"):
            results = self.at_once(*[lambda: self.commit(release)] * 2)
        problems = [result for result in results if result]
        self.assertLessEqual(len(problems), 1)
        for problem in problems:
            self.assertIsInstance(problem, (SerializationFailure, IntegrityError))
        self.assertEqual(self.states(), ["queued", "queued"])
        counts = self.commit(
            lambda env: env["bridge.transfer"]._read_group([("move_id", "in", self.move_ids)], ["move_id"], ["__count"])
        )
        self.assertEqual([count for _move, count in counts], [1, 1])

    # === CUSTOMERS === #

    def meet(self, session_id):
        with self.registry.cursor() as cr:
            return meeting.meet(Environment(cr, SUPERUSER_ID, {}), session_id, LEASE, time.monotonic() + 60)

    def changed_there(self, **party):
        """Have a customer linked and agreed on whose e-mail was changed there since. :return: id of the session."""
        session_id = self.session("meeting")

        def link(env):
            connection = env["bridge.connection"].browse(self.connection_id)
            connection.customer_direction = "both"
            partner = env["res.partner"].browse(self.partner_id)
            partner.with_context(bridge_taken=True).write({"bridge_sync": True, "email": "a@x.com", "phone": "1"})
            agreed = {"name": partner.name, "email": "a@x.com", "phone": "1"}
            row = env["bridge.remote.record"].create(
                {
                    "connection_id": connection.id,
                    "kind": "customer",
                    "remote_id": "c1",
                    "name": partner.name,
                    "is_to_meet": True,
                    "version": "2",
                    "details": {"party": {"email": "a@x.com", "phone": "1"} | party},
                }
            )
            link = env["bridge.binding"].search(
                [("connection_id", "=", connection.id), ("partner_id", "=", partner.id)], limit=1
            )
            link.write(
                {
                    "external_id": "c1",
                    "remote_record_id": row.id,
                    "bound_at": fields.Datetime.now(),
                    "agreed": {"here": agreed, "there": agreed},
                }
            )

        self.commit(link)
        return session_id

    def partner_values(self):
        return self.commit(
            lambda env: tuple(env["res.partner"].browse(self.partner_id).read(["email", "phone"])[0].values())[1:]
        )

    def write_partner(self, env, **values):
        env["res.partner"].browse(self.partner_id).write(values)
        env.flush_all()

    def to_meet(self):
        domain = [("connection_id", "=", self.connection_id), ("is_to_meet", "=", True)]
        return self.commit(lambda env: env["bridge.remote.record"].search_count(domain))

    def test_a_person_is_editing_the_customer_meanwhile(self):
        """The engine waits for nobody: that customer is met in a later session."""
        session_id = self.changed_there(email="b@x.com")
        with self.registry.cursor() as cr:
            self.write_partner(Environment(cr, SUPERUSER_ID, {}), phone="2")
            begun = time.monotonic()
            self.assertTrue(self.meet(session_id))
            self.assertLess(time.monotonic() - begun, 3, "the engine waited for a person")
        self.assertEqual(self.to_meet(), 1)
        self.assertEqual(self.partner_values(), ("a@x.com", "2"))
        self.assertEqual(self.commit(lambda env: env["bridge.session"].browse(session_id).meeting_left), 0)
        self.assertTrue(self.meet(session_id))
        self.assertEqual(self.to_meet(), 0)
        self.assertEqual(self.partner_values(), ("b@x.com", "2"))

    def test_a_person_was_quicker(self):
        """Saved between our look and our write: we look again, and neither is lost."""
        self.assert_quicker({"phone": "2"}, ("b@x.com", "2"), 0)

    def test_a_person_was_quicker_with_the_same_field(self):
        self.assert_quicker({"email": "c@x.com"}, ("c@x.com", "1"), 1)

    def assert_quicker(self, values, expected, conflicts):
        session_id = self.changed_there(email="b@x.com")
        original, pending = agreeing._lock, [values]

        def slow(env, records):
            if pending:
                self.commit(lambda other: self.write_partner(other, **pending.pop()))
            return original(env, records)

        with patch.object(agreeing, "_lock", slow):
            self.assertTrue(self.meet(session_id))
        self.assertEqual(pending, [])
        self.assertEqual(self.partner_values(), expected)
        domain = [("connection_id", "=", self.connection_id), ("reason", "=", "customer_conflict")]
        self.assertEqual(self.commit(lambda env: env["bridge.issue"].search_count(domain)), conflicts)
