from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .. import visit
from ..ledgers.quickbooks_desktop.diagnoses import DIAGNOSES
from ..models import bridge_connector_visit
from .common import PATH, DoorCase, host_answer

ALLOWED = (
    '<PreferencesQueryRs requestID="2" statusCode="0" statusSeverity="Info" statusMessage="Status OK"><PreferencesRet>'
    "<CurrentAppAccessRights><IsAutomaticLoginAllowed>true</IsAutomaticLoginAllowed>"
    "<AutomaticLoginUserName>Admin</AutomaticLoginUserName></CurrentAppAccessRights></PreferencesRet>"
    "</PreferencesQueryRs>"
)
STEPS = (
    "qbd_downloaded_at",
    "qbd_knocked_at",
    "qbd_accepted_at",
    "qbd_met_at",
    "first_read_at",
    "qbd_unattended_at",
)


class DoctorCase(DoorCase):
    def seen(self):
        return [number for number, name in enumerate(STEPS, start=1) if self.connection[name]]

    def visits(self):
        return self.env["bridge.connector.visit"].search([("connection_id", "=", self.connection.id)], order="id")

    def backdate(self, **ago):
        """Let the last contact lie some time back."""
        self.login.last_contact_at = fields.Datetime.now() - timedelta(**ago)
        self.env.flush_all()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestDoctorSteps(DoctorCase):
    """A step is ticked by what arrived here, and by nothing else."""

    def test_nothing_is_seen_at_first(self):
        self.assertEqual(self.seen(), [])
        self.assertEqual(self.connection.qbd_steps_seen, 0)

    def test_each_step_is_ticked_when_it_is_seen(self):
        self.connection.with_user(self.user).action_qbd_download()
        self.assertEqual(self.seen(), [])
        self.authenticate(self.user.login, self.user.login)
        self.url_open(f"{self.door()}/download")
        self.env.invalidate_all()
        self.assertEqual(self.seen(), [1])
        self.call("clientVersion", strVersion="2.3.0.215")
        self.assertEqual(self.seen(), [1, 2])
        self.sign_in("wrong")
        self.assertEqual(self.seen(), [1, 2])
        ticket, _word = self.sign_in()
        self.assertEqual(self.seen(), [1, 2, 3])
        self.ask(ticket, self.host(details=ALLOWED))
        self.assertEqual(self.seen(), [1, 2, 3, 4, 6])
        self.connection.first_read_at = fields.Datetime.now()
        self.assertEqual(self.connection.qbd_steps_seen, 6)

    def test_a_wrong_company_file_ticks_nothing(self):
        ticket, _word = self.sign_in()
        self.ask(ticket, host_answer("0a1b2c3d-0000-4000-8000-00000000000a", details=ALLOWED))
        self.assertEqual(self.seen(), [2, 3])
        self.assertIn("Another company file", self.visits().step_ids[-1].words)

    def test_a_file_that_may_be_opened_attended_only(self):
        ticket, _word = self.sign_in()
        self.ask(ticket, self.host())
        self.assertEqual(self.seen(), [2, 3, 4])

    def test_a_new_password_waits_for_its_first_use(self):
        self.sign_in()
        self.login.made_at = fields.Datetime.now() + timedelta(seconds=2)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.seen(), [2])

    def test_an_unknown_door_leaves_no_trace(self):
        before = self.env["bridge.connector.visit"].search_count([])
        visit.note_version(self.env, "unknown", "2.3.0.215")
        self.assertEqual(visit.authenticate(self.env, "unknown", "x", "y")[1], "nvu")
        self.assertEqual(self.env["bridge.connector.visit"].search_count([]), before)

    def test_last_contact_and_the_next(self):
        self.assertFalse(self.connection.qbd_next_contact_at)
        self.sign_in()
        login = self.login
        self.assertEqual(self.connection.qbd_last_contact_at, login.last_contact_at)
        self.assertEqual(self.connection.qbd_next_contact_at, login.last_contact_at + timedelta(minutes=15))
        self.assertFalse(self.connection.qbd_is_late)
        self.backdate(minutes=46)
        self.assertTrue(self.connection.qbd_is_late)
        self.connection.action_disconnect()
        self.env.invalidate_all()
        self.assertFalse(self.connection.qbd_is_late)

    def test_what_quickbooks_it_is(self):
        ticket, _word = self.sign_in()
        self.ask(ticket, self.host())
        self.assertEqual(self.connection.qbd_product, "QuickBooks Enterprise 24.0 (34.0)")
        self.assertEqual((self.connection.qbd_company_path, self.connection.remote_country), (PATH, "US"))

    def test_the_page_opens_for_everybody_who_may(self):
        for person in (self.user, self.manager):
            connection = self.connection.with_user(person)
            form = connection.get_view(self.env.ref("accounting_bridge.bridge_connection_view_form").id, "form")
            self.assertEqual("action_take_over" in form["arch"], person == self.manager)
            connection.read([*STEPS, "qbd_last_visit_ids", "qbd_last_visit_trouble", "qbd_product"])


@tagged("post_install", "-at_install")
class TestDoctorVisits(DoctorCase):
    """The last visits, call by call, in words."""

    def words(self):
        return self.visits()[-1:].step_ids.mapped("words")

    def test_a_visit_call_by_call(self):
        ticket, _word = self.sign_in()
        self.ask(ticket, self.host())
        self.answer(ticket, "Unexpected error")
        self.call("getLastError", ticket=ticket)
        self.call("closeConnection", ticket=ticket)
        visits = self.visits()
        self.assertEqual((len(visits), visits.outcome, visits.user_name), (1, "admitted", self.user.login))
        self.assertEqual(
            visits.step_ids.mapped("operation"),
            [
                *("authenticate", "sendRequestXML", "sendRequestXML"),
                *("receiveResponseXML", "getLastError", "closeConnection"),
            ],
        )
        words = self.words()
        self.assertEqual(words[0], "Password right; asked for the company file that is open")
        self.assertEqual(words[1], f"QuickBooks opened: Acme Field Services ({PATH})")
        self.assertTrue(words[2].startswith("Asked to read: "), words[2])
        self.assertEqual(words[3], "QuickBooks answered, and the visit was ended")
        self.assertEqual(visits.session_id, self.connection.last_session_id)
        self.assertEqual(self.connection.last_session_id.connector_step_ids, visits.step_ids)
        self.assertEqual(self.connection.qbd_last_visit_trouble, self.connection.last_session_id.result)

    def test_why_quickbooks_was_not_opened(self):
        ticket, _word = self.sign_in()
        self.call("connectionError", ticket=ticket, hresult=" 0x80040414", message="A dialog is open")
        self.call("closeConnection", ticket=ticket)
        step = self.visits().step_ids.filtered("is_failure")
        self.assertEqual((step.operation, step.code, step.said), ("connectionError", "0x80040414", "A dialog is open"))
        self.assertEqual(
            step.words,
            "A window in QuickBooks waits for an answer. Answer or close it; the next run goes on by itself."
            " (0x80040414)",
        )

    def test_a_text_that_quickbooks_could_not_read(self):
        ticket, _word = self.sign_in()
        self.ask(ticket, self.host())
        self.answer(ticket, hresult="0x80040400", message="QuickBooks found an error when parsing")
        step = self.visits().step_ids.filtered("code")
        self.assertIn("could not read a text of ours", step.words)
        self.assertIn("(0x80040400) What to do: Nothing: the set is halved", step.words)

    def test_a_failure_that_nobody_knows_keeps_its_own_words(self):
        ticket, _word = self.sign_in()
        self.ask(ticket, self.host())
        self.answer(ticket, hresult="0x80049999", message="Strange <b>thing</b>\n" + "x" * 1000)
        step = self.visits().step_ids.filtered("code")
        self.assertEqual(step.code, "0x80049999")
        self.assertIn("<b>thing</b>", step.words)
        self.assertLessEqual(len(step.said), 300)
        self.assertNotIn("What to do", step.words)

    def test_knocks_that_lead_to_nothing_are_counted(self):
        for _time in range(3):
            self.sign_in("wrong")
        self.connection.state = "paused"
        for _time in range(2):
            ticket, _word = self.sign_in()
            self.call("closeConnection", ticket=ticket)
        self.assertEqual([(each.outcome, each.count) for each in self.visits()], [("nvu", 3), ("none", 2)])
        self.assertEqual(self.words(), ["Password right; nothing to do"])
        self.assertFalse(self.connection.qbd_last_visit_trouble)
        self.sign_in("wrong")
        self.assertIn("Wrong user name or password", self.connection.qbd_last_visit_trouble)

    def test_a_long_visit_keeps_its_beginning_and_its_end(self):
        self.sign_in()
        row = self.visits()
        for _time in range(bridge_connector_visit.MOST_STEPS + 5):
            row._note("receiveResponseXML", "50")
        for _time in range(bridge_connector_visit.MOST_LAST_STEPS + 5):
            row._note("closeConnection", said="OK")
        self.assertEqual(len(row.step_ids), bridge_connector_visit.MOST_STEPS + bridge_connector_visit.MOST_LAST_STEPS)
        self.assertEqual(row.step_ids[-1].operation, "closeConnection")

    def test_visits_are_kept_for_a_month(self):
        self.sign_in("wrong")
        self.sign_in()
        old, young = self.visits()
        old.last_at = fields.Datetime.now() - timedelta(days=31)
        self.env["bridge.connector.visit"]._gc_visits()
        self.assertFalse(old.exists())
        self.assertTrue(young.exists().step_ids)

    def test_who_may_read_them(self):
        self.sign_in()
        other, stranger, _password = self._other_connection()
        mine = self.visits().with_user(self.user)
        self.assertTrue(mine.read(["result"]) and mine.step_ids.read(["words", "is_failure"]))
        for records in (mine, mine.step_ids):
            with self.assertRaises(AccessError):
                records.with_user(stranger).read(["display_name"])
            with self.assertRaises(AccessError):
                records.with_user(self.manager).unlink()
        self.assertFalse(other.qbd_visit_ids)


@tagged("post_install", "-at_install")
class TestDoctorCodes(DoctorCase):
    """The list of all codes, as a person searches in it."""

    def test_every_code_is_found(self):
        codes = self.env["bridge.connector.code"].with_user(self.user)
        self.assertEqual(codes.search_count([]), len(DIAGNOSES))
        for code, word in (("1039", "identifiers"), ("0x80040414", "window"), ("3200", "changed"), ("3175", "open")):
            found = codes.search([("code", "ilike", code)])
            self.assertEqual(len(found), 1, code)
            self.assertIn(word, found.meaning)
        self.assertEqual(codes.search([("cure", "ilike", "UpdateLock")]).code, "Update already in progress")
        self.assertEqual(len(codes._read_group([], ["kind"], ["__count"])), 4)

    def test_it_is_not_for_everybody(self):
        with self.assertRaises(AccessError):
            self.env["bridge.connector.code"].with_user(self.env.ref("base.public_user")).search([]).read(["code"])


@tagged("post_install", "-at_install")
class TestTakeOver(DoctorCase):
    """A manager takes over the login of somebody who left."""

    def take_over(self, person=None):
        return self.login.with_user(person or self.manager).action_take_over()

    def test_the_login_changes_hands_and_the_old_password_is_dead(self):
        self.sign_in()
        contact = self.login.last_contact_at
        self.user.active = False
        action = self.take_over()
        fresh = action["context"]["default_password"]
        self.assertEqual(action["context"]["default_user_name"], self.manager.login)
        self.assertTrue(action["context"]["default_taken_over"])
        self.assertEqual(self.login.user_id, self.manager)
        self.assertEqual(self.login.last_contact_at, contact)
        self.user.active = True
        self.assertEqual(self.sign_in()[1], "nvu")
        self.assertEqual(self.sign_in(user=self.manager)[1], "nvu")
        self.assertEqual(self.sign_in(fresh, user=self.manager)[1], "")

    def test_a_manager_with_a_login_keeps_one(self):
        own, password = self._login(self.connection, self.manager)
        self.sign_in()
        contact = self.login.last_contact_at
        fresh = self.take_over()["context"]["default_password"]
        self.assertFalse(self.login.exists())
        self.assertEqual(own.last_contact_at, contact)
        self.assertEqual(self.sign_in()[1], "nvu")
        self.assertEqual(self.sign_in(password, user=self.manager)[1], "nvu")
        self.assertEqual(self.sign_in(fresh, user=self.manager)[1], "")

    def test_it_is_stated_without_the_password(self):
        fresh = self.take_over()["context"]["default_password"]
        said = self.connection.message_ids[0].body
        self.assertIn(self.manager.name, said)
        self.assertIn(self.user.name, said)
        self.assertNotIn(fresh, said)

    def test_who_may(self):
        outsider = self._person("manager", self.env["res.company"].create({"name": "Not ours"}))
        colleague = self._login(self.connection, self._colleague())[0].user_id
        for person in (outsider, colleague, self._person("bookkeeper")):
            with self.assertRaises(AccessError):
                self.take_over(person)
        self.assertEqual(self.login.user_id, self.user)
        self.assertEqual(self.sign_in()[1], "")

    def _colleague(self):
        return self.user.copy({"login": "colleague"})


@tagged("post_install", "-at_install")
class TestSilence(DoctorCase):
    """One mail per silence, after a day without contact."""

    def setUp(self):
        super().setUp()
        self.manager.write({"email": "manager@example.com", "lang": "en_US", "tz": "America/Los_Angeles"})
        self.connection.contact_id = self.manager

    def mails(self):
        before = self.env["mail.mail"].search([])
        self.env["bridge.connection"]._cron_tell_silence()
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["mail.mail"].search([]) - before

    def test_once_per_silence(self):
        self.assertFalse(self.mails())
        self.sign_in()
        self.backdate(hours=23)
        self.assertFalse(self.mails())
        self.backdate(hours=25)
        mail = self.mails()
        self.assertEqual(len(mail), 1)
        self.assertEqual((mail.state, mail.recipient_ids), ("outgoing", self.manager.partner_id))
        self.assertFalse(self.mails())
        self.sign_in()
        self.assertFalse(self.mails())
        self.backdate(hours=30)
        # That contact was before the silence that was told: told already.
        self.assertFalse(self.mails())
        self.connection.qbd_silence_told_at = fields.Datetime.now() - timedelta(days=3)
        self.assertEqual(len(self.mails()), 1)

    def test_what_it_says(self):
        self.sign_in()
        self.login.last_contact_at = "2026-05-03 17:42:00"
        mail = self.mails()
        self.assertIn("Sunday 3 May 2026, 10:42", mail.subject)
        text = " ".join(mail.body_html.split())
        self.assertIn("<strong>signed in to Windows</strong>", text)
        self.assertIn("No document waits", text)
        self.assertIn(f"/odoo/bridge-connections/{self.connection.id}", text)

    def test_who_is_told(self):
        self.sign_in()
        self.connection.bookkeeper_id = self._person("bookkeeper")
        self.connection.bookkeeper_id.email = "books@example.com"
        self.assertEqual(self.connection._silence_recipients(), self.manager.partner_id)
        self.manager.active = False
        self.assertEqual(self.connection._silence_recipients(), self.connection.bookkeeper_id.partner_id)

    def test_only_where_visits_are_expected(self):
        self.sign_in()
        self.backdate(days=2)
        for state in ("draft", "paused", "needs_sign_in", "disconnected", "copied"):
            self.connection.state = state
            self.assertFalse(self.mails(), state)

    def test_a_copy_of_the_database_is_silent(self):
        self.sign_in()
        self.backdate(days=2)
        self.connection.sudo().seal = "of another server"
        sent = self.mails().filtered(lambda mail: "QuickBooks has not been" in (mail.subject or ""))
        self.assertFalse(sent)
        self.assertEqual(self.connection.state, "copied")


@tagged("post_install", "-at_install")
class TestSilenceCounts(DoctorCase):
    keeps_books = True

    def test_how_many_documents_wait(self):
        self.manager.email = "manager@example.com"
        self.connection.contact_id = self.manager
        self.pretend_enabled()
        self.make_invoices(10, 20)
        self.backdate(days=2)
        self.env["bridge.connection"]._cron_tell_silence()
        mail = self.env["mail.mail"].search([("recipient_ids", "in", self.manager.partner_id.ids)], limit=1)
        self.assertIn("2 documents wait for it.", " ".join(mail.body_html.replace("<!-- -->", "").split()))
