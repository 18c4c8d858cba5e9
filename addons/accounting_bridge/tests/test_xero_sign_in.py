"""Signing in at Xero: consent, organisations, one login for several companies, and its end."""

import json
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine import consent, crank, vault
from ..ledgers.xero import client
from .xero_case import ADDRESS, CALLBACK, HAS_XERO, OTHER_TENANT, TENANT, WEBHOOK, AccessCase

if HAS_XERO:
    from tests.simulators.xero.service import OWNER, App
    from tests.simulators.xero.service.grants import user_id


@tagged("post_install", "-at_install")
class TestXeroConsent(AccessCase):
    """A person presses the button, consents, and the connection goes on."""

    def test_from_the_button_to_the_first_call(self):
        url = self.begin()
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.assertTrue(url.startswith(f"{self.service.addresses.authorise}?"))
        self.assertEqual(asked["redirect_uri"], f"{self.base}{CALLBACK}")
        self.assertIn("offline_access", asked["scope"].split())
        self.assertGreaterEqual(len(asked["state"]), 43)
        self.assertNotIn("code_challenge", asked)
        page = self.come_back(self.consent(url))
        self.assertEqual(page.status_code, 200, page.text)
        self.assertIn("window.close()", page.text)
        self.assertEqual((self.connection.state, self.connection.remote_company_id), ("connecting", TENANT))
        self.assertEqual(self.connection.remote_company_name, "Acme Ltd")
        credential = self.credential
        self.assertEqual((credential.state, credential.user_there), ("signed_in", user_id(OWNER)))
        self.assertEqual(credential.address, self.service.addresses.api)
        now = self.now()
        self.assertAlmostEqual(credential.token_expires_at, now + timedelta(minutes=30), delta=timedelta(minutes=1))
        self.assertAlmostEqual(credential.refresh_expires_at, now + timedelta(days=60), delta=timedelta(hours=1))
        self.assertEqual(self.organisation_of(self.connection), TENANT)

    def test_cancel(self):
        brought = self.consent(self.begin(), decision="cancel")
        page = self.come_back(brought)
        self.assertEqual(page.status_code, 400)
        self.assertIn("was not allowed", page.text)
        self.assertEqual((self.connection.state, self.credential.state), ("draft", "draft"))

    def test_forged_state(self):
        brought = self.consent(self.begin())
        number = brought["state"].partition(".")[0]
        for state in ("", "x", number, f"{number}.", f"{number}.forged", f"0.{number}", "99999999999.x"):
            with self.subTest(state=state):
                page = self.come_back({**brought, "state": state})
                self.assertEqual(page.status_code, 400)
                self.assertIn(consent.UNKNOWN, page.text)
        self.assertFalse(self.calls("/connect/token"), "no code leaves without the right state")
        self.assertEqual(self.come_back(brought).status_code, 200, "a forgery uses nothing up")

    def test_state_of_somebody_else(self):
        brought = self.consent(self.begin())
        other = self.person("manager", login="second_manager")
        self.assertIn(consent.UNKNOWN, self.come_back(brought, other).text)
        self.assertFalse(self.calls("/connect/token"))
        self.assertEqual(self.come_back(brought).status_code, 200)

    def test_the_door_of_another_ledger(self):
        """A state is good at the door of its own ledger only."""
        brought = self.consent(self.begin())
        self.authenticate(self.manager.login, self.manager.login)
        door = self.base_url() + "/accounting_bridge/oauth/quickbooks_online"
        page = self.opener.get(door, params={**brought, "realmId": "1"}, timeout=60)
        self.assertIn(consent.UNKNOWN, page.text)
        self.assertEqual(self.come_back(brought).status_code, 200)

    def test_a_code_twice(self):
        brought = self.consent(self.begin())
        self.assertEqual(self.come_back(brought).status_code, 200)
        self.assertIn(consent.UNKNOWN, self.come_back(brought).text)
        self.assertEqual((self.connection.state, self.credential.state), ("connecting", "signed_in"))
        self.assertEqual([grant.ended for grant in self.grants()], [""], "Xero never saw the code again")

    def test_too_late(self):
        brought = self.consent(self.begin())
        self.age(minutes=11)
        self.assertIn(consent.TOO_LATE, self.come_back(brought).text)
        self.assertFalse(self.calls("/connect/token"))

    def test_a_wrong_secret(self):
        self.connection.write({"app_client_secret": "wrong"})
        self.assertIn("does not know this client ID", self.sign_in().text)
        self.assertEqual((self.connection.state, self.credential.state), ("draft", "draft"))

    def test_organisations_that_nobody_could_name(self):
        brought = self.consent(self.begin())
        self.service.misbehaviour.order("broken", where="/connections", call="")
        page = self.come_back(brought)
        self.assertEqual(page.status_code, 400)
        self.assertEqual(self.connection.state, "draft")
        self.assertEqual(self.sign_in().status_code, 200)

    def test_nothing_secret_is_kept_as_it_is(self):
        brought = self.consent(self.begin())
        self.come_back(brought)
        kept, grant = self.everything_kept(), self.grants()[0]
        secrets = [self.app.client_secret, self.app.webhook_key, grant.refresh_token, *grant.access]
        for secret in [*secrets, brought["code"], brought["state"]]:
            self.assertNotIn(secret, kept)
        self.assertIn(self.app.client_id, kept, "the walk reads the credentials")

    def test_check_set_up(self):
        """It says what is missing and calls nobody."""
        mine = self.seen_by(self.manager, self.connection)
        action = mine.action_check_set_up()
        self.assertEqual(action["params"]["type"], "success", action["params"]["message"])
        self.credential.write({"client_id": False, "client_secret_sealed": False, "verifier_sealed": False})
        self.env["ir.config_parameter"].set_param("web.base.url", "http://odoo.example.com")
        with (
            patch.dict("os.environ", {ADDRESS: "http://example.com"}),
            patch.object(client, "has_library", return_value=False),
        ):
            message = mine.action_check_set_up()["params"]["message"]
        for words in ("client ID", "client secret", "http://localhost", "webhook key", "neither https", "xero-python"):
            self.assertIn(words, message)
        self.assertFalse(self.service.journal.entries())

    def test_where_people_may_be_sent_back_to(self):
        """By name this machine will do, by number it will not (facts 1.1); a custom connection sends nobody back."""
        for address, kind, good in (
            ("http://localhost:8069", "web", True),
            ("https://odoo.example.com", "pkce", True),
            ("http://127.0.0.1:8069", "web", False),
            ("http://odoo.example.com", "web", False),
            ("http://odoo.example.com", "custom", True),
        ):
            self.env["ir.config_parameter"].set_param("web.base.url", address)
            self.credential.app_type = kind
            with self.subTest(address=address, kind=kind), patch.dict("os.environ", {ADDRESS: ""}):
                problems, _remarks = self.connection._set_up_findings()
                self.assertEqual(not any("redirect address" in problem for problem in problems), good, problems)

    def test_what_the_form_shows(self):
        """A manager sees the app, and no field of it is a secret; whoever may not manage sees none of it."""
        names = {}
        for person in (self.manager, self.user):
            arch = etree.fromstring(self.seen_by(person, self.connection).get_view(view_type="form")["arch"])
            names[person] = set(arch.xpath("//field[not(ancestor::field)]/@name"))
            actions = set(arch.xpath("//header/button/@name"))
            self.assertEqual("action_sign_in" in actions, person == self.manager)
            self.assertTrue(self.seen_by(person, self.connection).web_read({name: {} for name in names[person]}))
        app = {"app_type", "app_client_id", "app_client_secret", "app_redirect_address", "app_verifier"}
        self.assertLessEqual(app, names[self.manager])
        self.assertFalse(app & names[self.user])
        values = self.seen_by(self.manager, self.connection).read(sorted(app))[0]
        self.assertFalse(values["app_client_secret"] or values["app_verifier"])
        self.assertEqual(values["app_redirect_address"], f"{self.base}{CALLBACK}")

    def test_addresses(self):
        self.assertEqual(self.connection.app_redirect_address, f"{self.base}{CALLBACK}")
        self.assertEqual(self.connection.app_webhook_address, f"{self.base}{WEBHOOK}")
        self.assertTrue(self.connection.is_simulated)


@tagged("post_install", "-at_install")
class TestXeroTokens(AccessCase):
    """The token that may be used now."""

    def setUp(self):
        super().setUp()
        self.connected()
        self.grant = self.grants()[0]

    def test_renewed_before_it_is_used(self):
        first = self.access().token()
        self.age(minutes=24)
        self.assertEqual(self.access().token(), first)
        self.age(minutes=2)
        second = self.access().token()
        self.assertNotEqual(second, first)
        self.assertEqual(self.grant.refreshes, 1)
        kept = json.loads(vault.unseal(self.env, self.credential.tokens_sealed))
        self.assertEqual(kept["refresh"], self.grant.refresh_token)

    def test_a_token_that_died(self):
        """The whole way: 401, one renewal, the call again."""
        self.service.grants.expire_access()
        self.assertEqual(self.ask()["status"], 200)
        self.assertEqual(self.grant.refreshes, 1)

    def test_a_dead_refresh_token(self):
        self.service.grants.end(self.grant, "sixty days without use")
        self.age(hours=2)
        self.assert_unreachable(self.access().token, "sign_in_needed", "has ended")
        self.assertEqual(self.credential.state, "needs_sign_in")
        self.assertFalse(self.credential.tokens_sealed)
        calls = len(self.calls("/connect/token"))
        self.assert_unreachable(self.access().token, "sign_in_needed", "has ended")
        self.assertEqual(len(self.calls("/connect/token")), calls, "what is final is not asked again")

    def test_the_answer_to_a_renewal_was_lost(self):
        """Xero takes the older one for half an hour yet (facts 1.2)."""
        self.age(hours=2)
        self.service.misbehaviour.order("drop_after_commit", where="/connect/token")
        self.assert_unreachable(self.access().token, "unreachable")
        self.assertIn(self.access().token(), self.grant.access)

    def test_idle_for_a_week(self):
        self.age(days=8)
        self.run_schedule()
        self.assertEqual(self.grant.refreshes, 1)
        self.run_schedule()
        self.assertEqual(self.grant.refreshes, 1)

    def test_update_permissions(self):
        """A token without a permission is no token that has died: a person signs in again (facts 1.3)."""
        self.service.misbehaviour.order("insufficient_scope")
        self.assert_unreachable(self.ask, "update_permissions")
        self.assertEqual(self.grant.refreshes, 0)
        self.connection.write({"state": "connecting"})
        self.service.misbehaviour.order("insufficient_scope", times=-1)
        self.env.flush_all()
        crank.turn(self.env, self.connection.id)
        self.env.invalidate_all()
        self.assertEqual((self.connection.state, self.connection.reason), ("needs_sign_in", "update_permissions"))
        self.assertIn("Sign in again", self.connection.reason_text)
        self.service.misbehaviour.clear()
        self.assertEqual(self.sign_in().status_code, 200)
        self.assertEqual((self.connection.state, self.connection.reason), ("connecting", False))
        self.assertEqual(self.ask()["status"], 200)

    def test_disconnected_there(self):
        self.service.disconnect(TENANT)
        answer = self.ask()
        self.assertEqual(answer["status"], 403)
        self.connection.write({"state": "connecting"})
        self.env.flush_all()
        crank.turn(self.env, self.connection.id)
        self.env.invalidate_all()
        self.assertEqual((self.connection.state, self.connection.reason), ("needs_sign_in", "app_not_authorised"))
        self.assertEqual(self.sign_in().status_code, 200)
        self.assertEqual(self.connection.state, "connecting")

    def test_the_first_reading(self):
        self.connection.write({"state": "connecting"})
        self.env.flush_all()
        crank.turn(self.env, self.connection.id)
        self.env.invalidate_all()
        session = self.connection.last_session_id
        self.assertEqual((session.state, session.problem), ("done", False), session.result)
        self.assertEqual(self.connection.remote_company_id, TENANT)
        self.assertTrue(self.connection.first_read_at)


@tagged("post_install", "-at_install")
class TestXeroAppTypes(AccessCase):
    """Apps without a secret, and apps that one organisation let in by itself."""

    def registered(self, kind, **values):
        app = self.service.add_app(App("Another", [self.base + CALLBACK], kind=kind, **values))
        self.connection.write(
            {"app_type": kind, "app_client_id": app.client_id, "app_client_secret": app.client_secret}
        )
        self.env.flush_all()
        return app

    def test_pkce(self):
        self.credential.client_secret_sealed = False
        self.registered("pkce")
        asked = parse_qs(urlsplit(url := self.begin()).query)
        self.assertEqual(asked["code_challenge_method"], ["S256"])
        self.assertTrue(self.credential.consent_proof_sealed)
        brought = self.consent(url)
        self.assertEqual(self.come_back(brought).status_code, 200)
        self.assertFalse(self.credential.consent_proof_sealed, "it is used up with the code")
        self.assertEqual(self.organisation_of(self.connection), TENANT)
        self.age(hours=1)
        self.assertEqual(self.organisation_of(self.connection), TENANT)
        self.assertEqual(self.grants()[0].refreshes, 1, "refreshed by us: Xero's library cannot")
        self.seen_by(self.manager, self.connection).action_disconnect()
        self.run_schedule()
        self.assertEqual(len(self.calls("/connect/revocation")), 1)
        self.assertTrue(self.grants()[0].ended)

    def test_pkce_with_the_proof_of_another_consent(self):
        self.registered("pkce")
        brought = self.consent(self.begin())
        self.credential.consent_proof_sealed = vault.seal(self.env, "v" * 64)
        self.assertEqual(self.come_back(brought).status_code, 400)
        self.assertEqual(self.connection.state, "draft")

    def test_custom_connection(self):
        self.registered("custom", tenant=TENANT)
        action = self.seen_by(self.manager, self.connection).action_sign_in()
        self.assertEqual(action["tag"], "soft_reload")
        self.assertFalse(self.calls("/connect/token"), "a button calls nobody")
        self.assertEqual((self.connection.state, self.credential.state), ("connecting", "signed_in"))
        self.assertEqual(self.organisation_of(self.connection), TENANT)
        crank.turn(self.env, self.connection.id)
        self.env.invalidate_all()
        session = self.connection.last_session_id
        self.assertEqual((session.state, session.problem), ("done", False), session.result)
        self.assertEqual(self.connection.remote_company_id, TENANT)
        self.age(hours=1)
        self.assertEqual(self.organisation_of(self.connection), TENANT)
        self.assertEqual(len(self.calls("/connect/token")), 2)
        self.age(days=30)
        self.run_schedule()
        self.assertEqual(len(self.calls("/connect/token")), 2, "what has no refresh token cannot lapse")
        wizard = self.seen_by(self.manager, self.env["bridge.disconnect"]).create({"connection_id": self.connection.id})
        self.assertIn("custom connection itself stays", wizard.leaving_text)
        wizard.action_disconnect()
        self.run_schedule()
        self.assertEqual((self.connection.state, self.credential.state), ("disconnected", "draft"))
        self.assertFalse(self.credential.tokens_sealed)

    def test_custom_connection_that_nobody_let_in(self):
        self.registered("custom")
        self.seen_by(self.manager, self.connection).action_sign_in()
        self.env.flush_all()
        crank.turn(self.env, self.connection.id)
        self.env.invalidate_all()
        self.assertEqual((self.connection.state, self.connection.reason), ("needs_sign_in", "sign_in_needed"))

    def test_custom_connection_to_what_somebody_has(self):
        self.connected()
        other, person = self.other_connection()
        app = self.service.add_app(App("Single", kind="custom", tenant=TENANT))
        other.write({"app_type": "custom", "app_client_id": app.client_id, "app_client_secret": app.client_secret})
        self.seen_by(person, other).action_sign_in()
        self.env.flush_all()
        crank.turn(self.env, other.id)
        self.env.invalidate_all()
        self.assertEqual((other.state, other.reason), ("wrong_company", "company_taken"))

    def test_the_type_belongs_to_the_sign_in(self):
        self.connected()
        with self.assertRaisesRegex(UserError, "Disconnect first"):
            self.seen_by(self.manager, self.connection).write({"app_type": "pkce"})

    def test_another_app_where_no_organisation_was_chosen(self):
        self.sign_in(tenants=(TENANT, OTHER_TENANT))
        self.seen_by(self.manager, self.connection).write({"app_client_id": "ANOTHER"})
        self.assertEqual((self.credential.state, self.credential.tokens_sealed), ("draft", False))


@tagged("post_install", "-at_install")
class TestXeroLimits(AccessCase):
    """Limits as Xero tells them."""

    def setUp(self):
        super().setUp()
        self.connected()

    def noted(self):
        self.env.invalidate_all()
        domain = [("credential_id", "=", self.credential.id), ("tenant", "=", TENANT), ("period", "=", "minute")]
        return self.env["bridge.budget"].search(domain)

    def test_what_is_left_is_kept(self):
        access = self.access()
        access.grant(1)
        access.note_left(day=960, minute=41)
        self.assertEqual((self.noted().day_left, self.noted().day_most, self.noted().minute_left), (960, 960, 41))
        self.assertEqual(access.grant(50), 41, "others call in the name of the same app")
        self.assertEqual(self.noted().day_left, 919)
        access.note_left(day=918, minute=0)
        self.assertEqual(access.grant(1), 0)
        self.env.invalidate_all()
        self.assertIn("918", self.seen_by(self.manager, self.connection).app_calls_text)

    def test_a_fifth_of_the_day_is_for_people(self):
        access = self.access()
        access.note_left(day=1000)
        self.assertFalse(self.connection._is_day_for_people())
        access.note_left(day=201)
        self.env.invalidate_all()
        self.assertFalse(self.connection._is_day_for_people())
        access.note_left(day=200)
        self.env.invalidate_all()
        self.assertTrue(self.connection._is_day_for_people())
        self.assertEqual(access.grant(5), 5, "what people send is not held up")
        access.note_left(day=999)
        self.env.invalidate_all()
        self.assertFalse(self.connection._is_day_for_people(), "another day has begun there")
        access.note_left(day=10)
        self.env.cr.execute("UPDATE bridge_budget SET day_at = day_at - interval '2 hours'")
        self.env.invalidate_all()
        self.assertFalse(self.connection._is_day_for_people(), "somebody looks again")

    def test_nothing_is_read_on_what_is_kept_for_people(self):
        self.connection.write({"state": "connecting"})
        self.env.flush_all()
        crank.turn(self.env, self.connection.id)
        self.env.invalidate_all()
        self.connection.write({"state": "connected"})
        self.access().note_left(day=1000)
        self.access().note_left(day=150)
        asked = len(self.service.journal.entries())
        crank.turn(self.env, self.connection.id)
        self.env.invalidate_all()
        self.assertEqual(self.connection.last_session_id.state, "done", self.connection.last_session_id.result)
        self.assertEqual(len(self.service.journal.entries()), asked)
        self.access().note_left(day=999)
        crank.turn(self.env, self.connection.id)
        self.assertGreater(len(self.service.journal.entries()), asked)

    def test_a_day_that_is_used_up(self):
        """Hours: the run ends at once, and nobody asks before."""
        self.connection.write({"state": "connecting"})
        self.service.misbehaviour.order("throttled", problem="day", retry_after=66_975, times=-1)
        self.env.flush_all()
        crank.turn(self.env, self.connection.id)
        self.env.invalidate_all()
        self.assertEqual(self.connection.last_session_id.problem, "throttled")
        self.assertEqual(self.connection.state, "connecting")
        quiet = self.noted().quiet_until - self.now()
        self.assertAlmostEqual(quiet.total_seconds(), 66_975, delta=60)
        asked = len(self.service.journal.entries())
        crank.turn(self.env, self.connection.id)
        self.assertEqual(len(self.service.journal.entries()), asked)
