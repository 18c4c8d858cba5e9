"""Records of both sides that share a key: what a person has before the eyes who says who is who.

From the record or the entry that is asked about, and the ones that it could be, by name and by leading key. A few
queries, whatever the number; nothing is written and nothing is decided.
"""

from odoo.tools import SQL

from ..ledgers.documents import Kind
from ..ledgers.keys import email_key, name_key, sku_key
from .strangers import Strangers
from .warming import addresses_of

# More than a person can pair on one page.
MOST = 200


def look_alikes(connection, kind, records, rows):
    """Return who and what shares a key with these.

    :param connection: in the environment of whoever reads the books.
    :param kind: ``Kind.CUSTOMER`` or ``Kind.ITEM``.
    :param records: customers or products that are asked about.
    :param rows: entries of the mirror that are asked about, or that they could be.
    :return: ids of records of Odoo, those that were given first; ids of rows of the mirror, likewise; at most ``MOST``
        of each.
    """
    names, leads = _keys_of(connection, kind, records)
    there = _entries(connection, kind, names | {row.match_key for row in rows}, leads, rows)
    if kind is Kind.CUSTOMER:
        here = _customers(connection, names, leads, there)
    else:
        names |= {row.match_key for row in there} - {False}
        here = _products(connection, names, leads | {row.sku_key for row in there} - {False})
    return _first(records.ids, here), _first(rows.ids, there.ids)


def _first(asked, others):
    return list(dict.fromkeys([*asked, *others]))[:MOST]


def _keys_of(connection, kind, records):
    """Return the keys of names and the leading keys of records of Odoo; of a ledger led by names only the former."""
    leading = connection.sudo()._leading_key(kind)
    if kind is Kind.CUSTOMER:
        names = {name_key(partner.name) for partner in records}
        addresses = addresses_of(records) if leading == "email" and records else {}
        leads = {email_key(each.get("invoice", one).email or one.email) for one, each in addresses.items()}
    else:
        names = {name_key(text) for product in records for text in (product.default_code, product.name)}
        leads = {sku_key(product.default_code) for product in records} if leading == "sku" else set()
    return names - {""}, leads - {""}


def _entries(connection, kind, names, leads, rows):
    """Return the entries that bear one of the keys, and those that were given."""
    column = "email_key" if kind is Kind.CUSTOMER else "sku_key"
    keys = leads | {row[column] for row in rows} - {False}
    return rows.search(
        [
            ("connection_id", "=", connection.id),
            ("kind", "=", kind.value),
            ("is_gone", "=", False),
            "|",
            ("match_key", "in", list(names - {False})),
            (column, "in", list(keys)),
        ],
        order="full_name, id",
        limit=MOST,
    )


def _customers(connection, names, leads, there):
    """Return the ids of customers of Odoo that bear a name or an e-mail address of the entries, or of the keys."""
    known = Strangers(connection.sudo(), there)
    known.names |= names
    known.emails |= leads
    return [each.id for each in known.candidates()]


def _products(connection, names, leads):
    """Return the ids of products whose reference or name is one of the keys."""
    env = connection.env
    for model in ("product.product", "product.template"):
        env[model].flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT p.id FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id
             WHERE p.active AND (t.company_id IS NULL OR t.company_id = %(company)s)
               AND (lower(regexp_replace(p.default_code, '\\s', '', 'g')) = ANY(%(leads)s)
                    -- A product without a reference goes by its name.
                    OR lower(regexp_replace(btrim(COALESCE(NULLIF(p.default_code, ''), t.name ->> 'en_US')),
                                            '\\s+', ' ', 'g')) = ANY(%(names)s))
             ORDER BY p.id LIMIT %(most)s
            """,
            company=connection.company_id.id,
            leads=list(leads),
            names=list(names),
            most=MOST,
        )
    )
    return [row[0] for row in env.cr.fetchall()]
