"""Odoo's records into neutral documents, with everything that stands against sending them.

One reading of the books serves the preview, the rehearsal and the engine: what the preview says is what
is sent. All documents of a call are read as one recordset; nothing here writes.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from odoo.tools import float_repr

from ..ledgers.documents import Address, Document, Invoice, InvoiceLine, Item, Kind, Party, Reference
from ..ledgers.numbers import apply_rule
from ..ledgers.reasons import Level, reason_of
from .warming import MOVE_FIELDS, addresses_of, warm_documents, warm_partners, warm_products

COMMENT_LINES = ("line_section", "line_subsection", "line_note")
AMOUNT_LINES = ("product", "rounding")


@dataclass(slots=True)
class Finding:
    """Something that stands against a document, or that is worth knowing about it.

    ``root`` names the record at the root of it and ``binding_id`` its link, where it has one.
    """

    reason: str
    root: str
    kind: str
    arguments: dict = field(default_factory=dict)
    binding_id: int | None = None

    @property
    def level(self):
        return reason_of(self.reason).level


@dataclass(slots=True)
class Prepared:
    """What a record has become: the document, or why there is none."""

    document: Document | None = None
    findings: list[Finding] = field(default_factory=list)
    # Records without a link, which must have one before the document can leave: ``{(id, model): name}``.
    missing: dict = field(default_factory=dict)
    # Known before everything is linked, for the preview.
    tax: Reference | None = None
    term: Reference | None = None

    @property
    def blocked_by(self):
        """The first finding that stands in the way, None where nothing does."""
        return next((finding for finding in self.findings if finding.level is Level.BLOCKING), None)


def exact(amount, places):
    """Return a float of the host as the Decimal it stands for, rounded as the host shows it."""
    return Decimal(float_repr(amount or 0.0, places))


def cents(amount):
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def address_of(partner):
    """Return the postal address of a partner."""
    return Address(
        lines=tuple(filter(None, (partner.street, partner.street2))),
        city=partner.city or "",
        state=partner.state_id.code or "",
        postal_code=partner.zip or "",
        country=partner.country_id.name or "",
    )


class Preparation:
    """Prepares records of one connection. Mappings and links are read once and kept for the life of the object.

    :param connection: in the environment of whoever reads the books (the technical user, or the user who
    previews).
    """

    def __init__(self, connection):
        self.connection = connection
        self.env = connection.env
        self.engine = connection.sudo()
        self.ledger = self.engine._ledger()
        self.company = self.engine.company_details or {}
        self.home_currency = connection.company_id.currency_id
        mappings = self.engine.mapping_ids
        self.tax_map = {mapping.tax_id.id: mapping.remote_record_id for mapping in mappings if mapping.tax_id}
        self.term_map = {mapping.term_id.id: mapping.remote_record_id for mapping in mappings if mapping.term_id}
        self.number_rules = {mapping.journal_id.id: mapping.number_rule for mapping in mappings if mapping.journal_id}
        self.known_terms = {
            term.match_key: term
            for term in self.env["bridge.remote.record"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", connection.id),
                    ("kind", "=", Kind.TERM.value),
                    ("is_active", "=", True),
                ]
            )
        }

    # === CUSTOMERS AND ITEMS === #

    def lists(self, bindings):
        """Prepare customers and items, all read together.

        :return dict: ``{binding id: Prepared}``
        """
        customers = bindings.filtered("partner_id")
        items = bindings - customers
        partners = self.env["res.partner"].browse(customers.partner_id.ids)
        warm_partners(partners)
        partners.with_company(self.connection.company_id).fetch(("property_payment_term_id",))
        addresses = addresses_of(partners)
        warm_products(self.env["product.product"].browse(items.product_id.ids))
        return {
            **{binding.id: self._party(binding, addresses) for binding in customers},
            **{binding.id: self._item(binding) for binding in items},
        }

    def _party(self, binding, addresses):
        partner = self.env["res.partner"].browse(binding.partner_id.id)
        name = self.party_name(binding)
        prepared = Prepared()
        if not name:
            prepared.findings.append(self._about(binding, "customer_name_empty", name=partner.name or ""))
            return prepared
        invoicing = addresses[partner].get("invoice", partner)
        delivery = addresses[partner].get("delivery")
        prepared.document = Party(
            name=name,
            full_name=partner.name,
            trace=binding.trace,
            company_name=partner.name if partner.is_company else "",
            email=invoicing.email or partner.email or "",
            phone=partner.phone or "",
            billing=address_of(invoicing),
            delivery=address_of(delivery) if delivery else Address(),
            term=self._term(partner.with_company(self.connection.company_id).property_payment_term_id),
        )
        return prepared

    def _item(self, binding):
        product = self.env["product.product"].browse(binding.product_id.id)
        template = product.product_tmpl_id
        name = self.item_name(binding)
        prepared = Prepared()
        if not name:
            prepared.findings.append(self._about(binding, "item_name_empty", name=_product_name(product)))
        elif not (self.engine.income_account_id and self.engine.expense_account_id):
            prepared.findings.append(
                Finding("accounts_missing", "connection", "connection", {"item": _product_name(product)})
            )
        else:
            prepared.document = Item(
                name=name,
                full_name=template.name,
                trace=binding.trace,
                sku=product.default_code or "",
                description=template.description_sale or template.name,
                sales_price=exact(template.list_price, 5),
                is_service=template.type == "service",
                income_account=self._reference(self.engine.income_account_id),
                expense_account=self._reference(self.engine.expense_account_id),
                tax_code=self._tax_code(taxed=self._is_taxed(template)),
            )
        return prepared

    def _is_taxed(self, template):
        """Return whether a product is taxed in this company; it may bear taxes of others, which are not ours to see."""
        return any(tax.amount and tax.company_id == self.connection.company_id for tax in template.sudo().taxes_id)

    def item_name(self, binding):
        """Return the name under which the product of a link stands in the ledger: its reference, else its name."""
        product = self.env["product.product"].browse(binding.product_id.id)
        return self.ledger.item_name(_product_name(product), product.id, taken=binding.use_other_name)

    def party_name(self, binding):
        """Return the name under which the customer of a link stands in the ledger."""
        partner = self.env["res.partner"].browse(binding.partner_id.id)
        return self.ledger.party_name(partner.name or "", partner.id, taken=binding.use_other_name)

    def warm(self, bindings):
        """Read the records of links into the cache, as far as their names go."""
        partners = (binding.partner_id.id for binding in bindings if binding.partner_id)
        warm_partners(self.env["res.partner"].browse(partners))
        warm_products(
            self.env["product.product"].browse(binding.product_id.id for binding in bindings if binding.product_id)
        )

    # === INVOICES === #

    def invoices(self, moves):
        """Prepare documents.

        :param moves: invoices, read as one recordset.
        :return dict: ``{move id: Prepared}``
        """
        warm_documents(moves)
        partners, products = moves.commercial_partner_id, moves.line_ids.product_id
        links = {
            "partner_id": self._links(partners, "partner_id"),
            "product_id": self._links(products, "product_id"),
            "move_id": self._links(moves, "move_id"),
        }
        taken = self._numbers_taken(moves)
        return {move.id: self._invoice(move, links, taken) for move in moves}

    def _invoice(self, move, links, taken):
        prepared = Prepared()
        findings = prepared.findings
        binding = links["move_id"].get(move.id)
        about = _DocumentFindings(move, binding, findings, self)
        if self._is_refused_at_sight(move, about):
            return prepared
        places = move.currency_id.decimal_places
        untaxed, tax_amount, total = (
            exact(amount, places) for amount in (move.amount_untaxed, move.amount_tax, move.amount_total)
        )
        customer = links["partner_id"].get(move.commercial_partner_id.id)
        if not (customer and customer.external_id):
            prepared.missing[move.commercial_partner_id.id, "res.partner"] = move.commercial_partner_id.name
        lines = self._lines(move, links["product_id"], places, about, prepared)
        lines_sum = sum((line.amount for line in lines if line.amount is not None), Decimal(0))
        if not any(line.amount is not None for line in lines):
            about("lines_none")
        elif lines_sum != untaxed and not prepared.blocked_by and not prepared.missing:
            about("totals_disagree", lines=str(lines_sum), untaxed=str(untaxed))
        tax = prepared.tax = self._tax(move, tax_amount, places, about)
        number = self._number(move, binding, taken, about)
        term = prepared.term = self._document_term(move, customer, about)
        if prepared.blocked_by or prepared.missing:
            return prepared
        prepared.document = Invoice(
            customer=Reference(Kind.CUSTOMER, customer.external_id, move.commercial_partner_id.name or ""),
            source_number=move.name,
            trace=binding.trace if binding else "",
            date=move.invoice_date or move.date,
            currency=move.currency_id.name,
            lines=tuple(lines),
            untaxed=untaxed,
            tax_amount=tax_amount,
            total=total,
            number=number,
            due_date=move.invoice_date_due or None,
            term=term,
            tax=tax,
            billing=address_of(move.partner_id),
            delivery=address_of(move.partner_shipping_id) if move.partner_shipping_id != move.partner_id else Address(),
            customer_name=move.partner_id.commercial_partner_id.name or "",
            purchase_order=move.ref or "",
        )
        return prepared

    def refused_at_sight(self, moves):
        """Return ``{move id: Finding}`` of what no customer and no item could cure."""
        moves.fetch(MOVE_FIELDS)
        links = self._links(moves, "move_id")
        refused = {}
        for move in moves:
            about = _DocumentFindings(move, links.get(move.id), [], self)
            if self._is_refused_at_sight(move, about):
                refused[move.id] = about.findings[0]
        return refused

    def _is_refused_at_sight(self, move, about):
        """Say what stands against the document as a whole. :return bool: there is no point in looking further."""
        if move.move_type != "out_invoice":
            about("not_an_invoice")
        elif move.state != "posted":
            about("not_posted")
        elif not move.commercial_partner_id:
            about("customer_none")
        elif (move.invoice_date or move.date) < self.engine.date_from:
            about("before_start", date=self.engine.date_from.isoformat())
        elif move.currency_id.is_zero(move.amount_total):
            about("total_zero")
        elif move.amount_total < 0:
            about("total_negative")
        elif move.currency_id.name != (self.engine.remote_currency or self.home_currency.name):
            about(
                "currency_foreign",
                currency=move.currency_id.name,
                home=self.engine.remote_currency or self.home_currency.name,
            )
        return any(finding.level is Level.BLOCKING for finding in about.findings)

    def _lines(self, move, products, places, about, prepared):
        result = []
        for line in sorted(move.line_ids, key=lambda line: (line.sequence, line.id)):
            if line.display_type not in (*COMMENT_LINES, *AMOUNT_LINES):
                continue
            if line.display_type in COMMENT_LINES:
                result.append(InvoiceLine(description=line.name or ""))
                continue
            # The entry's own amounts: where prices include tax, global rounding is not in the lines' subtotals.
            amount = exact(-line.amount_currency, places)
            if not line.product_id:
                if not amount and line.display_type == "product":
                    result.append(InvoiceLine(description=line.name or ""))
                    continue
                item = self._line_item(about)
            else:
                link = products.get(line.product_id.id)
                if not (link and link.external_id):
                    prepared.missing[line.product_id.id, "product.product"] = _product_name(line.product_id)
                item = link and link.external_id and self._item_reference(link, line.product_id)
            result.append(
                InvoiceLine(
                    description=line.name or "",
                    item=item or None,
                    quantity=exact(line.quantity, 5) if line.display_type == "product" else None,
                    amount=amount,
                    tax_code=self._tax_code(taxed=bool(_taxing(line))),
                )
            )
        return result

    def _item_reference(self, link, product):
        return Reference(Kind.ITEM, link.external_id, _product_name(product))

    def _line_item(self, about):
        item = self.engine.line_item_id
        if not item:
            about("line_item_missing", root="connection", kind="connection")
            return None
        return self._reference(item)

    def _tax(self, move, tax_amount, places, about):
        """Return the one tax of an invoice, None where nothing is taxed."""
        sets = {tuple(sorted(_taxing(line).ids)) for line in move.line_ids if line.display_type == "product"}
        sets.discard(())
        if not sets:
            return None
        if not self.company.get("sales_tax", True):
            about("tax_off_there")
            return None
        taxes = self.env["account.tax"].browse({tax_id for ids in sets for tax_id in ids})
        if len(sets) > 1 or len(taxes) > 1:
            about("tax_two_rates", taxes=", ".join(taxes.mapped("name")))
            return None
        counterpart = self.tax_map.get(taxes.id)
        if not counterpart:
            about("tax_unmapped", root=f"tax:{taxes.id}", kind="connection", tax=taxes.name, tax_id=taxes.id)
            return None
        self._compare_tax(move, taxes, counterpart, tax_amount, about)
        return self._reference(counterpart)

    def _compare_tax(self, move, tax, counterpart, tax_amount, about):
        """Say what the ledger will compute where it is not what Odoo has."""
        rate = (counterpart.details or {}).get("rate")
        if rate in (None, ""):
            return
        taxed = [line for line in move.line_ids if line.display_type == "product" and _taxing(line)]
        base = sum((exact(-line.amount_currency, move.currency_id.decimal_places) for line in taxed), Decimal(0))
        theirs = cents(base * Decimal(str(rate)) / 100)
        if theirs == tax_amount:
            return
        # Half a cent a line is what rounding can explain; more is another rate or another base.
        only_rounding = abs(theirs - tax_amount) <= Decimal("0.005") * len(taxed) + Decimal("0.005")
        if only_rounding:
            about("tax_rounding", theirs=str(theirs), ours=str(tax_amount))
        else:
            about("tax_will_differ", theirs=str(theirs), ours=str(tax_amount), tax_id=tax.id)

    def _number(self, move, binding, taken, about):
        rule = self.number_rules.get(move.journal_id.id) or self.engine.number_rule
        number = apply_rule(rule, move.name, self.ledger.capabilities.number_length)
        if number is None:
            about(
                "number_too_long",
                root="connection",
                kind="connection",
                number=move.name,
                limit=str(self.ledger.capabilities.number_length),
            )
            return ""
        there = taken.get(number.lower()) if number else None
        if there and not (binding and (binding.external_id or binding.send_anyway)):
            about("number_taken", number=number, total=str(there.total), remote_record_id=there.id)
        return number

    def _document_term(self, move, customer, about):
        """Return the terms: the document's, else what the ledger has for its customer (None), else the default."""
        own = move.invoice_payment_term_id
        term = self._term(own)
        if term or not (own or self.engine.default_term_id):
            return term
        if customer and (customer.remote_record_id.details or {}).get("term"):
            return None
        if own and not self.engine.default_term_id:
            about("term_unmapped", term=own.name)
        return self._reference(self.engine.default_term_id)

    # === SMALL LOOK-UPS === #

    def number_for(self, move):
        """Return the number under which a document will stand in the ledger; "" where the ledger numbers it."""
        rule = self.number_rules.get(move.journal_id.id) or self.engine.number_rule
        return apply_rule(rule, move.name, self.ledger.capabilities.number_length) or ""

    def _links(self, records, column):
        links = {}
        for binding in (
            self.env["bridge.binding"]
            .sudo()
            .search([("connection_id", "=", self.connection.id), (column, "in", records.ids)])
        ):
            record_id = binding[column].id
            if record_id not in links or not binding.alias_of_id:
                links[record_id] = binding
        return links

    def _numbers_taken(self, moves):
        """Return ``{number in lower case: mirror row}`` of documents there that bear a number of ours and are nobody's.

        A mark on them says nothing: it may be of a connection, or of a database, that is no more.
        """
        numbers = {number for move in moves if move.name and (number := self.number_for(move))}
        mirror = self.env["bridge.remote.record"].sudo()
        rows = mirror.search(
            [
                ("connection_id", "=", self.connection.id),
                ("kind", "=", Kind.INVOICE.value),
                ("number", "in", [*numbers, *map(str.upper, numbers), *map(str.lower, numbers)]),
                ("is_gone", "=", False),
            ]
        )
        bound = set(
            self.env["bridge.binding"].sudo().search([("remote_record_id", "in", rows.ids)]).remote_record_id.ids
        )
        return {row.number.lower(): row for row in rows if row.id not in bound}

    def _term(self, term):
        if not term:
            return None
        mapped = self.term_map.get(term.id)
        if mapped:
            return self._reference(mapped)
        return self._reference(self.known_terms.get(" ".join((term.name or "").lower().split())))

    def _tax_code(self, *, taxed):
        if not self.company.get("sales_tax"):
            return None
        code = self.company.get("taxable_code" if taxed else "nontaxable_code")
        return Reference(Kind.TAX_CODE, code["id"], code["name"]) if code else None

    def _reference(self, remote):
        return Reference(Kind(remote.kind), remote.remote_id, remote.full_name or "") if remote else None

    def _about(self, binding, reason, **arguments):
        return Finding(reason, f"binding:{binding.id}", binding.kind, arguments, binding.id)


class _DocumentFindings:
    """Collects what stands against one document: ``about("total_zero")``."""

    def __init__(self, move, binding, findings, preparation):
        self.move, self.binding, self.findings = move, binding, findings

    def __call__(self, reason, *, root=None, kind=Kind.INVOICE.value, **arguments):
        arguments = {"document": self.move.name or self.move.display_name, **arguments}
        binding_id = self.binding.id if self.binding and not root else None
        self.findings.append(Finding(reason, root or f"move:{self.move.id}", kind, arguments, binding_id))


def _product_name(product):
    """Return what a product is called in sentences; its display name would ask for prices and suppliers."""
    return product.default_code or product.name or ""


def _taxing(line):
    """Return the taxes of a line that add something to it."""
    return line.tax_ids.filtered(lambda tax: tax.amount or tax.amount_type == "group")
