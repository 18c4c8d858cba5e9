"""What the documents of a connection use that a mapping can say something about: counted by the database.

Every function is one or two statements, whatever the number of documents, and returns ``{id: documents}`` of posted
invoices and credit notes from a day on unless it says otherwise.
"""

from collections import defaultdict

from odoo.tools import SQL

from .allocations import MONEY, RECEIVABLE
from .invoicing import AMOUNT_LINES, KIND_OF

# What is looked at: lines of documents, entries of payments.
_DOCUMENTS = tuple(KIND_OF)


def taxes(connection, since):
    """Return the taxes that lines bear; where tax travels as lines, those of which tax was booked."""
    if connection.tax_style == "lines":
        return _lines(connection, since, "tax_line_id", [("display_type", "=", "tax")])
    domain = ["|", ("tax_ids.amount", "!=", 0), ("tax_ids.amount_type", "=", "group")]
    found = _lines(connection, since, "tax_ids", [("display_type", "in", AMOUNT_LINES), *domain])
    taxing = connection.env["account.tax"].sudo().browse(found)
    return {tax.id: found[tax.id] for tax in taxing if tax.amount or tax.amount_type == "group"}


def terms(connection, since):
    groups = connection.env["account.move"]._read_group(
        [*_documents(connection, since), ("invoice_payment_term_id", "!=", False)],
        ["invoice_payment_term_id"],
        ["__count"],
    )
    return {term.id: count for term, count in groups}


def longest_numbers(connection, since):
    """Return ``{journal id: [(move type, its longest number)]}``: what fits under this one fits."""
    env = connection.env
    env["account.move"].flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT DISTINCT ON (journal_id, move_type) journal_id, move_type, name FROM account_move
             WHERE company_id = %s AND state = 'posted' AND move_type = ANY(%s) AND COALESCE(invoice_date, date) >= %s
             ORDER BY journal_id, move_type, length(name) DESC, id
            """,
            connection.company_id.id,
            list(_DOCUMENTS),
            since,
        )
    )
    result = defaultdict(list)
    for journal_id, move_type, name in rows:
        result[journal_id].append((move_type, name))
    return result


def products(connection, since):
    """Return ``{(product id or False, account id): documents}`` of lines that are for something."""
    groups = connection.env["account.move.line"]._read_group(
        [*_document_lines(connection, since), ("display_type", "in", AMOUNT_LINES), ("amount_currency", "!=", 0)],
        ["product_id", "account_id"],
        ["move_id:count_distinct"],
    )
    return {(product.id, account.id): count for product, account, count in groups}


def analytics(connection, since):
    """Return the analytic accounts of lines."""
    env = connection.env
    env["account.move.line"].flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT part::int, count(DISTINCT l.move_id)
              FROM account_move m JOIN account_move_line l ON l.move_id = m.id,
                   jsonb_object_keys(l.analytic_distribution) keys, regexp_split_to_table(keys, ',') part
             WHERE m.company_id = %s AND m.state = 'posted' AND m.move_type = ANY(%s)
               AND COALESCE(m.invoice_date, m.date) >= %s AND l.display_type = ANY(%s) AND part ~ '^[0-9]+$'
               AND jsonb_typeof(l.analytic_distribution) = 'object'
             GROUP BY 1
            """,
            connection.company_id.id,
            list(_DOCUMENTS),
            since,
            list(AMOUNT_LINES),
        )
    )
    return dict(rows)


def deposits(connection, since):
    """Return the journals of money in whose entries customers paid: ``{journal id: entries}``."""
    groups = connection.env["account.move.line"]._read_group(
        [
            *_entries(connection, since),
            ("account_id.account_type", "=", RECEIVABLE),
            ("credit", ">", 0),
            ("journal_id.type", "in", ("bank", "cash", "credit")),
        ],
        ["journal_id"],
        ["move_id:count_distinct"],
    )
    return {journal.id: count for journal, count in groups}


def discounts(connection, since):
    """Return the accounts to which payments of customers booked what was not paid: ``{account id: entries}``."""
    groups = connection.env["account.move.line"]._read_group(
        [
            *_entries(connection, since),
            ("move_id.origin_payment_id.partner_type", "=", "customer"),
            ("account_id.internal_group", "in", ("income", "expense")),
            ("account_id.account_type", "not in", MONEY),
        ],
        ["account_id"],
        ["move_id:count_distinct"],
    )
    return {account.id: count for account, count in groups}


def _lines(connection, since, column, domain):
    groups = connection.env["account.move.line"]._read_group(
        [*_document_lines(connection, since), (column, "!=", False), *domain], [column], ["move_id:count_distinct"]
    )
    return {record.id: count for record, count in groups if record}


def _documents(connection, since):
    return [
        ("company_id", "=", connection.company_id.id),
        ("state", "=", "posted"),
        ("move_type", "in", _DOCUMENTS),
        ("invoice_date", ">=", since),
    ]


def _document_lines(connection, since):
    return [
        ("company_id", "=", connection.company_id.id),
        ("parent_state", "=", "posted"),
        ("move_type", "in", _DOCUMENTS),
        ("invoice_date", ">=", since),
    ]


def _entries(connection, since):
    return [
        ("company_id", "=", connection.company_id.id),
        ("parent_state", "=", "posted"),
        ("move_type", "=", "entry"),
        ("date", ">=", since),
    ]
