"""The one place that commits."""

from unittest import TestCase
from unittest.mock import patch

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged

from ..engine.transaction import OuterTransactionDirty, in_own_transaction
from .common import BridgeCommon


@tagged("post_install", "-at_install")
class TestTransaction(BridgeCommon):
    """Its guard, its retry, its end. What only two real cursors show stands with the races."""

    def test_what_was_done_is_there(self):
        def work(env, name):
            return env["res.partner"].create({"name": name}).id

        partner_id = in_own_transaction(self.env, work, "Made inside")
        self.assertEqual(self.env["res.partner"].browse(partner_id).name, "Made inside")

    def assert_refused(self):
        """Not by Odoo's own assertion, which flushes first."""
        with TestCase.assertRaises(self, OuterTransactionDirty):
            in_own_transaction(self.env, self.fail)

    def test_refused_where_the_caller_holds_changes(self):
        self.customer.comment = "Not flushed"
        self.assert_refused()
        self.env.flush_all()
        self.assertEqual(in_own_transaction(self.env, lambda env: 7), 7)

    def test_refused_where_the_caller_has_something_to_compute(self):
        field = self.env["res.partner"]._fields["commercial_company_name"]
        self.env.add_to_compute(field, self.customer)
        self.assert_refused()
        self.env.flush_all()
        self.assertTrue(in_own_transaction(self.env, lambda env: True))

    def test_records_only_thought_of_are_no_change(self):
        """Posting an invoice leaves a record behind that exists in memory only; flushing never ends it."""
        self.invoice()
        self.env.flush_all()
        self.assertTrue(any(self.env.transaction.tocompute.values()))
        self.assertTrue(in_own_transaction(self.env, lambda env: True))

    def test_conflict_starts_again_at_once(self):
        for conflict in (SerializationFailure, LockNotAvailable, ConcurrencyError):
            with self.subTest(conflict=conflict.__name__), patch("time.sleep") as sleep:
                cursors = self.meeting(conflict)
                self.assertEqual(len(set(map(id, cursors))), 3, "each on a cursor of its own")
                sleep.assert_not_called()
        self.assertEqual(self.env["res.partner"].search_count([("name", "=", "Twice?")]), 3)

    def meeting(self, conflict):
        """Do something that meets a conflict twice. :return: the cursors it was done on."""
        cursors = []

        def work(env):
            env["res.partner"].create({"name": "Twice?"})
            cursors.append(env.cr)
            if len(cursors) < 3:
                raise conflict("somebody was faster")
            return len(cursors)

        self.assertEqual(in_own_transaction(self.env, work), 3)
        return cursors

    def test_conflict_without_end_is_raised(self):
        tries = []

        def work(env):
            tries.append(1)
            raise SerializationFailure("somebody is always faster")

        with self.assertRaises(SerializationFailure):
            in_own_transaction(self.env, work, tries=4)
        self.assertEqual(len(tries), 4)

    def test_fault_takes_everything_back(self):
        def work(env):
            env["res.partner"].create({"name": "Never"})
            env.flush_all()
            raise ZeroDivisionError

        with self.assertRaises(ZeroDivisionError):
            in_own_transaction(self.env, work)
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Never")]))

    def test_lock_time_out_and_superuser(self):
        def work(env):
            env.cr.execute("SHOW lock_timeout")
            return env.cr.fetchone()[0], env.uid, dict(env.context)

        self.assertEqual(in_own_transaction(self.env, work), ("5s", 1, {}))
