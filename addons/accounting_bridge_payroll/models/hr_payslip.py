from odoo import api, models

from odoo.addons.accounting_bridge.engine.values import exact

from ..pay_lines import Slip, SlipLine

# What does not change what a slip comes to.
FREE = frozenset(("paid", "note", "hide_child_lines", "hide_invisible_lines", "message_main_attachment_id"))
FREE_STARTS = ("message_", "activity_")


def is_free(name):
    return name in FREE or name.startswith(FREE_STARTS)


class HrPayslip(models.Model):
    """A slip of a run that was released stays as it is."""

    _inherit = "hr.payslip"

    @api.model_create_multi
    def create(self, vals_list):
        runs = self.env["hr.payslip.run"].browse({values.get("payslip_run_id") for values in vals_list} - {None, False})
        runs._bridge_check_lock()
        return super().create(vals_list)

    def write(self, vals):
        """:raise UserError: the run of a slip was released, and this would change what it comes to"""
        if not all(map(is_free, vals)):
            runs = self._bridge_runs()
            if vals.get("payslip_run_id"):
                runs |= runs.browse(vals["payslip_run_id"])
            runs._bridge_check_lock()
        result = super().write(vals)
        # What is cancelled does not count any more: those that are left may be all done.
        if vals.get("state") in ("done", "cancel"):
            self._bridge_runs()._bridge_note_approved()
        return result

    def unlink(self):
        self._bridge_runs()._bridge_check_lock()
        return super().unlink()

    def compute_sheet(self):
        self._bridge_runs()._bridge_check_lock()
        return super().compute_sheet()

    def action_payslip_draft(self):
        self._bridge_runs()._bridge_check_lock()
        return super().action_payslip_draft()

    def action_payslip_cancel(self):
        self._bridge_runs()._bridge_check_lock()
        return super().action_payslip_cancel()

    def action_payslip_done(self):
        self._bridge_runs()._bridge_check_lock()
        return super().action_payslip_done()

    def refund_sheet(self):
        runs = self._bridge_runs()
        runs._bridge_check_lock()
        result = super().refund_sheet()
        runs._bridge_note_approved()
        return result

    def _bridge_runs(self):
        """Return the runs that slips count in: a refund that the host made has none, and counts where its slip does."""
        refunds = self.filtered(lambda slip: slip.credit_note and not slip.payslip_run_id)
        refunded = self.sudo().search([("refunded_id", "in", refunds.ids)]) if refunds else self.browse()
        return self.payslip_run_id | refunded.payslip_run_id.with_env(self.env)

    def _bridge_slip(self):
        """Return what a slip says, as plain values."""
        self.ensure_one()
        slip = self.sudo()
        employee = slip.employee_id
        department = slip.contract_id.department_id or employee.department_id
        analytic = employee.bridge_analytic_id or department.bridge_analytic_id
        return Slip(
            name=slip.number or slip.name or employee.name,
            employee_id=employee.id,
            employee=employee.name or "",
            department_id=department.id or 0,
            department=department.name or "",
            analytic_id=analytic.id or 0,
            analytic=analytic.name or "",
            is_refund=slip.credit_note,
            lines=tuple(
                SlipLine(
                    line.salary_rule_id.id,
                    line.code or "",
                    line.name or "",
                    line.salary_rule_id.bridge_pay_role or line.category_id.bridge_pay_role or "",
                    # More places than a slip has: it is rounded where it is counted.
                    exact(line.total, 6),
                )
                for line in slip.line_ids
            ),
        )


class HrPayslipLine(models.Model):
    _inherit = "hr.payslip.line"

    @api.model_create_multi
    def create(self, vals_list):
        slips = self.env["hr.payslip"].browse({values.get("slip_id") for values in vals_list} - {None, False})
        slips._bridge_runs()._bridge_check_lock()
        return super().create(vals_list)

    def write(self, vals):
        self.slip_id._bridge_runs()._bridge_check_lock()
        return super().write(vals)

    def unlink(self):
        self.slip_id._bridge_runs()._bridge_check_lock()
        return super().unlink()
