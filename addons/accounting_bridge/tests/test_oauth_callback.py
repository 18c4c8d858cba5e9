"""Signing in from the button to the page on which it ends, and everything that may come instead."""

import logging
import os
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine import consent
from .online_case import ADDRESS, CALLBACK, HAS_SIMULATORS, OTHER_REALM, REALM, OnlineCase

if HAS_SIMULATORS:
    from tests.simulators.quickbooks_online.service import App


@tagged("post_install", "-at_install")
class TestSigningIn(OnlineCase):
    """A person presses the button, consents, and the connection goes on."""

    def test_from_the_button_to_the_first_reading(self):
        url = self.begin()
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.assertTrue(url.startswith(f"{self.service.addresses.authorise}?"))
        self.assertEqual(asked["redirect_uri"], f"{self.base}{CALLBACK}")
        self.assertEqual(asked["scope"], "com.intuit.quickbooks.accounting")
        self.assertGreaterEqual(len(asked["state"]), 43)
        page = self.come_back(self.consent(url))
        self.assertEqual(page.status_code, 200, page.text)
        self.assertIn("window.close()", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual((self.connection.state, self.connection.remote_company_id), ("connecting", REALM))
        self.assertFalse(self.connection._is_copied())
        credential = self.credential
        self.assertEqual((credential.state, credential.remote_company_id), ("signed_in", REALM))
        self.assertEqual(credential.address, self.service.addresses.api("sandbox"))
        now = self.now()
        self.assertAlmostEqual(credential.token_expires_at, now + timedelta(hours=1), delta=timedelta(minutes=1))
        self.assertAlmostEqual(credential.refresh_expires_at, now + timedelta(days=101), delta=timedelta(days=1))
        self.assertAlmostEqual(credential.hard_expires_at, now + timedelta(days=1825), delta=timedelta(days=2))

    def test_the_button_asks_for_the_application_first(self):
        self.credential.client_id = False
        with self.assertRaisesRegex(UserError, "client ID"):
            self.begin()

    def test_connect_is_signing_in(self):
        action = self.seen_by(self.manager, self.connection).action_connect()
        self.assertEqual(action["tag"], "accounting_bridge_sign_in")
        self.assertEqual(self.connection.state, "draft")

    def test_sign_in_again_while_it_works(self):
        self.sign_in()
        self.connection.write({"state": "connected"})
        self.assertEqual(self.sign_in().status_code, 200)
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(len(self.grants()), 2)

    def test_sign_in_again_where_it_was_needed(self):
        self.sign_in()
        self.connection.write({"state": "connected"})
        self.connection._stop_for("sign_in_needed", {"words": "It has ended."})
        self.assertEqual(self.connection.state, "needs_sign_in")
        self.assertTrue(self.connection.activity_ids)
        self.sign_in()
        self.assertEqual((self.connection.state, self.connection.reason), ("connected", False))
        self.assertFalse(self.connection.activity_ids)

    def test_reconnect_after_a_disconnect(self):
        self.sign_in()
        self.connection.first_read_at = self.now()
        self.seen_by(self.manager, self.connection).action_disconnect()
        page = self.sign_in(realm=OTHER_REALM)
        self.assertIn("another company", page.text)
        self.assertEqual(self.connection.state, "disconnected")
        self.sign_in()
        self.assertEqual(self.connection.state, "connecting")

    def test_not_in_a_copy(self):
        self.sign_in()
        self.connection.state = "copied"
        with self.assertRaises(UserError):
            self.begin()

    def test_nothing_secret_is_logged(self):
        """Neither by us nor in the log of requests, which names the address with all that it carries."""
        lines = []
        handler = logging.Handler()
        handler.emit = lambda record: lines.append(record.getMessage())
        for name in ("werkzeug", "odoo.addons.accounting_bridge"):
            logger = logging.getLogger(name)
            self.addCleanup(logger.setLevel, logger.level)
            self.addCleanup(logger.removeHandler, handler)
            logger.addHandler(handler)
            logger.setLevel(logging.DEBUG)
        brought = self.consent(self.begin())
        self.come_back(brought)
        self.come_back(brought)
        said, grant = "\n".join(lines), self.grants()[0]
        self.assertIn(f"GET {CALLBACK}?", said)
        secrets = (self.app.client_secret, grant.refresh_token, *grant.access, brought["code"], brought["state"])
        for secret in secrets:
            self.assertNotIn(secret, said)

    def test_nothing_secret_is_kept_as_it_is(self):
        brought = self.consent(self.begin())
        self.come_back(brought)
        kept = self.everything_kept()
        grant = self.grants()[0]
        secrets = [self.app.client_secret, self.app.verifier_token, grant.refresh_token, *grant.access]
        for secret in [*secrets, brought["code"], brought["state"]]:
            self.assertNotIn(secret, kept)
        self.assertIn(self.app.client_id, kept, "the walk reads the credentials")


@tagged("post_install", "-at_install")
class TestRefusals(OnlineCase):
    """What comes back and leads nowhere: each says so, and nothing is changed."""

    def assert_refused(self, page, words):
        self.assertEqual(page.status_code, 400)
        self.assertIn(words, page.text)
        self.assertNotIn("window.close", page.text)
        self.assertEqual((self.connection.state, self.credential.state), ("draft", "draft"))
        self.assertFalse(self.connection.remote_company_id)

    def calls(self):
        return [entry for entry in self.service.journal.entries() if entry.host == "token"]

    def test_cancel(self):
        brought = self.consent(self.begin(), decision="cancel")
        self.assertEqual(brought["error"], "access_denied")
        self.assert_refused(self.come_back(brought), "was not allowed")
        self.assert_refused(self.come_back({**brought, "code": "x", "realmId": REALM}), consent.UNKNOWN)

    def test_forged_state(self):
        brought = self.consent(self.begin())
        number = brought["state"].partition(".")[0]
        for state in ("", "x", number, f"{number}.", f"{number}.forged", f"0.{number}", "99999999999.x", "-1.x", "²"):
            with self.subTest(state=state):
                self.assert_refused(self.come_back({**brought, "state": state}), consent.UNKNOWN)
        self.assert_refused(self.come_back({"code": brought["code"]}), consent.UNKNOWN)
        self.assertFalse(self.calls(), "no code leaves without the right state")
        self.assertEqual(self.come_back(brought).status_code, 200, "a forgery uses nothing up")

    def test_state_of_somebody_else(self):
        brought = self.consent(self.begin())
        other = self.person("manager", login="second_manager")
        self.assert_refused(self.come_back(brought, other), consent.UNKNOWN)
        self.assertFalse(self.calls())
        self.assertEqual(self.come_back(brought).status_code, 200)

    def test_nobody_signed_in_to_odoo(self):
        brought = self.consent(self.begin())
        self.env.flush_all()
        answer = self.url_open(CALLBACK, timeout=60, allow_redirects=False)
        self.assertIn(answer.status_code, (302, 303))
        self.assertIn("/web/login", answer.headers["Location"])
        self.assertFalse(self.calls())
        self.assertTrue(brought)

    def test_too_late(self):
        brought = self.consent(self.begin())
        self.age(minutes=11)
        self.assert_refused(self.come_back(brought), consent.TOO_LATE)
        self.assert_refused(self.come_back(brought), consent.UNKNOWN)
        self.assertFalse(self.calls())

    def test_only_the_newest_state_counts(self):
        first = self.consent(self.begin())
        second = self.consent(self.begin())
        self.assert_refused(self.come_back(first), consent.UNKNOWN)
        self.assertEqual(self.come_back(second).status_code, 200)

    def test_rights_that_were_lost_meanwhile(self):
        brought = self.consent(self.begin())
        self.manager.group_ids = self.env.ref("accounting_bridge.group_bridge_user")
        self.assert_refused(self.come_back(brought), consent.NO_RIGHTS)
        self.assertFalse(self.calls())

    def test_company_that_was_lost_meanwhile(self):
        brought = self.consent(self.begin())
        self.manager.write({"company_id": self.elsewhere.id, "company_ids": [(6, 0, self.elsewhere.ids)]})
        self.assert_refused(self.come_back(brought), consent.NO_RIGHTS)

    def test_no_company(self):
        for company in ("", "../1", "1 OR 1", "x" * 5000):
            brought = {**self.consent(self.begin()), "realmId": company}
            page = self.come_back(brought)
            self.assertEqual(page.status_code, 400)
            self.assertEqual(self.connection.state, "draft")
        self.assertFalse(self.calls())

    def test_a_code_that_is_none(self):
        self.assert_refused(self.come_back({**self.consent(self.begin()), "code": "made-up"}), "has ended")

    def test_a_wrong_client_secret(self):
        self.connection.write({"app_client_secret": "wrong"})
        self.assert_refused(self.sign_in(), "does not know this client ID")

    def test_the_token_host_is_down(self):
        brought = self.consent(self.begin())
        self.service.misbehaviour.order("broken", where="tokens/bearer")
        self.assert_refused(self.come_back(brought), "had trouble")
        self.assertEqual(self.sign_in().status_code, 200)

    def test_words_of_a_ledger_are_no_markup(self):
        brought = self.consent(self.begin(), decision="cancel")
        page = self.come_back({**brought, "error": "<script>alert(1)</script>"})
        self.assertEqual(page.status_code, 400)
        self.assertNotIn("<script>alert", page.text)


@tagged("post_install", "-at_install")
class TestCodeTwice(OnlineCase):
    """The same address opened twice."""

    def test_the_second_time(self):
        brought = self.consent(self.begin())
        self.assertEqual(self.come_back(brought).status_code, 200)
        page = self.come_back(brought)
        self.assertIn(consent.UNKNOWN, page.text)
        self.assertEqual((self.connection.state, self.credential.state), ("connecting", "signed_in"))
        self.assertEqual([grant.ended for grant in self.grants()], [""], "Intuit never saw the code again")


@tagged("post_install", "-at_install")
class TestAnotherCompany(OnlineCase):
    """One connection, one company there; one company there, one connection."""

    def test_another_company_than_the_one_that_was_read(self):
        self.sign_in()
        self.connection.write({"first_read_at": self.now(), "remote_company_name": "Acme Inc."})
        kept = self.credential.tokens_sealed
        page = self.sign_in(realm=OTHER_REALM)
        self.assertEqual(page.status_code, 400)
        self.assertIn("belongs to Acme Inc.", page.text)
        self.assertEqual(self.connection.remote_company_id, REALM)
        self.assertEqual(self.credential.tokens_sealed, kept)
        self.assertEqual(len(self.grants()), 1, "the code of the other company was never exchanged")

    def test_another_company_when_some_of_the_first_was_read(self):
        """Lists of the one must not be taken for those of the other, also where the first reading did not end."""
        self.sign_in()
        self.env["bridge.remote.record"].sudo().create(
            {"connection_id": self.connection.id, "kind": "account", "remote_id": "79", "name": "Sales"}
        )
        page = self.sign_in(realm=OTHER_REALM)
        self.assertEqual(page.status_code, 400)
        self.assertIn("belongs to", page.text)
        self.assertEqual((self.connection.remote_company_id, self.credential.remote_company_id), (REALM, REALM))
        self.assertEqual(self.sign_in().status_code, 200)

    def test_another_company_before_anything_was_read(self):
        self.sign_in()
        self.assertEqual(self.sign_in(realm=OTHER_REALM).status_code, 200)
        self.assertEqual(self.connection.remote_company_id, OTHER_REALM)
        self.assertEqual(self.connection._access().company_id, OTHER_REALM)

    def other_connection(self):
        app = self.service.add_app(App("Other", [self.base + CALLBACK]))
        return self.make_connection(self.elsewhere, app), self.person("manager", self.elsewhere)

    def test_company_that_is_connected_elsewhere(self):
        self.sign_in()
        other, person = self.other_connection()
        page = self.sign_in(other, person=person)
        self.assertEqual(page.status_code, 400)
        self.assertIn("already connected to Acme Field Services", page.text)
        self.assertEqual(other.state, "draft")
        self.seen_by(self.manager, self.connection).action_disconnect()
        self.assertEqual(self.sign_in(other, person=person).status_code, 200)
        self.assertEqual(other.state, "connecting")

    def test_a_second_live_connection_of_one_company(self):
        self.sign_in()
        second = self.make_connection(self.company)
        with self.assertRaisesRegex(UserError, "Disconnect that one first"):
            self.begin(second)

    def test_a_second_live_connection_that_came_meanwhile(self):
        """Two windows: the one that ends second meets the index of the database."""
        second = self.make_connection(self.company)
        brought = self.consent(self.begin(second), OTHER_REALM)
        self.sign_in()
        with mute_logger("odoo.sql_db"):
            page = self.come_back(brought)
        self.assertEqual(page.status_code, 400)
        self.assertIn("another live connection", page.text)
        self.assertEqual((second.state, second.sudo().credential_id.state), ("draft", "draft"))
        self.assertEqual(self.connection.state, "connecting")


@tagged("post_install", "-at_install")
class TestRightsOfTheButton(OnlineCase):
    def test_who_may_press_it(self):
        for person in (self.user, self.person("bookkeeper"), self.person("manager", self.elsewhere)):
            for action in ("action_sign_in", "action_connect", "action_check_set_up", "action_disconnect"):
                with self.subTest(person=person.login, action=action), self.assertRaises(AccessError):
                    getattr(self.seen_by(person, self.connection), action)()
        self.assertFalse(self.credential.consent_digest)

    def test_an_unsafe_address_in_the_configuration(self):
        for address in ("http://10.0.0.1", "ftp://localhost"):
            with patch.dict(os.environ, {ADDRESS: address}), self.assertRaisesRegex(UserError, "neither https"):
                self.begin()
