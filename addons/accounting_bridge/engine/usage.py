"""How documents that are linked used taxes, accounts and items on both sides: what past bookkeeping is a proof of.

Each function is one statement, whatever the number of documents. A line of ours is a line there where its amount is
found once on each side of the same document: nothing is concluded from its place. Documents of which the ledger never
told the lines prove nothing.
"""

from collections import defaultdict

from odoo.tools import SQL

from ..ledgers.documents import Kind

_DOCUMENTS = (Kind.INVOICE.value, Kind.CREDIT_NOTE.value)


def of_items(connection, product_ids):
    """Return ``{product id: {id of an item there: linked documents}}``."""
    return _count(
        connection,
        SQL(
            """
            %(pairs)s
            SELECT product_id, item, count(DISTINCT move_id) FROM pairs
             WHERE product_id = ANY(%(ids)s) AND item <> '' GROUP BY 1, 2
            """,
            pairs=_pairs(connection),
            ids=list(product_ids),
        ),
    )


def of_accounts(connection, account_ids):
    """Return ``{account id: {id of an account there: linked documents}}``: of a line, else of the item it names."""
    return _count(
        connection,
        SQL(
            """
            %(pairs)s
            SELECT p.account_id, COALESCE(a.remote_id, i.details -> 'income_account' ->> 'id'),
                   count(DISTINCT p.move_id)
              FROM pairs p
              LEFT JOIN bridge_remote_record a ON p.account <> '' AND a.connection_id = %(connection)s
                    AND a.kind = 'account' AND a.details ->> 'number' = p.account
              LEFT JOIN bridge_remote_record i ON p.account = '' AND p.item <> '' AND i.connection_id = %(connection)s
                    AND i.kind = 'item' AND i.remote_id = p.item
             WHERE p.account_id = ANY(%(ids)s) AND COALESCE(a.remote_id, i.details -> 'income_account' ->> 'id') <> ''
             GROUP BY 1, 2
            """,
            pairs=_pairs(connection),
            connection=connection.id,
            ids=list(account_ids),
        ),
    )


def of_taxes(connection, tax_ids):
    """Return ``{tax id: {id of a tax or tax code there: linked documents}}``.

    A code is told of each line, or one tax of the whole document; lines with several taxes of Odoo prove nothing.
    """
    return _count(
        connection,
        SQL(
            """
            %(pairs)s,
            taxed AS (
                SELECT l.move_id, l.id AS line_id, min(t.account_tax_id) AS tax_id
                  FROM linked d JOIN account_move_line l ON l.move_id = d.move_id AND l.display_type = 'product'
                  JOIN account_move_line_account_tax_rel t ON t.account_move_line_id = l.id
                 GROUP BY 1, 2 HAVING count(*) = 1
            ),
            whole AS (
                SELECT move_id, min(tax_id) AS tax_id FROM taxed GROUP BY 1 HAVING count(DISTINCT tax_id) = 1
            ),
            used AS (
                SELECT t.tax_id, p.tax_code AS theirs, p.move_id FROM taxed t JOIN pairs p ON p.line_id = t.line_id
                 UNION
                SELECT w.tax_id, d.details -> 'tax' ->> 'id', w.move_id FROM whole w JOIN linked d USING (move_id)
            )
            SELECT tax_id, theirs, count(DISTINCT move_id) FROM used
             WHERE tax_id = ANY(%(ids)s) AND theirs <> '' GROUP BY 1, 2
            """,
            pairs=_pairs(connection),
            ids=list(tax_ids),
        ),
    )


def of_deposits(connection, journal_ids):
    """Return ``{journal id: {id of an account there: linked payments}}``."""
    return _count(
        connection,
        SQL(
            """
            WITH linked AS MATERIALIZED (%(linked)s)
            SELECT m.journal_id, d.details -> 'deposit_account' ->> 'id', count(*)
              FROM linked d JOIN account_move m ON m.id = d.move_id
             WHERE m.journal_id = ANY(%(ids)s) AND d.details -> 'deposit_account' ->> 'id' <> '' GROUP BY 1, 2
            """,
            linked=_linked(connection, (Kind.PAYMENT.value,)),
            ids=list(journal_ids),
        ),
    )


def _linked(connection, kinds):
    """Return the documents that are there and linked, with what they say there."""
    return SQL(
        """
        SELECT b.move_id, r.details FROM bridge_binding b JOIN bridge_remote_record r ON r.id = b.remote_record_id
         WHERE b.connection_id = %s AND b.kind = ANY(%s) AND b.move_id IS NOT NULL AND b.external_id IS NOT NULL
           AND b.alias_of_id IS NULL AND r.is_gone IS NOT TRUE
        """,
        connection.id,
        list(kinds),
    )


def _pairs(connection):
    """Return the beginning of a statement: ``linked`` documents, ``pairs`` of a line here and the same one there."""
    return SQL(
        r"""
        WITH linked AS MATERIALIZED (%(linked)s),
        ours AS (
            SELECT l.move_id, min(l.id) AS line_id, min(l.product_id) AS product_id, min(l.account_id) AS account_id,
                   round((CASE m.move_type WHEN 'out_invoice' THEN -1 ELSE 1 END * l.amount_currency)::numeric, 2)
                   AS amount
              FROM linked d JOIN account_move m ON m.id = d.move_id
              JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'product'
             GROUP BY l.move_id, amount HAVING count(*) = 1
        ),
        told AS (
            SELECT d.move_id, line, round((line ->> 'amount')::numeric, 2) AS amount
              FROM linked d, jsonb_array_elements(
                   CASE jsonb_typeof(d.details -> 'lines') WHEN 'array' THEN d.details -> 'lines' END) line
             WHERE line ->> 'amount' ~ '^-?[0-9]+(\.[0-9]+)?$'
        ),
        theirs AS (
            SELECT move_id, amount, min(COALESCE(line ->> 'item', '')) AS item,
                   min(COALESCE(line ->> 'account', '')) AS account, min(COALESCE(line ->> 'tax_code', '')) AS tax_code
              FROM told GROUP BY 1, 2 HAVING count(*) = 1
        ),
        pairs AS (SELECT ours.*, theirs.item, theirs.account, theirs.tax_code
                    FROM ours JOIN theirs USING (move_id, amount) WHERE amount <> 0)
        """,
        linked=_linked(connection, _DOCUMENTS),
    )


def _count(connection, query):
    env = connection.env
    for model in ("account.move", "account.move.line", "bridge.binding", "bridge.remote.record"):
        env[model].flush_model()
    env.cr.execute(query)
    result = defaultdict(dict)
    for ours, theirs, count in env.cr.fetchall():
        result[ours][theirs] = count
    return result
