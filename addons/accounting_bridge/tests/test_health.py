"""The address at which a monitor asks: who is told, what, and how it is closed."""

import logging
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..controllers.health import HideTokens
from ..ledgers.documents import Kind
from ..models.bridge_health import HANDLE, HEALTH_PATH
from .common import BridgeCommon

TOLD = {"id", "ledger", "state", "last_good_session_seconds", "waiting", "rejected", "needs_person"}


@tagged("post_install", "-at_install")
class TestHealth(BridgeCommon, HttpCase):
    # Entered for each test by the common class.
    registry_test_mode = False

    def new(self, rank="manager", where="a"):
        """Press *New address*. :return str: its token"""
        action = self.as_(rank, self.env["bridge.health"], where).action_new()
        self.env.flush_all()
        address = action["context"]["default_address"]
        path, _slash, token = address.rpartition("/")
        self.assertTrue(path.endswith(HEALTH_PATH))
        self.assertEqual(action["context"]["default_header"], f"Authorization: Bearer {token}")
        return token

    def ask(self, token="", **headers):
        """Ask as a monitor does. :return: the answer"""
        self.env.flush_all()
        path = f"{HEALTH_PATH}/{token}" if token else HEALTH_PATH
        return self.url_open(path, headers=headers)

    def test_it_tells_states_and_numbers(self):
        self.company_a.name = "Zebra Holding"
        con = self.connection(create_missing_customer="never")
        draft = self.connection(enabled=False, company=self.company_b)
        move = self.invoice(self.line(4711.13), customer=self._customer("Zebra Bros"))
        self.release(move)
        self.turn(con)
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.release(self.invoice())
        con.sudo().remote_company_name = "Zebra Inc."
        con.last_session_id.ended_at = fields.Datetime.now() - timedelta(hours=2)
        answer = self.ask(self.new())
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        told = answer.json()
        (one,) = told["connections"]
        self.assertEqual(one.keys(), TOLD)
        self.assertIn(one.pop("last_good_session_seconds"), range(7199, 7300))
        self.assertEqual(
            one,
            {
                "id": con.id,
                "ledger": con.ledger,
                "state": "connected",
                "waiting": 1,
                "rejected": 1,
                "needs_person": 1,
            },
        )
        self.assertIs(told["ok"], False)
        for words in ("zebra", "4711", "baker", move.name.lower(), "example.com"):
            self.assertNotIn(words, answer.text.lower())
        there = self.ask(self.new(where="b")).json()
        self.assertEqual([row["id"] for row in there["connections"]], [draft.id])
        self.assertEqual((there["ok"], there["connections"][0]["last_good_session_seconds"]), (True, None))

    def test_a_connection_that_stopped_needs_a_person(self):
        con = self.connection()
        token = self.new()
        self.assertIs(self.ask(token).json()["ok"], True)
        con.sudo().state = "needs_sign_in"
        told = self.ask(token).json()
        self.assertEqual((told["ok"], told["connections"][0]["needs_person"]), (False, 1))

    def test_the_header_will_do(self):
        self.connection()
        token = self.new()
        for scheme in ("Bearer", "bearer"):
            answer = self.ask(Authorization=f"{scheme} {token}")
            self.assertEqual((answer.status_code, len(answer.json()["connections"])), (200, 1))
        self.assertEqual(self.ask(Authorization=f"Basic {token}").status_code, 404)

    def test_whoever_holds_no_token_is_told_nothing(self):
        self.connection()
        token = self.new()
        wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
        for guess in (wrong, token[:HANDLE], token[:-1], token + "x", token.upper(), "x", "", "é" * 20, "x" * 2000):
            with self.subTest(guess=guess):
                answer = self.ask(guess)
                self.assertEqual((answer.status_code, answer.json()), (404, {"error": "not found"}))
        self.assertEqual(self.ask(Authorization="Bearer").status_code, 404)
        health = self.env["bridge.health"].search([])
        self.assertFalse(health._answer(""))
        self.assertFalse(health._answer(health.sudo().token_digest))

    def test_a_question_holds_no_token(self):
        """Proxies and browsers keep questions: who asks so is told nothing."""
        self.connection()
        token = self.new()
        answer = self.url_open(f"{HEALTH_PATH}?token={token}")
        self.assertEqual((answer.status_code, answer.json()), (404, {"error": "not found"}))
        self.assertEqual(self.ask(token).status_code, 200)

    def test_renewed_and_closed(self):
        self.connection()
        first = self.new()
        second = self.new()
        health = self.env["bridge.health"].search([("company_id", "=", self.company_a.id)])
        self.assertEqual(len(health), 1)
        self.assertEqual([self.ask(token).status_code for token in (first, second)], [404, 200])
        self.assertEqual(health.handle, second[:HANDLE])
        action = self.as_("manager", health).action_renew()
        third = action["context"]["default_address"].rpartition("/")[2]
        self.assertEqual([self.ask(token).status_code for token in (second, third)], [404, 200])
        self.assertEqual((health.made_by_id, health.is_open), (self.people["manager", "a"], True))
        self.as_("manager", health).action_revoke()
        self.assertEqual([self.ask(token).status_code for token in (second, third)], [404, 404])
        self.assertFalse(health.is_open)

    def test_the_token_is_kept_nowhere(self):
        token = self.new()
        health = self.env["bridge.health"].search([])
        self.env.cr.execute("SELECT h::text FROM bridge_health h")
        self.assertNotIn(token[HANDLE:], str(self.env.cr.fetchall()))
        self.assertNotIn("token_digest", self.as_("manager", health).fields_get())
        with self.assertRaises(AccessError):
            self.as_("manager", health).read(["token_digest"])
        with self.assertRaises(AccessError):
            self.as_("manager", health).write({"handle": "mine"})

    def test_each_company_has_its_own(self):
        mine, theirs = self.new(), self.new(where="b")
        rows = self.env["bridge.health"].search([])
        self.assertEqual(rows.company_id, self.company_a | self.company_b)
        seen = self.as_("manager", self.env["bridge.health"]).search([])
        self.assertEqual(seen.company_id, self.company_a)
        self.new()
        self.assertEqual([self.ask(token).status_code for token in (mine, theirs)], [404, 200])

    def test_technical_user_was_put_out(self):
        """A connection that nobody can read for is said to need a person; the door does not break."""
        con = self.connection()
        clerk = self._new_person("accounting_bridge.group_bridge_manager", "clerk", self.company_b)
        con.sudo().user_id = clerk
        (told,) = self.ask(self.new()).json()["connections"]
        self.assertEqual((told["state"], told["waiting"], told["needs_person"]), ("connected", None, 1))

    def test_the_log_of_requests_does_not_hold_it(self):
        line = '127.0.0.1 - - "GET %s/%s HTTP/1.1" 200 -'
        record_args = (HEALTH_PATH, "abc-DEF_1")
        record = logging.LogRecord("werkzeug", logging.INFO, "", 0, line, record_args, None)
        self.assertTrue(HideTokens().filter(record))
        self.assertEqual(record.getMessage(), f'127.0.0.1 - - "GET {HEALTH_PATH}/*** HTTP/1.1" 200 -')
        asked = logging.LogRecord("werkzeug", logging.INFO, "", 0, line.replace("%s/", "%s?token="), record_args, None)
        self.assertTrue(HideTokens().filter(asked))
        self.assertEqual(asked.getMessage(), f'127.0.0.1 - - "GET {HEALTH_PATH}?*** HTTP/1.1" 200 -')

    def test_what_an_answer_costs(self):
        """It writes nothing, and asks little."""
        self.connection()
        token = self.new()
        health = self.env["bridge.health"]
        health._answer(token)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(16):
            health._answer(token)
        with self.assertQueryCount(1):
            health._answer("x" * 43)


@tagged("post_install", "-at_install")
class TestHealthInTheBrowser(BridgeCommon, HttpCase):
    # Entered for each test by the common class.
    registry_test_mode = False

    def test_made_and_closed(self):
        self.start_tour("/odoo/bridge-health", "accounting_bridge_health", login="manager_a")
        health = self.env["bridge.health"].search([])
        self.assertEqual((health.company_id, health.is_open), (self.company_a, False))
        self.assertEqual(health.made_by_id, self.people["manager", "a"])
