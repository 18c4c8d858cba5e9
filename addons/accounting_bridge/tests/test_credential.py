"""A sign-in as it is kept, used, renewed, lost and given back."""

import json
import os
from datetime import timedelta
from unittest import TestCase
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine import crank, vault
from ..engine.transaction import in_own_transaction
from ..ledgers.protocol import Unreachable
from ..models import bridge_credential
from .online_case import ADDRESS, CALLBACK, HAS_SIMULATORS, REALM, OnlineCase

if HAS_SIMULATORS:
    from tests.simulators.quickbooks_online.service import App

SEALED = ("client_secret_sealed", "verifier_sealed", "tokens_sealed", "consent_digest")


class SignedInCase(OnlineCase):
    def setUp(self):
        super().setUp()
        self.assertEqual(self.sign_in().status_code, 200)
        self.connection.write({"state": "connected"})
        self.grant = self.grants()[0]
        self.env.flush_all()

    def access(self):
        """Return the access as the engine takes it: made in one transaction, used outside of it."""
        connection_id = self.connection.id
        self.env.flush_all()
        return in_own_transaction(self.env, lambda env: env["bridge.connection"].browse(connection_id)._access())

    def token_calls(self):
        return [entry.status for entry in self.service.journal.entries() if entry.path.endswith("tokens/bearer")]

    def assert_unreachable(self, work, reason, words):
        # Not by Odoo's own assertion, which takes back what was done before.
        with TestCase.assertRaises(self, Unreachable) as caught:
            work()
        self.env.invalidate_all()
        self.assertEqual(caught.exception.reason, reason)
        self.assertIn(words, str(caught.exception))


@tagged("post_install", "-at_install")
class TestTokens(SignedInCase):
    """The token that may be used now."""

    def test_a_fresh_one_is_used_as_it_is(self):
        self.assertIn(self.access().token(), self.grant.access)
        self.assertEqual(self.token_calls(), [200], "only the exchange of the code")

    def test_company_and_address(self):
        access = self.access()
        self.assertEqual((access.company_id, access.environment), (REALM, "sandbox"))
        self.assertEqual(access.api_url, self.service.addresses.api("sandbox"))

    def test_an_old_one_is_renewed_before_it_is_used(self):
        first = self.access().token()
        self.age(minutes=54)
        self.assertEqual(self.access().token(), first)
        self.age(minutes=2)
        second = self.access().token()
        self.assertNotEqual(second, first)
        self.assertIn(second, self.grant.access)
        self.assertEqual((self.token_calls(), self.grant.refreshes), ([200, 200], 1))
        self.assertEqual(self.access().token(), second)

    def test_the_new_refresh_token_is_the_one_that_is_kept(self):
        """With each renewal the one before is worth nothing (facts 1.2)."""
        for _time in range(3):
            self.age(hours=2)
            self.access().token()
        self.assertEqual(self.grant.refreshes, 3)
        kept = json.loads(vault.unseal(self.env, self.credential.tokens_sealed))
        self.assertEqual(kept["refresh"], self.grant.refresh_token)

    def test_a_mistyped_client_secret_ends_no_sign_in(self):
        """The sign-in is as good as it was: once the secret is corrected it goes on."""
        writer = self.seen_by(self.manager, self.connection)
        writer.write({"app_client_secret": "mistyped"})
        self.age(hours=2)
        self.assert_unreachable(lambda: self.access().token(), "sign_in_needed", "client secret")
        self.assertEqual(self.credential.state, "needs_sign_in")
        self.assertTrue(self.credential.tokens_sealed)
        self.connection._stop_for("sign_in_needed", {"words": self.credential.refusal})
        self.assertEqual(self.connection.state, "needs_sign_in")
        self.assertIn("client secret", self.connection.app_sign_in_text)
        self.env.flush_all()
        writer.write({"app_client_secret": self.app.client_secret})
        self.env.flush_all()
        self.assertNotEqual(self.connection.state, "needs_sign_in")
        self.assertIn(self.access().token(), self.grant.access)
        self.env.invalidate_all()
        self.assertEqual(self.credential.state, "signed_in")

    def test_another_application_takes_up_nothing(self):
        """What the old one was given is forgotten with its client ID: a person signs in with the new one."""
        writer = self.seen_by(self.manager, self.connection)
        writer.write({"app_client_secret": "mistyped"})
        self.age(hours=2)
        self.assert_unreachable(lambda: self.access().token(), "sign_in_needed", "client secret")
        self.connection._stop_for("sign_in_needed", {"words": self.credential.refusal})
        # In the order in which a person may have typed them.
        writer.write({"app_client_secret": "of another", "app_client_id": "another"})
        self.env.flush_all()
        self.assertFalse(self.credential.tokens_sealed)
        self.assertEqual((self.credential.state, self.connection.state), ("needs_sign_in", "needs_sign_in"))
        self.assertIn("another application", self.connection.app_sign_in_text)
        calls = len(self.token_calls())
        self.assert_unreachable(lambda: self.access().token(), "sign_in_needed", "another application")
        self.assertEqual(len(self.token_calls()), calls, "nobody is asked with what is not theirs")

    def test_one_that_failed_is_renewed_once(self):
        access = self.access()
        first = access.token()
        second = access.renew(first)
        self.assertNotEqual(second, first)
        self.assertEqual(access.renew(first), second, "somebody else did so already")
        self.assertEqual(self.grant.refreshes, 1)

    def test_a_run_meets_a_token_that_died(self):
        """The whole way: 401, one renewal, the call again."""
        self.service.grants.expire_access()
        payload = json.dumps(
            {"calls": [{"id": "1", "method": "GET", "path": f"companyinfo/{REALM}", "parameters": {}}]}
        )
        ledger = self.connection._ledger()
        answer = json.loads(ledger.perform(payload, _soon(), self.access()))
        self.assertEqual(answer["answers"][0]["status"], 200, answer)
        self.assertEqual(self.grant.refreshes, 1)


@tagged("post_install", "-at_install")
class TestRun(SignedInCase):
    """The engine with a sign-in: what a run meets at the door, and what becomes of the connection."""

    def setUp(self):
        super().setUp()
        self.connection.write({"state": "connecting"})

    def run_once(self):
        self.env.flush_all()
        crank.turn(self.env, self.connection.id)
        self.env.invalidate_all()
        return self.connection.last_session_id

    def test_the_first_reading(self):
        session = self.run_once()
        self.assertEqual((session.state, session.problem), ("done", False), session.result)
        self.assertEqual(self.connection.remote_company_name, "Acme Inc.")
        self.assertTrue(self.connection.first_read_at)
        calls, metered, _of_application = self.credential._calls_this_month()
        self.assertEqual((calls, metered), (len(self.service.journal.entries(realm=REALM)),) * 2)

    def test_revoked_there(self):
        self.service.grants.disconnect(REALM)
        session = self.run_once()
        self.assertEqual(session.problem, "sign_in_needed")
        self.assertEqual((self.connection.state, self.connection.resume_state), ("needs_sign_in", "connecting"))
        self.assertIn("has ended", self.connection.reason_text)
        self.assertFalse(
            self.env["bridge.exchange"].search([("connection_id", "=", self.connection.id)]).filtered("answer")
        )
        self.sign_in()
        self.assertEqual(self.connection.state, "connecting")
        self.assertEqual(self.run_once().state, "done")

    def test_throttled(self):
        self.service.misbehaviour.order("throttled")
        session = self.run_once()
        self.assertEqual((session.state, session.problem), ("waiting", "throttled"))
        self.assertEqual(self.connection.state, "connecting")
        asked = len(self.service.journal.entries(realm=REALM))
        self.assertEqual(self.run_once().problem, "throttled")
        self.assertEqual(len(self.service.journal.entries(realm=REALM)), asked, "nobody is asked while it is quiet")
        self.env.cr.execute("UPDATE bridge_budget SET quiet_until = quiet_until - interval '2 minutes'")
        self.assertEqual(self.run_once().state, "done")

    def test_the_budget_of_the_month(self):
        self.credential.write({"environment": "production", "metered_limit": 1})
        self.env.flush_all()
        access = self.access()
        self.assertEqual([access.grant(1, metered=1), access.grant(1, metered=1)], [1, 0])
        self.assertEqual(access.short_of, "budget_used_up")

    def test_nobody_there(self):
        self.service.misbehaviour.order("drop_before_commit", times=-1)
        self.assertIn(self.run_once().problem, ("outcome_unknown", "unreachable"))
        self.service.misbehaviour.clear()
        self.run_once()
        self.assertEqual(self.run_once().state, "done")
        self.assertTrue(self.connection.first_read_at)

    def test_a_user_who_lost_rights(self):
        self.service.grants.set_administrator(REALM, self.grant.person, False)
        self.run_once()
        self.assertEqual((self.connection.state, self.connection.reason), ("needs_sign_in", "user_lost_rights"))

    def test_the_application_was_disconnected_there(self):
        self.service.misbehaviour.order("forbidden", times=-1)
        self.run_once()
        self.assertEqual((self.connection.state, self.connection.reason), ("needs_sign_in", "app_not_authorised"))


def _soon():
    import time

    return time.monotonic() + 30


@tagged("post_install", "-at_install")
class TestLost(SignedInCase):
    """Why there is no token, and what a person or the next run makes of it."""

    def test_revoked_there(self):
        self.service.grants.disconnect(REALM)
        self.age(hours=2)
        self.assert_unreachable(self.access().token, "sign_in_needed", "has ended")
        self.assertEqual(self.credential.state, "needs_sign_in")
        self.assertFalse(self.credential.tokens_sealed)
        calls = len(self.token_calls())
        self.assert_unreachable(self.access().token, "sign_in_needed", "has ended")
        self.assertEqual(len(self.token_calls()), calls, "what is final is not asked again")
        self.assertIn("has ended", self.connection.app_sign_in_text)

    def test_bad_luck_is_not_final(self):
        self.age(hours=2)
        for kind in ("broken", "drop_before_commit"):
            self.service.misbehaviour.order(kind, where="tokens/bearer")
            self.assert_unreachable(self.access().token, "unreachable", "")
            self.assertEqual(self.credential.state, "signed_in")
        self.assertIn(self.access().token(), self.grant.access)

    def test_the_answer_to_a_renewal_was_lost(self):
        """Intuit gives the answer once more for a while (the switch), or a person signs in (the other position)."""
        self.service.switches.set(superseded_refresh="grace")
        self.age(hours=2)
        self.service.misbehaviour.order("drop_after_commit", where="tokens/bearer")
        self.assert_unreachable(self.access().token, "unreachable", "")
        self.assertIn(self.access().token(), self.grant.access)
        self.service.switches.set(superseded_refresh="refused")
        self.age(hours=2)
        self.service.misbehaviour.order("drop_after_commit", where="tokens/bearer")
        self.assert_unreachable(self.access().token, "unreachable", "")
        self.assert_unreachable(self.access().token, "sign_in_needed", "has ended")

    def test_another_key(self):
        with patch.dict(os.environ, {"ACCOUNTING_BRIDGE_KEYS": Fernet.generate_key().decode()}):
            self.assert_unreachable(self.access().token, "sign_in_needed", "keys of this server")
            problems, _remarks = self.connection._set_up_findings()
            self.assertTrue(any("cannot be read" in problem for problem in problems), problems)
        self.assertTrue(self.access().token())

    def test_another_address(self):
        with patch.dict(os.environ, {ADDRESS: "http://127.0.0.1:9"}):
            self.assert_unreachable(self.access().token, "sign_in_needed", "another address")
        with patch.dict(os.environ, {ADDRESS: ""}):
            self.assert_unreachable(self.access().token, "sign_in_needed", "another address")
        with patch.dict(os.environ, {ADDRESS: "http://example.com"}):
            self.assert_unreachable(self.access().token, "unreachable", "neither https")
        self.assertTrue(self.access().token())

    def test_another_environment(self):
        self.credential.environment = "production"
        self.assert_unreachable(self.access().token, "sign_in_needed", "another environment")

    def test_nobody_signed_in(self):
        other = self.make_connection(self.elsewhere)
        self.assert_unreachable(other._access().token, "sign_in_needed", "Nobody")
        other.sudo().credential_id = False
        self.assert_unreachable(other._access().token, "sign_in_needed", "Nobody")

    def test_a_connection_stops_and_somebody_is_told(self):
        contact = self.person("user", login="contact")
        contact.notification_type = "inbox"
        self.connection.contact_id = contact
        self.env["mail.mail"].search([]).unlink()
        with self.triggers("mail.ir_cron_mail_scheduler_action") as mail_queue:
            self.connection._stop_for("sign_in_needed", {"words": "It <b>ended</b>."})
        self.assertEqual((self.connection.state, self.connection.resume_state), ("needs_sign_in", "connected"))
        self.assertEqual(self.connection.activity_ids.user_id, contact)
        mail = self.env["mail.mail"].search([("recipient_ids", "in", contact.partner_id.ids)])
        mail = mail.filtered(lambda each: "sign in again" in (each.subject or ""))
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "outgoing", "queued: a silent mail server holds nobody up")
        self.assertIn(f"/odoo/bridge-connections/{self.connection.id}", mail.body_html)
        self.assertNotIn("<b>ended", mail.body_html)
        self.assertTrue(mail_queue, "within a minute, not within the hour")
        self.connection._stop_for("sign_in_needed", {"words": "It <b>ended</b>."})
        self.assertEqual(len(self.connection.activity_ids), 1)
        self.assertEqual(len(self.env["mail.mail"].search([("id", ">", mail.id)])), 0, "told once")

    def test_another_ledger_mails_nobody(self):
        self.env["mail.mail"].search([]).unlink()
        self.connection._stop("wrong_company", "wrong_company", {"name": "x", "expected": "y"})
        subjects = self.env["mail.mail"].search([]).mapped("subject")
        self.assertFalse([subject for subject in subjects if "sign in again" in (subject or "")])


@tagged("post_install", "-at_install")
class TestSchedule(SignedInCase):
    """What is looked after without a run: idle sign-ins, and those that were given back."""

    def run_schedule(self):
        self.env.flush_all()
        self.env.ref("accounting_bridge.ir_cron_sign_ins").method_direct_trigger()
        self.env.invalidate_all()

    def test_idle_for_a_week(self):
        self.age(days=6)
        self.run_schedule()
        self.assertEqual(self.grant.refreshes, 0)
        self.age(days=2)
        self.run_schedule()
        self.assertEqual(self.grant.refreshes, 1)
        self.run_schedule()
        self.assertEqual(self.grant.refreshes, 1)

    def test_a_copy_renews_nothing(self):
        """It would take the sign-in away from the original."""
        self.age(days=8)
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        self.run_schedule()
        self.assertEqual((self.grant.refreshes, self.connection.state), (0, "copied"))

    def test_idle_and_revoked_there(self):
        self.age(days=8)
        self.service.grants.disconnect(REALM)
        self.run_schedule()
        self.assertEqual((self.connection.state, self.connection.reason), ("needs_sign_in", "sign_in_needed"))
        self.assertTrue(self.connection.activity_ids)

    def test_idle_and_nobody_there(self):
        self.age(days=8)
        self.service.misbehaviour.order("broken", where="tokens/bearer")
        self.run_schedule()
        self.assertEqual((self.connection.state, self.grant.refreshes), ("connected", 0))
        self.run_schedule()
        self.assertEqual(self.grant.refreshes, 1)

    def test_disconnect_revokes(self):
        with self.triggers("ir_cron_sign_ins") as triggers:
            self.seen_by(self.manager, self.connection).action_disconnect()
        self.assertEqual((self.connection.state, self.credential.state), ("disconnected", "leaving"))
        self.assertEqual(self.grant.ended, "", "a button calls nobody")
        self.assertTrue(triggers)
        self.assert_unreachable(self.access().token, "sign_in_needed", "Nobody")
        self.run_schedule()
        self.assertEqual(self.grant.ended, "revoked by the app")
        self.assertEqual(self.credential.state, "draft")
        self.assertFalse(self.credential.tokens_sealed)
        self.assertTrue(self.credential.client_secret_sealed, "the application is kept for the next time")
        self.assertIn("was revoked at QuickBooks Online", self.connection.message_ids[0].body)

    def test_a_copy_that_is_disconnected_revokes_nothing(self):
        """What it holds of the sign-in is the original's, which works on."""
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        self.seen_by(self.manager, self.connection).action_disconnect()
        self.run_schedule()
        self.assertEqual(self.grant.ended, "")
        self.assertEqual((self.connection.state, self.credential.state), ("disconnected", "draft"))
        self.assertFalse(self.credential.tokens_sealed)

    def test_what_could_not_be_revoked_is_said(self):
        self.service.grants.disconnect(REALM)
        self.service.grants._by_token.clear()
        self.seen_by(self.manager, self.connection).action_disconnect()
        self.run_schedule()
        self.assertEqual(self.credential.state, "draft")
        self.assertIn("could not be told", self.connection.message_ids[0].body)

    def test_revoking_is_tried_a_few_times(self):
        self.service.misbehaviour.order("broken", where="tokens/revoke", times=-1)
        self.seen_by(self.manager, self.connection).action_disconnect()
        for _time in range(4):
            with self.triggers("ir_cron_sign_ins") as triggers:
                self.run_schedule()
            self.assertEqual(self.credential.state, "leaving")
            self.assertTrue(triggers)
        self.run_schedule()
        self.assertEqual(self.credential.state, "draft")
        self.assertFalse(self.credential.tokens_sealed)
        self.assertIn("could not be told", self.connection.message_ids[0].body)

    def test_signed_in_again_before_it_was_revoked(self):
        """To revoke the old sign-in then would end the new one."""
        self.seen_by(self.manager, self.connection).action_disconnect()
        self.sign_in()
        self.run_schedule()
        self.assertEqual([grant.ended for grant in self.grants()], ["", ""])
        self.assertEqual((self.connection.state, self.credential.state), ("connecting", "signed_in"))

    def test_one_never_stops_the_others(self):
        self.age(days=8)
        self.seen_by(self.manager, self.connection).action_disconnect()
        broken = patch.object(bridge_credential.signing_in, "to_revoke", side_effect=ZeroDivisionError)
        with broken, mute_logger(bridge_credential.__name__):
            self.run_schedule()
        self.assertEqual(self.credential.state, "leaving")


@tagged("post_install", "-at_install")
class TestKept(OnlineCase):
    """The application as it is entered, kept and shown."""

    def mine(self):
        self.env.invalidate_all()
        return self.seen_by(self.manager, self.connection)

    def test_entered_with_the_connection(self):
        credential = self.credential
        self.assertEqual(credential.client_id, self.app.client_id)
        self.assertEqual(vault.unseal(self.env, credential.client_secret_sealed), self.app.client_secret)
        self.assertEqual(vault.unseal(self.env, credential.verifier_sealed), self.app.verifier_token)
        self.assertEqual((credential.company_id, credential.state), (self.company, "draft"))

    def test_entered_as_a_form_does(self):
        form = self.seen_by(self.manager, self.env["bridge.connection"])
        values = {"ledger": "quickbooks_online", "app_client_id": " AB1 ", "app_client_secret": " s3cret "}
        saved = form.web_save(values, {"app_client_id": {}, "app_client_secret": {}, "app_has_client_secret": {}})
        self.assertEqual(saved[0]["app_client_id"], "AB1")
        self.assertTrue(saved[0]["app_has_client_secret"])
        self.assertFalse(saved[0]["app_client_secret"], "not even to who has just typed it")
        new = form.onchange({}, [], {"app_metered_limit": {}, "app_environment": {}})["value"]
        self.assertEqual((new["app_metered_limit"], new["app_environment"]), (500_000, "production"))
        connection = form.browse(saved[0]["id"])
        sealed = connection.sudo().credential_id.client_secret_sealed
        self.assertEqual(vault.unseal(self.env, sealed), "s3cret")
        connection.web_save({"app_client_secret": "", "app_client_id": "AB2"}, {})
        self.assertEqual(connection.sudo().credential_id.client_secret_sealed, sealed, "empty keeps what is there")
        self.assertEqual(connection.app_client_id, "AB2")

    def test_entered_with_the_choice_of_the_ledger(self):
        connection = self.connection
        self.env["bridge.credential"].search([]).unlink()
        self.env.invalidate_all()
        connection.write({"ledger": "quickbooks_online", "app_client_id": "AB3", "app_client_secret": "s"})
        self.assertEqual(connection.sudo().credential_id.client_id, "AB3")
        self.assertTrue(connection.app_has_client_secret)

    def test_read_by_nobody(self):
        for name in ("app_client_secret", "app_verifier"):
            self.assertFalse(self.mine().read([name])[0][name])
        for person in (self.manager, self.env.ref("base.user_admin")):
            credential = self.seen_by(person, self.credential)
            for name in SEALED:
                with self.subTest(person=person.login, field=name):
                    self.assertNotIn(name, credential.fields_get())
                    with self.assertRaises(AccessError):
                        credential.read([name])
                    with self.assertRaises(AccessError):
                        self.assertIsNone(credential.search([(name, "!=", False)]))

    def test_only_managers_see_it(self):
        for name in ("app_client_id", "app_sign_in_text", "app_calls_text", "credential_id", "app_webhook_address"):
            with self.assertRaises(AccessError):
                self.seen_by(self.user, self.connection).read([name])
            self.assertTrue(self.mine().read([name])[0][name])
        for person in (self.user, self.person("bookkeeper")):
            self.assertFalse(self.seen_by(person, self.env["bridge.credential"]).has_access("read"))
        self.assertFalse(self.mine().credential_id.has_access("write"))

    def test_nobody_points_a_connection_at_another_sign_in(self):
        other = self.make_connection(self.elsewhere)
        with self.assertRaises(AccessError):
            self.mine().write({"credential_id": other.sudo().credential_id.id})

    def test_a_copy_of_a_connection_has_nothing_of_it(self):
        copy = self.connection.copy()
        self.assertNotEqual(copy.sudo().credential_id, self.credential)
        self.assertFalse(copy.app_client_id or copy.app_has_client_secret or copy.app_has_verifier)

    def test_another_company_of_odoo_before_anything_is_connected(self):
        self.connection.company_id = self.elsewhere
        self.assertEqual(self.credential.company_id, self.elsewhere)

    def test_a_sign_in_belongs_to_its_application(self):
        self.sign_in()
        with self.assertRaisesRegex(UserError, "Disconnect first"):
            self.mine().write({"app_client_id": "another"})
        with self.assertRaisesRegex(UserError, "Disconnect first"):
            self.mine().write({"app_environment": "production"})
        self.mine().write({"app_client_id": self.app.client_id, "app_metered_limit": 7})
        self.assertEqual(self.credential.metered_limit, 7)

    def test_addresses(self):
        self.assertEqual(self.connection.app_redirect_address, f"{self.base}{CALLBACK}")
        self.assertEqual(
            self.connection.app_webhook_address, f"{self.base}/accounting_bridge/webhook/quickbooks_online"
        )

    def test_simulated(self):
        self.assertTrue(self.connection.is_simulated)
        self.connection.invalidate_recordset()
        with patch.dict(os.environ, {ADDRESS: ""}):
            self.assertFalse(self.connection.is_simulated)

    def test_check_set_up(self):
        """It says what is missing and calls nobody."""
        action = self.mine().action_check_set_up()
        self.assertEqual(action["params"]["type"], "success", action["params"]["message"])
        self.credential.write({"client_id": False, "client_secret_sealed": False, "verifier_sealed": False})
        self.env["ir.config_parameter"].set_param("web.base.url", "http://odoo.example.com")
        self.env.ref("accounting_bridge.ir_cron_turn").active = False
        with patch.dict(os.environ, {ADDRESS: "http://example.com"}):
            message = self.mine().action_check_set_up()["params"]["message"]
        for words in ("client ID", "client secret", "begins with https", "verifier", "switched off", "neither https"):
            self.assertIn(words, message)
        self.assertFalse(self.service.journal.entries())

    def test_production_needs_https(self):
        self.credential.environment = "production"
        with patch.dict(os.environ, {ADDRESS: ""}):
            problems, _remarks = self.connection._set_up_findings()
        self.assertTrue(any("need https" in problem for problem in problems), problems)

    def test_neutralized(self):
        from odoo.tools import file_open

        self.sign_in()
        self.begin()
        with file_open("accounting_bridge/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        for name in SEALED:
            self.assertFalse(self.credential[name], name)
        self.assertEqual((self.credential.state, self.connection.state), ("needs_sign_in", "copied"))
        self.seen_by(self.manager, self.connection).action_confirm_original()
        self.assertEqual(self.connection.state, "connecting")
        with self.assertRaises(Unreachable):
            self.connection._access().token()

    def test_disconnect_says_what_is_queued(self):
        self.sign_in()
        link = self.env["bridge.binding"]._reserve(
            self.connection, self.env["res.partner"].create({"name": "Baker Bros"}), _customer()
        )
        self.env["bridge.transfer"].create({"connection_id": self.connection.id, "binding_id": link.id})
        wizard = self.seen_by(self.manager, self.env["bridge.disconnect"]).create({"connection_id": self.connection.id})
        self.assertEqual(wizard.waiting_text, "1 Customer: Queued")
        wizard.action_disconnect()
        self.env.invalidate_all()
        self.assertEqual(self.connection.state, "disconnected")
        self.assertEqual(link.transfer_ids.state, "queued")

    def test_goes_with_its_connection(self):
        credential = self.credential
        self.connection.unlink()
        self.assertFalse(credential.exists())

    def test_two_applications(self):
        app = self.service.add_app(App("Other", [self.base + CALLBACK]))
        other = self.make_connection(self.elsewhere, app)
        self.assertNotEqual(other.sudo().credential_id, self.credential)

    def test_lifetimes(self):
        self.sign_in()
        text = self.mine().app_sign_in_text
        self.assertIn(str((self.now() + timedelta(days=1825)).year), text)


def _customer():
    from ..ledgers.documents import Kind

    return Kind.CUSTOMER
