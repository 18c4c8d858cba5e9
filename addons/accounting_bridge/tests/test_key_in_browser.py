"""What is being typed or read is not lost when the page loads itself again, or an answer comes late."""

from itertools import count
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged

from .online_company_case import OnlineCompanyCase


@tagged("post_install", "-at_install")
class TestKeyInTheBrowser(OnlineCompanyCase, HttpCase):
    # Entered for each test by the common class.
    registry_test_mode = False

    def test_what_is_typed_stays_while_a_run_is_at_work(self):
        connection = self.connection(create_missing_customer="ask", create_missing_item="ask")
        connection.customer_direction = "push"
        silent = self._customer("Silent Baker", customer_rank=1)
        connection.customers_ahead = True
        self.turn(connection)
        self.assertEqual(silent.bridge_binding_ids.issue_id.reason, "customer_key_missing")
        connection.last_session_id.state = "running"
        url = f"/odoo/bridge-connections/{connection.id}"
        self.start_tour(url, "accounting_bridge_key_is_kept", login="bookkeeper_a")
        self.env.invalidate_all()
        self.assertEqual(silent.email, "office@baker.example")

    def test_what_is_typed_stays_when_an_answer_comes_late(self):
        connection = self.connection()
        self.turn(connection)
        connection.write({"setup_step": "mapping", "setup_mode": "express", "wages_liability_type": "credit_card"})
        connection.flow_ids.filtered(lambda flow: flow.kind == "payment").enabled = True
        connection._plan_defaults()
        url = f"/odoo/bridge-setup/{connection.id}"
        self.start_tour(url, "accounting_bridge_typing_is_kept", login="manager_a")
        self.env.invalidate_all()
        self.assertEqual(connection.deposit_account_id.name, "Undeposited Funds")
        self.assertEqual(connection.wages_liability_type, "other_current_liability")

    def test_who_reads_a_plan_at_work_stays_on_the_page(self):
        connection = self.connection()
        self.turn(connection)
        plan = self.env["bridge.plan"].sudo().create({"connection_id": connection.id})
        plan._add_lines([{"mark": "add", "is_selected": True, "name": f"Customer {n:03}"} for n in range(1, 121)])
        plan.write({"state": "started", "started_at": fields.Datetime.now()})
        self.assertTrue(plan.is_called)
        self.assertEqual(plan.connection_state, "connected")
        done = count(1)
        counts = patch.object(self.registry["bridge.plan"], "_counts", lambda _plans: {plan.id: (120, next(done), 0)})
        with counts:
            self.start_tour(f"/odoo/bridge-compare/{plan.id}", "accounting_bridge_plan_is_read", login="user_a")
        self.env.invalidate_all()
        self.assertEqual(plan.state, "done")
