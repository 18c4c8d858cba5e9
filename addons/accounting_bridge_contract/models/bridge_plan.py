from odoo import fields, models
from odoo.exceptions import UserError


class BridgePlan(models.Model):
    """Contract invoices in *Compare and Sync*."""

    _inherit = "bridge.plan"

    subject = fields.Selection(selection_add=[("contracts", "Contracts")], ondelete={"contracts": "cascade"})

    def _check_comparable(self):
        result = super()._check_comparable()
        if self.subject == "contracts":
            self._check_documents_travel()
        return result

    def action_generate_contracts(self):
        """Generate the invoices of every period of a contract that is due; they are compared afterwards."""
        self.ensure_one()
        self._check_user()
        if self.state not in ("draft", "compared"):
            raise UserError(self.env._("This was started already. Press New to compare again."))
        return self.env["account.move"].with_company(self.company_id).action_bridge_generate_contracts()

    def _compare_contracts(self):
        self._compare_documents(self._documents_in_question([("bridge_is_contract", "=", True)]))

    def _document_rows(self, moves, compared):
        """A draft has no number yet: what it is of, and of which day, tells it from others."""
        rows = super()._document_rows(moves, compared)
        if self.subject == "contracts":
            documents = {move.id: move for move in moves}
            for row in rows:
                move = documents[row["move_id"]]
                contracts = ", ".join(move.sudo().bridge_contract_ids.mapped("name"))
                day = move.state == "draft" and move.invoice_date
                row["name"] = " · ".join(filter(None, (contracts, row["name"], day and day.isoformat())))
        return rows

    def _seen_contracts(self, lines):
        return self._seen_documents(lines)

    def _start_contracts(self, lines):
        self._start_documents(lines)
