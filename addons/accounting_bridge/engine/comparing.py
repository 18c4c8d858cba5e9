"""Compare customers: what differs between both sides, from what is known of them. Nothing is asked, nobody written.

The database finds who may differ: it builds of each side the same flat content that the merge compares
(``ledgers/merging.py``) and looks whether it still is what was agreed on last. Only those are read, in chunks, and of
them the merge itself decides, so that a plan says what a run would do:

    push    linked and flagged, changed here        Update, or Conflict where the same field was changed there
            flagged, nobody there                   Add
    pull    linked, changed there                   Update, or Conflict
            entries that nobody in Odoo stands for  Add

What somebody has to say something about first is shown with that, and cannot be ticked.
"""

import hashlib
import json

from odoo.api import SUPERUSER_ID, Environment
from odoo.tools import SQL, split_every

from ..ledgers import merging
from ..ledgers.documents import Kind
from ..ledgers.merging import Act
from . import agreeing, creating, flagged, matching, meeting
from .findings import Missing
from .preparation import Preparation
from .strangers import Strangers

# Customers that are read together.
CHUNK = 300
# What stands against the creation of a customer only as long as nobody wants it there.
CREATABLE = ("customer_created", "customer_asked", "customer_missing")
PLACES = ("billing", "delivery")


def compare(plan):
    """Add a line to a plan for every customer that differs."""
    eye = Eye(plan)
    looks = (
        ((eye.changed_here, eye.look_at_links), (eye.flagged, eye.look_at_flagged))
        if plan.direction == "push"
        else ((eye.changed_there, eye.look_at_links), (eye.unknown, eye.look_at_entries))
    )
    for find, look in looks:
        for some in split_every(CHUNK, find(), list):
            plan._add_lines(look(some))
            plan.env.flush_all()
            # Of 20,000 customers nobody keeps what the last ones were.
            plan.env.invalidate_all()


def seen(plan, lines):
    """Return ``{line: digest}`` of both sides as they are now; a line whose record is none of these any more is absent.

    :param lines: of this plan.
    """
    eye, result = Eye(plan), {}
    for field, find, look in (
        ("binding_id", None, eye.look_at_links),
        ("remote_record_id", eye.unknown, eye.look_at_entries),
        ("partner_id", eye.flagged, eye.look_at_flagged),
    ):
        mine = lines.filtered(lambda line, field=field: _leads(line) == field)
        if not mine:
            continue
        ids = mine[field].ids if find is None else find(mine[field].ids)
        now = {row[field]: row["seen"] for row in look(ids)} if ids else {}
        result |= {line: now[line[field].id] for line in mine if line[field].id in now}
    return result


def _leads(line):
    """Return what a line is about: a link, an entry of the ledger, or a customer of Odoo."""
    return "binding_id" if line.binding_id else "remote_record_id" if line.remote_record_id else "partner_id"


def _digest(*parts):
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


class Eye:
    """Looks at customers of both sides for one plan, as the engine sees them, whoever asks."""

    def __init__(self, plan):
        # What a user selects, and in which language, makes no difference to what is the same.
        self.env = Environment(plan.env.cr, SUPERUSER_ID, {})
        self.connection = plan.connection_id.with_env(self.env)
        self.direction = plan.direction
        self.meeting = meeting.Meeting(None, self.connection)
        self.meeting.pulls, self.meeting.pushes = plan.direction == "pull", plan.direction == "push"

    @property
    def customers(self):
        return self.meeting.customers

    # === WHO MAY DIFFER: FOUND BY THE DATABASE === #

    def changed_here(self):
        """Return the ids of links of flagged customers that are not what was agreed on last, here."""
        return self._links(
            SQL(
                """
                p.bridge_sync
                AND NOT EXISTS (SELECT FROM bridge_transfer t
                                 WHERE t.binding_id = b.id AND t.state IN ('queued', 'sending', 'uncertain'))
                AND EXISTS (SELECT FROM jsonb_each_text(o.ours) f
                             WHERE b.agreed -> 'here' ? f.key AND b.agreed -> 'there' ? f.key
                               AND b.agreed -> 'here' ->> f.key <> f.value)
                """
            )
        )

    def changed_there(self):
        """Return the ids of links whose entries are not what was agreed on last, or fill what is empty here."""
        return self._links(
            SQL(
                """
                (p.bridge_sync OR b.agreed IS NULL)
                AND NOT EXISTS (SELECT FROM bridge_transfer t
                                 WHERE t.binding_id = b.id AND t.state IN ('sending', 'uncertain'))
                AND EXISTS (SELECT FROM jsonb_each_text(o.theirs) f
                             WHERE CASE WHEN COALESCE(b.agreed -> 'here' ? f.key AND b.agreed -> 'there' ? f.key, FALSE)
                                        THEN b.agreed -> 'there' ->> f.key <> f.value
                                        ELSE f.value <> '' AND o.ours ->> f.key = '' END)
                """
            )
        )

    def _links(self, condition):
        """Return the ids of links that fulfil a condition on ``b`` (link), ``p`` (partner), ``o`` (both contents)."""
        env, company = self.env, self.connection.company_id
        env.flush_all()
        # To compile a sentence this long takes the database several times as long as to answer it.
        env.cr.execute("SELECT set_config('jit', 'off', true)")
        env.cr.execute(
            SQL(
                """
                WITH places AS MATERIALIZED (
                    SELECT * FROM jsonb_to_recordset(%(places)s::jsonb)
                                  AS v(raw_state varchar, raw_country varchar, state varchar, country varchar)
                ), terms AS MATERIALIZED (
                    SELECT * FROM jsonb_to_recordset(%(terms)s::jsonb) AS v(id int, remote_id varchar)
                )
                SELECT b.id
                  FROM bridge_binding b
                  JOIN bridge_remote_record r ON r.id = b.remote_record_id AND r.is_active AND NOT r.is_gone
                  JOIN res_partner p ON p.id = b.partner_id AND (p.company_id IS NULL OR p.company_id = %(company)s)
                  CROSS JOIN LATERAL (SELECT COALESCE(r.details -> 'party', '{}'::jsonb) AS said) party
                  LEFT JOIN LATERAL (SELECT * FROM res_partner c WHERE c.parent_id = p.id AND c.type = 'invoice'
                                       AND c.active ORDER BY c.id LIMIT 1) i ON TRUE
                  LEFT JOIN LATERAL (SELECT * FROM res_partner c WHERE c.parent_id = p.id AND c.type = 'delivery'
                                       AND c.active ORDER BY c.id LIMIT 1) d ON TRUE
                  CROSS JOIN LATERAL (SELECT %(ours)s AS ours, %(theirs)s AS theirs) o
                 WHERE b.connection_id = %(connection)s AND b.kind = 'customer' AND b.external_id IS NOT NULL
                   AND b.alias_of_id IS NULL AND %(condition)s
                 ORDER BY p.complete_name, b.id
                """,
                places=json.dumps(self._places_there()),
                terms=json.dumps(self._terms_here()),
                company=company.id,
                ours=self._ours(),
                theirs=self._theirs(),
                connection=self.connection.id,
                condition=condition,
            )
        )
        return [row[0] for row in env.cr.fetchall()]

    def _ours(self):
        """Return the content of a partner, as ``agreeing.content`` makes it; what is not told is absent."""
        partners = self.env["res.partner"].with_company(self.connection.company_id)
        fallback = partners._fields["property_payment_term_id"].get_company_dependent_fallback(partners).id
        return SQL(
            """
            jsonb_strip_nulls(jsonb_build_object(
                'name', CASE WHEN b.currency_name IS NULL THEN p.name END,
                'company_name', CASE WHEN p.is_company THEN NULL
                                     WHEN p.company_name = p.name THEN NULL
                                     ELSE COALESCE(p.company_name, '') END,
                'email', COALESCE(NULLIF(i.email, ''), p.email, ''),
                'phone', COALESCE(p.phone, ''),
                %(billing)s, %(delivery)s,
                'term', (SELECT CASE WHEN n.id IS NULL THEN ''
                                     ELSE (SELECT remote_id FROM terms WHERE terms.id = n.id) END
                           FROM (SELECT COALESCE((p.property_payment_term_id ->> %(company)s)::int, %(fallback)s)
                                        AS id) n)))
            """,
            billing=_address_here("billing", _of_billing),
            delivery=_address_here("delivery", lambda column: SQL.identifier("d", column)),
            company=str(self.connection.company_id.id),
            fallback=fallback or None,
        )

    def _theirs(self):
        """Return the content of an entry, as ``Customers.theirs`` makes it; what is not told is absent."""
        return SQL(
            """
            jsonb_strip_nulls(jsonb_build_object(
                'name', r.name,
                'company_name', CASE WHEN said ? 'company_name' THEN COALESCE(said ->> 'company_name', '') END,
                'email', CASE WHEN said ? 'email' THEN COALESCE(said ->> 'email', '') END,
                'phone', CASE WHEN said ? 'phone' THEN COALESCE(said ->> 'phone', '') END,
                %(billing)s, %(delivery)s,
                'term', CASE WHEN NOT said ? 'term' THEN NULL
                             WHEN COALESCE(said ->> 'term', '') = '' THEN ''
                             WHEN said ->> 'term' = ANY(%(terms)s) THEN said ->> 'term' END))
            """,
            billing=_address_there("billing"),
            delivery=_address_there("delivery"),
            terms=self._terms_there(),
        )

    def _places_there(self):
        """Return what every state and country that entries name is here, each looked up once."""
        env, connection = self.env, self.connection
        env.cr.execute(
            SQL(
                """
                SELECT DISTINCT COALESCE(a ->> 'state', ''), COALESCE(a ->> 'country', '')
                  FROM bridge_remote_record r,
                       LATERAL (VALUES (r.details -> 'party' -> 'billing'), (r.details -> 'party' -> 'delivery')) v(a)
                 WHERE r.connection_id = %s AND r.kind = 'customer' AND jsonb_typeof(a) = 'object'
                """,
                connection.id,
            )
        )
        places = []
        for state, country in env.cr.fetchall():
            told = {"billing_state": state, "billing_country": country}
            self.customers._translate_places(told, "billing")
            places.append(
                {
                    "raw_state": state,
                    "raw_country": country,
                    "state": told.get("billing_state"),
                    "country": told.get("billing_country"),
                }
            )
        return places

    def _terms_here(self):
        """Return which term there each of our payment terms stands for."""
        reader = Preparation(self.customers.reader)
        found = ((term.id, reader.term(term)) for term in self.customers.env["account.payment.term"].search([]))
        return [{"id": term_id, "remote_id": there.id} for term_id, there in found if there]

    def _terms_there(self):
        """Return the ids of the terms there that stand for one of ours."""
        rows = self.env["bridge.remote.record"].search(
            [("connection_id", "=", self.connection.id), ("kind", "=", Kind.TERM.value)]
        )
        return [remote_id for remote_id in rows.mapped("remote_id") if self.customers.term(remote_id)]

    def flagged(self, only=None):
        """Return the ids of flagged customers that nobody there stands for, and that are not on their way.

        Whose creation came to nothing before is among them: what no run tries again a person may.
        """
        env = self.env
        env.flush_all()
        mine = SQL() if only is None else SQL("AND p.id = ANY(%s)", list(only))
        found = flagged.unlinked(self.connection, stopped=())
        env.cr.execute(SQL("SELECT p.id %s %s ORDER BY p.complete_name, p.id", found, mine))
        return [row[0] for row in env.cr.fetchall()]

    def unknown(self, only=None):
        """Return the ids of entries that are customers of their own, and that nobody in Odoo stands for."""
        env = self.env
        env.flush_all()
        env.cr.execute(
            SQL(
                """
                SELECT r.id FROM bridge_remote_record r
                 WHERE r.connection_id = %(connection)s AND r.kind = 'customer' AND r.is_active AND NOT r.is_gone
                   AND r.stays_there IS NOT TRUE AND r.name <> ''
                   AND COALESCE(r.details -> 'party' ->> 'parent', '') = '' %(mine)s
                   AND NOT EXISTS (SELECT FROM bridge_binding b
                                    WHERE b.connection_id = r.connection_id AND b.kind = 'customer'
                                      AND b.external_id = r.remote_id)
                 ORDER BY r.full_name, r.id
                """,
                connection=self.connection.id,
                mine=SQL() if only is None else SQL("AND r.id = ANY(%s)", list(only)),
            )
        )
        return [row[0] for row in env.cr.fetchall()]

    # === WHO DOES: DECIDED BY THE MERGE === #

    def look_at_links(self, ids):
        """Return the values of the lines of linked customers that differ; who turns out not to is left out."""
        links = self.env["bridge.binding"].browse(ids)
        decided = self.decided(links.filtered(lambda link: link.external_id and not link.alias_of_id))
        # Of who works here nothing is filled in when they are met: there is nothing to be done about them.
        people = agreeing.own_people(self.meeting, decided)
        return [row for one in decided if one.link not in people and (row := self._line_of_link(one))]

    def decided(self, links):
        """Return what the merge decides of links, as ``agreeing.reconcile`` has it."""
        decided = agreeing.decide(self.meeting, links)
        return agreeing._guard_logins(self.meeting, decided) if self.meeting.pulls else decided

    def _line_of_link(self, one):
        questions = questions_of(one)
        done = one.merge.of(Act.SEND if self.direction == "push" else Act.TAKE)
        if not (questions or done) or (self.direction == "push" and not one.link.partner_id.bridge_sync):
            return None
        names = [name for name in merging.FIELDS if name in questions or name in done]
        link = one.link
        return {
            "mark": "conflict" if questions else "update",
            "name": link.partner_id.display_name,
            "partner_id": link.partner_id.id,
            "remote_record_id": link.remote_record_id.id,
            "binding_id": link.id,
            "differences": [[name, one.base.here.get(name), one.ours[name], one.theirs[name]] for name in names],
            "seen": _digest(link.partner_id.id, link.external_id, one.ours, one.theirs, link.agreed),
        }

    def look_at_entries(self, ids):
        """Return the values of the lines of entries that nobody in Odoo stands for."""
        rows = self.env["bridge.remote.record"].browse(ids)
        judged = Strangers(self.connection, rows).judge()
        said = {row: ("add", None, None, None) for row in judged.new}
        names = self._names([partner_id for _row, partner_id in judged.linked])
        for row, partner_id in judged.linked:
            said[row] = ("update", partner_id, "plan_will_link", {"name": names[partner_id], "there": row.name})
        shown = self._names([partner_id for _row, ids_ in judged.asked for partner_id in ids_])
        for row, partner_ids in judged.asked:
            candidates = matching.listed([shown[each] for each in partner_ids])
            said[row] = ("none", None, "customer_unclear", {"name": row.name, "candidates": candidates})
        return [self._line_of_entry(row, *said[row]) for row in rows if row in said]

    def _names(self, partner_ids):
        return {partner.id: partner.display_name for partner in self.env["res.partner"].browse(set(partner_ids))}

    def _line_of_entry(self, row, mark, partner_id, reason, arguments):
        theirs = self.customers.theirs(row.name, row.details)
        return {
            "mark": mark,
            "name": row.name,
            "partner_id": partner_id,
            "remote_record_id": row.id,
            # Who is here already is linked: as both have it, which a row of blanks on one side would hide.
            "differences": [] if partner_id else _all_of(theirs, lambda name: [name, None, "", theirs[name]]),
            "reason": reason,
            "reason_arguments": arguments,
            "seen": _digest(row.remote_id, theirs, mark, partner_id),
        }

    def look_at_flagged(self, ids):
        """Return the values of the lines of flagged customers that nobody there stands for."""
        reader = Preparation(self.connection.with_env(self.connection._technical_env()))
        missing = [Missing(partner_id, "res.partner") for partner_id in ids]
        foreseen = matching.foresee(reader, set(missing))
        outlooks = [foreseen[one] for one in missing]
        prepared = reader.entries([outlook.link for outlook in outlooks])
        links = self.env["bridge.binding"].browse(outlook.link.id for outlook in outlooks if outlook.link.id)
        before = {link.id: transfer for link, transfer in creating.stopped(links).items()}
        return [
            self._line_of_flagged(outlook, each, before.get(outlook.link.id))
            for outlook, each in zip(outlooks, prepared, strict=True)
        ]

    def _line_of_flagged(self, outlook, prepared, before):
        """Return the values of one line. :param before: the creation that came to nothing, if there was one."""
        partner = outlook.link.partner_id
        ours = merging.content_of_party(prepared.document) if prepared.document else {}
        theirs = self.customers.theirs(outlook.row.name, outlook.row.details) if outlook.row else {}
        mark, reason, arguments = "add", None, None
        if prepared.findings:
            mark, reason, arguments = "none", prepared.findings[0].reason, prepared.findings[0].arguments
        elif before and before.state == "held":
            # What a person said of it is not overruled by a tick.
            mark, reason, arguments = "none", "document_held", {"document": partner.display_name}
        elif outlook.link.bound_at:
            # Who was linked once and is gone there is not made anew in silence.
            mark, reason, arguments = "none", "customer_gone", {"name": partner.display_name}
        elif outlook.row:
            mark, reason = "update", "plan_will_link"
            arguments = {"name": partner.display_name, "there": outlook.row.full_name or outlook.row.name}
        elif outlook.finding.reason not in CREATABLE:
            mark, reason, arguments = "none", outlook.finding.reason, outlook.finding.arguments
        elif before and before.words:
            # Why it was refused there last time; ticked, it is tried once more.
            reason, arguments = before.reason, {**(before.reason_arguments or {}), "words": before.words}
        return {
            "mark": mark,
            "name": partner.display_name,
            "partner_id": partner.id,
            "differences": [
                [name, None, ours.get(name, ""), theirs.get(name, "")]
                for name in merging.FIELDS
                if ours.get(name, "") != theirs.get(name, "")
            ],
            "reason": reason,
            "reason_arguments": arguments,
            "seen": _digest(partner.id, ours, mark, outlook.row.remote_id if outlook.row else ""),
        }


def questions_of(one):
    """Return the fields of a decision of which a person says whose they are to be."""
    return (*one.conflicts, *one.guarded)


def _all_of(content, row):
    """Return a row of every field of a content that says something, in the order in which a person reads them."""
    return [row(name) for name in merging.FIELDS if content.get(name)]


# === CONTENTS IN SQL === #


def _of_billing(column):
    """Return the SQL of a column of the billing address: that of the invoice address where there is one."""
    return SQL("CASE WHEN i.id IS NULL THEN %s ELSE %s END", SQL.identifier("p", column), SQL.identifier("i", column))


def _address_here(place, of):
    """Return the fields of one of the two addresses of a partner, as pairs for ``jsonb_build_object``.

    :param of: function that gives the SQL of a column of it.
    """
    return SQL(
        """
        %(street_name)s, concat_ws(E'\\n', NULLIF(%(street)s, ''), NULLIF(%(street2)s, '')),
        %(city_name)s, COALESCE(%(city)s, ''),
        %(state_name)s, COALESCE((SELECT s.code FROM res_country_state s WHERE s.id = %(state)s), ''),
        %(zip_name)s, COALESCE(%(zip)s, ''),
        %(country_name)s, COALESCE((SELECT c.name ->> 'en_US' FROM res_country c WHERE c.id = %(country)s), '')
        """,
        street_name=f"{place}_street",
        street=of("street"),
        street2=of("street2"),
        city_name=f"{place}_city",
        city=of("city"),
        state_name=f"{place}_state",
        state=of("state_id"),
        zip_name=f"{place}_postal_code",
        zip=of("zip"),
        country_name=f"{place}_country",
        country=of("country_id"),
    )


def _address_there(place):
    """Return the fields of one of the two addresses of an entry, as pairs for ``jsonb_build_object``.

    A first line that only repeats the name is no part of the street.
    """
    return SQL(
        """
        %(street_name)s, CASE WHEN jsonb_typeof(said -> %(place)s) = 'object' THEN COALESCE(
            (SELECT string_agg(line.said, E'\\n' ORDER BY line.place)
               FROM jsonb_array_elements_text(CASE WHEN jsonb_typeof(said -> %(place)s -> 'lines') = 'array'
                                                   THEN said -> %(place)s -> 'lines' ELSE '[]' END)
                    WITH ORDINALITY AS line(said, place)
              WHERE line.said <> ''
                AND NOT (line.place = 1 AND lower(btrim(line.said))
                         IN (lower(btrim(r.name)), lower(btrim(party.said ->> 'company_name'))))), '') END,
        %(city_name)s, CASE WHEN jsonb_typeof(said -> %(place)s) = 'object'
                            THEN COALESCE(said -> %(place)s ->> 'city', '') END,
        %(state_name)s, (SELECT state FROM places WHERE raw_state = COALESCE(said -> %(place)s ->> 'state', '')
                            AND raw_country = COALESCE(said -> %(place)s ->> 'country', '')
                            AND jsonb_typeof(said -> %(place)s) = 'object'),
        %(zip_name)s, CASE WHEN jsonb_typeof(said -> %(place)s) = 'object'
                           THEN COALESCE(said -> %(place)s ->> 'postal_code', '') END,
        %(country_name)s, (SELECT country FROM places WHERE raw_state = COALESCE(said -> %(place)s ->> 'state', '')
                              AND raw_country = COALESCE(said -> %(place)s ->> 'country', '')
                              AND jsonb_typeof(said -> %(place)s) = 'object')
        """,
        place=place,
        street_name=f"{place}_street",
        city_name=f"{place}_city",
        state_name=f"{place}_state",
        zip_name=f"{place}_postal_code",
        country_name=f"{place}_country",
    )
