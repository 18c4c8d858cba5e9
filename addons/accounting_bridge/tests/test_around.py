"""What helps around a connection: an accountant who is asked in, and a bundle for support that tells nobody's words."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..engine import support
from ..ledgers.documents import Kind
from .common import BridgeCommon

EMAIL = "robin@accountants.example"
ACCOUNTANT = "accounting_bridge.group_bridge_bookkeeper"


@tagged("post_install", "-at_install")
class TestInvite(BridgeCommon):
    """Row 22: an internal user with Bridge Bookkeeper rights, and the draft is kept."""

    def setUp(self):
        super().setUp()
        self.con = self.connection(enabled=False)

    def invite(self, email=EMAIL, name="Robin Ledger", person=None):
        """Fill in the dialog and press the button, as a manager who administers no users."""
        con = self.seen_by(person or self.people["manager", "a"], self.con)
        action = con.action_invite_accountant()
        wizard = con.env[action["res_model"]].with_context(**action["context"]).create({"name": name, "email": email})
        self.outlook = wizard.outlook
        told = wizard.action_invite()
        self.env.flush_all()
        self.env.invalidate_all()
        return told

    def robin(self):
        return self.env["res.users"].with_context(active_test=False).search([("login", "=", EMAIL)])

    def test_a_new_user_has_these_rights_in_this_company_only(self):
        told = self.invite(" Robin@Accountants.example ")
        user = self.robin()
        self.assertIn("Robin Ledger was invited", told["params"]["message"])
        self.assertEqual((user.name, user.email, user.company_id), ("Robin Ledger", EMAIL, self.company_a))
        self.assertEqual(user.company_ids, self.company_a)
        self.assertTrue(user._is_internal())
        self.assertTrue(user.has_group(ACCOUNTANT))
        for group in (
            "accounting_bridge.group_bridge_manager",
            "base.group_erp_manager",
            "account.group_account_manager",
        ):
            self.assertFalse(user.has_group(group), group)
        self.assertEqual(self.con.bookkeeper_id, user)
        self.assertEqual(self.con.state, "draft")

    def test_the_invitation_waits_to_be_sent(self):
        self.invite()
        mail = self.env["mail.mail"].search([("email_to", "=", EMAIL)])
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("/web/signup", mail.body_html)
        activity = self.con.activity_ids
        self.assertEqual((activity.user_id, activity.res_id), (self.robin(), self.con.id))
        self.assertIn(EMAIL, self.con.message_ids[0].body)

    def test_twice_is_once(self):
        self.invite()
        told = self.invite(EMAIL.upper(), name="Robin again")
        self.assertIn("is here already", self.outlook)
        self.assertIn("Robin Ledger was asked", told["params"]["message"])
        self.assertEqual(len(self.robin()), 1)
        self.assertEqual(len(self.con.activity_ids), 1)
        self.assertEqual(len(self.env["mail.mail"].search([("email_to", "=", EMAIL)])), 1)

    def test_another_bookkeeper_stays(self):
        self.con.bookkeeper_id = self.people["bookkeeper", "a"]
        self.invite()
        self.assertEqual(self.con.bookkeeper_id, self.people["bookkeeper", "a"])

    def test_who_is_here_is_given_nothing_by_who_may_not(self):
        there = self.people["bookkeeper", "b"]
        for person, words in ((self.billing, "without Bridge Bookkeeper rights"), (there, "Ask an administrator")):
            rights = (person.group_ids, person.company_ids)
            with self.subTest(person=person.login), self.assertRaisesRegex(UserError, words):
                self.invite(person.email)
            self.assertIn(words, self.outlook)
            self.assertEqual((person.group_ids, person.company_ids), rights)

    def test_who_administers_users_gives_them(self):
        administrator = self.people["manager", "a"]
        administrator.group_ids += self.env.ref("base.group_erp_manager")
        there = self.people["user", "b"]
        self.invite(there.email)
        self.assertIn("is given Bridge Bookkeeper rights", self.outlook)
        self.assertTrue(there.has_group(ACCOUNTANT))
        self.assertEqual(there.company_ids, self.company_a | self.company_b)
        self.assertEqual(there.company_id, self.company_b)

    def test_archived_and_portal_users_are_said(self):
        person = self.billing
        person.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            self.invite(person.email)
        portal = self._new_person("base.group_portal", "portal_a", self.company_a)
        with self.assertRaisesRegex(UserError, "portal user"):
            self.invite(portal.email)
        self.assertFalse(portal._is_internal())

    def test_no_address(self):
        for email in ("robin", "robin@", "a@example.com, b@example.com"):
            with self.subTest(email=email), self.assertRaisesRegex(UserError, "no e-mail address"):
                self.invite(email)

    def test_who_may(self):
        wizard = self.as_("manager", self.env["bridge.invite"]).create(
            {"connection_id": self.con.id, "name": "Robin", "email": EMAIL}
        )
        for person in (self.people["bookkeeper", "a"], self.people["manager", "b"]):
            with self.subTest(person=person.login), self.assertRaises(AccessError):
                wizard.with_user(person).action_invite()
        # A row of one's own about a connection of another company.
        theirs = self.as_("manager", self.env["bridge.invite"], "b")
        with self.assertRaises(AccessError):
            theirs.create({"connection_id": self.con.id, "name": "Robin", "email": EMAIL}).action_invite()
        self.assertFalse(self.robin())


@tagged("post_install", "-at_install")
class TestSupportBundle(BridgeCommon, HttpCase):
    """Row 21: made from a list of what may be told, shown before it is downloaded."""

    # Entered for each test by the common class.
    registry_test_mode = False

    def with_words(self):
        """Return a connection with a rejected document and words of people and of the ledger everywhere."""
        self.company_a.name = "Zebra Holding"
        con = self.connection(create_missing_customer="never")
        zebra = self._customer("Zebra Bros", email="zebra@zebra.example", street="Zebra Road 7")
        move = self.invoice(self.line(4711.13, name="Zebra repairs"), customer=zebra, ref="Zebra 99")
        self.release(move)
        self.turn(con)
        issue = self.open_issue(con)
        issue.sudo().write({"words": "Zebra said no", "solved_with": "Zebra"})
        con.sudo().write(
            {
                "remote_company_name": "Zebra Inc.",
                "remote_company_id": "zebra-1",
                "company_details": {"zebra": "zebra"},
                "reason": "Zebra was here",
                "reason_arguments": {"words": "Zebra"},
            }
        )
        con.session_ids.sudo().write({"result": "Zebra", "problem": "Zebra", "holder": "zebra"})
        con.flow_ids.sudo().write({"watermark": "zebra"})
        move.bridge_transfer_id.sudo().write({"words": "Zebra", "reason_arguments": {"zebra": 1}})
        self.put_there(Kind.CUSTOMER, "Zebra there")
        return con, move

    def bundle(self, con):
        action = self.as_("manager", con).action_support_bundle()
        return self.as_("manager", self.env[action["res_model"]].browse(action["res_id"]))

    def test_it_tells_where_things_stand_and_nobody_s_words(self):
        con, move = self.with_words()
        content = self.bundle(con).content
        told = json.loads(content)
        self.assertEqual((told["connection"]["ledger"], told["connection"]["state"]), (con.ledger, "connected"))
        self.assertEqual(told["connection"]["rejected_count"], 1)
        self.assertIsNone(told["connection"]["reason"], "a text that is no code of ours")
        self.assertEqual(
            told["here"]["modules"]["accounting_bridge"], con.env.ref("base.module_accounting_bridge").latest_version
        )
        issues = told["tables"]["bridge.issue"]
        self.assertEqual(
            issues["counts"], [{"reason": "customer_missing", "kind": "customer", "state": "open", "count": 1}]
        )
        self.assertEqual(issues["newest"][0]["next_actor"], self.open_issue(con).next_actor)
        rejected = {"kind": "invoice", "operation": "create", "state": "rejected"}
        self.assertTrue(any(rejected.items() <= row.items() for row in told["tables"]["bridge.transfer"]["counts"]))
        self.assertEqual(len(told["tables"]["bridge.session"]["newest"]), len(con.session_ids))
        self.assertIn("accounting_bridge.ir_cron_turn", {row["name"] for row in told["schedules"]})
        for words in ("zebra", "4711", "4,711", move.name, "example.com", EMAIL, self.people["manager", "a"].name):
            with self.subTest(words=words):
                self.assertNotIn(words.lower(), content.lower())

    def test_every_field_of_the_list_is_of_a_sort_without_words(self):
        con = self.env["bridge.connection"]
        tables = {"bridge.connection": con._support_fields(), "bridge.credential": support.CREDENTIAL}
        tables |= {"bridge.budget": support.BUDGET}
        tables |= {model: (*table.fields, *table.counted) for model, table in con._support_tables().items()}
        texts = set()
        for model, names in tables.items():
            for name in names:
                field = self.env[model]._fields[name]
                if field.type not in support.SORTS:
                    self.assertEqual(field.type, "char", f"{model}.{name}")
                    texts.add(f"{model}.{name}")
        known = {
            "bridge.connection.reason",
            "bridge.session.problem",
            "bridge.exchange.problem",
            "bridge.issue.solved_with",
            "bridge.transfer.reason",
        }
        self.assertEqual({name for name in texts if "qbd_" not in name}, known)

    def test_a_name_in_the_list_by_mistake_tells_nothing(self):
        self.company_a.name = "Zebra Holding"
        con = self.connection(enabled=False)
        con.sudo().write({"remote_company_name": "Zebra", "restored_at": "4711.13"})
        for name in ("name", "company_id", "company_details", "flow_ids", "flow_ticks", "restored_at"):
            with self.subTest(name=name):
                self.assertIsNone(support._told(con, name, con[name]))

    def test_what_was_shown_is_downloaded(self):
        con = self.connection(enabled=False)
        bundle = self.bundle(con)
        shown = bundle.content
        action = bundle.action_download()
        self.env.flush_all()
        self.assertIn("support bundle was downloaded", con.message_ids[0].body)
        self.assertEqual(con.message_ids[0].author_id, self.people["manager", "a"].partner_id)
        self.authenticate("manager_a", "manager_a")
        answer = self.url_open(action["url"])
        self.assertEqual(answer.text, shown)
        self.assertRegex(
            answer.headers["Content-Disposition"], rf"accounting-bridge-support-{con.id}-\d{{4}}-\d\d-\d\d\.json"
        )
        # Another manager has no part in it.
        self.authenticate("manager_b", "manager_b")
        self.assertEqual(self.url_open(action["url"]).status_code, 404)

    def test_how_often_is_looked(self):
        """As many queries for a hundred rows as for one."""
        con = self.connection()
        manager = self.as_("manager", con)
        rows = [{"connection_id": con.id, "origin": "schedule", "state": "done"}] * 30
        self.env["bridge.session"].create(rows)
        support.gather(manager)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(45):
            told = support.gather(manager)
        self.assertEqual(len(told["tables"]["bridge.session"]["newest"]), support.NEWEST)
