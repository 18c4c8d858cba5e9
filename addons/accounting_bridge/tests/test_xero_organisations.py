"""Organisations of Xero: which one is whose, and one login for several companies of Odoo."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine import logins, vault
from .xero_case import BOOKKEEPER, CALLBACK, HAS_XERO, OTHER_TENANT, TENANT, THIRD_TENANT, AccessCase

if HAS_XERO:
    from tests.simulators.xero.service import OWNER, App
    from tests.simulators.xero.service.grants import user_id


@tagged("post_install", "-at_install")
class TestXeroOrganisations(AccessCase):
    """Which organisation is whose."""

    def choose(self, name, person=None, connection=None):
        connection = connection or self.connection
        action = self.seen_by(person or self.manager, connection).action_choose_company()
        wizard = self.seen_by(person or self.manager, self.env["bridge.organisation"]).browse(action["res_id"])
        lines = wizard.line_ids
        lines.filtered(lambda line: line.name == name).action_choose()
        self.env.invalidate_all()
        return sorted(lines.mapped("name"))

    def test_several_were_ticked(self):
        """The set-up names the button that is to be pressed, before the sign-in and after it."""
        wanted = self.connection._setup_problems_connect()
        self.assertEqual(wanted, ["- enter the client ID of your application, and press Connect to Xero"])
        page = self.sign_in(tenants=(TENANT, OTHER_TENANT))
        self.assertEqual(page.status_code, 200)
        self.assertEqual((self.connection.state, self.connection.remote_company_id), ("draft", False))
        self.assertEqual(self.connection._setup_problems_connect(), ["- press Choose the organisation"])
        self.assertEqual(self.choose("Elsewhere Ltd"), ["Acme Ltd", "Elsewhere Ltd"])
        self.assertEqual((self.connection.state, self.connection.remote_company_id), ("connecting", OTHER_TENANT))
        self.assertFalse(self.connection.company_choices)
        self.assertEqual(self.organisation_of(self.connection), OTHER_TENANT)

    def test_only_those_that_nobody_has(self):
        self.connected()
        other, person = self.other_connection()
        self.sign_in(other, (TENANT, OTHER_TENANT, THIRD_TENANT), person)
        self.assertEqual(self.choose("Third Ltd", person, other), ["Elsewhere Ltd", "Third Ltd"])
        self.assertEqual(other.remote_company_id, THIRD_TENANT)

    def test_one_is_left_of_those_that_were_ticked(self):
        self.connected()
        other, person = self.other_connection()
        self.sign_in(other, (TENANT, OTHER_TENANT), person)
        self.assertEqual((other.state, other.remote_company_id), ("connecting", OTHER_TENANT))

    def test_all_have_somebody(self):
        self.connected()
        other, person = self.other_connection()
        page = self.sign_in(other, (TENANT,), person)
        self.assertEqual(page.status_code, 400)
        self.assertIn("already connected to Acme Field Services", page.text)
        self.assertEqual(other.state, "draft")
        self.assertEqual(self.organisation_of(self.connection), TENANT, "the newer tokens are kept for the first one")

    def test_chosen_twice_at_once(self):
        """Two people have the list open: the second is told."""
        other, person = self.other_connection()
        self.sign_in(tenants=(TENANT, OTHER_TENANT))
        self.sign_in(other, (TENANT, OTHER_TENANT), person)
        action = self.seen_by(person, other).action_choose_company()
        self.choose("Acme Ltd")
        lines = self.seen_by(person, self.env["bridge.organisation"]).browse(action["res_id"]).line_ids
        with self.assertRaisesRegex(UserError, "already connected"):
            lines.filtered(lambda line: line.name == "Acme Ltd").action_choose()
        self.assertEqual(other.state, "draft")

    def test_none_that_was_not_ticked(self):
        self.sign_in(tenants=(TENANT, OTHER_TENANT))
        with self.assertRaisesRegex(UserError, "tick the organisations"):
            self.seen_by(self.manager, self.connection)._choose_company(THIRD_TENANT)

    def test_who_may_choose(self):
        self.sign_in(tenants=(TENANT, OTHER_TENANT))
        for person in (self.user, self.person("bookkeeper"), self.person("manager", self.elsewhere)):
            with self.subTest(person=person.login), self.assertRaises(AccessError):
                self.seen_by(person, self.connection).action_choose_company()

    def test_another_than_the_one_that_was_read(self):
        self.connected()
        self.connection.first_read_at = self.now()
        self.service.disconnect(TENANT)
        page = self.sign_in(tenants=(OTHER_TENANT,))
        self.assertEqual(page.status_code, 400)
        self.assertIn("belongs to Acme Ltd", page.text)
        self.assertEqual(self.connection.remote_company_id, TENANT)

    def test_another_before_anything_was_read(self):
        self.connected()
        self.seen_by(self.manager, self.connection).action_disconnect()
        self.run_schedule()
        self.assertEqual(self.sign_in(tenants=(OTHER_TENANT,)).status_code, 200)
        self.assertEqual(self.connection.remote_company_id, OTHER_TENANT)


@tagged("post_install", "-at_install")
class TestXeroSideBySide(AccessCase):
    """Two organisations of one login in two companies of Odoo."""

    def setUp(self):
        super().setUp()
        self.connected()
        self.first_grant = self.grants()[0]
        self.other, self.colleague = self.other_connection()
        self.connected(self.other, tenants=(OTHER_TENANT,), person=self.colleague)

    def test_neither_signs_the_other_out(self):
        self.assertTrue(self.first_grant.ended, "Xero ended the tokens of the first consent")
        self.assertEqual(self.other.sudo().credential_id, self.credential)
        self.assertFalse(self.credential.company_id, "it is of both companies")
        self.assertEqual(len(self.env["bridge.credential"].search([("client_id", "=", self.app.client_id)])), 1)
        for connection, tenant in ((self.connection, TENANT), (self.other, OTHER_TENANT), (self.connection, TENANT)):
            self.assertEqual(self.organisation_of(connection), tenant)
        self.age(hours=2)
        for connection, tenant in ((self.other, OTHER_TENANT), (self.connection, TENANT)):
            self.assertEqual(self.organisation_of(connection), tenant)
        self.assertEqual(self.grants()[1].refreshes, 1, "one renewal serves both")

    def test_signed_in_again(self):
        for connection, tenant, person in (
            (self.connection, TENANT, self.manager),
            (self.other, OTHER_TENANT, self.colleague),
        ):
            self.assertEqual(self.sign_in(connection, (tenant,), person).status_code, 200)
            self.assertEqual(self.organisation_of(self.connection), TENANT)
            self.assertEqual(self.organisation_of(self.other), OTHER_TENANT)

    def test_both_at_once(self):
        """The second one does not see what the first has just kept: it starts again and finds it."""
        self.seen_by(self.manager, self.connection).action_disconnect()
        self.run_schedule()
        self.assertNotEqual(self.credential, self.other.sudo().credential_id)
        real, looks = logins._home, []

        def home(connection, credential, tokens):
            looks.append(credential)
            return credential if len(looks) == 1 else real(connection, credential, tokens)

        with patch.object(logins, "_home", home), mute_logger("odoo.sql_db"):
            self.assertEqual(self.sign_in().status_code, 200)
        self.assertEqual(len(looks), 2)
        self.assertEqual(self.credential, self.other.sudo().credential_id)
        self.assertEqual(self.organisation_of(self.connection), TENANT)
        self.assertEqual(self.organisation_of(self.other), OTHER_TENANT)

    def test_who_sees_it(self):
        for person in (self.manager, self.colleague):
            credential = self.seen_by(person, self.env["bridge.credential"]).search([])
            self.assertEqual(credential, self.credential)
            with self.assertRaises(AccessError):
                credential.read(["tokens_sealed"])

    def test_nobody_changes_what_another_company_lives_on(self):
        with self.assertRaisesRegex(UserError, "Another company of Odoo"):
            self.seen_by(self.manager, self.connection).write({"app_client_secret": "wrong"})
        with self.assertRaises(UserError):
            self.seen_by(self.manager, self.connection).write({"app_client_id": "another"})
        self.manager.company_ids += self.elsewhere
        self.seen_by(self.manager, self.connection).write({"app_client_secret": self.app.client_secret})

    def test_each_has_a_budget_of_its_own(self):
        access, another = self.access(), self.access(self.other)
        self.assertEqual(access.grant(50), 50)
        self.assertEqual(access.grant(50), 5)
        self.assertEqual(another.grant(50), 50)
        access.throttled(3600)
        self.assertEqual(another.grant(5), 5)
        self.assertEqual(self.access().grant(1), 0)

    def test_disconnect_of_one(self):
        wizard = self.seen_by(self.manager, self.env["bridge.disconnect"]).create({"connection_id": self.connection.id})
        self.assertIn("Only this organisation", wizard.leaving_text)
        with self.triggers("ir_cron_sign_ins") as triggers:
            wizard.action_disconnect()
        self.assertTrue(triggers)
        self.assertEqual(self.linked(), [TENANT, OTHER_TENANT], "a button calls nobody")
        self.run_schedule()
        self.assertEqual(self.linked(), [OTHER_TENANT])
        self.assertEqual((self.connection.state, self.other.state), ("disconnected", "connected"))
        self.assertIn("was disconnected at Xero", self.connection.message_ids[0].body)
        self.assertEqual(self.organisation_of(self.other), OTHER_TENANT)
        self.assertFalse(self.calls("/connect/revocation"))
        mine = self.connection.sudo().credential_id
        self.assertNotEqual(mine, self.other.sudo().credential_id, "it has an application of its own again")
        self.assertEqual((mine.client_id, mine.state, mine.company_id), (self.app.client_id, "draft", self.company))
        self.assertEqual(self.other.sudo().credential_id.company_id, self.elsewhere)
        self.assertEqual(self.sign_in().status_code, 200)
        self.assertEqual(self.organisation_of(self.connection), TENANT)
        self.assertEqual(self.organisation_of(self.other), OTHER_TENANT)

    def test_disconnect_of_the_last_one(self):
        self.seen_by(self.manager, self.connection).action_disconnect()
        wizard = self.seen_by(self.colleague, self.env["bridge.disconnect"]).create({"connection_id": self.other.id})
        self.assertIn("last one of its sign-in", wizard.leaving_text)
        wizard.action_disconnect()
        self.run_schedule()
        self.assertEqual(self.linked(), [])
        self.assertEqual(len(self.calls("/connect/revocation")), 1)
        credential = self.other.sudo().credential_id
        self.assertEqual(credential.state, "draft")
        self.assertFalse(credential.tokens_sealed or self.other.is_leaving or self.connection.is_leaving)
        self.assertIn("was revoked at Xero", self.other.message_ids[0].body)

    def test_disconnect_while_nobody_answers(self):
        self.service.misbehaviour.order("broken", where="/connections", times=-1)
        self.seen_by(self.manager, self.connection).action_disconnect()
        for _time in range(4):
            self.run_schedule()
            self.assertTrue(self.connection.is_leaving)
        self.run_schedule()
        self.assertFalse(self.connection.is_leaving)
        self.assertIn("could not be told", self.connection.message_ids[0].body)
        self.assertEqual(self.organisation_of(self.other), OTHER_TENANT)

    def test_connected_again_before_it_was_disconnected_there(self):
        self.seen_by(self.manager, self.connection).action_disconnect()
        self.assertEqual(self.sign_in().status_code, 200)
        self.run_schedule()
        self.assertEqual(self.linked(), [TENANT, OTHER_TENANT])
        self.assertEqual(self.organisation_of(self.connection), TENANT)

    def test_another_connection_took_it_over_before_that(self):
        """What waits to be disconnected there is another company's by now: it stays."""
        self.seen_by(self.manager, self.connection).action_disconnect()
        third = self.env["res.company"].create({"name": "Third", "currency_id": self.company.currency_id.id})
        newer = self.connected(self.make_connection(third), tenants=(TENANT,), person=self.person("manager", third))
        self.run_schedule()
        self.assertEqual(self.linked(), [TENANT, OTHER_TENANT])
        self.assertEqual(self.organisation_of(newer), TENANT)
        self.assertFalse(self.connection.is_leaving)
        self.assertIn("stays connected at Xero", self.connection.message_ids[0].body)
        self.assertNotEqual(self.credential, newer.sudo().credential_id, "it has an application of its own again")

    def test_a_copy_that_is_disconnected_ends_nothing(self):
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        self.seen_by(self.manager, self.connection).action_disconnect()
        self.seen_by(self.colleague, self.other).action_disconnect()
        self.run_schedule()
        self.assertEqual(self.linked(), [TENANT, OTHER_TENANT])
        self.assertFalse(self.calls("/connect/revocation"))

    def test_one_sign_in_serves_both(self):
        """Both had stopped; whoever signs in first lets the other go on as well."""
        self.service.grants.end(self.grants()[1], "revoked there")
        for connection in (self.connection, self.other):
            connection._stop_for("sign_in_needed", {"words": "It has ended."})
        self.sign_in()
        self.assertEqual((self.connection.state, self.other.state), ("connected", "connected"))
        self.assertEqual(self.organisation_of(self.other), OTHER_TENANT)

    def test_somebody_else_signs_in(self):
        """The other company stays with whom it has."""
        self.assertEqual(self.sign_in(who=BOOKKEEPER).status_code, 200)
        mine, theirs = self.credential, self.other.sudo().credential_id
        self.assertNotEqual(mine, theirs)
        self.assertEqual((mine.user_there, theirs.user_there), (user_id(BOOKKEEPER), user_id(OWNER)))
        self.assertEqual(self.organisation_of(self.connection), TENANT)
        self.assertEqual(self.organisation_of(self.other), OTHER_TENANT)

    def test_another_app_is_another_sign_in(self):
        third = self.env["res.company"].create({"name": "Third", "currency_id": self.company.currency_id.id})
        app = self.service.add_app(App("Another", [self.base + CALLBACK]))
        connection = self.connected(
            self.make_connection(third, app), tenants=(THIRD_TENANT,), person=self.person("manager", third)
        )
        self.assertNotEqual(connection.sudo().credential_id, self.credential)
        self.assertEqual(self.organisation_of(connection), THIRD_TENANT)
        self.assertEqual(self.organisation_of(self.connection), TENANT)

    def test_what_no_sign_in_proves_stays_as_it_is(self):
        """A webhook key that was mistyped in one company is not the one of the others."""
        self.credential.metered_limit = 7
        third = self.env["res.company"].create({"name": "Third", "currency_id": self.company.currency_id.id})
        connection = self.make_connection(third)
        connection.write({"app_verifier": "mistyped", "app_metered_limit": 9})
        self.connected(connection, tenants=(THIRD_TENANT,), person=self.person("manager", third))
        self.assertEqual(connection.sudo().credential_id, self.credential)
        self.assertEqual(vault.unseal(self.env, self.credential.verifier_sealed), self.app.webhook_key)
        self.assertEqual(self.credential.metered_limit, 7)

    def test_a_webhook_key_that_nobody_had_typed_yet(self):
        self.credential.verifier_sealed = False
        third = self.env["res.company"].create({"name": "Third", "currency_id": self.company.currency_id.id})
        self.connected(self.make_connection(third), tenants=(THIRD_TENANT,), person=self.person("manager", third))
        self.assertEqual(vault.unseal(self.env, self.credential.verifier_sealed), self.app.webhook_key)
