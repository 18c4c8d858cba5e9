from unittest.mock import patch

from lxml import etree

from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import visit
from ..ledgers.quickbooks_desktop import soap
from .common import PATH, DoorCase, envelope, host_answer

CONTROLLER = "odoo.addons.accounting_bridge_qbd.controllers.web_connector"


@tagged("post_install", "-at_install")
class TestCalls(DoorCase):
    """What each call is answered, one by one."""

    keeps_books = True

    def test_versions(self):
        self.assertRegex(self.call("serverVersion"), r"^\d+\.\d+\.\d+$")
        self.assertEqual(self.call("clientVersion", strVersion="2.3.0.215"), "")
        self.assertEqual(self.connection.qbd_connector_version, "2.3.0.215")

    def test_a_right_password_gives_a_ticket_of_128_bits(self):
        tickets = {self.sign_in()[0] for _time in range(3)}
        self.assertEqual(len(tickets), 3)
        for ticket in tickets:
            self.assertRegex(ticket, "^[0-9a-f]{32}$")

    def test_the_two_strings_are_always_there(self):
        answer = self.knock(envelope("authenticate", strUserName=self.user.login, strPassword=self.password))
        strings = etree.fromstring(answer.content).findall(f".//{{{soap.NAMESPACE}}}string")
        self.assertEqual(len(strings), 2)

    def test_a_wrong_password(self):
        for name, password in ((self.user.login, "wrong"), (self.user.login, ""), ("nobody", self.password), ("", "")):
            ticket, word = self.call("authenticate", strUserName=name, strPassword=password)
            self.assertEqual(word, "nvu", (name, password))
            self.assertTrue(ticket)
            self.assertEqual(self.ask(ticket, self.host()), "")

    def test_the_password_of_odoo_opens_nothing_here(self):
        self.assertEqual(self.sign_in(self.user.login)[1], "nvu")

    def test_an_unknown_door_lets_nobody_in(self):
        answer = self.url_open(
            "/accounting_bridge_qbd/unknown",
            data=envelope("authenticate", strUserName=self.user.login, strPassword=self.password),
            headers={"Content-Type": "text/xml"},
        )
        self.assertEqual(answer.status_code, 200)
        self.assertIn("<string>nvu</string>", answer.text)

    def test_interactive_calls_are_answered_politely(self):
        self.assertEqual(self.call("getInteractiveURL", wcTicket="x", sessionID="y"), "")
        self.assertEqual(
            self.call("interactiveRejected", wcTicket="x", reason="nobody"), "Interactive mode is not used."
        )
        self.assertEqual(self.call("interactiveDone", wcTicket="x"), "Done")

    def test_without_a_ticket_nothing_is_told(self):
        self.pretend_enabled()
        self.make_invoices(10)
        self.assertEqual(self.ask("", self.host()), "")
        self.assertEqual(self.answer("", "<QBXML/>"), -1)
        self.assertEqual(self.call("connectionError", ticket="", hresult="0x80040408", message=""), "done")
        self.assertEqual(self.call("getLastError", ticket=""), "Session expired")
        self.assertEqual(self.call("closeConnection", ticket=""), "OK")
        self.assertFalse(self.env["bridge.exchange"].search_count([("connection_id", "=", self.connection.id)]))

    def test_a_ticket_of_another_connection_opens_nothing(self):
        other, user, password = self._other_connection()
        ticket, word = self.sign_in(password, other, user)
        self.assertEqual(word, "")
        self.assertTrue(self.ask(ticket, host_answer(other.qbd_file_id), connection=other))
        self.assertEqual(self.ask(ticket, self.host()), "")
        self.assertEqual(self.answer(ticket, "<QBXML/>"), -1)
        self.assertEqual(self.call("getLastError", ticket=ticket), "Session expired")
        self.call("closeConnection", ticket=ticket)
        self.assertEqual(other.last_session_id.state, "running")

    def test_a_login_opens_its_own_door_only(self):
        other, user, password = self._other_connection()
        self.assertEqual(self.sign_in(password, user=user)[1], "nvu")
        self.assertEqual(self.sign_in(connection=other)[1], "nvu")

    def test_a_ticket_that_is_played_again_after_its_visit(self):
        ticket, _word = self.sign_in()
        self.assertTrue(self.ask(ticket, self.host()))
        self.call("closeConnection", ticket=ticket)
        self.assertEqual(self.ask(ticket, self.host()), "")
        self.assertEqual(self.answer(ticket, "nonsense"), -1)

    def test_a_ticket_is_not_kept_in_clear(self):
        ticket, _word = self.sign_in()
        self.assertNotIn(ticket, str(self.env["bridge.session"].search([]).mapped("holder")))

    def test_the_support_page(self):
        answer = self.url_open(self.door())
        self.assertEqual(answer.status_code, 200)
        self.assertIn("QuickBooks", answer.text)
        self.assertNotIn(self.company.name, answer.text)
        self.assertEqual(self.url_open("/accounting_bridge_qbd/unknown").text, answer.text)


@tagged("post_install", "-at_install")
class TestOwnCursors(DoorCase):
    """The cursor of the request stays unused, and what fails on our side is no fault of the Web Connector's visit."""

    def test_the_requests_own_cursor_stays_unused(self):
        cursors, statements = [], []

        def spy(env, *arguments):
            if env.cr not in cursors:
                cursors.append(env.cr)
                real_execute = env.cr.execute

                def execute(query, *more, **options):
                    statements.append(str(query))
                    return real_execute(query, *more, **options)

                env.cr.execute = execute
            return real(env, *arguments)

        real = visit.in_own_transaction
        with patch.object(visit, "in_own_transaction", spy):
            ticket, _word = self.sign_in()
            self.assertTrue(self.ask(ticket, self.host()))
            self.answer(ticket, "nonsense")
            self.call("getLastError", ticket=ticket)
            self.call("closeConnection", ticket=ticket)
        self.assertEqual(len(cursors), 5)
        self.assertEqual(statements, [])

    def test_what_fails_here_is_answered_safely(self):
        safe = {
            "authenticate": ["0", "busy"],
            "receiveResponseXML": -1,
            "connectionError": "done",
            "sendRequestXML": "",
        }
        for operation, expected in safe.items():
            with (
                self.subTest(operation),
                patch.object(visit, "in_own_transaction", side_effect=ValueError("broken")),
                mute_logger(CONTROLLER),
            ):
                self.assertEqual(self.call(operation), expected)
        for operation in ("getLastError", "closeConnection"):
            with patch.object(visit, "in_own_transaction", side_effect=ValueError("broken")), mute_logger(CONTROLLER):
                self.assertIn("Nothing is lost", self.call(operation, ticket="x"))


@tagged("post_install", "-at_install")
class TestStates(DoorCase):
    """When a visit is let in, and what it is told when it is not."""

    keeps_books = True

    def exchanges(self):
        return self.env["bridge.exchange"].search([("connection_id", "=", self.connection.id)])

    def test_an_empty_queue_ends_with_none_and_no_exchange(self):
        self.pretend_enabled()
        ticket, word = self.sign_in()
        self.assertEqual(word, "none")
        self.assertEqual(self.call("closeConnection", ticket=ticket), "OK")
        self.assertFalse(self.exchanges())
        self.assertFalse(self.connection.session_ids)
        self.assertTrue(self.login.last_contact_at)

    def test_paused_and_disconnected_have_no_work(self):
        self.pretend_enabled()
        self.make_invoices(10)
        for state in ("paused", "disconnected", "draft", "needs_sign_in"):
            self.connection.state = state
            self.assertEqual(self.sign_in()[1], "none", state)
        self.connection.state = "connected"
        self.assertEqual(self.sign_in()[1], "")
        self.assertFalse(self.exchanges())

    def test_a_copied_database_is_not_visited(self):
        self.pretend_enabled()
        self.make_invoices(10)
        self.connection.sudo().seal = "of another server"
        self.assertEqual(self.sign_in()[1], "none")
        self.assertEqual(self.connection.state, "copied")

    def test_the_file_is_named_for_unattended_visits(self):
        ticket, word = self.sign_in()
        self.assertEqual(word, "")
        self.ask(ticket, self.host(), path=r"C:\Books\other.qbw")
        self.assertEqual(self.connection.qbd_company_path, r"C:\Books\other.qbw")
        self.call("closeConnection", ticket=ticket)
        self.assertEqual(self.sign_in()[1], r"C:\Books\other.qbw")

    def test_a_second_visit_takes_over_where_nothing_has_left(self):
        first, _word = self.sign_in()
        self.assertTrue(self.ask(first, self.host()))
        second, word = self.sign_in()
        self.assertEqual(word, PATH)
        self.assertEqual(self.ask(first), "")
        self.assertTrue(self.ask(second, self.host()))

    def open_write(self):
        """A visit that was given a set of writes and is silent since."""
        self.pretend_enabled()
        self.make_invoices(10)
        self.connection.flow_ids.write({"enabled": True})
        ticket, word = self.sign_in()
        self.assertEqual(word, "")
        session = self.connection.last_session_id
        transfer = self.env["bridge.transfer"].search([("connection_id", "=", self.connection.id)], limit=1)
        exchange = self.env["bridge.exchange"].create(
            {
                "connection_id": self.connection.id,
                "session_id": session.id,
                "purpose": "write",
                "key": "b1",
                "requests": [],
                "payload": "<QBXML/>",
                "first_sent_at": session.started_at,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "connection_id": self.connection.id,
                            "transfer_id": transfer.id,
                            "position": 0,
                            "key": "t1",
                            "digest": "x",
                        },
                    )
                ],
            }
        )
        transfer._move_to("sending", {transfer.id: {}})
        return ticket, exchange

    def test_busy_while_a_set_is_under_way(self):
        _ticket, _exchange = self.open_write()
        self.assertEqual(self.sign_in()[1], "busy")
        self.env.cr.execute("UPDATE bridge_lease SET expires_at = now() AT TIME ZONE 'UTC' - interval '1 second'")
        self.assertEqual(self.sign_in()[1], "")

    def test_that_computer_is_gone(self):
        _ticket, exchange = self.open_write()
        self.assertEqual(self.sign_in()[1], "busy")
        self.connection.with_user(self.manager).action_release_lease()
        ticket, word = self.sign_in()
        self.assertEqual(word, "")
        text = self.ask(ticket, self.host())
        # What was under way is asked about first, and asking can write nothing.
        self.assertIn('oldMessageSetID="b1"', text)
        self.assertNotIn("Add", text)
        self.assertEqual(exchange.state, "uncertain")


@tagged("post_install", "-at_install")
class TestWords(DoorCase):
    """What the person at the computer with QuickBooks reads."""

    def test_why_quickbooks_could_not_be_opened(self):
        for hresult, word in (
            ("0x80040408", "Start QuickBooks"),
            ("0x80040414", "window"),
            ("0x80040416", "Open the company file"),
            ("0x80040420", "log in automatically"),
            ("0x8004041A", "Integrated"),
            ("0x80040422", "single-user"),
            ("0x80049999", "0x80049999"),
        ):
            with self.subTest(hresult):
                ticket, _word = self.sign_in()
                answer = self.call("connectionError", ticket=ticket, hresult=hresult, message="It did not work.")
                self.assertEqual(answer, "done")
                said = self.call("closeConnection", ticket=ticket)
                self.assertIn(word.lower(), said.lower())
                self.assertEqual(self.connection.last_session_id.state, "failed")

    def test_a_failed_visit_leaves_the_way_free(self):
        ticket, _word = self.sign_in()
        self.call("connectionError", ticket=ticket, hresult="0x80040408", message="")
        self.assertEqual(self.sign_in()[1], "")

    def test_an_answer_that_is_no_qbxml_ends_the_visit_with_words(self):
        ticket, _word = self.sign_in()
        self.assertTrue(self.ask(ticket, self.host()))
        self.assertEqual(self.answer(ticket, "Unexpected error while reading the company file."), -1)
        said = self.call("getLastError", ticket=ticket)
        self.assertTrue(said and "%" not in said and "?" not in said, said)
        self.assertEqual(self.call("closeConnection", ticket=ticket), said)
        self.assertEqual(self.connection.last_session_id.problem, "answer_unreadable")
        self.assertFalse(self.connection.first_read_at)
