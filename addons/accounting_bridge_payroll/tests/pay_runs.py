"""Pay runs of a small company, for tests: employees with a wage, pay codes, slips."""

from datetime import date

from odoo import Command
from odoo.tools import SQL

# Of each pay code: its category, and what it comes to.
CODES = {
    "WAGE": ("BASIC", "result = contract.wage"),
    "TAX": ("DED", "result = -contract.wage * 0.20"),
    "PENSION": ("DED", "result = -contract.wage * 0.05"),
    "ADVANCE": ("DED", "result = -250.00"),
    "EMPLOYER": ("COMP", "result = contract.wage * 0.075"),
    "NET": ("NET", "result = round(categories.BASIC + categories.DED, 2)"),
}


class PayRuns:
    """Mixed into a test case with ``self.company_a``."""

    def prepare_payroll(self):
        """Make the pay codes. They are what their categories are."""
        categories = self.env["hr.salary.rule.category"]
        made = {
            code: categories.create({"name": code, "code": code, "company_id": self.company_a.id})
            for code in ("BASIC", "DED", "COMP", "NET")
        }
        self.rules = {
            code: self.env["hr.salary.rule"].create(
                {
                    "name": code.title(),
                    "code": code,
                    "sequence": place,
                    "category_id": made[category].id,
                    "condition_select": "none",
                    "amount_select": "code",
                    "amount_python_compute": amount,
                    "company_id": self.company_a.id,
                }
            )
            for place, (code, (category, amount)) in enumerate(CODES.items(), start=1)
        }

    def structure(self, *codes):
        """Return a salary structure of these pay codes; the net is always one of them."""
        rules = [self.rules[code].id for code in (*codes, "NET")]
        name = "+".join(codes)
        return self.env["hr.payroll.structure"].create(
            {"name": name, "code": name, "company_id": self.company_a.id, "rule_ids": [Command.set(rules)]}
        )

    def employee(self, name, wage, **values):
        employee = self.env["hr.employee"].create({"name": name, "company_id": self.company_a.id, **values})
        employee.version_id.write({"contract_date_start": date(2020, 1, 1), "name": name, "wage": wage})
        return employee

    def pay_run(self, name, structure, *employees, approve=True):
        """Return a pay run of October 2026 with a slip of each employee; approved: all done, and closed."""
        run = self.env["hr.payslip.run"].create(
            {
                "name": name,
                "company_id": self.company_a.id,
                "date_start": date(2026, 10, 1),
                "date_end": date(2026, 10, 31),
            }
        )
        self.env["hr.payslip"].create(
            [
                {
                    "name": f"{name}: {employee.name}",
                    "employee_id": employee.id,
                    "contract_id": employee.version_id.id,
                    "struct_id": structure.id,
                    "company_id": self.company_a.id,
                    "date_from": run.date_start,
                    "date_to": run.date_end,
                    "payslip_run_id": run.id,
                }
                for employee in employees
            ]
        )
        if approve:
            self.approve(run)
        return run

    def approve(self, run):
        # One after the other: what confirms several at once asks for one.
        for slip in run.slip_ids.filtered(lambda one: one.state != "done"):
            slip.action_payslip_done()
        run.close_payslip_run()
        self.env.flush_all()

    def change_wage(self, run, employee, wage):
        """A run is opened again, a wage was wrong, all is computed anew and approved."""
        run._bridge_reopen("The wage was wrong")
        run.draft_payslip_run()
        employee.version_id.wage = wage
        slip = run.slip_ids.filtered(lambda slip: slip.employee_id == employee)
        slip.action_payslip_draft()
        self.approve(run)

    def queued_kinds(self, connection):
        """Return the kinds of what waits in the outbox."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SELECT kind FROM bridge_transfer WHERE connection_id = %s AND state = 'queued'", connection.id)
        )
        return sorted(row[0] for row in self.env.cr.fetchall())
