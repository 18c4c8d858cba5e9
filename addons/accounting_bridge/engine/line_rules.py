"""Which item or account of the ledger a line goes to, as a consultant's mappings say it: the most specific one wins.

====================  =============================================================================================
looked at in turn     what it gives
====================  =============================================================================================
its product           the item, or the account, that the product is mapped to
the product's link    the item that the product is in the ledger (no mapping: who is who is told elsewhere)
its category          the same of the category of its product, then of the category above it, and so on
its account           the item, or the account, that the account of the line is mapped to
the connection        a new item for the product, the item for lines without a product, the revenue account
====================  =============================================================================================

Where lines of the ledger name an item (QuickBooks) mappings give the item, where they name an account (Xero) the
account; there a line whose product or category is mapped needs no item of its own.
"""

from functools import cached_property

from ..ledgers.documents import Kind
from .warming import MIRROR_FIELDS

KINDS = ("product", "category", "line")


def given_kind(connection):
    """Return what mappings of lines give on a connection's ledger: a ``Kind``."""
    capabilities = connection._ledger_classes()[connection.ledger].capabilities
    return Kind.ACCOUNT if capabilities.lines_name_accounts else Kind.ITEM


class LineRules:
    """The mappings of lines of one connection, read once. Costs nothing where there are none.

    :param engine: the connection, as the superuser reads it.
    """

    def __init__(self, engine):
        self.env = engine.env
        self.gives = given_kind(engine)
        mine = engine.mapping_ids.filtered(lambda mapping: mapping.kind in KINDS)
        if mine:
            mine.remote_record_id.fetch(MIRROR_FIELDS)
        mine = mine.filtered(lambda mapping: mapping.remote_record_id.kind == self.gives.value)
        self.products = {m.product_id.id: m.remote_record_id for m in mine if m.kind == "product"}
        self.categories = {m.category_id.id: m.remote_record_id for m in mine if m.kind == "category"}
        self.accounts = {m.account_id.id: m.remote_record_id for m in mine if m.kind == "line"}
        self.nothing = self.env["bridge.remote.record"]

    def warm(self, products):
        """Read the categories of products into the cache, as far as any mapping asks for them."""
        if self.categories and products:
            products.sudo().product_tmpl_id.fetch(("categ_id",))

    def of_product(self, product):
        """Return the row of the mirror that a product is mapped to, empty where it is not."""
        return self.products.get(product.id, self.nothing)

    def of_category(self, product):
        """Return what the category of a product is mapped to, or the nearest one above it that is."""
        if not (self.categories and product):
            return self.nothing
        return self.below.get(product.sudo().product_tmpl_id.categ_id.id, self.nothing)

    def of_account(self, line):
        """Return what the account of a line is mapped to."""
        return self.accounts.get(line.account_id.id, self.nothing) if self.accounts else self.nothing

    def of_line(self, line):
        """Return what a line is mapped to by any of these, the most specific first."""
        product = line.product_id
        return self.of_product(product) or self.of_category(product) or self.of_account(line)

    def needs_item(self, line):
        """Return whether the product of a line must have an item of its own there before the line can travel."""
        product = line.product_id
        if not product or self.of_product(product) or self.of_category(product):
            return False
        return self.gives is not Kind.ITEM or not self.of_account(line)

    @cached_property
    def below(self):
        """``{category id: row}`` of every category that is mapped, and of all below them; one query."""
        tree = self.env["product.category"].search_fetch([("id", "child_of", list(self.categories))], ["parent_path"])
        result = {}
        for category in tree:
            above = [int(part) for part in reversed(category.parent_path.split("/")) if part]
            result[category.id] = next(self.categories[id_] for id_ in above if id_ in self.categories)
        return result
