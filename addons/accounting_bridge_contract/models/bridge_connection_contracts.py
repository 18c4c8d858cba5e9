from odoo import api, fields, models

from odoo.addons.accounting_bridge.models.bridge_connection import LIVE_STATES

# The policy under which nobody has to press anything.
GENERATED = "generated"


class BridgeConnection(models.Model):
    """What a connection does with the invoices of contracts, beside its policy for all invoices."""

    _inherit = "bridge.connection"

    contract_policy = fields.Selection(
        [
            ("hand", "By hand: a person posts the drafts"),
            (GENERATED, "When generated: posted and released at once"),
        ],
        "Contract invoices",
        default="hand",
        required=True,
        copy=False,
        tracking=True,
        help="What a contract is invoiced by is a draft. By hand it is released as every other invoice, once somebody"
        " has posted it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        connections = super().create(vals_list)
        connections._check_contract_policy()
        return connections

    def write(self, vals):
        """Invoices release themselves only where nobody has to be asked who and what is meant, as under any policy."""
        changed = self.filtered(
            lambda one: "contract_policy" in vals and one.contract_policy != vals["contract_policy"]
        )
        result = super().write(vals)
        changed._check_contract_policy()
        return result

    def _check_contract_policy(self):
        for connection in self.filtered(lambda one: one.contract_policy == GENERATED):
            connection._check_policy(GENERATED)

    @api.model
    def _with_policy(self, companies):
        return super()._with_policy(companies) | self._invoicing_contracts(companies)

    @api.model
    def _invoicing_contracts(self, companies):
        """Return the live connections of companies on which the invoice of a contract is posted and released."""
        if not companies:
            return self.browse()
        connections = self.search(
            [
                ("company_id", "in", companies.ids),
                ("state", "in", LIVE_STATES),
                ("enabled_at", "!=", False),
                ("contract_policy", "=", GENERATED),
            ]
        )
        return connections.filtered(lambda one: one._sends_invoices())

    def _released_when_posted(self, moves):
        """What a contract is invoiced by is released when it is posted: by the bridge, or by a person who looked."""
        released = super()._released_when_posted(moves)
        if self.contract_policy == GENERATED:
            released |= self._fit_for_policy(moves.filtered("bridge_is_contract"))
        return released
