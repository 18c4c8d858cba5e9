"""What is not mapped although documents use it: the mapping of a connection looked at as a whole.

Codes only, no words; ``bridge.connection`` says them. What would become of a product is asked of the same rule as a
run asks, so that what is created or linked by itself is no gap.
"""

from collections import Counter
from dataclasses import dataclass

from ..ledgers.documents import Kind
from ..ledgers.numbers import apply_rule
from ..ledgers.reasons import Level
from . import in_use
from .findings import Missing
from .matching import foresee
from .preparation import CREDIT_MARK, Preparation

# What becomes of a document: it is refused, somebody is asked, or what is said of it is only the default.
BLOCKED, WAITING, DEFAULT = "blocked", "waiting", "default"
ORDER = (BLOCKED, WAITING, DEFAULT)
# Products of which it is asked what a run would do with them; the most used come first.
MOST = 500


@dataclass(frozen=True, slots=True)
class Gap:
    """``what`` names the sort of thing that lacks a counterpart and ``record_id`` which one; ``names`` are examples.

    ``about`` says more where one sort has several faults, ``count`` how many documents it concerns.
    """

    what: str
    record_id: int
    level: str
    count: int = 0
    about: str = ""
    names: tuple[str, ...] = ()

    @property
    def key(self):
        return f"{self.what}:{self.record_id}"


def find(connection, since):
    """Return the gaps of a connection, worst first.

    :param connection: in the environment of whoever reads the books.
    :param since: the day from which on documents count.
    """
    look = _Look(connection, since)
    parts = (look.stale, look.taxes, look.lines, look.deposits, look.discounts, look.numbers, look.terms, look.classes)
    found = [gap for part in parts for gap in part()]
    return sorted(found, key=lambda gap: ORDER.index(gap.level))


class _Look:
    def __init__(self, connection, since):
        self.preparation = Preparation(connection)
        self.engine, self.since, self.env = self.preparation.engine, since, self.preparation.env
        self.company, self.ledger = self.preparation.company, self.preparation.ledger
        self.rules = self.preparation.rules

    def stale(self):
        """Counterparts that are there no more, or are not in use there."""
        for mapping in self.engine.mapping_ids:
            row = mapping.remote_record_id
            if row and (row.is_gone or not row.is_active):
                yield Gap("mapping", mapping.id, BLOCKED)

    def taxes(self):
        automated = self.engine.tax_style == "codes" and self.company.get("automated_tax")
        if automated or (self.engine.tax_style == "codes" and not self.company.get("sales_tax", True)):
            return
        for tax_id, count in in_use.taxes(self.engine, self.since).items():
            if tax_id not in self.preparation.tax_map:
                yield Gap("tax", tax_id, BLOCKED, count)

    def terms(self):
        if self.engine.default_term_id or Kind.TERM not in self.ledger.capabilities.all_reads:
            return
        used = in_use.terms(self.engine, self.since)
        for term in self.env["account.payment.term"].sudo().browse(used):
            if not self.preparation.term(term):
                yield Gap("term", term.id, DEFAULT, used[term.id])

    def numbers(self):
        if self.preparation.company.get("custom_numbers") is False:
            return
        limit = self.ledger.capabilities.number_length
        for journal_id, numbers in in_use.longest_numbers(self.engine, self.since).items():
            rule = self.preparation.number_rules.get(journal_id) or self.engine.number_rule
            for move_type, number in numbers:
                if apply_rule(rule, number, limit, CREDIT_MARK if move_type == "out_refund" else "") is None:
                    yield Gap("journal", journal_id, BLOCKED, names=(number,))
                    break

    def deposits(self):
        if not self.engine.sends_payments or self.engine.deposit_account_id:
            return
        level = WAITING if self.ledger.capabilities.needs_deposit_account else DEFAULT
        for journal_id, count in in_use.deposits(self.engine, self.since).items():
            if journal_id not in self.preparation.deposit_map:
                yield Gap("deposit", journal_id, level, count)

    def discounts(self):
        keeps = self.ledger.capabilities.payment_discounts
        if not (keeps and self.engine.sends_payments) or self.engine.discount_account_id:
            return
        for account_id, count in in_use.discounts(self.engine, self.since).items():
            if account_id not in self.preparation.account_map:
                yield Gap("account", account_id, BLOCKED, count)

    def classes(self):
        """Analytic accounts without a class, where others have one: nothing is said of them there."""
        if not (self.preparation.tracking_map and self.company.get("class_tracking")):
            return
        for analytic_id, count in in_use.analytics(self.engine, self.since).items():
            if analytic_id not in {**self.preparation.tracking_map, **self.preparation.location_map}:
                yield Gap("tracking", analytic_id, DEFAULT, count)

    # === LINES === #

    def lines(self):
        """What lines are for, and where they are booked."""
        used = in_use.products(self.engine, self.since)
        names_items = self.rules.gives is Kind.ITEM
        for field in ("income_account_id", "expense_account_id"):
            if not self.engine[field]:
                yield Gap("setting", 0, BLOCKED, about=field)
        bare = sum(
            count for (product, account), count in used.items() if not product and account not in self.rules.accounts
        )
        if bare and names_items and not self.engine.line_item_id:
            yield Gap("setting", 0, BLOCKED, bare, "line_item_id")
        yield from self._products(used)
        if not names_items:
            yield from self._accounts(used)

    def _products(self, used):
        """Products whose items somebody would have to look after, by category."""
        counts, sums = {}, Counter()
        for (product_id, account), count in used.items():
            if product_id and not (self.rules.gives is Kind.ITEM and account in self.rules.accounts):
                sums[product_id] += count
        products = self.env["product.product"].browse({product for product, _account in used if product})
        self.rules.warm(products)
        links = self.preparation.links(products, "product_id", (Kind.ITEM,))
        linked = {product_id for (product_id, _currency), link in links.items() if link.external_id}
        for product in products:
            if product.id in linked or self.rules.of_product(product) or self.rules.of_category(product):
                continue
            if product.id in sums:
                counts[product.id] = sums[product.id]
        chosen = sorted(counts, key=lambda product_id: (-counts[product_id], product_id))[:MOST]
        outlooks = foresee(self.preparation, {Missing(product_id, "product.product") for product_id in chosen})
        by_category = {}
        for one, outlook in outlooks.items():
            level = outlook.finding and {Level.BLOCKING: BLOCKED, Level.WAITING: WAITING}.get(outlook.finding.level)
            if level:
                product = self.env["product.product"].browse(one.record_id)
                category = product.sudo().categ_id.id or 0
                by_category.setdefault((category, level), []).append(product)
        for (category, level), mine in sorted(by_category.items()):
            names = tuple(sorted(product.display_name for product in mine))
            count = sum(counts[product.id] for product in mine)
            if category:
                yield Gap("category", category, level, count, names=names)
            else:
                yield from (Gap("product", one.id, level, counts[one.id], names=(one.display_name,)) for one in mine)

    def _accounts(self, used):
        """Accounts of lines that name none of their own there: they are booked to the revenue account."""
        if not self.engine.income_account_id:
            return
        counts = {}
        self.rules.warm(self.env["product.product"].browse({product for product, _account in used if product}))
        for (product_id, account_id), count in used.items():
            product = self.env["product.product"].browse(product_id)
            ruled = self.rules.of_product(product) or self.rules.of_category(product)
            if not ruled and account_id not in self.rules.accounts and account_id not in self.preparation.account_map:
                counts[account_id] = counts.get(account_id, 0) + count
        for account_id, count in counts.items():
            yield Gap("line", account_id, DEFAULT, count)
