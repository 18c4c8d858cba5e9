"""Odoo's records into neutral documents, with everything that stands against sending them.

One reading of the books serves the preview, the rehearsal and the engine: what the preview says is what
is sent. All documents of a call are read as one recordset; nothing here writes.
"""

from functools import cached_property

from ..ledgers.defaults import Role
from ..ledgers.documents import Address, Item, Kind, Party, Reference
from ..ledgers.numbers import apply_rule
from . import census, defaulting
from .allocations import Allocations
from .findings import Finding, Missing, Prepared
from .invoicing import Invoicing
from .line_rules import LineRules
from .values import address_of, exact, product_name
from .warming import LINK_FIELDS, MIRROR_FIELDS, addresses_of, warm_partners, warm_products

# Where two documents of the ledger bear our number, or could be ours, these are the kinds looked at.
DOCUMENT_KINDS = (Kind.INVOICE, Kind.CREDIT_NOTE)
CREDIT_MARK = "R"


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
        connection.company_id.fetch(("currency_id",))
        self.home_currency = connection.company_id.currency_id
        mappings = self.engine.mapping_ids
        self.tax_map = {m.tax_id.id: m.remote_record_id for m in mappings if m.kind == "tax"}
        self.term_map = {m.term_id.id: m.remote_record_id for m in mappings if m.kind == "term"}
        self.number_rules = {m.journal_id.id: m.number_rule for m in mappings if m.kind == "journal"}
        self.deposit_map = {m.journal_id.id: m.remote_record_id for m in mappings if m.kind == "deposit"}
        self.account_map = {m.account_id.id: m.remote_record_id for m in mappings if m.kind == "account"}
        self.tracking_map = {m.analytic_id.id: m.remote_record_id for m in mappings if m.kind == "tracking"}
        self.location_map = {m.analytic_id.id: m.remote_record_id for m in mappings if m.kind == "location"}
        self.rules = LineRules(self.engine)
        # What travels is dated from this day on; a rehearsal may look further back.
        self.date_from = self.engine.date_from
        # ``{Missing: link}``: what is taken for linked although it is not yet, to see what comes after.
        self.assumed = {}
        self._customer_currencies = {}
        # ``{Kind: Census}``: a run that looks at many chunks takes it once for all of them.
        self.counted = {}
        self.known_terms = {term.match_key: term for term in self._mirrored(Kind.TERM)}

    def invoices(self, moves):
        """Prepare customer invoices and credit notes. :return dict: ``{move id: Prepared}``"""
        return Invoicing(self).prepare(moves)

    def refused_at_sight(self, moves, *, drafts=False):
        """Return ``{move id: Finding}`` of what no customer and no item could cure; see there for ``drafts``."""
        return Invoicing(self).refused_at_sight(moves, drafts=drafts)

    def payments(self, moves):
        """Prepare payments. :return dict: ``{id of the entry that pays: Prepared}``"""
        return Allocations(self).prepare(moves)

    def payments_anew(self, moves):
        """Prepare payments as if the ledger held none of them. :return dict: as ``payments``"""
        return Allocations(self).prepare(moves, anew=True)

    def payments_with_needs(self, moves):
        """Prepare payments. :return tuple: the same, and ``{id of the entry: ids of the links that it needs}``"""
        allocations = Allocations(self)
        return allocations.prepare(moves), {move.id: allocations.needs(move) for move in moves}

    # === CUSTOMERS AND ITEMS === #

    def lists(self, bindings):
        """Prepare customers and items, all read together.

        :return dict: ``{binding id: Prepared}``
        """
        return dict(zip(bindings.ids, self.entries(bindings), strict=True))

    def entries(self, links):
        """Prepare customers and items, all read together.

        :param links: their links, or what stands in for links that are not reserved yet.
        :return list: a ``Prepared`` of each, in their order.
        """
        partners = self.env["res.partner"].browse(link.partner_id.id for link in links if link.partner_id)
        warm_partners(partners)
        partners.with_company(self.connection.company_id).fetch(("property_payment_term_id",))
        addresses = addresses_of(partners)
        above = partners.commercial_partner_id - partners
        owners = self.links(above, "partner_id", (Kind.CUSTOMER,)) if above else {}
        warm_products(self.env["product.product"].browse(link.product_id.id for link in links if link.product_id))
        return [self._party(link, addresses, owners) if link.partner_id else self._item(link) for link in links]

    def _party(self, binding, addresses, owners):
        partner = self.env["res.partner"].browse(binding.partner_id.id)
        name = self.party_name(binding)
        prepared = Prepared()
        if not name:
            prepared.findings.append(self._about(binding, f"{binding.kind}_name_empty", name=partner.name or ""))
            return prepared
        parent = None
        is_vendor = binding.kind == Kind.VENDOR.value
        if not is_vendor and partner.parent_id and partner.commercial_partner_id != partner:
            # A delivery address that is a job of its own: its customer comes first.
            owner = partner.commercial_partner_id
            link = owners.get((owner.id, binding.currency_name or ""))
            if not (link and link.external_id):
                missing = Missing(owner.id, "res.partner", binding.currency_name or "")
                prepared.missing[missing] = owner.name
                return prepared
            parent = Reference(Kind.CUSTOMER, link.external_id, owner.name)
        invoicing = addresses[partner].get("invoice", partner)
        delivery = addresses[partner].get("delivery")
        prepared.document = Party(
            name=name,
            full_name=partner.name,
            trace=binding.trace,
            company_name=partner.name if partner.is_company else partner.company_name or "",
            email=invoicing.email or partner.email or "",
            phone=partner.phone or "",
            billing=address_of(invoicing),
            delivery=address_of(delivery) if delivery else Address(),
            term=None if is_vendor else self._term_of(partner),
            parent=parent,
            currency=binding.currency_name or "",
        )
        return prepared

    def _term_of(self, partner):
        return self.term(partner.with_company(self.connection.company_id).property_payment_term_id)

    def _item(self, binding):
        product = self.env["product.product"].browse(binding.product_id.id)
        template = product.product_tmpl_id
        name = self.item_name(binding)
        prepared = Prepared()
        if not name:
            prepared.findings.append(self._about(binding, "item_name_empty", name=product_name(product)))
        elif not (self.engine.income_account_id and self.engine.expense_account_id):
            prepared.findings.append(
                Finding("accounts_missing", "connection", "connection", {"item": product_name(product)})
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
                income_account=self.reference(self.engine.income_account_id),
                expense_account=self.reference(self.engine.expense_account_id),
                tax_code=self.tax_code(taxed=self._is_taxed(template)),
            )
        return prepared

    def _is_taxed(self, template):
        """Return whether a product is taxed in this company; it may bear taxes of others, which are not ours to see."""
        return any(tax.amount and tax.company_id == self.connection.company_id for tax in template.sudo().taxes_id)

    def item_name(self, binding):
        """Return the name under which the product of a link stands in the ledger: its reference, else its name."""
        product = self.env["product.product"].browse(binding.product_id.id)
        return self.ledger.item_name(product_name(product), product.id, taken=binding.use_other_name)

    def party_name(self, binding):
        """Return the name under which the customer of a link stands in the ledger."""
        partner = self.env["res.partner"].browse(binding.partner_id.id)
        # A ledger in which a customer has one currency holds the same one several times.
        name = " ".join(filter(None, (partner.name or "", binding.currency_name)))
        return self.ledger.party_name(name, partner.id, taken=binding.use_other_name)

    def warm(self, bindings):
        """Read the records of links into the cache, as far as their names go."""
        partners = (binding.partner_id.id for binding in bindings if binding.partner_id)
        warm_partners(self.env["res.partner"].browse(partners))
        warm_products(
            self.env["product.product"].browse(binding.product_id.id for binding in bindings if binding.product_id)
        )

    def census(self, kind):
        """Return which keys several records of Odoo share."""
        if kind not in self.counted:
            self.counted[kind] = census.take(self.engine, kind, self.engine._leading_key(kind), self.env.lang)
        return self.counted[kind]

    # === WHO, WHERE, UNDER WHICH NUMBER === #

    def customer_of(self, move):
        return self.engine._customer_of(move)

    def customer_currency(self, currency):
        if currency not in self._customer_currencies:
            self._customer_currencies[currency] = self.engine._customer_currency(currency)
        return self._customer_currencies[currency]

    def receivable(self, currency):
        """Return the receivable account for a currency where the ledger has several, None where it has one.

        Where several fit, documents stay with the one that was known first: another one that is added later takes none
        of them away. A ledger whose invoices name none puts their payments to theirs by itself.
        """
        accounts = self._receivables
        fitting = [row for row in accounts if (row.currency_name or self.home_currency.name) == currency.name]
        if len(accounts) < 2 or not fitting:
            return None
        if len(fitting) > 1 and not self.ledger.capabilities.names_receivable:
            return None
        return self.reference(min(fitting, key=lambda row: row.id))

    def line_account(self, line, item):
        """Return the account that a line names, None where the ledger takes it from the item: what it is mapped to
        (``line_rules``), else the account of its item there, else the one that new items are given.

        :param line: an entry's line.
        :param item: the row of its item there, empty where it has none.
        """
        if not self.ledger.capabilities.lines_name_accounts:
            return None
        mapped = self.rules.of_line(line) or self.account_map.get(line.account_id.id)
        own = ((item.details or {}).get("income_account") or {}) if item and not mapped else {}
        if own.get("id"):
            return Reference(Kind.ACCOUNT, own["id"], own.get("name") or "")
        return self.reference(mapped or self.engine.income_account_id)

    def tracking_of(self, line, about):
        """Return the class of a line from its analytic accounts, None where there is none or there are several."""
        if not (self.tracking_map and self.company.get("class_tracking")):
            return None
        found = _mapped(line, self.tracking_map)
        if len(found) > 1:
            about("tracking_split", classes=", ".join(sorted(row.full_name or "" for row in found)))
            return None
        return self.reference(found.pop()) if found else None

    def location_of(self, move, about):
        """Return the location of a document from the analytic accounts of its lines, None for none or several."""
        if not (self.location_map and self.company.get("locations")):
            return None
        lines = move.line_ids.filtered(lambda line: line.display_type in ("product", "rounding"))
        found = {row for line in lines for row in _mapped(line, self.location_map)}
        if len(found) > 1:
            about("location_several", locations=", ".join(sorted(row.full_name or "" for row in found)))
            return None
        return self.reference(found.pop()) if found else None

    def number_rule_of(self, move):
        return self.number_rules.get(move.journal_id.id) or self.engine.number_rule

    def number_for(self, move):
        """Return the number under which a document will stand in the ledger; "" where the ledger numbers it."""
        return self.fitting_number(move) or ""

    def fitting_number(self, move):
        """Return the same, None where the number does not fit."""
        if self.company.get("custom_numbers") is False:
            # The ledger takes no numbers of others, whatever the rule here: none is sent.
            return ""
        mark = CREDIT_MARK if move.move_type == "out_refund" else ""
        return apply_rule(self.number_rule_of(move), move.name, self.ledger.capabilities.number_length, mark)

    def links(self, records, column, kinds):
        """Return the links of records: ``{(record id, currency): link}``; an alias stands for what it is one of.

        :param kinds: what the records are in the ledger; one record may be several things there.
        """
        links = {}
        for binding in (
            self.env["bridge.binding"]
            .sudo()
            .search_fetch(
                [
                    ("connection_id", "=", self.connection.id),
                    (column, "in", records.ids),
                    ("kind", "in", [kind.value for kind in kinds]),
                ],
                LINK_FIELDS,
                order="kind, id",
            )
        ):
            key = binding[column].id, binding.currency_name or ""
            if key not in links or not binding.alias_of_id:
                links[key] = binding
        ids = set(records.ids) if self.assumed else ()
        for one, link in self.assumed.items():
            if one.model == records._name and one.record_id in ids and Kind(link.kind) in kinds:
                links[one.record_id, one.currency] = link
        return links

    def document_links(self, moves, *kinds):
        """Return the links of entries of the host: ``{move id: link}``; only customers have one for each currency."""
        links = self.links(moves, "move_id", kinds)
        return {move_id: link for (move_id, _currency), link in links.items()}

    def unbound_documents(self, domain, kinds=DOCUMENT_KINDS):
        """Return documents of the mirror that fulfil a condition and are nobody's."""
        mirror = self.env["bridge.remote.record"].sudo()
        rows = mirror.search(
            [
                ("connection_id", "=", self.connection.id),
                ("kind", "in", [kind.value for kind in kinds]),
                ("is_gone", "=", False),
                *domain,
            ]
        )
        bound = self.env["bridge.binding"].sudo().search([("remote_record_id", "in", rows.ids)]).remote_record_id
        return rows - bound

    def linked_by_hand(self, domain, kind):
        """Return the links that a person made to documents of the mirror that fulfil a condition."""
        return (
            self.env["bridge.binding"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", self.connection.id),
                    ("kind", "=", kind.value),
                    ("bound_by", "=", "picked"),
                    ("external_id", "!=", False),
                    ("move_id", "!=", False),
                    ("remote_record_id", "any", [("is_gone", "=", False), *domain]),
                ]
            )
        )

    # === SMALL LOOK-UPS === #

    @cached_property
    def automated_tax_item(self):
        """The row of the item for tax that an outside service computed, None where there is none."""
        return defaulting.item_of(self.engine, Role.AUTOMATED_TAX)

    @cached_property
    def known_taxes(self):
        """The taxes of the ledger: ``{id there: mirror row}``."""
        return {row.remote_id: row for row in self._mirrored(Kind.TAX)}

    @cached_property
    def _receivables(self):
        # Details are copied each time they are read, so they are read once.
        return [row for row in self._mirrored(Kind.ACCOUNT) if (row.details or {}).get("role") == "receivable"]

    def _mirrored(self, kind):
        return (
            self.env["bridge.remote.record"]
            .sudo()
            .search_fetch(
                [
                    ("connection_id", "=", self.connection.id),
                    ("kind", "=", kind.value),
                    ("is_active", "=", True),
                    ("is_gone", "=", False),
                ],
                MIRROR_FIELDS,
                order="full_name, id",
            )
        )

    def term(self, term):
        if not term:
            return None
        mapped = self.term_map.get(term.id)
        if mapped:
            return self.reference(mapped)
        return self.reference(self.known_terms.get(" ".join((term.name or "").lower().split())))

    def tax_code(self, *, taxed):
        """Return the ledger's code for what is taxed, or is not, None where it knows no such thing."""
        if not self.company.get("sales_tax"):
            return None
        code = self.company.get("taxable_code" if taxed else "nontaxable_code")
        return Reference(Kind.TAX_CODE, code["id"], code["name"]) if code else None

    def reference(self, remote):
        return Reference(Kind(remote.kind), remote.remote_id, remote.full_name or "") if remote else None

    def _about(self, binding, reason, **arguments):
        return Finding(reason, f"binding:{binding.id}", binding.kind, arguments, binding.id)


def _mapped(line, mapping):
    """Return the entries of the ledger that the analytic accounts of a line stand for."""
    distribution = line.analytic_distribution or {}
    accounts = {int(key) for keys in distribution for key in keys.split(",") if key.isdigit()}
    return {mapping[account] for account in accounts if account in mapping}
