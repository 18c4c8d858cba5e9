"""The door at which Intuit says that something was changed."""

import json
from unittest.mock import patch

from psycopg2.errors import LockNotAvailable

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..controllers import webhooks as door
from ..engine import notices
from ..models import bridge_notice
from .online_case import CALLBACK, HAS_SIMULATORS, OTHER_REALM, REALM, OnlineCase

if HAS_SIMULATORS:
    from tests.simulators.quickbooks_online.service import App, Event, signature

PATH = "/accounting_bridge/webhook/quickbooks_online"


@tagged("post_install", "-at_install")
class TestWebhookDoor(OnlineCase):
    def setUp(self):
        super().setUp()
        self.service.change_app(self.app.client_id, webhook_url=self.base + PATH)
        self.sign_in()
        self.connection.write({"state": "connected"})
        self.env.flush_all()

    def events(self, count=1, realm=REALM):
        return [
            {"id": f"e{number}", "type": "qbo.customer.updated.v1", "intuitentityid": "7", "intuitaccountid": realm}
            for number in range(count)
        ]

    def knock(self, body, mark=None, **headers):
        """Send a body. :return: the answer"""
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        mark = signature(body, self.app.verifier_token) if mark is None else mark
        self.env.flush_all()
        try:
            given = {"Content-Type": "application/json; charset=utf-8", "intuit-signature": mark, **headers}
            return self.opener.post(self.base_url() + PATH, data=body, headers=given, timeout=60)
        finally:
            self.env.invalidate_all()

    def notices(self):
        return self.env["bridge.notice"].search([])

    # === FROM THE BOOKS TO THE ENGINE === #

    def told(self, shape):
        """Something happens in the books. :return list: what Intuit was answered

        The server of a test answers only who brings its cookie, so that the calls are carried by hand.
        """
        self.service.switches.set(webhook_shape=shape)
        moment = self.service.clock.now()
        for entity, operation in (("Customer", "Create"), ("Invoice", "Void"), ("Customer", "Merge")):
            self.service.webhooks.notify(Event(REALM, entity, "7", operation, moment, "8"))
        return [self.knock(post.body).status_code for post in self.service.webhooks.pending()]

    def test_cloud_events(self):
        with self.triggers("ir_cron_turn") as turns:
            self.assertEqual(self.told("cloudevents"), [200])
        self.assertEqual(len(self.notices()), 3)
        self.assertEqual(self.notices().connection_id, self.connection)
        self.assertEqual(set(self.notices().mapped("kind")), {"customer", "invoice"})
        self.assertEqual(len(turns), 1, "all of them are one reading")

    def test_the_older_shape(self):
        self.assertEqual(self.told("older"), [200])
        self.assertEqual(sorted(self.notices().mapped("operation")), ["create", "merge", "void"])

    def test_no_ledger_is_called(self):
        entries = len(self.service.journal.entries())
        self.knock(self.events())
        self.assertEqual(len(self.service.journal.entries()), entries)

    def test_again_and_out_of_order(self):
        with self.triggers("ir_cron_turn") as turns:
            self.assertEqual(self.knock(self.events(3)).status_code, 200)
        self.assertEqual(len(turns), 1)
        self.env["ir.cron.trigger"].search([]).unlink()
        with self.triggers("ir_cron_turn") as turns:
            self.assertEqual(self.knock(self.events(3)[::-1]).status_code, 200)
        self.assertFalse(turns, "what comes again wakes nobody")
        self.assertEqual(len(self.notices()), 3)

    def test_many_calls_are_one_reading(self):
        with self.triggers("ir_cron_turn") as turns:
            for number in range(5):
                self.knock([{**self.events()[0], "id": f"n{number}"}])
        self.assertEqual(len(turns), 1)
        self.assertEqual(len(self.notices()), 5)

    # === REFUSED OR IGNORED === #

    def test_forged(self):
        body = json.dumps(self.events()).encode()
        good = signature(body, self.app.verifier_token)
        marks = ("", "x", signature(body, self.app.client_secret), signature(b"x", self.app.verifier_token), good[:-2])
        for mark in marks:
            with self.subTest(mark=mark):
                self.assertEqual(self.knock(body, mark).status_code, 401)
        self.assertEqual(self.knock(body + b" ", good).status_code, 401)
        self.assertFalse(self.notices())

    def test_without_a_verifier_token_nothing_is_believed(self):
        self.credential.verifier_sealed = False
        self.assertEqual(self.knock(self.events(), signature(b"", "")).status_code, 401)
        self.assertEqual(self.knock(self.events()).status_code, 401)

    def test_unknown_company(self):
        with self.triggers("ir_cron_turn") as turns:
            for events in (self.events(realm=OTHER_REALM), self.events(realm="1"), [], {}):
                self.assertEqual(self.knock(events).status_code, 200)
        self.assertFalse(self.notices() or turns)

    def test_company_of_another_application(self):
        """Whoever has a verifier token of their own speaks for their own companies only."""
        app = self.service.add_app(App("Other", [self.base + CALLBACK]))
        other = self.make_connection(self.elsewhere, app)
        self.env.flush_all()
        body = json.dumps(self.events()).encode()
        self.assertEqual(self.knock(body, signature(body, app.verifier_token)).status_code, 200)
        self.assertFalse(self.notices())
        self.assertTrue(other)

    def test_disconnected(self):
        self.connection.state = "disconnected"
        self.assertEqual(self.knock(self.events()).status_code, 200)
        self.assertFalse(self.notices())

    def test_what_is_no_json(self):
        for body in (b"", b"<xml/>", b"\xff", b"[" * 50_000):
            with mute_logger(door.__name__):
                self.assertEqual(self.knock(body).status_code, 200)
        self.assertFalse(self.notices())

    def test_as_a_form(self):
        """A form is read before the door sees it: nothing is left that a signature could fit."""
        body = b"a=1"
        answer = self.knock(body, **{"Content-Type": "application/x-www-form-urlencoded"})
        self.assertIn(answer.status_code, (400, 401))

    def test_five_megabytes(self):
        with patch.object(notices, "verified") as read:
            answer = self.knock(b"[" + b" " * (5 * 1024 * 1024) + b"]")
            self.assertEqual(answer.status_code, 413)
            chunks = (b" " * 1024 for _time in range(5 * 1024))
            self.assertEqual(self.knock_in_pieces(chunks).status_code, 413)
        read.assert_not_called()

    def knock_in_pieces(self, pieces):
        return self.opener.post(self.base_url() + PATH, data=pieces, headers={"intuit-signature": "x"}, timeout=60)

    def test_a_full_call(self):
        events = self.events(100)
        body = json.dumps(events).encode()
        body = body[:-1] + b" " * (1024 * 1024 - len(body) - 1) + b"]"
        self.assertEqual(self.knock(body).status_code, 200)
        self.assertEqual(len(self.notices()), 100)

    def test_only_post(self):
        self.assertEqual(self.url_open(PATH).status_code, 405)

    # === HELD UP === #

    def test_a_row_that_somebody_holds(self):
        """It comes again in ten seconds; three seconds are all that Intuit waits."""
        with patch.object(notices, "file", side_effect=LockNotAvailable("held")) as file:
            file.__qualname__ = "file"
            self.assertEqual(self.knock(self.events()).status_code, 503)

    # === KEPT === #

    def test_pruned(self):
        self.knock(self.events(3))
        first = self.notices()[:1]
        self.env.cr.execute(
            "UPDATE bridge_notice SET create_date = create_date - interval '31 days' WHERE id != %s", [first.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self.env["bridge.notice"]._gc_notices(), (2, 0))
        self.assertEqual(self.notices(), first)
        with patch.object(bridge_notice, "PRUNED_AT_ONCE", 1):
            self.env.cr.execute("UPDATE bridge_notice SET create_date = create_date - interval '31 days'")
            self.env.invalidate_all()
            self.assertEqual(self.env["bridge.notice"]._gc_notices(), (1, 1))

    def test_the_requests_own_cursor_stays_unused(self):
        statements = []
        real = door.in_own_transaction

        def spy(env, *arguments, **options):
            if not hasattr(env.cr, "seen"):
                env.cr.seen, execute = True, env.cr.execute

                def noting(query, *more, **named):
                    statements.append(str(query))
                    return execute(query, *more, **named)

                env.cr.execute = noting
            return real(env, *arguments, **options)

        with patch.object(door, "in_own_transaction", spy):
            self.assertEqual(self.knock(self.events()).status_code, 200)
        self.assertEqual(statements, [])
