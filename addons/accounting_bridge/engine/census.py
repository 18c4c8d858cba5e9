"""Which keys several records of Odoo share: what such a key matches, binds nothing by itself.

Keys are made by the same functions as everywhere, in Python: a database folds letters by its own locale, and what two
sides fold differently would be a match that nobody made. One narrow query reads all records of a company; only what is
shared is kept.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from odoo.tools import SQL

from ..ledgers.documents import Kind
from ..ledgers.keys import email_key, name_key, sku_key


@dataclass(frozen=True, slots=True)
class Census:
    """Plain values, so that it may be made once and cross transactions.

    ``leads`` is ``{leading key: [(record id, name), ...]}`` of keys that several records have, ``names`` the keys of
    names that several have, and ``key_of`` is ``{record id: leading key}`` of whom ``leads`` lists.
    """

    leads: dict = field(default_factory=dict)
    names: frozenset = frozenset()
    key_of: dict = field(default_factory=dict)


def take(connection, kind, leading, lang=""):
    """Count the active customers, or products, of the company of a connection and those that all companies share.

    :param leading: ``name``, ``email`` or ``sku``.
    :param lang: the language in which products are named there.
    """
    if kind is Kind.CUSTOMER:
        people = _customers(connection)
    elif kind is Kind.ITEM:
        people = _products(connection, lang)
    else:
        return Census()
    leads, names = defaultdict(list), defaultdict(int)
    for record_id, name, code, own_names in people:
        for key in {name_key(text) for text in own_names if text}:
            names[key] += 1
        if key := _lead(leading, code):
            leads[key].append((record_id, name))
    shared = {key: found for key, found in leads.items() if len(found) > 1}
    return Census(
        shared,
        frozenset(key for key, count in names.items() if count > 1),
        {record_id: key for key, found in shared.items() for record_id, _name in found},
    )


def _lead(leading, code):
    if not code or leading == "name":
        return ""
    return email_key(code) if leading == "email" else sku_key(code)


def _customers(connection):
    """Yield ``(id, name, billing e-mail, names)``; the e-mail is that of the invoice address where it has one."""
    env = connection.env
    env["res.partner"].flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT p.id, p.name, p.email, i.email FROM res_partner p
              LEFT JOIN (SELECT DISTINCT ON (parent_id) parent_id, email FROM res_partner
                          WHERE type = 'invoice' AND active AND parent_id IS NOT NULL ORDER BY parent_id, id) i
                ON i.parent_id = p.id
             WHERE p.active AND p.commercial_partner_id = p.id AND (p.company_id IS NULL OR p.company_id = %s)
            """,
            connection.company_id.id,
        )
    )
    return ((each, name or "", billing or email, (name,)) for each, name, email, billing in env.cr.fetchall())


def _products(connection, lang):
    """Yield ``(id, name, SKU, names)``: a product is also looked for by what stands for its name there."""
    env = connection.env
    for model in ("product.product", "product.template"):
        env[model].flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT p.id, COALESCE(t.name ->> %(lang)s, t.name ->> 'en_US'), p.default_code
              FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id
             WHERE p.active AND (t.company_id IS NULL OR t.company_id = %(company)s)
            """,
            lang=lang or "en_US",
            company=connection.company_id.id,
        )
    )
    return ((each, name or "", code, (name, code)) for each, name, code in env.cr.fetchall())
