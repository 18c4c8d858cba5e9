"""How the tax of a document travels, and what the ledger will make of it.

A connection has one tax style. *Ledger codes*: the ledger computes, from a code on each line and, where it works
that way, one rate for the whole document. *Tax lines*: every line is coded not taxable and Odoo's tax travels as
lines of its own. Where the ledger computes, what it will come to is known before anything is sent; a ledger that takes
over the tax that it is told has Odoo's to the cent, as long as both charge the same rate.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from ..ledgers.documents import InvoiceLine, Kind, Reference
from .values import exact


@dataclass(slots=True)
class TaxPlan:
    """What a document says about tax.

    ``extra`` are lines that carry tax, or that settle what rounding leaves; ``expected`` is the tax that the
    ledger will show.
    """

    expected: Decimal
    tax: Reference | None = None
    codes: dict[int, Reference | None] = field(default_factory=dict)
    extra: list[InvoiceLine] = field(default_factory=list)
    in_lines: bool = False


def taxing(line):
    """Return the taxes of a line that add something to it."""
    return line.tax_ids.filtered(lambda tax: tax.amount or tax.amount_type == "group")


def rate_of(row, known):
    """Return the percentage of a tax of the ledger, or behind a tax code there; None where it is not known.

    :param known: the taxes there, ``{id there: mirror row}``.
    """
    details = row.details or {}
    if details.get("rate") not in (None, ""):
        return Decimal(str(details["rate"]))
    behind = known.get((details.get("tax") or {}).get("id"))
    rate = behind and (behind.details or {}).get("rate")
    return None if rate in (None, "", False) else Decimal(str(rate))


def percentage(tax):
    """Return the percentage of a tax of Odoo, or of its parts together; None where it is no plain percentage."""
    if tax.amount_type == "percent":
        return Decimal(str(tax.amount))
    parts = tax.children_tax_ids if tax.amount_type == "group" else tax.browse()
    if not parts or any(part.include_base_amount or part.amount_type != "percent" for part in parts):
        return None
    return sum((Decimal(str(part.amount)) for part in parts), Decimal(0))


def plain(rate):
    """Return a percentage as people write it: *8.25*, not *8.2500*; "" for None."""
    return "" if rate is None else format(rate.normalize(), "f")


class Taxation:
    """Plans the tax of documents of one connection.

    :param preparation: gives the mappings and what the ledger company says of itself.
    """

    def __init__(self, preparation):
        self.preparation, self.engine, self.company = preparation, preparation.engine, preparation.company
        self.env = preparation.env

    def plan(self, move, sign, tax_amount, about):
        """Return the ``TaxPlan`` of a document.

        :param sign: -1 for an invoice, 1 for a credit note: what turns the amounts of its entry positive.
        :param tax_amount: Odoo's tax of the whole document.
        """
        lines = [line for line in move.line_ids if line.display_type in ("product", "rounding")]
        self.places, self.sign = move.currency_id.decimal_places, sign
        plan = TaxPlan(tax_amount)
        taxed = {line: taxing(line) or self._coded(line) for line in lines}
        untaxed_code = self._code(taxed=False)
        plan.codes = {line.id: untaxed_code for line in lines}
        # What an outside service wrote stands on taxes that have no rate.
        written = self.engine.tax_style == "lines" and tax_amount
        if not (any(taxed.values()) or written):
            return plan
        if self.engine.tax_style == "lines":
            self._in_lines(move, plan, about)
        elif not self.company.get("sales_tax", True):
            about("tax_off_there")
        elif self.company.get("automated_tax"):
            self._by_address(taxed, plan)
        elif self.company.get("tax_per_line"):
            self._per_line(taxed, plan, tax_amount, about)
        else:
            self._per_document(taxed, plan, tax_amount, about)
        return plan

    def _coded(self, line):
        """Return the taxes of a line that add nothing and have a counterpart: *zero rated* is not *out of scope* there.

        Only where lines have codes of their own; elsewhere a line is taxed or is not.
        """
        codes = self.engine.tax_style == "codes" and self.company.get("sales_tax") and self.company.get("tax_per_line")
        return line.tax_ids.filtered(lambda tax: codes and self.preparation.tax_map.get(tax.id))

    # === TAX LINES === #

    def _in_lines(self, move, plan, about):
        """Every tax becomes a line of its own, with Odoo's amount."""
        plan.in_lines, plan.expected = True, Decimal(0)
        code = self._code(taxed=False)
        for line in move.line_ids:
            if line.display_type != "tax":
                continue
            counterpart = self._automated(line.tax_line_id) or self._counterpart(line.tax_line_id, about)
            if counterpart and (counterpart.details or {}).get("group"):
                self._refuse_group(line.tax_line_id, counterpart, about)
            elif counterpart:
                amount = exact(self.sign * line.amount_currency, self.places)
                item, account = self._as_item(counterpart), self.preparation.line_account(line, counterpart)
                plan.extra.append(InvoiceLine(line.tax_line_id.name, item, None, amount, code, account=account))

    def _refuse_group(self, tax, counterpart, about):
        """A group of taxes holds no amount of its own, so that no ledger takes it for an item of a line."""
        theirs = counterpart.full_name or counterpart.name
        about("tax_is_group", root=f"tax:{tax.id}", kind="connection", tax=tax.name, theirs=theirs, tax_id=tax.id)

    def _automated(self, tax):
        """Return the item for tax that an outside service wrote into the document, None where this is none or its own
        tax is mapped: what such a service names has no rate of its own that could come to an amount.
        """
        written = not tax.amount and tax.amount_type in ("percent", "division", "fixed")
        return self.preparation.automated_tax_item if written and tax.id not in self.preparation.tax_map else None

    def _as_item(self, remote):
        return Reference(Kind.ITEM, remote.remote_id, remote.full_name or "")

    # === LEDGER CODES === #

    def _by_address(self, taxed, plan):
        """The ledger computes from addresses, whatever code it is told, and takes over an amount that it is told.

        So nothing has to have a counterpart, and lines may bear several taxes; a counterpart that is known is named.
        """
        sets = {taxes for taxes in taxed.values() if taxes}
        if len(sets) == 1 and len(taxes := next(iter(sets))) == 1:
            plan.tax = self.preparation.reference(self.preparation.tax_map.get(taxes.id))
        taxable = self._code(taxed=True)
        plan.codes |= {line.id: taxable for line, own in taxed.items() if own}

    def _per_document(self, taxed, plan, tax_amount, about):
        """The ledger takes one rate for a document, and a code on each line that says whether."""
        sets = {taxes for taxes in taxed.values() if taxes}
        taxes = self.env["account.tax"].union(*sets)
        if len(sets) > 1:
            about("tax_two_rates", taxes=", ".join(taxes.mapped("name")))
            return
        counterpart = self._counterpart(taxes, about) if len(taxes) == 1 else self._group(taxes, about)
        if not counterpart:
            return
        plan.tax = self.preparation.reference(counterpart)
        taxable = self._code(taxed=True)
        plan.codes |= {line.id: taxable for line, own in taxed.items() if own}
        rate = (counterpart.details or {}).get("rate")
        if rate in (None, ""):
            return
        theirs = self._rounded(self._base(line for line, own in taxed.items() if own) * Decimal(str(rate)) / 100)
        self._settle(plan, taxed, theirs, tax_amount, taxes, about)

    def _per_line(self, taxed, plan, tax_amount, about):
        """The code of a line says whether and how much; the ledger rounds once for each code."""
        by_code, everything = {}, self.env["account.tax"]
        for line, taxes in taxed.items():
            if not taxes:
                continue
            everything |= taxes
            if len(taxes) > 1:
                about("tax_two_rates", taxes=", ".join(taxes.mapped("name")))
                return
            counterpart = self._counterpart(taxes, about)
            if not counterpart:
                return
            plan.codes[line.id] = self.preparation.reference(counterpart)
            by_code.setdefault(counterpart, []).append(line)
        if not (all(taxed.values()) or self._code(taxed=False)):
            about("tax_code_none")
            return
        theirs = Decimal(0)
        for code, lines in by_code.items():
            rate = rate_of(code, self.preparation.known_taxes)
            if rate is None:
                return
            theirs += self._rounded(self._base(lines) * rate / 100)
        self._settle(plan, taxed, theirs, tax_amount, everything, about)

    def _base(self, lines):
        return sum((exact(self.sign * line.amount_currency, self.places) for line in lines), Decimal(0))

    def _settle(self, plan, taxed, theirs, tax_amount, taxes, about):
        """Say what the ledger will compute where it is not what Odoo has, and do as the connection's rule says."""
        difference = tax_amount - theirs
        if not difference:
            return
        # Half a cent for each tax of each line, and for each code there, is what rounding can explain; more is another
        # rate or another base.
        roundings = sum(len(own.flatten_taxes_hierarchy()) for own in taxed.values()) + len(taxes)
        if abs(difference) > self._smallest / 2 * roundings:
            about("tax_will_differ", theirs=str(theirs), ours=str(tax_amount), tax_id=taxes[:1].id)
            return
        if self.preparation.ledger.capabilities.tax_is_told:
            # The ledger books the cents that it is told.
            return
        rule = self.engine.tax_difference
        if rule == "line" and self.engine.line_item_id:
            plan.expected = theirs
            words = self.env._("Rounding of tax")
            item = self._as_item(self.engine.line_item_id)
            account = self.preparation.line_account(next(iter(taxed)), self.engine.line_item_id)
            plan.extra.append(InvoiceLine(words, item, None, difference, self._code(taxed=False), account=account))
        elif rule == "refuse":
            about("tax_rounding_refused", theirs=str(theirs), ours=str(tax_amount))
        else:
            about("tax_rounding", theirs=str(theirs), ours=str(tax_amount))

    # === LOOK-UPS === #

    @property
    def _smallest(self):
        """The smallest amount of the currency of the document."""
        return Decimal(1).scaleb(-self.places)

    def _rounded(self, amount):
        return amount.quantize(self._smallest, ROUND_HALF_UP)

    def _counterpart(self, tax, about):
        counterpart = self.preparation.tax_map.get(tax.id)
        if not counterpart:
            about("tax_unmapped", root=f"tax:{tax.id}", kind="connection", tax=tax.name, tax_id=tax.id)
        return counterpart

    def _group(self, taxes, about):
        """Return the group of the ledger that holds just the counterparts of several taxes."""
        members = set()
        for tax in taxes:
            counterpart = self._counterpart(tax, about)
            if not counterpart:
                return None
            members.add(counterpart.remote_id)
        for remote in self.preparation.known_taxes.values():
            if {member["id"] for member in (remote.details or {}).get("members") or ()} == members:
                return remote
        about("tax_two_rates", taxes=", ".join(taxes.mapped("name")))
        return None

    def _code(self, *, taxed):
        return self.preparation.tax_code(taxed=taxed)
