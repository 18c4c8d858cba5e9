from odoo import api, fields, models

from ..ledgers.documents import PURCHASES, Kind

# Where nothing there is like a vendor: a manager has chosen in the settings who it is, so that nobody is asked again.
POLICY_OF_VENDORS = "always"


class BridgeConnectionBills(models.Model):
    """Bills: their switch, and what goes with it.

    Vendors, bills and journal entries are read and sent together or not at all: who sends no bills pays no call for
    them, and a bill that its ledger does not take goes as a journal entry.
    """

    _inherit = "bridge.connection"

    sends_bills = fields.Boolean(
        "Send bills",
        compute="_compute_sends_bills",
        inverse="_inverse_sends_bills",
        readonly=False,
        help="Vendors, bills and journal entries are read there, and what becomes a bill in Odoo is sent. Off: nothing"
        " of it is read or sent; what is queued waits.",
    )

    refuses_negative_lines = fields.Boolean(
        "Takes no deduction on a bill",
        readonly=True,
        copy=False,
        help="The ledger has refused a bill with a line below zero: what has one goes as a journal entry.",
    )

    @api.depends("flow_ids.enabled")
    def _compute_sends_bills(self):
        for connection in self:
            connection.sends_bills = connection._bill_flow().enabled

    def _inverse_sends_bills(self):
        # A connection of an older version learns of further kinds with its next run only, which may be far off.
        self._ensure_flows()
        for connection in self:
            connection._bill_flow().enabled = connection.sends_bills

    def _sends_bills(self):
        return self.sends_bills

    def _bill_flow(self):
        return self.flow_ids.filtered(lambda flow: flow.kind == Kind.BILL.value)

    def _purchase_flows(self):
        return self.flow_ids.filtered(lambda flow: flow.kind in PURCHASES)

    def _creation_policy(self, kind):
        """Return what becomes of a record that nothing there is like: ``always`` created, ``ask``, ``never``."""
        if kind is Kind.VENDOR:
            return POLICY_OF_VENDORS
        return self.create_missing_customer if kind is Kind.CUSTOMER else self.create_missing_item
