from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.line_rules import KINDS as LINE_KINDS
from ..engine.line_rules import given_kind

KINDS = [
    ("product", "Product"),
    ("category", "Product category"),
    ("line", "Account of lines"),
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
    "product": "product_id",
    "category": "category_id",
    "line": "account_id",
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
    """A consultant's rule: this product, tax, term or journal of Odoo stands for that entry of the ledger.

    Of those about lines the most specific wins: ``engine/line_rules``. An addon with a kind of its own adds it to
    ``kind``, ``_columns`` and ``_their_kinds``.
    """

    _name = "bridge.mapping"
    _description = "Accounting Bridge Mapping"
    _order = "connection_id, kind, id"
    _check_company_auto = True

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    kind = fields.Selection(KINDS, required=True, default="tax")
    product_id = fields.Many2one("product.product", ondelete="cascade", check_company=True)
    category_id = fields.Many2one("product.category", "Product category", ondelete="cascade")
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

    _one_per_product = models.UniqueIndex(
        "(connection_id, product_id) WHERE product_id IS NOT NULL", "This product is mapped already."
    )
    _one_per_category = models.UniqueIndex(
        "(connection_id, category_id) WHERE category_id IS NOT NULL", "This category is mapped already."
    )
    _one_per_tax = models.UniqueIndex("(connection_id, tax_id) WHERE tax_id IS NOT NULL", "This tax is mapped already.")
    _one_per_term = models.UniqueIndex(
        "(connection_id, term_id) WHERE term_id IS NOT NULL", "These payment terms are mapped already."
    )
    _one_per_journal = models.UniqueIndex(
        "(connection_id, journal_id, kind) WHERE journal_id IS NOT NULL", "This journal has such a rule already."
    )
    _one_per_account = models.UniqueIndex(
        "(connection_id, account_id, kind) WHERE account_id IS NOT NULL", "This account is mapped already."
    )
    _one_per_analytic = models.UniqueIndex(
        "(connection_id, analytic_id, kind) WHERE analytic_id IS NOT NULL",
        "This analytic account is mapped already.",
    )

    @api.model
    def _columns(self):
        """Return ``{kind: column of Odoo's side}``."""
        return COLUMNS

    @api.model
    def _their_kinds(self, kind, connection):
        """Return of which kinds of the ledger the counterpart of a kind may be; none where it has none.

        :param connection: one record, or none as long as nobody has chosen one.
        """
        if kind not in LINE_KINDS:
            return THEIRS.get(kind, ())
        return (given_kind(connection.sudo()).value,) if connection else ("item", "account")

    @api.depends("kind", "connection_id")
    def _compute_remote_kinds(self):
        for mapping in self:
            mapping.remote_kinds = list(self._their_kinds(mapping.kind, mapping.connection_id))

    def _ours(self):
        """Return Odoo's side."""
        self.ensure_one()
        return self[self._columns()[self.kind]]

    @api.constrains(
        "kind", "product_id", "category_id", "tax_id", "term_id", "journal_id", "account_id", "analytic_id",
        "remote_record_id", "number_rule", "connection_id",
    )  # fmt: skip
    def _check_both_sides(self):
        for mapping in self:
            theirs = mapping.number_rule if mapping.kind == "journal" else mapping.remote_record_id
            if not mapping._ours() or not theirs:
                raise ValidationError(mapping.env._("A mapping needs both sides: Odoo's and the ledger's."))
            if mapping.remote_record_id and mapping.remote_record_id.connection_id != mapping.connection_id:
                raise ValidationError(mapping.env._("That entry belongs to another connection."))
            if mapping.kind != "journal" and theirs.kind not in self._their_kinds(mapping.kind, mapping.connection_id):
                raise ValidationError(mapping.env._("That entry of the ledger is of another kind."))

    @api.constrains("kind", "remote_record_id", "connection_id")
    def _check_single_tax(self):
        """Where tax travels as lines, each of them names what stands for one tax there."""
        for mapping in self.filtered(lambda mapping: mapping.kind == "tax"):
            connection, theirs = mapping.connection_id.sudo(), mapping.remote_record_id
            if connection.tax_style == "lines" and (theirs.details or {}).get("group"):
                raise ValidationError(
                    mapping.env._(
                        "%(name)s is a group of taxes. This connection sends tax as lines, and a group cannot stand on"
                        " a line: choose a single tax there.",
                        name=theirs.full_name or theirs.name,
                    )
                )

    @api.constrains("number_rule", "journal_id")
    def _check_number_rule(self):
        for mapping in self.filtered(lambda mapping: mapping.kind == "journal"):
            mapping.journal_id._check_bridge_numbers(mapping.connection_id)

    def action_suggest(self):
        """Suggest counterparts of what has none; above a list nothing need be selected.

        :raise UserError: no ledger of the companies that the user works in has been read, or several have.
        """
        return self._the_connection().action_suggest()

    def action_mapping_gaps(self):
        """Say what is not mapped."""
        return self._the_connection().action_mapping_gaps()

    def action_test_taxes(self):
        """Compute what is mapped on both sides."""
        return self._the_connection().action_test_taxes()

    def action_export_mapping(self):
        """Give the mapping as a file."""
        return self._the_connection().action_export_mapping()

    def action_import_mapping(self):
        """Take mappings from a file."""
        return self._the_connection().action_import_mapping()

    def _the_connection(self):
        """Return the connection that is meant: that of what is selected, else the only one whose ledger was read."""
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
                    "There are several connections: press it on the page of the one you mean, or select one of its"
                    " mappings first."
                )
            )
        return connections
