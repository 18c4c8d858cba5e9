"""Invoices of contracts: recognised, generated for every period that is due, flagged, posted and released."""

from ast import literal_eval
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .. import generating
from .contract_case import ContractCase

FAILURES = ("odoo.addons.contract.models.contract", "odoo.addons.accounting_bridge_contract.generating")


@tagged("post_install", "-at_install")
class TestContracts(ContractCase):
    def test_invoices_are_recognised_by_their_lines(self):
        contract = self.contract(periods=1)
        self.generate()
        mine, other = self.invoices_of(contract), self.invoice()
        self.assertTrue(mine.bridge_is_contract)
        self.assertEqual(mine.bridge_contract_ids, contract)
        self.assertFalse(other.bridge_is_contract or other.bridge_contract_ids)
        moves = self.env["account.move"]
        both = [("id", "in", (mine | other).ids)]
        self.assertEqual(moves.search([("bridge_is_contract", "=", True), *both]), mine)
        self.assertEqual(moves.search([("bridge_is_contract", "=", False), *both]), other)
        action = self.env["ir.actions.act_window"]._for_xml_id("accounting_bridge_contract.action_bridge_contract")
        listed = self.as_("user", moves).search(literal_eval(action["domain"]))
        self.assertIn(mine, listed)
        self.assertNotIn(other, listed)

    def test_lists_offer_what_they_shall(self):
        moves = self.as_("user", self.env["account.move"])
        view = self.env.ref("accounting_bridge_contract.view_contract_invoice_list")
        self.assertIn("action_bridge_generate_contracts", moves.get_view(view.id, "list")["arch"])
        self.assertNotIn("action_bridge_generate_contracts", moves.get_view(view_type="list")["arch"])
        self.assertIn("bridge_contracts", moves.get_view(view_type="search")["arch"])
        self.assertNotIn("bridge_contracts", self.seen_by(self.billing, moves).get_view(view_type="search")["arch"])
        plans = self.as_("user", self.env["bridge.plan"]).get_view(view_type="form")["arch"]
        self.assertIn("action_generate_contracts", plans)
        settings = self.as_("manager", self.env["bridge.connection"]).get_view(view_type="form")["arch"]
        self.assertIn("contract_policy", settings)
        contract = self.contract(periods=1)
        self.generate()
        read = moves.browse(self.invoices_of(contract).ids).web_read(
            {"bridge_contract_ids": {"fields": {"display_name": {}}}, "bridge_is_contract": {}}
        )
        self.assertEqual(read[0]["bridge_contract_ids"][0]["id"], contract.id)

    def test_marks_are_read_together(self):
        contracts = [self.contract(periods=1, name=f"Contract {number}") for number in range(6)]
        self.generate()
        moves = self.env["account.move"].union(*map(self.invoices_of, contracts))
        self.env.invalidate_all()
        with self.assertQueryCount(10):
            self.assertEqual(moves.mapped("bridge_is_contract"), [True] * 6)
            self.assertEqual(len(moves.bridge_contract_ids), 6)

    # === PERIODS === #

    def test_three_periods_are_three_invoices_once(self):
        contract = self.contract(periods=3)
        self.assertEqual(self.generate()["message"], "3 invoices of one contract were generated.")
        moves = self.invoices_of(contract)
        self.assertEqual(moves.mapped("invoice_date"), self.months(3))
        self.assertEqual(moves.mapped("amount_total"), [100.0] * 3)
        self.assertEqual(set(moves.mapped("state")), {"draft"})
        told = self.generate()
        self.assertIn("No contract is due", told["message"])
        self.assertEqual(self.invoices_of(contract), moves)

    def test_a_run_of_the_host_makes_one_period_and_the_shortcut_the_rest(self):
        contract = self.contract(periods=3)
        contract.recurring_create_invoice()
        self.assertEqual(len(self.invoices_of(contract)), 1)
        self.generate()
        self.assertEqual(self.invoices_of(contract).mapped("invoice_date"), self.months(3))

    def test_what_has_ended_is_not_invoiced_further(self):
        contract = self.contract(periods=3)
        contract.contract_line_ids.date_end = self.months(3)[1].replace(day=28)
        self.generate()
        self.assertEqual(self.invoices_of(contract).mapped("invoice_date"), self.months(3)[:2])

    def test_how_many_is_told_in_plain_words(self):
        self.contract(periods=1)
        self.assertEqual(self.generate()["message"], "1 invoice of a contract was generated.")
        for _number in range(2):
            self.contract(periods=1)
        self.assertEqual(self.generate()["message"], "2 invoices of 2 contracts were generated.")

    def test_so_many_periods_at_once(self):
        contract = self.contract(periods=5)
        with patch.object(generating, "MOST_PERIODS", 2):
            told = self.generate()
        self.assertEqual(len(self.invoices_of(contract)), 2)
        self.assertIn("press again", told["message"])
        self.assertEqual(told["type"], "warning")
        self.generate()
        self.assertEqual(len(self.invoices_of(contract)), 5)

    @mute_logger(*FAILURES)
    def test_one_that_fails_is_told_and_stops_no_other(self):
        broken, sound = self.contract(name="Broken"), self.contract(name="Sound")
        original = self.registry["contract.contract"]._prepare_invoice

        def prepare(contract, date_invoice, journal=None):
            if contract == broken and date_invoice == self.this_month:
                raise UserError("No journal <b>here</b>")  # pylint: disable=translation-required
            return original(contract, date_invoice, journal)

        with patch.object(self.registry["contract.contract"], "_prepare_invoice", prepare):
            told = self.generate()
        self.assertEqual(len(self.invoices_of(sound)), 3)
        self.assertEqual(len(self.invoices_of(broken)), 2)
        self.assertEqual(told["type"], "warning")
        self.assertIn("Broken", told["message"])
        self.assertIn("No journal <b>here</b>", told["message"])
        self.assertIn("No journal", broken.invoice_generation_error)
        self.generate()
        self.assertEqual(self.invoices_of(broken).mapped("invoice_date"), self.months(3))
        self.assertFalse(broken.invoice_generation_error)

    def test_only_the_contracts_of_this_company_and_of_customers(self):
        purchase = self.contract(contract_type="purchase")
        elsewhere = self.contract(name="Elsewhere")
        elsewhere.company_id = self.company_b
        self.generate()
        self.assertFalse(self.invoices_of(purchase) | self.invoices_of(elsewhere))

    def test_who_may_not_release_may_not_generate(self):
        self.contract()
        with self.assertRaises(AccessError):
            self.seen_by(self.billing, self.env["account.move"]).action_bridge_generate_contracts()

    # === FLAGS === #

    def test_flags_are_ticked_by_preference(self):
        contract = self.contract(periods=2)
        contract.recurring_create_invoice()
        first = self.invoices_of(contract)
        self.assertFalse(first.bridge_closed or first.bridge_ready)
        self.company_a.bridge_flag_contract = True
        contract.recurring_create_invoice()
        second = self.invoices_of(contract) - first
        self.assertTrue(second.bridge_closed and second.bridge_ready)
        self.assertFalse(first.bridge_closed or first.bridge_ready)

    def test_customers_invoiced_by_hand_are_left_alone(self):
        self.company_a.bridge_flag_contract = True
        self.posting_connection()
        self.customer.bridge_by_hand = True
        contract = self.contract(periods=1)
        self.generate()
        move = self.invoices_of(contract)
        self.assertEqual(move.state, "draft")
        self.assertFalse(move.bridge_closed or move.bridge_ready)

    def test_flags_taken_off_a_queued_one_withdraw_it(self):
        self.company_a.bridge_flag_contract = True
        connection = self.connection()
        contract = self.contract(periods=1)
        self.generate()
        move = self.invoices_of(contract)
        move.action_post()
        self.release(move)
        self.assertEqual(move.bridge_state, "queued")
        wizard = self.as_("user", self.env["bridge.set.flags"]).create(
            {"move_ids": [Command.set(move.ids)], "bridge_closed": True, "bridge_ready": False}
        )
        wizard.action_set()
        self.env.invalidate_all()
        self.assertEqual(move.bridge_state, "withdrawn")
        self.run_all(connection)
        self.assertFalse(self.mirrored(connection, Kind.INVOICE))

    # === POLICY === #

    def test_by_hand_they_stay_drafts(self):
        self.connection()
        contract = self.contract(periods=1)
        self.generate()
        move = self.invoices_of(contract)
        self.assertEqual((move.state, move.bridge_state), ("draft", False))

    def test_posted_and_released_when_generated(self):
        self.posting_connection()
        contract = self.contract()
        self.generate()
        moves = self.invoices_of(contract)
        self.assertEqual(moves.mapped("state"), ["posted"] * 3)
        self.assertEqual(moves.mapped("bridge_state"), ["queued"] * 3)
        self.assertEqual(set(moves.bridge_transfer_id.batch_id.mapped("origin")), {"policy"})

    def test_the_schedule_of_the_host_releases_them_too(self):
        self.posting_connection()
        contract = self.contract(periods=1)
        self.env["contract.contract"].cron_recurring_create_invoice()
        move = self.invoices_of(contract)
        self.assertEqual((move.state, move.bridge_state), ("posted", "queued"))

    def test_the_policy_is_for_contracts_alone(self):
        self.posting_connection()
        self.assertFalse(self.invoice().bridge_state)

    def test_a_draft_that_somebody_posts_is_released(self):
        connection = self.connection()
        contract = self.contract(periods=1)
        self.generate()
        self.as_("manager", connection).write({"policy_override": True, "contract_policy": "generated"})
        move = self.invoices_of(contract)
        move.action_post()
        self.assertEqual(move.bridge_state, "queued")

    def test_what_is_not_ours_to_send_is_not_posted(self):
        self.posting_connection(date_from=self.this_month)
        contract, nothing = self.contract(periods=2), self.contract(periods=1, price=0.0)
        self.generate()
        self.assertEqual(self.invoices_of(contract).mapped("state"), ["draft", "posted"])
        self.assertEqual(self.invoices_of(nothing).mapped("state"), ["draft"])

    def test_what_cannot_be_posted_stays_a_draft_and_is_told(self):
        self.posting_connection()
        contract = self.contract(periods=2)
        original = self.registry["account.move"].action_post

        def action_post(moves):
            if moves.invoice_date == self.this_month:
                raise UserError("Not <b>today</b>")  # pylint: disable=translation-required
            return original(moves)

        with patch.object(self.registry["account.move"], "action_post", action_post):
            self.generate()
        moves = self.invoices_of(contract)
        self.assertEqual(moves.mapped("state"), ["posted", "draft"])
        self.assertIn("Not <b>today</b>", moves[1].activity_ids.summary)

    def test_the_policy_wants_customers_and_items_settled(self):
        connection = self.connection()
        with self.assertRaises(UserError) as refused:
            self.as_("manager", connection).contract_policy = "generated"
        self.assertIn("Before invoices release themselves", str(refused.exception))
        self.assertEqual(connection.contract_policy, "hand")

    def test_paused_or_not_enabled_nothing_is_posted(self):
        connection = self.posting_connection()
        connection.flow_ids.filtered(lambda flow: flow.kind == Kind.INVOICE.value).enabled = False
        contract = self.contract(periods=1)
        self.generate()
        self.assertEqual(self.invoices_of(contract).state, "draft")

    def test_only_a_manager_chooses(self):
        connection = self.connection()
        with self.assertRaises(AccessError):
            self.as_("bookkeeper", connection).contract_policy = "generated"
