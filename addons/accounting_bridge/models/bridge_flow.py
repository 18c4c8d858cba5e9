from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..ledgers.documents import Kind

KINDS = [
    (Kind.CUSTOMER.value, "Customers"),
    (Kind.ITEM.value, "Items"),
    (Kind.INVOICE.value, "Invoices"),
    (Kind.CREDIT_NOTE.value, "Credit Notes"),
    (Kind.PAYMENT.value, "Payments"),
    (Kind.VENDOR.value, "Vendors"),
    (Kind.BILL.value, "Bills"),
    (Kind.JOURNAL_ENTRY.value, "Journal Entries"),
    (Kind.COMPANY.value, "Company"),
    (Kind.ACCOUNT.value, "Accounts"),
    (Kind.TERM.value, "Payment Terms"),
    (Kind.TAX_CODE.value, "Tax Codes"),
    (Kind.TAX.value, "Taxes"),
    (Kind.CURRENCY.value, "Currencies"),
    (Kind.TRACKING.value, "Classes"),
    (Kind.LOCATION.value, "Locations"),
    (Kind.PAYMENT_METHOD.value, "Payment Methods"),
    (Kind.DELETION.value, "Deletions"),
]

# What a person switches; the other kinds are only read.
SWITCHED_KINDS = (
    Kind.CUSTOMER.value,
    Kind.ITEM.value,
    Kind.INVOICE.value,
    Kind.CREDIT_NOTE.value,
    Kind.PAYMENT.value,
    Kind.BILL.value,
)


# When invoices are released. An addon adds what makes one of its own accord.
RELEASE_POLICIES = [
    ("hand", "By hand: only what a person releases"),
    ("schedule", "On schedule: what is flagged Closed and Ready for invoice"),
    ("posted", "When posted: every customer invoice and credit note, at once"),
]


class BridgeFlow(models.Model):
    """One kind of record on a connection: whether and how it travels, and how far it has been read."""

    _name = "bridge.flow"
    _description = "Accounting Bridge Flow"
    _order = "connection_id, sequence, id"
    _rec_name = "kind"

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True)
    is_switched = fields.Boolean(compute="_compute_is_switched", help="A person decides whether this kind travels.")
    enabled = fields.Boolean(default=True, help="Off: nothing of this kind is sent; what is queued waits.")
    direction = fields.Selection(
        [("push", "To the ledger"), ("pull", "From the ledger"), ("both", "Both ways")],
        default="push",
        required=True,
    )
    leading_key = fields.Selection(
        [("name", "Name"), ("email", "Billing e-mail"), ("sku", "SKU")],
        help="What is the same on both sides, once on each, is linked by itself. Where one side has no such key the"
        " name leads in its place.",
    )
    release_policy = fields.Selection(
        RELEASE_POLICIES,
        "Invoices are released",
        default="schedule",
        required=True,
        help="What is flagged goes on its schedule under every policy but the first.",
    )
    watermark = fields.Char(
        readonly=True,
        help="The last change that was read, in the ledger's own words. Empty: everything is read the next time.",
    )
    last_read_at = fields.Datetime(readonly=True)
    record_count = fields.Integer(compute="_compute_record_count", string="Known there")

    _one_per_kind = models.UniqueIndex("(connection_id, kind)")

    @api.constrains("enabled")
    def _check_payments_follow_invoices(self):
        for flow in self.filtered(lambda flow: flow.kind == Kind.PAYMENT.value and flow.enabled):
            if not flow.connection_id._sends_invoices():
                raise ValidationError(self.env._("Payments follow invoices: switch on Invoices first, under Schedule."))

    @api.depends("kind", "enabled")
    def _compute_is_switched(self):
        # Bills only where an addon makes some.
        makers = self._wakers()
        for flow in self:
            is_made = flow.kind != Kind.BILL.value or flow.enabled or flow.kind in makers
            flow.is_switched = flow.kind in SWITCHED_KINDS and is_made

    def write(self, vals):
        """Another policy must be allowed by what is open, and its connection keeps who chose it.

        Without invoices there is nothing that a payment could pay: both are switched off together.
        """
        policy = vals.get("release_policy")
        changed = self.filtered(lambda flow: policy and flow.release_policy != policy)
        for flow in changed:
            flow.connection_id._check_policy(policy)
        result = super().write(vals)
        for flow in changed:
            flow.connection_id._note_policy(policy)
        if vals.get("enabled") is False:
            invoices = self.filtered(lambda flow: flow.kind == Kind.INVOICE.value)
            invoices.connection_id._payment_flow().filtered("enabled").enabled = False
        return result

    def _compute_record_count(self):
        counts = {
            (connection.id, kind): count
            for connection, kind, count in self.env["bridge.remote.record"]._read_group(
                [("connection_id", "in", self.connection_id.ids), ("is_gone", "=", False)],
                ["connection_id", "kind"],
                ["__count"],
            )
        }
        for flow in self:
            flow.record_count = counts.get((flow.connection_id.id, flow.kind), 0)
