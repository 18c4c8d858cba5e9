from odoo import models

from odoo.addons.accounting_bridge.ledgers.defaults import Role

# Which account of the settings an account to begin with becomes.
FIELDS = {Role.WAGES: "payroll_wages_account_id", Role.WAGES_LIABILITY: "payroll_liability_account_id"}


class BridgeDefault(models.Model):
    """The accounts of *Express* for wages are those of pay codes that are not mapped."""

    _inherit = "bridge.default"

    def _use(self):
        result = super()._use()
        connection, account = self.connection_id, self.remote_record_id
        field = FIELDS.get(Role(self.role))
        if field and account and not connection[field]:
            connection[field] = account
        return result
