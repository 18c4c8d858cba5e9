"""The budget of calls: shared, sliding, counted in the database, and never waited for."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..engine import budget
from ..engine.access import CredentialAccess
from ..ledgers.cloud import Allowance
from ..ledgers.clouds import CLOUDS
from ..ledgers.protocol import Unreachable


def calls_a_minute(count, ledger="quickbooks_online"):
    """Let a ledger be called so often only."""
    return patch.object(type(CLOUDS[ledger]), "allowance", Allowance(count, 40))


@tagged("post_install", "-at_install")
class TestBudget(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Acme Field Services"})
        cls.credential = cls.make_credential()

    @classmethod
    def make_credential(cls, **values):
        return cls.env["bridge.credential"].create(
            {"ledger": "quickbooks_online", "company_id": cls.company.id, "client_id": "AB1", **values}
        )

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.registry_enter_test_mode()

    def access(self, credential=None):
        return CredentialAccess(self.env, credential or self.credential)

    def let_pass(self, seconds):
        """Let time go by for every row."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE bridge_budget
                   SET quiet_until = quiet_until - make_interval(secs => %(s)s),
                       began_at = CASE WHEN period = 'minute' THEN began_at - make_interval(secs => %(s)s)
                                       ELSE began_at END
                """,
                s=seconds,
            )
        )
        self.env.invalidate_all()

    def row(self, period, credential=None):
        self.env.invalidate_all()
        return self.env["bridge.budget"].search(
            [("credential_id", "=", (credential or self.credential).id), ("period", "=", period)]
        )

    # === A MINUTE === #

    def test_all_are_granted(self):
        access = self.access()
        self.assertEqual(access.grant(10), 10)
        self.assertEqual(access.grant(3, metered=3), 3)
        self.assertEqual(access.grant(1, metered=1, batches=1), 1)
        month = self.row("month")
        self.assertEqual((month.calls, month.metered, month.batches), (14, 4, 1))
        self.assertEqual(month.began_at, budget.month_of(fields.Datetime.now()))

    def test_no_more_than_a_minute_holds(self):
        access = self.access()
        with calls_a_minute(25):
            self.assertEqual([access.grant(10) for _time in range(4)], [10, 10, 5, 0])
            self.assertEqual(access.short_of, "throttled")
            self.let_pass(90)
            # Half of the minute before still counts.
            self.assertEqual(access.grant(100), 12)
            self.let_pass(200)
            self.assertEqual(access.grant(100), 25)

    def test_batches_have_a_budget_of_their_own(self):
        access = self.access()
        self.assertEqual([access.grant(1, metered=1, batches=1) for _time in range(41)], [1] * 40 + [0])
        self.assertEqual(access.grant(10), 10)
        self.assertEqual(access.grant(2, metered=2), 2)

    def test_every_worker_draws_on_it(self):
        with calls_a_minute(6):
            self.assertEqual(self.access().grant(4), 4)
            self.assertEqual(self.access().grant(4), 2)
            other = self.make_credential(company_id=self.env.company.id)
            self.env.flush_all()
            self.assertEqual(self.access(other).grant(4), 4, "another company there has a minute of its own")

    def test_a_clock_that_was_set_back(self):
        self.access().grant(1)
        self.let_pass(-3600)
        self.assertEqual(self.access().grant(5), 5)

    # === QUIET === #

    def test_quiet(self):
        access = self.access()
        turn = self.env.ref("accounting_bridge.ir_cron_turn")
        self.env["ir.cron.trigger"].search([]).unlink()
        access.throttled(60)
        self.assertEqual((access.grant(1), access.short_of), (0, "throttled"))
        self.assertEqual(self.access().grant(1, metered=1), 0, "for every worker")
        wakes = self.env["ir.cron.trigger"].search([("cron_id", "=", turn.id)])
        self.assertTrue(wakes)
        self.assertAlmostEqual(
            max(wakes.mapped("call_at")), fields.Datetime.now() + timedelta(seconds=60), delta=timedelta(seconds=9)
        )
        for _time in range(10):
            access.grant(1)
        self.assertLessEqual(len(self.env["ir.cron.trigger"].search([("cron_id", "=", turn.id)])), len(wakes) + 1)
        self.let_pass(61)
        self.assertEqual(access.grant(1), 1)

    def test_the_longer_quiet_counts(self):
        self.access().throttled(600)
        self.access().throttled(5)
        self.let_pass(10)
        self.assertEqual(self.access().grant(1), 0)

    # === A MONTH === #

    def test_counted_calls_end(self):
        self.credential.metered_limit = 5
        self.env.flush_all()
        access = self.access()
        self.assertEqual([access.grant(2, metered=2) for _time in range(3)], [2, 2, 1])
        self.assertEqual(access.short_of, "budget_used_up")
        self.assertEqual(access.grant(1, metered=1, batches=1), 0)
        self.assertEqual(access.grant(7), 7, "what is not counted goes on")
        self.assertEqual(self.row("month").metered, 5)

    def test_one_application_in_two_companies(self):
        """The price list counts the application (facts 5)."""
        other = self.make_credential(company_id=self.env.company.id, metered_limit=5)
        elsewhere = self.make_credential(client_id="AB2", metered_limit=5)
        self.env.flush_all()
        self.assertEqual(self.access().grant(4, metered=4), 4)
        self.assertEqual(self.access(other).grant(4, metered=4), 1)
        self.assertEqual(self.access(elsewhere).grant(4, metered=4), 4)

    def test_next_month(self):
        self.credential.metered_limit = 5
        self.env.flush_all()
        self.access().grant(5, metered=5)
        self.env.cr.execute("UPDATE bridge_budget SET began_at = began_at - interval '1 month' WHERE period = 'month'")
        self.env.invalidate_all()
        self.assertEqual(self.access().grant(5, metered=5), 5)
        self.assertEqual(len(self.row("month")), 2)

    def test_no_limit(self):
        for values in ({"metered_limit": 0}, {"metered_limit": 1, "environment": "sandbox"}):
            self.credential.write(values)
            self.env.flush_all()
            self.assertEqual(self.access().grant(9, metered=9), 9)

    def test_what_the_form_says(self):
        connection = self.env["bridge.connection"].create(
            {"ledger": "quickbooks_online", "company_id": self.company.id, "app_client_id": "AB9"}
        )
        credential = connection.sudo().credential_id
        self.env.flush_all()
        access = self.access(credential)
        access.grant(300, metered=0)
        access.grant(50, metered=50)
        self.env.invalidate_all()
        expected = "350, of which 50 count. The application has used 50 of the 500,000 that cost nothing (0.0 %)."
        self.assertEqual(connection.app_calls_text, expected)
        self.env.cr.execute("UPDATE bridge_budget SET metered = 600000 WHERE credential_id = %s", [credential.id])
        self.env.invalidate_all()
        self.assertIn("$ 300.00 this month in the plan Silver", connection.app_calls_text)
        connection.app_environment = "sandbox"
        self.env.invalidate_all()
        self.assertEqual(connection.app_calls_text, "350; calls to a sandbox cost nothing.")

    def test_goes_with_its_credential(self):
        self.access().grant(1)
        self.env.invalidate_all()
        self.credential.unlink()
        self.assertFalse(self.env["bridge.budget"].search([("credential_id", "=", self.credential.id)]))

    def test_no_credential(self):
        access = CredentialAccess(self.env, self.env["bridge.credential"])
        with self.assertRaises(Unreachable) as caught:
            access.token()
        self.assertEqual(caught.exception.reason, "sign_in_needed")


@tagged("post_install", "-at_install")
class TestRights(TransactionCase):
    def test_managers_of_the_company_read_it(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        group = self.env.ref("accounting_bridge.group_bridge_manager")
        person = self.env["res.users"].create(
            {
                "name": "M",
                "login": "m_elsewhere",
                "group_ids": [Command.set(group.ids)],
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
            }
        )
        ours = self.env["bridge.credential"].create({"ledger": "quickbooks_online", "company_id": self.env.company.id})
        theirs = self.env["bridge.credential"].create({"ledger": "quickbooks_online", "company_id": company.id})
        budget._minute(self.env, ours.id)
        budget._minute(self.env, theirs.id)
        self.assertEqual(self.env["bridge.credential"].with_user(person).search([]), theirs)
        self.assertEqual(self.env["bridge.budget"].with_user(person).search([]).credential_id, theirs)
