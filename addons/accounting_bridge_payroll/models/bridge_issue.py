from odoo import api, fields, models

from ..seeing import PAY_KINDS


class BridgeIssue(models.Model):
    _inherit = "bridge.issue"

    payslip_run_id = fields.Many2one(
        "hr.payslip.run", "Pay run", readonly=True, ondelete="cascade", index="btree_not_null"
    )

    @api.depends("payslip_run_id")
    def _compute_record_name(self):
        about = self.filtered("payslip_run_id")
        for issue in about:
            issue.record_name = issue.payslip_run_id.sudo().name
        return super(BridgeIssue, self - about)._compute_record_name()

    @api.model
    def _ask_about_run(self, connection, run, reason, arguments, link=None):
        """Ask a person about a pay run. :return: the issue."""
        found = {
            "reason": reason,
            "root": f"payslip_run:{run.id}",
            "kind": PAY_KINDS[0],
            "binding_id": link.id if link else None,
            "arguments": {"run": run.name, **arguments},
        }
        issue = self.browse(self._file(connection.id, [found]).values())
        issue.payslip_run_id = run
        return issue
