"""*Express* in the set-up, on a ledger that lets accounts be created and on one that does not."""

from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..ledgers.documents import Kind
from .common import BridgeCommon
from .double import DoubleLedger
from .online_company_case import OnlineCompanyCase
from .setup_case import SetupCase


@tagged("post_install", "-at_install")
class TestSetupExpress(SetupCase, OnlineCompanyCase):
    """Nothing of QuickBooks Online is chosen by anybody."""

    mode = "express"

    def test_live_without_choosing_an_account(self):
        connection = self.walk_to(self.begin(create_missing_customer="always", create_missing_item="always"), "mapping")
        connection.customer_direction = "push"
        self.assertTrue(connection.setup_creates)
        self.assertIn("still being read", connection.setup_problem_text)
        self.assertFalse(connection.default_ids)
        self.turn(connection)
        # Closed meanwhile: who comes back finds them shown.
        connection.action_setup()
        self.assertEqual(
            sorted(connection.default_ids.mapped("code")), ["OD-2000", "OD-3000", "OD-9000"], "tax is the ledger's own"
        )
        self.assertIn("press Create these", connection.setup_problem_text)
        self.assertFalse(self.link_there("OD Service Income"), "shown before anything is written")
        with self.assertRaisesRegex(UserError, "press Create these"):
            connection.action_setup_continue()
        connection.action_create_defaults()
        self.env.invalidate_all()
        self.assertTrue(connection.setup_is_waiting)
        self.assertIn("3 accounts are on their way", connection.setup_problem_text)
        self.turn(connection)
        self.assertFalse(connection.setup_is_waiting)
        self.assertFalse(connection.setup_problem_text)
        self.assertEqual(self.link_there("OD Service Income"), 1)
        self.walk_to_the_end(connection)
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed", move.bridge_ribbon)
        self.assertEqual(connection.income_account_id.name, "OD Service Income")

    def walk_to_the_end(self, connection):
        for step in ("schedule", "review", "activate"):
            connection.action_setup_continue()
            self.assertEqual(connection.setup_step, step)
        connection.action_setup_activate()
        self.assertEqual(connection.state, "connected")

    def link_there(self, name):
        """Return how many accounts of this name the books hold."""
        return len([row for row in self.book.objects("Account") if row["Name"] == name])

    def test_what_is_in_the_way_is_said(self):
        connection = self.begin()
        self.desk.add_account("OD Service Income", "Bank")
        self.walk_to(connection, "mapping")
        self.turn(connection)
        connection.action_setup_plan()
        self.assertIn("OD Service Income: ", connection.setup_problem_text)
        row = connection.default_ids.filtered(lambda default: default.state == "conflict")
        row.picked_id = self.mirrored(connection, Kind.ACCOUNT, "Sales")
        connection.invalidate_recordset()
        self.assertNotIn("OD Service Income: ", connection.setup_problem_text)


@tagged("post_install", "-at_install")
class TestSetupExpressByHand(SetupCase, BridgeCommon):
    """A ledger that lets nobody create an account: two of its own are chosen."""

    mode = "express"

    def test_two_accounts_are_chosen(self):
        creates = {kind: can for kind, can in DoubleLedger.capabilities.operations.items() if kind is not Kind.ACCOUNT}
        self.enterContext(
            patch.object(DoubleLedger, "capabilities", replace(DoubleLedger.capabilities, operations=creates))
        )
        self.put_there(Kind.ACCOUNT, "Sales")
        connection = self.walk_to(self.begin(), "mapping")
        self.assertFalse(connection.setup_creates)
        self.turn(connection)
        self.assertIn("choose the revenue account", connection.setup_problem_text)
        self.choose_accounts(connection)
        self.walk_to(connection, "activate")
        connection.action_setup_activate()
        self.assertEqual(connection.state, "connected")
        self.assertFalse(connection.default_ids)
