"""Customer invoices and credit notes into neutral documents, with everything that stands against sending them."""

from datetime import timedelta
from decimal import Decimal

from ..ledgers.documents import Address, CreditNote, Invoice, InvoiceLine, Kind, Reference
from ..ledgers.protocol import Operation
from ..ledgers.reasons import Level
from .findings import AboutDocument, Missing, Prepared
from .taxation import Taxation
from .values import address_of, exact, exchange_rate, product_name
from .warming import MOVE_FIELDS, warm_documents

COMMENT_LINES = ("line_section", "line_subsection", "line_note")
AMOUNT_LINES = ("product", "rounding")
# Documents of one customer with one total count as the same one where they are so few days apart.
DAYS_APART = 3
# What a kind of document of the host is in the ledger, and what turns the amounts of its entry positive.
KIND_OF = {"out_invoice": Kind.INVOICE, "out_refund": Kind.CREDIT_NOTE}
SIGN_OF = {"out_invoice": -1, "out_refund": 1}


def kind_of(move):
    """Return what a document is in the ledger; what does not travel as one of its own reads as an invoice."""
    return KIND_OF.get(move.move_type, Kind.INVOICE)


class Invoicing:
    """Prepares the documents of one call, all of them read together.

    :param preparation: mappings, links and look-ups of the connection.
    """

    def __init__(self, preparation):
        self.preparation, self.engine = preparation, preparation.engine
        self.env, self.company = preparation.env, preparation.company
        self.taxation = Taxation(preparation)
        self.rules = preparation.rules
        self.closed_until = self.company.get("closing_date") or ""
        self.home = self.engine.remote_currency or preparation.home_currency.name
        self.takes_drafts = False

    def prepare(self, moves):
        """:return dict: ``{move id: Prepared}``"""
        warm_documents(moves)
        self.customers = self.preparation.links(
            moves.commercial_partner_id | moves.partner_shipping_id, "partner_id", (Kind.CUSTOMER,)
        )
        self.items = self.preparation.links(moves.line_ids.product_id, "product_id", (Kind.ITEM,))
        self.rules.warm(moves.line_ids.product_id)
        self.own = self._own_links(moves)
        self.taken = self._numbers_taken(moves)
        self.twins = self._twins(moves)
        return {move.id: self._prepare(move) for move in moves}

    def _own_links(self, moves):
        return self.preparation.document_links(moves, Kind.INVOICE, Kind.CREDIT_NOTE)

    def _prepare(self, move):
        prepared = Prepared()
        findings = prepared.findings
        binding = self.own.get(move.id)
        about = AboutDocument(move, binding, findings, kind_of(move))
        if self._is_refused_at_sight(move, about):
            return prepared
        sign, places = SIGN_OF[move.move_type], move.currency_id.decimal_places
        untaxed, tax_amount, total = (
            exact(amount, places) for amount in (move.amount_untaxed, move.amount_tax, move.amount_total)
        )
        customer = self._customer(move, prepared)
        plan = self.taxation.plan(move, sign, tax_amount, about)
        lines = self._lines(move, sign, places, plan, about, prepared) + plan.extra
        self._look_at_classes(lines, about)
        location = self.preparation.location_of(move, about)
        lines_sum = sum((line.amount for line in lines if line.amount is not None), Decimal(0))
        if not any(line.amount is not None for line in lines):
            about("lines_none")
        elif lines_sum != total - plan.expected and not prepared.blocked_by and not prepared.missing:
            about("totals_disagree", lines=str(lines_sum), untaxed=str(untaxed))
        prepared.tax = plan.tax
        number = self._number(move, binding, about)
        term = prepared.term = self._term(move, customer, about)
        self._look_for_twin(move, customer, binding, total, about)
        if prepared.blocked_by or prepared.missing:
            return prepared
        document = Invoice if move.move_type == "out_invoice" else CreditNote
        date, note = self._date(move, binding)
        due = move.invoice_date_due or None
        if due and note:
            # Nothing is due before the day under which it stands there.
            due = max(due, date)
        prepared.document = document(
            customer=Reference(Kind.CUSTOMER, customer.external_id, move.commercial_partner_id.name or ""),
            source_number=move.name,
            trace=binding.trace if binding else "",
            date=date,
            currency=move.currency_id.name,
            lines=tuple(lines),
            untaxed=total - plan.expected,
            tax_amount=plan.expected,
            total=total,
            number=number,
            due_date=due,
            term=term,
            tax=plan.tax,
            billing=address_of(move.partner_id),
            delivery=address_of(move.partner_shipping_id) if move.partner_shipping_id != move.partner_id else Address(),
            customer_name=move.partner_id.commercial_partner_id.name or "",
            purchase_order=move.ref or "",
            note=note,
            tax_in_lines=plan.in_lines,
            exchange_rate=exchange_rate(move, lambda line: line.display_type == "payment_term"),
            receivable=self.preparation.receivable(move.currency_id),
            email=self._email(move),
            location=location,
        )
        return prepared

    def _date(self, move, binding):
        """Return under which date a document stands there, and the note that tells of its own where that is closed."""
        own, other = move.invoice_date or move.date, binding and binding.redated_to
        if not other or other <= own:
            return own, ""
        return other, self.env._("Dated %(date)s in Odoo", date=own.isoformat())

    def _email(self, move):
        """Return where the customer gets a document, where the ledger has a place for that."""
        takes = self.preparation.ledger.capabilities.takes_email
        return (move.partner_id.email or move.commercial_partner_id.email or "") if takes else ""

    # === WHAT STANDS AGAINST THE DOCUMENT AS A WHOLE === #

    def refused_at_sight(self, moves, *, drafts=False):
        """Return ``{move id: Finding}`` of what no customer and no item could cure.

        :param drafts: look at drafts as if they were posted.
        """
        moves.fetch(MOVE_FIELDS)
        self.takes_drafts = drafts
        own = self._own_links(moves)
        refused = {}
        for move in moves:
            about = AboutDocument(move, own.get(move.id), [], kind_of(move))
            if self._is_refused_at_sight(move, about):
                refused[move.id] = about.findings[0]
        return refused

    def _is_refused_at_sight(self, move, about):
        """Say what stands against the document as a whole. :return bool: there is no point in looking further."""
        date = move.invoice_date or move.date
        closed, home = self.closed_until, self.home
        if move.move_type not in KIND_OF:
            about("not_an_invoice")
        elif not self.preparation.ledger.capabilities.operations.get(kind_of(move)):
            about("not_an_invoice")
        elif move.state != "posted" and not (self.takes_drafts and move.state == "draft"):
            about("not_posted")
        elif not move.commercial_partner_id:
            about("customer_none")
        elif date < self.preparation.date_from:
            about("before_start", date=self.preparation.date_from.isoformat())
        elif closed and self._date(move, about.binding)[0].isoformat() <= closed:
            about("closed_period", words=self.env._("they are closed until %(date)s.", date=closed))
        elif move.currency_id.is_zero(move.amount_total):
            about("total_zero")
        elif move.amount_total < 0:
            about("total_negative")
        elif move.currency_id.name != home and not self.company.get("multicurrency"):
            about("currency_foreign", currency=move.currency_id.name, home=home)
        return any(finding.level is Level.BLOCKING for finding in about.findings)

    # === CUSTOMER, LINES === #

    def _customer(self, move, prepared):
        """Return the link of the customer, noting it where it has no entry there yet."""
        partner = self.preparation.customer_of(move)
        currency = self.preparation.customer_currency(move.currency_id)
        customer = self.customers.get((partner.id, currency))
        if not (customer and customer.external_id):
            prepared.missing[Missing(partner.id, "res.partner", currency)] = partner.name
        return customer

    def _lines(self, move, sign, places, plan, about, prepared):
        result = []
        for line in sorted(move.line_ids, key=lambda line: (line.sequence, line.id)):
            if line.display_type not in (*COMMENT_LINES, *AMOUNT_LINES):
                continue
            if line.display_type in COMMENT_LINES:
                result.append(InvoiceLine(description=line.name or ""))
                continue
            # The entry's own amounts: where prices include tax, global rounding is not in the lines' subtotals.
            amount = exact(sign * line.amount_currency, places)
            if not line.product_id and not amount and line.display_type == "product":
                result.append(InvoiceLine(description=line.name or ""))
                continue
            result.append(
                InvoiceLine(
                    description=line.name or "",
                    item=self._item(line, about, prepared),
                    quantity=self._quantity(line),
                    amount=amount,
                    tax_code=plan.codes.get(line.id),
                    tracking=self.preparation.tracking_of(line, about),
                    account=self._account(line),
                )
            )
        return result

    def _account(self, line):
        """Return where a line is booked, None where the ledger takes that from the item."""
        link = self.items.get((line.product_id.id, ""))
        return self.preparation.line_account(line, link.remote_record_id if link else self.engine.line_item_id)

    def _look_at_classes(self, lines, about):
        """Say where classes are lost because the ledger keeps one for a whole document."""
        company = self.company
        classes = {line.tracking.name for line in lines if line.tracking}
        if len(classes) > 1 and company.get("class_per_document") and not company.get("class_per_line"):
            about("tracking_several", classes=", ".join(sorted(classes)))

    def _quantity(self, line):
        """Return the quantity of a line, None where there is none or the item there takes none: a discount."""
        takes_none = (self._row(line).details or {}).get("takes_quantity") is False
        return exact(line.quantity, 5) if line.display_type == "product" and not takes_none else None

    def _item(self, line, about, prepared):
        """Return the item of a line, noting its product where it has no entry there yet and needs one."""
        product, link = line.product_id, self.items.get((line.product_id.id, ""))
        if link and link.external_id and not self._ruled_before_link(line):
            return Reference(Kind.ITEM, link.external_id, product_name(product))
        row = self._row(line)
        if row:
            return self.preparation.reference(row)
        if not product:
            item = self.engine.line_item_id
            if not (item or self.preparation.ledger.capabilities.lines_name_accounts):
                about("line_item_missing", root="connection", kind="connection")
            return self.preparation.reference(item)
        if self.rules.needs_item(line):
            prepared.missing[Missing(product.id, "product.product")] = product_name(product)
        return None

    def _ruled_before_link(self, line):
        """Return whether a mapping of its product says more of a line than what the product is linked to."""
        return self.rules.gives is Kind.ITEM and bool(self.rules.of_product(line.product_id))

    def _row(self, line):
        """Return the row of the item that a line names by a mapping or by the link of its product, empty for none."""
        link = self.items.get((line.product_id.id, ""))
        if link and link.external_id and not self._ruled_before_link(line):
            return link.remote_record_id
        return self.rules.of_line(line) if self.rules.gives is Kind.ITEM else self.rules.nothing

    # === NUMBER, TERMS === #

    def _number(self, move, binding, about):
        limit = self.preparation.ledger.capabilities.number_length
        number = self.preparation.fitting_number(move)
        if number is None:
            about("number_too_long", root="connection", kind="connection", number=move.name, limit=str(limit))
            return ""
        there = self.taken.get((kind_of(move).value, number.lower())) if number else None
        if there and not (binding and (binding.external_id or binding.send_anyway)):
            about("number_taken", number=number, total=f"{there.total:.2f}", remote_record_id=there.id)
        if number and binding and self.preparation.ledger.capabilities.numbers_are_used_up:
            return _unused(number, binding, limit, bool(there))
        return number

    def _numbers_taken(self, moves):
        """Return ``{(kind, number in lower case): mirror row}`` of documents there that bear a number of ours and are
        nobody's.

        A mark on them says nothing: it may be of a connection, or of a database, that is no more.
        """
        numbers = {number for move in moves if move.name and (number := self.preparation.number_for(move))}
        rows = self.preparation.unbound_documents(
            [("number", "in", [*numbers, *map(str.upper, numbers), *map(str.lower, numbers)])]
        )
        return {(row.kind, row.number.lower()): row for row in rows if not (row.details or {}).get("is_void")}

    def _look_for_twin(self, move, customer, binding, total, about):
        """Ask about a document there that nobody of ours made: same customer and total, three days apart at most."""
        if not (customer and customer.external_id) or (binding and (binding.external_id or binding.send_anyway)):
            return
        if any(finding.reason == "number_taken" for finding in about.findings):
            return
        date = move.invoice_date or move.date
        for row in self.twins.get((kind_of(move).value, customer.external_id), ()):
            if abs((row.document_date - date).days) <= DAYS_APART and exact(row.total, 2) == total:
                about(
                    "maybe_there",
                    number=row.number or "?",
                    date=row.document_date.isoformat(),
                    total=f"{row.total:.2f}",
                    remote_record_id=row.id,
                )
                return

    def _twins(self, moves):
        """Return ``{(kind, customer there): mirror rows}`` of documents without a mark of ours that are nobody's."""
        customers = [link.external_id for link in self.customers.values() if link.external_id]
        dates = [move.invoice_date or move.date for move in moves if move.state == "posted"]
        if not customers or not dates:
            return {}
        apart = timedelta(days=DAYS_APART)
        twins = {}
        for row in self.preparation.unbound_documents(
            [
                ("trace", "=", False),
                ("customer_remote_id", "in", customers),
                ("document_date", ">=", min(dates) - apart),
                ("document_date", "<=", max(dates) + apart),
            ]
        ):
            twins.setdefault((row.kind, row.customer_remote_id), []).append(row)
        return twins

    def _term(self, move, customer, about):
        """Return the terms: the document's, else what the ledger has for its customer (None), else the default."""
        own = move.invoice_payment_term_id
        term = self.preparation.term(own)
        if term or not (own or self.engine.default_term_id):
            return term
        if customer and (customer.remote_record_id.details or {}).get("term"):
            return None
        if own and not self.engine.default_term_id and Kind.TERM in self.preparation.ledger.capabilities.all_reads:
            about("term_unmapped", term=own.name)
        return self.preparation.reference(self.engine.default_term_id)


def _unused(number, binding, limit, is_taken):
    """Return the number under which a document stands in a ledger that takes none a second time.

    Where it was voided there, or a person said that what bears its number is another one, it goes under ``-2``, ``-3``;
    what was accepted so stays so.

    :param is_taken: another document there is known to bear it; of some only a refusal tells.
    """
    if binding.external_id:
        known = binding.remote_number or ""
        return known if known.startswith(f"{number}-") else number
    creations = binding.transfer_ids.filtered(lambda transfer: transfer.operation == Operation.CREATE.value)
    tries = sum(creations.mapped("generation"))
    is_void = (binding.remote_record_id.details or {}).get("is_void")
    if not (is_void or (binding.send_anyway and (is_taken or tries > 1))):
        return number
    suffix = f"-{max(2, tries)}"
    return number[: limit - len(suffix)] + suffix
