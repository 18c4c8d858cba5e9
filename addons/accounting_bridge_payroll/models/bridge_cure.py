from odoo import api, models
from odoo.exceptions import UserError

from ..seeing import OFFICERS, PAY_KINDS


class BridgeCure(models.AbstractModel):
    """What is done about a pay run that did not go, or was changed after it went. Only payroll officers are asked."""

    _inherit = "bridge.cure"

    def _cure_open_pay_run(self, issue):
        return self._open(issue.payslip_run_id or issue.sudo().binding_id.pay_bill_id.run_id)

    def _cure_map_pay_code(self, issue):
        """Open the mapping of a pay code, or a new one."""
        rule_id = (issue.reason_arguments or {}).get("salary_rule_id")
        mapping = self.env["bridge.mapping"].search(
            [("connection_id", "=", issue.connection_id.id), ("salary_rule_id", "=", rule_id)], limit=1
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Account of a pay code"),
            "res_model": "bridge.mapping",
            "res_id": mapping.id,
            "views": [(self.env.ref("accounting_bridge.bridge_mapping_view_form").id, "form")],
            "target": "new",
            "context": {
                "default_connection_id": issue.connection_id.id,
                "default_kind": "pay_code",
                "default_salary_rule_id": rule_id,
            },
        }

    def _cure_release_pay_run(self, issue):
        """Try it again, as a person releases it."""
        run = issue.payslip_run_id
        run._bridge_release_on(issue.connection_id.sudo(), "person")
        issue._solve("release_pay_run")

    def _cure_send_difference(self, issue):
        """Send what the run comes to now less what was sent, as a document of its own."""
        run = issue.payslip_run_id
        run._bridge_release_on(issue.connection_id.sudo(), "person")
        issue._solve("send_difference")

    def _cure_leave_difference(self, issue):
        """The bookkeeper enters it in the ledger, or nobody does: it is not asked about again, and never sent."""
        connection = issue.connection_id.sudo()
        issue.payslip_run_id._bridge_leave(connection)
        issue._solve("leave_difference")

    # === WHO IS ASKED === #

    @api.model
    def _people_to_ask(self, record, connection):
        people = super()._people_to_ask(record, connection)
        if record._name not in ("bridge.issue", "bridge.transfer") or record.sudo().kind not in PAY_KINDS:
            return people
        officers = tuple(user.filtered(lambda one: one.active and one.has_group(OFFICERS)) for user in people)
        if not any(officers):
            raise UserError(
                self.env._(
                    "Neither the bookkeeper nor the contact of the connection is a payroll officer: nobody may be asked"
                    " about a pay run."
                )
            )
        return officers
