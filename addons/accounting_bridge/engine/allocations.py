"""Payments into neutral documents: what each allocation of the host says of a document that we sent.

The source is the allocation (``account.partial.reconcile``), whatever stands behind it: a payment, a line of a bank
statement, an entry, a credit note. One entry that pays becomes one payment there, with all that it pays.

================================  ===================================================================================
what pays in Odoo                 what travels
================================  ===================================================================================
payment, statement line           money, applied to each invoice of ours by what was allocated; the rest unapplied
early-payment discount,           discount of the application, booked to the account chosen for the account of the
  write-off of the payment          host, else to the discount account of the connection; where the ledger keeps none
                                    on a payment a person is asked: the money alone, or all of it is entered there
credit note                       no money: the credit note is applied to the invoice
part for an invoice from before   nothing, finally: it is *not ours*, and its part of the money is left out
  the start date, or held           (the bookkeeper enters it with the invoice)
part for an invoice that was      the payment waits, and says for which; a credit note that was never released
  never released                    waits for its release
exchange difference               nothing: the ledger books its own
entry without money               refused: a loss is booked there by hand
money of several customers        refused: a payment there has one customer
what somebody entered there       asked: a payment without a mark of ours, on the same invoice, of the same amount and
                                    at most three days apart, may be this one
================================  ===================================================================================
"""

from collections import defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from ..ledgers.documents import Application, CreditUse, Kind, Payment, Reference
from ..ledgers.numbers import apply_rule
from . import applied
from .findings import AboutDocument, Missing, Prepared
from .invoicing import DAYS_APART
from .values import exact, exchange_rate
from .warming import warm_payments

RECEIVABLE = "asset_receivable"
MONEY = ("asset_cash", "liability_credit_card")
# Where the newest transfer of an invoice stands so, the ledger will not hold it by our doing.
NOT_COMING = ("held", "withdrawn", "gone")


def payers_of(moves):
    """Return the entries that pay documents, and those of the documents that pay others: credit notes."""
    lines = moves.line_ids.filtered(lambda line: line.account_id.account_type == RECEIVABLE)
    paying = lines.filtered("matched_debit_ids").move_id
    return (lines.matched_credit_ids.credit_move_id.move_id | paying).filtered(_may_pay)


def _may_pay(move):
    return move.move_type in ("entry", "out_refund") and move.journal_id != move.company_id.currency_exchange_journal_id


class Allocations:
    """Prepares what entries pay.

    :param preparation: mappings, links and look-ups of the connection.
    """

    def __init__(self, preparation):
        self.preparation, self.engine, self.env = preparation, preparation.engine, preparation.env

    def prepare(self, moves, anew=False):
        """:param moves: entries that pay, read as one recordset.
        :param anew: as if the ledger held none of them: what would come in the place of one that is deleted there.
        :return dict: ``{move id: Prepared}``; neither document nor finding where nothing of ours is paid any more.
        """
        self.anew = anew
        warm_payments(moves)
        self.paid = {move: self._paid(move) for move in moves}
        invoices = self.env["account.move"].union(*(invoice for paid in self.paid.values() for invoice in paid))
        self.invoices = self.preparation.document_links(invoices, Kind.INVOICE)
        self.credits = self.preparation.document_links(moves, Kind.CREDIT_NOTE)
        partners = invoices.commercial_partner_id | invoices.partner_shipping_id
        self.customers = self.preparation.links(partners, "partner_id", (Kind.CUSTOMER,))
        self.own = self.preparation.document_links(moves, Kind.PAYMENT)
        self.entered = self._entered_there(moves)
        return {move.id: self._prepare(move) for move in moves}

    def _paid(self, move):
        """Return ``{invoice: amount in its currency}`` of what an entry pays."""
        paid = defaultdict(Decimal)
        for line in move.line_ids.filtered(lambda line: line.account_id.account_type == RECEIVABLE):
            for partial in line.matched_debit_ids:
                invoice = partial.debit_move_id.move_id
                places = partial.debit_currency_id.decimal_places
                if invoice.move_type == "out_invoice":
                    paid[invoice] += exact(partial.debit_amount_currency, places)
        return {invoice: amount for invoice, amount in paid.items() if amount}

    def _prepare(self, move):
        prepared = Prepared()
        binding = self.own.get(move.id)
        about = AboutDocument(move, binding, prepared.findings, Kind.PAYMENT)
        ours = self._sort_out(move, binding, about, prepared)
        if not ours or prepared.held_by:
            return prepared
        customers = {invoice.commercial_partner_id for invoice in ours}
        currencies = {invoice.currency_id for invoice in ours} | {move.currency_id}
        if move.state != "posted":
            about("not_posted")
        elif len(customers) > 1:
            about("payment_mixed", customers=", ".join(sorted(customer.name or "" for customer in customers)))
        elif len(currencies) > 1:
            about("payment_currency", currencies=", ".join(sorted(currency.name for currency in currencies)))
        elif move.move_type == "out_refund":
            self._apply_credit(move, ours, about, prepared)
        else:
            self._apply_money(move, ours, about, prepared)
        return prepared

    def _sort_out(self, move, binding, about, prepared):
        """Return what an entry pays of invoices of ours: ``{invoice: amount}``; the rest is *not ours*."""
        ours = {}
        for invoice, amount in self.paid[move].items():
            prepared.pays[str(invoice.id)] = str(amount)
            link = self.invoices.get(invoice.id)
            date = invoice.invoice_date or invoice.date
            state = invoice.sudo().bridge_transfer_id.state
            if link and link.external_id:
                ours[invoice] = amount
                prepared.travels[str(invoice.id)] = str(amount)
            elif date < self.engine.date_from or state in NOT_COMING:
                continue
            elif link and state:
                prepared.missing[Missing(invoice.id, "account.move")] = invoice.name
            elif not self._is_answered(binding, "send_anyway"):
                about("payment_part_unreleased", invoice=invoice.name)
        return ours

    def _is_answered(self, link, answer):
        """Return whether a person has said what becomes of what the ledger does not take; of what is there, they have.

        :param answer: the field that keeps it.
        """
        return bool(link and (link[answer] or (link.external_id and not self.anew)))

    def needs(self, move):
        """Return ids of the links without which an entry cannot travel: what it pays, who pays, the credit note."""
        links = [self.invoices.get(invoice.id) for invoice in self.paid[move]]
        currency = self.preparation.customer_currency(move.currency_id)
        links += [self.customers.get((invoice.commercial_partner_id.id, currency)) for invoice in self.paid[move]]
        links.append(self.credits.get(move.id))
        dated = {invoice.id for invoice in self.paid[move] if self._is_coming(invoice)}
        return list({link.id for link in links if link and (not link.move_id or link.move_id.id in {*dated, move.id})})

    def _is_coming(self, invoice):
        """Return whether the ledger holds an invoice by our doing, or will."""
        link = self.invoices.get(invoice.id)
        state = invoice.sudo().bridge_transfer_id.state
        return bool(link and (link.external_id or (state and state not in NOT_COMING)))

    # === A CREDIT NOTE === #

    def _apply_credit(self, move, ours, about, prepared):
        credit, state = self.credits.get(move.id), move.sudo().bridge_transfer_id.state
        if not (credit and credit.external_id):
            if credit and state:
                prepared.missing[Missing(move.id, "account.move")] = move.name
            elif (move.invoice_date or move.date) >= self.engine.date_from:
                about("credit_unreleased", invoice=", ".join(invoice.name for invoice, _amount in _in_order(ours)))
            return
        credit_note = Reference(Kind.CREDIT_NOTE, credit.external_id, credit.remote_number or "")
        applications = tuple(
            Application(self._invoice_reference(invoice), credits=(CreditUse(credit_note, amount),))
            for invoice, amount in _in_order(ours)
        )
        self._finish(move, ours, Decimal(0), applications, about, prepared)

    # === MONEY === #

    def _apply_money(self, move, ours, about, prepared):
        money, discount, accounts = self._composition(move)
        if not money:
            about("payment_without_money")
            return
        if discount < 0:
            about("payment_extra", amount=str(-discount))
            return
        # What is not ours took its part of the discount, too.
        discounts = self._spread(discount, self.paid[move])
        elsewhere = sum(
            amount - discounts.get(invoice, Decimal(0))
            for invoice, amount in self.paid[move].items()
            if invoice not in ours
        )
        discount = sum(discounts.get(invoice, Decimal(0)) for invoice in ours)
        keeps = self.preparation.ledger.capabilities.payment_discounts
        account = self._discount_account(accounts) if discount and keeps else None
        if discount and not keeps:
            if not self._is_answered(self.own.get(move.id), "money_alone"):
                about("discount_not_kept", amount=str(discount))
                return
        elif discount and not account:
            about("discount_account_missing", root="connection", kind="connection", amount=str(discount))
            return
        applications = tuple(
            Application(
                self._invoice_reference(invoice),
                amount=amount - discounts.get(invoice, Decimal(0)),
                discount=discounts.get(invoice, Decimal(0)) if keeps else Decimal(0),
                discount_account=account if discounts.get(invoice) else None,
            )
            for invoice, amount in _in_order(ours)
        )
        total = money - elsewhere
        rest = total - sum((application.amount for application in applications), Decimal(0))
        if rest > 0 and not self.preparation.ledger.capabilities.payment_rests:
            if not self._is_answered(self.own.get(move.id), "send_anyway"):
                about("rest_not_kept", amount=str(rest))
                return
            total -= rest
        self._finish(move, ours, total, applications, about, prepared)

    def _composition(self, move):
        """Return ``(money, discount, accounts of the discount)`` of an entry, in its own currency.

        What the receivable was lowered by beyond the money is discount; below zero it is more money than that.
        """
        if move.origin_payment_id:
            liquidity, _receivable, other = move.origin_payment_id._seek_for_lines()
        elif move.statement_line_id:
            liquidity, suspense, other = move.statement_line_id._seek_for_lines()
            other = (other | suspense).filtered(lambda line: line.account_id.account_type != RECEIVABLE)
        else:
            rest = move.line_ids.filtered(lambda line: line.account_id.account_type != RECEIVABLE)
            liquidity = rest.filtered(lambda line: line.account_id.account_type in MONEY)
            other = rest - liquidity
        places = move.currency_id.decimal_places
        money = exact(sum(liquidity.mapped("amount_currency")), places)
        discount = exact(sum(other.mapped("amount_currency")), places)
        return money, discount, other.account_id

    def _spread(self, discount, paid):
        """Share a discount between invoices: by what their terms grant, else on the last ones, never above what is
        paid of them.
        """
        if not discount:
            return {}
        granted = {invoice: min(amount, self._granted(invoice, amount)) for invoice, amount in paid.items()}
        if sum(granted.values()) == discount:
            return {invoice: amount for invoice, amount in granted.items() if amount}
        shares = {}
        for invoice, amount in reversed(_in_order(paid)):
            shares[invoice] = min(amount, discount)
            discount -= shares[invoice]
        return {invoice: amount for invoice, amount in shares.items() if amount}

    def _granted(self, invoice, amount):
        """Return the early-payment discount that the terms of an invoice grant on what was paid of it."""
        term = invoice.invoice_payment_term_id
        if not term.early_discount:
            return Decimal(0)
        cent = Decimal(1).scaleb(-invoice.currency_id.decimal_places)
        return (amount * Decimal(str(term.discount_percentage)) / 100).quantize(cent, ROUND_HALF_UP)

    def _discount_account(self, accounts):
        mapped = {self.preparation.account_map[a.id] for a in accounts if a.id in self.preparation.account_map}
        remote = mapped.pop() if len(mapped) == 1 else self.engine.discount_account_id
        return self.preparation.reference(remote)

    # === THE DOCUMENT === #

    def _finish(self, move, ours, total, applications, about, prepared):
        (partner,) = {invoice.commercial_partner_id for invoice in ours}
        currency = self.preparation.customer_currency(move.currency_id)
        customer = self.customers.get((partner.id, currency))
        if not (customer and customer.external_id):
            prepared.missing[Missing(partner.id, "res.partner", currency)] = partner.name
        if prepared.missing:
            return
        link, payer = self.own.get(move.id), self._job_that_pays(ours, currency) or customer
        document = Payment(
            customer=Reference(Kind.CUSTOMER, payer.external_id, payer.partner_id.name or ""),
            source_number=move.name,
            trace=link.trace if link else "",
            date=self._date(move, ours),
            currency=move.currency_id.name,
            total=total,
            applications=applications,
            number=self._number(move),
            deposit_account=self._deposit_account(move),
            receivable=self.preparation.receivable(move.currency_id),
            exchange_rate=exchange_rate(move, lambda line: line.account_id.account_type == RECEIVABLE),
            note=move.ref or "",
        )
        if not self._look_for_twin(document, link, about):
            prepared.document = document

    def _job_that_pays(self, ours, currency):
        """Return the link of the job that all invoices stand on there, where it is not billed with its customer: then
        it pays for itself. None where the customer may pay.
        """
        jobs = {self.customers.get((invoice.partner_shipping_id.id, currency)) for invoice in ours}
        job = jobs.pop() if len(jobs) == 1 else None
        if not job or (job.remote_record_id.details or {}).get("billed_with_parent") is not False:
            return None
        stands_on = {self.invoices[invoice.id].remote_record_id.customer_remote_id for invoice in ours}
        return job if stands_on == {job.external_id} else None

    def _date(self, move, ours):
        """Return under which date a payment stands there.

        A credit note is not applied before it and what it pays are there, under whatever dates they left.
        """
        if move.move_type != "out_refund":
            return move.date
        documents = [move, *ours]
        links = [self.credits.get(move.id), self.own.get(move.id), *(self.invoices.get(one.id) for one in ours)]
        dates = [one.invoice_date or one.date for one in documents]
        return max([*dates, *(link.redated_to for link in links if link and link.redated_to)])

    # === WHAT SOMEBODY ENTERED THERE === #

    def _entered_there(self, moves):
        """Return payments there that bear no mark of ours and are nobody's, around the days of what has not left.

        Some ledgers do not tell whose a payment of several invoices is.
        """
        new = [move for move in moves if not ((link := self.own.get(move.id)) and link.external_id)]
        dates = [self._date(move, self.paid[move]) for move in new if self.paid[move]]
        if not dates or self.anew:
            return []
        payers = {link.external_id for link in self.customers.values()}
        payers |= {link.remote_record_id.customer_remote_id for link in self.invoices.values()}
        apart = timedelta(days=DAYS_APART)
        near = [
            ("trace", "=", False),
            ("customer_remote_id", "in", [*filter(None, payers), False]),
            ("document_date", ">=", min(dates) - apart),
            ("document_date", "<=", max(dates) + apart),
        ]
        rows = self.preparation.unbound_documents(near, kinds=(Kind.PAYMENT,))
        # Details are copied each time they are read, so they are read once.
        read = [(row, row.details or {}) for row in rows]
        free = [(row, details, applied.there(details)) for row, details in read if not details.get("is_void")]
        return free + self._entered_for_several(near)

    def _entered_for_several(self, near):
        """Return those that were linked and pay more there than the payment that they were linked to pays here."""
        taken = self.preparation.linked_by_hand(near, Kind.PAYMENT)
        if not taken:
            return []
        own = {link: self._paid(link.move_id) for link in taken}
        paid = self.env["account.move"].union(*(invoice for paid in own.values() for invoice in paid))
        invoices = self.preparation.document_links(paid, Kind.INVOICE)
        found = []
        for link in taken:
            details = link.remote_record_id.details or {}
            theirs = {invoices[invoice.id].external_id for invoice in own[link] if invoice.id in invoices}
            rest = {one: amount for one, amount in (applied.there(details) or {}).items() if one not in theirs}
            if rest and not details.get("is_void"):
                found.append((link.remote_record_id, details, rest))
        return found

    def _look_for_twin(self, document, link, about):
        """Ask about a payment that somebody entered there. :return bool: there is one.

        Two equal ones are asked about one of theirs each, as far as there are so many.
        """
        if not self.entered or (link and link.external_id):
            return False
        said, credits = applied.said_of(document), applied.credits_used(document)
        refused = (link and link.refused_ids) or ()
        for place, (row, details, there) in enumerate(self.entered):
            near = abs((row.document_date - document.date).days) <= DAYS_APART
            if not near or row.remote_id in refused or bool(document.total) != bool(row.total):
                continue
            if credits and not credits & applied.credits_there(details):
                continue
            if there is None:
                is_same = Decimal(str(row.total)) == document.total
            else:
                is_same = any(there.get(invoice) == amount for invoice, amount in said.items())
            if is_same:
                about(
                    "payment_maybe_there",
                    number=row.number or "?",
                    date=row.document_date.isoformat(),
                    total=f"{row.total:.2f}",
                    remote_record_id=row.id,
                )
                self.entered.append(self.entered.pop(place))
                return True
        return False

    def _deposit_account(self, move):
        """Return where the money goes: to the account of its journal, else to that of all of them.

        An account there has one currency: money in another one goes to none, and is deposited by a person, unless the
        ledger changes it into its home currency by the rate that is told.
        """
        account = self.preparation.deposit_map.get(move.journal_id.id) or self.engine.deposit_account_id
        fitting = {False, "", move.currency_id.name}
        if self.preparation.ledger.capabilities.deposits_into_home:
            fitting.add(self.engine.remote_currency or self.preparation.home_currency.name)
        fits = account and account.currency_name in fitting
        return self.preparation.reference(account) if fits else None

    def _number(self, move):
        limit = self.preparation.ledger.capabilities.payment_number_length
        return apply_rule("as_is", move.name, limit) or apply_rule("compact", move.name, limit) or ""

    def _invoice_reference(self, invoice):
        link = self.invoices[invoice.id]
        return Reference(Kind.INVOICE, link.external_id, link.remote_number or "")


def _in_order(ours):
    """Return documents and amounts, oldest document first: the same order whenever it is asked for."""
    return sorted(ours.items(), key=lambda pair: (pair[0].invoice_date or pair[0].date, pair[0].id))
