"""A pay run is in the books once, whatever is pressed, corrected or taken back while it waits or after it was sent."""

from dataclasses import replace

from odoo import Command
from odoo.tests import tagged

from odoo.addons.accounting_bridge.engine import settling
from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Outcome, Verdict
from odoo.addons.accounting_bridge.tests.double import DoubleLedger

from .pay_case import WITH_BILLS, PayCase


@tagged("post_install", "-at_install")
class TestPayRunsOnce(PayCase):
    def release(self, run):
        self.officers(run).action_bridge_release()
        self.env.flush_all()
        self.env.invalidate_all()

    def send_all(self, connection):
        for _round in range(3):
            self.turn(connection)

    def there(self):
        """Return ``[(kind, total)]`` of the bills and entries of the ledger."""
        kinds = (Kind.BILL, Kind.JOURNAL_ENTRY)
        entries = (row for row in DoubleLedger.entries.values() if row.kind in kinds)
        return sorted((row.kind.value, f"{row.total:.2f}") for row in entries)

    def states(self, bills):
        return sorted((bill.partner_id.name, bill.net, bill.bridge_state) for bill in bills)

    # === WHILE IT WAITS === #

    def test_the_vendor_is_corrected_while_the_bill_waits(self):
        run = self.released()
        connection = run.bridge_bill_ids.connection_id
        connection.payroll_vendor_id = self._customer("Right Vendor")
        self.release(run)
        self.assertEqual(
            self.states(run.bridge_bill_ids),
            [("Payroll Service", 0.0, "withdrawn"), ("Right Vendor", 2400.0, "queued")],
        )
        # Released again by itself it is refused: the run does not come to it any more.
        first = run.bridge_bill_ids.filtered(lambda bill: bill.bridge_state == "withdrawn")
        self.officers(first.transfer_id).action_release_again()
        self.send_all(connection)
        self.assertEqual((first.bridge_state, first.transfer_id.reason), ("rejected", "pay_run_empty"))
        self.assertEqual(self.there(), [("bill", "2400.00")])

    def test_one_employee_gets_another_vendor_while_the_bill_waits(self):
        connection, guards = self.paying(), self.structure("WAGE", "TAX")
        run = self.pay_run("October", guards, self.employee("Ada", 3000.0), approve=False)
        other = self.pay_run("Other", self.structure("WAGE"), self.employee("Bo", 1000.0), approve=False)
        other.slip_ids.payslip_run_id = run
        self.approve(run)
        self.release(run)
        agency = self._customer("Agency")
        connection.payroll_class_ids = [
            Command.create({"name": "Guards", "struct_ids": [Command.set(guards.ids)], "partner_id": agency.id})
        ]
        self.release(run)
        self.assertEqual(
            self.states(run.bridge_bill_ids), [("Agency", 2400.0, "queued"), ("Payroll Service", 1000.0, "queued")]
        )

    def test_what_goes_as_an_entry_by_now_does_not_go_as_a_bill_as_well(self):
        connection = self.paying(payroll_liability_account_id=False)
        run = self.simple_run()
        self.release(run)
        self.send_all(connection)
        bill = run.bridge_bill_ids
        refused = bill.transfer_id
        self.assertEqual((refused.state, refused.reason), ("rejected", "pay_code_unmapped"))
        connection.payroll_document = "entry"
        self.release(run)
        self.assertEqual((bill.kind, bill.bridge_state, refused.state), ("journal_entry", "queued", "withdrawn"))
        connection.payroll_liability_account_id = self.mirrored(connection, Kind.ACCOUNT, "Wages Liability")
        self.officers(refused).action_release_again()
        self.send_all(connection)
        self.assertEqual((refused.state, refused.reason), ("rejected", "pay_sent_otherwise"))
        self.assertEqual((bill.bridge_state, self.there()), ("processed", [("journal_entry", "3000.00")]))

    def test_a_bill_that_became_an_entry_is_refused_once_more(self):
        run = self.released()
        bill, refused = run.bridge_bill_ids, run.bridge_bill_ids.transfer_id
        connection = bill.connection_id
        session = self.env["bridge.session"].create({"connection_id": connection.id, "origin": "schedule"})
        for _time in range(2):
            refused._move_to("sending", {refused.id: {}})
            outcome = Outcome("1", Verdict.REFUSED, reason="plan_lacks")
            self.assertTrue(bill._bridge_refused(session, refused, outcome))
            self.env.flush_all()
            refused._requeue()
        self.assertEqual((bill.kind, bill.bridge_state), ("journal_entry", "queued"))
        self.assertEqual(len(bill.binding_id.transfer_ids), 1)

    def test_a_net_of_zero_is_sent(self):
        connection = self.paying(payroll_wages_account_id=False)
        wages, advances = (self.mirrored(connection, Kind.ACCOUNT, name).id for name in ("Wages", "Wages Liability"))
        for code, account in (("WAGE", wages), ("ADVANCE", advances)):
            self.env["bridge.mapping"].create(
                {
                    "connection_id": connection.id,
                    "kind": "pay_code",
                    "salary_rule_id": self.rules[code].id,
                    "remote_record_id": account,
                }
            )
        connection.payroll_liability_account_id = False
        run = self.pay_run("October", self.structure("WAGE", "ADVANCE"), self.employee("Cy", 250.0))
        self.release(run)
        self.send_all(connection)
        self.assertEqual((run.bridge_state, self.there()), ("processed", [("journal_entry", "250.00")]))

    # === OPENED AGAIN === #

    def test_a_difference_that_was_left_to_a_person_is_never_sent(self):
        run = self.processed()
        employee = run.slip_ids.employee_id
        self.change_wage(run, employee, 3100.0)
        self.officers(run.bridge_issue_ids).with_context(cure="leave_difference").action_cure()
        self.env.invalidate_all()
        first, left = run.bridge_bill_ids.sorted("part")
        self.assertEqual((left.net, left.is_left, left.bridge_state), (80.0, True, False))
        self.assertIn("by hand", left.bridge_reason)
        self.assertEqual(run.bridge_state, first.bridge_state)
        # Opened once more, and changed further: only what is new is asked about and sent.
        self.change_wage(run, employee, 3100.0)
        self.assertFalse(run.bridge_issue_ids)
        self.change_wage(run, employee, 3200.0)
        self.officers(run.bridge_issue_ids).with_context(cure="send_difference").action_cure()
        self.env.invalidate_all()
        self.assertEqual(run.bridge_bill_ids.sorted("part").mapped("net"), [2400.0, 80.0, 80.0])

    def test_another_vendor_and_another_department_change_no_run_that_was_sent(self):
        run = self.processed()
        employee, sent = run.slip_ids.employee_id, run.bridge_bill_ids
        sent.connection_id.payroll_vendor_id = self._customer("New Service")
        department = self.env["hr.department"].create({"name": "Night", "company_id": self.company_a.id})
        employee.version_id.department_id = department
        self.change_wage(run, employee, 3000.0)
        self.assertFalse(run.bridge_issue_ids)
        self.change_wage(run, employee, 3100.0)
        self.officers(run.bridge_issue_ids).with_context(cure="send_difference").action_cure()
        self.env.invalidate_all()
        self.assertEqual(
            sorted((bill.partner_id.name, bill.net) for bill in run.bridge_bill_ids),
            [("Payroll Service", 80.0), ("Payroll Service", 2400.0)],
        )

    def test_each_vendor_is_told_with_its_own_difference(self):
        run = self.processed()
        agency, structure = self._customer("Agency"), self.structure("WAGE")
        connection = run.bridge_bill_ids.connection_id
        connection.payroll_class_ids = [
            Command.create({"name": "Guards", "struct_ids": [Command.set(structure.ids)], "partner_id": agency.id})
        ]
        other = self.pay_run("Other", structure, self.employee("Bo", 1000.0), approve=False)
        run._bridge_reopen("Bo was forgotten")
        run.draft_payslip_run()
        other.slip_ids.payslip_run_id = run
        run.slip_ids.employee_id.sorted("name")[0].version_id.wage = 3100.0
        run.slip_ids.action_payslip_draft()
        self.approve(run)
        self.assertIn("80.00 (Payroll Service)", run.bridge_issue_ids.reason_text)
        self.assertIn("1,000.00 (Agency)", run.bridge_issue_ids.reason_text)

    def test_changed_while_the_connection_was_disconnected(self):
        """It is locked and asked about when the connection is back, as it would have been at once."""
        run = self.processed()
        connection = run.bridge_bill_ids.connection_id
        connection.action_disconnect()
        run._bridge_reopen("Overtime")
        run.draft_payslip_run()
        run.slip_ids.employee_id.version_id.wage = 3100.0
        run.slip_ids.action_payslip_draft()
        self.approve(run)
        self.assertEqual((run.bridge_locked, run.bridge_issue_ids.ids), (False, []))
        connection.action_connect()
        connection.action_enable()
        self.env.invalidate_all()
        self.assertEqual((run.bridge_issue_ids.reason, run.bridge_locked), ("pay_run_changed", True))
        self.assertIn("80.00", run.bridge_issue_ids.reason_text)
        self.officers(run.bridge_issue_ids).with_context(cure="send_difference").action_cure()
        self.send_all(connection)
        self.assertEqual(self.there(), [("bill", "80.00")])

    def test_reopened_before_it_left_its_schedule_sends_it(self):
        run = self.released()
        connection = run.bridge_bill_ids.connection_id
        run._bridge_reopen("Overtime")
        connection._release_pay_runs(None)
        self.env.invalidate_all()
        self.assertEqual((run.bridge_state, run.bridge_locked), ("queued", True))
        run._bridge_reopen("Once more")
        self.officers(run.bridge_bill_ids.transfer_id).action_hold()
        connection._release_pay_runs(None)
        self.env.invalidate_all()
        self.assertFalse(run.bridge_locked)

    def test_a_refund_of_the_host_is_asked_about(self):
        run = self.processed()
        slip = run.slip_ids
        run._bridge_reopen("Paid twice")
        slip.refund_sheet()
        refund = slip.refunded_id
        self.assertFalse(refund.payslip_run_id)
        self.env.invalidate_all()
        self.assertEqual((run.bridge_issue_ids.reason, run.bridge_locked), ("pay_run_changed", True))
        self.assertIn("-2,400.00", run.bridge_issue_ids.reason_text)
        with self.assertRaisesRegex(Exception, "locked"):
            refund.write({"credit_note": False})
        self.officers(run.bridge_issue_ids).with_context(cure="send_difference").action_cure()
        self.env.invalidate_all()
        self.assertEqual(run.bridge_bill_ids.sorted("part").mapped("net"), [2400.0, -2400.0])

    # === CANCELLED === #

    def test_a_cancelled_slip_does_not_count(self):
        connection = self.paying()
        structure = self.structure("WAGE", "TAX")
        run = self.pay_run(
            "October", structure, self.employee("Ada", 3000.0), self.employee("Bo", 1000.0), approve=False
        )
        run.slip_ids[1].action_payslip_cancel()
        run.slip_ids[0].action_payslip_done()
        run.close_payslip_run()
        self.assertTrue(run.bridge_is_approved)
        connection._release_pay_runs(None)
        self.env.invalidate_all()
        self.assertEqual((run.bridge_bill_ids.net, run.bridge_state), (2400.0, "queued"))

    def test_of_a_run_that_was_sent_all_is_cancelled(self):
        run = self.processed()
        run._bridge_reopen("All wrong")
        run.draft_payslip_run()
        run.slip_ids.action_payslip_draft()
        run.slip_ids.action_payslip_cancel()
        run.close_payslip_run()
        self.env.invalidate_all()
        self.assertEqual((run.bridge_issue_ids.reason, run.bridge_locked), ("pay_run_changed", True))
        self.officers(run.bridge_issue_ids).with_context(cure="send_difference").action_cure()
        self.env.invalidate_all()
        self.assertEqual(run.bridge_bill_ids.sorted("part").mapped("net"), [2400.0, -2400.0])

    # === TOTALS === #

    def test_an_entry_is_compared_by_its_debits(self):
        connection = self.paying(payroll_document="entry")
        run = self.simple_run()
        self.release(run)
        bill = run.bridge_bill_ids
        row = self.env["bridge.remote.record"].create(
            {
                "connection_id": connection.id,
                "kind": "journal_entry",
                "remote_id": "entry-1",
                "number": bill.number,
                "total": 12.0,
            }
        )
        link = bill.binding_id
        link._bind(row, "picked")
        self.assertEqual(bill._bridge_compare(link), {"theirs": "12.00", "ours": "3000.00"})
        self.assertFalse(link.totals_agree)
        row.total = 3000.0
        self.assertEqual(bill._bridge_compare(link), {})
        told = bill.transfer_id.batch_id._report_row({"reason": False, "words": "", "reason_arguments": {}}, bill, link)
        self.assertEqual((told["total"], told["remote_total"]), ("3000.00", "3000.00"))

    def test_what_was_not_read_is_no_evidence(self):
        """While bills are off nobody reads them there: what was lost stays lost until they are read again."""
        run = self.released()
        connection, transfer = run.bridge_bill_ids.connection_id, run.bridge_bill_ids.transfer_id
        self.patch(DoubleLedger, "capabilities", replace(WITH_BILLS, purchase_reads=(Kind.VENDOR, Kind.BILL)))
        transfer._move_to("sending", {transfer.id: {}})
        transfer._move_to("uncertain", {transfer.id: {"reason": "outcome_unknown"}})
        session = self.env["bridge.session"].create({"connection_id": connection.id, "origin": "schedule"})
        for sends_bills, state in ((False, "uncertain"), (True, "queued")):
            connection.sends_bills = sends_bills
            settling.settle_by_evidence(session)
            self.env.invalidate_all()
            self.assertEqual(transfer.state, state)
