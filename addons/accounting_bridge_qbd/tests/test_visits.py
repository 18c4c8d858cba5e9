import tempfile
from pathlib import Path
from unittest import skipUnless
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import visit as steps
from ..ledgers.quickbooks_desktop import qwc
from .common import HAS_SIMULATORS, NO_REFERENCE, NO_SIMULATORS, PATH, DoorCase

if HAS_SIMULATORS:
    from tests import reference
    from tests.simulators.quickbooks_desktop import CompanyFile, Misbehaviour
    from tests.simulators.web_connector import Habits, WebConnector
    from tests.simulators.web_connector.transport import Reply


MOVED = r"D:\Moved\acme.qbw"


class DoorTransport:
    """The Web Connector's wire, laid through the opener of the test: other requests are not let in."""

    def __init__(self, case):
        self.case = case

    def get(self, url):
        return self._reply(url, {})

    def post(self, url, body, headers):
        return self._reply(url, {"data": body, "headers": headers})

    def _reply(self, url, arguments):
        # A test's server is called by its number, but it must think that it was called by its name.
        host, _slash, path = url.partition("//")[2].partition("/")
        arguments["headers"] = {**arguments.get("headers", {}), "Host": host}
        self.case.env.flush_all()
        answer = self.case.url_open(f"/{path}", timeout=60, **arguments)
        self.case.env.invalidate_all()
        return Reply(answer.status_code, dict(answer.headers), answer.content)


class VisitCase(DoorCase):
    """Whole visits: a Web Connector and a company file, both simulated, and Intuit's schema between them."""

    keeps_books = True

    def setUp(self):
        super().setUp()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.book = self.new_book("acme", "Acme Field Services")

    def lapse(self):
        """A visit that ended without a word gives the way free once it was silent long enough."""
        self.env.cr.execute("UPDATE bridge_lease SET expires_at = now() AT TIME ZONE 'UTC' - interval '1 second'")

    def new_book(self, name, company):
        book = CompanyFile.create(self.folder / f"{name}.sqlite", name=company, country="US", sample="small")
        book.set_windows_path(PATH)
        self.addCleanup(book.close)
        return reference.Listener(book)

    def visit(self, book=None, **habits):
        """One visit from beginning to end."""
        connector = WebConnector(
            qwc.build(self.connection._qbd_application(self.user)),
            self.password,
            book or self.book,
            transport=DoorTransport(self),
            habits=Habits(sleep=lambda _seconds: None, **habits),
        )
        visit = connector.update_selected()
        self.assertEqual([str(found) for found in visit.findings], [])
        return visit

    def enable(self):
        """The first visit, accounts chosen, enabled."""
        first = self.visit()
        mirror = self.env["bridge.remote.record"]
        account = mirror.search(
            [("connection_id", "=", self.connection.id), ("kind", "=", "account"), ("name", "=", "Sales")], limit=1
        )
        self.connection.write(
            {
                "income_account_id": account.id,
                "expense_account_id": account.id,
                "backup_confirmed": True,
                "create_missing_customer": "always",
                "create_missing_item": "always",
            }
        )
        self.connection.action_enable()
        return first

    def numbers(self):
        return {row["number"]: row["total"] for row in self.book.invoices()}


@tagged("post_install", "-at_install")
@skipUnless(HAS_SIMULATORS, NO_SIMULATORS)
class TestVisits(VisitCase):
    def test_the_first_visit_only_reads(self):
        before = self.book.summary()
        visit = self.visit()
        self.assertEqual(visit.progress, 100)
        self.assertRegex(visit.last_result, r"^OK - \d+ records read, nothing sent$")
        self.assertEqual(self.book.summary(), before)
        self.assertTrue(self.connection.first_read_at)
        self.assertEqual(self.connection.state, "connecting")

    def test_a_visit_ends_with_a_hundred_and_what_it_did(self):
        self.enable()
        moves = self.make_invoices(10, 20, 30)
        visit = self.visit()
        self.assertEqual((visit.progress, visit.last_result), (100, "OK - 3 processed, 0 rejected"))
        self.assertEqual(set(moves.mapped("bridge_state")), {"processed"})
        said = [call.value for call in visit.calls if call.operation == "receiveResponseXML"]
        self.assertEqual(said, sorted(said))
        self.assertTrue(all(0 <= value < 100 for value in said[:-1]), said)
        self.assertEqual(said[-1], 100)

    def test_books_and_odoo_agree(self):
        self.enable()
        moves = self.make_invoices(10, 20.05)
        self.visit()
        self.assertEqual(
            {f"{move.bridge_transfer_id.binding_id.remote_number}": f"{move.amount_total:.2f}" for move in moves},
            {number: f"{total:.2f}" for number, total in self.numbers().items() if number in self.sent(moves)},
        )

    def sent(self, moves):
        return moves.bridge_transfer_id.binding_id.mapped("remote_number")

    def test_an_empty_queue_does_not_open_quickbooks(self):
        self.enable()
        self.book.texts.clear()
        visit = self.visit()
        self.assertEqual(visit.ended_by, "none")
        self.assertEqual(self.book.texts, [])

    def test_quickbooks_closed_opens_by_the_file_that_was_seen(self):
        self.enable()
        moves = self.make_invoices(10)
        self.assertEqual(self.connection.qbd_company_path, PATH)
        visit = self.visit(quickbooks_open=False, attended=False)
        self.assertEqual(visit.progress, 100)
        self.assertEqual(moves.bridge_state, "processed")

    def test_quickbooks_closed_before_the_file_was_ever_seen(self):
        visit = self.visit(quickbooks_open=False)
        self.assertEqual(visit.ended_by, "connectionError")
        self.assertIn("Open the company file", self.connection.last_session_id.result)

    def test_a_company_file_that_was_moved_is_known_by_its_id(self):
        self.enable()
        moves = self.make_invoices(10)
        visit = self.visit(company_file_name=MOVED)
        self.assertEqual(visit.ended_by, "connectionError")
        self.assertIn("The file was moved", self.connection.last_session_id.result)
        self.assertEqual(moves.bridge_state, "queued")
        self.connection.with_user(self.manager).action_qbd_file_moved()
        visit = self.visit(company_file_name=MOVED)
        self.assertEqual((visit.progress, moves.bridge_state), (100, "processed"))
        self.assertEqual(self.connection.qbd_company_path, MOVED)
        more = self.make_invoices(20, customer="Carpet Co")
        visit = self.visit(company_file_name=MOVED, quickbooks_open=False, attended=False)
        self.assertEqual((visit.progress, more.bridge_state), (100, "processed"))

    def test_a_file_that_is_just_open_is_not_taken_for_the_moved_one(self):
        """The Web Connector leaves its id in every file that it is let into."""
        self.enable()
        moves = self.make_invoices(10)
        other = self.new_book("other", "Other Books Inc")
        self.visit(other, company_file_name=MOVED)
        self.assertEqual(self.connection.state, "connected", "nobody was let into it")
        self.connection.sudo().action_qbd_file_moved()
        for _time in range(2):
            visit = self.visit(other, company_file_name=MOVED)
            self.assertIn("Other Books Inc", visit.last_error)
            self.assertEqual((self.connection.state, moves.bridge_state), ("wrong_company", "queued"))
            self.assertFalse(self.connection.qbd_company_path)
        self.assertFalse(other.invoices())
        self.visit()
        self.assertEqual((self.connection.state, moves.bridge_state), ("connected", "processed"))

    def test_only_managers_say_that_a_file_was_moved(self):
        with self.assertRaises(AccessError):
            self.connection.with_user(self.user).action_qbd_file_moved()

    def test_a_window_that_waits_in_quickbooks_loses_nothing(self):
        self.enable()
        moves = self.make_invoices(10)
        self.book.misbehaviour = Misbehaviour(modal_dialog=4)
        self.visit()
        self.assertIn("window", self.connection.last_session_id.result)
        self.book.misbehaviour = Misbehaviour()
        self.lapse()
        self.visit()
        self.assertEqual(moves.bridge_state, "processed")

    @mute_logger("odoo.addons.accounting_bridge_qbd.controllers.web_connector")
    def test_a_fault_of_ours_is_told_as_one(self):
        self.enable()
        moves = self.make_invoices(10)
        for step in ("_open", "_store"):
            with self.subTest(step), patch.object(steps, step, side_effect=ValueError("broken")):
                seen = self.visit()
            session = self.connection.last_session_id
            self.assertEqual((session.state, session.problem), ("failed", "broken_off"))
            self.assertIn("A fault of the bridge", seen.last_error)
            self.assertIn("A fault of the bridge", seen.last_result)
            self.assertNotEqual(moves.bridge_state, "processed")
            self.lapse()
        self.visit()
        self.assertEqual(moves.bridge_state, "processed")

    def test_another_company_file_is_sent_nothing(self):
        self.enable()
        moves = self.make_invoices(10)
        other = self.new_book("other", "Other Books Inc")
        file_id = "{0a1b2c3d-0000-4000-8000-00000000000a}"
        other.begin_session(application="Another", owner_id=qwc.OWNER_ID, file_id=file_id)
        other.end_session()
        before = other.summary()
        visit = self.visit(other)
        self.assertIn("Other Books Inc", visit.last_error)
        self.assertEqual(other.summary(), before)
        self.assertEqual(moves.bridge_state, "queued")
        self.visit()
        self.assertEqual(moves.bridge_state, "processed")

    def test_a_restored_backup_is_refused_until_a_person_says_so(self):
        self.enable()
        self.make_invoices(10)
        self.visit()
        self.book.restore_backup()
        moves = self.make_invoices(20, customer="Carpet Co")
        visit = self.visit()
        self.assertNotIn("?", visit.last_error)
        self.assertEqual((self.connection.state, self.connection.reason), ("wrong_company", "restored_company"))
        self.assertEqual(moves.bridge_state, "queued")
        self.visit()
        self.assertEqual(moves.bridge_state, "queued")
        self.connection.with_user(self.manager).action_confirm_company()
        self.assertEqual(self.connection.state, "connected")
        self.visit()
        self.assertEqual(moves.bridge_state, "processed", self.connection.last_session_id.result)

    def test_a_memo_with_a_control_character_is_read(self):
        self.enable()
        moves = self.make_invoices(10)
        self.book.misbehaviour = Misbehaviour(control_character_in_memo=True)
        self.visit()
        self.assertEqual(moves.bridge_state, "processed")

    @mute_logger("odoo.addons.accounting_bridge_qbd.controllers.web_connector")
    def test_one_bad_document_among_25_is_parked_and_its_neighbours_go(self):
        self.enable()
        moves = self.make_invoices(*range(10, 35))
        bad = moves[11]
        number = self.env["account.move"].browse(bad.id).name.replace("INV/", "")[2:].replace("/", "")
        self.book.process_request = self.refusing(self.book.process_request, number)
        self.visit()
        self.assertEqual(bad.bridge_state, "rejected")
        self.assertEqual(set((moves - bad).mapped("bridge_state")), {"processed"})
        self.assertEqual(len(self.sent(moves - bad)), 24)

    def refusing(self, process, number):
        """QuickBooks finds a text that it does not understand in every set that holds this number."""
        from tests.simulators.quickbooks_desktop import QuickBooksError

        def process_or_refuse(text):
            if f"<RefNumber>{number}</RefNumber>" in text and "InvoiceAdd" in text:
                raise QuickBooksError("0x80040400")
            return process(text)

        return process_or_refuse

    def test_every_text_is_known_to_intuits_schema(self):
        if reference.schema() is None:
            self.skipTest(NO_REFERENCE)
        self.enable()
        self.make_invoices(10, 20)
        self.visit()
        self.assertGreater(len(self.book.texts), 3)
        for text in [*self.book.texts, *self.book.answers]:
            self.assertEqual(reference.complaint(text), "")
