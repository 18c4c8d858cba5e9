"""Reads the host's records into the cache in as few queries as they need, however many records there are.

Every function takes whole recordsets and is called once a set. What is read here and how often is counted by a test.
"""

MOVE_FIELDS = (
    "name", "state", "move_type", "ref", "date", "invoice_date", "invoice_date_due", "invoice_payment_term_id",
    "amount_untaxed", "amount_tax", "amount_total", "currency_id", "journal_id", "company_id", "partner_id",
    "commercial_partner_id", "partner_shipping_id", "line_ids",
)  # fmt: skip
LINE_FIELDS = (
    "display_type", "sequence", "name", "quantity", "price_subtotal", "amount_currency", "balance", "product_id",
    "account_id", "tax_ids", "tax_line_id", "analytic_distribution",
)  # fmt: skip
PARTNER_FIELDS = (
    "name", "is_company", "company_name", "email", "phone", "street", "street2", "city", "zip", "state_id",
    "country_id", "commercial_partner_id", "parent_id",
)  # fmt: skip
ENTRY_FIELDS = (
    "name", "state", "move_type", "ref", "date", "currency_id", "journal_id", "company_id", "origin_payment_id",
    "statement_line_id", "line_ids",
)  # fmt: skip
PAID_FIELDS = (
    "name", "state", "move_type", "date", "invoice_date", "currency_id", "commercial_partner_id",
    "invoice_payment_term_id", "bridge_transfer_id",
)  # fmt: skip
PRODUCT_FIELDS = ("default_code", "product_tmpl_id")
TEMPLATE_FIELDS = ("name", "type", "description_sale", "list_price", "taxes_id")
# What is asked of links and of the lists of the ledger: both are wide, and most of it is for screens.
LINK_FIELDS = (
    "kind", "partner_id", "product_id", "move_id", "currency_name", "alias_of_id", "external_id", "remote_record_id",
    "trace", "remote_number", "send_anyway", "money_alone", "refused_ids", "redated_to",
)  # fmt: skip
MIRROR_FIELDS = ("kind", "remote_id", "name", "full_name", "match_key", "currency_name", "details")


def warm_documents(moves):
    """Read documents with their lines, products and partners."""
    moves.fetch(MOVE_FIELDS)
    lines = moves.line_ids
    lines.fetch(LINE_FIELDS)
    lines.tax_ids.fetch(("name", "amount", "amount_type"))
    _warm_names(lines.product_id)
    partners = moves.partner_id | moves.commercial_partner_id | moves.partner_shipping_id
    warm_partners(partners)


def warm_payments(moves):
    """Read entries that pay, and what they pay."""
    moves.fetch(ENTRY_FIELDS)
    lines = moves.line_ids
    lines.fetch(("move_id", "account_id", "amount_currency", "balance", "matched_debit_ids"))
    partials = lines.matched_debit_ids
    partials.fetch(("debit_move_id", "debit_amount_currency", "debit_currency_id"))
    paid = partials.debit_move_id
    paid.fetch(("move_id",))
    paid.move_id.fetch(PAID_FIELDS)
    paid.move_id.sudo().bridge_transfer_id.fetch(("state",))


def warm_partners(partners):
    """Read partners as far as a customer is made of them."""
    partners.fetch(PARTNER_FIELDS)
    partners.state_id.fetch(("code",))
    partners.country_id.fetch(("name",))


def warm_products(products):
    """Read products as far as an item is made of them."""
    _warm_names(products)
    products.product_tmpl_id.fetch(TEMPLATE_FIELDS)
    products.product_tmpl_id.sudo().taxes_id.fetch(("amount", "company_id"))


def _warm_names(products):
    products.fetch(PRODUCT_FIELDS)
    products.filtered(lambda product: not product.default_code).product_tmpl_id.fetch(("name",))


def addresses_of(partners):
    """Return ``{partner: {type: address}}`` of the invoice and delivery addresses below partners, in one query."""
    result = {partner: {} for partner in partners}
    children = partners.env["res.partner"].search(
        [("parent_id", "in", partners.ids), ("type", "in", ("invoice", "delivery"))], order="id desc"
    )
    warm_partners(children)
    for child in children:
        result[child.parent_id][child.type] = child
    return result
