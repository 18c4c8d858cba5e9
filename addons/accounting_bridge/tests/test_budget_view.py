"""What a person reads of the calls that were made: of whom, in which window, what is left, what it costs."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..engine import budget
from ..ledgers.clouds import CLOUDS
from .test_budget import calls_a_minute


@tagged("post_install", "-at_install")
class TestBudgetView(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Acme Field Services"})
        cls.connection = cls.env["bridge.connection"].create(
            {
                "ledger": "quickbooks_online",
                "company_id": cls.company.id,
                "app_client_id": "AB1",
                "app_environment": "production",
            }
        )
        cls.credential = cls.connection.sudo().credential_id
        cls.manager = new_test_user(
            cls.env(context={"no_reset_password": True}),
            "budget_manager",
            groups="accounting_bridge.group_bridge_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def mine(self, record):
        return record.with_user(self.manager).with_context(allowed_company_ids=self.company.ids)

    def rows(self, period):
        """Return the rows of a window as the manager reads them from the button of the connection."""
        self.env.invalidate_all()
        action = self.mine(self.connection).action_open_budget()
        rows = self.mine(self.env["bridge.budget"]).search(action["domain"])
        return rows.filtered(lambda row: row.period == period)

    def test_this_minute(self):
        with calls_a_minute(10):
            budget.grant(self.env, self.credential.id, 4, 4, 0)
            row = self.rows("minute")
            self.assertEqual((row.used, row.limit_text, row.left_text), (4, "10", "6"))
            self.assertEqual(row.connection_names, self.connection.name)
            self.assertFalse(row.cost_text)
            # A minute that is long over counts nothing any more, whoever looks.
            row.sudo().began_at = fields.Datetime.now() - timedelta(minutes=5)
            row = self.rows("minute")
            self.assertEqual((row.used, row.left_text), (0, "10"))
            self.assertEqual(row.calls, 4)
        budget.keep_quiet(self.env, self.credential.id, 600)
        self.assertTrue(self.rows("minute").quiet_until)

    def test_a_month_and_what_it_costs(self):
        budget.grant(self.env, self.credential.id, 4, 4, 1)
        row = self.rows("month")
        self.assertEqual((row.used, row.metered, row.batches), (4, 4, 4))
        self.assertEqual((row.limit_text, row.left_text), ("500,000 counted", "499,996"))
        self.assertEqual(row.cost_text, "$ 0.00 in the plan Builder")
        row.sudo().metered = 1_200_000
        row = self.rows("month")
        self.assertEqual((row.left_text, row.cost_text), ("0", "$ 1,000.00 in the plan Silver"))
        self.credential.environment = "sandbox"
        row = self.rows("month")
        self.assertEqual((row.limit_text, row.left_text, row.cost_text), (False, False, False))

    def test_what_a_ledger_says_is_left_of_its_day(self):
        other = self.env["res.company"].create({"name": "Acme NZ"})
        shared = self.env["bridge.credential"].create({"ledger": "xero"})
        first, second = self.env["bridge.connection"].create(
            [{"ledger": "xero", "company_id": company.id} for company in (self.company, other)]
        )
        first.sudo().write({"credential_id": shared.id, "remote_company_id": "T1"})
        second.sudo().write({"credential_id": shared.id, "remote_company_id": "T2"})
        for tenant, day in (("T1", 1200), ("T2", 4000)):
            budget.note_left(self.env, shared.id, tenant, 5000, None)
            budget.note_left(self.env, shared.id, tenant, day, None)
            budget.grant(self.env, shared.id, 1, 0, 0, tenant)
        self.env.invalidate_all()
        rows = self.env["bridge.budget"].search(first.action_open_budget()["domain"])
        self.assertEqual(set(rows.mapped("tenant")), {"T1"})
        minute = rows.filtered(lambda row: row.period == "minute")
        self.assertEqual(minute.connection_names, first.name)
        self.assertEqual(minute.day_text, "1,199 of 5,000")
        self.assertEqual(minute.limit_text, str(CLOUDS["xero"].allowance.calls_a_minute))
        month = rows - minute
        self.assertEqual((month.used, month.limit_text, month.cost_text), (1, False, False))
        self.assertIn("Acme NZ", shared.display_name)

    def test_who_reads_it(self):
        budget.grant(self.env, self.credential.id, 4, 4, 0)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.manager.write({"company_id": elsewhere.id, "company_ids": [Command.set(elsewhere.ids)]})
        theirs = self.env["bridge.budget"].with_user(self.manager).with_context(allowed_company_ids=elsewhere.ids)
        self.assertFalse(theirs.search([("credential_id", "=", self.credential.id)]))
        with self.assertRaises(AccessError):
            self.connection.with_user(self.manager).with_context(allowed_company_ids=elsewhere.ids).action_open_budget()

    def test_how_often_is_looked(self):
        """As many queries for a hundred months as for ten."""
        months = [
            {
                "credential_id": self.credential.id,
                "period": "month",
                "began_at": f"{year}-0{month}-01",
                "calls": 1,
                "metered": 1,
            }
            for year in range(2010, 2020)
            for month in range(1, 10)
        ]
        rows = self.env["bridge.budget"].create(months)
        names = ["connection_names", "used", "limit_text", "left_text", "day_text", "cost_text", "display_name"]
        counts = []
        for some in (rows[:10], rows):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
