"""Whether a customer or an item of Odoo is some entry of the ledger, by the mirror as it is: the one rule of matching.

Used at release, before a release by the preview, and ahead of both by ``matching_ahead.py``. A handful of queries for
any number of records, and nothing is written.

==============  ================================================================================================
``bind``        the leading key is on both sides, once each, and the names have something in common; or one side has
                no such key, and the name is on both sides, once each
``probable``    one thing that they are known by says yes, and another says no; or several share the leading key, and
                one entry alone of those also bears the name
``ambiguous``   several entries, or several records of Odoo, or an entry that is somebody else's already
``inactive``    the entry is not in use there
``keeps_stock``, ``name_taken``   the item there would book stock as well, or cannot be sold
``unlinked``    a person said that what is there is somebody else (``unlinking.py``)
``missing``     nothing there
``key_missing``, ``key_shared``   only where records are matched ahead: nothing there, and nothing that it could be
                found by; several records of Odoo have the leading key
==============  ================================================================================================
"""

from collections import Counter, defaultdict

from odoo.fields import Domain

from ..ledgers.documents import PARTIES, Kind
from ..ledgers.keys import email_key, name_key, share_a_word, sku_key
from .unlinking import respect_refusal

# What is asked of the mirror: it is wide, and most of it is for screens. Only of items the details tell something.
ROW_FIELDS = (
    "kind", "remote_id", "version", "name", "full_name", "number", "match_key", "email_key", "sku_key", "email", "sku",
    "currency_name", "is_active",
)  # fmt: skip


def judge_all(reader, kind, subjects):
    """Judge records by the mirror as it is.

    :param reader: ``Preparation`` of the connection.
    :param subjects: links, or what stands in for them.
    :return: list of ``(link, verdict, mirror rows that match)``
    """
    return judge_by_keys(reader, kind, subjects, keys_of(reader, kind, subjects))


def judge_by_keys(reader, kind, subjects, keys):
    """Judge records whose keys are known already, as ``keys_of`` gives them. :return: the same"""
    known = _Known(reader, kind, keys)
    judged = [
        (subject, *respect_refusal(subject, *_judge(reader, kind, subject, *keys[subject], known)))
        for subject in subjects
    ]
    # Two that would take one entry are two that nobody told apart.
    claims = Counter(rows[0].id for _subject, verdict, rows in judged if verdict == "bind")
    return [
        (subject, "ambiguous" if verdict == "bind" and claims[rows[0].id] > 1 else verdict, rows)
        for subject, verdict, rows in judged
    ]


def keys_of(reader, kind, subjects):
    """Return ``{link: (keys of the names that it is looked for by, best first; its leading key, "" for none)}``."""
    return {
        subject: (list(dict.fromkeys(map(name_key, names))), lead)
        for subject, (names, lead) in looked_for_by(reader, kind, subjects).items()
    }


def looked_for_by(reader, kind, subjects):
    """Return the same with the names as they are written: ``{link: (names, leading key)}``."""
    warm(reader, kind, subjects)
    above = _customers_above(reader, subjects) if kind is Kind.CUSTOMER else {}
    leads = _leads(reader, kind, subjects)
    return {subject: (_names(reader, subject, kind, above), leads.get(subject, "")) for subject in subjects}


def warm(reader, kind, subjects):
    """Read as much of records as matching needs."""
    if kind in PARTIES:
        _partners(reader, subjects).fetch(("name", "email", "commercial_partner_id"))
    else:
        products = reader.env["product.product"].browse(subject.product_id.id for subject in subjects)
        products.fetch(("default_code", "product_tmpl_id"))
        products.product_tmpl_id.fetch(("name",))


def _partners(reader, subjects):
    return reader.env["res.partner"].browse(subject.partner_id.id for subject in subjects)


class _Known:
    """What both sides know of the keys that records are looked for by."""

    def __init__(self, reader, kind, keys):
        self.reader, self.kind, self.connection = reader, kind, reader.engine
        self.leading = self.connection._leading_key(kind)
        self.ahead = self.connection._matches_ahead(kind)
        names = {name for own, _lead in keys.values() for name in own}
        leads = {lead for _names, lead in keys.values() if lead}
        rows = _mirror_rows(self.connection, kind, names, self.leading, leads)
        self.by_name = _by_key(rows, "match_key", names)
        self.by_lead = _by_key(rows, f"{self.leading}_key", leads) if leads else {}
        self.held = _holders(self.connection, kind, rows)

    @property
    def census(self):
        """Who shares what in Odoo; asked for only where something there could be meant."""
        return self.reader.census(self.kind)


def _judge(reader, kind, subject, names, lead, known):
    """Return ``(verdict, mirror rows)``: by the leading key, or by name where one side has no such key."""
    candidates = _in_currency(reader.engine, subject, known.by_lead.get(lead, ()))
    if candidates:
        return _judge_by_lead(kind, subject, names, lead, candidates, known)
    fitting = (_in_currency(reader.engine, subject, known.by_name.get(name, ())) for name in names)
    candidates = next(filter(None, fitting), [])
    if kind is Kind.ITEM and lead and known.ahead and lead in known.census.leads:
        return "key_shared", candidates
    if not candidates:
        return ("key_missing" if _lacks_key(kind, subject, lead, known) else "missing"), []
    shared = candidates[0].match_key in known.census.names
    verdict = _verdict(subject, kind, candidates, known.held, shared=shared)
    contradicted = lead and candidates[0][f"{known.leading}_key"]
    return ("probable" if verdict == "bind" and contradicted else verdict), candidates


def _judge_by_lead(kind, subject, names, lead, candidates, known):
    shared = lead in known.census.leads
    verdict = _verdict(subject, kind, candidates, known.held, shared=shared)
    if verdict == "bind":
        alike = known.leading != "email" or share_a_word(subject.partner_id.name, candidates[0].name)
        return ("bind" if alike else "probable"), candidates
    if verdict == "ambiguous" and known.ahead:
        namesakes = [row for row in candidates if row.match_key in names and row.match_key not in known.census.names]
        if len(namesakes) == 1:
            # One thing does not tell them apart, and another does.
            verdict = _verdict(subject, kind, namesakes, known.held, shared=False)
            if verdict != "ambiguous":
                return ("probable" if verdict == "bind" else verdict), namesakes
        return ("key_shared" if shared else "ambiguous"), candidates
    return verdict, candidates


def _lacks_key(kind, subject, lead, known):
    """Return whether a record has nothing that it should be known by; a job is known by the names of all above it."""
    if lead or not known.ahead or known.leading == "name":
        return False
    partner = subject.partner_id
    return kind is Kind.ITEM or partner.commercial_partner_id == partner


def _leads(reader, kind, subjects):
    """Return ``{link: the leading key}`` of records that have one, where it is not the name."""
    leading = reader.engine._leading_key(kind)
    if leading == "email" and kind is Kind.CUSTOMER:
        # A job is known by its name below its customer.
        partners = _partners(reader, subjects).filtered(lambda partner: partner.commercial_partner_id == partner)
        billing = billing_addresses(partners)
        keys = {each.id: email_key(billing.get(each, each).email or each.email) for each in partners}
        leads = {subject: keys.get(subject.partner_id.id, "") for subject in subjects}
    elif leading == "sku" and kind is Kind.ITEM:
        products = reader.env["product.product"]
        leads = {subject: sku_key(products.browse(subject.product_id.id).default_code) for subject in subjects}
    else:
        leads = {}
    return {subject: key for subject, key in leads.items() if key}


def billing_addresses(partners):
    """Return ``{partner: its invoice address}`` of those that have one, in one query; of several the first one."""
    children = partners.env["res.partner"].search_fetch(
        [("parent_id", "in", partners.ids), ("type", "=", "invoice")], ("parent_id", "email"), order="id desc"
    )
    return {child.parent_id: child for child in children}


def _in_currency(connection, binding, rows):
    """Return the entries in the currency of a link: a customer there may have only one."""
    if not rows or Kind(binding.kind) not in PARTIES:
        return list(rows)
    there = connection._customer_currency_there
    wanted = there(binding.currency_name)
    return [row for row in rows if there(row.currency_name) == wanted]


def _customers_above(reader, subjects):
    """Return ``{(partner id, currency): link}`` of the customers that jobs among the subjects belong to."""
    partners = _partners(reader, subjects)
    above = partners.commercial_partner_id - partners
    return reader.links(above, "partner_id", (Kind.CUSTOMER,)) if above else {}


def _names(reader, binding, kind, above):
    """Return the names that a record is looked for by, best first."""
    if kind in PARTIES:
        partner = reader.env["res.partner"].browse(binding.partner_id.id)
        texts = (partner.name, reader.party_name(binding))
        if kind is Kind.CUSTOMER and partner.commercial_partner_id != partner:
            # A job is known by the names of all above it.
            owner = above.get((partner.commercial_partner_id.id, binding.currency_name or ""))
            full_name = owner and owner.remote_record_id.full_name
            texts = tuple(f"{full_name}:{text}" for text in texts) if full_name else ()
    else:
        product = reader.env["product.product"].browse(binding.product_id.id)
        texts = (product.default_code, reader.item_name(binding), product.name)
    return [text for text in texts if text]


def _mirror_rows(connection, kind, names, leading, leads):
    """Return the rows of the mirror that bear one of these names, or one of these leading keys."""
    keys = Domain("match_key", "in", list(names))
    if leads:
        keys |= Domain(f"{leading}_key", "in", list(leads))
    return connection.env["bridge.remote.record"].search_fetch(
        Domain("connection_id", "=", connection.id) & Domain("kind", "=", kind.value) & keys
        & Domain("is_gone", "=", False),
        (*ROW_FIELDS, "details") if kind is Kind.ITEM else ROW_FIELDS,
        order="id",
    )  # fmt: skip


def _by_key(rows, column, keys):
    found = defaultdict(list)
    for row in rows:
        if row[column] in keys:
            found[row[column]].append(row)
    return found


def _holders(connection, kind, rows):
    return set(
        connection.env["bridge.binding"]
        .search_fetch(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", kind.value),
                ("external_id", "in", rows.mapped("remote_id")),
            ],
            ("external_id",),
            order="id",
        )
        .mapped("external_id")
    )


def _verdict(binding, kind, candidates, held, *, shared):
    """Return ``bind`` or the end of the reason's code that stands against binding.

    :param shared: several records of Odoo have the key that the candidates were found by.
    """
    first = candidates[0]
    if len(candidates) > 1 or first.remote_id in held or shared:
        return "ambiguous"
    if not first.is_active:
        return "inactive"
    if kind is Kind.ITEM:
        details = first.details or {}
        if details.get("keeps_stock") and not binding.stock_confirmed:
            return "keeps_stock"
        if details.get("sellable") is False:
            return "name_taken"
    return "bind"
