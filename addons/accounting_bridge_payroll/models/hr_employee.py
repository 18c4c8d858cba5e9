from odoo import fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    bridge_analytic_id = fields.Many2one(
        "account.analytic.account",
        "Analytic account of pay",
        groups="payroll.group_payroll_user",
        check_company=True,
        help="What the pay of this department is analysed by in the bill of a pay run.",
    )


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    bridge_analytic_id = fields.Many2one(
        "account.analytic.account",
        "Analytic account of pay",
        groups="payroll.group_payroll_user",
        check_company=True,
        help="What the pay of this employee is analysed by in the bill of a pay run; empty: as their department's is.",
    )
