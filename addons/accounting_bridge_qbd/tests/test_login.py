from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..ledgers.quickbooks_desktop import qwc
from .common import HAS_SIMULATORS, NO_SIMULATORS, DoorCase


@tagged("post_install", "-at_install")
class TestFile(DoorCase):
    """The .qwc file: what stands in it, and when it is not offered."""

    def download(self, user=None):
        self.authenticate((user or self.user).login, (user or self.user).login)
        answer = self.url_open(f"{self.door()}/download")
        self.assertEqual(answer.status_code, 200)
        return answer

    def values(self, answer):
        return {element.tag: element.text or "" for element in etree.fromstring(answer.content)}

    def test_what_stands_in_it(self):
        answer = self.download()
        self.assertIn("odoo-acme-field-services.qwc", answer.headers["Content-Disposition"])
        values = self.values(answer)
        self.assertEqual(values["UserName"], self.user.login)
        self.assertEqual(values["AppURL"], self.connection.qbd_address)
        self.assertTrue(values["AppURL"].startswith("http://localhost"))
        self.assertEqual(values["OwnerID"], qwc.OWNER_ID)
        self.assertEqual(values["FileID"], f"{{{self.connection.qbd_file_id}}}")
        self.assertEqual(values["Style"], "Document")
        self.assertEqual(values["IsReadOnly"], "false")
        self.assertNotIn(self.password, answer.text)

    def test_what_it_asks_for_is_what_the_connection_says(self):
        values = self.values(self.download())
        self.assertEqual((values["UnattendedModePref"], values["PersonalDataPref"]), ("umpOptional", "pdpNotNeeded"))
        self.assertFalse(self.connection.qbd_file_is_old)
        self.connection.write({"qbd_unattended": "optional", "name": "The same"})
        self.assertFalse(self.connection.qbd_file_is_old, "nothing of the file was changed")
        self.connection.write({"qbd_unattended": "required", "qbd_personal_data": "optional"})
        self.assertTrue(self.connection.qbd_file_is_old)
        # A moment later.
        self.connection.qbd_file_changed_at -= timedelta(minutes=1)
        answer = self.download()
        values = self.values(answer)
        self.assertEqual((values["UnattendedModePref"], values["PersonalDataPref"]), ("umpRequired", "pdpOptional"))
        self.connection.invalidate_recordset()
        self.assertFalse(self.connection.qbd_file_is_old)
        if HAS_SIMULATORS:
            from tests.simulators.web_connector import qwc as reader

            _application, findings = reader.read(answer.content)
            self.assertEqual([str(found) for found in findings if found.rule.fatal], [])

    def test_ids_stay_the_same_and_belong_to_one_connection(self):
        first, again = self.values(self.download()), self.values(self.download())
        for name in ("OwnerID", "FileID", "AppUniqueName", "AppURL"):
            self.assertEqual(first[name], again[name])
        other, _user, _password = self._other_connection()
        self.assertNotEqual(other.qbd_file_id, self.connection.qbd_file_id)
        self.assertNotEqual(other.qbd_token, self.connection.qbd_token)
        copied = self.connection.copy({"company_id": other.company_id.id})
        self.assertNotEqual(copied.qbd_file_id, self.connection.qbd_file_id)

    def test_the_web_connector_takes_it(self):
        if not HAS_SIMULATORS:
            self.skipTest(NO_SIMULATORS)
        from tests.simulators.web_connector import qwc as reader

        application, findings = reader.read(self.download().content)
        self.assertIsNotNone(application)
        self.assertEqual([str(found) for found in findings if found.rule.fatal], [])
        self.assertEqual(application.interval, 15 * 60)

    def test_it_is_not_offered_where_the_web_connector_would_refuse_it(self):
        refused = {
            "http://odoo.example.com": "https",
            "https://192.168.1.20": "name",
            "https://user:secret@odoo.example.com": "password",
            "ftp://odoo.example.com": "https",
        }
        for address, word in refused.items():
            with self.subTest(address):
                self.env["ir.config_parameter"].set_param("web.base.url", address)
                self.env.invalidate_all()
                with self.assertRaises(UserError) as caught:
                    self.connection.with_user(self.user).action_qbd_download()
                self.assertIn(word, str(caught.exception))

    def test_it_is_offered_for_a_good_address(self):
        for address in ("https://odoo.example.com", "http://localhost:8069"):
            self.env["ir.config_parameter"].set_param("web.base.url", address)
            self.env.invalidate_all()
            action = self.connection.with_user(self.user).action_qbd_download()
            self.assertEqual(action["url"], f"{self.door()}/download")

    def test_only_members_of_the_bridge_and_of_the_company(self):
        outsider = self._person("user", self.env["res.company"].create({"name": "Not ours"}))
        self.authenticate(outsider.login, outsider.login)
        self.assertEqual(self.url_open(f"{self.door()}/download").status_code, 404)
        self.env.invalidate_all()
        for action in ("action_qbd_download", "action_qbd_new_password"):
            with self.assertRaises(AccessError):
                getattr(self.connection.with_user(outsider), action)()
        self.assertEqual(self.connection.qbd_login_ids.user_id, self.user)

    def test_nobody_downloads_without_signing_in(self):
        answer = self.url_open(f"{self.door()}/download", allow_redirects=False)
        self.assertIn(answer.status_code, (302, 303))
        self.assertIn("/web/login", answer.headers["Location"])


@tagged("post_install", "-at_install")
class TestPassword(DoorCase):
    """A password of its own, shown once, kept nowhere."""

    def test_it_is_shown_once_and_replaces_the_one_before(self):
        action = self.connection.with_user(self.user).action_qbd_new_password()
        fresh = action["context"]["default_password"]
        self.assertRegex(fresh, "^[0-9a-f]{32}$")
        self.assertEqual(action["context"]["default_user_name"], self.user.login)
        self.assertEqual(self.sign_in(self.password)[1], "nvu")
        self.assertEqual(self.sign_in(fresh)[1], "")

    def test_it_stands_in_no_column_of_any_table(self):
        fresh = self.connection.with_user(self.user).action_qbd_new_password()["context"]["default_password"]
        dialog = self.env["bridge.connector.password"].create({"user_name": "x", "password": fresh})
        self.sign_in(fresh)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            " AND (table_name LIKE 'bridge%' OR table_name LIKE 'res_users%' OR table_name LIKE 'mail_message%')"
        )
        tables = [row[0] for row in self.env.cr.fetchall()]
        self.assertIn("bridge_connector_login", tables)
        for table in tables:
            self.env.cr.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{fresh}%"])
            self.assertEqual(self.env.cr.fetchone()[0], 0, table)
        self.assertFalse(
            self.env["bridge.connector.password"].browse(dialog.id).sudo().read(["password"])[0]["password"]
        )

    def test_what_is_kept_of_it_is_for_nobody_to_read(self):
        for name in ("salt", "password_digest"):
            with self.assertRaises(AccessError):
                self.login.with_user(self.manager).read([name])
        self.assertNotIn(self.password, self.login.sudo().password_digest)

    def test_a_user_who_left_is_not_let_in(self):
        self.assertEqual(self.sign_in()[1], "")
        self.user.active = False
        self.assertEqual(self.sign_in()[1], "nvu")

    def test_a_user_who_lost_the_right_is_not_let_in(self):
        self.user.group_ids -= self.env.ref("accounting_bridge.group_bridge_user")
        self.env.flush_all()
        self.assertEqual(self.sign_in()[1], "nvu")

    def test_refusals_are_counted_until_the_next_right_one(self):
        self.sign_in("wrong")
        self.sign_in("wrong")
        self.assertEqual(self.login.refused_count, 2)
        self.sign_in()
        self.assertEqual(self.login.refused_count, 0)
        self.assertTrue(self.login.last_contact_at)


@tagged("post_install", "-at_install")
class TestPreferences(DoorCase):
    """The two buttons of the user's own preferences."""

    def test_the_file_and_the_password_are_the_users_own(self):
        me = self.user.with_user(self.user).with_company(self.company)
        self.assertEqual(me.action_qbd_download()["url"], f"{self.door()}/download")
        action = me.action_qbd_new_password()
        self.assertEqual(action["context"]["default_user_name"], self.user.login)
        self.assertEqual(self.sign_in(action["context"]["default_password"])[1], "")

    def test_the_buttons_are_in_the_preferences(self):
        view = (
            self.env["res.users"]
            .with_user(self.user)
            .get_view(self.env.ref("base.view_users_form_simple_modif").id, "form")
        )
        names = [button.get("name") for button in etree.fromstring(view["arch"]).iter("button")]
        self.assertIn("action_qbd_download", names)
        self.assertIn("action_qbd_new_password", names)

    def test_without_a_connection_it_says_so(self):
        lonely = self._person("user", self.env["res.company"].create({"name": "No ledger"}))
        with self.assertRaises(UserError):
            lonely.with_user(lonely).action_qbd_download()
