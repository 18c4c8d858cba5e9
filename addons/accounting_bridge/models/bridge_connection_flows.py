from markupsafe import Markup

from odoo import api, fields, models

from ..ledgers.documents import Kind

# What travels, and what does not: the kind and its direction.
TICK = Markup('<span><span class="text-success">✔</span> %s <span class="text-muted">%s</span></span>')
CROSS = Markup('<span><span class="text-danger">✘</span> %s%s</span>')


class BridgeConnectionFlows(models.Model):
    """What a connection keeps in step, and which way: its flows as fields of a form."""

    _inherit = "bridge.connection"

    flow_summary = fields.Char("What travels", compute="_compute_flow_summary")
    flow_ticks = fields.Html("What is kept in step", compute="_compute_flow_ticks", sanitize=False)
    sends_payments = fields.Boolean(
        "Send payments", compute="_compute_sends_payments", inverse="_inverse_sends_payments", readonly=False
    )
    sends_invoices = fields.Boolean(compute="_compute_sends_payments")
    customer_direction = fields.Selection(
        [("push", "To the ledger"), ("pull", "From the ledger"), ("both", "Both ways")],
        "Customers go",
        compute="_compute_customer_flow",
        inverse="_inverse_customer_direction",
        readonly=False,
        help="From the ledger: its customers become contacts of Odoo, and what is changed there is changed here. To the"
        " ledger: contacts flagged for integration are created there, and what is changed here is changed there.",
    )
    customer_key = fields.Selection(
        [("name", "Name"), ("email", "Billing e-mail")],
        "Customers are known by",
        compute="_compute_customer_flow",
        inverse="_inverse_customer_key",
        readonly=False,
    )
    item_key = fields.Selection(
        [("name", "Name"), ("sku", "SKU")],
        "Items are known by",
        compute="_compute_item_key",
        inverse="_inverse_item_key",
        readonly=False,
    )
    last_session_estimate = fields.Char("Left", compute="_compute_last_session_estimate")

    @api.depends("flow_ids.enabled", "flow_ids.direction", "flow_ids.is_switched")
    @api.depends_context("lang")
    def _compute_flow_summary(self):
        labels = dict(self.env["bridge.flow"]._fields["kind"]._description_selection(self.env))
        arrows = {"push": "→", "pull": "←", "both": "⇄"}
        for connection in self:
            switched = connection.flow_ids.filtered("is_switched").sorted("sequence")
            connection.flow_summary = "   ".join(
                f"✔ {labels[flow.kind]} {arrows[flow.direction]}" if flow.enabled else f"✘ {labels[flow.kind]}"
                for flow in switched
            )

    @api.depends("flow_ids.enabled", "flow_ids.direction", "flow_ids.is_switched")
    @api.depends_context("lang")
    def _compute_flow_ticks(self):
        """The same with a green tick or a red cross for each, and its direction in words."""
        labels = dict(self.env["bridge.flow"]._fields["kind"]._description_selection(self.env))
        for connection in self:
            directions = {
                "push": self.env._("to %(ledger)s", ledger=connection.ledger_name),
                "pull": self.env._("from %(ledger)s", ledger=connection.ledger_name),
                "both": self.env._("both ways"),
            }
            switched = connection.flow_ids.filtered("is_switched").sorted("sequence")
            connection.flow_ticks = Markup('<div class="d-flex flex-wrap column-gap-4">%s</div>') % Markup().join(
                (TICK if flow.enabled else CROSS)
                % (labels[flow.kind], directions[flow.direction] if flow.enabled else "")
                for flow in switched
            )

    @api.depends("flow_ids.enabled")
    def _compute_sends_payments(self):
        for connection in self:
            connection.sends_payments = connection._payment_flow().enabled
            connection.sends_invoices = connection._sends_invoices()

    def _sends_invoices(self):
        flow = self.flow_ids.filtered(lambda flow: flow.kind == Kind.INVOICE.value)
        return flow.enabled or not flow

    def _inverse_sends_payments(self):
        for connection in self:
            connection._payment_flow().enabled = connection.sends_payments

    def _payment_flow(self):
        return self.flow_ids.filtered(lambda flow: flow.kind == Kind.PAYMENT.value)

    def _customer_flow(self):
        return self.flow_ids.filtered(lambda flow: flow.kind == Kind.CUSTOMER.value)

    @api.depends("flow_ids.direction", "flow_ids.leading_key")
    def _compute_customer_flow(self):
        for connection in self:
            flow = connection._customer_flow()
            connection.customer_direction = flow.direction
            connection.customer_key = connection._leading_key(Kind.CUSTOMER) if connection.ledger else False

    def _flow_of_items(self):
        return self.flow_ids.filtered(lambda flow: flow.kind == Kind.ITEM.value)

    @api.depends("flow_ids.leading_key")
    def _compute_item_key(self):
        for connection in self:
            connection.item_key = connection._leading_key(Kind.ITEM) if connection.ledger else False

    def _inverse_item_key(self):
        for connection in self:
            connection._flow_of_items().leading_key = connection.item_key

    def _inverse_customer_direction(self):
        # A page that makes a connection knows none yet: its flows begin with their own.
        for connection in self.filtered("customer_direction"):
            connection._customer_flow().direction = connection.customer_direction

    def _inverse_customer_key(self):
        for connection in self:
            connection._customer_flow().leading_key = connection.customer_key

    def _leading_key(self, kind):
        """Return what leads in matching a kind: as it was chosen, else as the ledger does it."""
        flow = self.flow_ids.filtered(lambda flow: flow.kind == kind.value)
        return flow.leading_key or self._ledger().capabilities.leading_keys.get(kind, "name")

    @api.depends_context("lang")
    def _compute_last_session_estimate(self):
        """Say how long the first load takes yet; the page need not stay open for it."""
        for connection in self:
            session = connection.last_session_id
            connection.last_session_estimate = session._estimate_words() if session.state == "running" else ""
