from odoo import api, models
from odoo.fields import Domain

from ..generating import generate


class ContractContract(models.Model):
    _inherit = "contract.contract"

    def _recurring_create_invoice(self, date_ref=False):
        """Every way to invoice contracts ends here: the button, the wizard, the schedule, the bridge."""
        moves = super()._recurring_create_invoice(date_ref)
        moves._bridge_note_generated()
        return moves

    @api.model
    def _bridge_generate(self, company):
        """Generate the invoices of every period that is due of the customers' contracts of a company.

        :return: what came of it (``Generated``).
        """
        due = Domain.AND(
            [
                self._get_contracts_to_invoice_domain(),
                Domain("contract_type", "=", "sale"),
                Domain("generation_type", "=", "invoice"),
                Domain("company_id", "=", company.id),
            ]
        )
        # Whoever releases invoices generates them; contracts themselves are written by the host alone.
        contracts = self.with_company(company).search(due).sudo()
        return generate(contracts)
