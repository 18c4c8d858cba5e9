from odoo import api, fields, models

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Operation
from odoo.addons.accounting_bridge.ledgers.reasons import reason_of

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

    @api.depends("kind", "state")
    def _compute_reason_text(self):
        result = super()._compute_reason_text()
        for issue in self:
            is_asked = issue.state == "open" and "restore" in reason_of(issue.reason).cures
            if is_asked and issue._stays_as_it_is_there():
                issue.reason_text = self.env._(
                    "%(words)s It cannot be changed from here: change it in %(ledger)s, or accept what is there.",
                    words=issue.reason_text,
                    ledger=issue.connection_id.ledger_name,
                )
        return result

    def _offered(self):
        """What the ledger lets nobody change from here is not offered to be put back."""
        codes = super()._offered()
        if "restore" in codes and self._stays_as_it_is_there():
            codes = tuple(code for code in codes if code != "restore")
        return codes

    def _stays_as_it_is_there(self):
        """Return whether what this is about is a document of pay that cannot be changed in the ledger from here."""
        self.ensure_one()
        if self.kind not in PAY_KINDS:
            return False
        return not self.connection_id.sudo()._ledger().capabilities.can(Kind(self.kind), Operation.UPDATE)

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
