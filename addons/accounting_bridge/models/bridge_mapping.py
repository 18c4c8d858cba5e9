from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

KINDS = [
    ("tax", "Tax"),
    ("term", "Payment terms"),
    ("journal", "Number rule of a journal"),
    ("deposit", "Deposit account of a journal"),
    ("account", "Account of discounts and write-offs"),
    ("tracking", "Class of an analytic account"),
    ("location", "Location of an analytic account"),
]
# Which column holds Odoo's side of a kind, and of which kinds the entries of the ledger may be.
COLUMNS = {
    "tax": "tax_id",
    "term": "term_id",
    "journal": "journal_id",
    "deposit": "journal_id",
    "account": "account_id",
    "tracking": "analytic_id",
    "location": "analytic_id",
}
THEIRS = {
    "tax": ("tax", "tax_code", "item"),
    "term": ("term",),
    "deposit": ("account",),
    "account": ("account",),
    "tracking": ("tracking",),
    "location": ("location",),
}


class BridgeMapping(models.Model):
    """A consultant's rule: this tax, term or journal of Odoo stands for that entry of the ledger."""

    _name = "bridge.mapping"
    _description = "Accounting Bridge Mapping"
    _order = "connection_id, kind, id"
    _check_company_auto = True

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    kind = fields.Selection(KINDS, required=True, default="tax")
    tax_id = fields.Many2one("account.tax", ondelete="cascade", check_company=True)
    term_id = fields.Many2one("account.payment.term", "Payment terms", ondelete="cascade", check_company=True)
    journal_id = fields.Many2one("account.journal", ondelete="cascade", check_company=True)
    account_id = fields.Many2one("account.account", ondelete="cascade", check_company=True)
    analytic_id = fields.Many2one(
        "account.analytic.account", "Analytic account", ondelete="cascade", check_company=True
    )
    remote_kinds = fields.Json(compute="_compute_remote_kinds")
    remote_record_id = fields.Many2one(
        "bridge.remote.record",
        "In the ledger",
        ondelete="restrict",
        domain="[('connection_id', '=', connection_id), ('kind', 'in', remote_kinds), ('is_active', '=', True)]",
    )
    number_rule = fields.Selection(
        [("as_is", "As it is in Odoo"), ("compact", "Compact"), ("ledger", "The ledger numbers")]
    )

    _one_per_tax = models.UniqueIndex("(connection_id, tax_id) WHERE tax_id IS NOT NULL", "This tax is mapped already.")
    _one_per_term = models.UniqueIndex(
        "(connection_id, term_id) WHERE term_id IS NOT NULL", "These payment terms are mapped already."
    )
    _one_per_journal = models.UniqueIndex(
        "(connection_id, journal_id, kind) WHERE journal_id IS NOT NULL", "This journal has such a rule already."
    )
    _one_per_account = models.UniqueIndex(
        "(connection_id, account_id) WHERE account_id IS NOT NULL", "This account is mapped already."
    )
    _one_per_analytic = models.UniqueIndex(
        "(connection_id, analytic_id, kind) WHERE analytic_id IS NOT NULL",
        "This analytic account is mapped already.",
    )

    @api.depends("kind")
    def _compute_remote_kinds(self):
        for mapping in self:
            mapping.remote_kinds = list(THEIRS.get(mapping.kind, ()))

    @api.constrains(
        "kind", "tax_id", "term_id", "journal_id", "account_id", "analytic_id", "remote_record_id", "number_rule"
    )
    def _check_both_sides(self):
        for mapping in self:
            ours = mapping[COLUMNS[mapping.kind]]
            theirs = mapping.number_rule if mapping.kind == "journal" else mapping.remote_record_id
            if not ours or not theirs:
                raise ValidationError(mapping.env._("A mapping needs both sides: Odoo's and the ledger's."))
            if theirs and mapping.kind != "journal" and theirs.kind not in THEIRS[mapping.kind]:
                raise ValidationError(mapping.env._("That entry of the ledger is of another kind."))
            if mapping.remote_record_id and mapping.remote_record_id.connection_id != mapping.connection_id:
                raise ValidationError(mapping.env._("That entry belongs to another connection."))

    @api.constrains("number_rule", "journal_id")
    def _check_number_rule(self):
        for mapping in self.filtered(lambda mapping: mapping.kind == "journal"):
            mapping.journal_id._check_bridge_numbers(mapping.connection_id)

    def action_suggest(self):
        """Suggest counterparts of what has none; above a list nothing need be selected.

        :raise UserError: no ledger of the companies that the user works in has been read, or several have.
        """
        connections = self.connection_id or self.env["bridge.connection"].search(
            [
                ("company_id", "in", self.env.companies.ids),
                ("first_read_at", "!=", False),
                ("state", "!=", "disconnected"),
            ]
        )
        if not connections:
            raise UserError(self.env._("No ledger has been read yet. Connect one, and ask again after the first run."))
        if len(connections) > 1:
            raise UserError(
                self.env._(
                    "There are several connections: press Suggest on the page of the one you mean, or select one of its"
                    " mappings first."
                )
            )
        return connections.action_suggest()

    @api.model_create_multi
    def create(self, vals_list):
        """A tax that gets its counterpart frees what waited for it."""
        mappings = super().create(vals_list)
        for mapping in mappings.filtered("tax_id"):
            self.env["bridge.issue"].search(
                [
                    ("connection_id", "=", mapping.connection_id.id),
                    ("root", "=", f"tax:{mapping.tax_id.id}"),
                    ("state", "=", "open"),
                ]
            )._solve("map_tax")
        return mappings
