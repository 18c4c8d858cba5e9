"""The set-up: steps that check themselves, a draft that is found again, consent that is kept with who gave it."""

from dataclasses import replace
from unittest.mock import patch

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..ledgers.documents import Kind
from ..ledgers.protocol import Operation
from ..models.bridge_connection_setup import ORDER
from ..models.bridge_connection_setup_consent import Row
from .common import BridgeCommon
from .double import DoubleLedger
from .setup_case import SetupCase

PRESSES = (
    "action_setup",
    "action_setup_back",
    "action_setup_continue",
    "action_setup_go",
    "action_setup_consent",
    "action_setup_activate",
    "action_setup_close",
)


@tagged("post_install", "-at_install")
class TestSetup(SetupCase, BridgeCommon):
    def setUp(self):
        super().setUp()
        self.put_there(Kind.ACCOUNT, "Sales")

    def test_from_the_first_step_to_activate(self):
        draft = self.begin(create_missing_customer="always", create_missing_item="always")
        connection = self.walk_to(draft, "activate")
        self.assertEqual(set(self.states(connection).values()), {"done", "here"})
        connection.action_setup_activate()
        self.assertEqual(connection.state, "connected")
        self.assertTrue(connection.enabled_at)
        self.assertFalse(connection.setup_text, "it is no draft any more")
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed")

    def test_closed_at_each_step_and_found_again(self):
        connection = self.begin()
        labels = dict(connection._fields["setup_step"]._description_selection(self.env))
        for step in ORDER:
            self.walk_to(connection, step)
            with self.subTest(step=step):
                closed = connection.action_setup_close()
                self.assertEqual(closed["res_model"], "bridge.connection")
                self.env.invalidate_all()
                self.assertEqual(connection.setup_text, f"Draft: continue at {labels[step]}")
                again = connection.action_setup()
                self.assertEqual((again["res_id"], connection.setup_step), (connection.id, step))
                self.assertEqual(self.states(connection)[step], "here")
        self.assertEqual(connection.income_account_id.name, "Sales", "what was chosen on the way is kept")
        self.assertEqual(connection.setup_mode, "advanced")
        self.assertFalse(connection.enabled_at)

    def test_back_and_on(self):
        connection = self.walk_to(self.begin(), "mode")
        for step in ("scope", "connect", "consent", "consent"):
            connection.action_setup_back()
            self.assertEqual(connection.setup_step, step)
        self.assertEqual(self.states(connection)["scope"], "done", "what was looked at keeps its tick")
        self.assertEqual(self.states(connection)["mapping"], "open")
        connection.with_context(setup_to="mode").action_setup_go()
        self.assertEqual(connection.setup_step, "mode")
        with self.assertRaisesRegex(UserError, "choose Express or Advanced"):
            connection.with_context(setup_to="review").action_setup_go()
        connection.with_context(setup_to="connect").action_setup_go()
        self.assertEqual(connection.setup_step, "connect")
        for forged in (None, "nowhere"):
            with self.assertRaises(UserError):
                connection.with_context(setup_to=forged).action_setup_go()

    def test_each_step_says_what_it_wants(self):
        connection = self.begin()
        wants = {
            "consent": "press Confirm",
            "connect": "press Connect",
            "mode": "choose Express or Advanced",
            "mapping": "still being read for the first time",
        }
        for step, words in wants.items():
            self.walk_to(connection, step)
            with self.subTest(step=step):
                self.assertIn(words, connection.setup_problem_text)
                with self.assertRaisesRegex(UserError, words):
                    connection.action_setup_continue()
                self.assertEqual(connection.setup_step, step)
        self.turn(connection)
        self.assertIn("choose the revenue account", connection.setup_problem_text)
        self.choose_accounts(connection)
        self.assertFalse(connection.setup_problem_text)

    def test_nothing_would_travel(self):
        connection = self.walk_to(self.begin(), "scope")
        connection.switched_flow_ids.filtered(lambda flow: flow.kind not in ("customer", "item")).enabled = False
        with self.assertRaisesRegex(UserError, "switch on Invoices"):
            connection.action_setup_continue()

    def test_credit_notes_alone_would_never_go(self):
        """They go with invoices and by their schedule."""
        connection = self.walk_to(self.begin(), "scope")
        connection.switched_flow_ids.filtered(lambda flow: flow.kind != "credit_note").enabled = False
        with self.assertRaisesRegex(UserError, "switch on Invoices"):
            connection.action_setup_continue()

    def test_a_schedule_that_never_comes(self):
        connection = self.walk_to(self.begin(), "schedule")
        self.assertFalse(connection.setup_problem_text)
        invoices = connection.scheduled_flow_ids.filtered(lambda flow: flow.kind == "invoice")
        invoices.schedule = "hand"
        with self.assertRaisesRegex(UserError, "their schedule says By hand"):
            connection.action_setup_continue()
        connection.release_policy = "hand"
        connection.action_setup_continue()
        self.assertEqual(connection.setup_step, "review")

    def test_every_posted_invoice_is_ready(self):
        """A manager of the bridge, who may not change the company otherwise, lets posted invoices be flagged."""
        connection = self.walk_to(self.begin(), "schedule")
        connection.flags_posted = True
        self.env.invalidate_all()
        self.assertTrue(self.company_a.bridge_flag_posted)
        move = self.invoice()
        self.assertTrue(move.bridge_closed and move.bridge_ready)
        with self.assertRaises(AccessError):
            self.as_("bookkeeper", connection).write({"flags_posted": False})

    def test_one_ledger_at_a_time(self):
        """A company that has a ledger is told so, not by an error of the database."""
        self.connection(enabled=False).action_connect()
        connection = self.begin()
        connection.action_setup_consent()
        with self.assertRaisesRegex(UserError, "disconnect Double .* first"):
            connection.action_setup_continue()

    def test_activate_asks_every_step_again(self):
        connection = self.walk_to(self.begin(), "activate")
        connection.income_account_id = False
        self.assertEqual(self.states(connection)["mapping"], "wrong")
        with self.assertRaisesRegex(UserError, "Mapping is not done yet:\n- choose the revenue account"):
            connection.action_setup_activate()
        self.assertEqual(connection.state, "connecting")

    def test_people_of_other_ranks_are_refused(self):
        connection = self.walk_to(self.begin(), "connect")
        others = [self.billing, self.people["user", "a"], self.people["bookkeeper", "a"], self.people["manager", "b"]]
        for person in others:
            for press in PRESSES:
                theirs = self.seen_by(person, connection.with_context(setup_to="consent"))
                with self.subTest(person=person.login, press=press), self.assertRaises(AccessError):
                    getattr(theirs, press)()
        for person in others[:-1]:
            with self.subTest(person=person.login), self.assertRaises(AccessError):
                self.seen_by(person, connection).create({"ledger": self.ledger_code, "company_id": self.company_a.id})
        self.assertEqual(connection.setup_step, "connect")

    def test_a_connection_that_began_without_the_wizard(self):
        connection = self.as_("manager", self.connection(enabled=False))
        self.assertFalse(connection.setup_text)
        self.assertFalse([one for one in connection.readiness if "first step of the set-up" in one])
        connection.action_setup()
        self.assertEqual(connection.setup_step, "consent")

    def test_help_beside_each_step(self):
        connection = self.begin()
        for step in ORDER:
            connection.sudo().setup_step = step
            said = html.fromstring(connection.setup_help)
            self.assertEqual(said.get("data-step"), step)
            self.assertIn("kept as a draft", said.text_content())
            self.assertGreater(len(said.text_content().split()), 20)
        for ledger, words in (("quickbooks_online", "developer.intuit.com"), ("xero", "developer.xero.com")):
            other = self.connection(company=self.company_b, enabled=False)
            other.write({"ledger": ledger, "setup_step": "connect"})
            self.assertIn(words, other.setup_help)

    def test_names_are_never_markup(self):
        self.company_a.name = "<b>Acme</b>"
        table = self.begin().consent_table
        self.assertIn("&lt;b&gt;Acme", table)
        self.assertNotIn("<b>Acme", table)


@tagged("post_install", "-at_install")
class TestSetupConsent(SetupCase, BridgeCommon):
    def setUp(self):
        super().setUp()
        self.put_there(Kind.ACCOUNT, "Sales")

    def test_it_says_what_is_read_and_written(self):
        connection = self.begin()
        table = html.fromstring(connection.consent_table)
        rows = {
            row.get("data-code"): [cell.text_content() for cell in row.xpath("td")] for row in table.xpath("//tbody/tr")
        }
        self.assertIn("Closed and Ready for invoice", rows["move"][2])
        self.assertEqual(rows["payment"][2], "nothing")
        there = {code for code in rows if code.startswith("double.")}
        self.assertEqual(there, {f"double.{kind.value}" for kind in DoubleLedger.capabilities.all_reads})
        self.assertEqual(rows["double.invoice"][1:], ["yes", "created, changed"])
        self.assertEqual(rows["double.tax"][1:], ["yes", "nothing"])

    def test_who_confirmed_it_and_when_is_kept(self):
        connection = self.begin()
        connection.action_setup_consent()
        self.assertEqual(connection.setup_step, "connect")
        self.assertEqual(connection.consent_by_id, self.people["manager", "a"])
        self.assertTrue(connection.consent_at)
        note = connection.message_ids[:1]
        self.assertEqual(note.author_id, self.people["manager", "a"].partner_id)
        self.assertIn("Manager A confirmed what is read and written", html.fromstring(note.body).text_content())
        self.assertIn("Double, Invoices: read; written: created, changed", html.fromstring(note.body).text_content())
        with self.assertRaises(AccessError):
            connection.write({"consent_scope": []})

    def test_it_is_asked_for_again_when_the_list_grows(self):
        connection = self.walk_to(self.begin(), "activate")
        more = [Row("here", "pay_run", "Pay runs", "totals", "")]
        cls = self.registry["bridge.connection"]
        rows = cls._consent_rows
        with patch.object(cls, "_consent_rows", lambda self: [*rows(self), *more]):
            self.env.invalidate_all()
            self.assertEqual(self.states(connection)["consent"], "wrong")
            with self.assertRaisesRegex(UserError, "Consent is not done yet"):
                connection.action_setup_activate()
            with self.assertRaisesRegex(UserError, "first step of the set-up"):
                connection.action_enable()
            connection.action_setup_consent()
            self.env.invalidate_all()
            connection.action_setup_activate()
            self.assertEqual(connection.state, "connected")
        self.env.invalidate_all()
        self.assertFalse(connection.consent_is_due, "a list that became shorter asks nobody")

    def test_a_connection_that_works_asks_when_the_list_grows(self):
        connection = self.walk_to(self.begin(), "activate")
        connection.action_setup_activate()
        capabilities = DoubleLedger.capabilities
        more = {**capabilities.operations, Kind.BILL: frozenset((Operation.CREATE,))}
        with patch.object(DoubleLedger, "capabilities", replace(capabilities, operations=more)):
            self.env.invalidate_all()
            self.assertTrue(connection.consent_is_due)
            connection.action_setup()
            self.assertEqual(connection.setup_step, "consent")
            connection.action_setup_consent()
            self.assertFalse(connection.consent_is_due)
            self.assertIn("there.double.bill.writes", connection.consent_scope)
        self.assertEqual(connection.state, "connected", "nothing stops meanwhile")

    def test_another_ledger_is_another_list(self):
        connection = self.begin()
        connection.action_setup_consent()
        self.assertFalse(connection.consent_is_missing)
        connection.ledger = "xero"
        self.assertTrue(connection.consent_is_missing)
