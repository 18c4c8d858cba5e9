"""Pay runs on their way: approved, proved, released, locked; opened again, and the difference."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.accounting_bridge.engine.preparation import Preparation
from odoo.addons.accounting_bridge.ledgers import timetable
from odoo.addons.accounting_bridge.ledgers.documents import Kind

from ..pay_lines import from_plain, net_of
from .pay_case import PayCase


@tagged("post_install", "-at_install")
class TestPayRuns(PayCase):
    def lines(self, bill):
        """Return ``[(account, description, amount)]`` of a bill, and the reasons that stand against it."""
        connection = bill.connection_id
        lines, findings = bill._bridge_lines(Preparation(connection.with_env(connection._technical_env())))
        return (
            [(line.account.name, line.description, str(line.amount)) for line in lines],
            [finding.reason for finding in findings],
        )

    def refused(self, run, words):
        with self.assertRaises(UserError) as problem:
            self.officers(run).action_bridge_release()
        self.assertIn(words, str(problem.exception))
        self.assertFalse(run.bridge_locked)

    # === RELEASED === #

    def test_an_approved_run_is_queued_once_and_locked(self):
        run = self.released()
        bill = run.bridge_bill_ids
        self.assertEqual((bill.partner_id, bill.date, bill.net), (self.payee, date(2026, 10, 31), 2400.0))
        self.assertEqual(bill.transfer_id.batch_id.user_id, self.officer)
        self.assertTrue(bill.transfer_id.batch_id.is_payroll)
        self.assertTrue(run.bridge_locked)
        self.assertEqual(run.bridge_state, "queued")
        self.assertEqual(net_of(from_plain(bill.entries)), 2400)
        with self.assertRaisesRegex(UserError, "nothing to send"):
            self.officers(run).action_bridge_release()
        self.assertEqual(len(bill.binding_id.transfer_ids), 1)

    def test_only_what_is_approved_goes(self):
        self.paying()
        run = self.simple_run(approve=False)
        self.refused(run, "not approved")
        run.close_payslip_run()
        self.assertFalse(run.bridge_is_approved)
        self.refused(run, "not approved")
        run.slip_ids.action_payslip_done()
        self.assertTrue(run.bridge_is_approved)
        self.officers(run).action_bridge_release()
        self.assertTrue(run.bridge_locked)

    def test_where_bills_are_off_or_nothing_is_connected(self):
        run = self.simple_run()
        self.refused(run, "not connected")
        connection = self.paying(sends_bills=False)
        self.refused(run, "switch on Bills")
        connection.write({"sends_bills": True, "date_from": "2026-11-01"})
        self.refused(run, "ends before")

    def test_what_does_not_add_up_is_not_released(self):
        self.paying()
        run = self.simple_run()
        self.env.cr.execute("UPDATE hr_payslip_line SET total = total + 1 WHERE code = 'NET'")
        self.env.invalidate_all()
        self.refused(run, "its net is 2401.00")
        self.assertFalse(run.bridge_bill_ids)

    def test_a_bill_needs_a_vendor(self):
        connection = self.paying(payroll_vendor_id=False)
        run = self.simple_run()
        if connection._ledger().has_bills:
            self.refused(run, "to which vendor")
        connection.payroll_document = "entry"
        self.officers(run).action_bridge_release()
        self.assertEqual(run.bridge_bill_ids.kind, "journal_entry")
        self.assertFalse(run.bridge_bill_ids.transfer_id.need_ids)

    def test_who_is_no_payroll_officer_releases_nothing(self):
        self.paying()
        run = self.simple_run()
        with self.assertRaises(AccessError):
            self.as_("manager", run).action_bridge_release()
        self.officer.group_ids -= self.env.ref("accounting_bridge.group_bridge_manager")
        self.officer.group_ids -= self.env.ref("account.group_account_manager")
        with self.assertRaises(AccessError):
            self.officers(run).action_bridge_release()

    # === LINES === #

    def test_lines_by_employee_and_in_one_total(self):
        connection = self.paying()
        run = self.pay_run(
            "October",
            self.structure("WAGE", "TAX", "EMPLOYER"),
            self.employee("Ada", 3000.0),
            self.employee("Bo", 2000.0),
        )
        self.officers(run).action_bridge_release()
        bill = run.bridge_bill_ids
        self.assertEqual(
            self.lines(bill),
            ([("Wages", "October", "5375.00"), ("Wages Liability", "October", "-1375.00")], []),
        )
        connection.payroll_group_by = "employee"
        self.assertEqual(
            self.lines(bill)[0],
            [
                ("Wages", "Ada", "3225.00"),
                ("Wages", "Bo", "2150.00"),
                ("Wages Liability", "Ada", "-825.00"),
                ("Wages Liability", "Bo", "-550.00"),
            ],
        )
        self.assertIn("Ada", self.officers(bill).lines_html)

    def test_the_most_specific_mapping_wins(self):
        for name in ("Category", "Code"):
            self.put_there(Kind.ACCOUNT, name)
        connection = self.paying()
        run = self.simple_run()
        self.officers(run).action_bridge_release()
        bill = run.bridge_bill_ids

        def withheld():
            return self.lines(bill)[0][-1][0]

        self.assertEqual(withheld(), "Wages Liability")
        above = self.env["hr.salary.rule.category"].create({"name": "Above", "code": "ABOVE"})
        self.rules["TAX"].category_id.parent_id = above
        account = self.mirrored(connection, Kind.ACCOUNT)
        values = {"connection_id": connection.id, "kind": "pay_category"}
        self.env["bridge.mapping"].create(
            {
                **values,
                "salary_category_id": above.id,
                "remote_record_id": account.filtered(lambda row: row.name == "Category").id,
            }
        )
        self.assertEqual(withheld(), "Category")
        self.env["bridge.mapping"].create(
            {
                **values,
                "kind": "pay_code",
                "salary_rule_id": self.rules["TAX"].id,
                "remote_record_id": account.filtered(lambda row: row.name == "Code").id,
            }
        )
        self.assertEqual(withheld(), "Code")

    def test_accounts_to_begin_with_become_those_of_pay(self):
        connection = self.paying(payroll_wages_account_id=False)
        chosen = connection.payroll_liability_account_id
        connection._plan_defaults()
        roles = {default.role: default for default in connection.default_ids}
        account = self.mirrored(connection, Kind.ACCOUNT, "Sales")
        for role in ("wages", "wages_liability"):
            link = self.env["bridge.binding"]._reserve(connection, roles[role], Kind.ACCOUNT)
            link.write({"external_id": f"{account.remote_id}-{role}", "remote_record_id": account.id})
            roles[role].invalidate_recordset()
            roles[role]._use()
        self.assertEqual(connection.payroll_wages_account_id, account)
        self.assertEqual(connection.payroll_liability_account_id, chosen)

    def test_a_code_without_an_account_is_asked_about_and_freed(self):
        connection = self.paying(payroll_liability_account_id=False)
        run = self.simple_run()
        self.officers(run).action_bridge_release()
        bill = run.bridge_bill_ids
        self.assertIn("pay_code_unmapped", self.lines(bill)[1])
        transfer = bill.transfer_id
        issue = self.env["bridge.issue"].browse(
            self.env["bridge.issue"]
            ._file(
                connection.id,
                [
                    {
                        "reason": "pay_code_unmapped",
                        "root": f"pay_code:{self.rules['TAX'].id}",
                        "kind": bill.kind,
                        "binding_id": bill.binding_id.id,
                        "arguments": {"run": run.name, "code": "TAX", "salary_rule_id": self.rules["TAX"].id},
                    }
                ],
            )
            .values()
        )
        transfer._move_to("rejected", {transfer.id: {"reason": "pay_code_unmapped", "issue_id": issue.id}})
        action = self.officers(issue).with_context(cure="map_pay_code").action_cure()
        mapping = self.officers(self.env["bridge.mapping"]).with_context(**action["context"])
        liability = self.mirrored(connection, Kind.ACCOUNT, "Wages Liability")
        mapping.create({"remote_record_id": liability.id})
        self.env.invalidate_all()
        self.assertEqual((issue.state, transfer.state), ("solved", "queued"))
        self.assertTrue(transfer.batch_id.is_payroll)
        self.assertNotIn("pay_code_unmapped", self.lines(bill)[1])

    def test_payees_of_other_structures_have_a_bill_of_their_own(self):
        connection = self.paying()
        guards, office = self.structure("WAGE", "TAX"), self.structure("WAGE")
        agency = self._customer("Agency")
        connection.payroll_class_ids = [
            Command.create({"name": "Guards", "struct_ids": [Command.set(guards.ids)], "partner_id": agency.id})
        ]
        run = self.pay_run("October", guards, self.employee("Ada", 3000.0), approve=False)
        other = self.pay_run("Other", office, self.employee("Bo", 1000.0), approve=False)
        other.slip_ids.payslip_run_id = run
        self.approve(run)
        self.officers(run).action_bridge_release()
        self.assertEqual(
            {(bill.partner_id.name, bill.name, bill.net) for bill in run.bridge_bill_ids},
            {("Agency", "October / Agency", 2400.0), ("Payroll Service", "October", 1000.0)},
        )
        self.assertEqual(len(set(run.bridge_bill_ids.mapped("number"))), 2)

    # === LOCKED === #

    def test_the_lock_refuses_with_a_reason(self):
        run = self.released()
        slip, line = run.slip_ids, run.slip_ids.line_ids[:1]
        forbidden = (
            run.draft_payslip_run,
            slip.action_payslip_draft,
            slip.action_payslip_cancel,
            slip.refund_sheet,
            slip.compute_sheet,
            slip.action_payslip_done,
            slip.unlink,
            lambda: slip.write({"payslip_run_id": False}),
            lambda: slip.write({"credit_note": True}),
            lambda: line.write({"amount": 1}),
            line.unlink,
            lambda: slip.copy({"payslip_run_id": run.id}),
            lambda: run.write({"date_end": "2026-11-30"}),
        )
        for number, act in enumerate(forbidden):
            with self.subTest(number), self.assertRaisesRegex(UserError, "released to the account system"):
                act()
        with self.assertRaises(UserError):
            run.unlink()
        # What changes nothing of what it comes to is free.
        slip.write({"paid": True, "note": "paid on Friday"})
        run.message_post(body="Paid")

    def test_nobody_lifts_the_lock_by_hand(self):
        run = self.released()
        with self.assertRaises(AccessError):
            self.officers(run).write({"bridge_locked": False})
        with self.assertRaises(AccessError):
            self.officers(self.env["hr.payslip.run"]).create({"name": "New", "bridge_locked": False})

    def test_reopened_before_it_left_it_is_taken_back_and_goes_again(self):
        run = self.released()
        bill = run.bridge_bill_ids
        wizard = self.officers(self.env["bridge.pay.reopen"]).create({"run_id": run.id, "why": "overtime <b>lost</b>"})
        self.assertFalse(wizard.is_there)
        wizard.action_reopen()
        self.env.invalidate_all()
        self.assertEqual((bill.bridge_state, run.bridge_locked), ("withdrawn", False))
        self.assertIn("overtime &lt;b&gt;lost", run.message_ids[:1].body)
        run.draft_payslip_run()
        run.slip_ids.action_payslip_draft()
        run.slip_ids.employee_id.version_id.wage = 4000.0
        self.approve(run)
        self.assertFalse(run.bridge_issue_ids)
        self.officers(run).action_bridge_release()
        self.env.invalidate_all()
        self.assertEqual(run.bridge_bill_ids, bill)
        self.assertEqual((bill.bridge_state, bill.net), ("queued", 3200.0))

    def test_while_it_is_sent_it_stays_closed(self):
        run = self.released()
        transfer = run.bridge_bill_ids.transfer_id
        transfer._move_to("sending", {transfer.id: {}})
        with self.assertRaisesRegex(UserError, "on its way"):
            self.officers(run)._bridge_reopen("why")
        self.assertTrue(run.bridge_locked)

    # === CHANGED AFTERWARDS === #

    def test_what_was_not_changed_is_locked_again_without_a_word(self):
        run = self.processed()
        run._bridge_reopen("Looked at")
        run.draft_payslip_run()
        self.approve(run)
        self.assertTrue(run.bridge_locked)
        self.assertFalse(run.bridge_issue_ids)

    def test_a_change_is_asked_about_and_only_the_difference_goes(self):
        run = self.processed()
        self.change_wage(run, run.slip_ids.employee_id, 3100.0)
        issue = run.bridge_issue_ids
        self.assertEqual((issue.reason, run.bridge_locked), ("pay_run_changed", True))
        self.assertIn("80.00", self.officers(issue).reason_text)
        with self.assertRaises(AccessError):
            self.as_("manager", issue).with_context(cure="send_difference").action_cure()
        self.officers(issue).with_context(cure="send_difference").action_cure()
        self.env.invalidate_all()
        first, second = run.bridge_bill_ids.sorted("part")
        self.assertEqual((first.net, second.net, second.name), (2400.0, 80.0, "October (2)"))
        self.assertEqual(second.bridge_state, "queued")
        self.assertNotEqual(first.number, second.number)
        self.assertEqual(issue.state, "solved")

    def test_a_change_that_a_person_enters_there(self):
        run = self.processed()
        self.change_wage(run, run.slip_ids.employee_id, 3100.0)
        self.officers(run.bridge_issue_ids).with_context(cure="leave_difference").action_cure()
        self.env.invalidate_all()
        self.assertFalse(run.bridge_issue_ids)
        self.assertEqual(len(run.bridge_bill_ids.transfer_id), 1)

    def test_changed_back_nothing_is_left_to_say(self):
        run = self.processed()
        employee = run.slip_ids.employee_id
        self.change_wage(run, employee, 3100.0)
        self.change_wage(run, employee, 3000.0)
        self.env.invalidate_all()
        self.assertFalse(run.bridge_issue_ids)
        self.assertTrue(run.bridge_locked)

    # === BY ITSELF === #

    def run_schedule(self, connection, closed_day=None):
        connection._release_pay_runs(closed_day)
        self.env.invalidate_all()

    def test_the_schedule_releases_what_is_approved_up_to_a_closed_day(self):
        connection = self.paying()
        run = self.simple_run()
        waiting = self.simple_run("Draft", approve=False)
        self.run_schedule(connection, date(2026, 10, 30))
        self.assertFalse(run.bridge_bill_ids)
        self.run_schedule(connection, date(2026, 10, 31))
        self.assertEqual(run.bridge_bill_ids.bridge_state, "queued")
        self.assertEqual(run.bridge_bill_ids.transfer_id.batch_id.origin, "schedule")
        self.assertFalse(waiting.bridge_bill_ids)
        self.run_schedule(connection)
        self.assertEqual(len(run.bridge_bill_ids), 1)

    def test_what_the_schedule_cannot_release_is_asked_once(self):
        connection = self.paying()
        run, sound = self.simple_run(), self.simple_run("Sound")
        line = run.slip_ids.line_ids.filtered(lambda one: one.code == "NET")
        self.env.flush_all()
        self.env.cr.execute("UPDATE hr_payslip_line SET total = total + 1 WHERE id = %s", [line.id])
        self.env.invalidate_all()
        self.run_schedule(connection)
        self.assertEqual(run.bridge_issue_ids.reason, "pay_slip_sum")
        self.assertEqual(sound.bridge_state, "queued")
        self.run_schedule(connection)
        self.assertEqual(len(run.bridge_issue_ids), 1)
        issue = run.bridge_issue_ids
        line._compute_total()
        self.env.flush_all()
        self.officers(issue).with_context(cure="release_pay_run").action_cure()
        self.env.invalidate_all()
        self.assertEqual((issue.state, run.bridge_state), ("solved", "queued"))

    @mute_logger("odoo.addons.accounting_bridge_payroll.models.hr_payslip_run")
    def test_what_nobody_foresaw_is_told_and_stops_no_other(self):
        connection = self.paying()
        run, sound = self.simple_run(), self.simple_run("Sound")
        original = type(run)._bridge_pay

        def fails(one, connection):
            if one == run:
                raise ValueError("odd")
            return original(one, connection)

        self.patch(type(run), "_bridge_pay", fails)
        self.run_schedule(connection)
        self.assertEqual(run.bridge_issue_ids.reason, "pay_run_refused")
        self.assertEqual(sound.bridge_state, "queued")

    def test_the_flow_of_bills_releases_pay_runs(self):
        connection = self.paying()
        flow = connection.flow_ids.filtered(lambda one: one.kind == Kind.BILL.value)
        self.assertTrue(flow.is_scheduled)
        flow.schedule = timetable.AT_ONCE
        cron = self.env.ref("accounting_bridge_payroll.ir_cron_release")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        run = self.simple_run()
        # Approving wakes the schedule, and performs nothing itself.
        self.assertFalse(run.bridge_bill_ids)
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]) - triggers)
        cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(run.bridge_state, "queued")

    def test_while_bills_are_off_no_schedule_releases(self):
        connection = self.paying(sends_bills=False)
        run = self.simple_run()
        connection.flow_ids.filtered(lambda one: one.kind == Kind.BILL.value).schedule = timetable.AT_ONCE
        self.env.ref("accounting_bridge_payroll.ir_cron_release").method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(run.bridge_bill_ids)

    # === WHAT PEOPLE SEE === #

    def test_views(self):
        connection, run = self.paying(), self.simple_run()
        run = self.officers(run)
        run.action_bridge_release()
        for view in ("form", "list", "search"):
            run.get_view(view_type=view)
            self.officers(self.env["bridge.pay.bill"]).get_view(view_type=view)
        self.assertIn("action_bridge_reopen", run.get_view(view_type="form")["arch"])
        with Form(run.slip_ids.struct_id.rule_ids[:1].category_id) as category:
            self.assertEqual(category.bridge_pay_role, "earning")
        self.assertIn("payroll_vendor_id", self.as_("manager", connection).get_view(view_type="form")["arch"])
        read = run.web_search_read(
            [("id", "=", run.id)], {"bridge_state": {}, "bridge_bill_ids": {"fields": {"net": {}}}}
        )
        self.assertEqual(read["records"][0]["bridge_state"], "queued")

    def test_categories_know_the_usual_codes(self):
        category = self.env["hr.salary.rule.category"]
        above = category.create({"name": "Deductions", "code": "DED"})
        below = category.create({"name": "Union", "code": "UNION", "parent_id": above.id})
        self.assertEqual((above.bridge_pay_role, below.bridge_pay_role), ("deduction", "deduction"))
        self.assertFalse(category.create({"name": "Other", "code": "OTHER"}).bridge_pay_role)
        below.bridge_pay_role = "employer"
        above.name = "Taken off"
        self.assertEqual(below.bridge_pay_role, "employer")
