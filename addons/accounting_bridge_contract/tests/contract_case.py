"""Contracts on top of a company that has a ledger, and what people do with them."""

from dateutil.relativedelta import relativedelta

from odoo import Command, fields

from odoo.addons.accounting_bridge.tests.common import BridgeCommon


class Contracts:
    """Mixed into the case of a ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.this_month = fields.Date.today().replace(day=1)

    def contract(self, *, periods=3, customer=None, price=100.0, **values):
        """Make a monthly contract, paid in advance, of which so many periods are due today."""
        start = self.this_month - relativedelta(months=periods - 1)
        return self.env["contract.contract"].create(
            {
                "name": "Maintenance",
                "code": "M-1",
                "contract_type": "sale",
                "company_id": self.company_a.id,
                "partner_id": (customer or self.customer).id,
                "line_recurrence": True,
                "contract_line_ids": [
                    Command.create(
                        {
                            "product_id": self.service.id,
                            "name": "Maintenance",
                            "quantity": 1,
                            "price_unit": price,
                            "recurring_rule_type": "monthly",
                            "recurring_interval": 1,
                            "recurring_invoicing_type": "pre-paid",
                            "date_start": start,
                            "recurring_next_date": start,
                        }
                    )
                ],
                **values,
            }
        )

    def months(self, count):
        """Return the first days of the last months, this one included."""
        return [self.this_month - relativedelta(months=back) for back in reversed(range(count))]

    def invoices_of(self, contract):
        """Return the invoices of a contract, oldest first."""
        return contract._get_related_invoices().sorted("invoice_date")

    def generate(self, rank="user"):
        """Press *Generate contract invoices* on the list. :return: what is told."""
        action = self.as_(rank, self.env["account.move"]).action_bridge_generate_contracts()
        self.env.invalidate_all()
        return action["params"]

    def posting_connection(self, **values):
        """Return a connection on which contract invoices are posted and released when they are generated."""
        connection = self.connection(**values)
        self.as_("manager", connection).write({"policy_override": True, "contract_policy": "generated"})
        self.env.invalidate_all()
        return connection

    def run_all(self, connection):
        while self.turn(connection):
            pass
        self.env.invalidate_all()


class ContractCase(Contracts, BridgeCommon):
    """The same, with the double as ledger."""
