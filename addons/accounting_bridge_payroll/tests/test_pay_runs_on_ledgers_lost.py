"""Pay runs when the line goes dead and when somebody was at work there: each is there once, and nothing goes unseen."""

import json
from dataclasses import replace
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.accounting_bridge.engine.preparation import Preparation

from .pay_ledgers import PAYEE, DesktopPaying, OnlinePaying, XeroPaying


class HardDays:
    """Whatever happens on the way, a pay run is in the books once and to the cent."""

    allow_inherited_tests_method = True

    def lost(self, run):
        """Return a connection and the bills of a run whose writing was not answered."""
        connection = self.paying()
        run.action_bridge_release()
        bills = run.bridge_bill_ids
        with self.losing(bills.number):
            self.run_all(connection)
        self.assertIn(bills.bridge_state, ("sending", "uncertain", "processed"))
        return connection, bills

    def assert_once(self, bills, total):
        self.assert_in_step(bills)
        self.assertEqual(self.bills_there(), [(PAYEE, Decimal(total))])

    def test_an_answer_that_was_lost_is_asked_for(self):
        connection, bills = self.lost(self.simple_run())
        self.run_all(connection)
        self.assert_once(bills, "3000.00")
        self.assertIn("uncertain", bills.transfer_id.event_ids.mapped("state"))

    def test_what_is_there_is_the_evidence(self):
        """The ledger has forgotten what it was asked: the bill is known by its mark."""
        connection = self.paying()
        run = self.run_of_two()
        run.action_bridge_release()
        bills = run.bridge_bill_ids
        with self.losing(bills.number):
            self.turn(connection)
        self.forget_all(connection)
        self.run_all(connection)
        self.assert_once(bills, "4133.53")
        self.assertEqual(bills.binding_id.bound_by, "evidence")

    def test_an_entry_is_known_there_as_well(self):
        connection = self.paying()
        run = self.run_below_zero()
        run.action_bridge_release()
        bills = run.bridge_bill_ids
        with self.losing(bills.number):
            self.turn(connection)
        self.forget_all(connection)
        self.run_all(connection)
        self.assert_in_step(bills)
        self.assertEqual((self.entries_there(), bills.binding_id.bound_by), ([Decimal("250.00")], "evidence"))

    def test_somebody_changed_it_there(self):
        """A person is told, and says whose it is: what was released is put back."""
        connection = self.paying()
        bills = self.send(connection, self.simple_run())
        self.change_bill_there(bills.number, "2999.00")
        self.hour_goes_by(connection)
        issue = self.open_issue(connection)
        self.assertEqual((issue.reason, issue.kind), ("changed_after", "bill"))
        self.cure(issue, "restore")
        self.run_all(connection)
        self.assert_once(bills, "3000.00")
        self.assert_posted(Wages="3000.00", payable="-3000.00")

    def test_somebody_changed_an_entry_there(self):
        """No ledger lets an entry be changed from here: the words say so, and nobody is offered to put it back."""
        connection = self.paying()
        bills = self.send(connection, self.run_below_zero())
        self.redate_entry_there(bills.number, "2026-10-05")
        self.hour_goes_by(connection)
        issue = self.open_issue(connection)
        self.assertEqual((issue.reason, issue.kind), ("changed_after", "journal_entry"))
        self.assertIn("2026-10-05", issue.reason_text)
        self.assertIn(f"change it in {connection.ledger_name}, or accept what is there", issue.reason_text)
        offered = [cure["code"] for cure in self.as_("bookkeeper", issue).cures]
        self.assertEqual(offered, ["accept_there", "open_document"])
        with self.assertRaisesRegex(UserError, "no longer offered"):
            self.cure(issue, "restore")
        self.cure(issue, "accept_there")
        self.run_all(connection)
        self.assert_in_step(bills)
        self.assertEqual(self.entries_there(), [Decimal("250.00")])

    def test_somebody_took_it_out_there(self):
        """Released again it is made anew."""
        connection = self.paying()
        bills = self.send(connection, self.simple_run())
        self.remove_bill_there(bills.number)
        self.hour_goes_by(connection)
        self.assertEqual(bills.bridge_state, "gone")
        self.cure(self.open_issue(connection), "release_again")
        self.run_all(connection)
        self.assert_once(bills, "3000.00")

    def hour_goes_by(self, connection):
        self.link = connection
        self.later()


@tagged("post_install", "-at_install")
class TestOnlinePayHardDays(HardDays, OnlinePaying):
    """QuickBooks Online."""

    def change_bill_there(self, number, amount):
        self.desk.edit_line(number, entity="Bill", amount=amount)

    def redate_entry_there(self, number, day):
        self.desk.edit("JournalEntry", number, TxnDate=day)

    def remove_bill_there(self, number):
        self.desk.delete("Bill", number)

    def test_without_a_mark_number_vendor_and_total_are_the_evidence(self):
        connection = self.paying()
        run = self.simple_run()
        run.action_bridge_release()
        bills = run.bridge_bill_ids
        with self.losing(bills.number):
            self.turn(connection)
        self.desk.edit("Bill", bills.number, PrivateNote="October")
        self.forget_all(connection)
        self.run_all(connection)
        self.assert_once(bills, "3000.00")
        self.assertEqual(bills.binding_id.bound_by, "evidence")

    # === THERE ALREADY === #

    def typed_there(self, amount):
        """Return a connection, and a run whose bill somebody has entered by hand under its number."""
        connection, run = self.paying(), self.simple_run()
        self.desk.add_vendor(PAYEE)
        self.desk.enter_bill(PAYEE, [("Wages", amount)], number=f"PAY{run.id:05d}", date="2026-10-31")
        self.send(connection, run)
        issue = self.open_issue(connection)
        self.assertEqual((issue.reason, issue.transfer_count), ("bill_number_used", 1))
        return connection, run, issue

    def test_somebody_entered_it_by_hand(self):
        connection, run, issue = self.typed_there("3000.00")
        self.cure(issue, "already_there")
        self.run_all(connection)
        self.assert_once(run.bridge_bill_ids, "3000.00")

    def test_somebody_entered_another_amount(self):
        """Linked all the same, the difference is shown."""
        connection, run, issue = self.typed_there("2900.00")
        self.cure(issue, "already_there")
        self.run_all(connection)
        transfer = run.bridge_bill_ids.transfer_id
        self.assertEqual((transfer.state, transfer.reason), ("processed", "total_differs"))
        self.assertFalse(run.bridge_bill_ids.binding_id.totals_agree)
        self.assertEqual(len(self.bills_there()), 1)

    def test_what_bears_its_number_is_another_one(self):
        connection, run, issue = self.typed_there("12.00")
        self.cure(issue, "send_anyway")
        self.run_all(connection)
        self.assert_in_step(run.bridge_bill_ids)
        self.assertEqual(sorted(total for _vendor, total in self.bills_there()), [Decimal("12.00"), Decimal("3000.00")])

    def test_the_technical_user_need_not_see_pay(self):
        """Whoever reads the books for the bridge has no right to payroll, and pay runs go all the same."""
        connection, run = self.paying(), self.run_of_two()
        technical = self.people["manager", "a"]
        technical.group_ids |= self.env.ref("account.group_account_manager")
        connection.user_id = technical
        self.assertFalse(technical.has_group("payroll.group_payroll_user"))
        self.assert_once(self.send(connection, run), "4133.53")

    def test_no_query_for_each_bill(self):
        """Ten bills are prepared with as many queries as two."""
        connection, structure = self.paying(), self.structure("WAGE", "TAX")
        runs = [self.pay_run(f"Week {week}", structure, self.employee(f"W {week}", 100.00)) for week in range(12)]
        for run in runs:
            run.action_bridge_release()
        links = self.env["bridge.pay.bill"].search([("connection_id", "=", connection.id)]).binding_id

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            preparation = Preparation(connection.with_env(connection._technical_env()))
            before = self.env.cr.sql_log_count
            prepared = self.env["bridge.pay.bill"]._bridge_prepare(preparation, some)
            self.assertEqual(len(prepared), len(some))
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(queries(links[2:]), queries(links[:2]))

    # === WHAT IT TAKES AS NO BILL === #

    def test_no_line_below_zero(self):
        """Refused for its deductions it goes as a journal entry by itself; the next one does so at once."""
        self.book.switches = replace(self.book.switches, negative_bill_lines="refused")
        connection = self.paying()
        run = self.run_of_two()
        bills = self.send(connection, run)
        self.assert_in_step(bills)
        self.assertEqual((bills.kind, self.bills_there()), ("journal_entry", []))
        self.assert_posted(
            Wages="5511.37",
            Employer_Pension="413.35",
            Tax_Withheld="-1102.27",
            Pension_Payable="-688.92",
            Wages_Liability="-4133.53",
        )
        refused = self.env["bridge.binding"].search([("pay_bill_id", "=", bills.id), ("kind", "=", "bill")])
        self.assertEqual(refused.transfer_ids.mapped("state"), ["withdrawn"])
        self.assertTrue(connection.refuses_negative_lines)
        self.sent.clear()
        other = self.pay_run("Bonus", self.structure("WAGE", "TAX"), self.employee("Di", 10.00))
        self.assert_in_step(self.send(connection, other))
        self.assertNotIn('"Bill"', "".join(self.sent))
        plain = self.pay_run("Plain", self.structure("WAGE"), self.employee("Ed", 70.00))
        self.assertEqual(self.send(connection, plain).kind, "bill")

    def test_a_name_that_a_customer_has(self):
        """Customers and vendors share one space of names there."""
        connection = self.paying()
        self.desk.add_customer(PAYEE)
        run = self.simple_run()
        self.send(connection, run)
        issue = self.open_issue(connection)
        self.assertEqual((issue.reason, issue.kind, issue.transfer_count), ("vendor_name_taken", "vendor", 1))
        self.cure(issue, "use_other_name")
        self.run_all(connection)
        self.assert_in_step(run.bridge_bill_ids)
        self.assertEqual(self.bills_there(), [(f"{PAYEE} #{self.payee.id}", Decimal("3000.00"))])


@tagged("post_install", "-at_install")
class TestOnlineSimpleStart(OnlinePaying):
    """A plan that has no bills."""

    profile = {"tax": "manual", "plan": "simple_start"}

    def test_it_is_a_journal_entry(self):
        connection = self.paying()
        self.assertFalse(connection._ledger().has_bills)
        bills = self.send(connection, self.simple_run())
        self.assert_in_step(bills)
        self.assertEqual(bills.kind, "journal_entry")
        self.assert_posted(Wages="3000.00", Wages_Liability="-3000.00")


@tagged("post_install", "-at_install", "slow")
class TestXeroPayHardDays(HardDays, XeroPaying):
    """Xero."""

    def change_bill_there(self, number, amount):
        self.desk.edit_line(number, UnitAmount=amount)

    def redate_entry_there(self, number, day):
        # No entry has a number there.
        (entry,) = self.book.journals()
        self.desk.edit("ManualJournals", entry["id"], Date=day)

    def remove_bill_there(self, number):
        self.desk.void("Invoices", number)

    def assert_once(self, bills, total):
        self.assert_in_step(bills)
        standing = [row for row in self.book.bills() if not row["is_void"]]
        self.assertEqual([(row["contact"], row["total"]) for row in standing], [(PAYEE, Decimal(total))])

    def test_bills_are_switched_off_while_an_answer_is_lost(self):
        """Nobody reads entries there meanwhile: that none is known is no reason to send it once more."""
        connection, run = self.paying(), self.run_below_zero()
        run.action_bridge_release()
        bills = run.bridge_bill_ids
        with self.losing(bills.number):
            self.turn(connection)
        self.forget_all(connection)
        connection.sends_bills = False
        self.run_all(connection)
        self.assertEqual(bills.bridge_state, "uncertain")
        connection.sends_bills = True
        self.run_all(connection)
        self.assert_in_step(bills)
        self.assertEqual(self.entries_there(), [Decimal("250.00")])


@tagged("post_install", "-at_install", "slow")
class TestDesktopPayHardDays(HardDays, DesktopPaying):
    """QuickBooks Desktop."""

    def change_bill_there(self, number, amount):
        (line,) = json.loads(self.book._txn(number, "Bill")["lines"])
        self.book._edit("Bill", number, {"ExpenseLineMod": [{"TxnLineID": line["TxnLineID"], "Amount": amount}]})

    def redate_entry_there(self, number, day):
        from tests.simulators.quickbooks_desktop import documents

        # At the screen: no request of ours changes an entry, nor does the simulator take one.
        with self.book.store.transaction():
            documents.update(self.book._context(), self.book._txn(number, "JournalEntry"), txn_date=day)

    def remove_bill_there(self, number):
        self.book.delete("Bill", number)
