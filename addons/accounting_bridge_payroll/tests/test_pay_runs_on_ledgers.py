"""Worked pay runs in the books of every ledger, to the cent: what is asserted is what was posted there.

The three runs stand in the readme of this addon with their postings.
"""

from decimal import Decimal

from odoo.tests import tagged

from .pay_ledgers import PAYEE, DesktopPaying, OnlinePaying, XeroPaying


class WorkedRuns:
    """What a pay run comes to in the books of a ledger."""

    allow_inherited_tests_method = True

    # === THE THREE WORKED RUNS === #

    def test_gross_is_net(self):
        """Nothing is taken off: one line, one vendor, one bill; sent once, however often a session runs."""
        connection = self.paying()
        bills = self.send(connection, self.simple_run())
        self.assert_in_step(bills)
        self.assertEqual(bills.mapped("kind"), ["bill"])
        self.assertEqual(self.bills_there(), [(PAYEE, Decimal("3000.00"))])
        self.assert_posted(Wages="3000.00", payable="-3000.00")
        self.assertEqual(connection.refuses_negative_lines, False)

    def test_deductions_and_an_employer_cost(self):
        """What is taken off stands on the bill below zero, what the employer owes besides twice; the total is the net.

        ::

            Wages             5,511.37         3,000.00 + 2,511.37
            Employer Pension    413.35           225.00 +   188.35
            Tax Withheld     -1,102.27           600.00 +   502.27
            Pension Payable    -688.92           150.00 +   125.57 taken off, 413.35 of the employer
            total             4,133.53
        """
        bills = self.send(self.paying(), self.run_of_two())
        self.assert_in_step(bills)
        self.assertEqual(self.bills_there(), [(PAYEE, Decimal("4133.53"))])
        self.assert_posted(
            Wages="5511.37",
            Employer_Pension="413.35",
            Tax_Withheld="-1102.27",
            Pension_Payable="-688.92",
            payable="-4133.53",
        )

    def test_below_zero_it_is_a_journal_entry(self):
        """More is taken off than was earned: no bill says that. The employee owes it, on the liability of pay."""
        bills = self.send(self.paying(), self.run_below_zero())
        self.assert_in_step(bills)
        self.assertEqual((bills.mapped("kind"), self.bills_there()), (["journal_entry"], []))
        self.assertEqual(self.entries_there(), [Decimal("250.00")])
        self.assert_posted(Wages="100.00", Employee_Advances="-250.00", Wages_Liability="150.00")

    # === CHANGED AFTERWARDS === #

    def test_a_change_sends_only_the_difference(self):
        """A run is opened, changed and approved again: a person is asked, and what is sent then is what is missing."""
        connection, employee = self.paying(), self.employee("Ada", 3000.00)
        run = self.pay_run("October", self.structure("WAGE", "TAX"), employee)
        first = self.send(connection, run)
        self.change_wage(run, employee, 3100.50)
        self.run_all(connection)
        self.assertEqual(run.bridge_bill_ids, first)
        self.assert_posted(Wages="3000.00", Tax_Withheld="-600.00", payable="-2400.00")
        issue = self.open_issue(connection)
        self.assertEqual(issue.reason, "pay_run_changed")
        issue.with_context(cure="send_difference").action_cure()
        self.run_all(connection)
        self.assert_in_step(run.bridge_bill_ids)
        self.assertEqual(sorted(self.bills_there()), [(PAYEE, Decimal("80.40")), (PAYEE, Decimal("2400.00"))])
        self.assert_posted(Wages="3100.50", Tax_Withheld="-620.10", payable="-2480.40")

    def test_a_change_below_what_was_sent(self):
        """The wage was less: the difference is below zero and goes as a journal entry."""
        connection, employee = self.paying(), self.employee("Ada", 3000.00)
        run = self.pay_run("October", self.structure("WAGE"), employee)
        self.send(connection, run)
        self.change_wage(run, employee, 2900.00)
        self.open_issue(connection).with_context(cure="send_difference").action_cure()
        self.run_all(connection)
        self.assert_in_step(run.bridge_bill_ids)
        self.assertEqual(sorted(run.bridge_bill_ids.mapped("kind")), ["bill", "journal_entry"])
        self.assert_posted(Wages="2900.00", Wages_Liability="100.00", payable="-3000.00")


@tagged("post_install", "-at_install")
class TestOnlinePayRuns(WorkedRuns, OnlinePaying):
    """QuickBooks Online."""


@tagged("post_install", "-at_install", "slow")
class TestXeroPayRuns(WorkedRuns, XeroPaying):
    """Xero."""


@tagged("post_install", "-at_install", "slow")
class TestDesktopPayRuns(WorkedRuns, DesktopPaying):
    """QuickBooks Desktop."""
