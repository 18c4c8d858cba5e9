"""What is checked when a connection, a mapping or a number rule is saved, and before documents may travel."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..ledgers.documents import Kind
from ..models.bridge_connection import LIVE_STATES
from .common import BridgeCommon


@tagged("post_install", "-at_install")
class TestSettings(BridgeCommon):
    """Wrong settings are refused when they are saved, not when an invoice is."""

    # === NUMBERS === #

    def test_where_nobody_signs_in_nothing_is_said_of_it(self):
        """A ledger that visits us has no sign-in: no banner, and no text of one."""
        connection = self.connection()
        self.assertFalse(connection.sudo().credential_id)
        names = (
            "consent_end_text", "app_sign_in_text", "app_calls_text", "app_redirect_address", "app_webhook_address",
        )  # fmt: skip
        self.assertEqual({name: connection[name] for name in names}, dict.fromkeys(names, False))

    def test_number_too_long(self):
        """The double takes 16 characters."""
        self.invoice(name="INVOICE/2026/0000001")
        with self.assertRaisesRegex(ValidationError, "INVOICE/2026/0000001"):
            self.connection(enabled=False, number_rule="as_is")
        connection = self.connection(enabled=False, number_rule="compact")
        with self.assertRaisesRegex(ValidationError, "INVOICE/2026/0000001"):
            connection.number_rule = "as_is"
        connection.number_rule = "ledger"
        self.assertEqual(connection.number_rule, "ledger")

    def two_journals(self):
        """Return a second journal; both have given out the same sequence number."""
        shop = self.env["account.journal"].create(
            {"name": "Shop", "type": "sale", "code": "SHOP", "company_id": self.company_a.id}
        )
        self.invoice(name="INV/2026/00017")
        self.invoice(name="SHOP/2026/00017", journal_id=shop.id)
        return shop

    def test_two_journals_would_give_one_number(self):
        shop = self.two_journals()
        with self.assertRaisesRegex(ValidationError, "INV/2026/00017, SHOP/2026/00017"):
            self.connection(enabled=False, number_rule="compact")
        connection = self.connection(enabled=False, number_rule="as_is")
        with self.assertRaises(ValidationError):
            connection.number_rule = "compact"
        connection.number_rule = "as_is"
        # A journal with a rule of its own settles it.
        self.env["bridge.mapping"].create(
            {"connection_id": connection.id, "kind": "journal", "journal_id": shop.id, "number_rule": "as_is"}
        )
        connection.number_rule = "compact"
        self.assertEqual(connection.number_rule, "compact")

    def test_rule_of_a_journal_is_checked_too(self):
        shop = self.two_journals()
        connection = self.connection(enabled=False, number_rule="as_is")
        rule = {"connection_id": connection.id, "kind": "journal", "number_rule": "compact"}
        self.env["bridge.mapping"].create({**rule, "journal_id": shop.id})
        with self.assertRaises(ValidationError):
            self.env["bridge.mapping"].create(
                {**rule, "journal_id": self.company_data["default_journal_sale"].id}
            ).flush_recordset()

    # === MAPPINGS === #

    def test_a_mapping_has_both_sides(self):
        connection = self.connection()
        theirs = self.mirrored(connection, Kind.ACCOUNT)
        halves = (
            {"kind": "tax", "tax_id": self.tax_8.id},
            {"kind": "tax", "remote_record_id": theirs.id},
            {"kind": "term", "tax_id": self.tax_8.id, "remote_record_id": theirs.id},
            {"kind": "journal", "journal_id": self.company_data["default_journal_sale"].id},
        )
        for values in halves:
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.env["bridge.mapping"].create({"connection_id": connection.id, **values})

    def test_a_mapping_stays_on_its_connection(self):
        connection = self.connection()
        other = self.env["bridge.connection"].create({"ledger": self.ledger_code, "company_id": self.company_b.id})
        theirs = self.env["bridge.remote.record"].create(
            {"connection_id": other.id, "kind": "tax", "remote_id": "1", "name": "Tax"}
        )
        with self.assertRaises(ValidationError):
            self.env["bridge.mapping"].create(
                {"connection_id": connection.id, "tax_id": self.tax_8.id, "remote_record_id": theirs.id}
            )

    def test_mapping_a_tax_frees_what_waited_for_it(self):
        self.put_there(Kind.TAX, "Eight")
        connection = self.connection()
        moves = self.invoice(self.line(taxes=[self.tax_8])) | self.invoice(self.line(taxes=[self.tax_8]))
        self.release(moves)
        self.turn(connection)
        self.assertEqual(set(moves.bridge_transfer_id.mapped("reason")), {"tax_unmapped"})
        issue = self.open_issue(connection)
        self.assertEqual(issue.transfer_count, 2)
        self.as_("bookkeeper", self.env["bridge.mapping"]).create(
            {
                "connection_id": connection.id,
                "tax_id": self.tax_8.id,
                "remote_record_id": self.mirrored(connection, Kind.TAX).id,
            }
        )
        self.turn(connection)
        self.assertEqual(set(moves.mapped("bridge_state")), {"processed"})
        self.assertEqual(issue.state, "solved")

    def test_several_rates_on_one_invoice(self):
        connection = self.connection()
        move = self.invoice(self.line(taxes=[self.tax_8]), self.line(taxes=[self.tax_included]))
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_transfer_id.reason, "tax_two_rates")

    def test_before_the_start_date(self):
        connection = self.connection(date_from="2025-01-01")
        move = self.invoice(invoice_date="2024-12-31")
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_transfer_id.reason, "before_start")

    def test_foreign_currency(self):
        euro = self.setup_other_currency("EUR")
        connection = self.connection()
        move = self.invoice(currency_id=euro.id)
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_transfer_id.reason, "currency_foreign")

    # === STATES === #

    def test_enable_asks_for_everything_at_once(self):
        connection = self.connection(enabled=False)
        connection.action_connect()
        with self.assertRaises(UserError) as refusal:
            connection.action_enable()
        self.assertEqual(len(str(refusal.exception).splitlines()), 4)
        self.assertEqual(len(connection.readiness), 3)
        self.assertEqual(connection.state, "connecting")
        self.enable_after_reading(connection)
        self.assertEqual(connection.state, "connected")
        self.assertFalse(connection.readiness)

    def enable_after_reading(self, connection):
        self.put_there(Kind.ACCOUNT, "Sales")
        self.turn(connection)
        account = self.mirrored(connection, Kind.ACCOUNT)
        connection.write({"income_account_id": account.id, "expense_account_id": account.id, "backup_confirmed": True})
        connection.action_enable()

    def test_transitions_name_where_they_come_from(self):
        """A state is reached from the states that are named, and from no other."""
        ways = {
            "action_connect": ("draft", "disconnected"),
            "action_pause": ("connected",),
            "action_resume": ("paused",),
            "action_disconnect": (*LIVE_STATES, "copied"),
        }
        connection = self.connection()
        for action, sources in ways.items():
            for state, _label in connection._fields["state"].selection:
                connection.state = state
                with self.subTest(action=action, state=state):
                    if state in sources:
                        getattr(connection, action)()
                        self.assertNotEqual(connection.state, state)
                    else:
                        with self.assertRaises(UserError):
                            getattr(connection, action)()

    def test_paused_keeps_the_queue(self):
        connection = self.connection()
        connection.action_pause()
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_state, "queued")
        connection.action_resume()
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed")

    def test_what_is_queued_says_what_holds_it_up(self):
        """Nobody is told that it goes with the next run where no run sends it, but what has to be done."""
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        said = {
            "connected": "the next run, within ten minutes",
            "connecting": "after Enable was pressed",
            "paused": "after Resume was pressed",
            "needs_sign_in": "after somebody has signed in again",
            "wrong_company": "after the right company is there again",
            "copied": "this is the original database",
            "disconnected": "has been connected again",
        }
        for state, words in said.items():
            connection.state = state
            self.env.invalidate_all()
            with self.subTest(state=state):
                self.assertIn(words, move.bridge_ribbon)
                self.assertEqual("ten minutes" in move.bridge_ribbon, state == "connected")
        connection.write({"state": "connecting", "trial_move_id": move.id})
        self.env.invalidate_all()
        self.assertIn("ten minutes", move.bridge_ribbon, "the trial may leave")
        connection.state = "connected"
        connection._invoice_flow().enabled = False
        self.env.invalidate_all()
        self.assertIn("after Invoices was switched on", move.bridge_ribbon)

    def test_one_live_connection_per_company(self):
        self.connection()
        second = self.connection(enabled=False)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "one_live_per_company"),
            self.cr.savepoint(),
        ):
            second.action_connect()
            self.env.flush_all()

    def test_a_connection_that_sent_something_is_kept(self):
        connection = self.connection()
        self.release(self.invoice())
        with self.assertRaises(ValidationError):
            connection.unlink()

    def test_a_released_document_is_kept(self):
        self.connection()
        move = self.invoice()
        self.release(move)
        move.button_draft()
        with self.assertRaises(UserError):
            move.unlink()
