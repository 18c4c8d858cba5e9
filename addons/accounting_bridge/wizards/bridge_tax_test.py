from decimal import ROUND_HALF_UP, Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.taxation import plain
from ..engine.values import exact


class BridgeTaxTest(models.TransientModel):
    """*Test computation*: what Odoo charges on an amount and what the ledger will, tax by tax, to the cent."""

    _name = "bridge.tax.test"
    _description = "Test computation of taxes"

    connection_id = fields.Many2one("bridge.connection", required=True, readonly=True)
    ledger_name = fields.Char(related="connection_id.ledger_name")
    currency_id = fields.Many2one(related="connection_id.currency_id")
    amount = fields.Monetary("An amount of", default=100.0, required=True)
    line_ids = fields.One2many(
        "bridge.tax.test.line", "test_id", compute="_compute_line_ids", store=True, compute_sudo=False
    )
    different_count = fields.Integer(compute="_compute_different_count")

    @api.depends("amount", "connection_id")
    @api.depends_context("lang")
    def _compute_line_ids(self):
        self.connection_id.check_access("read")
        for test in self:
            mappings = test.connection_id.sudo().tax_mapping_ids.sorted(lambda one: (one.tax_id.sequence, one.id))
            known = mappings._taxes_there()
            test.line_ids = [(5, 0, 0)] + [(0, 0, test._line(mapping, known)) for mapping in mappings]

    @api.depends("line_ids.verdict")
    def _compute_different_count(self):
        for test in self:
            test.different_count = len(test.line_ids.filtered(lambda line: line.verdict == "other"))

    @api.depends("amount")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for test in self:
            test.display_name = self.env._("Test computation")

    def _line(self, mapping, known):
        """Return the values of the line of a tax: both rates, both amounts, and what to make of it."""
        our_rate, their_rate = mapping._rates(known)
        base, ours = self._here(mapping.tax_id)
        theirs, words = self._there(mapping, base, ours, their_rate)
        verdict = "unknown" if theirs is None else "same" if theirs == ours else "other"
        if verdict == "other":
            same_rate = our_rate == their_rate
            words = (
                self.env._("The rates agree; the cents differ by rounding.")
                if same_rate
                else self.env._("The rates differ: invoices with this tax are not sent. Choose another entry there.")
            )
        return {
            "mapping_id": mapping.id,
            "tax_name": mapping.tax_id.name,
            "their_name": mapping.remote_record_id.display_name,
            "our_rate": plain(our_rate),
            "their_rate": plain(their_rate),
            "base": base,
            "ours": ours,
            "theirs": theirs or 0,
            "difference": 0 if theirs is None else ours - theirs,
            "verdict": verdict,
            "words": words,
        }

    def _here(self, tax):
        """Return what Odoo takes for the base of an amount, and what it charges on that."""
        currency, company = self.currency_id, self.connection_id.company_id
        computed = tax.sudo().with_company(company).compute_all(self.amount, currency=currency)
        places = currency.decimal_places
        tax_amount = sum((exact(one["amount"], places) for one in computed["taxes"]), Decimal(0))
        return exact(computed["total_excluded"], places), tax_amount

    def _there(self, mapping, base, ours, rate):
        """Return what the ledger charges on a base, None where only the ledger knows, and what there is to say."""
        engine = self.connection_id.sudo()
        if engine.tax_style == "lines":
            return ours, self.env._("Odoo's tax travels as a line of its own.")
        if (engine.company_details or {}).get("automated_tax"):
            return None, self.env._("%(ledger)s computes it from the address.", ledger=engine.ledger_name)
        if rate is None:
            return None, self.env._("%(ledger)s does not say its rate.", ledger=engine.ledger_name)
        cent = Decimal(1).scaleb(-self.currency_id.decimal_places)
        return (base * rate / 100).quantize(cent, ROUND_HALF_UP), ""

    @api.model
    def _of(self, connection):
        """Return the page of a connection. :raise UserError: no tax is mapped yet"""
        if not connection.sudo().tax_mapping_ids:
            raise UserError(self.env._("No tax is mapped yet: say under Taxes which tax there stands for yours."))
        return self.create({"connection_id": connection.id})


class BridgeTaxTestLine(models.TransientModel):
    """One tax of the test computation."""

    _name = "bridge.tax.test.line"
    _description = "Test computation of a tax"
    _order = "test_id, id"

    test_id = fields.Many2one("bridge.tax.test", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="test_id.currency_id")
    mapping_id = fields.Many2one("bridge.mapping", readonly=True, ondelete="cascade")
    tax_name = fields.Char("Tax in Odoo", readonly=True)
    their_name = fields.Char("In the ledger", readonly=True)
    our_rate = fields.Char("Rate in Odoo (%)", readonly=True)
    their_rate = fields.Char("Rate there (%)", readonly=True)
    base = fields.Monetary("Taxed amount", readonly=True)
    ours = fields.Monetary("Odoo charges", readonly=True)
    theirs = fields.Monetary("The ledger charges", readonly=True)
    difference = fields.Monetary(readonly=True)
    verdict = fields.Selection(
        [("same", "Same to the cent"), ("other", "Differs"), ("unknown", "Not known")], "Result", readonly=True
    )
    words = fields.Char("What this means", readonly=True)
