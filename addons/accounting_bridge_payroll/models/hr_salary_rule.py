from odoo import api, fields, models

from ..pay_lines import DEDUCTION, EARNING, EMPLOYER, NET, NOTHING

ROLES = [
    (EARNING, "Earning: part of the net, an expense"),
    (DEDUCTION, "Deduction: taken off the net, owed to somebody"),
    (EMPLOYER, "Employer cost: not part of the net, an expense that is owed to somebody"),
    (NET, "Net: what the employee gets; proves the sum"),
    (NOTHING, "Subtotal: not sent"),
]
# What categories are that bear the usual codes.
USUAL = {"BASIC": EARNING, "ALW": EARNING, "GROSS": NOTHING, "DED": DEDUCTION, "COMP": EMPLOYER, "NET": NET}


class HrSalaryRuleCategory(models.Model):
    _inherit = "hr.salary.rule.category"

    bridge_pay_role = fields.Selection(
        ROLES,
        "In the books",
        compute="_compute_bridge_pay_role",
        store=True,
        readonly=False,
        recursive=True,
        help="What the pay codes of this category are in the bill of a pay run.",
    )

    @api.depends("code", "parent_id.bridge_pay_role")
    def _compute_bridge_pay_role(self):
        for category in self:
            usual = USUAL.get((category.code or "").upper())
            category.bridge_pay_role = category.bridge_pay_role or usual or category.parent_id.bridge_pay_role

    def _bridge_with_parents(self):
        """Return this category and those above it, the nearest first."""
        found, category = self.browse(), self
        while category and category not in found:
            found |= category
            category = category.parent_id
        return found


class HrSalaryRule(models.Model):
    _inherit = "hr.salary.rule"

    bridge_pay_role = fields.Selection(
        ROLES, "In the books", help="What this pay code is in the bill of a pay run; empty: what its category is."
    )
