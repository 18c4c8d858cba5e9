from odoo import api, fields, models
from odoo.exceptions import ValidationError

PAY_COLUMNS = {"pay_code": "salary_rule_id", "pay_category": "salary_category_id"}


class BridgeMapping(models.Model):
    """Pay codes and their categories; the most specific wins (``pay_codes``)."""

    _inherit = "bridge.mapping"

    kind = fields.Selection(
        selection_add=[("pay_code", "Pay code"), ("pay_category", "Category of pay codes")],
        ondelete={"pay_code": "cascade", "pay_category": "cascade"},
    )
    salary_rule_id = fields.Many2one("hr.salary.rule", "Pay code", ondelete="cascade")
    salary_category_id = fields.Many2one("hr.salary.rule.category", "Category of pay codes", ondelete="cascade")
    liability_record_id = fields.Many2one(
        "bridge.remote.record",
        "Owed on",
        ondelete="restrict",
        domain="[('connection_id', '=', connection_id), ('kind', '=', 'account'), ('is_active', '=', True)]",
        help="Of an employer cost: the account of what is owed; empty: as in the settings.",
    )

    _one_per_salary_rule = models.UniqueIndex(
        "(connection_id, salary_rule_id) WHERE salary_rule_id IS NOT NULL", "This pay code is mapped already."
    )
    _one_per_salary_category = models.UniqueIndex(
        "(connection_id, salary_category_id) WHERE salary_category_id IS NOT NULL", "This category is mapped already."
    )

    @api.model
    def _columns(self):
        return {**super()._columns(), **PAY_COLUMNS}

    @api.model
    def _their_kinds(self, kind, connection):
        return ("account",) if kind in PAY_COLUMNS else super()._their_kinds(kind, connection)

    @api.constrains("liability_record_id", "connection_id")
    def _check_liability(self):
        for mapping in self.filtered("liability_record_id"):
            owed = mapping.liability_record_id
            if owed.connection_id != mapping.connection_id or owed.kind != "account":
                raise ValidationError(mapping.env._("What is owed is booked on an account of the same connection."))

    def _free(self):
        """A pay code that gets its account frees what waited for it."""
        result = super()._free()
        self._free_pay_runs()
        return result

    def _free_pay_runs(self):
        for mapping in self.filtered(lambda one: one.kind in PAY_COLUMNS):
            rules = mapping.salary_rule_id
            if mapping.salary_category_id:
                below = [("category_id", "child_of", mapping.salary_category_id.ids)]
                rules = self.env["hr.salary.rule"].sudo().search(below)
            mapping.connection_id._solve_pay_issues([f"pay_code:{rule.id}" for rule in rules], "map_pay_code")
