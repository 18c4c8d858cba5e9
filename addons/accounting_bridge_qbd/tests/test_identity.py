from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DoorCase, host_answer

OTHER = "0a1b2c3d-0000-4000-8000-000000000001"
RESTORED = (
    '<CompanyActivityQueryRs requestID="3" statusCode="0" statusSeverity="Info" statusMessage="Status OK">'
    "<CompanyActivityRet><LastRestoreTime>{}</LastRestoreTime></CompanyActivityRet></CompanyActivityQueryRs>"
)


@tagged("post_install", "-at_install")
class TestIdentity(DoorCase):
    """A company file is known on sight; another one is refused with what to do; the right one goes on by itself."""

    keeps_books = True

    def setUp(self):
        super().setUp()
        self.pretend_enabled()
        self.moves = self.make_invoices(10, 20)

    def meet(self, host):
        """Begin a visit with some company file open. :return: ``(ticket, what QuickBooks is asked)``"""
        ticket, word = self.sign_in()
        self.assertNotIn(word, ("none", "nvu", "busy"))
        return ticket, self.ask(ticket, host)

    def know(self):
        """The right file has been met before."""
        ticket, text = self.meet(self.host())
        self.assertTrue(text)
        self.call("closeConnection", ticket=ticket)

    def assert_refused(self, host, reason="wrong_company"):
        ticket, text = self.meet(host)
        self.assertEqual(text, "")
        said = self.call("getLastError", ticket=ticket)
        self.call("closeConnection", ticket=ticket)
        self.assertEqual((self.connection.state, self.connection.reason), ("wrong_company", reason))
        self.assertEqual(set(self.moves.mapped("bridge_state")), {"queued"})
        self.assertFalse(self.env["bridge.exchange"].search([("purpose", "=", "write")]))
        return said

    def test_a_file_with_another_id_is_refused_on_sight(self):
        self.know()
        said = self.assert_refused(host_answer(OTHER, "Other Books Inc"))
        self.assertIn("Other Books Inc", said)
        self.assertIn("Acme Field Services", said)
        self.assertIn("Other Books Inc", self.connection.reason_text)
        self.assertTrue(self.connection.activity_ids)

    def test_it_is_refused_at_the_first_visit_too(self):
        self.assert_refused(host_answer(OTHER, "Other Books Inc"))

    def test_a_file_that_lost_its_id_is_refused(self):
        self.know()
        self.assert_refused(host_answer("", "Acme Field Services"))

    def test_the_right_file_goes_on_by_itself(self):
        self.know()
        self.assert_refused(host_answer(OTHER, "Other Books Inc"))
        ticket, text = self.meet(self.host())
        self.assertIn("<QBXML>", text)
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.connection.reason)
        self.assertFalse(self.connection.activity_ids)
        self.call("closeConnection", ticket=ticket)

    def test_another_file_again_is_refused_again(self):
        self.know()
        for _time in range(2):
            self.assert_refused(host_answer(OTHER, "Other Books Inc"))
        self.assertEqual(len(self.connection.activity_ids), 1)

    def test_the_name_of_a_file_is_plain_text_wherever_it_is_shown(self):
        self.know()
        name = "<img src=x onerror=alert(1)>"
        said = self.assert_refused(host_answer(OTHER, name))
        self.assertIn(name, said)
        self.assertNotIn("<img", self.connection.activity_ids.note)

    def test_a_host_answer_that_cannot_be_read_is_no_way_past(self):
        self.know()
        ticket, text = self.meet("<QBXML>broken")
        self.assertIn("<CompanyQueryRq", text)
        self.assertNotIn("AddRq", text)
        self.call("closeConnection", ticket=ticket)
        self.assertEqual(set(self.moves.mapped("bridge_state")), {"queued"})

    def test_a_visit_that_shows_no_company_file_is_asked_for_it_first(self):
        self.know()
        ticket, _word = self.sign_in()
        text = self.ask(ticket, "")
        self.assertIn("<CompanyQueryRq", text)
        self.assertNotIn("AddRq", text)

    def confirm(self):
        self.connection.with_user(self.manager).action_confirm_company()

    def test_a_file_that_another_database_was_connected_to_first(self):
        """The identifier of a trial stays in the file: a manager says that it is the right one."""
        host = host_answer(OTHER, "Acme Field Services")
        self.assert_refused(host)
        with self.assertRaises(AccessError):
            self.connection.with_user(self.user).action_confirm_company()
        self.confirm()
        self.assertEqual((self.connection.state, self.connection.qbd_file_id), ("connected", OTHER))
        ticket, text = self.meet(host)
        self.assertIn("<QBXML>", text)
        self.call("closeConnection", ticket=ticket)
        self.assert_refused(host_answer("0a1b2c3d-0000-4000-8000-0000000000ff", "Third Books"))

    def test_the_file_of_another_connection_is_not_taken_over(self):
        other, _user, _password = self._other_connection()
        mine = self.connection.qbd_file_id
        self.assert_refused(host_answer(other.qbd_file_id, "Elsewhere Books"))
        with self.assertRaisesRegex(UserError, "Elsewhere"):
            self.confirm()
        self.assertEqual((self.connection.state, self.connection.qbd_file_id), ("wrong_company", mine))
