"""The door at which Xero says that something was changed."""

import json

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..controllers import webhooks as door
from .xero_case import CALLBACK, HAS_XERO, OTHER_TENANT, TENANT, WEBHOOK, XeroCase

if HAS_XERO:
    from tests.simulators.xero.service import App, Event, signature


@tagged("post_install", "-at_install")
class TestXeroWebhookDoor(XeroCase):
    def setUp(self):
        super().setUp()
        self.service.change_app(self.app.client_id, webhook_url=self.base + WEBHOOK)
        self.connected()

    def events(self, count=1, tenant=TENANT, **values):
        return [
            {
                "resourceUrl": "https://api.xero.com/api.xro/2.0/Contacts/717f2bfc-c6d4-41fd-b238-3f2f0c0cf777",
                "resourceId": "717f2bfc-c6d4-41fd-b238-3f2f0c0cf777",
                "tenantId": tenant,
                "tenantType": "ORGANISATION",
                "eventCategory": "CONTACT",
                "eventType": "UPDATE",
                "eventDateUtc": f"2026-11-22T08:00:{number:02}.000",
                **values,
            }
            for number in range(count)
        ]

    def body(self, events):
        said = {"events": events, "firstEventSequence": 1, "lastEventSequence": len(events), "entropy": "S0m3"}
        return json.dumps(said).encode()

    def knock(self, events, mark=None, key="", **headers):
        """Send a body. :return: the answer"""
        body = events if isinstance(events, bytes) else self.body(events)
        mark = signature(body, key or self.app.webhook_key) if mark is None else mark
        self.env.flush_all()
        try:
            given = {"Content-Type": "application/json", "x-xero-signature": mark, **headers}
            return self.opener.post(self.base_url() + WEBHOOK, data=body, headers=given, timeout=60)
        finally:
            self.env.invalidate_all()

    def notices(self):
        return self.env["bridge.notice"].search([])

    # === FROM THE BOOKS TO THE ENGINE === #

    def test_intent_to_receive(self):
        """Bodies without events: every good one gets 200 with nothing in it and no cookie, every forged one 401."""
        good, forged = self.knock([]), self.knock([], signature(b"x", self.app.webhook_key))
        self.assertEqual((good.status_code, good.content), (200, b""))
        self.assertNotIn("Set-Cookie", good.headers)
        self.assertEqual(forged.status_code, 401)
        self.assertNotIn("Set-Cookie", forged.headers)
        self.assertFalse(self.notices())

    def test_as_the_service_shapes_them(self):
        """The server of a test answers only who brings its cookie, so that the calls are carried by hand."""
        moment = self.service.clock.now()
        told = [
            Event(TENANT, "Contacts", "717f2bfc-c6d4-41fd-b238-3f2f0c0cf777", "UPDATE", moment, None),
            Event(TENANT, "Invoices", "44aa0707-f718-4f1c-8d53-f2da9ca59533", "CREATE", moment, None),
        ]
        for case in ("upper", "title"):
            self.service.switches.set(event_case=case)
            answer = self.knock(self.service.webhooks.shaped(self.app, told))
            self.assertEqual((answer.status_code, answer.content), (200, b""))
        self.assertEqual(len(self.notices()), 2, "the same in either spelling")
        self.assertEqual(self.notices().connection_id, self.connection)
        self.assertEqual(set(self.notices().mapped("kind")), {"contact", "invoice"})

    def test_one_reading_for_many(self):
        with self.triggers("ir_cron_turn") as turns:
            self.assertEqual(self.knock(self.events(3)).status_code, 200)
            self.assertEqual(self.knock(self.events(5)[::-1]).status_code, 200)
        self.assertEqual(len(turns), 1)
        self.assertEqual(len(self.notices()), 5)

    def test_no_ledger_is_called(self):
        entries = len(self.service.journal.entries())
        self.knock(self.events())
        self.assertEqual(len(self.service.journal.entries()), entries)

    def test_two_organisations_of_one_app(self):
        """The key is of the app; each event goes to the connection of its own organisation."""
        other, person = self.other_connection()
        self.connected(other, tenants=(OTHER_TENANT,), person=person)
        self.knock(self.events(1) + self.events(2, OTHER_TENANT))
        self.assertEqual(len(self.notices().filtered(lambda one: one.connection_id == other)), 2)
        self.assertEqual(len(self.notices().filtered(lambda one: one.connection_id == self.connection)), 1)

    # === REFUSED OR IGNORED === #

    def test_forged(self):
        body = self.body(self.events())
        good = signature(body, self.app.webhook_key)
        for mark in (
            "",
            "x",
            signature(body, self.app.client_secret),
            signature(b"x", self.app.webhook_key),
            good[:-2],
        ):
            with self.subTest(mark=mark):
                self.assertEqual(self.knock(body, mark).status_code, 401)
        self.assertEqual(self.knock(body + b" ", good).status_code, 401)
        self.assertFalse(self.notices())

    def test_the_signature_in_the_header_of_another_ledger(self):
        body = self.body(self.events())
        mark = signature(body, self.app.webhook_key)
        self.assertEqual(self.knock(body, "", **{"intuit-signature": mark}).status_code, 401)

    def test_without_a_key_nothing_is_believed(self):
        self.credential.verifier_sealed = False
        self.assertEqual(self.knock(self.events()).status_code, 401)

    def test_unknown_organisation(self):
        with self.triggers("ir_cron_turn") as turns:
            self.assertEqual(self.knock(self.events(tenant=OTHER_TENANT)).status_code, 200)
        self.assertFalse(self.notices() or turns)

    def test_organisation_of_another_app(self):
        """Whoever has a key of their own speaks for their own organisations only."""
        app = self.service.add_app(App("Other", [self.base + CALLBACK]))
        self.make_connection(self.elsewhere, app)
        self.assertEqual(self.knock(self.events(), key=app.webhook_key).status_code, 200)
        self.assertFalse(self.notices())

    def test_disconnected(self):
        self.connection.state = "disconnected"
        self.assertEqual(self.knock(self.events()).status_code, 200)
        self.assertFalse(self.notices())

    def test_what_is_no_json(self):
        for body in (b"", b"<xml/>", b"\xff", b"[" * 50_000):
            with mute_logger(door.__name__):
                self.assertEqual(self.knock(body).status_code, 200)
        self.assertFalse(self.notices())

    def test_only_post(self):
        self.assertEqual(self.url_open(WEBHOOK).status_code, 405)
