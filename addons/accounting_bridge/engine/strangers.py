"""Customers of the ledger that no link knows: who they are in Odoo.

The rules of matching, seen from the other side: what is exact and unique on both sides by the leading key binds by
itself. Where one side has no such key the name leads in its place. Whatever else could be the same is a question to a
person, so that nobody is ever entered twice in silence; who is nobody here is new.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from odoo.tools import SQL

from ..ledgers.documents import Kind
from ..ledgers.keys import email_key, name_key, share_a_word


@dataclass(slots=True)
class Judged:
    """What was decided of the entries of a chunk: each to be linked with a partner, asked about, or new."""

    linked: list = field(default_factory=list)  # (row, partner id)
    asked: list = field(default_factory=list)  # (row, partner ids)
    new: list = field(default_factory=list)  # row
    waiting: list = field(default_factory=list)  # row: what became of a creation of ours is not known yet


@dataclass(frozen=True, slots=True)
class Candidate:
    """A partner that an entry could be.

    ``held``: the currencies in which it is linked already; ``plain``: neither archived nor one of us; ``unsettled``:
    whether the ledger got it is being looked at.
    """

    id: int
    name: str
    email: str
    held: frozenset[str]
    plain: bool
    unsettled: bool
    # Ids of entries that a person said it is not.
    refused: frozenset[str]


class Strangers:
    """Judges entries of a connection. Nothing is written; a few queries for any number of entries.

    :param rows: of the mirror: customers that no link knows, active, no jobs.
    """

    def __init__(self, connection, rows):
        self.connection, self.env, self.rows = connection, connection.env, rows
        self.leads_by_email = connection._leading_key(Kind.CUSTOMER) == "email"
        self.currency = {row: connection._customer_currency_there(row.currency_name) for row in rows}
        self.names = {key for row in rows for key in self._names(row)}
        self.emails = {key for row in rows if (key := email_key(row.email))} if self.leads_by_email else set()
        self.by_name, self.by_email = defaultdict(list), defaultdict(list)
        for candidate in self.candidates():
            self.by_name[name_key(candidate.name)].append(candidate)
            if candidate.email:
                self.by_email[candidate.email].append(candidate)
        self.alike_there = self._alike_there()

    def judge(self):
        """:return Judged:"""
        judged, taken = Judged(), set()
        for row in self.rows:
            partner_id, candidates = self._who(row)
            if any(row.remote_id in each.refused for each in candidates):
                # A person said so of one of them: nothing is sure here any more.
                partner_id = 0
            mine = partner_id, self.currency[row]
            if any(each.unsettled for each in candidates):
                judged.waiting.append(row)
            elif partner_id and mine not in taken:
                taken.add(mine)
                judged.linked.append((row, partner_id))
            elif candidates:
                judged.asked.append((row, [each.id for each in candidates]))
            else:
                judged.new.append(row)
        return judged

    def _names(self, row):
        """Return the keys of the names that an entry may have in Odoo, best first.

        Where a customer there has one currency only, those in others bear it in their names.
        """
        name, currency = name_key(row.name), self.currency[row].casefold()
        return (name, name.removesuffix(currency).strip()) if currency and name.endswith(currency) else (name,)

    def _who(self, row):
        """Return ``(id of the one partner that it is, 0 for none; candidates that it could be)``."""
        currency = self.currency[row]
        key = email_key(row.email) if self.leads_by_email else ""
        found = self.by_email[key] if key else []
        free = [each for each in found if currency not in each.held]
        if free:
            one = self._only(found, ("email", key, currency))
            return one.id if one and share_a_word(row.name, one.name) else 0, free
        # Who is somebody else there is no candidate for having the same address, only for having the same name.
        for name in self._names(row):
            named = self.by_name[name]
            one = self._only(named, ("name", name_key(row.name), currency))
            keyless = one and not (key and one.email)
            if named:
                return one.id if keyless else 0, named
        return 0, []

    def _only(self, candidates, there):
        """Return the candidate for a key that is unique on both sides, None where it is not, or is not free."""
        if len(candidates) != 1 or self.alike_there[there] != 1:
            return None
        (one,) = candidates
        return one if one.plain and there[-1] not in one.held else None

    # === WHAT IS KNOWN === #

    def candidates(self):
        """Return the customers of Odoo that bear one of the names or e-mail addresses: archived ones too."""
        lowered = {" ".join((row.name or "").lower().split()) for row in self.rows}
        self.env["res.partner"].flush_model()
        self.env["bridge.binding"].flush_model()
        self.env["bridge.transfer"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH alike AS (
                    SELECT id FROM res_partner
                     WHERE commercial_partner_id = id
                       AND (lower(regexp_replace(btrim(name), '\\s+', ' ', 'g')) = ANY(%(names)s)
                            OR email_normalized = ANY(%(emails)s))
                     UNION
                    SELECT commercial_partner_id FROM res_partner
                     WHERE type = 'invoice' AND parent_id IS NOT NULL AND email_normalized = ANY(%(emails)s)
                )
                SELECT p.id, p.name, COALESCE(i.email_normalized, p.email_normalized),
                       ARRAY(SELECT COALESCE(b.currency_name, '') FROM bridge_binding b
                              WHERE b.connection_id = %(connection)s AND b.partner_id = p.id AND b.kind = 'customer'
                                AND b.external_id IS NOT NULL),
                       p.active
                       AND NOT EXISTS (SELECT FROM res_company c WHERE c.partner_id = p.id)
                       AND NOT EXISTS (SELECT FROM res_users u WHERE u.partner_id = p.id AND NOT u.share),
                       EXISTS (SELECT FROM bridge_binding b JOIN bridge_transfer t ON t.binding_id = b.id
                                WHERE b.connection_id = %(connection)s AND b.partner_id = p.id AND b.kind = 'customer'
                                  AND b.external_id IS NULL AND t.state IN ('sending', 'uncertain')),
                       ARRAY(SELECT jsonb_array_elements_text(b.refused_ids) FROM bridge_binding b
                              WHERE b.connection_id = %(connection)s AND b.partner_id = p.id AND b.kind = 'customer'
                                AND jsonb_typeof(b.refused_ids) = 'array')
                  FROM alike JOIN res_partner p ON p.id = alike.id
                  LEFT JOIN LATERAL (SELECT email_normalized FROM res_partner
                                      WHERE parent_id = p.id AND type = 'invoice' AND active
                                      ORDER BY id LIMIT 1) i ON TRUE
                 WHERE p.company_id IS NULL OR p.company_id = %(company)s
                 ORDER BY p.id
                """,
                names=list(self.names | lowered),
                emails=list(self.emails),
                connection=self.connection.id,
                company=self.connection.company_id.id,
            )
        )
        return [
            Candidate(id_, name or "", email_key(email), frozenset(held), plain, unsettled, frozenset(refused))
            for id_, name, email, held, plain, unsettled, refused in self.env.cr.fetchall()
        ]

    def _alike_there(self):
        """Return how many active entries there bear each key: ``{("name" | "email", key, currency): count}``."""
        counts = defaultdict(int)
        self.env["bridge.remote.record"].flush_model()
        for which, column, keys in (("name", "match_key", self.names), ("email", "email_key", self.emails)):
            self.env.cr.execute(
                SQL(
                    """
                    SELECT %(column)s, currency_name, count(*) FROM bridge_remote_record
                     WHERE connection_id = %(connection)s AND kind = 'customer' AND %(column)s = ANY(%(keys)s)
                       AND is_active AND NOT is_gone
                     GROUP BY 1, 2
                    """,
                    column=SQL.identifier(column),
                    connection=self.connection.id,
                    keys=list(keys),
                )
            )
            for key, currency, count in self.env.cr.fetchall():
                counts[which, key, self.connection._customer_currency_there(currency)] += count
        return counts
